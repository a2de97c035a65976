package org.busbar.api.time;

import java.time.Instant;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The only source of time. Ages and deadlines are computed from {@link #nanos()}; {@link
 * #instant()} stands beside them for people and is never compared. Thread-safe, never blocks.
 */
@ProviderType
public interface Clock {
  /**
   * Monotonic time in nanoseconds since an arbitrary origin of this process; not affected by
   * changes of the wall clock. Compare with subtraction only.
   */
  long nanos();

  /** Wall-clock time, for display and records. It may jump. */
  Instant instant();

  /** The clock of the machine. */
  static Clock system() {
    return SystemClock.INSTANCE;
  }
}
