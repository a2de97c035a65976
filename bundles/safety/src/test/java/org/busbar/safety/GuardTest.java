package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.busbar.api.device.Writable;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.WritePlan;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.device.write.guard.Beats;
import org.busbar.api.device.write.guard.Beats.Counter;
import org.busbar.api.device.write.guard.GuardList;
import org.busbar.api.events.Event;
import org.busbar.api.events.Severity;
import org.busbar.api.safety.SiteState;
import org.busbar.api.safety.StopSource;
import org.busbar.api.transport.RegisterWrite;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.busbar.testkit.api.FakeConnection;
import org.busbar.testkit.api.FakeTransport;
import org.busbar.testkit.api.FakeWritable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A battery without a timer of its own, under a supervisor. */
class GuardTest {
  @TempDir Path folder;

  private Path home;
  private Path list;
  private Beats beats;
  private Rig rig;

  private static Writable untimed() {
    return FakeWritable.times(Rig.power(), Duration.ZERO, Optional.empty(), Optional.empty());
  }

  private static Optional<WritePlan> plan(Command command) {
    int word = (int) command.value();
    RegisterWrite write = new RegisterWrite(1, Table.HOLDING, 0x42, Words.of(word), true);
    return Optional.of(new WritePlan(List.of(write), Optional.empty()));
  }

  @BeforeEach
  void superviseARig() throws IOException {
    home = folder.resolve("home");
    list = home.resolve(GuardList.FILE);
    Path counters = Files.createFile(folder.resolve("beats"));
    Beats.sign(counters);
    beats = Beats.of(counters);
    beats.count(Counter.SUPERVISOR);
    rig = new Rig(counters).battery(untimed());
  }

  private Path beats() throws IOException {
    Path counters = Files.createFile(folder.resolve("beats2"));
    Beats.sign(counters);
    beats = Beats.of(counters);
    return counters;
  }

  private void running() {
    rig.running(home);
    rig.bat().plans(GuardTest::plan);
  }

  /** One cycle, with the supervisor alive or not. */
  private void cycle(double powerW, boolean supervised) {
    if (supervised) {
      beats.count(Counter.SUPERVISOR);
    }
    rig.advance(Rig.CYCLE);
    rig.feed();
    rig.fields.tend();
    rig.step(powerW);
    rig.watch();
  }

  private List<GuardList.Entry> kept() throws IOException {
    return Files.exists(list) ? GuardList.read(Files.readString(list)).entries() : List.of();
  }

  @Test
  void itIsControlledOnlyOnceItsReleaseIsOnTheList() throws IOException {
    running();
    rig.bat()
        .answers(
            command -> {
              if (command.action() == Command.Action.SET) {
                assertTrue(Files.exists(list), "a setpoint before its end was seen to");
              }
              return new WriteResult.Accepted(command.value());
            });
    int alerts = rig.alerts();
    rig.step(1000);
    assertEquals(List.of("RELEASE 0"), rig.told());
    assertTrue(rig.alerts() > alerts, "who keeps the list is woken");
    rig.watch();
    assertEquals(List.of("RELEASE 0", "SET 1000"), rig.told(), "as soon as it is kept");
    GuardList.Entry entry = kept().getFirst();
    assertEquals("bat1/activePowerW", entry.quantity());
    assertEquals("bat", entry.host());
    assertEquals(502, entry.port());
    assertEquals(Duration.ofSeconds(1), entry.timeout());
  }

  @Test
  void itIsOnlyObservedWhereItsWritesCannotBeTold() {
    running();
    rig.bat().plans(command -> Optional.empty());
    for (int i = 0; i < 5; i++) {
      cycle(1000, true);
    }
    assertEquals(List.of("RELEASE 0"), rig.told());
    assertEquals(1, rig.events.ofKind("guard-list").size());
    rig.bat().plans(GuardTest::plan);
    for (int i = 0; i < 3; i++) {
      cycle(1000, true);
    }
    assertEquals("SET 1000", rig.told().getLast());
    assertEquals(2, rig.events.ofKind("guard-list").size());
    assertEquals(Severity.INFO, rig.events.ofKind("guard-list").getLast().severity());
  }

