package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.site.ContactorConfig;
import org.busbar.api.site.EmergencyConfig;
import org.busbar.api.site.HistoryConfig;
import org.busbar.api.site.InterlockConfig;
import org.busbar.api.site.LimitConfig;
import org.busbar.api.site.LimitConfig.Reaction;
import org.busbar.api.site.ModeConfig;
import org.busbar.api.site.Node;
import org.busbar.api.site.ProtectionConfig;
import org.busbar.api.site.SiteModel;
import org.busbar.api.site.SiteModelBuilder;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Level;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.SiteId;
import org.junit.jupiter.api.Test;

/** What may change while a site runs, and what it has to be opened anew for. */
class DifferenceTest {
  private static final NodeId ONE = new NodeId("bat1");
  private static final NodeId TWO = new NodeId("bat2");

  private static DeviceConfig device(NodeId id, String wire, int unit, String... consents) {
    return new DeviceConfig(
        id, "fake", "fake", wire, unit, Map.of(), Set.of(consents), "site.yaml:" + unit);
  }

  private static ConnectionConfig wire(String name, String host) {
    return new ConnectionConfig(name, "fake", Map.of("host", host), "site.yaml:1");
  }

  /** Two devices, each on a wire of its own, and what more there is. */
  private static SiteModel site(UnaryOperator<SiteModelBuilder> more) {
    return more.apply(
            new SiteModelBuilder(new SiteId("local", "home"))
                .connections(List.of(wire("left", "a"), wire("right", "b")))
                .devices(List.of(device(ONE, "left", 1), device(TWO, "right", 2))))
        .build();
  }

  private static SiteModel site() {
    return site(same -> same);
  }

  /** The second device described otherwise. */
  private static SiteModelBuilder changed(SiteModelBuilder builder) {
    return builder.devices(List.of(device(ONE, "left", 1), device(TWO, "right", 9)));
  }

  private static void assertTouched(Set<NodeId> ids, SiteModel next) {
    Difference difference = Difference.between(site(), next);
    assertEquals(ids, difference.touched());
    assertEquals(Optional.empty(), difference.obstacle());
    assertEquals(ids, Difference.between(next, site()).touched(), "and back");
  }

  private static void assertObstacle(String why, SiteModel now, SiteModel next) {
    assertEquals(Optional.of(why), Difference.between(now, next).obstacle());
  }

  @Test
  void onlyWhatIsDescribedOtherwiseIsTouched() {
    assertTouched(Set.of(), site());
    assertTouched(Set.of(TWO), site(DifferenceTest::changed));
    assertTouched(Set.of(TWO), site(s -> s.devices(List.of(device(ONE, "left", 1)))));
    assertTouched(
        Set.of(TWO), site(s -> s.connections(List.of(wire("left", "a"), wire("right", "c")))));
    assertTouched(Set.of(TWO), site(s -> s.connections(List.of(wire("left", "a")))));
    assertTouched(
        Set.of(),
        site(s -> s.connections(List.of(wire("new", "c"), wire("right", "b"), wire("left", "a")))));
    Address power = Address.of(TWO, Points.ACTIVE_POWER_W);
    LimitConfig limit = new LimitConfig(power, new Interval(0, 1), Reaction.CLAMP, "site.yaml:9");
    assertTouched(Set.of(TWO), site(s -> s.limits(List.of(limit))));
    assertTouched(Set.of(TWO), site(s -> s.protections(List.of(protection(TWO, TWO)))));
  }

  @Test
  void whereItIsWrittenDoesNotCount() {
    DeviceConfig elsewhere =
        new DeviceConfig(ONE, "fake", "fake", "left", 1, Map.of(), Set.of(), "site.yaml:99");
    assertTouched(Set.of(), site(s -> s.devices(List.of(elsewhere, device(TWO, "right", 2)))));
  }

  @Test
  void anotherSiteOrCycleIsAnotherSite() {
    String why = "the site itself is another one";
    assertObstacle(why, site(), site(s -> s.cycle(Duration.ofSeconds(1))));
    assertObstacle(why, site(), new SiteModelBuilder(new SiteId("local", "other")).build());
  }

