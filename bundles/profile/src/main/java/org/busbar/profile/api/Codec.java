package org.busbar.profile.api;

import java.util.Map;
import java.util.stream.IntStream;
import org.busbar.api.transport.Words;

/** The arithmetic behind {@link Coding}. */
final class Codec {
  /** Raw numbers closer than this to an integer, relative, are that integer. */
  private static final double NEAR = 1e-9;

  private static final int MAX_EXPONENT = 18;
  private static final double[] POWERS =
      IntStream.rangeClosed(0, MAX_EXPONENT)
          .mapToDouble(exponent -> Math.rint(StrictMath.pow(10, exponent)))
          .toArray();

  private Codec() {}

  static double decode(Coding coding, Words wire, int exponent) {
    RawType type = coding.type();
    if (wire.size() != type.words()) {
      throw new IllegalArgumentException(
          wire.size() + " words where " + type + " takes " + type.words());
    }
    if (Math.abs(exponent) > MAX_EXPONENT) {
      return Double.NaN;
    }
    long bits = join(wire, coding.words());
    if (coding.invalid().contains(bits)) {
      return Double.NaN;
    }
    if (coding.mask() != -1) {
      bits = cut(bits, coding);
    }
    return translated(bits, coding, exponent);
  }

  private static double translated(long bits, Coding coding, int exponent) {
    RawType type = coding.type();
    return switch (type) {
      case BOOL -> isSet(bits, coding.bit()) ? 1 : 0;
      case ENUM, ENUM32 ->
          coding.values().isEmpty()
              ? scaled(bits, coding, exponent)
              : coding.values().getOrDefault(bits, Double.NaN);
      default -> scaled(number(type, bits), coding, exponent);
    };
  }

  static Words encode(Coding coding, double value, int exponent) {
    long bits = bitsOf(coding, value, exponent);
    if (coding.mask() != -1) {
      bits = bits << Long.numberOfTrailingZeros(coding.mask()) & coding.mask();
    }
    return split(bits, coding.type().words(), coding.words());
  }

  /** The bits of the mask as a number of the type. */
  private static long cut(long bits, Coding coding) {
    long number = (bits & coding.mask()) >>> Long.numberOfTrailingZeros(coding.mask());
    int unused = Long.SIZE - coding.bits();
    return coding.type().isSigned() ? number << unused >> unused : number;
  }

  private static long bitsOf(Coding coding, double value, int exponent) {
    RawType type = coding.type();
    if (Double.isNaN(value)) {
      return sentinel(coding);
    }
    return switch (type) {
      case BOOL -> value == 0 ? 0 : 1L << Math.max(0, coding.bit());
      case ENUM, ENUM32 ->
          coding.values().isEmpty() ? integer(coding, value, exponent) : codeOf(coding, value);
      case F32 -> Integer.toUnsignedLong(single(coding, value, exponent));
      case F64 -> Double.doubleToRawLongBits(unscaled(value, coding, exponent));
      default -> integer(coding, value, exponent);
    };
  }

  private static long sentinel(Coding coding) {
    if (!coding.invalid().isEmpty()) {
      return coding.invalid().stream().min(Long::compareUnsigned).orElseThrow();
    }
    return switch (coding.type()) {
      case F32 -> 0x7FC0_0000L;
      case F64 -> 0x7FF8_0000_0000_0000L;
      default -> throw new IllegalArgumentException("there is no code for an unknown value");
    };
  }

  private static long codeOf(Coding coding, double value) {
    return coding.values().entrySet().stream()
        .filter(entry -> entry.getValue() == value)
        .map(Map.Entry::getKey)
        .min(Long::compareUnsigned)
        .orElseThrow(() -> new IllegalArgumentException("there is no code for " + value));
  }

