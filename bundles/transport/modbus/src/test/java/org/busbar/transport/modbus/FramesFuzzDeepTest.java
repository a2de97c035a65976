package org.busbar.transport.modbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.DeviceException.Malformed;
import org.busbar.api.transport.RegisterWrite;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Damaged and random answers with a kept seed, in pieces of any size. An answer is good only where
 * a second reading of the bytes, written down here by the specification, says so.
 */
@Tag("PRO-03")
class FramesFuzzDeepTest {
  private static final long SEED = 20_261_121;
  private static final boolean DEEP = Boolean.getBoolean("busbar.deep");
  private static final int CASES = DEEP ? 1_000_000 : 5_000;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private int late;
  private long nowNanos;
  private Codec codec = Codec.TCP;
  private Framing frames = new Frames(65_000, (unit, nanos) -> late++);

  /** How a transport frames, written down once more. */
  enum Codec {
    /** Modbus TCP, in the clear or within TLS. */
    TCP(7, 0),
    /** The serial line, also through a socket. */
    RTU(1, 2);

    final int before;
    final int after;

    Codec(int before, int after) {
      this.before = before;
      this.after = after;
    }

    Peer.Asked asked(ByteBuffer frame) {
      byte[] pdu = new byte[frame.remaining() - before - after];
      frame.get(frame.position() + before, pdu);
      int unit = frame.get(frame.position() + before - 1) & 0xFF;
      int id = this == TCP ? frame.getShort(frame.position()) & 0xFFFF : 0;
      return new Peer.Asked(id, unit, pdu);
    }

    byte[] frame(int id, int unit, byte[] pdu) {
      return this == TCP ? Peer.frame(id, unit, pdu) : Peer.rtuFrame(unit, pdu);
    }

    /**
     * Whether these bytes hold a right answer: over TCP at their beginning, on a serial line
     * anywhere. The data in it may be anything its checksum stands for.
     */
    boolean isAnswer(byte[] bytes, byte[] right) {
      int last =
          this == TCP ? Math.min(0, bytes.length - right.length) : bytes.length - right.length;
      boolean isRead = (right[before] & 0xFF) <= 4;
      int fixed = isRead || this == RTU ? before + (isRead ? 2 : 1) : right.length;
      for (int at = 0; at <= last; at++) {
        int end = at + right.length;
        boolean begins = Arrays.equals(bytes, at, at + fixed, right, 0, fixed);
        if (begins
            && (this == TCP || isWhole(bytes, at, end))
            && isEcho(bytes, at, right, isRead)) {
          return true;
        }
      }
      return false;
    }

    private boolean isEcho(byte[] bytes, int at, byte[] right, boolean isRead) {
      int length = right.length - after;
      return isRead || Arrays.equals(bytes, at, at + length, right, 0, length);
    }

    private static boolean isWhole(byte[] bytes, int from, int end) {
      int checksum = Peer.checksum(bytes, from, end - 2);
      return (byte) (checksum >> 8) == bytes[end - 2] && (byte) checksum == bytes[end - 1];
    }
  }

  private void speak(Codec spoken) {
    codec = spoken;
    frames =
        spoken == Codec.TCP
            ? new Frames(65_000, (unit, nanos) -> late++)
            : new RtuFrames((unit, nanos) -> late++);
  }

  /** Hands out bytes in small pieces. */
  private final class Pieces implements ReadableByteChannel {
    private final byte[] bytes;
    private int at;

