package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.Writable;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.WritePlan;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.device.write.guard.Beats;
import org.busbar.api.device.write.guard.Beats.Counter;
import org.busbar.api.device.write.guard.GuardList;
import org.busbar.api.events.Event;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.Cause;
import org.busbar.api.safety.Freeze;
import org.busbar.api.safety.SiteState;
import org.busbar.api.safety.StopSource;
import org.busbar.api.site.ContactorConfig;
import org.busbar.api.site.EmergencyConfig;
import org.busbar.api.transport.RegisterWrite;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.testkit.api.FakeWritable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contactors of a battery on the wire: relays, auxiliary contacts, a bus with a capacitor. */
class ContactorControllerTest {
  private static final int TICK_MS = 20;
  private static final List<String> RELAYS = List.of("k1", "k2", "k3");
  private static final List<String> CLOSING = List.of("k1 1", "k2 1", "k3 1", "k2 0");

  @TempDir Path folder;
  private int homes;

  /** A plant that does what its relays say, unless a fault is put in. */
  private final class Bench {
    final Rig rig;
    final List<String> wire = new ArrayList<>();
    final Map<String, Boolean> coils = new HashMap<>();
    final Map<Address, Double> values = new HashMap<>();
    final Set<String> stuckOpen = new HashSet<>();
    final Set<String> welded = new HashSet<>();
    final Set<Address> silent = new HashSet<>();
    final Path home;
    double busV;
    double packV = 400;
    double tauMs = 300;
    int ticks;

    Bench(EmergencyConfig emergency, Writable... relays) {
      this(new Rig(), emergency, folder.resolve("home" + homes++), relays);
    }

    Bench(Rig bare, EmergencyConfig emergency, Path home, Writable... relays) {
      this.home = home;
      rig = bare.emergency(emergency).contactors(config());
      rig.with(declared(Rig.BAT, List.of(at(Rig.BAT, Points.DC_VOLTAGE_V, 0)), Rig.power()));
      for (int i = 0; i < RELAYS.size(); i++) {
        String id = RELAYS.get(i);
        Writable usual = FakeWritable.of(id, Points.SWITCH_ON, new Interval(0, 1));
        rig.with(declared(id, List.of(), relays.length > i ? relays[i] : usual));
      }
      rig.with(
          declared(
              "bms1",
              List.of(
                  at("bms1", Points.DC_VOLTAGE_V, 0),
                  at("bms1", Points.DC_CURRENT_A, 0),
                  at("bms1", Points.INSULATION_OHM, 0),
                  at("bms1", Points.CELL_VOLTAGE_MIN_V, 0))));
      rig.with(declared("bms2", List.of(at("bms2", Points.DC_VOLTAGE_V, 0))));
      rig.with(
          declared(
              "io1",
              List.of(
                  at("io1", Points.CONNECTED, 1),
                  at("io1", Points.CONNECTED, 2),
                  at("io1", Points.CONNECTED, 3))));
    }

    Bench open() {
      rig.open(home);
      for (String id : rig.model().devices().stream().map(d -> d.id().value()).toList()) {
        rig.driver
            .device(id)
            .answers(
                command -> {
                  boolean relay = RELAYS.contains(id);
                  wire.add(
                      relay
                          ? id + " " + Math.round(command.value())
                          : id + " " + Rig.text(command));
                  if (id.equals("k3") && command.value() == 1) {
                    double differenceV = Math.abs(packV - busV);
                    assertTrue(differenceV <= 0.05 * packV, "closed onto " + differenceV + " V");
                  }
                  if (relay) {
                    coils.put(id, command.value() == 1);
                  }
                  return new WriteResult.Accepted(command.value());
                });
      }
      run(100);
      return this;
    }

    Bench start() {
      rig.start();
      return this;
    }

    /** Opened, started, connected. */
    Bench connected() {
      open().start().run(5000);
      assertTrue(isControlled(), () -> "not connected: " + wire + events());
      wire.clear();
      return this;
    }

    boolean holds(String relay) {
      boolean pulled = coils.getOrDefault(relay, false) && !stuckOpen.contains(relay);
      return pulled || welded.contains(relay);
    }

