package org.busbar.history.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ColumnsTest {
  @Property(tries = 300)
  void wholeNumbersComeBackWhateverTheyAre(@ForAll long[] column) {
    Columns.Writer out = new Columns.Writer();
    out.differences(column);
    out.evenly(column);
    out.runs(column);
    Columns.Reader in = new Columns.Reader(out.deflated());
    assertArrayEquals(column, in.differences(column.length));
    assertArrayEquals(column, in.evenly(column.length));
    assertArrayEquals(column, in.runs(column.length));
  }

  @Property(tries = 300)
  void decimalsComeBackToTheLastBit(@ForAll double[] column) {
    double[] finite = Arrays.stream(column).filter(Double::isFinite).toArray();
    Columns.Writer out = new Columns.Writer();
    out.decimals(finite);
    double[] back = new Columns.Reader(out.deflated()).decimals(finite.length);
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
      assertArrayEquals(column, new Columns.Reader(packed).decimals(column.length));
    }
  }

  @Test
  void lengthsAtTheEdgeOfABufferComeBack() {
    for (int length : new int[] {0, 1, 8_191, 8_192, 8_193, 16_384}) {
      byte[] bytes = new byte[length];
      new Random(length).nextBytes(bytes);
      Columns.Writer out = new Columns.Writer();
      out.bytes(bytes);
      assertArrayEquals(bytes, new Columns.Reader(out.deflated()).bytes(length));
    }
  }

  @Test
  void damageIsNoticed() {
    assertThrows(IllegalArgumentException.class, () -> new Columns.Reader(new byte[] {7, 7, 7, 7}));
  }
}