  @Test
  void itIsOnlyObservedOnAWireThatTheSupervisorDoesNotSpeak() throws IOException {
    rig = new Rig(new FakeTransport(FakeConnection.Mode.AT_ONCE), beats(), "").battery(untimed());
    running();
    for (int i = 0; i < 5; i++) {
      cycle(1000, true);
    }
    assertEquals(List.of("RELEASE 0"), rig.told());
    assertEquals(List.of(), kept());
    assertEquals(1, rig.events.ofKind("guard-list").size());
  }

  @Test
  void itIsReleasedOnItsOwnWireWhateverElseThereIs() throws IOException {
    rig.beside("another", "elsewhere");
    running();
    for (int i = 0; i < 3; i++) {
      cycle(1000, true);
    }
    assertEquals("bat", kept().getFirst().host());
  }

  @Test
  void whatTheSupervisorDidToTheGatewayBeforeIsTold() throws IOException {
    rig.open(home);
    assertEquals(List.of(), rig.events.ofKind("supervisor-acted"));
    FakeTransport line = new FakeTransport("modbus-tcp", FakeConnection.Mode.AT_ONCE);
    Rig next = new Rig(line, beats(), "It was killed.").battery(untimed());
    next.open(folder.resolve("next"));
    Event told = next.events.ofKind("supervisor-acted").getFirst();
    assertEquals("It was killed.", told.text());
    assertEquals(Severity.CRITICAL, told.severity());
  }

  @Test
  void onceReleasedItIsOffTheList() throws IOException {
    running();
    for (int i = 0; i < 3; i++) {
      cycle(1000, true);
    }
    assertEquals(1, kept().size());
    Rig.require(rig.field().request(SiteState.IDLE, "test", "enough"));
    rig.watch();
    assertEquals("RELEASE 0", rig.told().getLast());
    assertFalse(Files.exists(list));
  }

  @Test
  void closedInOrderNothingIsLeftToBeWrittenAndTheSupervisorIsTold() throws IOException {
    running();
    for (int i = 0; i < 3; i++) {
      cycle(1000, true);
    }
    rig.fields.close();
    assertEquals("RELEASE 0", rig.told().getLast());
    assertFalse(Files.exists(list));
    assertEquals(1, beats.get(Counter.CLOSED));
  }

  @Test
  void aReleaseThatIsNotConfirmedStaysOnTheList() throws IOException {
    running();
    for (int i = 0; i < 3; i++) {
      cycle(1000, true);
    }
    rig.bat().answers(c -> new WriteResult.Unknown("no answer"));
    Rig.require(rig.field().request(SiteState.IDLE, "test", "enough"));
    rig.watch();
    assertEquals(1, kept().size());
  }

  @Test
  void withoutTheSupervisorItIsReleasedAndObservedWithAnAlarmAndComesBackWithIt() {
    running();
    for (int i = 0; i < 3; i++) {
      cycle(1000, true);
    }
    assertEquals("SET 1000", rig.told().getLast());
    int cycles = 0;
    while (rig.told().getLast().startsWith("SET") && cycles < 100) {
      cycle(1000, false);
      cycles++;
    }
    assertEquals("RELEASE 0", rig.told().getLast());
    assertTrue(cycles <= 31, "released after " + cycles + " cycles of 100 ms");
    int told = rig.told().size();
    for (int i = 0; i < 20; i++) {
      cycle(2000, false);
    }
    assertEquals(told, rig.told().size(), () -> rig.told().toString());
    assertFalse(rig.field().devices().getFirst().controlled());
    assertEquals(Severity.ALARM, rig.events.ofKind("supervisor-lost").getFirst().severity());
    for (int i = 0; i < 4; i++) {
      cycle(2000, true);
    }
    assertEquals("SET 2000", rig.told().getLast());
    assertEquals(2, rig.events.ofKind("supervisor-lost").size());
  }