  /** Floats round toward zero too: the next float inward where the nearest lies outside. */
  private static int single(Coding coding, double value, int exponent) {
    double raw = unscaled(value, coding, exponent);
    float nearest = (float) raw;
    if (!Float.isFinite(nearest)) {
      throw unfit(coding, value);
    }
    boolean beyond = Math.abs((double) nearest) > Math.abs(raw) * (1 + NEAR);
    float inward = nearest > 0 ? Math.nextDown(nearest) : Math.nextUp(nearest);
    return Float.floatToRawIntBits(beyond ? inward : nearest);
  }

  private static long integer(Coding coding, double value, int exponent) {
    double exact = unscaled(value, coding, exponent);
    double raw = Math.rint(exact);
    if (Math.abs(exact - raw) > NEAR * Math.max(1, Math.abs(exact))) {
      double floor = Math.floor(exact);
      double below = scaled(floor, coding, exponent);
      double above = scaled(floor + 1, coding, exponent);
      raw = Math.abs(below) <= Math.abs(above) ? floor : floor + 1;
    }
    int size = coding.bits();
    boolean signed = coding.type().isSigned();
    double least = signed ? -Math.scalb(1.0, size - 1) : 0;
    double beyond = Math.scalb(1.0, signed ? size - 1 : size);
    if (!(raw >= least && raw < beyond)) {
      throw unfit(coding, value);
    }
    long bits = raw >= 0x1p63 ? (long) (raw - 0x1p63) ^ Long.MIN_VALUE : (long) raw;
    return size == 64 ? bits : bits & ((1L << size) - 1);
  }

  private static IllegalArgumentException unfit(Coding coding, double value) {
    return new IllegalArgumentException(value + " does not fit into " + coding.type());
  }

  private static double number(RawType type, long bits) {
    return switch (type) {
      case I16 -> (short) bits;
      case I32 -> (int) bits;
      case I64 -> bits;
      case U64 -> bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
      case F32 -> finite(Float.intBitsToFloat((int) bits));
      case F64 -> finite(Double.longBitsToDouble(bits));
      default -> bits;
    };
  }

  private static double finite(double value) {
    return Double.isFinite(value) ? value : Double.NaN;
  }

  private static double scaled(double raw, Coding coding, int exponent) {
    return multiply(multiply(raw, coding.factor()), power(exponent)) + coding.offset();
  }

  private static double unscaled(double value, Coding coding, int exponent) {
    return divide(divide(value - coding.offset(), power(exponent)), coding.factor());
  }

  private static double power(int exponent) {
    if (Math.abs(exponent) > MAX_EXPONENT) {
      return exponent > 0 ? Math.rint(StrictMath.pow(10, exponent)) : 1 / power(-exponent);
    }
    return exponent >= 0 ? POWERS[exponent] : 1 / POWERS[-exponent];
  }

  /** Divides where the factor is one over an integer: 3 / 10 is the nearest to 0.3, 3 * 0.1 not. */
  private static double multiply(double value, double factor) {
    double inverse = Math.rint(1 / factor);
    return Math.abs(factor) < 1 && 1 / inverse == factor ? value / inverse : value * factor;
  }

  private static double divide(double value, double factor) {
    double inverse = Math.rint(1 / factor);
    return Math.abs(factor) < 1 && 1 / inverse == factor ? value * inverse : value / factor;
  }

  private static boolean isSet(long bits, int bit) {
    return bit < 0 ? bits != 0 : (bits >> bit & 1) != 0;
  }

  private static long join(Words wire, WordOrder order) {
    long bits = 0;
    for (int i = 0; i < wire.size(); i++) {
      int at = order.isLowFirst() ? wire.size() - 1 - i : i;
      bits = bits << 16 | swapped(wire.at(at), order);
    }
    return bits;
  }

  private static Words split(long bits, int count, WordOrder order) {
    int[] words = new int[count];
    for (int i = 0; i < count; i++) {
      int at = order.isLowFirst() ? i : count - 1 - i;
      words[at] = swapped((int) (bits >> (16 * i) & 0xFFFF), order);
    }
    return Words.of(words);
  }

  private static int swapped(int word, WordOrder order) {
    return order.isSwapped() ? (word >> 8 | word << 8) & 0xFFFF : word;
  }
}
