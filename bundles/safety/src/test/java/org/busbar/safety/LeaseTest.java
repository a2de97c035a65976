package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.safety.Audit;
import org.busbar.api.safety.Freeze;
import org.busbar.api.safety.Setpoint;
import org.busbar.api.safety.Setpoints;
import org.busbar.api.safety.SiteState;
import org.busbar.api.safety.StopSource;
import org.busbar.api.site.LimitConfig.Reaction;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.safety.audit.AuditTrail;
import org.busbar.safety.record.BlackBox;
import org.busbar.testkit.api.FakeConnection;
import org.busbar.testkit.api.FakeDevice;
import org.busbar.testkit.api.FakeWritable;
import org.busbar.testkit.api.FixedSnapshot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseTest {
  private static final NodeId BAT = new NodeId(Rig.BAT);

  @TempDir Path home;

  @Test
  @Tag("DEV-06")
  void aSuspendedLoopIsAnsweredWithTheReleaseWithinTheLease() {
    Rig rig = new Rig().battery(Rig.power());
    rig.running(home);
    rig.step(3000);
    // The loop is suspended from here on; only samples, leases and the watch live.
    int ms = 0;
    while (rig.told().size() < 2 && ms < 10_000) {
      rig.advance(Duration.ofMillis(20));
      ms += 20;
      if (ms % 1000 == 0) {
        rig.feed();
      }
      rig.tend();
    }
    assertEquals(List.of("SET 3000", "RELEASE 0"), rig.told());
    assertTrue(ms >= 3000 && ms <= 3040, "released after " + ms + " ms");
    assertEquals(1, rig.events.ofKind("lease-ended").size());
  }

  /** With the machine's clock, a thread of its own for the wire and one for the leases. */
  @Test
  @Tag("DEV-06")
  void theReleaseIsWrittenByThreadsThatTheSuspendedLoopDoesNotHold() throws Exception {
    Rig rig = new Rig(FakeConnection.Mode.OWN_THREAD).battery(Rig.power());
    Clock clock = Clock.system();
    Fields fields = new Fields(() -> {});
    fields.add(rig.transport);
    fields.add(rig.driver);
    try (Keeper leases = new Keeper("test-leases", Duration.ofMillis(20));
        SiteField field =
            fields.openField(
                new Ground(
                    rig.model(),
                    sample -> sample,
                    rig.events,
                    clock,
                    () -> {},
                    AuditTrail.ofSite(home, rig.model().id(), clock, rig.events, () -> {}),
                    new BlackBox(
                        BlackBox.Room.USUAL,
                        home,
                        rig.model(),
                        clock,
                        new BlackBox.Sinks(rig.events, Audit.none()))),
                home)) {
      leases.start(fields::tend);
      field.watch(clock.nanos());
      rig.bat().delivers(Rig.BAT, Points.ACTIVE_POWER_W, 0);
      CountDownLatch released = new CountDownLatch(1);
      rig.bat()
          .answers(
              command -> {
                if (command.action() == Command.Action.RELEASE) {
                  released.countDown();
                }
                return new WriteResult.Accepted(command.value());
              });
      field.freeze(FixedSnapshot.at(clock));
      Rig.require(field.request(SiteState.RUNNING, "test", "go"));
      field.keepRecord();
      Freeze freeze = field.freeze(FixedSnapshot.at(clock));
      long now = clock.nanos();
      long deadline = now + Duration.ofMillis(300).toNanos();
      int epoch = freeze.cells().get(BAT).epoch();
      field.submit(
          new Setpoints(
              1,
              Set.of(BAT),
              List.of(new Setpoint(BAT, Points.ACTIVE_POWER_W, 3000, epoch, now, deadline))));
      // The loop does nothing more.
      assertTrue(released.await(20, TimeUnit.SECONDS));
      assertEquals(List.of("SET 3000", "RELEASE 0"), rig.told());
      assertTrue(rig.bat().written().getLast().nanos() - deadline > 0);
    }
  }

  @Test
  void aStandingSetpointIsRenewedWithinAThirdOfTheReversionTime() {
    Rig rig = new Rig().battery(Rig.power());
    rig.running(home);
    for (int i = 0; i < 600; i++) {
      rig.feed();
      rig.step(1500);
      rig.advance(Rig.CYCLE);
      rig.tend();
    }
    var written = rig.bat().written();
    for (int i = 1; i < written.size(); i++) {
      long gap = written.get(i).nanos() - written.get(i - 1).nanos();
      assertTrue(gap <= Duration.ofSeconds(20).toNanos(), "gap of " + gap + " ns");
    }
    assertEquals(4, written.size());
  }

  /** Setpoint, release and safe value alike, for the shortest timers and the longest. */
  @ParameterizedTest
  @ValueSource(ints = {2, 5, 10, 60, 600})
  void whateverStandsIsRenewedWithinAThirdOfTheDevicesTimer(int seconds) {
    Duration reversion = Duration.ofSeconds(seconds);
    Rig rig =
        new Rig()
            .battery(
                FakeWritable.times(
                    Rig.power(), Duration.ZERO, Optional.empty(), Optional.of(reversion)));
    SiteField field = rig.running(home);
    for (int act = 0; act < 3; act++) {
      int from = rig.bat().written().size();
      if (act == 2) {
        field.emergencyStop(StopSource.SCREEN, "test", "");
      }
      long end = rig.clock.nanos() + 2 * reversion.toNanos();
      while (rig.clock.nanos() - end < 0) {
        rig.feed();
        if (act == 0) {
          rig.step(1500);
        } else {
          rig.submit(List.of());
        }
        rig.advance(Duration.ofMillis(50));
        rig.tend();
      }
      List<FakeDevice.Written> written = rig.bat().written();
      for (int i = Math.max(1, from); i < written.size(); i++) {
        long gap = written.get(i).nanos() - written.get(i - 1).nanos();
        assertTrue(gap <= reversion.toNanos() / 3, "act " + act + ": gap of " + gap + " ns");
      }
      assertTrue(written.size() - from >= 6, "act " + act + ": " + written.size());
      assertTrue(rig.clock.nanos() - written.getLast().nanos() <= reversion.toNanos() / 3);
    }
  }

  @Test
  void aDeviceIsOnlyWrittenWhenTheValueChangesOrItsTimeHasCome() {
    Rig rig = new Rig().battery(Rig.power());
    rig.running(home);
    for (int i = 0; i < 50; i++) {
      rig.feed();
      rig.step(1500.2);
      rig.advance(Rig.CYCLE);
    }
    assertEquals(List.of("SET 1500"), rig.told());
  }

  @Test
  void nobodyCanMakeALeaseLongerThanADecisionNeeds() {
    Rig rig = new Rig().battery(Rig.power());
    rig.running(home);
    Freeze freeze = rig.freeze();
    long now = rig.clock.nanos();
    int epoch = freeze.cells().get(BAT).epoch();
    rig.submit(
        List.of(
            new Setpoint(
                BAT, Points.ACTIVE_POWER_W, 1000, epoch, now, now + Duration.ofDays(1).toNanos())));
    rig.advance(Duration.ofMillis(3020));
    rig.feed();
    rig.tend();
    assertEquals(List.of("SET 1000", "RELEASE 0"), rig.told());
  }

  @Test
  void aSetpointFromTheFutureIsNotWritten() {
    Rig rig = new Rig().battery(Rig.power());
    rig.running(home);
    Freeze freeze = rig.freeze();
    long later = rig.clock.nanos() + Duration.ofSeconds(1).toNanos();
    int epoch = freeze.cells().get(BAT).epoch();
    rig.submit(
        List.of(
            new Setpoint(BAT, Points.ACTIVE_POWER_W, 1000, epoch, later, later + 3_000_000_000L)));
    assertEquals(List.of("RELEASE 0"), rig.told());
  }

  @Test
  void aSetpointThatWaitedForTheWirePastItsLeaseIsNotWritten() {
    Rig rig = new Rig(FakeConnection.Mode.BY_HAND).battery(Rig.power());
    rig.running(home);
    rig.transport.connection("line").runUrgent();
    rig.step(2000);
    rig.advance(Duration.ofMillis(3100));
    rig.feed();
    rig.transport.connection("line").runUrgent();
    assertEquals(List.of("RELEASE 0"), rig.told());
  }

  @Test
  void wearIsSparedButNotAtThePriceOfALimit() {
    Duration slow = Duration.ofSeconds(10);
    Rig rig =
        new Rig()
            .battery(
                FakeWritable.times(
                    Rig.power(), slow, Optional.empty(), Optional.of(Duration.ofSeconds(60))))
            .limit(Rig.BAT, Points.STATE_OF_CHARGE_PCT, new Interval(10, 95), Reaction.CLAMP);
    rig.running(home);
    rig.step(1000);
    rig.advance(Rig.CYCLE);
    rig.step(2000);
    assertEquals(List.of("SET 1000"), rig.told());
    rig.bat().delivers(Rig.BAT, Points.STATE_OF_CHARGE_PCT, 9.8);
    rig.advance(Rig.CYCLE);
    rig.step(2000);
    assertEquals(List.of("SET 1000", "SET 0"), rig.told());
    rig.feed();
    for (int i = 0; i < 101; i++) {
      rig.advance(Rig.CYCLE);
      rig.feed();
      rig.step(2000);
    }
    assertEquals(List.of("SET 1000", "SET 0", "SET 2000"), rig.told());
  }
}
