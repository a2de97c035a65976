package org.busbar.api.safety;

import org.busbar.api.site.Snapshot;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * All that one step was a function of, and what came of it, ready to be written down. Immutable;
 * made by core, kept by the black box, read again by the replay of core.
 */
@ProviderType
public interface StepNote {
  /** What was frozen. */
  Snapshot snapshot();

  /** What the field allowed, taken at the same moment. */
  Freeze freeze();

  /** Appends one line of JSON, without its end, that tells of the site and its configuration. */
  void writeSite(StringBuilder out);

  /**
   * Appends the step as one line of JSON, without its end.
   *
   * @param before the step that was written before it, of which only the differences are written;
   *     null to write all of it
   */
  void write(StringBuilder out, @Nullable StepNote before);
}
