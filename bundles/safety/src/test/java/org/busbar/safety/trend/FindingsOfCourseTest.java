package org.busbar.safety.trend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Usual are 1 a minute and 0.3 more at 1 C, steps of 5, swings of 1, a drift of 2. */
class FindingsOfCourseTest {
  private static final TrendLimits USUAL = new TrendLimits(1, 0.3, 5, 100, 1, 3, 2, 60);

  private Course course = new Course(USUAL, 0, Double.POSITIVE_INFINITY);
  private final List<String> found = new ArrayList<>();

  /** Takes a value each period up to a time; keeps what is found as {@code 21 RATE text}. */
  private void run(double from, double to, double period, double load, DoubleUnaryOperator value) {
    for (double at = from; at <= to; at += period) {
      for (Finding finding : course.accept(at, value.applyAsDouble(at), load, Double.NaN)) {
        found.add(Math.round(at) + " " + finding.kind() + " " + finding.text());
      }
    }
  }

  @Test
  void aRiseBeyondWhatIsUsualIsFoundOnceSevenTenthsOfTheLeastWindowAreSeen() {
    run(0, 200, 1, 0, at -> at / 30);
    assertEquals(
        List.of("21 RATE rises by 2.00 per minute, at this load at most 1.00 are usual"), found);
  }

  @Test
  void aLoadMakesAGreaterRiseUsualByItsSquare() {
    run(0, 200, 1, -2, at -> 2.15 * at / 60);
    assertEquals(List.of(), found);
    run(300, 500, 1, 2, at -> 2.25 * at / 60);
    assertEquals(
        List.of("321 RATE rises by 2.25 per minute, at this load at most 2.20 are usual"), found);
  }

  @Test
  void fourSamplesAreNeededHoweverSeldomTheyCome() {
    run(0, 200, 15, 0, at -> at / 30);
    assertEquals(
        List.of("45 RATE rises by 2.00 per minute, at this load at most 1.00 are usual"), found);
  }

  @Test
  void fourSamplesAreNeededWithinTheWindowThatIsLookedAt() {
    run(0, 90, 15, 0, at -> Math.max(0, at - 60) / 30);
    assertEquals(List.of(), found, "three of them rise");
  }

  @Test
  void whatNearsItsLimitIsToldAMinuteAhead() {
    course = new Course(USUAL, 0, 30);
    run(0, 160, 1, 0, at -> 28 + at / 100);
    assertEquals(List.of("141 AHEAD will be at its limit of 30.00 in 59 s"), found);
    found.clear();
    course = new Course(USUAL, 0, 30);
    run(0, 300, 1, 0, at -> 27 + at / 125);
    assertEquals(List.of(), found, "so slow a rise is not told");
  }

  @Test
  void aJumpIsToldWithItsSizeAndIsNoRise() {
    run(0, 60, 1, 0, at -> at < 30 ? 20 : 25);
    assertEquals(List.of(), found.stream().filter(f -> f.contains("STEP")).toList());
    found.clear();
    course = new Course(USUAL, 0, Double.POSITIVE_INFINITY);
    run(0, 300, 1, 0, at -> at < 30 ? 20 : 25.5);
    assertEquals(List.of("30 STEP jumped by 5.50, usual are 5.00"), found);
  }

  @Test
  void aGapOfMoreThanAMinuteBeginsAnew() {
    run(0, 100, 1, 0, at -> 20);
    run(160, 160, 1, 0, at -> 30);
    assertEquals(List.of("160 STEP jumped by 10.00, usual are 5.00"), found);
    run(221, 221, 1, 0, at -> 50);
    assertEquals(1, found.size());
  }

  @Test
  void whatIsFoundAgainIsToldAgainOnlyAfterItWasAbsentForFiveMinutes() {
    double[] jumps = {100, 399, 698, 998};
    for (double at = 0; at <= 1000; at++) {
      double value = 0;
      for (double jump : jumps) {
        value += at >= jump ? 10 : 0;
      }
      for (Finding finding : course.accept(at, value, 0, Double.NaN)) {
        found.add(Math.round(at) + " " + finding.kind());
      }
    }
    assertEquals(List.of("100 STEP", "998 STEP"), found);
  }

  @Test
  void threeSwingsInTenMinutesAreHunting() {
    run(0, 95, 10, 0, at -> at % 20 == 0 ? 0 : 2);
    assertEquals(List.of("30 OSCILLATION swung 3 times by more than 1.00 in ten minutes"), found);
  }

