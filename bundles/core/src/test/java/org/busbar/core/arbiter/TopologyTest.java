package org.busbar.core.arbiter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.busbar.api.device.Writable;
import org.busbar.api.site.Node;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.testkit.api.FakeWritable;
import org.junit.jupiter.api.Test;

/** The tree with what devices declare, the flows over it, and the counts they are added in. */
class TopologyTest {
  private static final NodeId SITE = new NodeId("site");
  private static final NodeId HYBRID = new NodeId("hyb1");
  private static final NodeId TERMINAL = new NodeId("hyb1.bat");
  private static final Writable WRITABLE = FakeWritable.power("hyb1.bat");

  private static Plants house() {
    return new Plants("pcc")
        .device("pcc", "site")
        .group("storage", "site", null)
        .device("hyb1", "storage")
        .node("hyb1.bat", "hyb1", Node.Kind.TERMINAL, null)
        .device("load1", "site");
  }

  private static Topology topology() {
    return new Topology(house().model(), List.of(DecisionWordsTest.declares(WRITABLE)));
  }

  @Test
  void aNodeIsWithinItselfAndWhatIsAboveItUpToTheSite() {
    Topology topology = topology();
    assertTrue(topology.isWithin(SITE, SITE));
    assertTrue(topology.isWithin(TERMINAL, SITE));
    assertFalse(topology.isWithin(SITE, HYBRID));
    assertFalse(topology.isWithin(new NodeId("load1"), new NodeId("storage")));
    assertFalse(topology.isWithin(HYBRID, new NodeId("elsewhere")));
  }

  @Test
  void devicesWithinAreThoseOfTheTreeAndOfATerminalItsDevice() {
    assertEquals(List.of(HYBRID), topology().devicesWithin(TERMINAL));
    assertEquals(List.of(HYBRID), topology().devicesWithin(new NodeId("storage")));
    assertEquals(3, topology().devicesWithin(SITE).size());
  }

  @Test
  void aMeterOfANodeIsKnownAsOne() {
    assertTrue(topology().isMeter(new NodeId("pcc")));
    assertFalse(topology().isMeter(new NodeId("load1")));
  }

  @Test
  void aTerminalThatIsDeclaredAndWrittenDownStandsOnce() {
    assertEquals(List.of(TERMINAL), topology().node(HYBRID).orElseThrow().children());
  }

  @Test
  void aTerminalThatOnlyADeviceDeclaresBecomesANode() {
    Writable writable = FakeWritable.power("load1.relay");
    Topology topology =
        new Topology(house().model(), List.of(DecisionWordsTest.declares(writable)));
    Node node = topology.node(new NodeId("load1.relay")).orElseThrow();
    assertEquals(Node.Kind.TERMINAL, node.kind());
    assertEquals(Optional.of(new NodeId("load1")), node.parent());
    assertEquals(SITE, topology.root().id());
  }

  @Test
  void whatCanBeWrittenIsFoundByAddressAndByName() {
    Topology topology = topology();
    assertEquals(Optional.of(WRITABLE), topology.writable(WRITABLE.address()));
    assertEquals(Set.of(WRITABLE.address()), topology.writables());
    assertEquals(Optional.of(Points.ACTIVE_POWER_W), topology.writableQuantity("activePowerW"));
    assertTrue(topology.writableQuantity("currentLimitA").isEmpty());
  }

  private static double flow(Plants plant, String node, Set<NodeId> controlled) {
    Situation situation = plant.situation();
    return new Flows(
            situation.topology(), situation.snapshot(), Points.ACTIVE_POWER_W, 0, controlled)
        .uncontrolled(new NodeId(node));
  }

  @Test
  void ofADeviceWithAControlledTerminalTheRestIsUncontrolled() {
    Plants plant = house().measures("hyb1", 3000).measures("hyb1.bat", 1000);
    assertEquals(2000, flow(plant, "hyb1", Set.of(TERMINAL)));
    assertEquals(2000, flow(plant, "storage", Set.of(TERMINAL)));
  }

  @Test
  void aDeviceThatSaysNothingOfItselfIsTheSumOfItsTerminals() {
    assertEquals(700, flow(house().measures("hyb1.bat", 700), "hyb1", Set.of()));
  }

  @Test
  void whatIsNotThereAndWhatIsSilentIsUnknown() {
    assertTrue(Double.isNaN(flow(house(), "elsewhere", Set.of())));
    assertTrue(Double.isNaN(flow(house(), "load1", Set.of())));
    assertEquals(0, flow(house(), "storage", Set.of()), "a silent device costs its own flow only");
  }

  @Test
  void fromHalfOfNoBoundOnThereIsNone() {
    long half = Milli.UNBOUNDED / 2;
    assertEquals(Double.POSITIVE_INFINITY, Milli.value(half));
    assertEquals(Double.NEGATIVE_INFINITY, Milli.value(-half));
    assertEquals((half - 1) / 1000.0, Milli.value(half - 1));
    assertEquals(half, Milli.shifted(half, 5));
    assertEquals(-half, Milli.shifted(-half, 5));
    assertEquals(half - 6, Milli.shifted(half - 1, 5));
  }

  @Test
  void whatRunsFreeOnBothSidesAlikeCountsAsProducing() {
    Plants plant = new Plants(null).controlled("hyb1", "site", -5, 5, Double.NaN);
    Situation situation = plant.situation();
    situation
        .freeze()
        .allowed()
        .forEach(
            (a, allowed) -> assertEquals(5000, Leaf.of(a, allowed, Double.NaN).preferredMilli()));
  }
}
