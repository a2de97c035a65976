package org.busbar.core.arbiter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.busbar.api.control.Decision.Outcome;
import org.busbar.api.safety.SiteState;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Level;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ArbiterTest {
  private static final Interval FREE = Interval.UNBOUNDED;

  private static Outcome outcome(Ruling ruling, String node) {
    return ruling.decision().outcomes().stream()
        .filter(outcome -> outcome.node().value().equals(node))
        .findFirst()
        .orElseThrow();
  }

  private static double value(Ruling ruling, String node) {
    return outcome(ruling, node).value();
  }

  private static Plants house() {
    return new Plants("pcc")
        .device("pcc", "site")
        .device("load1", "site")
        .group("storage", "site", null)
        .controlled("bat1", "storage", -5000, 5000, 0)
        .controlled("bat2", "storage", -2500, 2500, 0)
        .controlled("pv1", "site", 0, 6000, Double.NaN)
        .measures("pcc", 1000)
        .measures("load1", -4000)
        .measures("bat1", 0)
        .measures("bat2", 0)
        .measures("pv1", 3000);
  }

  @Test
  void aTargetOfAGroupIsSharedByHeadroomAndAddsUpExactly() {
    Ruling ruling = house().propose("mode", Level.ECONOMIC, "storage", FREE, 3000.001).decide();
    assertEquals(2000.001, value(ruling, "bat1"));
    assertEquals(1000, value(ruling, "bat2"));
    assertEquals("mode: because (its share of storage)", outcome(ruling, "bat1").reason());
  }

  @Test
  void whatNothingCoversIsReleased() {
    Ruling ruling = house().propose("mode", Level.ECONOMIC, "bat1", FREE, 3000).decide();
    assertTrue(Double.isNaN(value(ruling, "bat2")));
    assertTrue(Double.isNaN(value(ruling, "pv1")));
    assertEquals(1, ruling.setpoints().setpoints().size());
  }

  @Test
  void theBindingLimitIsNamed() {
    Ruling ruling = house().propose("mode", Level.ECONOMIC, "storage", FREE, -9000).decide();
    assertEquals(-5000, value(ruling, "bat1"));
    assertEquals(-2500, value(ruling, "bat2"));
    assertEquals(
        "charge limit of bat1, charge limit of bat2",
        outcome(ruling, "bat1").limitedBy().orElseThrow());
  }

  @Test
  void aHigherLevelClampsALowerTargetAndIsNamed() {
    Ruling ruling =
        house()
            .propose("saver", Level.ECONOMIC, "storage", FREE, 6000)
            .propose(
                "grid", Level.GRID_OBLIGATION, "storage", new Interval(-1000, 1500), Double.NaN)
            .decide();
    assertEquals(1000, value(ruling, "bat1"));
    assertEquals(500, value(ruling, "bat2"));
    assertEquals("grid", outcome(ruling, "bat1").limitedBy().orElseThrow());
    Interval left =
        ruling
            .envelopes()
            .get(Address.of(new NodeId("storage"), Points.ACTIVE_POWER_W))
            .at(Level.GRID_OBLIGATION);
    assertEquals(new Interval(-1000, 1500), left);
  }

  @Test
  void ofTwoThatCannotBothHoldTheLaterInRankIsDroppedAndBothAreNamed() {
    Ruling ruling =
        house()
            .rank("first", 0)
            .rank("second", 1)
            .propose("second", Level.RESERVE, "bat1", new Interval(2000, 3000), Double.NaN)
            .propose("first", Level.RESERVE, "bat1", new Interval(-500, 500), Double.NaN)
            .decide();
    assertEquals(0, value(ruling, "bat1"));
    assertEquals("second", ruling.decision().dropped().getFirst().proposal().source());
    assertEquals("first", ruling.decision().dropped().getFirst().against());
  }

  @Test
  void aTargetThatAnotherTargetHoldsIsDropped() {
    Ruling ruling =
        house()
            .rank("first", 0)
            .rank("second", 1)
            .propose("second", Level.ECONOMIC, "storage", FREE, 500)
            .propose("first", Level.ECONOMIC, "storage", FREE, 1500)
            .decide();
    assertEquals(1000, value(ruling, "bat1"));
    assertEquals("second", ruling.decision().dropped().getFirst().proposal().source());
    assertEquals("first", ruling.decision().dropped().getFirst().against());
  }

  /** The example of docs/concepts/arbitration.md. */
  @Test
  void aBoundOfTheSiteCountsWhatNobodyControls() {
    Ruling ruling =
        house()
            .propose("grid", Level.GRID_OBLIGATION, "site", new Interval(-1e9, 500), Double.NaN)
            .propose("saver", Level.ECONOMIC, "storage", FREE, 7500)
            .decide();
    assertEquals(3000, value(ruling, "bat1"));
    assertEquals(1500, value(ruling, "bat2"));
    assertEquals(0, value(ruling, "pv1"), "what has no target gives way");
    assertEquals("grid", outcome(ruling, "bat1").limitedBy().orElseThrow());
    assertEquals("grid", outcome(ruling, "pv1").limitedBy().orElseThrow());
  }

  @Test
  void whatIsBoundedByAnUnknownMeterIsHeldAtItsRelease() {
    Ruling ruling =
        house()
            .measures("pcc", Double.NaN)
            .propose("grid", Level.GRID_OBLIGATION, "site", new Interval(-1e9, 0), Double.NaN)
            .propose("saver", Level.ECONOMIC, "storage", FREE, 6000)
            .decide();
    assertEquals(0, value(ruling, "bat1"));
    assertEquals("flow of site is unknown: pcc", ruling.decision().dropped().getFirst().against());
  }

  @Test
  void aSilentDeviceCostsItsOwnFlowOnly() {
    Ruling ruling =
        house()
            .device("bat3", "storage")
            .propose("mode", Level.ECONOMIC, "storage", FREE, 3000)
            .decide();
    assertEquals(2000, value(ruling, "bat1"));
  }

  @Test
  void aDeviceWithoutAuthorityCountsWithWhatItMeasures() {
    Ruling ruling =
        house()
            .withoutAuthority("bat2")
            .measures("bat2", 800)
            .propose("mode", Level.ECONOMIC, "storage", FREE, 3000)
            .decide();
    assertEquals(2200, value(ruling, "bat1"));
    assertEquals(1, ruling.setpoints().setpoints().size(), "pv1 is released, bat2 is not touched");
  }

  @Test
  void anythingButPowerIsSetLeafByLeaf() {
    Address limit = Address.of(new NodeId("ev1"), Points.CURRENT_LIMIT_A);
    Address other = Address.of(new NodeId("ev2"), Points.CURRENT_LIMIT_A);
    Ruling ruling =
        new Plants(null)
            .group("park", "site", null)
            .device("ev1", "park")
            .device("ev2", "park")
            .writable(limit, 0, 32, 6)
            .writable(other, 0, 10, 6)
            .propose("mode", Level.ECONOMIC, "park", Points.CURRENT_LIMIT_A, FREE, 16)
            .decide();
    assertEquals(16, value(ruling, "ev1"));
    assertEquals(10, value(ruling, "ev2"));
  }

  @Test
  void whileTheSiteOnlyObservesNothingIsSetAndTheReasonSaysSo() {
    Ruling ruling =
        house().in(SiteState.IDLE).propose("m", Level.ECONOMIC, "storage", FREE, 9).decide();
    assertTrue(ruling.setpoints().setpoints().isEmpty());
    assertEquals("the site is IDLE: nothing is controlled", outcome(ruling, "bat1").reason());
  }

  @Test
  @Tag("CTL-22")
  void everySetpointHasAnEpochADeadlineAndAReason() {
    Ruling ruling = house().propose("mode", Level.ECONOMIC, "storage", FREE, 3000).decide();
    ruling
        .setpoints()
        .setpoints()
        .forEach(
            setpoint -> {
              assertEquals(3, setpoint.epoch());
              assertEquals(3_000_000_000L, setpoint.deadlineNanos() - setpoint.decidedNanos());
            });
    assertTrue(ruling.decision().outcomes().stream().noneMatch(o -> o.reason().isBlank()));
  }
}