  @Test
  void aTemperatureThatStaysAlthoughItIsHeatedIsStuck() {
    run(0, 100, 1, 1, at -> 20);
    assertEquals(List.of(), found);
    run(101, 101, 1, 1, at -> 20);
    assertEquals(List.of("101 STUCK has stayed at 20.00 although its load changed it"), found);
    found.clear();
    course = new Course(USUAL, 0, Double.POSITIVE_INFINITY);
    run(0, 24, 1, 2, at -> 20);
    run(25, 25, 1, 0, at -> 20.01);
    run(26, 100, 1, 0, at -> 20.01);
    assertEquals(List.of(), found);
  }

  private void beside(double from, double to, DoubleUnaryOperator value) {
    for (double at = from; at <= to; at++) {
      for (Finding finding : course.accept(at, value.applyAsDouble(at), Double.NaN, 20)) {
        if (finding.kind() == Finding.Kind.DRIFT) {
          found.add(Math.round(at) + " " + finding.kind() + " " + finding.text());
        }
      }
    }
  }

  @Test
  void whatGoesAwayFromItsNeighboursDrifts() {
    beside(0, 1800, at -> 30);
    assertEquals(List.of(), found, "it always was beside them");
    beside(1801, 1925, at -> 33);
    assertEquals(List.of(), found, "for two minutes it may be by chance");
    beside(1926, 1940, at -> 33);
    assertEquals(List.of("1932 DRIFT went 2.01 away from its neighbours"), found);
  }

  private List<Finding> besideAfterHalfAnHour(double value) {
    course = new Course(USUAL, 0, Double.POSITIVE_INFINITY);
    for (double at = 0; at < 1800; at += 60) {
      course.accept(at, 30, Double.NaN, 20);
    }
    return course.accept(1800, value, Double.NaN, 20);
  }

  @Test
  void afterExactlyHalfAnHourItsPlaceIsKnown() {
    assertEquals(List.of(), besideAfterHalfAnHour(34), "as far as is usual");
    assertEquals(
        List.of("went 2.05 away from its neighbours"),
        besideAfterHalfAnHour(34.1).stream().map(Finding::text).toList());
  }

  @Test
  void whatItDoesInItsFirstHalfHourIsItsPlace() {
    beside(0, 900, at -> 20 + at / 200);
    beside(901, 4000, at -> 24.5);
    assertEquals(List.of(), found);
    beside(4001, 5000, at -> 21.5);
    assertEquals(1, found.size(), found::toString);
    assertTrue(found.getFirst().contains("DRIFT went -2.0"), found::toString);
  }

  @Test
  void whatItsNeighboursDoAsWellIsNoDrift() {
    for (double at = 9000; at <= 12_000; at++) {
      double weather = 20 + (at - 9000) / 100;
      course.accept(at, weather + 1, Double.NaN, weather).stream()
          .filter(finding -> finding.kind() == Finding.Kind.DRIFT)
          .forEach(finding -> found.add(finding.text()));
    }
    assertEquals(List.of(), found);
    course = new Course(USUAL, 0, Double.POSITIVE_INFINITY);
    beside(9000, 10_700, at -> 20 + (at - 9000) / 400);
    assertEquals(List.of(), found, "in its first half hour it finds its place, whenever that is");
  }

  @Test
  void twiceTheLoadHeatsFourTimesAsMuch() {
    run(0, 25, 1, 2, at -> 20);
    assertEquals(List.of(), found);
    run(26, 26, 1, 2, at -> 20);
    assertEquals(1, found.size(), found::toString);
  }

  @Test
  void turnsBeforeAJumpOrAGapDoNotCount() {
    run(0, 20, 10, 0, at -> at % 20 == 0 ? 0 : 2);
    run(30, 50, 10, 0, at -> at % 20 == 0 ? 100 : 102);
    run(120, 140, 10, 0, at -> at % 20 == 0 ? 100 : 102);
    assertTrue(found.stream().noneMatch(f -> f.contains("OSCILLATION")), found::toString);
    run(150, 160, 10, 0, at -> at % 20 == 0 ? 100 : 102);
    assertEquals(1, found.stream().filter(f -> f.contains("OSCILLATION")).count());
  }
}
