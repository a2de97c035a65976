package org.busbar.history.sqlite;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Columns of numbers in few bytes, without loss. Whole numbers are kept as what a guess leaves
 * over; decimals as whole numbers with a scale where that gives back every bit (also for what was a
 * float before), else as the bits of a float or of a double.
 */
final class Columns {
  private static final int MOST_SCALE = 6;
  private static final double MOST_WHOLE = 1L << 52;
  private static final int FLOATS = 16;
  private static final int FLOAT_BITS = 33;
  private static final int DOUBLE_BITS = 34;
  private static final double[] POWERS = {1, 10, 100, 1e3, 1e4, 1e5, 1e6};

  /** From so many bytes on a part gets a code of its own. */
  private static final int PART_BYTES = 256;

  private Columns() {}

  private static long zigzag(long value) {
    return (value << 1) ^ (value >> 63);
  }

  static long unzigzag(long value) {
    return (value >>> 1) ^ -(value & 1);
  }

  /**
   * Whole numbers as a guess and what it leaves over. The guess is a line (noise around a level or
   * an even rise, and times that jitter around a beat) or the number before plus the rise (what
   * walks).
   */
  private record Guess(boolean line, long base, long step, long[] rest, long bits) {
    static Guess best(long[] column) {
      int n = column.length;
      long step = n < 2 ? 0 : Math.round((column[n - 1] - column[0]) / (n - 1.0));
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += column[i] - column[0] - i * step;
      }
      long level = n == 0 ? 0 : column[0] + Math.round(sum / n);
      Guess walk = of(false, n == 0 ? 0 : column[0], step, column);
      Guess line = of(true, level, step, column);
      return line.bits < walk.bits ? line : walk;
    }

