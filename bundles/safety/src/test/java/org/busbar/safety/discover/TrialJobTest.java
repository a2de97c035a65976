package org.busbar.safety.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.Driver;
import org.busbar.api.device.write.SampleSink;
import org.busbar.api.safety.Discovery.Progress;
import org.busbar.api.safety.Discovery.Trial;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.Document;
import org.busbar.api.transport.DocumentListener;
import org.busbar.api.transport.Message;
import org.busbar.api.transport.MessageConnection;
import org.busbar.api.transport.Source;
import org.busbar.api.transport.Transport;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.testkit.api.FakeConnection;
import org.busbar.testkit.api.FakeDriver;
import org.busbar.testkit.api.FakeTransport;
import org.busbar.testkit.api.ManualClock;
import org.busbar.testkit.api.QuietConnection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A device that is tried before it is part of a site. */
class TrialJobTest {
  private static final ConnectionConfig WIRE =
      new ConnectionConfig("line", FakeTransport.ID, Map.of("host", "a"), "test");

  private final FakeTransport transport = new FakeTransport(FakeConnection.Mode.AT_ONCE);
  private final FakeDriver driver = new FakeDriver();
  private final ManualClock clock = new ManualClock();
  private Optional<Scout.Live> live = Optional.empty();
  private final Scout scout = new Scout(new Around());

  private final class Around implements Scout.Surroundings {
    @Override
    public @Nullable Transport transport(String id) {
      return id.equals(FakeTransport.ID) ? transport : null;
    }

    @Override
    public @Nullable Driver driver(String id) {
      return id.equals(FakeDriver.ID) ? driver : null;
    }

    @Override
    public List<Driver> drivers() {
      return List.of(driver);
    }

    @Override
    public Optional<Scout.Live> live(String id, Map<String, String> wire) {
      return live;
    }
  }

  @AfterEach
  void end() {
    scout.close();
  }

  private DeviceConfig device(String id, String driverId) {
    return new DeviceConfig(
        new NodeId(id), driverId, "fake", "line", 1, Map.of(), List.of(), "test");
  }

  private DeviceConfig known(String id) {
    NodeId node = new NodeId(id);
    Map<Address, Duration> points = new HashMap<>();
    points.put(Address.of(node, Points.ACTIVE_POWER_W), Duration.ofSeconds(1));
    driver.with(
        new DeviceDeclaration(
            node,
            "Fake",
            Map.of(node, "battery"),
            points,
            Map.of(),
            List.of(),
            Map.of(),
            Duration.ofSeconds(1),
            Maturity.SIMULATED));
    return device(id, FakeDriver.ID);
  }

  private TrialJob opened(String id) {
    TrialJob job = new TrialJob(id, clock);
    job.open(Optional.empty(), transport, WIRE, driver, known("bat1"));
    return job;
  }

