package org.busbar.api.vocabulary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class IntervalTest {
  private static Interval of(double a, double b) {
    return new Interval(Math.min(a, b), Math.max(a, b));
  }

  @Property(tries = 1_000)
  void whatIsInBothIsInTheIntersectionAndTheOtherWayRound(
      @ForAll @DoubleRange(min = -10, max = 10) double a,
      @ForAll @DoubleRange(min = -10, max = 10) double b,
      @ForAll @DoubleRange(min = -10, max = 10) double c,
      @ForAll @DoubleRange(min = -10, max = 10) double d,
      @ForAll @DoubleRange(min = -12, max = 12) double value) {
    Interval first = of(a, b);
    Interval second = of(c, d);
    boolean inBoth = first.contains(value) && second.contains(value);
    assertEquals(first.intersects(second), second.intersects(first));
    if (first.intersects(second)) {
      assertEquals(inBoth, first.intersect(second).contains(value));
      assertEquals(first.intersect(second), second.intersect(first));
    } else {
      assertFalse(inBoth);
    }
  }

  @Property(tries = 1_000)
  void whatIsClampedIsInsideAndUnchangedWhereItWasInside(
      @ForAll @DoubleRange(min = -10, max = 10) double a,
      @ForAll @DoubleRange(min = -10, max = 10) double b,
      @ForAll @DoubleRange(min = -1e6, max = 1e6) double value) {
    Interval interval = of(a, b);
    assertTrue(interval.contains(interval.clamp(value)));
    assertTrue(!interval.contains(value) || interval.clamp(value) == value);
  }

  @Test
  void anEmptyOneOrOneOfTheUnknownIsRefusedAndTheUnknownIsInNone() {
    assertThrows(IllegalArgumentException.class, () -> new Interval(1, 0));
    assertThrows(IllegalArgumentException.class, () -> new Interval(Double.NaN, 0));
    assertThrows(IllegalArgumentException.class, () -> Interval.point(Double.NaN));
    assertFalse(Interval.UNBOUNDED.contains(Double.NaN));
  }

  @Test
  void theRangesOfChildrenSumUpwardAndAShiftMovesBothEnds() {
    assertEquals(new Interval(-8, 3), new Interval(-5, 0).plus(new Interval(-3, 3)));
    assertEquals(Interval.UNBOUNDED, Interval.UNBOUNDED.plus(Interval.point(1)));
    assertEquals(new Interval(5, 7), new Interval(0, 2).shifted(5));
  }
}
