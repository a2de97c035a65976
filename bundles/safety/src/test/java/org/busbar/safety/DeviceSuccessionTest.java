package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.device.Writable;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.WritePlan;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.device.write.guard.Beats;
import org.busbar.api.device.write.guard.GuardList;
import org.busbar.api.plugin.Trial;
import org.busbar.api.plugin.Trial.State;
import org.busbar.api.safety.Freeze;
import org.busbar.api.safety.StopSource;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.RegisterWrite;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.testkit.api.FakeConnection;
import org.busbar.testkit.api.FakeDevice;
import org.busbar.testkit.api.FakeDriver;
import org.busbar.testkit.api.FakeWritable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Going over from one version of a driver to the next, on the same connection. */
@Timeout(120)
class DeviceSuccessionTest {
  private static final long OLD = 0;
  private static final long NEW = 11;
  private static final Address POWER = Address.of(new NodeId(Rig.BAT), Points.ACTIVE_POWER_W);

  @TempDir Path home;

  private final FakeDriver next = new FakeDriver();
  private Rig rig = new Rig().battery(Rig.power());

  private Trial tryOut(DeviceDeclaration declaration) {
    next.with(declaration);
    rig.fields.add(next, NEW);
    DeviceSuccession succession = new DeviceSuccession(rig.fields, Runnable::run, Clock.system());
    assertEquals("devices", succession.what());
    return succession.tryOut(Set.of(OLD), Set.of(NEW));
  }

  private static DeviceDeclaration declared(Writable... writables) {
    return Rig.declared(Rig.BAT, Maturity.SIMULATED, Map.of(), writables);
  }

  private FakeDevice successor() {
    return next.device(Rig.BAT);
  }

  /** A second of life in which both deliver. */
  private void live(double powerW, double successorPowerW) {
    rig.advance(Duration.ofSeconds(1));
    rig.feed();
    rig.bat().delivers(Rig.BAT, Points.ACTIVE_POWER_W, powerW);
    if (next.hasOpened(Rig.BAT)) {
      beside(successorPowerW);
    }
    rig.step(1000);
    rig.tend();
    rig.watch();
  }

  /** What the successor reads at this moment. */
  private void beside(double powerW) {
    for (Address address : declared().points().keySet()) {
      double value = address.equals(POWER) ? powerW : rig.lastStored(address);
      successor().delivers(rig.good(address, value));
    }
  }

  private void good(Trial trial) {
    for (int i = 0; i < 4; i++) {
      live(500, 501);
    }
    assertEquals(State.GOOD, trial.standing().state(), trial.standing()::toString);
  }

  /** Waits for what waits for steps, stepping meanwhile. */
  private <T> T stepping(Callable<T> waits) throws Exception {
    CompletableFuture<T> done = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(
            () -> {
              try {
                done.complete(waits.call());
              } catch (Exception e) {
                done.completeExceptionally(e);
              }
            });
    while (!done.isDone()) {
      rig.advance(Duration.ofMillis(1));
      rig.step(1000);
      rig.tend();
      Thread.yield();
    }
    return done.get();
  }

  @Test
  void aSuccessorTakesOverWithWhatIsHeldAndNothingIsReleased() throws Exception {
    rig.running(home);
    try (Trial trial = tryOut(declared(Rig.power()))) {
      assertEquals(State.TRYING, trial.standing().state());
      good(trial);
      final FakeDevice old = rig.bat();
      final int epoch = old.last().epoch();
      final int told = old.written().size();
      stepping(trial::move);
      assertEquals(told, old.written().size(), "the old is not written to any more");
      assertEquals("SET 1000", Rig.text(successor().last()), "what is wanted is the new one's");
      assertTrue(successor().last().epoch() > epoch, "under another epoch");
      assertFalse(rig.told().toString().contains("RELEASE"));
      old.delivers(Rig.BAT, Points.ACTIVE_POWER_W, 777);
      assertEquals(500, rig.lastStored(POWER), "late samples of the old are dropped");
      successor().delivers(Rig.BAT, Points.ACTIVE_POWER_W, 502);
      assertEquals(502, rig.lastStored(POWER));
      assertEquals(State.GOOD, trial.standing().state());

      stepping(trial::back);
      assertEquals("SET 1000", Rig.text(old.last()));
      assertTrue(old.last().epoch() > epoch + 1);
      assertFalse(
          successor().written().stream()
              .anyMatch(each -> each.command().action() != Command.Action.SET),
          "nothing was released on the way back either");
    }
    assertEquals(SessionStatus.State.CLOSED, successor().status().state());
    assertEquals(SessionStatus.State.READY, rig.bat().status().state());
  }

