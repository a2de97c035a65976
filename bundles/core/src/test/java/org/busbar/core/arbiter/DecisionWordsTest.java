package org.busbar.core.arbiter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.control.Decision.Dropped;
import org.busbar.api.control.Decision.Outcome;
import org.busbar.api.control.Proposal;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.device.Writable;
import org.busbar.api.safety.Allowed;
import org.busbar.api.safety.Cause;
import org.busbar.api.safety.DeviceStatus;
import org.busbar.api.safety.Freeze;
import org.busbar.api.safety.GateCell;
import org.busbar.api.safety.Setpoint;
import org.busbar.api.safety.SiteState;
import org.busbar.api.site.Node;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Level;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.testkit.api.FakeWritable;
import org.junit.jupiter.api.Test;

/** What a decision says to people: what was dropped against what, what bound, and why. */
class DecisionWordsTest {
  private static final Interval FREE = Interval.UNBOUNDED;
  private static final double NONE = Double.NaN;

  private static Plants house() {
    return new Plants("pcc")
        .device("pcc", "site")
        .group("storage", "site", null)
        .controlled("bat1", "storage", -5000, 5000, 0)
        .controlled("bat2", "storage", -2500, 2500, 0)
        .controlled("pv1", "site", 0, 6000, Double.NaN)
        .measures("pcc", 0)
        .measures("bat1", 0)
        .measures("bat2", 0)
        .measures("pv1", 0);
  }

  private static Outcome outcome(Ruling ruling, String node) {
    return ruling.decision().outcomes().stream()
        .filter(outcome -> outcome.node().value().equals(node))
        .findFirst()
        .orElseThrow();
  }

  private static String limitedBy(Ruling ruling, String node) {
    return outcome(ruling, node).limitedBy().orElse("");
  }

  private static String against(Ruling ruling) {
    List<Dropped> dropped = ruling.decision().dropped();
    assertEquals(1, dropped.size(), dropped::toString);
    return dropped.getFirst().against();
  }

  @Test
  void aProposalForWhatCannotBeControlledIsDroppedAndSaysSo() {
    Plants plant = house().device("load1", "site").measures("load1", -100);
    Ruling ruling = plant.propose("m", Level.ECONOMIC, "load1", FREE, -50).decide();
    assertEquals("nothing at or below load1 can be controlled now", against(ruling));
  }

  @Test
  void aProposalWhileTheSiteObservesIsDroppedAndSaysSo() {
    Ruling ruling =
        house().in(SiteState.IDLE).propose("m", Level.ECONOMIC, "bat1", FREE, 50).decide();
    assertEquals("the site is IDLE: nothing is controlled", against(ruling));
  }

  @Test
  void aBoundAboveWhatIsLeftIsDroppedAgainstTheUpperEnd() {
    Interval above = new Interval(6000, 7000);
    Ruling ruling = house().propose("m", Level.RESERVE, "bat1", above, NONE).decide();
    assertEquals("discharge limit of bat1", against(ruling));
  }

  @Test
  void aBoundBelowWhatIsLeftIsDroppedAgainstTheLowerEnd() {
    Interval below = new Interval(-7000, -6000);
    Ruling ruling = house().propose("m", Level.RESERVE, "bat1", below, NONE).decide();
    assertEquals("charge limit of bat1", against(ruling));
  }

  @Test
  void aTargetBesideABoundThatLeavesOneValueIsLimitedAndNotDropped() {
    Ruling ruling =
        house()
            .propose("grid", Level.GRID_OBLIGATION, "bat1", new Interval(1000, 1000), NONE)
            .propose("aim", Level.RESERVE, "bat2", FREE, 500)
            .propose("saver", Level.ECONOMIC, "bat1", FREE, 3000)
            .decide();
    assertEquals(1000, outcome(ruling, "bat1").value());
    assertEquals("grid", limitedBy(ruling, "bat1"));
    assertTrue(ruling.decision().dropped().isEmpty());
  }

  @Test
  void theLowerEndOfAParentIsNamedWhereItBinds() {
    Ruling ruling =
        house()
            .propose("grid", Level.GRID_OBLIGATION, "storage", new Interval(-1000, 1000), NONE)
            .propose("saver", Level.ECONOMIC, "bat1", FREE, -5000)
            .decide();
    assertEquals(-3500, outcome(ruling, "bat1").value());
    assertEquals("grid", limitedBy(ruling, "bat1"));
  }

