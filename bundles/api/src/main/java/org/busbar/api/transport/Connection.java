package org.busbar.api.transport;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One connection with one platform thread, on which all of its I/O and all of its callbacks run. It
 * reconnects by itself. Held by safety; drivers get a view of it for the life of their session; it
 * is never a service. What can be said over it tells its kind: {@link RegisterConnection} or {@link
 * MessageConnection}.
 */
@ProviderType
public interface Connection extends AutoCloseable {
  /** Its name in site.yaml. */
  String name();

  /** Longest time an urgent job may wait for the request in flight: the response time-out. */
  Duration responseTimeout();

  /**
   * Runs a job on the connection's thread as soon as the request in flight has ended, ahead of all
   * reads. Any thread; does not block. The only way to write.
   *
   * @throws IllegalStateException once the connection is closed: the job would never run
   */
  void urgent(Runnable job);

  /** What has happened on this connection so far. Any thread. */
  ConnectionCounters counters();

  /**
   * Runs the urgent jobs that wait, then ends the thread and closes the wire; waits at most 2 s.
   */
  @Override
  void close();

  /** A running poll. */
  @ProviderType
  interface Poll {
    /** Ends it; no callback is made after the one that may be running. Any thread. */
    void cancel();
  }
}
