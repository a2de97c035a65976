package org.busbar.safety.stop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.busbar.api.site.EmergencyConfig;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.junit.jupiter.api.Test;

/** To the nanosecond. A value is good for ten; channels may differ for five. */
class EmergencyInputsTest {
  private static final Address ONE = new Address(new NodeId("io1"), Points.SWITCH_ON, 1);
  private static final Address TWO = new Address(new NodeId("io1"), Points.SWITCH_ON, 2);
  private static final long VALID = 10;
  private static final long PATIENCE = 100;

  private final List<String> stops = new ArrayList<>();
  private long now = 1000;
  private final EmergencyInputs inputs = inputs(ONE, TWO);

  private EmergencyInputs inputs(Address... channels) {
    EmergencyConfig.Input input =
        new EmergencyConfig.Input(
            "button", "emergency-stop", List.of(channels), Duration.ofNanos(5), "", "site.yaml:4");
    return new EmergencyInputs(List.of(input), (i, text) -> stops.add(text), now, PATIENCE);
  }

  private void hear(Address channel, double value) {
    long expires = now + VALID;
    inputs.heard(new Sample(channel, value, Quality.GOOD, now, expires, Instant.EPOCH), now);
  }

  private void both(double one, double two) {
    hear(ONE, one);
    hear(TWO, two);
  }

  private void at(long time) {
    now = time;
    inputs.tend(now);
  }

  @Test
  void aChannelIsEnergisedFromItsMiddleOn() {
    hear(ONE, 0.5);
    assertEquals(List.of(), stops);
    hear(TWO, 0.49);
    assertEquals(1, stops.size());
  }

  @Test
  void aSampleThatIsUnknownNeitherStopsNorCounts() {
    inputs.heard(new Sample(ONE, 0, Quality.INVALID, now, now + VALID, Instant.EPOCH), now);
    Address other = new Address(ONE.node(), Points.SWITCH_ON, 9);
    inputs.heard(new Sample(other, 0, Quality.GOOD, now, now + VALID, Instant.EPOCH), now);
    assertEquals(List.of(), stops);
    assertEquals(
        Optional.of("Input button (emergency-stop) was never read (io1/switchOn.1)."),
        inputs.stands(now));
  }

  @Test
  void aChannelThatStaysOpenIsToldOnceAndAgainAfterItWasUnknown() {
    hear(ONE, 0);
    now += VALID;
    hear(ONE, 0);
    assertEquals(1, stops.size(), "it stood all the time");
    now += VALID + 1;
    hear(ONE, 0);
    assertEquals(2, stops.size(), "nobody knows what was between");
    hear(ONE, 1);
    hear(ONE, 0);
    assertEquals(3, stops.size());
  }

  @Test
  void anInputThatWasNeverReadStopsAfterItsPatienceButCannotBeResetBefore() {
    at(1000 + PATIENCE);
    assertEquals(List.of(), stops);
    assertTrue(inputs.stands(now).isPresent());
    at(1000 + PATIENCE + 1);
    assertEquals(1, stops.size());
  }

  @Test
  void aValueThatHasExpiredStops() {
    both(1, 1);
    at(now + VALID);
    assertEquals(List.of(), stops);
    at(now + 1);
    assertEquals(
        List.of("Input button (emergency-stop) has no fresh value (io1/switchOn.1)."), stops);
  }

  /** Lets them differ for a time; returns what stands against a reset when both are on again. */
  private Optional<String> afterDifferingFor(long nanos) {
    both(1, 0);
    at(now);
    hear(ONE, 1);
    at(now + nanos);
    both(1, 1);
    at(now);
    return inputs.stands(now);
  }

  @Test
  void channelsMayDifferForAsLongAsIsAllowedAndNoLonger() {
    assertEquals(Optional.empty(), afterDifferingFor(5));
    assertEquals(
        Optional.of(
            "Input button (emergency-stop) had channels that differed for longer than 0 ms;"
                + " open and close it once."),
        afterDifferingFor(6));
  }

  @Test
  void timesAtWhichTheyDifferDoNotAddUp() {
    assertEquals(Optional.empty(), afterDifferingFor(4));
    now += 3;
    assertEquals(Optional.empty(), afterDifferingFor(4));
  }

  @Test
  void aFaultyInputIsWellAgainOnlyAfterBothWereOffAndOn() {
    afterDifferingFor(6);
    hear(TWO, 0);
    at(now);
    hear(TWO, 1);
    at(now);
    assertTrue(inputs.stands(now).isPresent(), "the other was never off");
    hear(ONE, 0);
    at(now);
    assertTrue(inputs.stands(now).isPresent());
    hear(ONE, 1);
    at(now);
    assertEquals(Optional.empty(), inputs.stands(now));
  }

  @Test
  void oneThatIsNotReadYetDoesNotMakeTheOtherDiffer() {
    hear(ONE, 1);
    at(now);
    now += 6;
    hear(ONE, 1);
    at(now);
    both(1, 1);
    at(now);
    assertEquals(Optional.empty(), inputs.stands(now));
  }

  @Test
  void aChannelIsProvenOnceItWasSeenOffAndOn() {
    both(1, 1);
    assertEquals(List.of("button"), inputs.unproven());
    both(0, 1);
    both(1, 1);
    assertEquals(List.of("button"), inputs.unproven());
    both(1, 0);
    both(1, 1);
    assertEquals(List.of(), inputs.unproven());
  }
}