  @Test
  void theEndOfWhatIsHeldIsToldAsTheNewOneWouldWriteIt() throws Exception {
    Writable untimed =
        FakeWritable.times(Rig.power(), Duration.ZERO, Optional.empty(), Optional.empty());
    Path counters = Files.createFile(home.resolve("beats"));
    Beats.sign(counters);
    Beats beats = Beats.of(counters);
    beats.count(Beats.Counter.SUPERVISOR);
    rig = new Rig(counters).battery(untimed);
    rig.running(home);
    rig.bat().plans(command -> plan(0x42, command));
    try (Trial trial = tryOut(declared(untimed))) {
      for (int i = 0; i < 6; i++) {
        beats.count(Beats.Counter.SUPERVISOR);
        rig.fields.tend();
        live(500, 501);
        successor().plans(command -> plan(0x77, command));
      }
      assertEquals("SET 1000", Rig.text(rig.bat().last()));
      assertEquals(List.of(0x42), released());
      beats.count(Beats.Counter.SUPERVISOR);
      rig.fields.tend();
      int alerts = rig.alerts();
      stepping(trial::move);
      assertEquals(List.of(0x42), released(), "the old end is as good until the new is on disk");
      assertTrue(rig.alerts() > alerts, "who keeps the list is woken");
      rig.watch();
      assertEquals(List.of(0x77), released(), "by the registers of the new one");
      assertTrue(
          successor().written().stream()
              .allMatch(each -> each.command().action() == Command.Action.SET),
          "nothing was given back meanwhile");
    }
  }

  @Test
  void whatIsHeldIsNotHandedToANewOneThatCannotTellHowToEndIt() throws Exception {
    Writable untimed =
        FakeWritable.times(Rig.power(), Duration.ZERO, Optional.empty(), Optional.empty());
    Path counters = Files.createFile(home.resolve("beats"));
    Beats.sign(counters);
    Beats beats = Beats.of(counters);
    rig = new Rig(counters).battery(untimed);
    rig.running(home);
    rig.bat().plans(command -> plan(0x42, command));
    try (Trial trial = tryOut(declared(untimed))) {
      for (int i = 0; i < 6; i++) {
        beats.count(Beats.Counter.SUPERVISOR);
        rig.fields.tend();
        live(500, 501);
      }
      assertEquals("SET 1000", Rig.text(rig.bat().last()));
      assertThrows(ExecutionException.class, () -> stepping(trial::move));
      assertSame(rig.bat(), rig.device(Rig.BAT).open().session());
      assertEquals(List.of(0x42), released());
      assertEquals(List.of(), successor().written());
      assertEquals("SET 1000", Rig.text(rig.bat().last()), "and nothing was given back");
      assertTrue(
          trial.standing().words().toString().contains("cannot tell how to end what it holds"));
    }
  }

  private static Optional<WritePlan> plan(int at, Command command) {
    Words words = Words.of((int) command.value());
    RegisterWrite write = new RegisterWrite(1, Table.HOLDING, at, words, true);
    return Optional.of(new WritePlan(List.of(write), Optional.empty()));
  }

  /** Registers by which the supervisor would release what is held. */
  private List<Integer> released() throws IOException {
    return GuardList.read(Files.readString(home.resolve(GuardList.FILE))).entries().stream()
        .map(entry -> entry.release().writes().getFirst().address())
        .toList();
  }

  @Test
  void theNewGoesOnWhereTheRampOfTheOldStood() throws Exception {
    Writable slow = FakeWritable.ramp(Rig.power(), 100, 1);
    rig = new Rig().battery(slow);
    rig.running(home);
    for (int i = 0; i < 12; i++) {
      live(10, 10);
    }
    assertEquals("SET 1000", Rig.text(rig.bat().last()));
    try (Trial trial = tryOut(declared(slow))) {
      for (int i = 0; i < 4; i++) {
        live(10, 10);
      }
      stepping(trial::move);
      assertEquals("SET 1000", Rig.text(successor().written().getFirst().command()));
    }
  }

