package org.busbar.api.site;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One change of a {@code site.yaml}.
 *
 * @param path keys from the root down ({@code devices}, {@code bat1}), at least one
 * @param value what is to stand there: a text, or a list or map (by key) of such; null to remove
 */
public record SiteChange(List<String> path, @Nullable Object value) {
  /** Copies the path; throws {@link IllegalArgumentException} where it is empty. */
  public SiteChange {
    path = List.copyOf(path);
    if (path.isEmpty()) {
      throw new IllegalArgumentException("a change of the whole document");
    }
  }
}
