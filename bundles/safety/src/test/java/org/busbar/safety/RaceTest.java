package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.Command.Action;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.safety.Cause;
import org.busbar.api.safety.GateCell;
import org.busbar.api.safety.SiteState;
import org.busbar.api.safety.StopSource;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.testkit.api.FakeConnection;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RaceTest {
  private static final NodeId BAT = new NodeId(Rig.BAT);
  private static final int ROUNDS = 2000;

  @TempDir Path home;

  private static Cause cause(String kind) {
    return new Cause(kind, "test", kind, Instant.EPOCH, 0);
  }

  private static void together(Runnable... actions) throws Exception {
    CyclicBarrier start = new CyclicBarrier(actions.length);
    AtomicReference<Throwable> failed = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (Runnable action : actions) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      start.await();
                      action.run();
                    } catch (Exception | AssertionError e) {
                      failed.set(e);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (failed.get() != null) {
      throw new AssertionError(failed.get());
    }
  }

  @Test
  void aClosingIsNeverLostToAResetThatWasGrantedBefore() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      Cell cell = new Cell();
      cell.close(cause("limit"));
      GateCell granted = cell.get();
      together(() -> cell.open(granted), () -> cell.close(cause("emergency-stop")));
      assertFalse(cell.get().isOpen());
    }
  }

  @Test
  void epochsOnlyGrowAndTheFirstCauseStands() throws Exception {
    for (int i = 0; i < 200; i++) {
      Cell cell = new Cell();
      AtomicInteger first = new AtomicInteger();
      Runnable close =
          () -> {
            int epoch = -1;
            for (int n = 0; n < 50; n++) {
              if (cell.close(cause("limit"))) {
                first.incrementAndGet();
              }
              assertTrue(cell.get().epoch() > epoch);
              epoch = cell.get().epoch();
            }
          };
      together(close, close);
      assertEquals(1, first.get());
      assertEquals(100, cell.get().epoch());
    }
  }

  @Test
  void anEmergencyStopDuringAResetAlwaysEndsInErrorWithEveryCellClosed() throws Exception {
    Rig rig =
        new Rig()
            .manyResets()
            .with(Rig.declared("bat1", Maturity.SIMULATED, Map.of(), Rig.power()))
            .with(Rig.declared("bat2", Maturity.IMPORTED, Map.of()));
    SiteField field = rig.running(home);
    field.emergencyStop(StopSource.REST, "test", "first");
    for (int i = 0; i < ROUNDS; i++) {
      rig.feed();
      Rig.require(field.reset("test", "again"));
      together(rig::freeze, () -> field.emergencyStop(StopSource.REST, "other", "stop"));
      assertEquals(SiteState.ERROR, field.status().state());
      assertTrue(field.devices().stream().noneMatch(d -> d.cell().isOpen()));
      field.reset("test", "again");
      rig.freeze();
      assertEquals(SiteState.IDLE, field.status().state());
      field.emergencyStop(StopSource.REST, "test", "first");
    }
  }

  @Test
  void aStopOutOfIdleIsNeverHalfUndoneByAResetAtTheSameTime() throws Exception {
    Rig rig = new Rig().manyResets().battery(Rig.power());
    SiteField field = rig.open(home);
    rig.feed();
    rig.freeze();
    for (int i = 0; i < ROUNDS; i++) {
      together(
          () -> field.emergencyStop(StopSource.REST, "test", "stop"),
          () -> {
            for (int n = 0; n < 3; n++) {
              field.reset("other", "again");
              rig.freeze();
            }
          });
      boolean open = field.devices().getFirst().cell().isOpen();
      assertEquals(open ? SiteState.IDLE : SiteState.ERROR, field.status().state());
      field.reset("test", "again");
      rig.freeze();
    }
  }

  @Test
  void aStartNeverWinsAgainstAnEmergencyStop() throws Exception {
    Rig rig = new Rig().manyResets().battery(Rig.power());
    SiteField field = rig.open(home);
    rig.feed();
    rig.freeze();
    for (int i = 0; i < ROUNDS; i++) {
      together(
          () -> field.request(SiteState.RUNNING, "test", "go"),
          () -> field.emergencyStop(StopSource.REST, "other", "stop"));
      assertEquals(SiteState.ERROR, field.status().state());
      field.reset("test", "again");
      rig.freeze();
      assertEquals(SiteState.IDLE, field.status().state());
    }
  }

  /** A write that hangs on the wire until the test lets it go. */
  private static final class SlowWire {
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch end = new CountDownLatch(1);

    WriteResult write(Command command) {
      if (command.action() == Action.SET) {
        begun.countDown();
        try {
          assertTrue(end.await(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return new WriteResult.Accepted(command.value());
    }
  }

  private static void settle(Rig rig) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    rig.transport.connection("line").urgent(done::countDown);
    assertTrue(done.await(10, TimeUnit.SECONDS));
  }

  @Test
  void anEmergencyStopWhileAWriteHangsIsAnsweredRightAfterIt() throws Exception {
    Rig rig = new Rig(FakeConnection.Mode.OWN_THREAD).battery(Rig.power());
    rig.running(home);
    SlowWire wire = new SlowWire();
    rig.bat().answers(wire::write);
    rig.step(4000);
    assertTrue(wire.begun.await(10, TimeUnit.SECONDS));
    rig.field().emergencyStop(StopSource.REST, "test", "now"); // Does not wait for the write.
    assertEquals(List.of("SET 4000"), rig.told());
    wire.end.countDown();
    settle(rig);
    assertEquals(List.of("SET 4000", "SAFE 0"), rig.told());
  }

  @Test
  void aLeaseThatEndsWhileAWriteHangsIsAnsweredRightAfterIt() throws Exception {
    Rig rig = new Rig(FakeConnection.Mode.OWN_THREAD).battery(Rig.power());
    rig.running(home);
    SlowWire wire = new SlowWire();
    rig.bat().answers(wire::write);
    rig.step(4000);
    assertTrue(wire.begun.await(10, TimeUnit.SECONDS));
    rig.advance(Duration.ofSeconds(4));
    wire.end.countDown();
    settle(rig);
    assertEquals(List.of("SET 4000", "RELEASE 0"), rig.told());
  }

  @Test
  void aSetpointThatWaitsBehindATripIsNotWritten() {
    Rig rig = new Rig(FakeConnection.Mode.BY_HAND).battery(Rig.power());
    rig.running(home);
    rig.transport.connection("line").runUrgent();
    rig.step(4000);
    rig.field().emergencyStop(StopSource.REST, "test", "now");
    rig.transport.connection("line").runUrgent();
    assertEquals(List.of("SAFE 0"), rig.told());
  }

  @Test
  void onlyTheNewestOfManySetpointsThatWaitIsWritten() {
    Rig rig = new Rig(FakeConnection.Mode.BY_HAND).battery(Rig.power());
    rig.running(home);
    rig.transport.connection("line").runUrgent();
    for (int i = 1; i <= 100; i++) {
      rig.step(i);
    }
    assertEquals(1, rig.transport.connection("line").waiting());
    rig.transport.connection("line").runUrgent();
    assertEquals(List.of("SET 100"), rig.told());
  }

  /** Steps, trips, resets and samples on their own threads: after a SAFE no SET of that epoch. */
  @Test
  @Tag("SAF-20")
  void noSetpointOfAnEpochIsEverWrittenAfterTheSafeValueThatEndedIt() throws Exception {
    Address hot = Address.of(BAT, Points.CELL_TEMPERATURE_MAX_C);
    Rig rig =
        new Rig(FakeConnection.Mode.OWN_THREAD)
            .manyResets()
            .with(
                Rig.declared(
                    Rig.BAT, Maturity.SIMULATED, Map.of(hot, new Interval(-20, 60)), Rig.power()));
    SiteField field = rig.running(home);
    CountDownLatch over = new CountDownLatch(1);
    Runnable loop =
        () -> {
          for (int i = 0; i < 20_000; i++) {
            rig.step(i % 5000);
            if (field.status().state() == SiteState.IDLE) {
              field.request(SiteState.RUNNING, "test", "again");
            }
          }
          over.countDown();
        };
    Runnable trips =
        () -> {
          while (over.getCount() > 0) {
            rig.bat().delivers(Rig.BAT, Points.CELL_TEMPERATURE_MAX_C, 70);
            rig.bat().delivers(Rig.BAT, Points.CELL_TEMPERATURE_MAX_C, 20);
            field.reset("test", "again");
          }
        };
    Runnable stops =
        () -> {
          while (over.getCount() > 0) {
            field.emergencyStop(StopSource.REST, "test", "");
            field.reset("test", "again");
            field.tend(rig.clock.nanos());
          }
        };
    together(loop, trips, stops);
    settle(rig);
    int safeEpoch = -1;
    int safes = 0;
    for (var written : rig.bat().written()) {
      Command command = written.command();
      if (command.action() == Action.SAFE) {
        safeEpoch = command.epoch();
        safes++;
      } else if (command.action() == Action.SET) {
        assertTrue(command.epoch() > safeEpoch, "SET of epoch " + command.epoch());
      }
    }
    assertTrue(safes > 0);
  }
}