  @Test
  void afterTheMoveTheOldDriverMayGoAndTheNewIsNotTouched() throws Exception {
    rig.running(home);
    Trial trial = tryOut(declared(Rig.power()));
    good(trial);
    stepping(trial::move);
    trial.close();
    assertEquals(SessionStatus.State.CLOSED, rig.bat().status().state());
    rig.fields.remove(rig.driver);
    assertSame(successor(), rig.device(Rig.BAT).open().session());
    live(500, 501);
    assertEquals("SET 1000", Rig.text(successor().last()));
  }

  @Test
  void noSampleOfASessionThatIsTriedOutIsInTheStore() {
    rig.running(home);
    try (Trial trial = tryOut(declared(Rig.power()))) {
      live(500, 501);
      assertEquals(500, rig.lastStored(POWER));
      assertEquals(State.TRYING, trial.standing().state());
    }
    assertEquals(SessionStatus.State.CLOSED, successor().status().state());
    successor().delivers(Rig.BAT, Points.ACTIVE_POWER_W, 999);
    assertEquals(500, rig.lastStored(POWER));
  }

  @Test
  void aSessionThatIsTriedOutHasNoWayToWriteAndIsNeverMovedToWhenItTries() {
    rig.running(home);
    try (Trial trial = tryOut(declared(Rig.power()))) {
      good(trial);
      assertTrue(successor().written().isEmpty(), "nobody writes through it");
      RegisterConnection wire = (RegisterConnection) successor().connection();
      RegisterWrite write = new RegisterWrite(1, Table.HOLDING, 0, Words.of(1), false);
      assertThrows(DeviceException.NoResponse.class, () -> wire.write(write));
      assertEquals(State.BAD, trial.standing().state());
      assertThrows(IllegalStateException.class, trial::move);
    }
  }

  @Test
  void aSuccessorThatReadsSomethingElseIsNeverMovedTo() {
    rig.running(home);
    try (Trial trial = tryOut(declared(Rig.power()))) {
      for (int i = 0; i < 4; i++) {
        live(500, 5000);
      }
      assertEquals(State.BAD, trial.standing().state());
      assertTrue(trial.standing().words().getFirst().contains("5000.0 instead of 500.0"));
      assertThrows(ExecutionException.class, () -> stepping(trial::move));
      assertSame(rig.bat(), rig.device(Rig.BAT).open().session());
    }
  }

  @Test
  void aSuccessorWithTheSignTurnedIsNeverMovedTo() {
    rig.running(home);
    try (Trial trial = tryOut(declared(Rig.power()))) {
      for (int i = 0; i < 4; i++) {
        live(500, -500);
      }
      assertEquals(State.BAD, trial.standing().state());
    }
  }

  @Test
  void aSuccessorThatDeliversNothingIsBadAfterItsTime() {
    rig.running(home);
    try (Trial trial = tryOut(declared(Rig.power()))) {
      for (int i = 0; i < 12; i++) {
        rig.advance(Duration.ofSeconds(1));
        rig.feed();
        rig.step(1000);
      }
      assertEquals(State.BAD, trial.standing().state());
      assertTrue(trial.standing().words().getFirst().contains("no samples"));
    }
  }

  @Test
  void aDeviceThatIsOfflineCannotBeComparedAndHoldsNothingUp() {
    rig.running(home);
    rig.advance(Duration.ofMinutes(1));
    try (Trial trial = tryOut(declared(Rig.power()))) {
      rig.advance(Duration.ofSeconds(5));
      assertEquals(State.GOOD, trial.standing().state());
      assertTrue(trial.standing().words().getFirst().contains("offline"));
    }
  }

  @Test
  void aDeviceUnderAuthorityDoesNotLoseWhatIsWritten() {
    rig.running(home);
    rig.step(1000);
    try (Trial trial = tryOut(declared())) {
      live(500, 501);
      assertEquals(State.BAD, trial.standing().state());
      assertTrue(trial.standing().words().getFirst().contains("can no longer be written"));
    }
  }

  @Test
  void aLatchedDeviceStaysLatchedAndIsHeldAtItsSafeValueByTheNew() throws Exception {
    rig.running(home);
    try (Trial trial = tryOut(declared(Rig.power()))) {
      good(trial);
      rig.field().emergencyStop(StopSource.REST, "test", "");
      final var cause = rig.device(Rig.BAT).cell().get().cause();
      stepping(trial::move);
      assertFalse(rig.device(Rig.BAT).cell().get().isOpen());
      assertEquals(cause, rig.device(Rig.BAT).cell().get().cause());
      assertEquals("SAFE 0", Rig.text(successor().last()));
    }
  }

