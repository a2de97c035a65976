package org.busbar.transport.modbus;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import org.busbar.api.transport.DeviceException.Malformed;
import org.jspecify.annotations.Nullable;

/**
 * The frames of Modbus TCP in both directions: header, transaction ids, and what of the stream is
 * not used up yet. Each request has an id of its own, and those that were given up are remembered:
 * so an answer that comes after its time-out is recognised, and anything else that was not asked
 * for shows that the stream is out of step.
 */
final class Frames implements Framing {
  private static final int HEADER = 7;

  /** How many ids back an answer is still taken for a late one; divides 65536. */
  private static final int REMEMBERED = 256;

  private final Wire.LateAnswers lateAnswers;
  private final ByteBuffer in = ByteBuffer.allocateDirect(2048).flip();
  private final ByteBuffer out = ByteBuffer.allocateDirect(HEADER + Request.MAX_PDU);
  private final long[] sentAt = new long[REMEMBERED];
  private final int[] unitOf = new int[REMEMBERED];
  private int transaction;

  /** Whether the first bytes of the next frame were there before the request went out. */
  private boolean begunBefore;

  private boolean inStep = true;

  Frames(int firstTransaction, Wire.LateAnswers lateAnswers) {
    this.transaction = firstTransaction & 0xFFFF;
    this.lateAnswers = lateAnswers;
    Arrays.fill(unitOf, -1);
  }

  @Override
  public void reset() {
    in.clear().flip();
    Arrays.fill(unitOf, -1);
    inStep = true;
  }

  @Override
  public boolean isInStep() {
    return inStep;
  }

  @Override
  public ByteBuffer request(Request request) {
    transaction = (transaction + 1) & 0xFFFF;
    begunBefore = in.hasRemaining();
    out.clear().position(HEADER);
    request.encode(out);
    int end = out.position();
    return out.putShort(0, (short) transaction)
        .putShort(2, (short) 0)
        .putShort(4, (short) (end - HEADER + 1))
        .put(6, (byte) request.unit())
        .flip();
  }

  /**
   * The rest of a frame that has begun would be taken out of the next one's: none is waited for.
   */
  @Override
  public void giveUp(Request request, long sentNanos) throws Malformed {
    if (in.hasRemaining()) {
      inStep = false;
      throw new Malformed("answer is cut short after " + in.remaining() + " bytes");
    }
    sentAt[transaction % REMEMBERED] = sentNanos;
    unitOf[transaction % REMEMBERED] = request.unit();
  }

  @Override
  public int fill(ReadableByteChannel channel) throws IOException {
    in.compact();
    try {
      return channel.read(in);
    } finally {
      in.flip();
    }
  }

  @Override
  public @Nullable ByteBuffer answer(Request request, long nowNanos) throws Malformed {
    int unit = request.unit();
    while (true) {
      int length = frame(begunBefore ? -1 : transaction);
      if (length == 0) {
        return null;
      }
      begunBefore = false;
      int at = in.position();
      int id = in.getShort(at) & 0xFFFF;
      int from = in.get(at + 6) & 0xFF;
      in.position(at + length);
      if (id != transaction) {
        late(id, from, nowNanos);
      } else if (from != unit) {
        throw new Malformed("answer is of unit " + from + " instead of " + unit);
      } else {
        return in.slice(at + HEADER, length - HEADER);
      }
    }
  }

  /** Each request has an id of its own: no answer can be meant for two. */
  @Override
  public boolean isToBeAskedAgain() {
    return false;
  }

  @Override
  public void drain(long nowNanos) throws Malformed {
    for (int length = frame(-1); length > 0; length = frame(-1)) {
      int at = in.position();
      in.position(at + length);
      late(in.getShort(at) & 0xFFFF, in.get(at + 6) & 0xFF, nowNanos);
    }
  }

  /**
   * Length of the frame that begins here, 0 while it is not all there.
   *
   * @param expected id that may be answered besides late ones, -1 for none
   */
  private int frame(int expected) throws Malformed {
    if (in.remaining() < HEADER) {
      return 0;
    }
    int at = in.position();
    int id = in.getShort(at) & 0xFFFF;
    int protocol = in.getShort(at + 2) & 0xFFFF;
    int length = in.getShort(at + 4) & 0xFFFF;
    String wrong = null;
    if (protocol != 0) {
      wrong = "protocol id is " + protocol + " instead of 0";
    } else if (length < 2 || length > Request.MAX_PDU + 1) {
      wrong = "length field is " + length;
    } else if (id != expected && !isLate(id)) {
      wrong = "transaction id " + id + " was not asked for";
    }
    if (wrong != null) {
      inStep = false;
      throw new Malformed(wrong);
    }
    return in.remaining() < 6 + length ? 0 : 6 + length;
  }

  private boolean isLate(int id) {
    return unitOf[id % REMEMBERED] >= 0 && ((transaction - id) & 0xFFFF) < REMEMBERED;
  }

  private void late(int id, int unit, long nowNanos) {
    int slot = id % REMEMBERED;
    boolean fits = unitOf[slot] == unit;
    unitOf[slot] = -1;
    if (fits) {
      lateAnswers.late(unit, nowNanos - sentAt[slot]);
    }
  }
}
