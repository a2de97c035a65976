package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.DeviceType;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.device.SessionStatus.State;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.Command.Action;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.Driver;
import org.busbar.api.device.write.Heir;
import org.busbar.api.device.write.Identified;
import org.busbar.api.device.write.SampleSink;
import org.busbar.api.device.write.UnitReader;
import org.busbar.api.device.write.WritePlan;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.plugin.Containment;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.RegisterWrite;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Sample;
import org.busbar.safety.ContainedDriver.FailureException;
import org.busbar.safety.succession.Claim;
import org.busbar.testkit.api.FakeConnection;
import org.busbar.testkit.api.FixedSnapshot;
import org.busbar.testkit.api.ManualClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A driver of a plug-in that does what a test says, or must not do. */
@Timeout(120)
class ContainedDriverTest {
  private static final DeviceDeclaration DECLARED =
      Rig.declared(Rig.BAT, Maturity.SIMULATED, Map.of(), Rig.power());
  private static final DeviceConfig CONFIG =
      new DeviceConfig(
          new NodeId(Rig.BAT), "odd", "odd", "line", 1, Map.of(), List.of(), "site.yaml:3");
  private static final Command SET = new Command(Rig.power(), Action.SET, 7, Duration.ZERO, 0);

  private final ManualClock clock = new ManualClock();
  private final CountingContainment counting = new CountingContainment("acme");
  private final FakeConnection line = new FakeConnection("line", FakeConnection.Mode.BY_HAND);
  private final List<Sample> stored = new ArrayList<>();
  private final Odd odd = new Odd();
  private final ContainedDriver driver = new ContainedDriver(odd, () -> counting);

  /** Does what is said under the name of each of its methods. */
  private static final class Odd implements Driver, DeviceSession {
    private final Map<String, Supplier<Object>> does = new HashMap<>();
    private SampleSink sink = sample -> {};
    private Thread thread = Thread.currentThread();
    private boolean closed;

    private Odd() {
      does.put("describe", () -> DECLARED);
      does.put("open", () -> this);
      does.put("declaration", () -> DECLARED);
      does.put("status", () -> new SessionStatus(State.READY, ""));
      does.put("write", () -> new WriteResult.Accepted(7));
      does.put("plan", Optional::empty);
      does.put("close", () -> null);
      does.put("types", List::of);
      does.put("transports", List::of);
      does.put("heir", Optional::empty);
    }

    @SuppressWarnings("unchecked")
    private <T> T does(String what) {
      thread = Thread.currentThread();
      return (T) does.get(what).get();
    }

    @Override
    public String id() {
      return "odd";
    }

    @Override
    public List<DeviceType> types() {
      return does("types");
    }

    @Override
    public List<Identified> identify(UnitReader unit) throws DeviceException {
      Object found = does("identify");
      if (found instanceof DeviceException failure) {
        throw failure;
      }
      return List.of((Identified) found);
    }

    @Override
    public List<String> transports(DeviceConfig config) {
      return does("transports");
    }

    @Override
    public DeviceDeclaration describe(DeviceConfig config) {
      return does("describe");
    }

    @Override
    public DeviceSession open(
        Connection connection, DeviceConfig config, SampleSink to, Clock clock) {
      sink = to;
      return does("open");
    }

    @Override
    public Optional<Heir> heir(Set<Long> old, Set<Long> next) {
      return does("heir");
    }

    @Override
    public DeviceDeclaration declaration() {
      return does("declaration");
    }

    @Override
    public SessionStatus status() {
      return does("status");
    }

    @Override
    public WriteResult write(Command command) {
      return does("write");
    }

    @Override
    public Optional<WritePlan> plan(Command command) {
      return does("plan");
    }

    @Override
    public void close() {
      closed = true;
      does("close");
    }
  }

  private static Supplier<Object> throwing(Error error) {
    return () -> {
      throw error;
    };
  }

  private static Supplier<Object> throwing(RuntimeException exception) {
    return () -> {
      throw exception;
    };
  }

  private DeviceSession open() {
    return driver.open(line, CONFIG, stored::add, clock);
  }

  @Test
  void whatItDoesIsCountedAsLongAsItDoesIt() {
    Heir heir = new CodeHeir(new ServiceTypes(), odd, odd);
    odd.does.put("heir", () -> Optional.of(heir));
    assertEquals(Optional.of(heir), driver.heir(Set.of(), Set.of()));
    assertEquals(List.of("begin", "end"), counting.told());
    assertSame(Thread.currentThread(), odd.thread);
    assertEquals("odd", driver.id());
  }

