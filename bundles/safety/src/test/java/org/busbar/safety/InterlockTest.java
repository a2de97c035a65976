package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.Interlock;
import org.busbar.api.safety.SiteState;
import org.busbar.api.site.InterlockConfig;
import org.busbar.api.site.InterlockConfig.Condition;
import org.busbar.api.site.Snapshot;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.safety.stop.Judge;
import org.busbar.testkit.api.FakeWritable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class InterlockTest {
  private static final NodeId HOME = new NodeId("home");
  private static final NodeId IO = new NodeId("io1");
  private static final List<Address> WIRES =
      List.of(
          new Address(IO, Points.SWITCH_ON, 1),
          new Address(IO, Points.SWITCH_ON, 2),
          new Address(IO, Points.SWITCH_ON, 3));
  private static final Interval ON = Interval.point(1);

  @TempDir Path home = Path.of("");

  private static InterlockConfig lock(String id, String node, int wire, String... needs) {
    List<Condition> conditions = wire < 0 ? List.of() : List.of(new Condition(WIRES.get(wire), ON));
    return new InterlockConfig(
        id,
        new NodeId(node),
        conditions,
        Optional.empty(),
        List.of(needs),
        "Close " + id + ".",
        "site.yaml:7");
  }

  private static InterlockConfig brought(String id, String node, String bundle) {
    return new InterlockConfig(
        id, new NodeId(node), List.of(), Optional.of(bundle), List.of(), "Mend " + id + ".", "x:1");
  }

  private static Rig rig(InterlockConfig... locks) {
    Interval any = new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    Rig rig = new Rig();
    rig.fields.types().judgeBy(name -> Judge.inline());
    List.of(locks).forEach(rig::interlock);
    return rig.with(Rig.declared("bat1", Maturity.SIMULATED, Map.of(), Rig.power()))
        .with(Rig.declared("bat2", Maturity.SIMULATED, Map.of(), FakeWritable.power("bat2")))
        .with(
            Rig.declared(
                "io1",
                Maturity.SIMULATED,
                Map.of(WIRES.get(0), any, WIRES.get(1), any, WIRES.get(2), any)));
  }

  private static void wire(Rig rig, int wire, double value) {
    rig.driver.device("io1").delivers(rig.good(WIRES.get(wire), value));
  }

  private static void step(Rig rig, double powerW) {
    var freeze = rig.freeze();
    rig.submit(
        List.of(
            rig.setpoint(freeze, new NodeId("bat1"), Points.ACTIVE_POWER_W, powerW),
            rig.setpoint(freeze, new NodeId("bat2"), Points.ACTIVE_POWER_W, powerW)));
  }

  @Test
  void anInterlockHoldsTheDevicesOfItsNodeAndNoOthers() {
    Rig rig = rig(lock("door", "bat1", 0));
    rig.running(home);
    step(rig, 1000);
    wire(rig, 0, 0);
    step(rig, 1000);
    assertEquals(List.of("SET 1000", "RELEASE 0"), rig.told("bat1"));
    assertEquals(List.of("SET 1000"), rig.told("bat2"));
    assertEquals("Close door.", rig.events.ofKind("interlock").getFirst().text());
    assertEquals("door", rig.events.ofKind("interlock").getFirst().source());
    wire(rig, 0, 1);
    step(rig, 1000);
    assertEquals("SET 1000", rig.told("bat1").getLast());
    assertEquals(2, rig.events.ofKind("interlock").size());
  }

  @Test
  void oneOfTheSiteRefusesTheStart() {
    Rig rig = rig(lock("door", "home", 0));
    SiteField field = rig.open(home);
    rig.feed();
    wire(rig, 0, 0);
    rig.freeze();
    Answer.Refused refused =
        assertInstanceOf(Answer.Refused.class, field.request(SiteState.RUNNING, "anna", "go"));
    assertEquals("interlocked", refused.code());
    assertTrue(refused.reason().contains("Close door."), refused.reason());
  }

  @Test
  void anInterlockThatNeedsAnotherDoesNotHoldWithoutIt() {
    Rig rig = rig(lock("fan", "bat2", 1), lock("door", "bat1", 0, "fan"));
    rig.running(home);
    step(rig, 1000);
    wire(rig, 1, 0);
    step(rig, 1000);
    assertEquals("RELEASE 0", rig.told("bat1").getLast());
    assertEquals("RELEASE 0", rig.told("bat2").getLast());
  }

  @Test
  void aValueThatExpiresBetweenTwoStepsIsSeenByTheNextWrite() {
    Rig rig = rig(lock("door", "bat1", 0));
    rig.running(home);
    step(rig, 1000);
    var freeze = rig.freeze();
    rig.driver.device("io1").delivers(rig.good(WIRES.get(0), 1).judged(Quality.INVALID));
    rig.submit(List.of(rig.setpoint(freeze, new NodeId("bat1"), Points.ACTIVE_POWER_W, 2000)));
    assertEquals(List.of("SET 1000", "RELEASE 0"), rig.told("bat1"));
  }

  /** What a bundle brings. */
  private record Brought(String id, Set<Address> inputs, Set<String> needs, boolean[] holds)
      implements Interlock {
    @Override
    public boolean holds(Snapshot snapshot) {
      return holds[0];
    }

    @Override
    public String text() {
      return "It is not well.";
    }
  }

  @Test
  void anInterlockOfABundleGuardsTheNodeItIsAssignedAndNothingHoldsWithoutTheBundle() {
    Rig rig = rig(brought("acme", "bat1", "acme-door"));
    rig.running(home);
    step(rig, 1000);
    assertEquals(List.of("RELEASE 0"), rig.told("bat1"));
    assertEquals(List.of("SET 1000"), rig.told("bat2"));
    boolean[] holds = {true};
    Brought door = new Brought("acme-door", Set.of(WIRES.get(0)), Set.of(), holds);
    rig.fields.types().add(door);
    step(rig, 1000);
    assertEquals("SET 1000", rig.told("bat1").getLast());
    holds[0] = false;
    step(rig, 2000);
    assertEquals("RELEASE 0", rig.told("bat1").getLast());
    assertEquals("SET 2000", rig.told("bat2").getLast());
    rig.fields.types().remove(door);
    step(rig, 3000);
    assertEquals("RELEASE 0", rig.told("bat1").getLast());
  }

  @Test
  void aBundleThatNeedsWhatIsNotThereOrItselfHoldsNothing() {
    for (String need : List.of("nobody", "acme")) {
      Rig rig = rig(brought("acme", "bat1", "acme-door"));
      rig.fields
          .types()
          .add(new Brought("acme-door", Set.of(), Set.of(need), new boolean[] {true}));
      SiteField field = rig.running(home);
      step(rig, 1000);
      assertEquals(List.of("RELEASE 0"), rig.told("bat1"), need);
      assertTrue(
          rig.events.ofKind("interlock").getFirst().text().contains(need), "not told: " + need);
      field.close();
    }
  }

  @Test
  @Timeout(30)
  void oneThatSpinsHoldsNothingAndNeitherStopsTheLoopNorAnother() throws Exception {
    Rig rig = rig(brought("bad", "bat1", "spins"), brought("good", "bat2", "fine"));
    rig.fields.types().judgeBy(Judge::thread);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    rig.fields
        .types()
        .add(
            new Interlock() {
              @Override
              public String id() {
                return "spins";
              }

              @Override
              public Set<Address> inputs() {
                return Set.of();
              }

              @Override
              public boolean holds(Snapshot snapshot) {
                begun.countDown();
                while (over.getCount() > 0) {
                  Thread.onSpinWait();
                }
                return true;
              }

              @Override
              public String text() {
                return "It spins.";
              }
            });
    rig.fields.types().add(new Brought("fine", Set.of(), Set.of(), new boolean[] {true}));
    SiteField field = rig.open(home);
    rig.feed();
    Answer answer = new Answer.Refused("not yet", "");
    while (!(answer instanceof Answer.Done)) {
      rig.freeze();
      answer = field.request(SiteState.RUNNING, "test", "go");
    }
    assertTrue(begun.await(10, TimeUnit.SECONDS));
    for (int i = 0; rig.told("bat2").size() < 1 || i < 50; i++) {
      step(rig, 1000);
      Thread.onSpinWait();
    }
    assertEquals(Set.of("RELEASE 0"), new HashSet<>(rig.told("bat1")));
    assertEquals("SET 1000", rig.told("bat2").getLast());
    over.countDown();
  }

  @Test
  void anAnswerThatIsTooOldHoldsNothing() {
    Rig rig = rig(brought("acme", "bat1", "acme-door"));
    List<Runnable> waiting = new ArrayList<>();
    rig.fields
        .types()
        .judgeBy(
            name ->
                new Judge() {
                  @Override
                  public boolean run(Runnable question) {
                    return waiting.add(question);
                  }

                  @Override
                  public void close() {}
                });
    rig.fields.types().add(new Brought("acme-door", Set.of(), Set.of(), new boolean[] {true}));
    rig.open(home);
    rig.feed();
    rig.freeze();
    assertEquals(
        "An interlock of a bundle has not answered yet.",
        rig.events.ofKind("interlock").getLast().text());
    waiting.removeFirst().run();
    rig.start();
    step(rig, 1000);
    assertEquals("SET 1000", rig.told("bat1").getLast());
    rig.advance(Duration.ofMillis(1100));
    rig.feed();
    step(rig, 1000);
    assertEquals("RELEASE 0", rig.told("bat1").getLast());
  }

  /** One thing that happens: a wire is read, becomes unknown or grows old; then a step. */
  @Property
  @Tag("SAF-19")
  void noOutputIsEnabledUnlessEveryDeclaredPreconditionIsGoodAndFresh(
      @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 0, max = 23) Integer> locks,
      @ForAll @Size(min = 1, max = 30) List<@IntRange(min = 0, max = 14) Integer> happenings) {
    List<InterlockConfig> configs = new ArrayList<>();
    for (int i = 0; i < locks.size(); i++) {
      int code = locks.get(i);
      String node = List.of("home", "bat1").get(code % 2);
      String[] needs = i > 0 && code >= 12 ? new String[] {"lock" + (code % i)} : new String[0];
      configs.add(lock("lock" + i, node, code % 3, needs));
    }
    Rig rig = rig(configs.toArray(InterlockConfig[]::new));
    rig.running(Scratch.home());
    double[] value = {1, 1, 1};
    long[] until = new long[3];
    java.util.Arrays.fill(until, rig.good(WIRES.get(0), 1).expiresNanos());
    for (int i = 0; i < happenings.size(); i++) {
      int wire = happenings.get(i) % 3;
      switch (happenings.get(i) / 3) {
        case 0, 1 -> {
          value[wire] = happenings.get(i) / 3;
          until[wire] = rig.good(WIRES.get(wire), 1).expiresNanos();
          wire(rig, wire, value[wire]);
        }
        case 2 -> {
          value[wire] = Double.NaN;
          rig.driver.device("io1").delivers(rig.good(WIRES.get(wire), 1).judged(Quality.INVALID));
        }
        default -> {
          rig.advance(Duration.ofMillis(wire == 0 ? 4_000 : 900));
          rig.feedAllBut("io1");
        }
      }
      int before = rig.told("bat1").size();
      step(rig, 1000 + i);
      boolean all = true;
      for (InterlockConfig config : configs) {
        for (Condition condition : config.conditions()) {
          int at = WIRES.indexOf(condition.address());
          all &= value[at] == 1 && until[at] - rig.clock.nanos() >= 0;
        }
      }
      boolean set = rig.told("bat1").stream().skip(before).anyMatch(t -> t.startsWith("SET"));
      assertTrue(all || !set, () -> "set while " + configs + " does not hold");
      if (all) {
        assertEquals("SET " + (1000 + i), rig.told("bat1").getLast());
      }
    }
  }

  @Test
  void whatGuardsTheSiteGuardsEveryDevice() {
    Rig rig = rig(lock("door", HOME.value(), 2));
    rig.running(home);
    step(rig, 1000);
    wire(rig, 2, 0);
    step(rig, 1000);
    assertEquals("RELEASE 0", rig.told("bat1").getLast());
    assertEquals("RELEASE 0", rig.told("bat2").getLast());
  }
}