  private static ModeConfig mode(NodeId node) {
    return new ModeConfig("m", "m", node, Level.ECONOMIC, 0, true, Map.of(), "site.yaml:5");
  }

  private static EmergencyConfig emergency(NodeId button) {
    EmergencyConfig usual = EmergencyConfig.USUAL;
    Address channel = new Address(button, Points.SWITCH_ON, 1);
    return new EmergencyConfig(
        Map.of(),
        usual.ramp(),
        usual.isolateWithin(),
        3,
        List.of(
            new EmergencyConfig.Input(
                "button", "stop", List.of(channel), Duration.ofMillis(5), "", "site.yaml:6")));
  }

  private static InterlockConfig interlock(NodeId measured) {
    Address warm = Address.of(measured, Points.TEMPERATURE_C);
    return new InterlockConfig(
        "cool",
        new NodeId("home"),
        List.of(new InterlockConfig.Condition(warm, new Interval(0, 30))),
        Optional.empty(),
        List.of(),
        "too warm",
        "site.yaml:8");
  }

  private static ContactorConfig contactors(NodeId relay) {
    Address bit = Address.of(ONE, Points.DC_VOLTAGE_V);
    return new ContactorConfig(
        ONE,
        new ContactorConfig.Coils(relay, relay, relay),
        new ContactorConfig.Feedback(bit, bit, bit),
        bit,
        bit,
        bit,
        bit,
        List.of(),
        100,
        5,
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        "site.yaml:7");
  }

  private static HistoryConfig archivedIn(String folder) {
    HistoryConfig usual = HistoryConfig.USUAL;
    return new HistoryConfig(
        usual.samples(),
        usual.seconds(),
        usual.minutes(),
        usual.quarterHours(),
        usual.hours(),
        usual.days(),
        usual.decisions(),
        usual.events(),
        true,
        Optional.of(folder));
  }

  @Test
  void whatMoreThanOneDeviceDependsOnIsNamedWhereItChanges() {
    assertObstacle("control modes change", site(), site(s -> s.modes(List.of(mode(ONE)))));
    assertObstacle("the emergency stop change", site(), site(s -> s.emergency(emergency(ONE))));
    assertObstacle("interlocks change", site(), site(s -> s.interlocks(List.of(interlock(ONE)))));
    assertObstacle("contactors change", site(), site(s -> s.contactors(List.of(contactors(ONE)))));
    assertObstacle("rules of the history change", site(), site(s -> s.history(archivedIn("/a"))));
  }

  @Test
  void aDeviceOnWhichSafetyDependsIsNotChangedWhileTheSiteRuns() {
    for (NodeId id : List.of(ONE, TWO)) {
      Optional<String> stop = on("the emergency stop", id);
      assertEquals(stop, change(s -> s.emergency(emergency(id))));
      assertEquals(on("interlocks", id), change(s -> s.interlocks(List.of(interlock(id)))));
      assertEquals(on("contactors", id), change(s -> s.contactors(List.of(contactors(id)))));
      assertEquals(Optional.empty(), change(s -> s.modes(List.of(mode(id)))), "modes go on");
    }
  }

  private static Optional<String> on(String part, NodeId id) {
    return id.equals(TWO) ? Optional.of(part + " depend on bat2") : Optional.empty();
  }

  /** What stands against a change of the second device, where there is that as well. */
  private static Optional<String> change(UnaryOperator<SiteModelBuilder> more) {
    return Difference.between(site(more), site(s -> changed(more.apply(s)))).obstacle();
  }

  private static Map<NodeId, Node> metered(NodeId meter) {
    NodeId home = new NodeId("home");
    return Map.of(
        home,
        new Node(
            home,
            Node.Kind.SITE,
            Optional.empty(),
            List.of(ONE, TWO),
            Optional.empty(),
            Optional.of(meter)));
  }

  @Test
  void aMeterOfTheTreeIsNotChangedWhileTheSiteRuns() {
    String why = "a meter of the tree changes";
    assertObstacle(why, site(), site(s -> s.nodes(metered(ONE))));
    assertObstacle(why, site(s -> s.nodes(metered(ONE))), site(s -> s.nodes(metered(TWO))));
    assertEquals(Optional.of(why), change(s -> s.nodes(metered(TWO))));
    assertEquals(Optional.empty(), change(s -> s.nodes(metered(ONE))));
  }

