package org.busbar.safety.succession;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.testkit.api.ManualClock;
import org.junit.jupiter.api.Test;

/** Where two sessions just agree and where they just do not. */
class ComparisonEdgesTest {
  private static final NodeId METER = new NodeId("m");
  private static final Address POWER = Address.of(METER, Points.ACTIVE_POWER_W);
  private static final Address ENERGY = Address.of(METER, Points.ENERGY_INJECTED_WH);

  private final ManualClock clock = new ManualClock();
  private Comparison comparison = every(Duration.ofSeconds(1));

  private static Comparison every(Duration period) {
    return new Comparison(Map.of(POWER, period, ENERGY, period));
  }

  private Sample sample(Address address, double value, long laterMs) {
    long now = clock.nanos() + laterMs * 1_000_000;
    return new Sample(address, value, Quality.GOOD, now, now + 3_000_000_000L, clock.instant());
  }

  /** Whether what follows agrees with what leads, seen but once and at the same time. */
  private boolean agrees(Address address, double leads, double follows) {
    comparison = every(Duration.ofMinutes(1));
    comparison.lead(sample(address, leads, 0));
    comparison.follow(sample(address, follows, 0));
    return comparison.agreed() == 1;
  }

  @Test
  void aValueAgreesWithinATwentieth() {
    assertEquals(true, agrees(POWER, 1000, 1050));
    assertEquals(true, agrees(POWER, -1000, -950));
    assertEquals(false, agrees(POWER, 1000, 1050.01));
    assertEquals(true, agrees(POWER, 0, 1e-6), "rounding at zero, the border included");
    assertEquals(false, agrees(POWER, 0, 2e-6));
  }

  @Test
  void aCounterAgreesWithinTwoThousandthsTheBorderIncluded() {
    assertEquals(true, agrees(ENERGY, 1_000_000, 1_002_000));
    assertEquals(false, agrees(ENERGY, 1_000_000, 1_002_001));
    assertEquals(true, agrees(ENERGY, 0.25, 0.25 + 0.001));
    assertEquals(false, agrees(ENERGY, 0.25, 0.26));
  }

  /** Led 100, 200 and 110 of before: twice the spread, and two hundredths of the greatest. */
  @Test
  void ofAnotherMomentTwiceTheSpreadAndAFiftiethOfTheGreatestIsAllowed() {
    // 0.05 * 200 + 2 * (200 - 100) + 0.02 * 200, from the newest one that is near.
    assertEquals(true, agreesLater(200 + 214));
    assertEquals(false, agreesLater(200 + 214.1));
  }

  private boolean agreesLater(double follows) {
    comparison = every(Duration.ofSeconds(4));
    comparison.lead(sample(POWER, 100, -20_000));
    comparison.lead(sample(POWER, 200, 1_000));
    comparison.follow(sample(POWER, follows, 0));
    return comparison.agreed() == 1;
  }

  @Test
  void whatIsFurtherApartThanOneAndAHalfPeriodsIsNotCompared() {
    comparison = every(Duration.ofSeconds(4));
    comparison.lead(sample(POWER, 100, 6_001));
    comparison.follow(sample(POWER, 100, 0));
    assertEquals(0, comparison.agreed());
    comparison.lead(sample(POWER, 100, 6_000));
    assertEquals(1, comparison.agreed());
  }

  @Test
  void whatIsReadEveryTwoSecondsIsComparedThreeTimesAndMoreSeldomOnce() {
    for (int seconds : List.of(2, 3)) {
      comparison = every(Duration.ofSeconds(seconds));
      comparison.lead(sample(POWER, 100, 0));
      comparison.follow(sample(POWER, 100, 0));
      assertEquals(seconds == 2 ? 0 : 1, comparison.agreed());
    }
  }

  @Test
  void fourSamplesOfTheLeaderAreKept() {
    comparison = every(Duration.ofMinutes(1));
    for (int i = 0; i < 4; i++) {
      comparison.lead(sample(POWER, i == 0 ? 100 : 900, i));
    }
    comparison.follow(sample(POWER, 100, 0));
    assertEquals(1, comparison.agreed(), "the first of four");
    comparison = every(Duration.ofMinutes(1));
    for (int i = 0; i < 5; i++) {
      comparison.lead(sample(POWER, i == 0 ? 100 : 900, i));
    }
    comparison.follow(sample(POWER, 100, 0));
    assertEquals(0, comparison.agreed(), "the first of five is gone");
  }

  @Test
  void whatWasJudgedIsNotJudgedAgainByALaterSampleOfTheLeader() {
    comparison.lead(sample(POWER, 100, 0));
    comparison.follow(sample(POWER, 100, 0));
    comparison.lead(sample(POWER, 100, 1));
    comparison.lead(sample(POWER, 100, 2));
    assertEquals(0, comparison.agreed(), "one sample is not three");
  }

  @Test
  void whatDiffersBeforeALaterSampleOfTheLeaderIsNotWrongYet() {
    for (int i = 0; i < 3; i++) {
      comparison.lead(sample(POWER, 100, i * 1000));
      comparison.follow(sample(POWER, 900, i * 1000 + 500));
    }
    // The newest may still be met by one that comes; the two before were not looked at again.
    assertEquals(List.of(), comparison.wrong());
  }

  @Test
  void threeTimesInARowIsWrong() {
    for (int i = 1; i <= 3; i++) {
      assertEquals(List.of(), comparison.wrong());
      comparison.lead(sample(POWER, 100, i * 1000));
      comparison.follow(sample(POWER, 900, i * 1000));
    }
    assertEquals(List.of("m/activePowerW is 900.0 instead of 100.0"), comparison.wrong());
  }

  @Test
  void whatIsAwaitedComesInTheOrderOfNames() {
    List<Point> points =
        List.of(
            Points.VOLTAGE_LN_V,
            Points.ACTIVE_POWER_W,
            Points.FREQUENCY_HZ,
            Points.CURRENT_A,
            Points.DC_VOLTAGE_V,
            Points.REACTIVE_POWER_VAR);
    points.forEach(point -> comparison.lead(sample(Address.of(METER, point), 1, 0)));
    List<String> awaited = comparison.awaited(_ -> true);
    assertEquals(awaited.stream().sorted().toList(), awaited);
    assertEquals(6, awaited.size());
    assertEquals(List.of(), comparison.newest(), "nothing followed");
    comparison.follow(sample(POWER, 1, 0));
    assertEquals(1, comparison.newest().size());
  }
}
