package org.busbar.web.rest.access;

import java.time.Duration;
import java.util.Optional;
import org.busbar.api.time.Clock;

/** The code the launcher opens the page with: good once, within ten minutes of the start. */
final class OneTimeCode {
  static final Duration LIFE = Duration.ofMinutes(10);
  static final int MOST_MISSES = 10;

  private final Clock clock;
  private final long startNanos;
  private Optional<String> code;
  private int misses;

  /** The code the launcher gave, empty where it gave none. */
  OneTimeCode(Clock clock, Optional<String> code) {
    this.clock = clock;
    this.startNanos = clock.nanos();
    this.code = code.filter(text -> !text.isBlank());
  }

  /** Whether it is the code; it is gone after this, and after too many wrong tries. */
  synchronized boolean redeem(String tried) {
    if (code.isEmpty()) {
      return false;
    }
    if (clock.nanos() - startNanos > LIFE.toNanos()) {
      code = Optional.empty();
      return false;
    }
    boolean right = Secrets.same(code.get(), tried);
    if (right || ++misses >= MOST_MISSES) {
      code = Optional.empty();
    }
    return right;
  }
}
