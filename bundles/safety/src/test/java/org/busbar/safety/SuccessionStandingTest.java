package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.Driver;
import org.busbar.api.device.write.Heir;
import org.busbar.api.device.write.SampleSink;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.plugin.Trial;
import org.busbar.api.plugin.Trial.State;
import org.busbar.api.safety.SiteState;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.testkit.api.FakeConnection;
import org.busbar.testkit.api.FakeDevice;
import org.busbar.testkit.api.FakeDriver;
import org.busbar.testkit.api.FakeWritable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a successor of a driver stands, in words, before and after it takes over. */
@Timeout(120)
class SuccessionStandingTest {
  private static final long OLD = 0;
  private static final long NEW = 11;
  private static final Address POWER = Address.of(new NodeId(Rig.BAT), Points.ACTIVE_POWER_W);

  @TempDir Path home;

  private final FakeDriver next = new FakeDriver();
  private final List<Runnable> later = new ArrayList<>();
  private Rig rig = new Rig().battery(Rig.power());

  private static DeviceDeclaration declared() {
    return Rig.declared(Rig.BAT, Maturity.SIMULATED, Map.of(), Rig.power());
  }

  private Trial tryOut(Driver successor, Executor aside) {
    rig.fields.add(successor, NEW);
    return new DeviceSuccession(rig.fields, aside, rig.clock).tryOut(Set.of(OLD), Set.of(NEW));
  }

  private Trial tryOut() {
    return tryOut(next.with(declared()), Runnable::run);
  }

  private static void assertStands(State state, String words, Trial trial) {
    assertEquals(List.of(words), trial.standing().words());
    assertEquals(state, trial.standing().state());
  }

  private FakeDevice successor() {
    return next.device(Rig.BAT);
  }

  /** Seconds in which the one in use delivers all, and the other some of it. */
  private void live(int seconds, FakeDevice uses, FakeDevice other, Set<Address> some) {
    for (int i = 0; i < seconds; i++) {
      rig.advance(Duration.ofSeconds(1));
      for (Address address : uses.declaration().points().keySet()) {
        uses.delivers(rig.good(address, 40));
        if (some.contains(address)) {
          other.delivers(rig.good(address, 40));
        }
      }
      rig.step(1000);
      rig.tend();
      rig.watch();
    }
  }

  private void live(int seconds) {
    live(seconds, rig.bat(), successor(), declared().points().keySet());
  }

  /** Waits for what waits for steps. */
  private void move(Trial trial) {
    CompletableFuture<Trial.Moved> moved = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(
            () -> {
              try {
                moved.complete(trial.move());
              } catch (RuntimeException e) {
                moved.completeExceptionally(e);
              }
            });
    while (!moved.isDone()) {
      rig.advance(Duration.ofNanos(1000));
      rig.step(1000);
      rig.tend();
      Thread.yield();
    }
    assertEquals(1, moved.join().users());
  }

  /** Throws, or makes nothing, when it is to open a device. */
  private record Failing(RuntimeException with) implements Driver {
    @Override
    public String id() {
      return FakeDriver.ID;
    }

    @Override
    public DeviceDeclaration describe(DeviceConfig config) {
      return declared();
    }

    @Override
    public DeviceSession open(
        Connection connection, DeviceConfig config, SampleSink sink, Clock clock) {
      throw with;
    }
  }

  @Test
  void oneThatCannotBeOpenedSaysWhy() {
    rig.running(home);
    Driver refusing = new Failing(new IllegalArgumentException("no such type"));
    try (Trial trial = tryOut(refusing, Runnable::run)) {
      assertStands(State.BAD, "bat1 is not opened: no such type.", trial);
      IllegalStateException not = assertThrows(IllegalStateException.class, trial::move);
      assertEquals("not moved: bat1 is not opened: no such type.", not.getMessage());
      assertEquals(new Trial.Moved(0, Duration.ZERO), trial.back(), "there is nothing to go back");
    }
    rig.fields.remove(refusing);
    try (Trial trial = tryOut(new Failing(new IllegalStateException("mine")), Runnable::run)) {
      String words = "bat1 is not opened: java.lang.IllegalStateException: mine.";
      assertStands(State.BAD, words, trial);
    }
  }

