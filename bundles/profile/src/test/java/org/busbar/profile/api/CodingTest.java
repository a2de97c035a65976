package org.busbar.profile.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.busbar.api.transport.Words;
import org.junit.jupiter.api.Test;

class CodingTest {
  private static Coding coding(RawType type, WordOrder order, double factor) {
    return new Coding(type, order, factor, 0, Set.of(), Map.of(), -1);
  }

  @Provide
  Arbitrary<RawType> numbers() {
    return Arbitraries.of(RawType.class).filter(type -> type != RawType.BOOL);
  }

  @Provide
  Arbitrary<Double> factors() {
    return Arbitraries.of(1.0, -1.0, 0.1, -0.1, 0.01, 0.001, 10.0, -100.0, 1000.0);
  }

  @Property(tries = 4000)
  void everyRawNumberComesBackFromItsValue(
      @ForAll("numbers") RawType type,
      @ForAll WordOrder order,
      @ForAll("factors") double factor,
      @ForAll long random) {
    // Beyond 2^53 doubles have no name for each integer; scaling costs two bits more.
    long bits =
        switch (type) {
          case U64 -> random >>> 13;
          case I64 -> random >> 13;
          case F64 -> Double.doubleToRawLongBits(random / 16.0);
          case F32 -> Integer.toUnsignedLong(Float.floatToRawIntBits((int) random / 16f));
          default -> random;
        };
    int[] words = new int[type.words()];
    for (int i = 0; i < words.length; i++) {
      int at = order.isLowFirst() ? i : words.length - 1 - i;
      int word = (int) (bits >> (16 * i) & 0xFFFF);
      words[at] = order.isSwapped() ? (word >> 8 | word << 8) & 0xFFFF : word;
    }
    Coding coding = coding(type, order, type.isFloat() ? Math.signum(factor) : factor);
    Words wire = Words.of(words);
    double value = coding.decode(wire);
    if (type.isFloat() && (Double.isNaN(value) || value == 0)) {
      return;
    }
    assertEquals(wire, coding.encode(value), () -> coding + " of " + value);
  }

  @Property(tries = 2000)
  void encodingNeverAsksForMoreThanWasDecided(
      @ForAll("factors") double factor, @ForAll WordOrder order, @ForAll int thousandths) {
    double value = thousandths / 1000.0;
    for (RawType type : new RawType[] {RawType.I32, RawType.F32}) {
      Coding coding = coding(type, order, factor);
      double held;
      try {
        held = coding.decode(coding.encode(value));
      } catch (IllegalArgumentException tooBig) {
        continue;
      }
      assertTrue(
          Math.abs(held) <= Math.abs(value) * (1 + 1e-9), () -> type + " " + value + " " + factor);
      assertTrue(Math.abs(held - value) <= Math.abs(factor) + Math.abs(value) * 1e-6);
    }
  }

  @Test
  void wordOrderIsTheDevicesOwn() {
    assertEquals(
        0x12345678, coding(RawType.U32, WordOrder.HIGH_FIRST, 1).decode(w(0x1234, 0x5678)));
    assertEquals(0x12345678, coding(RawType.U32, WordOrder.LOW_FIRST, 1).decode(w(0x5678, 0x1234)));
    assertEquals(1500.0, coding(RawType.F32, WordOrder.LOW_FIRST, 1).decode(w(0x8000, 0x44BB)));
    assertEquals(w(0xFFFF, 0xF448), coding(RawType.I32, WordOrder.HIGH_FIRST, 1).encode(-3000));
  }

  @Test
  void theSignIsPartOfTheFactor() {
    Coding chargeIsPositive = coding(RawType.I16, WordOrder.HIGH_FIRST, -1);
    assertEquals(-3000, chargeIsPositive.decode(w(3000)));
    assertEquals(w(3000), chargeIsPositive.encode(-3000));
  }

  @Test
  void sentinelsAreUnknownNotNumbers() {
    Coding coding =
        new Coding(RawType.I16, WordOrder.HIGH_FIRST, 1, 0, Set.of(0x8000L), Map.of(), -1);
    assertTrue(Double.isNaN(coding.decode(w(0x8000))));
    assertEquals(-32767, coding.decode(w(0x8001)));
    assertEquals(w(0x8000), coding.encode(Double.NaN));
  }

  @Test
  void floatsThatAreNoNumbersAreUnknown() {
    Coding coding = coding(RawType.F32, WordOrder.HIGH_FIRST, 1);
    assertTrue(Double.isNaN(coding.decode(w(0x7FC0, 0))));
    assertTrue(Double.isNaN(coding.decode(w(0x7F80, 0))));
    assertTrue(Double.isNaN(coding.decode(w(0xFF80, 0))));
  }

  @Test
  void anEnumerationNumberNobodyListedIsUnknown() {
    Coding coding =
        new Coding(
            RawType.ENUM, WordOrder.HIGH_FIRST, 1, 0, Set.of(), Map.of(7L, 3.0, 8L, 6.0), -1);
    assertEquals(3, coding.decode(w(7)));
    assertTrue(Double.isNaN(coding.decode(w(9))));
    assertEquals(w(8), coding.encode(6));
    assertThrows(IllegalArgumentException.class, () -> coding.encode(5));
  }

  @Test
  void oneBitOfARegisterIsABool() {
    Coding coding = new Coding(RawType.BOOL, WordOrder.HIGH_FIRST, 1, 0, Set.of(), Map.of(), 3);
    assertEquals(1, coding.decode(w(0b1000)));
    assertEquals(0, coding.decode(w(0b0111)));
    assertEquals(w(0b1000), coding.encode(1));
  }

  @Test
  void theScaleRegisterIsAPowerOfTen() {
    Coding coding = coding(RawType.I16, WordOrder.HIGH_FIRST, 1);
    assertEquals(23.05, coding.decode(w(2305), -2));
    assertEquals(230500, coding.decode(w(2305), 2));
    assertEquals(w(2305), coding.encode(23.05, -2));
    assertTrue(Double.isNaN(coding.decode(w(2305), -32768)));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> coding(RawType.I16, WordOrder.HIGH_FIRST, 1).encode(32768));
    assertThrows(
        IllegalArgumentException.class,
        () -> coding(RawType.U16, WordOrder.HIGH_FIRST, 1).encode(-1));
    assertThrows(
        IllegalArgumentException.class,
        () -> coding(RawType.U16, WordOrder.HIGH_FIRST, 1).encode(Double.NaN));
    assertThrows(
        IllegalArgumentException.class,
        () -> coding(RawType.U32, WordOrder.HIGH_FIRST, 1).decode(w(1)));
  }

  private static Words w(int... words) {
    return Words.of(words);
  }
}