    void run(int ms) {
      for (int end = ticks + ms / TICK_MS; ticks < end; ticks++) {
        rig.advance(Duration.ofMillis(TICK_MS));
        plant();
        deliver();
        if (ticks % 5 == 0) {
          rig.step(1000);
          rig.watch();
        }
        rig.tend();
      }
    }

    private void plant() {
      boolean main = holds("k1") && holds("k3");
      if (main) {
        busV = packV;
      } else if (holds("k1") && holds("k2")) {
        busV += (packV - busV) * (1 - Math.exp(-TICK_MS / tauMs));
      } else {
        busV *= 0.9;
      }
    }

    private void deliver() {
      put(at(Rig.BAT, Points.DC_VOLTAGE_V, 0), busV);
      put(at("bms1", Points.DC_VOLTAGE_V, 0), packV);
      for (int i = 0; i < 3; i++) {
        put(at("io1", Points.CONNECTED, i + 1), holds(RELAYS.get(i)) ? 1 : 0);
      }
      for (var device : rig.model().devices()) {
        String id = device.id().value();
        for (Address address : rig.driver.device(id).declaration().points().keySet()) {
          if (!silent.contains(address)) {
            rig.driver.device(id).delivers(rig.good(address, value(address)));
          }
        }
      }
    }

    private void put(Address address, double value) {
      values.put(address, value);
    }

    private double value(Address address) {
      Double set = values.get(address);
      if (set != null) {
        return set;
      }
      return switch (address.point().id()) {
        case "stateOfChargePct" -> 50;
        case "temperatureC" -> 25 + ticks % 2 / 10.0;
        case "dcVoltageV" -> 400;
        case "insulationOhm" -> 1e6;
        case "cellVoltageMinV" -> 3.3;
        default -> 0;
      };
    }

    /** Writes to relays since the start, or since they were looked at last. */
    List<String> relays() {
      return wire.stream().filter(line -> line.startsWith("k")).toList();
    }

    boolean isControlled() {
      return wire.contains("bat1 SET 1000");
    }

    List<String> events() {
      return rig.events.all().stream().map(Event::toString).toList();
    }

    List<String> causes() {
      return rig.field().status().causes().stream().map(Cause::kind).toList();
    }
  }

  private static Address at(String device, Point point, int index) {
    return new Address(new NodeId(device), point, index);
  }

  private static ContactorConfig config() {
    return new ContactorConfig(
        new NodeId(Rig.BAT),
        new ContactorConfig.Coils(new NodeId("k1"), new NodeId("k2"), new NodeId("k3")),
        new ContactorConfig.Feedback(
            at("io1", Points.CONNECTED, 1),
            at("io1", Points.CONNECTED, 2),
            at("io1", Points.CONNECTED, 3)),
        at(Rig.BAT, Points.DC_VOLTAGE_V, 0),
        at("bms1", Points.DC_VOLTAGE_V, 0),
        at("bms1", Points.DC_CURRENT_A, 0),
        at("bms1", Points.INSULATION_OHM, 0),
        List.of(at("bms2", Points.DC_VOLTAGE_V, 0)),
        100,
        2,
        Duration.ofMillis(100),
        Duration.ofSeconds(5),
        "site.yaml:7");
  }

  private static DeviceDeclaration declared(String id, List<Address> more, Writable... writables) {
    Interval any = new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    Map<Address, Interval> limits = new HashMap<>();
    more.forEach(address -> limits.put(address, any));
    return Rig.declared(id, Maturity.SIMULATED, limits, writables);
  }

  private Bench bench() {
    return new Bench(EmergencyConfig.USUAL);
  }

  private static EmergencyConfig category1() {
    return new EmergencyConfig(
        Map.of("emergency-stop", 1), Duration.ofSeconds(2), Duration.ofSeconds(2), 3, List.of());
  }

  private static void current(Bench bench, double currentA) {
    bench.put(at("bms1", Points.DC_CURRENT_A, 0), currentA);
  }

  private static String refusal(Answer answer) {
    return assertInstanceOf(Answer.Refused.class, answer).code();
  }

