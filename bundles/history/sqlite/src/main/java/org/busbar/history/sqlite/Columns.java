package org.busbar.history.sqlite;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Columns of numbers in few bytes, without loss. Whole numbers are kept as differences; decimals as
 * whole numbers with a scale where that gives back every bit (also for what was a float before),
 * else as bits that differ.
 */
final class Columns {
  private static final int MOST_SCALE = 6;
  private static final double MOST_WHOLE = 1L << 52;
  private static final int FLOATS = 16;
  private static final int BITS = 32;

  private Columns() {}

  private static long zigzag(long value) {
    return (value << 1) ^ (value >> 63);
  }

  private static long unzigzag(long value) {
    return (value >>> 1) ^ -(value & 1);
  }

  /** Writes columns, deflated at the end. */
  static final class Writer {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    void number(long value) {
      long rest = zigzag(value);
      while ((rest & ~0x7FL) != 0) {
        out.write((int) (rest & 0x7F | 0x80));
        rest >>>= 7;
      }
      out.write((int) rest);
    }

    void differences(long[] column) {
      long[] steps = new long[column.length];
      long last = 0;
      for (int i = 0; i < column.length; i++) {
        steps[i] = column[i] - last;
        last = column[i];
      }
      split(steps);
    }

    /**
     * Low bytes apart from the rest, which is mostly zero: noise does not spoil what is regular.
     */
    private void split(long[] steps) {
      for (long step : steps) {
        out.write((int) zigzag(step));
      }
      for (long step : steps) {
        number(zigzag(step) >>> 8);
      }
    }

    /** For what grows evenly: differences of differences. */
    void evenly(long[] column) {
      long[] changes = new long[column.length];
      long last = 0;
      long step = 0;
      for (int i = 0; i < column.length; i++) {
        changes[i] = column[i] - last - step;
        step = column[i] - last;
        last = column[i];
      }
      split(changes);
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
      for (int form = 0;
          form <= FLOATS + MOST_SCALE;
          form = form == MOST_SCALE ? FLOATS : form + 1) {
        long[] whole = whole(column, form);
        if (whole.length == column.length) {
          out.write(form);
          differences(whole);
          return;
        }
      }
      out.write(BITS);
      long last = 0;
      for (double value : column) {
        long bits = Double.doubleToRawLongBits(value);
        number(Long.reverse(bits ^ last));
        last = bits;
      }
    }

    void bytes(byte[] bytes) {
      out.writeBytes(bytes);
    }

    byte[] deflated() {
      Deflater deflater = new Deflater(6, true);
      try {
        byte[] plain = out.toByteArray();
        deflater.setInput(plain);
        deflater.finish();
        ByteArrayOutputStream packed = new ByteArrayOutputStream(plain.length / 2 + 16);
        byte[] part = new byte[8192];
        while (!deflater.finished()) {
          packed.write(part, 0, deflater.deflate(part));
        }
        return packed.toByteArray();
      } finally {
        deflater.end();
      }
    }
  }

  /** The column as whole numbers in a form; empty where a value would not come back as it was. */
  private static long[] whole(double[] column, int form) {
    long[] whole = new long[column.length];
    for (int i = 0; i < column.length; i++) {
      double scaled = Math.rint(column[i] * Math.pow(10, form % FLOATS));
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

  private static double decimal(long whole, int form) {
    double value = whole / Math.pow(10, form % FLOATS);
    return form >= FLOATS ? (float) value : value;
  }

  /** Reads columns in the order in which they were written. */
  static final class Reader {
    private final ByteBuffer in;

    /** Inflates; throws {@link IllegalArgumentException} for bytes that were not deflated. */
    Reader(byte[] packed) {
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
        in = ByteBuffer.wrap(plain.toByteArray());
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

    private long[] split(int count) {
      long[] steps = new long[count];
      for (int i = 0; i < count; i++) {
        steps[i] = in.get() & 0xFF;
      }
      for (int i = 0; i < count; i++) {
        steps[i] = unzigzag(steps[i] | number() << 8);
      }
      return steps;
    }

    long[] differences(int count) {
      long[] column = split(count);
      for (int i = 1; i < count; i++) {
        column[i] += column[i - 1];
      }
      return column;
    }

    long[] evenly(int count) {
      long[] column = split(count);
      long last = 0;
      long step = 0;
      for (int i = 0; i < count; i++) {
        step += column[i];
        last += step;
        column[i] = last;
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
      double[] column = new double[count];
      if (form == BITS) {
        long last = 0;
        for (int i = 0; i < count; i++) {
          last ^= Long.reverse(number());
          column[i] = Double.longBitsToDouble(last);
        }
        return column;
      }
      long[] whole = differences(count);
      for (int i = 0; i < count; i++) {
        column[i] = decimal(whole[i], form);
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
