package org.busbar.plugin.migrate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.site.SiteChange;

/** The way from what a type reads to what it read elsewhere. */
final class Way {
  private Way() {}

  /** From some values to others; a value that goes on under another key is moved there. */
  static void between(
      List<String> path,
      Map<String, Object> from,
      Map<String, Object> to,
      List<SiteChange> changes) {
    Map<String, Object> comes = new LinkedHashMap<>(to);
    from.forEach(
        (key, value) -> {
          Object next = comes.remove(key);
          if (next == null) {
            changes.add(new SiteChange(below(path, key), null));
            Optional<String> renamed =
                comes.keySet().stream()
                    .filter(each -> !from.containsKey(each) && value.equals(comes.get(each)))
                    .findFirst();
            renamed.ifPresent(
                each -> changes.add(new SiteChange(below(path, each), comes.remove(each))));
          } else if (!next.equals(value)) {
            changes.add(new SiteChange(below(path, key), next));
          }
        });
    comes.forEach((key, value) -> changes.add(new SiteChange(below(path, key), value)));
  }

  private static List<String> below(List<String> path, String key) {
    List<String> place = new ArrayList<>(path);
    place.add(key);
    return place;
  }
}
