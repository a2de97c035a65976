package org.busbar.testkit.api;

import java.time.Duration;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.ConnectionCounters;

/**
 * What a connection needs beside the talk that a test is about: urgent jobs run at once on the
 * thread that asks, answers are due within a second, nothing is counted and nothing is held.
 */
public interface QuietConnection extends Connection {
  @Override
  default String name() {
    return "quiet";
  }

  @Override
  default Duration responseTimeout() {
    return Duration.ofSeconds(1);
  }

  @Override
  default void urgent(Runnable job) {
    job.run();
  }

  @Override
  default ConnectionCounters counters() {
    return new ConnectionCounters(0, 0, 0, 0, 0);
  }

  @Override
  default void close() {}
}