  private static void until(BooleanSupplier there) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!there.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "it does not come");
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void itsValuesAreShownUntilItIsEndedAndItsOwnConnectionGoesWithIt() {
    TrialJob job = opened("shown");
    assertTrue(job.isRunning());
    driver.device("bat1").delivers("bat1", Points.ACTIVE_POWER_W, 5);
    driver.device("bat1").delivers("bat1", Points.ACTIVE_POWER_W, 7);
    Trial now = job.view();
    assertEquals(Progress.RUNNING, now.progress());
    assertEquals("shown", now.id());
    assertEquals(ManualClock.START, now.begun());
    assertEquals(List.of(7.0), now.values().stream().map(sample -> sample.value()).toList());
    assertInstanceOf(ReadOnly.class, driver.device("bat1").connection());
    assertFalse(transport.connection("line").isClosed());
    assertTrue(job.end());
    assertFalse(job.isRunning());
    assertTrue(transport.connection("line").isClosed());
    assertEquals(SessionStatus.State.CLOSED, driver.device("bat1").status().state());
    assertEquals(Progress.CANCELLED, job.view().progress());
    assertEquals(SessionStatus.State.READY, job.view().session().state(), "as it was");
    assertEquals(1, job.view().values().size());
    assertFalse(job.end(), "it has ended");
  }

  /** A connection for documents that answers with the name of what is asked for. */
  private static final class Paper implements MessageConnection, QuietConnection {
    private final List<String> watched = new ArrayList<>();
    private boolean isClosed;

    @Override
    public Poll watch(Source source, Duration period, DocumentListener listener) {
      watched.add(source.name());
      return () -> watched.remove(source.name());
    }

    @Override
    public void write(Message message) {
      throw new AssertionError("written: " + message);
    }

    @Override
    public Document read(Source source) {
      return new Document(source.name(), 0, false);
    }

    @Override
    public void close() {
      isClosed = true;
    }
  }

  @Test
  void aDeviceThatSpeaksInDocumentsIsReadAndNotWritten() throws DeviceException {
    Paper paper = new Paper();
    TrialJob job = new TrialJob("paper", clock);
    job.open(Optional.of(paper), transport, WIRE, driver, known("bat1"));
    MessageConnection given =
        assertInstanceOf(MessageConnection.class, driver.device("bat1").connection());
    Connection.Poll poll = given.watch(Source.of("/a"), Duration.ofSeconds(1), null);
    assertEquals(List.of("/a"), paper.watched);
    poll.cancel();
    assertEquals(List.of(), paper.watched);
    assertEquals("/b", given.read(Source.of("/b")).text());
    assertThrows(DeviceException.NoResponse.class, () -> given.write(new Message("/c", "GET", "")));
    assertEquals(paper.name(), given.name());
    given.close();
    job.end();
    assertFalse(paper.isClosed, "it is the site's");
  }

  @Test
  void itEndsByItselfAfterHalfAMinute() {
    TrialJob job = opened("by-itself");
    untilItWaits("busbar-by-itself");
    clock.advanceMs(29_999);
    wake(job);
    assertTrue(job.isRunning());
    clock.advanceMs(1);
    until(
        () -> {
          wake(job);
          return !job.isRunning();
        });
    assertEquals(Progress.DONE, job.view().progress());
    assertFalse(job.end());
    assertEquals(Progress.DONE, job.view().progress(), "it was not ended before its time");
  }

  private static void wake(TrialJob job) {
    synchronized (job) {
      job.notifyAll();
    }
  }

  /** Its thread is not left behind for the rest of the half minute. */
  @Test
  void whoWaitsForItsEndGoesWithIt() {
    TrialJob job = opened("awaited");
    untilItWaits("busbar-awaited");
    job.end();
    until(() -> thread("busbar-awaited").isEmpty());
  }

  private static void untilItWaits(String name) {
    until(() -> thread(name).filter(t -> t.getState() == Thread.State.TIMED_WAITING).isPresent());
  }

  private static Optional<Thread> thread(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(name))
        .peek(thread -> assertTrue(thread.isDaemon()))
        .findFirst();
  }

  @Test
  void theConnectionOfARunningSiteIsLeftOpen() {
    FakeConnection shared = new FakeConnection("shared", FakeConnection.Mode.AT_ONCE);
    live = Optional.of(new Scout.Live(shared, Map.of()));
    String id = scout.test(WIRE, known("bat1")).orElseThrow().id();
    assertTrue(scout.endTrial(id));
    assertFalse(shared.isClosed());
    assertThrows(IllegalStateException.class, () -> transport.connection("line"));
  }

  @Test
  void whatCannotBeOpenedLeavesNothingBehind() {
    Driver refuses =
        new Driver() {
          @Override
          public String id() {
            return "refuses";
          }

          @Override
          public DeviceDeclaration describe(DeviceConfig config) {
            return driver.describe(config);
          }

          @Override
          public DeviceSession open(
              Connection connection, DeviceConfig config, SampleSink sink, Clock at) {
            throw new IllegalArgumentException("no");
          }
        };
    TrialJob job = new TrialJob("test-1", clock);
    DeviceConfig config = known("bat1");
    assertThrows(
        IllegalArgumentException.class,
        () -> job.open(Optional.empty(), transport, WIRE, refuses, config));
    assertTrue(transport.connection("line").isClosed());
    assertFalse(job.isRunning());
    assertThrows(IllegalStateException.class, job::view);
  }

  @Test
  void whatNobodyKnowsIsNotConnectedTo() {
    DeviceConfig unknown = device("x1", FakeDriver.ID);
    assertThrows(IllegalArgumentException.class, () -> scout.test(WIRE, unknown));
    assertThrows(IllegalStateException.class, () -> transport.connection("line"));
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> scout.test(WIRE, device("x1", "none")))
            .getMessage()
            .contains("driver 'none'"));
    ConnectionConfig other = new ConnectionConfig("line", "none", Map.of(), "test");
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> scout.test(other, unknown))
            .getMessage()
            .contains("transport 'none'"));
    assertEquals(List.of(), scout.trials());
  }

  @Test
  void fourAreTriedAtATimeAndEightAreKept() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      ids.add(scout.test(WIRE, known("bat" + i)).orElseThrow().id());
    }
    assertEquals(Optional.empty(), scout.test(WIRE, known("bat9")));
    assertEquals(List.of("test-4", "test-3", "test-2", "test-1"), names());
    for (int i = 0; i < 6; i++) {
      assertTrue(scout.endTrial(ids.getLast()));
      assertFalse(scout.endTrial(ids.getLast()));
      ids.add(scout.test(WIRE, known("bat1" + i)).orElseThrow().id());
    }
    assertEquals(8, scout.trials().size());
    assertEquals(ids.getLast(), scout.trials().getFirst().id());
    assertFalse(scout.endTrial("test-0"));
    scout.close();
    assertTrue(scout.trials().stream().noneMatch(t -> t.progress() == Progress.RUNNING));
  }

  private List<String> names() {
    return scout.trials().stream().map(Trial::id).toList();
  }
}