  @Test
  @Tag("DEV-07")
  void thePackIsConnectedInOrderAndControlledOnlyThen() {
    Bench bench = bench().open();
    bench.run(1000);
    RELAYS.forEach(id -> assertEquals(List.of("RELEASE 0"), bench.rig.told(id), "open at rest"));
    bench.start().run(5000);
    assertEquals(CLOSING, bench.relays());
    assertTrue(bench.wire.indexOf("bat1 SET 1000") > bench.wire.lastIndexOf("k2 0"));
  }

  @Test
  void aPackThatWasNotHeldForAWhileIsOpenedFirstAndConnectedAnew() {
    Bench bench = bench().connected();
    bench.rig.advance(Duration.ofSeconds(4)); // Nobody does anything, as in a pause.
    bench.run(8000);
    List<String> relays = bench.relays();
    assertEquals(Set.of("k1 0", "k3 0"), Set.copyOf(relays.subList(0, 2)), relays::toString);
    assertEquals(CLOSING, relays.subList(2, relays.size()), relays::toString);
    assertTrue(bench.isControlled());
  }

  @Test
  void relaysThatLetGoInAPauseAreNotClosedAgainBeforeTheirContactsAreRead() {
    Bench bench = bench().connected();
    for (int i = 1; i <= 3; i++) {
      bench.silent.add(at("io1", Points.CONNECTED, i));
    }
    bench.coils.clear(); // Their own timers ran out.
    bench.busV = 0;
    bench.rig.advance(Duration.ofSeconds(4));
    bench.run(8000);
    assertFalse(bench.relays().stream().anyMatch(line -> line.endsWith("1")), bench.wire::toString);
  }

  @Test
  void aRelayThatCouldNotBeWrittenUntilItsTimerRanOutIsNotClosedByItself() {
    Bench bench = bench().connected();
    List<String> cut = new ArrayList<>();
    bench
        .rig
        .driver
        .device("k3")
        .answers(
            command -> {
              cut.add("k3 " + Math.round(command.value()));
              return new WriteResult.Unknown("the line is cut");
            });
    bench.run(50_000);
    assertEquals("k3 1", cut.getLast(), "it is held by trying");
    bench.run(15_000);
    assertEquals("k3 0", cut.getLast());
  }

  @Test
  void nothingIsClosedBeforeTheSiteRuns() {
    Bench bench = bench().open();
    bench.run(10_000);
    assertFalse(bench.relays().stream().anyMatch(line -> line.endsWith("1")));
  }

  @Test
  void whatIsNotInOrderKeepsThePackSeparate() {
    Map<String, Map<Address, Double>> wrong =
        Map.of(
            "insulation", Map.of(at("bms1", Points.INSULATION_OHM, 0), 10_000.0),
            "other string", Map.of(at("bms2", Points.DC_VOLTAGE_V, 0), 397.5),
            "excited bus", Map.of(at("bms1", Points.DC_CURRENT_A, 0), 0.0));
    wrong.forEach(
        (what, values) -> {
          Bench bench = bench();
          bench.values.putAll(values);
          if (what.equals("excited bus")) {
            bench.welded.addAll(Set.of("k1", "k2"));
          }
          bench.open().start().run(3000);
          assertFalse(bench.isControlled(), what);
          assertFalse(bench.relays().stream().anyMatch(line -> line.endsWith("1")), what);
        });
    for (Address unknown :
        List.of(
            at("bms1", Points.DC_VOLTAGE_V, 0),
            at(Rig.BAT, Points.DC_VOLTAGE_V, 0),
            at("bms1", Points.INSULATION_OHM, 0),
            at("bms1", Points.CELL_VOLTAGE_MIN_V, 0),
            at("bms2", Points.DC_VOLTAGE_V, 0),
            at("io1", Points.CONNECTED, 3))) {
      Bench bench = bench();
      bench.silent.add(unknown);
      bench.open().start().run(3000);
      assertFalse(bench.relays().stream().anyMatch(line -> line.endsWith("1")), () -> "" + unknown);
    }
  }

  @Test
  void category0OpensAtOncePositiveFirst() {
    Bench bench = bench().connected();
    current(bench, 80);
    bench.rig.field().emergencyStop(StopSource.REST, "anna", "");
    bench.run(200);
    assertEquals("bat1 SAFE 0", bench.wire.getFirst());
    assertEquals(List.of("k3 0", "k1 0"), bench.relays());
  }

