package org.busbar.profile.api;

import java.util.Map;
import java.util.Set;
import org.busbar.api.transport.Words;

/**
 * How a value is coded in words. Decoded values are in the unit of their point, positive into the
 * busbar: scale, unit on the wire and sign convention of the device are all in the factor, so that
 * they are converted once and in one place.
 *
 * <p>value = raw * factor * 10^exponent + offset, where the exponent comes from a scale register of
 * the device, 0 where there is none.
 *
 * @param type layout of the raw number
 * @param words word order
 * @param factor unit of the point per raw count, negative where the device counts the other way
 * @param offset value in the unit of the point at raw 0
 * @param invalid raw bit patterns, unsigned, that mean "not implemented" or "not available"
 * @param values for {@link RawType#ENUM}: value by raw number; empty to take numbers as they are
 * @param bit for {@link RawType#BOOL}: number of the bit in its register, 0 the least significant;
 *     -1 for "any bit"
 * @param mask bits that are the raw number, in one run, all of them where it is -1; the number is
 *     taken from them, with its sign where the type has one
 */
public record Coding(
    RawType type,
    WordOrder words,
    double factor,
    double offset,
    Set<Long> invalid,
    Map<Long, Double> values,
    int bit,
    long mask) {

  /** Copies the collections and checks; throws {@link IllegalArgumentException}. */
  public Coding {
    if (!Double.isFinite(factor) || factor == 0 || !Double.isFinite(offset)) {
      throw new IllegalArgumentException("factor " + factor + " or offset " + offset);
    }
    if (bit < -1 || bit > 15) {
      throw new IllegalArgumentException("bit " + bit + " is not in 0..15");
    }
    if (mask == 0 || (mask != -1 && type.isFloat())) {
      throw new IllegalArgumentException("mask " + Long.toHexString(mask) + " of " + type);
    }
    long run = mask >>> Long.numberOfTrailingZeros(mask);
    if ((run & (run + 1)) != 0) {
      throw new IllegalArgumentException(
          "mask 0x" + Long.toHexString(mask) + " is not one run of bits");
    }
    offset += 0.0; // -0.0 would make every zero a negative one
    invalid = Set.copyOf(invalid);
    values = Map.copyOf(values);
  }

  /** A coding that takes all bits. */
  public Coding(
      RawType type,
      WordOrder words,
      double factor,
      double offset,
      Set<Long> invalid,
      Map<Long, Double> values,
      int bit) {
    this(type, words, factor, offset, invalid, values, bit, -1);
  }

  /** A plain number: high word first, no sentinel, taken as it is. */
  public static Coding plain(RawType type) {
    return new Coding(type, WordOrder.HIGH_FIRST, 1, 0, Set.of(), Map.of(), -1);
  }

  /** The same coding with factor and offset multiplied, -1 to turn the sign. */
  public Coding times(double by) {
    return new Coding(type, words, factor * by, offset * by, invalid, values, bit, mask);
  }

  /** The same coding in another order of words and bytes. */
  public Coding in(WordOrder order) {
    return new Coding(type, order, factor, offset, invalid, values, bit, mask);
  }

  /** Whether other values may lie in the same register. */
  public boolean isPart() {
    return mask != -1 || (type == RawType.BOOL && bit >= 0);
  }

  /** How many bits the raw number has. */
  public int bits() {
    return mask == -1 ? type.words() * 16 : Long.bitCount(mask);
  }

  /** {@link #decode(Words, int)} without a scale register. */
  public double decode(Words wire) {
    return decode(wire, 0);
  }

  /**
   * The value of words as read.
   *
   * @param exponent power of ten from the scale register, 0 where there is none
   * @return value in the unit of the point; NaN where it is unknown: a sentinel, an enumeration
   *     number nobody listed, a floating point NaN or infinity
   * @throws IllegalArgumentException if there are not exactly {@code type.words()} words
   */
  public double decode(Words wire, int exponent) {
    return Codec.decode(this, wire, exponent);
  }

  /** {@link #encode(double, int)} without a scale register. */
  public Words encode(double value) {
    return encode(value, 0);
  }

  /**
   * The words for a value. A number between two steps of the device is rounded toward zero, so that
   * never more is asked for than was decided. NaN becomes the first sentinel, the smallest one.
   *
   * @param value in the unit of the point
   * @param exponent power of ten from the scale register, 0 where there is none
   * @throws IllegalArgumentException naming the value if it does not fit or there is no code for it
   */
  public Words encode(double value, int exponent) {
    return Codec.encode(this, value, exponent);
  }
}