  @Test
  void ofTwoThatSetTheSameBoundTheFirstIsNamed() {
    Interval bound = new Interval(-1000, 1000);
    Plants plant =
        house()
            .propose("a", Level.GRID_OBLIGATION, "bat1", bound, NONE)
            .propose("b", Level.GRID_OBLIGATION, "bat1", bound, NONE);
    Ruling up = plant.propose("saver", Level.ECONOMIC, "bat1", FREE, 3000).decide();
    assertEquals("a", limitedBy(up, "bat1"));
    Ruling down =
        house()
            .propose("a", Level.GRID_OBLIGATION, "bat1", bound, NONE)
            .propose("b", Level.GRID_OBLIGATION, "bat1", bound, NONE)
            .propose("saver", Level.ECONOMIC, "bat1", FREE, -3000)
            .decide();
    assertEquals("a", limitedBy(down, "bat1"));
  }

  @Test
  void threeReasonsAreNamedAndMoreAreCounted() {
    assertEquals("discharge limit of d1, discharge limit of d2, discharge limit of d3", limit(3));
    assertEquals(
        "discharge limit of d1, discharge limit of d2, discharge limit of d3 and 2 more", limit(5));
  }

  private static String limit(int devices) {
    Plants plant = new Plants(null).group("park", "site", null);
    for (int i = 1; i <= devices; i++) {
      plant.controlled("d" + i, "park", -10, 10, 0);
    }
    return limitedBy(plant.propose("m", Level.ECONOMIC, "park", FREE, 1000).decide(), "d1");
  }

  @Test
  void aTargetAndABoundOfTheWholeSiteReachItsDevices() {
    Plants plant = new Plants(null).controlled("bat1", "site", -5000, 5000, 0).measures("bat1", 0);
    Outcome pulled =
        outcome(plant.propose("m", Level.ECONOMIC, "site", FREE, 700).decide(), "bat1");
    assertEquals(700, pulled.value());
    assertEquals("m: because (its share of site)", pulled.reason());
    Plants bounded =
        new Plants(null).controlled("bat1", "site", -5000, 5000, 0).measures("bat1", 0);
    Interval least = new Interval(300, 5000);
    Outcome held =
        outcome(bounded.propose("m", Level.RESERVE, "site", least, NONE).decide(), "bat1");
    assertEquals(300, held.value());
    assertEquals(Optional.of("m"), held.limitedBy());
    assertEquals("no target: as near to its release value as the bounds allow", held.reason());
  }

  @Test
  void whatIsNotCoveredAndWhatIsNotBoundedAreReleasedForDifferentReasons() {
    assertEquals("no valid proposal covers it: release", outcome(house().decide(), "pv1").reason());
    Plants free = new Plants(null).controlled("pv1", "site", 0, Double.POSITIVE_INFINITY, NONE);
    Interval least = new Interval(10, Double.POSITIVE_INFINITY);
    Outcome outcome = outcome(free.propose("m", Level.RESERVE, "pv1", least, NONE).decide(), "pv1");
    assertEquals("no bound holds it: release", outcome.reason());
    assertTrue(Double.isNaN(outcome.value()));
  }

  @Test
  void aDeviceBoundedByOneAndPulledThroughItsGroupByAnotherNamesThePull() {
    Ruling ruling =
        house()
            .propose("grid", Level.GRID_OBLIGATION, "bat1", new Interval(-4000, 4000), NONE)
            .propose("saver", Level.ECONOMIC, "storage", FREE, 3000)
            .decide();
    assertEquals("saver: because (its share of storage)", outcome(ruling, "bat1").reason());
  }

  @Test
  void anUnknownMeterHoldsWhatStandsBelowItAndNothingElse() {
    Ruling ruling =
        new Plants(null)
            .group("storage", "site", "m1")
            .device("m1", "storage")
            .controlled("bat1", "storage", -5000, 5000, 0)
            .controlled("bat2", "site", -2500, 2500, 0)
            .measures("bat1", 0)
            .measures("bat2", 0)
            .propose("grid", Level.GRID_OBLIGATION, "storage", new Interval(-100, 100), NONE)
            .propose("saver", Level.ECONOMIC, "bat2", FREE, 2000)
            .decide();
    assertEquals(0, outcome(ruling, "bat1").value());
    assertEquals(2000, outcome(ruling, "bat2").value());
  }

  @Test
  void proposalsOfOneSourceAreOrderedByTheirBounds() {
    Interval wide = new Interval(-100, 900);
    Interval narrow = new Interval(-50, 500);
    Interval longer = new Interval(-100, 950);
    Plants plant = house();
    List.of(narrow, longer, wide).forEach(i -> plant.propose("m", Level.RESERVE, "bat1", i, NONE));
    assertEquals(
        List.of(wide, longer, narrow),
        plant.decide().decision().proposals().stream().map(Proposal::interval).toList());
  }