  @Test
  void aTripOfTheBatteryAloneOrOfOneRelayAloneOpensAsWell() {
    for (String tripped : List.of(Rig.BAT, "k2")) {
      Bench bench = bench().connected();
      current(bench, 80);
      bench.rig.device(tripped).trip("limit", tripped, "too much");
      bench.run(200);
      assertEquals(List.of("k3 0", "k1 0"), bench.relays(), tripped);
    }
  }

  @Test
  void aContactorThatOpensByItselfTakesTheOthersAlong() {
    Bench bench = bench().connected();
    bench.stuckOpen.add("k3");
    bench.run(140);
    assertEquals(List.of("k3 0", "k1 0"), bench.relays());
    assertEquals(1, bench.rig.events.ofKind("contactors-failed").size());
    bench.run(10_000);
    assertEquals(List.of("pre-charge"), bench.causes(), bench.events()::toString);
  }

  @Test
  void category1WaitsForTheCurrentAndForItsTime() {
    for (boolean falls : new boolean[] {true, false}) {
      Bench bench = new Bench(category1()).connected();
      current(bench, 80);
      bench.rig.field().emergencyStop(StopSource.REST, "anna", "");
      bench.run(1900);
      assertEquals(List.of(), bench.relays(), "opened on the line");
      bench.run(500);
      assertEquals(List.of(), bench.relays(), "opened under load");
      if (falls) {
        current(bench, 4.9);
        bench.run(100);
      } else {
        bench.run(1800);
      }
      assertEquals(List.of("k3 0", "k1 0"), bench.relays());
    }
  }

  @Test
  void atRestItOpensWithoutLoadOnly() {
    Bench bench = bench().connected();
    current(bench, 80);
    Rig.require(bench.rig.field().request(SiteState.IDLE, "anna", "a rest"));
    bench.run(6000);
    assertEquals(List.of(), bench.relays());
    current(bench, 1);
    bench.run(200);
    assertEquals(List.of("k3 0", "k1 0"), bench.relays());
  }

  @Test
  void anOrderedStopBelievesNoCurrentThatIsOlderThanTheRelease() {
    for (SiteState rest : List.of(SiteState.IDLE, SiteState.STOPPED)) {
      Bench bench = bench().connected();
      current(bench, 1);
      Rig.require(bench.rig.field().request(rest, "anna", "a rest"));
      bench.run(1300);
      assertEquals(List.of(), bench.relays(), rest + ": measured before the release");
      bench.run(500);
      assertEquals(List.of("k3 0", "k1 0"), bench.relays(), rest.toString());
    }
  }

  @Test
  @Tag("DEV-08")
  void aWeldIsLatchedAndBlocksTheNextClose() {
    Bench bench = bench().connected();
    bench.welded.add("k3");
    bench.rig.field().emergencyStop(StopSource.REST, "anna", "");
    bench.run(1000);
    assertEquals(1, bench.rig.events.ofKind("weld").size(), bench.events()::toString);
    assertEquals(List.of("emergency-stop", "weld"), bench.causes());
    assertEquals(List.of("k3 0", "k1 0"), bench.relays(), "the other pole opens all the same");
    bench.wire.clear();
    assertEquals("cause-stands", refusal(bench.rig.field().reset("anna", "looked at it")));
    bench.run(3000);
    assertEquals(SiteState.ERROR, bench.rig.field().status().state());
    assertEquals(List.of(), bench.relays());
    bench.welded.clear();
    bench.run(100);
    Rig.require(bench.rig.field().reset("anna", "exchanged it"));
    bench.run(200);
    bench.start().run(5000);
    assertEquals(CLOSING, bench.relays());
  }

  @Test
  @Tag("DEV-08")
  void aContactorThatClosesByItselfAtRestTrips() {
    Bench bench = bench().open();
    bench.run(500);
    bench.welded.add("k1");
    bench.run(500);
    assertEquals(List.of("weld"), bench.causes());
    assertEquals("in-error", refusal(bench.rig.field().request(SiteState.RUNNING, "x", "y")));
  }

