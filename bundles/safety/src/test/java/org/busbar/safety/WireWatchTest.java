package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.busbar.api.device.SessionStatus;
import org.busbar.testkit.api.FakeConnection;
import org.busbar.testkit.api.FakeDevice;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A connection that answers within a second, whose thread is the test's. */
class WireWatchTest {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  @TempDir Path home;

  private final Rig rig = new Rig(FakeConnection.Mode.BY_HAND).battery(Rig.power());
  private final List<Runnable> aside = new ArrayList<>();
  private final WireWatch watch = new WireWatch(aside::add, rig.clock);
  private FakeConnection line;

  @BeforeEach
  void open() {
    rig.running(home);
    line = rig.transport.connection("line");
    line.runUrgent();
    watch.add(line, rig.field());
  }

  @Test
  void aThreadThatDoesNotComeBackWithinItsTimeAndASecondIsStuck() {
    assertEquals("", watch.stuck());
    rig.advance(PATIENCE);
    assertEquals("", watch.stuck());
    assertEquals(1, line.waiting(), "it is asked once");
    rig.advance(Duration.ofNanos(1));
    assertEquals("line", watch.stuck());
    line.runUrgent();
    assertEquals("", watch.stuck(), "it came back, and is asked anew");
    assertEquals(1, line.waiting());
    rig.advance(PATIENCE);
    assertEquals("", watch.stuck(), "its time is counted from there");
  }

  @Test
  void aClosedConnectionIsNotStuck() {
    line.close();
    assertEquals("", watch.stuck());
    rig.advance(Duration.ofHours(1));
    assertEquals("", watch.stuck());
  }

  @Test
  void whatIsStuckIsLeftBehindAndItsDeviceOpenedAnew() {
    final FakeDevice before = rig.bat();
    watch.stuck();
    rig.advance(Duration.ofMillis(751));
    watch.relieve();
    assertTrue(line.isClosed());
    assertNotSame(before, rig.bat());
    assertFalse(rig.transport.connection("line").isClosed());
    assertEquals(SessionStatus.State.READY, before.status().state(), "its code may not come back");
    aside.forEach(Runnable::run);
    assertEquals(SessionStatus.State.CLOSED, before.status().state());
    final FakeDevice next = rig.bat();
    watch.relieve();
    assertSame(next, rig.bat(), "what was left behind is left behind once");
  }

  @Test
  void whatIsAskedJustNowIsNotLeftBehind() {
    final FakeDevice before = rig.bat();
    watch.stuck();
    rig.advance(Duration.ofMillis(750));
    watch.relieve();
    assertSame(before, rig.bat());
    assertFalse(line.isClosed());
  }
}
