package org.busbar.transport.modbus;

import java.nio.ByteBuffer;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.DeviceException.Malformed;
import org.busbar.api.transport.DeviceException.NoResponse;
import org.busbar.api.transport.DeviceException.Rejected;
import org.busbar.api.transport.RegisterWrite;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;

/** One request as a protocol data unit, and what its answer must look like. */
sealed interface Request {
  /** Greatest length of a protocol data unit. */
  int MAX_PDU = 253;

  /** Unit id. */
  int unit();

  /** Function code. */
  int function();

  /** Length of the protocol data unit of an answer that is not an exception. */
  int answerLength();

  /** Puts function code and data. */
  void encode(ByteBuffer out);

  /**
   * Takes an answer that is not an exception, its function code already taken.
   *
   * @return the words read; for a write those written
   */
  Words body(ByteBuffer answer) throws Malformed;

  /** A request that reads. */
  static Request of(Registers range) {
    return new Read(range);
  }

  /** A request that writes. */
  static Request of(RegisterWrite write) {
    return new Write(write);
  }

  /**
   * Takes a whole answer, from its position to its limit.
   *
   * @throws NoResponse if a gateway says that the unit behind it does not answer
   */
  default Words decode(ByteBuffer answer) throws DeviceException {
    if (!answer.hasRemaining()) {
      throw new Malformed("empty answer to function " + function());
    }
    int function = answer.get() & 0xFF;
    if (function == (function() | 0x80)) {
      if (answer.remaining() != 1) {
        throw new Malformed("exception of " + answer.remaining() + " bytes instead of 1");
      }
      throw exception(answer.get() & 0xFF);
    }
    if (function != function()) {
      throw new Malformed("answer has function " + function + " instead of " + function());
    }
    return body(answer);
  }

  private DeviceException exception(int code) {
    String text = "unit " + unit() + ": " + ExceptionCode.text(code);
    return ExceptionCode.meansSilence(code) ? new NoResponse(text) : new Rejected(text, code);
  }

  private static void expect(int actual, int expected, String what) throws Malformed {
    if (actual != expected) {
      throw new Malformed(what + " is " + actual + " instead of " + expected);
    }
  }

  /** Puts bits with the length they take, eight to a byte. */
  static void putBits(ByteBuffer out, Words words) {
    byte[] packed = new byte[(words.size() + 7) / 8];
    for (int i = 0; i < words.size(); i++) {
      packed[i / 8] |= (byte) ((words.at(i) == 0 ? 0 : 1) << (i % 8));
    }
    out.put((byte) packed.length).put(packed);
  }

  /** Puts words with the length they take. */
  static void putWords(ByteBuffer out, Words words) {
    out.put((byte) (2 * words.size()));
    for (int i = 0; i < words.size(); i++) {
      out.putShort((short) words.at(i));
    }
  }

  /** Reads a range. */
  record Read(Registers range) implements Request {
    @Override
    public int unit() {
      return range.unit();
    }

    @Override
    public int function() {
      return switch (range.table()) {
        case COIL -> 1;
        case DISCRETE_INPUT -> 2;
        case HOLDING -> 3;
        case INPUT -> 4;
      };
    }

    private boolean bits() {
      return range.table() == Table.COIL || range.table() == Table.DISCRETE_INPUT;
    }

    private int dataLength() {
      return bits() ? (range.count() + 7) / 8 : 2 * range.count();
    }

    @Override
    public int answerLength() {
      return 2 + dataLength();
    }

    @Override
    public void encode(ByteBuffer out) {
      out.put((byte) function()).putShort((short) range.address()).putShort((short) range.count());
    }

    @Override
    public Words body(ByteBuffer answer) throws Malformed {
      int expected = dataLength();
      expect(answer.remaining(), expected + 1, "length of data");
      expect(answer.get() & 0xFF, expected, "byte count");
      int[] words = new int[range.count()];
      if (bits()) {
        int first = answer.position();
        for (int i = 0; i < words.length; i++) {
          words[i] = answer.get(first + i / 8) >> (i % 8) & 1;
        }
      } else {
        for (int i = 0; i < words.length; i++) {
          words[i] = answer.getShort();
        }
      }
      return Words.of(words);
    }
  }

  /** Writes a range. */
  record Write(RegisterWrite item) implements Request {
    @Override
    public int unit() {
      return item.unit();
    }

    @Override
    public int function() {
      if (item.table() == Table.COIL) {
        return item.single() ? 5 : 15;
      }
      return item.single() ? 6 : 16;
    }

    @Override
    public int answerLength() {
      return 5;
    }

    /** What a single write carries and its answer repeats. */
    private int single() {
      int word = item.words().at(0);
      return item.table() == Table.COIL ? (word == 0 ? 0 : 0xFF00) : word;
    }

    @Override
    public void encode(ByteBuffer out) {
      out.put((byte) function()).putShort((short) item.address());
      if (item.single()) {
        out.putShort((short) single());
        return;
      }
      Words words = item.words();
      out.putShort((short) words.size());
      if (item.table() == Table.COIL) {
        putBits(out, words);
      } else {
        putWords(out, words);
      }
    }

    @Override
    public Words body(ByteBuffer answer) throws Malformed {
      expect(answer.remaining(), 4, "length of data");
      expect(answer.getShort() & 0xFFFF, item.address(), "address written");
      if (item.single()) {
        expect(answer.getShort() & 0xFFFF, single(), "value written");
      } else {
        expect(answer.getShort() & 0xFFFF, item.words().size(), "count written");
      }
      return item.words();
    }
  }
}