  @Test
  void oneThatIsNotOpenedYetHasTenSecondsOrSixOfItsPeriods() {
    for (int period : new int[] {1, 3}) {
      Map<Address, Duration> points = new LinkedHashMap<>();
      declared().points().keySet().forEach(p -> points.put(p, Duration.ofSeconds(period)));
      rig = new Rig().with(with(points));
      rig.running(home.resolve("home" + period));
      later.clear();
      try (Trial trial = tryOut(new FakeDriver().with(with(points)), later::add)) {
        assertStands(State.TRYING, "bat1 is being opened.", trial);
        rig.advance(Duration.ofSeconds(Math.max(10, 6 * period)));
        assertStands(State.TRYING, "bat1 is being opened.", trial);
        rig.advance(Duration.ofNanos(1));
        assertStands(State.BAD, "bat1 is not opened in time.", trial);
      }
    }
  }

  private static DeviceDeclaration with(Map<Address, Duration> points) {
    DeviceDeclaration plain = declared();
    return new DeviceDeclaration(
        plain.device(),
        plain.name(),
        plain.natures(),
        points,
        Map.of(),
        plain.writables(),
        Map.of(),
        plain.reactionTime(),
        plain.maturity());
  }

  @Test
  void oneThatIsOpenedAfterTheEndIsClosedAgain() {
    rig.running(home);
    Trial trial = tryOut(next.with(declared()), later::add);
    trial.close();
    later.forEach(Runnable::run);
    assertFalse(next.hasOpened(Rig.BAT), "nobody needs it any more");
  }

  @Test
  void aDeviceThatWasOpenedAnewMeanwhileIsTriedAgain() {
    rig.running(home);
    try (Trial trial = tryOut()) {
      rig.fields.remove(rig.transport);
      rig.fields.add(rig.transport);
      assertStands(State.BAD, "bat1 was opened anew meanwhile; try again.", trial);
    }
  }

  @Test
  void aDeviceThatCameMeanwhileIsTriedAgain() {
    rig.running(home);
    DeviceDeclaration other =
        Rig.declared("bat2", Maturity.SIMULATED, Map.of(), FakeWritable.power("bat2"));
    next.with(other);
    try (Trial trial = tryOut()) {
      live(4);
      rig.with(other);
      rig.field().change(rig.model());
      assertEquals(State.BAD, trial.standing().state());
      assertTrue(trial.standing().words().contains("bat2 came meanwhile; try again."));
    }
  }

  @Test
  void aDriverThatIsNotInTheNewIsWaitedForUnlessItIsToGo() {
    rig.running(home);
    DeviceSuccession succession = new DeviceSuccession(rig.fields, Runnable::run, rig.clock);
    String words = "Driver fake is not in the new; 1 devices use it.";
    try (Trial goes = succession.tryOut(Set.of(OLD), Set.of());
        Trial forgotten = succession.tryOut(Set.of(OLD), Set.of(NEW))) {
      assertStands(State.TRYING, words, forgotten);
      rig.advance(Duration.ofSeconds(15));
      assertStands(State.TRYING, words, forgotten);
      rig.advance(Duration.ofNanos(1));
      assertStands(State.BAD, words, forgotten);
      assertStands(State.GOOD, words, goes);
    }
  }

  @Test
  void aDriverThatNoDeviceUsesMayGoWithoutAWord() {
    Rig without = new Rig();
    without.open(home);
    without.fields.add(next, OLD);
    DeviceSuccession succession =
        new DeviceSuccession(without.fields, Runnable::run, without.clock);
    try (Trial trial = succession.tryOut(Set.of(OLD), Set.of(NEW))) {
      assertEquals(List.of(), trial.standing().words());
      assertEquals(State.GOOD, trial.standing().state());
    }
  }

  @Test
  void oneThatComesLaterIsMetThen() {
    rig.running(home);
    DeviceSuccession succession = new DeviceSuccession(rig.fields, Runnable::run, rig.clock);
    try (Trial trial = succession.tryOut(Set.of(OLD), Set.of(NEW))) {
      rig.fields.add(next.with(declared()), NEW);
      assertEquals(State.TRYING, trial.standing().state());
      assertTrue(next.hasOpened(Rig.BAT));
      FakeDevice met = successor();
      trial.standing();
      assertEquals(met, successor(), "once");
    }
  }

