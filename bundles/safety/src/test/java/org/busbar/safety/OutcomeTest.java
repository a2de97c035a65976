package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.device.write.Command.Action;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.events.Severity;
import org.busbar.api.safety.SiteState;
import org.busbar.api.safety.StopSource;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.testkit.api.FakeWritable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutcomeTest {
  private static final Address POWER = Address.of(new NodeId(Rig.BAT), Points.ACTIVE_POWER_W);

  @TempDir Path home;

  private static void run(Rig rig, Duration time, double powerW) {
    for (long ms = 0; ms < time.toMillis(); ms += 100) {
      rig.advance(Rig.CYCLE);
      rig.feed();
      rig.step(powerW);
      rig.tend();
      rig.watch();
    }
  }

  @Test
  void aDeviceThatRefusesIsTriedWithPausesThenLeftOutWithAnAlarm() {
    Rig rig = new Rig().battery(Rig.power());
    rig.running(home);
    rig.bat()
        .answers(
            c ->
                c.action() == Action.SET
                    ? new WriteResult.Refused("code 2")
                    : new WriteResult.Accepted(c.value()));
    run(rig, Duration.ofSeconds(5), 1000);
    assertEquals(List.of("SET 1000", "SET 1000", "SET 1000", "RELEASE 0"), rig.told());
    long pause = rig.bat().written().get(1).nanos() - rig.bat().written().get(0).nanos();
    assertTrue(pause >= 200_000_000, "tried again after " + pause + " ns");
    assertEquals(1, rig.events.ofKind("write-refused").size());
    assertFalse(rig.freeze().allowed().containsKey(POWER));
  }

  @Test
  void aWriteOfWhichNobodyKnowsWhatBecameCostsSomeSecondsOnly() {
    Rig rig = new Rig().battery(Rig.power());
    rig.running(home);
    rig.bat().answers(c -> new WriteResult.Unknown("no connection"));
    run(rig, Duration.ofSeconds(2), 1000);
    assertFalse(rig.freeze().allowed().containsKey(POWER));
    rig.bat().answers(c -> new WriteResult.Accepted(c.value()));
    run(rig, Duration.ofSeconds(7), 1000);
    assertEquals("SET 1000", rig.told().getLast());
  }

  @Test
  void aDeviceThatTakesSetpointsAgainIsTakenBackAfterAMinute() {
    Rig rig = new Rig().battery(Rig.power());
    rig.running(home);
    rig.bat().answers(c -> new WriteResult.Refused("code 2"));
    run(rig, Duration.ofSeconds(5), 1000);
    rig.bat().answers(c -> new WriteResult.Accepted(c.value()));
    run(rig, Duration.ofSeconds(61), 1000);
    assertEquals("SET 1000", rig.told().getLast());
    assertEquals(
        List.of(Severity.ALARM, Severity.INFO),
        rig.events.ofKind("write-refused").stream().map(e -> e.severity()).toList());
  }

  @Test
  void aRefusingDeviceIsNotAskedFasterWhenTheWishChangesEveryCycle() {
    Rig rig = new Rig().battery(Rig.power());
    rig.running(home);
    rig.bat().answers(c -> new WriteResult.Unknown("no answer"));
    for (int i = 0; i < 50; i++) {
      rig.advance(Duration.ofMillis(10));
      rig.step(1000 + i);
    }
    assertEquals(2, rig.told().size());
  }

  @Test
  void aSafeValueThatIsNotTakenIsTriedForEverAndIsCritical() {
    Rig rig = new Rig().battery(Rig.power());
    SiteField field = rig.running(home);
    rig.step(1000);
    rig.bat().answers(c -> new WriteResult.Unknown("no answer"));
    field.emergencyStop(StopSource.REST, "test", "");
    run(rig, Duration.ofSeconds(30), 1000);
    int tries = rig.told().size() - 1;
    assertTrue(tries >= 8 && tries <= 20, tries + " tries");
    assertTrue(rig.told().subList(1, tries).stream().allMatch("SAFE 0"::equals));
    assertEquals(
        Severity.CRITICAL, rig.events.ofKind("safe-value-not-written").getFirst().severity());
    rig.bat().answers(c -> new WriteResult.Accepted(c.value()));
    run(rig, Duration.ofSeconds(6), 1000);
    assertEquals(Severity.INFO, rig.events.ofKind("safe-value-not-written").getLast().severity());
  }

  @Test
  void aReadBackThatDiffersIsAnAlarmThatEndsWhenItAgrees() {
    Rig rig = new Rig().battery(Rig.power());
    rig.running(home);
    rig.bat().answers(c -> new WriteResult.Accepted(c.value() + 50));
    rig.step(1000);
    assertEquals(Severity.ALARM, rig.events.ofKind("read-back-differs").getFirst().severity());
    rig.bat().answers(c -> new WriteResult.Accepted(c.value() + 5));
    run(rig, Duration.ofSeconds(1), 1000);
    assertEquals(Severity.INFO, rig.events.ofKind("read-back-differs").getLast().severity());
    assertEquals(2, rig.events.ofKind("read-back-differs").size());
  }

  @Test
  void aDeviceThatSaysYesAndDoesNothingIsFound() {
    Rig rig = new Rig().battery(Rig.power());
    rig.running(home);
    run(rig, Duration.ofSeconds(5), 3000);
    assertEquals(List.of(), rig.events.ofKind("does-not-follow"));
    run(rig, Duration.ofSeconds(3), 3000);
    assertEquals(1, rig.events.ofKind("does-not-follow").size());
    for (int i = 0; i < 10; i++) {
      rig.advance(Rig.CYCLE);
      rig.feed();
      rig.bat().delivers(Rig.BAT, Points.ACTIVE_POWER_W, 2950);
      rig.step(3000);
      rig.watch();
    }
    assertEquals(Severity.INFO, rig.events.ofKind("does-not-follow").getLast().severity());
  }

  @Test
  void aLatchedDeviceThatComesBackIsHeldSafeAgainAtOnce() {
    Rig rig = new Rig().battery(Rig.power());
    rig.running(home);
    rig.field().emergencyStop(StopSource.REST, "test", "");
    rig.bat().is(SessionStatus.State.FAULTY);
    rig.watch();
    rig.bat().is(SessionStatus.State.READY);
    rig.watch();
    assertEquals(List.of("SAFE 0", "SAFE 0"), rig.told());
  }

  @Test
  void aSafeValueThatSomebodyElseOverwritesIsAnAlarmAndIsWrittenAgain() {
    Address told = Address.of(new NodeId(Rig.BAT), Points.ACTIVE_POWER_SETPOINT_W);
    Rig rig = AllowedTest.delivering(Points.ACTIVE_POWER_SETPOINT_W);
    SiteField field = rig.running(home);
    rig.step(1000);
    field.emergencyStop(StopSource.REST, "test", "");
    rig.advance(Duration.ofMillis(1100));
    rig.bat().delivers(rig.good(told, 0));
    rig.watch();
    assertEquals(List.of("SET 1000", "SAFE 0"), rig.told());
    rig.advance(Duration.ofSeconds(1));
    rig.bat().delivers(rig.good(told, -3500));
    rig.watch();
    rig.watch();
    assertEquals(List.of("SET 1000", "SAFE 0", "SAFE 0"), rig.told());
    assertEquals(1, rig.events.ofKind("foreign-write").size());
    rig.advance(Duration.ofSeconds(2));
    rig.bat().delivers(rig.good(told, 0));
    rig.watch();
    assertEquals(Severity.INFO, rig.events.ofKind("foreign-write").getLast().severity());
  }

  @Test
  void whereSomethingIsWrittenAllTheTimeSomebodyElseIsFoundAllTheSame() {
    Address told = Address.of(new NodeId(Rig.BAT), Points.ACTIVE_POWER_SETPOINT_W);
    Rig rig = AllowedTest.delivering(Points.ACTIVE_POWER_SETPOINT_W);
    rig.running(home);
    for (int watts = 1000; watts < 1020; watts++) {
      rig.step(watts);
      rig.advance(Duration.ofMillis(100));
      rig.bat().delivers(rig.good(told, watts == 1000 ? 1000 : watts - 1));
      rig.watch();
    }
    assertEquals(0, rig.events.ofKind("foreign-write").size());
    rig.bat().delivers(rig.good(told, -3500));
    rig.watch();
    assertEquals(1, rig.events.ofKind("foreign-write").size());
  }

  @Test
  void aReleaseThatNobodyConfirmsIsGivenUpWhenTheDevicesOwnTimerHasEnded() {
    Rig rig = new Rig().battery(Rig.power());
    SiteField field = rig.running(home);
    rig.step(1000);
    rig.bat().answers(c -> new WriteResult.Unknown("no answer"));
    Rig.require(field.request(SiteState.IDLE, "test", "enough"));
    run(rig, Duration.ofSeconds(80), 1000);
    int tries = rig.told().size();
    run(rig, Duration.ofSeconds(60), 1000);
    assertEquals(tries, rig.told().size());
  }

  @Test
  void aDeviceThatComesBackIsToldAgain() {
    Rig rig = new Rig().battery(Rig.power());
    rig.running(home);
    rig.step(1000);
    rig.bat().is(SessionStatus.State.FAULTY);
    rig.watch();
    rig.step(1000);
    assertEquals(List.of("SET 1000", "RELEASE 0"), rig.told());
    rig.bat().is(SessionStatus.State.READY);
    rig.watch();
    rig.advance(Rig.CYCLE);
    rig.step(1000);
    assertEquals("SET 1000", rig.told().getLast());
    assertEquals(2, rig.events.ofKind("device-session").size() - 1);
  }

  @Test
  void aReleaseSequenceIsWrittenOnceAndAValueIsKeptAlive() {
    Rig rig =
        new Rig()
            .battery(
                FakeWritable.rest(
                    FakeWritable.times(
                        Rig.power(),
                        Duration.ZERO,
                        Optional.empty(),
                        Optional.of(Duration.ofSeconds(10))),
                    Double.NaN,
                    0));
    rig.running(home);
    rig.step(1000);
    rig.freeze();
    rig.submit(List.of());
    for (int i = 0; i < 60; i++) {
      rig.advance(Duration.ofSeconds(1));
      rig.tend();
    }
    assertEquals(List.of("SET 1000", "RELEASE NaN"), rig.told());
  }

  @Test
  void aDriverThatThrowsCostsItsOwnWriteOnly() {
    Rig rig = new Rig().battery(Rig.power());
    SiteField field = rig.running(home);
    rig.bat()
        .answers(
            c -> {
              throw new IllegalStateException("a bug");
            });
    rig.step(1000);
    assertTrue(field.devices().getFirst().lastWrite().contains("a bug"));
    rig.bat().answers(c -> new WriteResult.Accepted(c.value()));
    run(rig, Duration.ofSeconds(1), 1000);
    assertEquals(List.of("SET 1000", "SET 1000"), rig.told());
  }
}
