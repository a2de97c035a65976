package org.busbar.transport.modbus;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.busbar.api.transport.DeviceException.Malformed;
import org.jspecify.annotations.Nullable;

/**
 * What frames travel on. Used by the connection's thread only, but for {@link #wake} and {@link
 * #close}.
 */
interface Wire extends AutoCloseable {
  /** Begins to connect; does not wait. Drops what was open. */
  void dial() throws IOException;

  /** Whether the dialled peer is reached now; throws where it cannot be. */
  boolean reached() throws IOException;

  /** Drops the connection; harmless where there is none. */
  void drop();

  /** Whether frames can be sent. */
  boolean isUp();

  /**
   * Sends a request and waits for its answer, whatever else arrives.
   *
   * @param waitNanos longest wait for the whole exchange
   * @return the answer's protocol data unit, valid until the next call; null if there was none in
   *     time
   * @throws Malformed if what came cannot be an answer; the wire is then down where the beginning
   *     of the next frame is no longer certain
   * @throws IOException if the connection was lost; the wire is then down
   */
  @Nullable ByteBuffer exchange(Request request, long waitNanos) throws IOException, Malformed;

  /** When the last request went out, monotonic ns. */
  long sentNanos();

  /** Waits until something arrives, {@link #wake} is called or the time is over. */
  void idle(long nanos) throws IOException;

  /** Ends an {@link #idle} that runs or the next one. Any thread. */
  void wake();

  /** Drops the connection for good. Any thread. */
  @Override
  void close();

  /** Hears of answers that came after their time-out. */
  interface LateAnswers {
    /** A unit answered after all. */
    void late(int unit, long roundTripNanos);
  }
}
