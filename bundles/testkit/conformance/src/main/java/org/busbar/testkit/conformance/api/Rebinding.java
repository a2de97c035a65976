package org.busbar.testkit.conformance.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Listens again where somebody listened before: a port that was just given back is not free at
 * once.
 */
@FunctionalInterface
interface Rebinding<S> {
  /** How long to wait for a port. */
  Duration PATIENCE = Duration.ofSeconds(5);

  /** Listens at a port. */
  S listen(int port) throws IOException;

  /**
   * Listens at a port as soon as it is free; throws what was in the way where it does not get so.
   */
  static <S> S to(int port, Rebinding<S> server) {
    List<S> made = new ArrayList<>();
    List<IOException> taken = new ArrayList<>();
    Trial.awaits(
        PATIENCE,
        () -> {
          try {
            return made.add(server.listen(port));
          } catch (IOException e) {
            return !taken.add(e);
          }
        });
    if (made.isEmpty()) {
      throw new UncheckedIOException(taken.getLast());
    }
    return made.getFirst();
  }
}