    Pieces(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read(ByteBuffer to) {
      int most = Math.min(to.remaining(), bytes.length - at);
      int count = most == 0 ? 0 : 1 + random.nextInt(Math.min(most, 40));
      to.put(bytes, at, count);
      at += count;
      return count;
    }

    boolean isEmpty() {
      return at == bytes.length;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  private Request request() {
    int unit = random.nextInt(256);
    Table table = Table.values()[random.nextInt(4)];
    boolean bits = table == Table.COIL || table == Table.DISCRETE_INPUT;
    if (random.nextInt(4) == 0) {
      int count = 1 + random.nextInt(123);
      Words words = Words.of(random.ints(count, 0, 2).toArray());
      Table to = bits ? Table.COIL : Table.HOLDING;
      return Request.of(new RegisterWrite(unit, to, random.nextInt(60_000), words, count == 1));
    }
    int count = 1 + random.nextInt(bits ? 2000 : 125);
    return Request.of(new Registers(unit, table, random.nextInt(60_000), count));
  }

  private Peer.Asked asked(ByteBuffer frame) {
    return codec.asked(frame);
  }

  private byte[] damage(byte[] right) {
    byte[] bytes = right.clone();
    switch (random.nextInt(6)) {
      case 0 -> random.nextBytes(bytes);
      case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      case 2 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(40));
      case 3 -> bytes[random.nextInt(Math.min(9, bytes.length))] = (byte) random.nextInt();
      case 4 -> {
        for (int i = random.nextInt(4); i >= 0; i--) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      default -> {
        bytes = new byte[random.nextInt(600)];
        random.nextBytes(bytes);
      }
    }
    return bytes;
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void nothingDamagedIsTakenForAnAnswerAndTheNextIsRight(Codec spoken) throws IOException {
    speak(spoken);
    int taken = 0;
    int malformed = 0;
    int incomplete = 0;
    long slowest = 0;
    for (int i = 0; i < CASES; i++) {
      Request request = request();
      Peer.Asked asked = asked(frames.request(request));
      byte[] right = codec.frame(asked.id(), asked.unit(), Peer.right(asked));
      byte[] bytes = damage(right);
      String which = "case " + i + " of seed " + SEED;
      long from = System.nanoTime();
      try {
        ByteBuffer answer = exchange(request, bytes);
        if (answer == null) {
          assertFalse(codec == Codec.RTU && codec.isAnswer(bytes, right), which);
          incomplete++;
          frames.giveUp(request, i * 20_000_000_000L);
        } else {
          request.decode(answer);
          assertTrue(codec.isAnswer(bytes, right), which + " is no answer");
          taken++;
        }
      } catch (DeviceException e) {
        boolean isAnswer = codec.isAnswer(bytes, right);
        assertFalse(isAnswer, () -> which + " is an answer: " + e.getMessage());
        malformed++;
      }
      recover(which, i);
      slowest = Math.max(slowest, System.nanoTime() - from);
    }
    System.out.printf(
        "%s: %d cases, %d answers, %d malformed, %d incomplete, slowest %.1f ms%n",
        spoken, CASES, taken, malformed, incomplete, slowest / 1e6);
    assertTrue(taken > CASES / 20 && malformed > CASES / 10 && incomplete > CASES / 100);
    assertTrue(!DEEP || slowest < 1_000_000_000L);
  }

  private ByteBuffer exchange(Request request, byte[] bytes) throws IOException, Malformed {
    Pieces pieces = new Pieces(bytes);
    while (!pieces.isEmpty()) {
      assertTrue(frames.fill(pieces) >= 0);
      ByteBuffer answer = frames.answer(request, nowNanos);
      if (answer != null) {
        return answer;
      }
    }
    return null;
  }

  /** What the wire does after each: a stream out of step, or with a rest, is begun anew. */
  private void recover(String which, long number) throws IOException {
    frames.reset();
    Request request = Request.of(new Registers(1, Table.HOLDING, 7, 3));
    Peer.Asked asked = asked(frames.request(request));
    byte[] right = codec.frame(asked.id(), asked.unit(), Peer.right(asked));
    nowNanos = (number + 1) * 20_000_000_000L;
    try {
      ByteBuffer answer = exchange(request, right);
      assertNotNull(answer, which);
      assertEquals(Words.of(7, 8, 9), request.decode(answer), which);
    } catch (DeviceException e) {
      throw new AssertionError(which, e);
    }
  }

  @Test
  void answersThatComeLateInAnyOrderAreTakenOutAndNeverGivenToAnother()
      throws IOException, Malformed {
    for (int round = 0; round < 2_000; round++) {
      ByteArrayOutputStream stream = new ByteArrayOutputStream();
      int given = random.nextInt(20);
      byte[][] answers = new byte[given][];
      for (int i = 0; i < given; i++) {
        Request request = Request.of(new Registers(i, Table.HOLDING, 1000 + i, 2));
        Peer.Asked asked = asked(frames.request(request));
        answers[i] = Peer.frame(asked.id(), asked.unit(), Peer.right(asked));
        frames.giveUp(request, round);
      }
      for (int i = given - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        byte[] swap = answers[i];
        answers[i] = answers[j];
        answers[j] = swap;
      }
      for (byte[] answer : answers) {
        stream.write(answer);
      }
      Request request = Request.of(new Registers(99, Table.HOLDING, 5, 2));
      Peer.Asked asked = asked(frames.request(request));
      stream.write(Peer.frame(asked.id(), asked.unit(), Peer.right(asked)));
      late = 0;
      try {
        ByteBuffer answer = exchange(request, stream.toByteArray());
        assertNotNull(answer);
        assertEquals(Words.of(5, 6), request.decode(answer));
      } catch (DeviceException e) {
        throw new AssertionError("round " + round, e);
      }
      assertEquals(given, late);
      assertTrue(frames.isInStep());
    }
  }

  @Test
  void anAnswerThatWasThereBeforeItsQuestionIsNotTaken() throws IOException, Malformed {
    Request request = Request.of(new Registers(1, Table.HOLDING, 5, 1));
    int next = (asked(frames.request(request)).id() + 1) & 0xFFFF;
    frames.giveUp(request, 0);
    byte[] forged = Peer.frame(next, 1, new byte[] {3, 2, 0, 66});
    assertEquals(1, frames.fill(new Pieces(Arrays.copyOf(forged, 1))));
    assertEquals(next, asked(frames.request(request)).id());
    Malformed refused = null;
    try {
      exchange(request, Arrays.copyOfRange(forged, 1, forged.length));
    } catch (Malformed e) {
      refused = e;
    }
    assertNotNull(refused);
    assertFalse(frames.isInStep());
  }
}
