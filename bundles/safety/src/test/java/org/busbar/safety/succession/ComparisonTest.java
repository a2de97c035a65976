package org.busbar.safety.succession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.testkit.api.ManualClock;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final Address POWER = Address.of(new NodeId("m"), Points.ACTIVE_POWER_W);
  private static final Address ENERGY = Address.of(new NodeId("m"), Points.ENERGY_INJECTED_WH);
  private static final Address RATED = Address.of(new NodeId("m"), Points.RATED_POWER_W);

  private final ManualClock clock = new ManualClock();
  private final Comparison comparison =
      new Comparison(
          Map.of(
              POWER, Duration.ofSeconds(1),
              ENERGY, Duration.ofSeconds(1),
              RATED, Duration.ofMinutes(1)));

  private Sample sample(Address address, double value, Quality quality) {
    long now = clock.nanos();
    return new Sample(address, value, quality, now, now + 3_000_000_000L, clock.instant());
  }

  private void lead(Address address, double value) {
    comparison.lead(sample(address, value, Quality.GOOD));
  }

  private void follow(Address address, double value) {
    comparison.follow(sample(address, value, Quality.GOOD));
  }

  private List<String> awaited() {
    return comparison.awaited(address -> true);
  }

  @Test
  void threeSamplesOfTheSameMomentAgreeAndOneOfWhatIsReadSeldom() {
    lead(RATED, 10_000);
    follow(RATED, 10_000);
    for (int i = 0; i < Comparison.SAMPLES; i++) {
      assertEquals(List.of("m/activePowerW"), i == 0 ? List.of("m/activePowerW") : awaited());
      clock.advanceMs(1000);
      follow(POWER, 501);
      lead(POWER, 500);
    }
    assertEquals(List.of(), awaited());
    assertEquals(2, comparison.agreed());
    assertEquals(List.of(), comparison.wrong());
  }

  @Test
  void anotherMomentMayDifferByWhatItVariesByAnyhow() {
    for (int i = 0; i < 6; i++) {
      lead(POWER, i % 2 == 0 ? 400 : 600);
      clock.advanceMs(500);
      follow(POWER, 500);
      clock.advanceMs(500);
    }
    assertEquals(List.of(), awaited());
    assertEquals(List.of(), comparison.wrong());
  }

  @Test
  void ofTheSameMomentTheSignAndTheScaleAreSeenHoweverItVaries() {
    for (double wrong : new double[] {-1, 10, 0.1}) {
      Comparison other = new Comparison(Map.of(POWER, Duration.ofSeconds(1)));
      for (int i = 1; i <= 4; i++) {
        other.lead(sample(POWER, 300 * i, Quality.GOOD));
        other.follow(sample(POWER, 300 * i * wrong, Quality.GOOD));
        clock.advanceMs(1000);
      }
      assertFalse(other.wrong().isEmpty(), "times " + wrong);
      assertEquals(0, other.agreed());
    }
  }

  @Test
  void aCounterAgreesWithinAFifthOfAPercentOnly() {
    for (int i = 0; i < 4; i++) {
      lead(ENERGY, 1_000_000 + i);
      follow(ENERGY, 1_010_000 + i);
      clock.advanceMs(1000);
    }
    assertFalse(comparison.wrong().isEmpty());
  }

  @Test
  void whatIsNotUsableIsWrongWhereTheOtherIsGood() {
    for (int i = 0; i < 4; i++) {
      lead(POWER, 500);
      comparison.follow(sample(POWER, Double.NaN, Quality.INVALID));
      clock.advanceMs(1000);
    }
    assertTrue(comparison.wrong().getFirst().contains("INVALID instead of 500.0"));
  }

  @Test
  void whatTheLeaderDoesNotDeliverIsNotAwaited() {
    follow(POWER, 500);
    assertTrue(comparison.isFollowed());
    assertFalse(comparison.isLed());
    assertEquals(List.of(), awaited());
    assertEquals(0, comparison.agreed());
    assertEquals(500, comparison.newest().getFirst().value());
    comparison.turn();
    assertFalse(comparison.isFollowed());
  }
}