  @Test
  void aSetpointDecidedBeforeTheChangeAndSubmittedAfterItStands() throws Exception {
    rig = new Rig(FakeConnection.Mode.BY_HAND).battery(Rig.power());
    rig.running(home);
    FakeConnection line = rig.transport.connection("line");
    try (Trial trial = tryOut(declared(Rig.power()))) {
      for (int i = 0; i < 4; i++) {
        live(500, 501);
        line.runUrgent();
      }
      trial.standing();
      line.runUrgent();
      CompletableFuture<Trial.Moved> moved = CompletableFuture.supplyAsync(trial::move);
      Freeze before = rig.freeze();
      while (!moved.isDone() && successor().written().isEmpty()) {
        before = rig.freeze();
        line.runUrgent(); // The change is here, between freeze and submit.
        Thread.yield();
      }
      rig.submit(before, new NodeId(Rig.BAT), Points.ACTIVE_POWER_W, 1000);
      line.runUrgent();
      moved.get(30, TimeUnit.SECONDS);
      assertTrue(
          successor().written().stream()
              .allMatch(each -> each.command().action() == Command.Action.SET),
          () -> "released in between: " + successor().written());
    }
  }

  @Test
  void whatIsDecidedBeforeTheCellClosedIsVoidWhoeverHasTheDevice() {
    Cell cell = new Cell();
    final int first = cell.get().epoch();
    cell.renew();
    assertEquals(cell.get().epoch(), cell.shut().now(first));
    cell.close(
        new org.busbar.api.safety.Cause("limit", "x", "x", rig.clock.instant(), rig.clock.nanos()));
    assertEquals(first, cell.shut().now(first));
    cell.renew();
    assertFalse(cell.get().isOpen());
    cell.open(cell.get());
    assertEquals(first, cell.shut().now(first));
  }

  @Test
  void aSuccessorThatBlocksTheConnectionIsLeftInFiveSecondsAndTheOldControlsAgain()
      throws Exception {
    rig = new Rig(FakeConnection.Mode.OWN_THREAD).battery(Rig.power());
    rig.running(home);
    CountDownLatch blocks = new CountDownLatch(1);
    try (Trial trial = tryOut(declared(Rig.power()))) {
      good(trial);
      stepping(trial::move);
      final FakeConnection stuck = rig.transport.connection("line");
      CountDownLatch entered = new CountDownLatch(1);
      successor()
          .answers(
              command -> {
                entered.countDown();
                try {
                  blocks.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                return new WriteResult.Unknown("late");
              });
      rig.step(1500);
      assertTrue(entered.await(30, TimeUnit.SECONDS));
      final FakeDevice before = rig.bat();
      stepping(trial::back); // Blocks for ever where it waits for the one that is stuck.
      assertTrue(stuck.isClosed());
      assertTrue(before != rig.bat(), "the old driver opened it anew");
      for (int i = 0; i < 3; i++) {
        live(500, 500);
      }
      for (int i = 0; i < 1000 && rig.bat().written().isEmpty(); i++) {
        rig.step(1000);
        Thread.yield();
        TimeUnit.MILLISECONDS.timedJoin(Thread.ofPlatform().start(() -> {}), 2);
      }
      assertEquals("SET 1000", Rig.text(rig.bat().last()));
    } finally {
      blocks.countDown();
    }
  }

  @Test
  void whatChangesInADeclarationIsSaidInWords() {
    rig.running(home);
    Writable usual = Rig.power();
    Writable other =
        new Writable(
            usual.node(),
            usual.quantity(),
            new Interval(usual.range().min() / 2, usual.range().max()),
            usual.step(),
            usual.rampPerSecond(),
            usual.minLease(),
            usual.minInterval(),
            usual.keepAlive(),
            usual.reversion(),
            usual.release(),
            usual.safe(),
            usual.measured(),
            usual.tolerance(),
            usual.ratedApparentPowerVa());
    try (Trial trial = tryOut(declared(other))) {
      for (int i = 0; i < 4; i++) {
        live(500, 501);
      }
      List<String> words = trial.standing().words();
      assertEquals(State.GOOD, trial.standing().state(), words::toString);
      assertTrue(words.stream().anyMatch(text -> text.contains("its range is")), words::toString);
    }
  }
}
