package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.busbar.api.device.write.Command.Action;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.safety.StopSource;
import org.busbar.testkit.api.FakeConnection;
import org.busbar.testkit.api.FakeDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a session that is over, and how long its end may take. */
@Timeout(120)
class ClosedSessionTest {
  @TempDir Path home;

  @Test
  void aWriterThatWasWokenBeforeItsSessionClosedWritesNothing() {
    Rig rig = new Rig(FakeConnection.Mode.BY_HAND).battery(Rig.power());
    SiteField field = rig.running(home);
    FakeConnection line = rig.transport.connection("line");
    line.runUrgent();
    FieldDevice.Open open = rig.device(Rig.BAT).open();
    open.writer().wake();
    rig.device(Rig.BAT).closeSession();
    field.emergencyStop(StopSource.REST, "test", "");
    line.runUrgent();
    open.writer().run();
    assertEquals(List.of(), rig.told());
  }

  @Test
  void aTurnThatIsUnderWayWhenItsSessionClosesWritesNothingMore() {
    Rig rig = new Rig().battery(Rig.power());
    rig.running(home);
    FieldDevice device = rig.device(Rig.BAT);
    FakeDevice battery = rig.bat();
    battery.answers(
        command -> {
          if (command.action() == Action.SET) {
            // While this write is on the wire: stopped, and the session taken away.
            rig.field().emergencyStop(StopSource.REST, "test", "");
            device.closeSession();
          }
          return new WriteResult.Accepted(command.value());
        });
    rig.step(1000);
    assertEquals(List.of("SET 1000"), rig.told());
  }

  @Test
  void theEndOfAFieldWaitsFiveSecondsForAWireThatIsBlockedAndSaysSo() throws Exception {
    Rig rig = new Rig(FakeConnection.Mode.OWN_THREAD).battery(Rig.power());
    SiteField field = rig.running(home);
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    rig.bat()
        .answers(
            command -> {
              writing.countDown();
              try {
                over.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return new WriteResult.Accepted(command.value());
            });
    rig.step(1000);
    assertTrue(writing.await(30, TimeUnit.SECONDS));
    long begin = System.nanoTime();
    field.close();
    double took = (System.nanoTime() - begin) / 1e9;
    over.countDown();
    assertTrue(took >= 5 && took < 60, "closed after " + took + " s");
    assertEquals(
        List.of("1 devices did not confirm their release in time; their own timers end it."),
        rig.events.ofKind("release-not-confirmed").stream().map(e -> e.text()).toList());
    assertTrue(rig.transport.connection("line").isClosed());
    rig.advance(Duration.ofSeconds(1));
    assertEquals(List.of("SET 1000"), rig.told());
  }
}