  @Test
  void oneWhoseCodeThrowsOrHoldsUpItsConnectionIsBad() {
    rig.running(home);
    try (Trial trial = tryOut()) {
      Connection line = successor().connection();
      line.urgent(() -> rig.advance(Duration.ofSeconds(1)));
      assertEquals(State.TRYING, trial.standing().state(), "a second is not too long");
      line.urgent(() -> rig.advance(Duration.ofMillis(1001)));
      assertStands(State.BAD, "bat1 held its connection up for 1001 ms.", trial);
      Runnable throwing =
          () -> {
            throw new IllegalStateException("mine");
          };
      assertThrows(IllegalStateException.class, () -> line.urgent(throwing));
      assertStands(State.BAD, "bat1 threw java.lang.IllegalStateException: mine.", trial);
    }
  }

  @Test
  void whatDoesNotAgreeInTimeIsNamed() {
    rig.running(home);
    try (Trial trial = tryOut()) {
      live(4, rig.bat(), successor(), Set.of(POWER));
      assertStands(State.TRYING, "bat1 1 points agree, 2 awaited.", trial);
      live(6, rig.bat(), successor(), Set.of(POWER));
      assertEquals(State.TRYING, trial.standing().state());
      live(1, rig.bat(), successor(), Set.of(POWER));
      String points = "bat1/stateOfChargePct, bat1/temperatureC";
      assertStands(State.BAD, "bat1 does not agree in " + points + ".", trial);
    }
  }

  @Test
  void ofManyPointsThatDoNotAgreeThreeAreNamed() {
    Map<Address, Duration> points = new LinkedHashMap<>(declared().points());
    for (int i = 1; i <= 4; i++) {
      Address string = new Address(new NodeId(Rig.BAT), Points.DC_VOLTAGE_V, i);
      points.put(string, Duration.ofSeconds(1));
    }
    rig = new Rig().with(with(points));
    rig.running(home);
    try (Trial trial = tryOut(next.with(with(points)), Runnable::run)) {
      live(11, rig.bat(), successor(), declared().points().keySet());
      String named = "bat1/dcVoltageV.1, bat1/dcVoltageV.2, bat1/dcVoltageV.3 and 1 more";
      assertStands(State.BAD, "bat1 does not agree in " + named + ".", trial);
    }
  }

  @Test
  void oneThatIsNotReadyInTimeSaysHowItIs() {
    rig.running(home);
    try (Trial trial = tryOut()) {
      successor().is(SessionStatus.State.CONNECTING);
      live(10);
      assertStands(State.TRYING, "bat1 3 points agree, 0 awaited.", trial);
      live(1);
      assertStands(State.BAD, "bat1 is CONNECTING.", trial);
      successor().is(SessionStatus.State.READY);
      assertStands(State.GOOD, "bat1: 3 points agree.", trial);
    }
  }

  @Test
  void afterTheMoveItIsWatchedOn() {
    rig.running(home);
    try (Trial trial = tryOut()) {
      live(4);
      move(trial);
      final FakeDevice old = rig.bat();
      assertEquals(new Trial.Standing(State.GOOD, List.of()), trial.standing());
      successor().is(SessionStatus.State.FAULTY);
      assertStands(State.BAD, "bat1 is FAULTY.", trial);
      old.is(SessionStatus.State.FAULTY);
      assertEquals(State.GOOD, trial.standing().state(), "the old does no better");
      old.is(SessionStatus.State.READY);
      successor().is(SessionStatus.State.READY);
      assertThrows(IllegalStateException.class, trial::move, "it was moved already");
      live(12, successor(), old, declared().points().keySet());
      assertEquals(State.GOOD, trial.standing().state(), trial.standing()::toString);
    }
  }

  @Test
  void afterTheMoveOneThatTakesNoSetpointsIsBad() {
    rig.running(home);
    try (Trial trial = tryOut()) {
      live(4);
      move(trial);
      successor().answers(command -> new WriteResult.Refused("code 2"));
      for (int i = 0; i < 5; i++) {
        rig.step(2000 + i);
        live(1, successor(), rig.bat(), Set.of());
      }
      assertStands(State.BAD, "bat1 does not take setpoints any more.", trial);
    }
  }