  @Test
  void whateverItThrowsIsAFailureOfItsOwnAndCounted() {
    IllegalArgumentException refusal = new IllegalArgumentException("no such unit");
    odd.does.put("describe", throwing(refusal));
    assertSame(
        refusal, assertThrows(IllegalArgumentException.class, () -> driver.describe(CONFIG)));
    assertEquals(List.of("begin", "end"), counting.told(), "to refuse is no failure");
    for (Error error :
        List.of(
            new NoClassDefFoundError("com/acme/Gone"),
            new AssertionError("mine"),
            new OutOfMemoryError("mine"))) {
      odd.does.put("describe", throwing(error));
      FailureException failure =
          assertThrows(FailureException.class, () -> driver.describe(CONFIG));
      assertEquals(error.toString(), failure.getMessage());
    }
    odd.does.put("describe", throwing(new Error("of no known kind")));
    assertEquals(
        "java.lang.Error",
        assertThrows(FailureException.class, () -> driver.describe(CONFIG)).getMessage());
    assertEquals(4, counting.told().stream().filter("failed"::equals).count());
  }

  @Test
  void aDeviceThatDoesNotAnswerIsNoFailureOfTheDriver() throws Exception {
    DeviceException silent = new DeviceException.NoResponse("nobody there");
    odd.does.put("identify", () -> silent);
    assertSame(silent, assertThrows(DeviceException.class, () -> driver.identify(null)));
    Identified found = new Identified("odd", "Odd", "1.0");
    odd.does.put("identify", () -> found);
    assertEquals(List.of(found), driver.identify(null));
    odd.does.put("identify", throwing(new AssertionError("mine")));
    assertThrows(FailureException.class, () -> driver.identify(null));
  }

  @Test
  void whatMustNotWaitIsDoneOnAThreadOfItsOwnWhereItIsOfAPlugIn() {
    odd.does.put("transports", () -> List.of("modbus-tcp"));
    assertEquals(List.of("modbus-tcp"), driver.transports(CONFIG));
    assertNotSame(Thread.currentThread(), odd.thread);
    assertEquals("busbar-driver-tell its transports", odd.thread.getName());
    assertTrue(odd.thread.isDaemon(), "it may never end");
    DeviceType made =
        new DeviceType(
            "odd",
            "x",
            "x",
            "",
            List.of(),
            Map.of(),
            Maturity.SIMULATED,
            List.of(),
            List.of(),
            List.of());
    odd.does.put("types", () -> List.of(made));
    assertEquals(List.of(made), driver.types());
    ContainedDriver own = new ContainedDriver(odd, Containment::none);
    assertEquals(List.of("modbus-tcp"), own.transports(CONFIG));
    assertSame(Thread.currentThread(), odd.thread);
  }