  @Test
  void withoutTheSupervisorALatchedDeviceStaysAtItsSafeValue() {
    running();
    for (int i = 0; i < 3; i++) {
      cycle(1000, true);
    }
    rig.field().emergencyStop(StopSource.REST, "test", "");
    for (int i = 0; i < 50; i++) {
      cycle(1000, false);
    }
    assertEquals("SAFE 0", rig.told().getLast());
  }

  @Test
  void whatADeadGatewayLeftOnTheListIsReleasedFirst() throws IOException {
    running();
    for (int i = 0; i < 3; i++) {
      cycle(1000, true);
    }
    assertEquals(1, kept().size());
    Rig next = new Rig(beats()).battery(untimed());
    next.open(home);
    next.feed();
    next.freeze();
    next.watch();
    assertEquals(List.of("RELEASE 0"), next.told());
    assertFalse(Files.exists(list));
  }

  @Test
  void aSupervisorOfAnotherProtocolGuardsNothing() throws IOException {
    Path counters = Files.createFile(folder.resolve("beats2"));
    Files.write(counters, new byte[64]);
    Rig other = new Rig(counters).battery(untimed());
    other.running(home);
    other.bat().plans(GuardTest::plan);
    for (int i = 0; i < 5; i++) {
      other.advance(Rig.CYCLE);
      other.feed();
      other.fields.tend();
      other.step(1000);
      other.watch();
    }
    assertEquals(List.of(), other.told());
    assertTrue(other.events.ofKind("supervisor-lost").getFirst().text().contains("protocol 0"));
  }

  @Test
  void theLoopsDoNotBeatWhileAGuardedDeviceWaitsForItsWriterInVain() throws IOException {
    underControlOnAConnectionByHand();
    // From here on the connection's thread does nothing any more.
    assertTheLoopsStandStillAfterFiveSeconds();
  }

  @Test
  void theLoopsDoNotBeatWhileTheThreadOfAGuardedDeviceIsDead() throws IOException {
    underControlOnAConnectionByHand();
    rig.transport.connection("line").close();
    assertTheLoopsStandStillAfterFiveSeconds();
  }

  private void underControlOnAConnectionByHand() throws IOException {
    controlByHand(untimed());
  }

  private void controlByHand(Writable writable) throws IOException {
    rig = new Rig(beats(), FakeConnection.Mode.BY_HAND).battery(writable);
    running();
    for (int i = 0; i < 4; i++) {
      cycle(1000, true);
      rig.transport.connection("line").runUrgent();
    }
    assertEquals("SET 1000", rig.told().getLast());
  }

  @Test
  void theLoopsBeatOnWhereWhoWaitsForItsWriterHasATimerOfItsOwn() throws IOException {
    controlByHand(Rig.power());
    long before = beats.get(Counter.LOOPS);
    for (int i = 0; i < 60; i++) {
      cycle(2000, true);
    }
    assertEquals(before + 60, beats.get(Counter.LOOPS));
  }

  @Test
  void aListThatIsAsItWasWakesNobody() throws IOException {
    controlByHand(untimed());
    FakeConnection line = rig.transport.connection("line");
    rig.watch();
    line.runUrgent();
    rig.watch();
    assertEquals(0, line.waiting());
  }

  private void assertTheLoopsStandStillAfterFiveSeconds() {
    long last;
    int cycles = 0;
    do {
      last = beats.get(Counter.LOOPS);
      cycle(2000, true);
      cycles++;
    } while (beats.get(Counter.LOOPS) > last && cycles < 200);
    assertTrue(cycles > 50 && cycles < 54, "stood still after " + cycles + " cycles");
  }

  @Test
  void theLoopsBeatOnlyWhileTheyStep() {
    running();
    cycle(0, true);
    long loops = beats.get(Counter.LOOPS);
    cycle(0, true);
    assertTrue(beats.get(Counter.LOOPS) > loops);
    rig.advance(Duration.ofMillis(200));
    long stood = beats.get(Counter.LOOPS);
    long leases = beats.get(Counter.LEASES);
    rig.fields.tend();
    rig.fields.tend();
    assertEquals(stood, beats.get(Counter.LOOPS));
    assertEquals(leases + 2, beats.get(Counter.LEASES));
  }
}