  @Test
  void afterTheMoveOneThatDeliversNothingThoughTheOldDoesIsBadAfterTenSeconds() {
    rig.running(home);
    try (Trial trial = tryOut()) {
      live(4);
      move(trial);
      final FakeDevice old = rig.bat();
      for (int i = 0; i < 9; i++) {
        rig.advance(Duration.ofSeconds(1));
        old.delivers(rig.good(POWER, 40));
      }
      assertEquals(State.GOOD, trial.standing().state(), trial.standing()::toString);
      rig.advance(Duration.ofSeconds(2));
      assertStands(State.BAD, "bat1 delivers no samples any more.", trial);
    }
  }

  @Test
  void afterTheMoveADeviceThatWasOpenedAnewIsItsDriversOwnAffair() {
    rig.running(home);
    try (Trial trial = tryOut()) {
      live(4);
      move(trial);
      rig.fields.remove(rig.transport);
      rig.fields.add(rig.transport);
      assertStands(State.GOOD, "bat1 was opened anew meanwhile.", trial);
    }
  }

  @Test
  void whoDeliversNothingIsOfflineAfterThreePeriodsOnly() {
    rig.running(home);
    rig.advance(Duration.ofMinutes(1));
    try (Trial trial = tryOut()) {
      rig.advance(Duration.ofSeconds(3).minusNanos(1));
      assertEquals(State.TRYING, trial.standing().state());
      rig.advance(Duration.ofNanos(1));
      assertStands(State.GOOD, "bat1 is offline; nothing could be compared.", trial);
    }
  }

  private static DeviceDeclaration observed() {
    return Rig.declared(Rig.BAT, Maturity.SIMULATED, Map.of());
  }

  @Test
  void whatNobodyControlsMayLoseWhatCouldBeWritten() {
    rig.open(home);
    try (Trial trial = tryOut(next.with(observed()), Runnable::run)) {
      live(4);
      assertEquals(State.GOOD, trial.standing().state(), trial.standing()::toString);
      assertTrue(trial.standing().words().toString().contains("can no longer be written"));
    }
  }

  @Test
  void whatMayStillHoldWhatWasWrittenLosesNothing() {
    rig = new Rig(FakeConnection.Mode.BY_HAND).battery(Rig.power());
    rig.running(home);
    FakeConnection line = rig.transport.connection("line");
    line.runUrgent();
    rig.step(1000);
    line.runUrgent();
    Rig.require(rig.field().request(SiteState.IDLE, "test", "enough"));
    try (Trial trial = tryOut(next.with(observed()), Runnable::run)) {
      assertEquals(State.BAD, trial.standing().state(), "its release was not written yet");
      line.runUrgent();
      assertEquals(State.TRYING, trial.standing().state());
    }
  }

  @Test
  void aConnectionThatDoesNotComeBackIsNamed() {
    rig = new Rig(FakeConnection.Mode.BY_HAND).battery(Rig.power());
    rig.running(home);
    rig.transport.connection("line").runUrgent();
    Trial trial = tryOut();
    assertEquals(State.TRYING, trial.standing().state());
    rig.advance(Duration.ofSeconds(2).plusNanos(1));
    assertStands(State.BAD, "Connection line does not come back from the new.", trial);
    rig.transport.connection("line").runUrgent();
    assertEquals(State.TRYING, trial.standing().state());
    trial.close();
  }

  private boolean mayCallBack(FakeDevice session) {
    boolean[] called = {false};
    session.connection().urgent(() -> called[0] = true);
    return called[0];
  }

  @Test
  void whoWasTriedInVainIsCalledBackNoMore() {
    rig.running(home);
    Trial trial = tryOut();
    live(1);
    assertTrue(mayCallBack(successor()));
    trial.close();
    assertFalse(mayCallBack(successor()));
    assertTrue(mayCallBack(rig.bat()));
  }

  @Test
  void whoWasReplacedIsCalledBackNoMoreAndTheNewIsTheOneInUse() {
    rig.running(home);
    Trial trial = tryOut();
    live(4);
    move(trial);
    assertEquals(next, rig.fields.types().driver("fake"));
    trial.close();
    assertFalse(mayCallBack(rig.bat()));
    assertTrue(mayCallBack(successor()));
  }

