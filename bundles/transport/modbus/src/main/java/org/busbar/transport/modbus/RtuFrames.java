package org.busbar.transport.modbus;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.busbar.api.transport.DeviceException.Malformed;
import org.jspecify.annotations.Nullable;

/**
 * The frames of a serial line: unit, data, checksum. Nothing in them tells to which request an
 * answer belongs, and nothing where a frame begins. So an answer is searched for by all that is
 * known of it: its unit, function, length and checksum; what lies before it is noise. Requests that
 * were given up are remembered: an answer that might be meant for one of them is counted as late
 * and its request sent again, for a value of another address must never be taken.
 */
final class RtuFrames implements Framing {
  private static final int CHECKSUM = 2;
  private static final int EXCEPTION = 2;
  private static final int LONGEST = 1 + Request.MAX_PDU + CHECKSUM;

  /** More noise than this within one exchange, and nothing is to be expected any more. */
  private static final int NOISE = 4 * LONGEST;

  private static final int REMEMBERED = 16;
  private static final long FORGOTTEN = Duration.ofSeconds(10).toNanos();

  /** A request that was given up and may still be answered. */
  private record Open(Request request, long sent) {}

  private final Wire.LateAnswers lateAnswers;
  private final ByteBuffer in = ByteBuffer.allocate(2048).flip();
  private final ByteBuffer out = ByteBuffer.allocate(LONGEST);
  private final Deque<Open> open = new ArrayDeque<>();
  private long noise;
  private boolean again;

  RtuFrames(Wire.LateAnswers lateAnswers) {
    this.lateAnswers = lateAnswers;
  }

  /** What was given up is kept: behind a gateway it may be answered on the next connection. */
  @Override
  public void reset() {
    in.clear().flip();
    again = false;
  }

  /** A frame is found wherever it begins. */
  @Override
  public boolean isInStep() {
    return true;
  }

  @Override
  public ByteBuffer request(Request request) {
    in.clear().flip();
    noise = 0;
    again = false;
    out.clear().put((byte) request.unit());
    request.encode(out);
    int checksum = checksum(out, 0, out.position());
    return out.put((byte) checksum).put((byte) (checksum >> 8)).flip();
  }

  @Override
  public void giveUp(Request request, long sentNanos) throws Malformed {
    if (open.size() == REMEMBERED) {
      open.removeFirst();
    }
    open.addLast(new Open(request, sentNanos));
    long bytes = noise + in.remaining();
    if (bytes > 0) {
      throw new Malformed(bytes + " bytes came that are no answer: line settings, another sender?");
    }
  }

  @Override
  public int fill(ReadableByteChannel channel) throws IOException {
    if (in.remaining() > in.capacity() - LONGEST) {
      skip(in.remaining() - LONGEST);
    }
    in.compact();
    try {
      return channel.read(in);
    } finally {
      in.flip();
    }
  }

  @Override
  public @Nullable ByteBuffer answer(Request request, long nowNanos) throws Malformed {
    for (int at = in.position(); at < in.limit(); at++) {
      int length = length(at, request);
      if (length > 0) {
        take(at, length);
        if (mayBeLate(request, at, length, nowNanos)) {
          return null;
        }
        open.removeIf(earlier -> earlier.request().unit() == request.unit());
        return in.slice(at + 1, length - 1 - CHECKSUM);
      }
      Open late = late(at);
      if (late != null) {
        take(at, length(at, late.request()));
        tellLate(late, nowNanos);
        at = in.position() - 1;
      }
    }
    refuseOther(request);
    if (noise + in.remaining() > NOISE) {
      throw new Malformed(noise + in.remaining() + " bytes that are no answer");
    }
    return null;
  }

  @Override
  public boolean isToBeAskedAgain() {
    boolean told = again;
    again = false;
    return told;
  }

  @Override
  public void drain(long nowNanos) {
    for (int at = in.position(); at < in.limit(); at++) {
      Open late = late(at);
      if (late != null) {
        take(at, length(at, late.request()));
        tellLate(late, nowNanos);
        at = in.position() - 1;
      }
    }
  }