  @Test
  void whoDoesNotComeBackIsLeftAndInterrupted() throws InterruptedException {
    CountDownLatch interrupted = new CountDownLatch(1);
    odd.does.put(
        "describe",
        () -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
          return DECLARED;
        });
    FailureException late = assertThrows(FailureException.class, () -> driver.describe(CONFIG));
    assertEquals("its driver did not describe bat1 within 2 s", late.getMessage());
    interrupted.await();
    assertTrue(counting.told().contains("late"));
  }

  @Test
  void whoIsInterruptedWhileItWaitsStaysInterrupted() {
    CountDownLatch never = new CountDownLatch(1);
    odd.does.put(
        "describe",
        () -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return DECLARED;
        });
    Thread.currentThread().interrupt();
    assertThrows(FailureException.class, () -> driver.describe(CONFIG));
    assertTrue(Thread.interrupted());
    never.countDown();
  }

  @Test
  void whatItsConnectionCallsBackIsCountedAsWell() {
    FakeConnection at = new FakeConnection("line", FakeConnection.Mode.AT_ONCE);
    Connection view = Claim.writing(at, clock).view();
    driver.open(view, CONFIG, stored::add, clock);
    List<String> before = counting.told();
    view.urgent(() -> assertEquals(before.size() + 1, counting.told().size()));
    assertEquals("end", counting.told().getLast());
    assertEquals(before.size() + 2, counting.told().size());
  }

  @Test
  void aSessionOfTheAssemblyIsAsItsDriverMadeIt() {
    ContainedDriver own = new ContainedDriver(odd, Containment::none);
    assertSame(odd, own.open(line, CONFIG, stored::add, clock));
  }

  @Test
  void whoMakesNothingHasFailed() {
    odd.does.put("open", () -> null);
    assertThrows(FailureException.class, this::open);
    odd.does.put("open", () -> odd);
    odd.does.put("describe", () -> null);
    assertThrows(FailureException.class, this::open);
  }

  // --- its session ---

  @Test
  void howItIsIsAskedOnItsConnectionAndToldAsItWasLast() {
    DeviceSession session = open();
    assertEquals(State.CONNECTING, session.status().state());
    assertEquals(1, line.waiting());
    session.status();
    assertEquals(1, line.waiting(), "it is asked once at a time");
    line.runUrgent();
    assertEquals(State.READY, session.status().state());
    odd.does.put("status", () -> new SessionStatus(State.FAULTY, "hot"));
    line.runUrgent();
    assertEquals(new SessionStatus(State.FAULTY, "hot"), session.status());
  }

  @Test
  void whatItDeclaresLaterIsKnownOnceItWasAsked() {
    DeviceSession session = open();
    assertSame(DECLARED, session.declaration());
    DeviceDeclaration more = Rig.declared(Rig.BAT, Maturity.FIELD_TESTED, Map.of(), Rig.power());
    odd.does.put("declaration", () -> more);
    assertSame(DECLARED, session.declaration());
    session.status();
    line.runUrgent();
    assertSame(more, session.declaration());
  }

  @Test
  void oneThatDoesNotComeBackIsFaultyAfterFiveSeconds() {
    DeviceSession session = open();
    session.status();
    clock.advance(Duration.ofSeconds(5));
    assertEquals(State.CONNECTING, session.status().state());
    clock.advance(Duration.ofNanos(1));
    assertEquals(
        new SessionStatus(State.FAULTY, "its driver does not come back"), session.status());
    line.runUrgent();
    assertEquals(State.READY, session.status().state());
  }

  @Test
  void onAClosedConnectionItIsClosed() {
    DeviceSession session = open();
    line.close();
    assertEquals(State.CLOSED, session.status().state());
    clock.advance(Duration.ofMinutes(1));
    assertEquals(State.CLOSED, session.status().state());
  }

  @Test
  void oneThatSaysNothingOrThrowsWhenItIsAskedIsFaulty() {
    DeviceSession session = open();
    odd.does.put("declaration", () -> null);
    session.status();
    line.runUrgent();
    assertEquals("its driver says nothing", session.status().text());
    odd.does.put("status", () -> null);
    odd.does.put("declaration", () -> DECLARED);
    line.runUrgent();
    assertEquals("its driver says nothing", session.status().text());
    odd.does.put("status", throwing(new NoSuchMethodError("mine")));
    line.runUrgent();
    assertEquals(State.FAULTY, session.status().state());
    assertTrue(session.status().text().startsWith("its driver failed: "));
    assertSame(DECLARED, session.declaration());
  }

  @Test
  void whatBecameOfAWriteIsUnknownWhereItSaysNothing() {
    DeviceSession session = open();
    assertEquals(new WriteResult.Accepted(7), session.write(SET));
    odd.does.put("write", () -> null);
    assertInstanceOf(WriteResult.Unknown.class, session.write(SET));
    RegisterWrite release = new RegisterWrite(1, Table.HOLDING, 0x42, Words.of(0), true);
    WritePlan plan = new WritePlan(List.of(release), Optional.empty());
    odd.does.put("plan", () -> Optional.of(plan));
    assertEquals(Optional.of(plan), session.plan(SET));
    odd.does.put("plan", () -> null);
    assertEquals(Optional.empty(), session.plan(SET));
  }

  @Test
  void whatItThrowsWhenItIsClosedStopsNobody() {
    DeviceSession session = open();
    odd.does.put("close", throwing(new IllegalStateException("mine")));
    session.close();
    assertTrue(odd.closed);
    assertNotSame(Thread.currentThread(), odd.thread);
  }

  // --- its samples ---

  private void delivers(int many, int addresses) {
    FixedSnapshot now = FixedSnapshot.at(clock);
    for (int i = 0; i < many; i++) {
      Address address = new Address(new NodeId(Rig.BAT), Points.VOLTAGE_LN_V, 1 + i % addresses);
      odd.sink.accept(now.good(address, i));
    }
  }

  private long failures() {
    return counting.told().stream().filter("failed"::equals).count();
  }

  @Test
  void ofAFloodTenThousandSamplesASecondAreTakenAndTheRestIsAFailure() {
    open();
    delivers(10_000, 3);
    assertEquals(10_000, stored.size());
    assertEquals(0, failures());
    delivers(10_001, 3);
    assertEquals(10_000, stored.size());
    assertEquals(2, failures(), "for each ten thousand");
    clock.advance(Duration.ofSeconds(1));
    delivers(1, 3);
    assertEquals(10_000, stored.size(), "the second is not over");
    clock.advance(Duration.ofNanos(1));
    delivers(5, 3);
    assertEquals(10_005, stored.size());
  }

  @Test
  void ofManyAddressesTheFirstTwoThousandAreTaken() {
    open();
    delivers(2_100, 2_100);
    assertEquals(2_000, stored.size());
    delivers(10, 10);
    assertEquals(2_010, stored.size(), "those that are known are taken on");
    assertTrue(stored.stream().allMatch(each -> each.address().index() <= 2_000));
    assertEquals(0, failures());
    clock.advance(Duration.ofMillis(1001));
    Address beyond = new Address(new NodeId(Rig.BAT), Points.VOLTAGE_LN_V, 2_001);
    odd.sink.accept(FixedSnapshot.at(clock).good(beyond, 1));
    assertEquals(1, failures(), "each second that begins with one");
  }
}