  @Test
  void rankGoesBeforeName() {
    Ruling ruling =
        house()
            .rank("alpha", 1)
            .rank("zeta", 0)
            .propose("alpha", Level.RESERVE, "bat1", new Interval(2000, 3000), NONE)
            .propose("zeta", Level.RESERVE, "bat1", new Interval(-500, 500), NONE)
            .decide();
    assertEquals("alpha", ruling.decision().dropped().getFirst().proposal().source());
  }

  @Test
  void aTerminalIsNotSetBesideItsWholeDevice() {
    Address whole = Address.of(new NodeId("hyb1"), Points.ACTIVE_POWER_W);
    Address part = Address.of(new NodeId("hyb1.bat"), Points.ACTIVE_POWER_W);
    Ruling ruling =
        new Plants(null)
            .device("hyb1", "site")
            .node("hyb1.bat", "hyb1", Node.Kind.TERMINAL, null)
            .writable(whole, -5000, 5000, 0)
            .writable(part, -5000, 5000, 0)
            .propose("m", Level.ECONOMIC, "hyb1", FREE, 1000)
            .decide();
    assertEquals(
        List.of(new NodeId("hyb1")),
        ruling.setpoints().setpoints().stream().map(Setpoint::node).toList());
  }

  @Test
  void whatIsNoPhaseIsNotSet() {
    Address cell = new Address(new NodeId("bat1"), Points.ACTIVE_POWER_W, 4);
    Ruling ruling = new Plants(null).device("bat1", "site").writable(cell, -1, 1, 0).decide();
    assertTrue(ruling.setpoints().setpoints().isEmpty());
  }

  @Test
  void whatIsUnderAuthorityAndCannotBeSetSaysWhy() {
    Situation some = house().propose("m", Level.ECONOMIC, "bat1", FREE, 1000).situation();
    Map<Address, Allowed> allowed = new HashMap<>(some.freeze().allowed());
    allowed.keySet().removeIf(address -> !address.node().value().equals("pv1"));
    Map<NodeId, GateCell> cells = new HashMap<>(some.freeze().cells());
    Cause cause = new Cause("limit", "bat1", "cell 3 is at 3.7 V", Instant.EPOCH, 0);
    cells.put(new NodeId("bat1"), new GateCell(Optional.of(cause), 4));
    Freeze freeze = new Freeze(some.freeze().state(), cells, allowed, some.freeze().release());
    Ruling ruling = Arbiter.decide(with(some, some.topology(), freeze));
    assertEquals("gate closed: cell 3 is at 3.7 V", outcome(ruling, "bat1").reason());
    assertEquals(
        "cannot be controlled now: device not ready, monitored only or without fresh inputs",
        outcome(ruling, "bat2").reason());
  }

  @Test
  void aDeviceThatDeclaresALongerLeaseGetsItAndAShorterOneDoesNot() {
    assertEquals(Duration.ofSeconds(10), lease(Duration.ofSeconds(10)));
    assertEquals(Duration.ofSeconds(3), lease(Duration.ofSeconds(1)));
  }

  private static Duration lease(Duration declared) {
    Plants plant = house().propose("m", Level.ECONOMIC, "bat1", FREE, 1000);
    Situation some = plant.situation();
    Writable writable = FakeWritable.leased(FakeWritable.power("bat1"), declared);
    Topology topology = new Topology(plant.model(), List.of(declares(writable)));
    Setpoint setpoint =
        Arbiter.decide(with(some, topology, some.freeze())).setpoints().setpoints().getFirst();
    return Duration.ofNanos(setpoint.deadlineNanos() - setpoint.decidedNanos());
  }

  private static Situation with(Situation some, Topology topology, Freeze freeze) {
    return new Situation(
        topology,
        some.snapshot(),
        freeze,
        some.proposals(),
        some.authority(),
        some.ranks(),
        some.cycle());
  }

  static DeviceStatus declares(Writable... writables) {
    NodeId device = writables[0].node().device();
    DeviceDeclaration declaration =
        new DeviceDeclaration(
            device,
            device.value(),
            Map.of(device, "battery"),
            Map.of(),
            Map.of(),
            List.of(writables),
            Map.of(),
            Duration.ofSeconds(1),
            Maturity.SIMULATED);
    return new DeviceStatus(
        device,
        Optional.of(declaration),
        new SessionStatus(SessionStatus.State.READY, ""),
        true,
        new GateCell(Optional.empty(), 1),
        Optional.empty(),
        "");
  }
}