  private void take(int at, int length) {
    noise += at - in.position();
    in.position(at + length);
  }

  private void skip(int bytes) {
    noise += bytes;
    in.position(in.position() + bytes);
  }

  /** Length of the answer to a request where one begins here and is all there, else 0. */
  private int length(int at, Request request) {
    if (in.limit() - at < 2 || (in.get(at) & 0xFF) != request.unit()) {
      return 0;
    }
    int function = in.get(at + 1) & 0xFF;
    int length = 0;
    if (function == request.function()) {
      length = 1 + request.answerLength() + CHECKSUM;
    } else if (function == (request.function() | 0x80)) {
      length = 1 + EXCEPTION + CHECKSUM;
    }
    boolean told = function != request.function() || isToldLength(at, function, length);
    return length > 0 && told && isWhole(at, length) ? length : 0;
  }

  /** Whether the length in the frame of a read is the one expected. */
  private boolean isToldLength(int at, int function, int length) {
    return function > 4 || in.limit() - at < 3 || (in.get(at + 2) & 0xFF) == length - 5;
  }

  private boolean isWhole(int at, int length) {
    if (in.limit() - at < length) {
      return false;
    }
    int end = at + length - CHECKSUM;
    int told = (in.get(end) & 0xFF) | (in.get(end + 1) & 0xFF) << 8;
    return checksum(in, at, end) == told;
  }

  private @Nullable Open late(int at) {
    for (Open earlier : open) {
      if (length(at, earlier.request()) > 0) {
        return earlier;
      }
    }
    return null;
  }

  private void tellLate(Open late, long nowNanos) {
    open.remove(late);
    lateAnswers.late(late.request().unit(), nowNanos - late.sent());
  }

  /**
   * Whether the frame may be the answer to an earlier request that looked alike. A write that says
   * the same is as good as the last one; whether another was carried out nobody knows.
   */
  private boolean mayBeLate(Request request, int at, int length, long nowNanos) throws Malformed {
    open.removeIf(earlier -> nowNanos - earlier.sent() > FORGOTTEN);
    for (Iterator<Open> each = open.iterator(); each.hasNext(); ) {
      Open earlier = each.next();
      if (length(at, earlier.request()) != length || isSameWrite(request, earlier.request())) {
        continue;
      }
      each.remove();
      lateAnswers.late(request.unit(), nowNanos - earlier.sent());
      if (request instanceof Request.Write) {
        throw new Malformed("answer may be one to an earlier write of the same registers");
      }
      again = true;
      return true;
    }
    return false;
  }

  private static boolean isSameWrite(Request request, Request earlier) {
    return request instanceof Request.Write && request.equals(earlier);
  }

  /** Tells at once of a whole frame that is of another unit, function or length. */
  private void refuseOther(Request request) throws Malformed {
    int at = in.position();
    if (in.limit() - at < 3) {
      return;
    }
    int function = in.get(at + 1) & 0xFF;
    int length =
        switch (function) {
          case 1, 2, 3, 4 -> 5 + (in.get(at + 2) & 0xFF);
          case 5, 6, 15, 16 -> 8;
          default -> (function & 0x80) == 0 ? LONGEST : 1 + EXCEPTION + CHECKSUM;
        };
    if (length > LONGEST || !isWhole(at, length)) {
      return;
    }
    in.position(at + length);
    int unit = in.get(at) & 0xFF;
    if (unit != request.unit()) {
      throw new Malformed("answer is of unit " + unit + " instead of " + request.unit());
    }
    throw new Malformed(
        "answer has function "
            + function
            + " and length "
            + (length - 1 - CHECKSUM)
            + " instead of "
            + request.function()
            + " and "
            + request.answerLength());
  }

  /** CRC-16 of Modbus over serial line (V1.02, 6.2.2). */
  static int checksum(ByteBuffer bytes, int from, int to) {
    int checksum = 0xFFFF;
    for (int i = from; i < to; i++) {
      checksum ^= bytes.get(i) & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        checksum = (checksum & 1) == 0 ? checksum >> 1 : checksum >> 1 ^ 0xA001;
      }
    }
    return checksum;
  }
}
