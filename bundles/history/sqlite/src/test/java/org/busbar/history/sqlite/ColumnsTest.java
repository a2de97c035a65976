package org.busbar.history.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ColumnsTest {
  @Property(tries = 300)
  void wholeNumbersComeBackWhateverTheyAre(@ForAll long[] column) {
    Columns.Writer out = new Columns.Writer();
    out.wholes(column);
    out.runs(column);
    Columns.Reader in = Columns.Reader.deflated(out.deflated());
    assertArrayEquals(column, in.wholes(column.length));
    assertArrayEquals(column, in.runs(column.length));
  }

  @Property(tries = 300)
  void decimalsComeBackToTheLastBit(@ForAll double[] column) {
    double[] finite = Arrays.stream(column).filter(Double::isFinite).toArray();
    Columns.Writer out = new Columns.Writer();
    out.decimals(finite);
    double[] back = Columns.Reader.deflated(out.deflated()).decimals(finite.length);
    for (int i = 0; i < finite.length; i++) {
      assertEquals(Double.doubleToRawLongBits(finite[i]), Double.doubleToRawLongBits(back[i]));
    }
  }

  @Test
  void decimalsThatWereFloatsTakeAsFewBytesAsDecimals() {
    Random random = new Random(1);
    double[] decimals = new double[3_600];
    double[] floats = new double[3_600];
    double voltageV = 2_300;
    for (int i = 0; i < decimals.length; i++) {
      voltageV += random.nextInt(5) - 2;
      decimals[i] = voltageV / 10;
      floats[i] = (float) decimals[i];
    }
    for (double[] column : new double[][] {decimals, floats}) {
      Columns.Writer out = new Columns.Writer();
      out.decimals(column);
      byte[] packed = out.deflated();
      assertTrue(packed.length < 3_600, packed.length + " bytes");
      assertArrayEquals(column, Columns.Reader.deflated(packed).decimals(column.length));
    }
  }

  /** Name, scale of noise, most bytes per value. */
  private enum Noise {
    TENTHS_OF_A_WATT(1.4, random -> Math.rint(random.nextGaussian() * 500) / 10),
    WALK_IN_WATTS(1.1, random -> Math.rint(random.nextGaussian() * 60)),
    THOUSANDTHS_OF_A_HERTZ(0.8, random -> 50 + Math.rint(random.nextGaussian() * 10) / 1000),
    FLOAT_VOLTS(2.4, random -> (float) (230 + random.nextGaussian())),
    FLOAT_WATTS(3.0, random -> (float) (5_000 + 1_000 * random.nextGaussian())),
    COMPUTED_WATTS(6.6, random -> 5_000 + 1_000 * random.nextGaussian());

    private final double mostBytes;
    private final ToDoubleFunction<Random> value;

    Noise(double mostBytes, ToDoubleFunction<Random> value) {
      this.mostBytes = mostBytes;
      this.value = value;
    }
  }

  @ParameterizedTest
  @EnumSource(Noise.class)
  void noiseTakesLittleMoreThanTheBitsThatAreNoise(Noise noise) {
    Random random = new Random(2);
    double[] column = new double[3_600];
    for (int i = 0; i < column.length; i++) {
      column[i] = noise.value.applyAsDouble(random) + 0.0;
      if (noise == Noise.WALK_IN_WATTS && i > 0) {
        column[i] += column[i - 1];
      }
    }
    Columns.Writer out = new Columns.Writer();
    out.decimals(column);
    byte[] packed = out.deflated();
    assertArrayEquals(column, Columns.Reader.deflated(packed).decimals(column.length));
    double bytes = (double) packed.length / column.length;
    assertTrue(bytes <= noise.mostBytes, noise + " takes " + bytes + " bytes");
  }

  @Test
  void timesThatJitterTakeTheirJitter() {
    Random random = new Random(3);
    long[] at = new long[3_600];
    for (int i = 0; i < at.length; i++) {
      at[i] = 1_772_323_200_000L + i * 1_000L + random.nextInt(6);
    }
    Columns.Writer out = new Columns.Writer();
    out.wholes(at);
    byte[] packed = out.deflated();
    assertArrayEquals(at, Columns.Reader.deflated(packed).wholes(at.length));
    assertTrue(packed.length < 3_600 * 0.365, packed.length + " bytes");
  }

  @Test
  void lengthsAtTheEdgeOfABufferComeBack() {
    for (int length : new int[] {0, 1, 8_191, 8_192, 8_193, 16_384}) {
      byte[] bytes = new byte[length];
      new Random(length).nextBytes(bytes);
      Columns.Writer out = new Columns.Writer();
      out.bytes(bytes);
      assertArrayEquals(bytes, Columns.Reader.deflated(out.deflated()).bytes(length));
    }
  }

  @Test
  void damageIsNoticed() {
    assertThrows(
        IllegalArgumentException.class, () -> Columns.Reader.deflated(new byte[] {7, 7, 7, 7}));
  }
}