  @Test
  @Tag("DEV-07")
  void aPositiveThatIsWeldedWithoutTellingIsFoundByTheVoltageOfTheBus() {
    Bench bench = bench().open();
    // Its main contact is welded, its auxiliary contact is broken.
    Address feedback = at("io1", Points.CONNECTED, 3);
    bench.welded.add("k3");
    bench.silent.add(feedback);
    bench.start();
    for (int i = 0; i < 100; i++) {
      bench.rig.driver.device("io1").delivers(bench.rig.good(feedback, 0));
      bench.run(TICK_MS);
    }
    assertEquals(List.of("weld"), bench.causes(), bench.events()::toString);
    assertFalse(bench.relays().contains("k3 1"));
    assertFalse(bench.holds("k1"));
  }

  @Test
  @Tag("DEV-07")
  void threeTriesThatAreNotChargedInTimeAreLatchedUntilAPersonResets() {
    Bench bench = bench();
    bench.tauMs = 1e9;
    bench.open().start().run(30_000);
    assertEquals(3, bench.relays().stream().filter("k2 1"::equals).count());
    assertFalse(bench.relays().contains("k3 1"));
    assertEquals(List.of("pre-charge"), bench.causes(), bench.events()::toString);
    assertEquals(3, bench.rig.events.ofKind("contactors-failed").size());
    bench.tauMs = 300;
    Rig.require(bench.rig.field().reset("anna", "exchanged the resistor"));
    bench.run(200);
    bench.wire.clear();
    bench.start().run(5000);
    assertEquals(CLOSING, bench.relays());
  }

  @Test
  @Tag("DEV-07")
  void withoutFeedbackNothingIsControlledAndAnOpeningIsLatched() {
    Bench bench = bench().connected();
    bench.silent.add(at("io1", Points.CONNECTED, 1));
    bench.run(5000);
    assertEquals("bat1 RELEASE 0", bench.wire.getLast());
    assertEquals(List.of(), bench.relays(), "nothing opens under load for want of a contact");
    bench.rig.field().emergencyStop(StopSource.REST, "anna", "");
    bench.run(300);
    assertEquals(1, bench.rig.events.ofKind("weld").size());
    assertEquals(List.of("k3 0", "k1 0"), bench.relays());
  }

  @Test
  void aProposalForARelayIsRefused() {
    Bench bench = bench().open().start();
    Freeze freeze = bench.rig.freeze();
    for (String relay : RELAYS) {
      NodeId id = new NodeId(relay);
      assertFalse(freeze.allowed().containsKey(Address.of(id, Points.SWITCH_ON)));
    }
    bench.wire.clear();
    bench.values.put(at("bms1", Points.INSULATION_OHM, 0), 0.0); // So that none has to be closed.
    bench.run(200);
    bench.rig.submit(
        RELAYS.stream()
            .map(id -> bench.rig.setpoint(freeze, new NodeId(id), Points.SWITCH_ON, 1))
            .toList());
    RELAYS.forEach(id -> bench.rig.device(id).wake());
    assertEquals(List.of(), bench.relays());
  }

  @Test
  void aRelayIsHeldByNobodyButItsController() {
    Bench bench = bench().connected();
    // The lease thread stands still for as long as a lease: what it said is over.
    bench.rig.advance(Duration.ofSeconds(4));
    RELAYS.forEach(id -> bench.rig.device(id).wake());
    assertEquals(List.of("k1 0", "k3 0"), bench.relays());
  }

  @Test
  void theEndOfTheFieldReleasesTheBatteryBeforeItsContactors() {
    Bench bench = bench().connected();
    bench.rig.field().close();
    assertEquals("bat1 RELEASE 0", bench.wire.getFirst());
    assertEquals(List.of("k1 0", "k3 0"), bench.relays());
  }

