package org.busbar.transport.modbus;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.busbar.api.transport.DeviceException.Malformed;
import org.jspecify.annotations.Nullable;

/** How requests and answers lie in a stream of bytes, and what of it is not used up yet. */
interface Framing {
  /** Begins with a new stream. */
  void reset();

  /** Whether it is certain where the next frame begins. */
  boolean isInStep();

  /** Puts a request into its frame; the caller sends the bytes that remain. */
  ByteBuffer request(Request request);

  /**
   * Gives up the last request: an answer to it is late from now on.
   *
   * @throws Malformed if something came that is not an answer
   */
  void giveUp(Request request, long sentNanos) throws Malformed;

  /** Takes what there is to be read: how many bytes, negative at the end of the stream. */
  int fill(ReadableByteChannel channel) throws IOException;

  /**
   * The answer to the last request, late ones before it taken out.
   *
   * @return its protocol data unit, valid until the next {@link #fill}; null while it is not there
   */
  @Nullable ByteBuffer answer(Request request, long nowNanos) throws Malformed;

  /**
   * Whether an answer came that may be one to an earlier request as well, so that the last one is
   * to be sent again. Told once.
   */
  boolean isToBeAskedAgain();

  /** Takes out what has come while nothing was asked: late answers have a right to. */
  void drain(long nowNanos) throws Malformed;
}