    private static Guess of(boolean line, long base, long step, long[] column) {
      long[] rest = new long[column.length];
      long guess = base;
      long bits = 0;
      for (int i = 0; i < rest.length; i++) {
        rest[i] = zigzag(column[i] - guess);
        bits += Long.SIZE - Long.numberOfLeadingZeros(rest[i]);
        guess = (line ? guess : column[i]) + step;
      }
      return new Guess(line, base, step, rest, bits);
    }
  }

  /** Writes columns. */
  static final class Writer {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<Integer> parts = new ArrayList<>();

    void number(long value) {
      long rest = zigzag(value);
      while ((rest & ~0x7FL) != 0) {
        out.write((int) (rest & 0x7F | 0x80));
        rest >>>= 7;
      }
      out.write((int) rest);
    }

    /** Whole numbers. */
    void wholes(long[] column) {
      wholes(Guess.best(column));
    }

    /** Bytes of the same place stand together: noise does not spoil what is regular. */
    private void wholes(Guess guess) {
      long most = 0;
      for (long rest : guess.rest) {
        most |= rest;
      }
      int places = (Long.SIZE - Long.numberOfLeadingZeros(most) + 7) / 8;
      out.write(places << 1 | (guess.line ? 1 : 0));
      number(guess.base);
      number(guess.step);
      for (int place = 0; place < places; place++) {
        byte[] bytes = new byte[guess.rest.length];
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) (guess.rest[i] >>> 8 * place);
        }
        boolean apart = bytes.length >= PART_BYTES;
        if (apart) {
          parts.add(out.size());
        }
        out.writeBytes(bytes);
        if (apart) {
          parts.add(out.size());
        }
      }
    }

    /** Runs of the same value: length and difference. */
    void runs(long[] column) {
      long last = 0;
      for (int i = 0; i < column.length; ) {
        int from = i;
        while (i < column.length && column[i] == column[from]) {
          i++;
        }
        number(i - from);
        number(column[from] - last);
        last = column[from];
      }
    }

    /** Finite numbers. */
    void decimals(double[] column) {
      int form = decimalForm(column);
      @Nullable Guess best = form < 0 ? null : Guess.best(whole(column, form));
      // Decimals of many places may only be what a float made of noise.
      if (best == null || best.bits > 16L * column.length) {
        int other = areFloats(column) ? FLOAT_BITS : DOUBLE_BITS;
        Guess bits = Guess.best(bits(column, other));
        if (best == null || bits.bits < best.bits) {
          best = bits;
          form = other;
        }
      }
      out.write(form);
      wholes(best);
    }

    void bytes(byte[] bytes) {
      out.writeBytes(bytes);
    }

    byte[] plain() {
      return out.toByteArray();
    }

    /** Each part has codes of its own, with or without what is said again, whichever is less. */
    byte[] deflated() {
      Deflater deflater = new Deflater(6, true);
      Deflater trial = new Deflater(6, true);
      try {
        byte[] plain = out.toByteArray();
        ByteArrayOutputStream packed = new ByteArrayOutputStream(plain.length / 2 + 16);
        byte[] buffer = new byte[8192];
        int begun = 0;
        for (int end : parts) {
          if (end == begun) {
            continue;
          }
          boolean noise = isNoise(trial, plain, begun, end);
          strategy(deflater, noise ? Deflater.HUFFMAN_ONLY : Deflater.DEFAULT_STRATEGY, packed);
          deflater.setInput(plain, begun, end - begun);
          int got;
          do {
            got = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
            packed.write(buffer, 0, got);
          } while (got == buffer.length);
          begun = end;
        }
        strategy(deflater, Deflater.DEFAULT_STRATEGY, packed);
        deflater.setInput(plain, begun, plain.length - begun);
        deflater.finish();
        while (!deflater.finished()) {
          packed.write(buffer, 0, deflater.deflate(buffer));
        }
        return packed.toByteArray();
      } finally {
        deflater.end();
        trial.end();
      }
    }

    /** The engine changes over at the next call, and that call takes no input the new way. */
    private static void strategy(Deflater deflater, int strategy, ByteArrayOutputStream packed) {
      deflater.setStrategy(strategy);
      byte[] buffer = new byte[64];
      packed.write(buffer, 0, deflater.deflate(buffer));
    }

    /** Whether codes of single bytes alone take less than looking for what was there before. */
    private static boolean isNoise(Deflater trial, byte[] plain, int begun, int end) {
      int[] counts = new int[256];
      for (int i = begun; i < end; i++) {
        counts[plain[i] & 0xFF]++;
      }
      double bits = 0;
      int kinds = 0;
      for (int count : counts) {
        if (count > 0) {
          bits -= count * Math.log((double) count / (end - begun)) / Math.log(2);
          kinds++;
        }
      }
      if (bits < end - begun) {
        return false; // A code has at least one bit.
      }
      trial.reset();
      trial.setInput(plain, begun, end - begun);
      trial.finish();
      byte[] buffer = new byte[8192];
      while (!trial.finished()) {
        trial.deflate(buffer);
      }
      return (bits * 1.02 / 8 + 20 + kinds / 2.0) < trial.getBytesWritten();
    }
  }

  /** The first form that gives back every value, -1 where none does. */
  private static int decimalForm(double[] column) {
    for (int scale = 0; scale <= MOST_SCALE; scale++) {
      for (int form : new int[] {scale, FLOATS + scale}) {
        if (whole(column, form).length == column.length) {
          return form;
        }
      }
    }
    return -1;
  }

  /** The column as whole numbers in a form; empty where a value would not come back as it was. */
  private static long[] whole(double[] column, int form) {
    long[] whole = new long[column.length];
    for (int i = 0; i < column.length; i++) {
      double scaled = Math.rint(column[i] * POWERS[form % FLOATS]);
      if (!(Math.abs(scaled) < MOST_WHOLE)) {
        return new long[0];
      }
      whole[i] = (long) scaled;
      double back = decimal(whole[i], form);
      if (Double.doubleToRawLongBits(back) != Double.doubleToRawLongBits(column[i])) {
        return new long[0];
      }
    }
    return whole;
  }

  static double decimal(long whole, int form) {
    double value = whole / POWERS[form % FLOATS];
    return form >= FLOATS ? (float) value : value;
  }

  private static boolean areFloats(double[] column) {
    for (double value : column) {
      if (Double.doubleToRawLongBits((float) value) != Double.doubleToRawLongBits(value)) {
        return false;
      }
    }
    return true;
  }

  /** Bits as whole numbers that are ordered like the values. */
  private static long[] bits(double[] column, int form) {
    long[] bits = new long[column.length];
    for (int i = 0; i < bits.length; i++) {
      long raw =
          form == FLOAT_BITS
              ? Float.floatToRawIntBits((float) column[i])
              : Double.doubleToRawLongBits(column[i]);
      bits[i] = ordered(raw, form);
    }
    return bits;
  }

  private static long ordered(long raw, int form) {
    return raw ^ (raw >> 63 & (form == FLOAT_BITS ? Integer.MAX_VALUE : Long.MAX_VALUE));
  }

  /** Reads columns in the order in which they were written. */
  static final class Reader {
    private final ByteBuffer in;

    private Reader(ByteBuffer in) {
      this.in = in;
    }

    static Reader plain(byte[] bytes) {
      return new Reader(ByteBuffer.wrap(bytes));
    }

    /** Inflates; throws {@link IllegalArgumentException} for bytes that were not deflated. */
    static Reader deflated(byte[] packed) {
      Inflater inflater = new Inflater(true);
      try {
        inflater.setInput(packed);
        ByteArrayOutputStream plain = new ByteArrayOutputStream(packed.length * 3 + 16);
        byte[] part = new byte[8192];
        while (!inflater.finished()) {
          int got = inflater.inflate(part);
          if (got == 0 && !inflater.finished()) {
            throw new IllegalArgumentException("a block ends too early");
          }
          plain.write(part, 0, got);
        }
        return plain(plain.toByteArray());
      } catch (DataFormatException e) {
        throw new IllegalArgumentException("a block is damaged", e);
      } finally {
        inflater.end();
      }
    }

    long number() {
      long rest = 0;
      int shift = 0;
      byte part;
      do {
        part = in.get();
        rest |= (long) (part & 0x7F) << shift;
        shift += 7;
      } while (part < 0);
      return unzigzag(rest);
    }

    long[] wholes(int count) {
      int head = in.get();
      long guess = number();
      long step = number();
      long[] column = new long[count];
      for (int place = 0; place < head >> 1; place++) {
        byte[] bytes = bytes(count);
        for (int i = 0; i < count; i++) {
          column[i] |= (bytes[i] & 0xFFL) << 8 * place;
        }
      }
      boolean line = (head & 1) == 1;
      for (int i = 0; i < count; i++) {
        column[i] = guess + unzigzag(column[i]);
        guess = (line ? guess : column[i]) + step;
      }
      return column;
    }

    long[] runs(int count) {
      long[] column = new long[count];
      long last = 0;
      for (int i = 0; i < count; ) {
        long length = number();
        last += number();
        for (long end = i + length; i < end; i++) {
          column[i] = last;
        }
      }
      return column;
    }

    double[] decimals(int count) {
      int form = in.get();
      long[] whole = wholes(count);
      double[] column = new double[count];
      for (int i = 0; i < count; i++) {
        column[i] =
            switch (form) {
              case FLOAT_BITS -> Float.intBitsToFloat((int) ordered(whole[i], form));
              case DOUBLE_BITS -> Double.longBitsToDouble(ordered(whole[i], form));
              default -> decimal(whole[i], form);
            };
      }
      return column;
    }

    byte[] bytes(int count) {
      byte[] bytes = new byte[count];
      in.get(bytes);
      return bytes;
    }
  }
}