  @Test
  void aWeldThatIsStillThereAfterARestartAndAResetTripsAgain() {
    Bench bench = bench().connected();
    bench.welded.add("k3");
    bench.rig.field().emergencyStop(StopSource.REST, "anna", "");
    bench.run(1000);
    bench.rig.field().close();
    Bench next = new Bench(new Rig(), EmergencyConfig.USUAL, bench.home);
    next.welded.add("k3");
    next.open();
    assertEquals(List.of("emergency-stop", "weld"), next.causes(), "the latch outlives a restart");
    next.rig.field().reset("anna", "did not look");
    next.run(1000);
    assertEquals(SiteState.ERROR, next.rig.field().status().state());
    assertEquals("in-error", refusal(next.rig.field().request(SiteState.RUNNING, "x", "y")));
    assertFalse(next.relays().stream().anyMatch(line -> line.endsWith("1")));
  }

  @Test
  void relaysWithoutATimerAreOnTheSupervisorsListBeforeTheyCloseAndOpenWithoutLoadWhenItIsLost()
      throws IOException {
    Path counters = Files.createFile(folder.resolve("beats"));
    Beats.sign(counters);
    Beats beats = Beats.of(counters);
    beats.count(Counter.SUPERVISOR);
    Writable[] untimed =
        RELAYS.stream().map(ContactorControllerTest::untimed).toArray(Writable[]::new);
    Bench bench =
        new Bench(new Rig(counters), EmergencyConfig.USUAL, folder.resolve("home"), untimed);
    bench.open();
    RELAYS.forEach(id -> bench.rig.driver.device(id).plans(ContactorControllerTest::plan));
    bench.start();
    Path list = bench.home.resolve(GuardList.FILE);
    for (int i = 0; i < 50; i++) {
      beats.count(Counter.SUPERVISOR);
      bench.run(100);
      bench.rig.fields.tend();
      if (bench.relays().contains("k1 1")) {
        assertEquals(3, GuardList.read(Files.readString(list)).entries().size());
      }
    }
    assertTrue(bench.isControlled(), () -> "" + bench.wire + bench.events());
    bench.wire.clear();
    current(bench, 80);
    for (int i = 0; i < 60; i++) { // No life sign of the supervisor.
      bench.run(100);
      bench.rig.fields.tend();
    }
    assertEquals("bat1 RELEASE 0", bench.wire.getLast());
    assertEquals(List.of(), bench.relays(), "opened under load");
    current(bench, 0);
    bench.run(500);
    assertEquals(List.of("k3 0", "k1 0"), bench.relays());
  }

  @Test
  void noTryIsBegunWithARelayOfWhichTheSupervisorCannotBeTold() throws IOException {
    Path counters = Files.createFile(folder.resolve("beats"));
    Beats.sign(counters);
    Beats beats = Beats.of(counters);
    beats.count(Counter.SUPERVISOR);
    Bench bench =
        new Bench(new Rig(counters), EmergencyConfig.USUAL, folder.resolve("home"), untimed("k1"));
    bench.open().start();
    for (int i = 0; i < 30; i++) {
      beats.count(Counter.SUPERVISOR);
      bench.run(100);
      bench.rig.fields.tend();
    }
    assertFalse(bench.relays().stream().anyMatch(line -> line.endsWith("1")));
    assertEquals(List.of(), bench.rig.events.ofKind("contactors-failed"));
    assertEquals(SiteState.RUNNING, bench.rig.field().status().state());
  }

  private static Writable untimed(String relay) {
    Writable usual = FakeWritable.of(relay, Points.SWITCH_ON, new Interval(0, 1));
    return FakeWritable.times(usual, Duration.ZERO, Optional.empty(), Optional.empty());
  }

  private static Optional<WritePlan> plan(Command command) {
    Words word = Words.of((int) command.value());
    RegisterWrite write = new RegisterWrite(1, Table.HOLDING, 0x42, word, true);
    return Optional.of(new WritePlan(List.of(write), Optional.empty()));
  }

  @Test
  void aRelayThatNobodyOpensWhenTheGatewayDiesIsNeverClosed() {
    Bench bench = new Bench(EmergencyConfig.USUAL, untimed("k1"));
    bench.open().start().run(3000);
    assertFalse(bench.relays().stream().anyMatch(line -> line.endsWith("1")));
    assertTrue(
        bench.events().stream().anyMatch(e -> e.contains("when the gateway dies")),
        bench.events()::toString);
  }
}