  @Test
  void oneThatIsOpenedWhileTheTrialEndsIsClosedAndCalledBackNoMore() {
    rig.running(home);
    Trial[] trial = {null};
    Driver slow =
        new Driver() {
          @Override
          public String id() {
            return FakeDriver.ID;
          }

          @Override
          public DeviceDeclaration describe(DeviceConfig config) {
            return declared();
          }

          @Override
          public DeviceSession open(
              Connection connection, DeviceConfig config, SampleSink sink, Clock clock) {
            trial[0].close();
            return next.with(declared()).open(connection, config, sink, clock);
          }
        };
    trial[0] = tryOut(slow, later::add);
    List.copyOf(later).forEach(Runnable::run);
    List.copyOf(later).forEach(Runnable::run);
    assertEquals(SessionStatus.State.CLOSED, successor().status().state());
    assertFalse(mayCallBack(successor()));
  }

  /** A driver that makes its devices of something that has a successor. */
  private final class Descriptions implements Driver {
    private final List<Boolean> used = new ArrayList<>();
    private boolean concerned = true;

    @Override
    public String id() {
      return FakeDriver.ID;
    }

    @Override
    public DeviceDeclaration describe(DeviceConfig config) {
      return rig.driver.describe(config);
    }

    @Override
    public DeviceSession open(
        Connection connection, DeviceConfig config, SampleSink sink, Clock clock) {
      return rig.driver.open(connection, config, sink, clock);
    }

    @Override
    public Optional<Heir> heir(Set<Long> old, Set<Long> next) {
      return Optional.of(
          new Heir() {
            @Override
            public Driver driver() {
              return SuccessionStandingTest.this.next;
            }

            @Override
            public boolean concerns(DeviceConfig config) {
              return concerned;
            }

            @Override
            public void use(boolean next) {
              used.add(next);
            }
          });
    }
  }

  @Test
  void whatADriverMakesDevicesOfIsGoneOverToWhereItConcernsThem() {
    for (boolean concerned : new boolean[] {true, false}) {
      rig = new Rig().battery(Rig.power());
      Descriptions driver = new Descriptions();
      driver.concerned = concerned;
      rig.fields.add(rig.transport);
      rig.fields.add(driver, 5);
      rig.openOnly(home.resolve("home" + concerned));
      rig.feed();
      rig.freeze();
      rig.start();
      next.with(declared());
      DeviceSuccession succession = new DeviceSuccession(rig.fields, Runnable::run, rig.clock);
      try (Trial trial = succession.tryOut(Set.of(OLD), Set.of(NEW))) {
        if (concerned) {
          live(4);
          move(trial);
          assertEquals(List.of(true), driver.used);
          assertTrue(rig.device(Rig.BAT).open().session() == successor());
        } else {
          assertEquals(State.GOOD, trial.standing().state());
        }
      }
    }
  }

  @Test
  void whatTheMoveCostIsHowMuchLaterThanUsualTheFirstSampleCame() {
    Map<Address, Duration> points = new LinkedHashMap<>();
    declared().points().keySet().forEach(p -> points.put(p, Duration.ofMillis(100)));
    rig = new Rig().with(with(points));
    rig.running(home);
    try (Trial trial = tryOut(next.with(with(points)), Runnable::run)) {
      for (int i = 0; i < 5; i++) {
        rig.advance(Duration.ofMillis(100));
        points.keySet().forEach(p -> rig.bat().delivers(rig.good(p, 40)));
        points.keySet().forEach(p -> successor().delivers(rig.good(p, 40)));
        rig.step(1000);
        rig.watch();
      }
      CompletableFuture<Trial.Moved> moved = CompletableFuture.supplyAsync(trial::move);
      boolean delivered = false;
      while (!moved.isDone()) {
        rig.step(1000);
        if (!delivered && rig.device(Rig.BAT).open().session() == successor()) {
          points.keySet().forEach(p -> successor().delivers(rig.good(p, 41)));
          rig.advance(Duration.ofMillis(350));
          points.keySet().forEach(p -> successor().delivers(rig.good(p, 41)));
          delivered = true;
        }
        Thread.yield();
      }
      assertEquals(Duration.ofMillis(250), moved.join().gap());
      assertEquals(41, rig.lastStored(POWER));
    }
  }
}