  @Test
  void whereMetersAreTestedByMovingADeviceNothingChangesBeside() {
    UnaryOperator<SiteModelBuilder> moved =
        s ->
            s.devices(List.of(device(ONE, "left", 1), device(TWO, "right", 2, MeterTrial.CONSENT)));
    String why = "meters are tested by moving a device";
    assertObstacle(why, site(moved), site());
    assertObstacle(why, site(), site(moved));
  }

  private static ProtectionConfig protection(NodeId battery, NodeId bms) {
    return new ProtectionConfig(
        battery, Optional.of("lfp"), Optional.of(bms), Map.of(), List.of(), "site.yaml:3");
  }

  @Test
  void batteriesThatOthersAreMeasuredForAreGuardedTogether() {
    String why = "the protection of bat1 depends on bat2";
    UnaryOperator<SiteModelBuilder> guarded = s -> s.protections(List.of(protection(ONE, TWO)));
    assertEquals(Optional.of(why), change(guarded), "who measures changes");
    assertObstacle(why, site(guarded), site());
    assertObstacle(why, site(), site(guarded));
    assertEquals(
        Optional.of("the protection of bat2 depends on bat1"),
        change(s -> s.protections(List.of(protection(TWO, ONE)))),
        "who is measured changes");
    assertEquals(Optional.empty(), change(s -> s.protections(List.of(protection(ONE, ONE)))));
  }

  private record Said(Object what, String source) {}

  private record Other(Object what) {}

  @Test
  void twoDescriptionsAreTheSameWhereEachPartIs() {
    assertTrue(Difference.same(new Said(1, "a"), new Said(1, "b")));
    assertFalse(Difference.same(new Said(1, "a"), new Said(2, "a")));
    assertFalse(Difference.same(new Said(1, "a"), new Other(1)));
    assertFalse(Difference.same(new Said(1, "a"), null));
    assertFalse(Difference.same(null, new Said(1, "a")));
    assertTrue(Difference.same(null, null));
    assertTrue(same(List.of(1, 2), List.of(1, 2)));
    assertFalse(same(List.of(1, 2), List.of(1)));
    assertFalse(same(List.of(1), List.of(1, 2)));
    assertFalse(same(List.of(1, 2), List.of(1, 3)));
    assertFalse(same(List.of(1, 2), List.of(3, 2)));
    assertTrue(same(Map.of(1, 2), Map.of(1, 2)));
    assertFalse(same(Map.of(1, 2), Map.of(1, 3)));
    assertFalse(same(Map.of(1, 2), Map.of(3, 2)));
    assertFalse(same(Map.of(1, 2), List.of(1, 2)));
    assertTrue(same(Optional.of(1), Optional.of(1)));
    assertFalse(same(Optional.of(1), Optional.of(2)));
    assertFalse(same(Optional.of(1), Optional.empty()));
    assertFalse(same(1, 2));
    assertTrue(same(Optional.of(new Said(1, "a")), Optional.of(new Said(1, "b"))));
    assertTrue(same(Map.of(1, new Said(1, "a")), Map.of(1, new Said(1, "b"))));
  }

  /** Whether two are, as they are and with a place inside that does not count. */
  private static boolean same(Object a, Object b) {
    boolean same = Difference.same(a, b);
    assertEquals(same, Difference.same(new Other(a), new Other(b)));
    assertEquals(
        same, Difference.same(List.of(new Said("", "here"), a), List.of(new Said("", "there"), b)));
    return same;
  }

  @Test
  void everyDeviceThatIsNamedAnywhereIsFound() {
    Object said =
        new Said(
            List.of(
                Map.of(ONE, new Other(Optional.of(Address.of(TWO, Points.DC_VOLTAGE_V)))),
                Map.of("third", new NodeId("bat3.dc"))),
            "x");
    assertEquals(Set.of(ONE, TWO, new NodeId("bat3")), Difference.devicesIn(said));
    assertEquals(Set.of(), Difference.devicesIn(null));
  }
}
