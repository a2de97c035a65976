package org.busbar.safety.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.Driver;
import org.busbar.api.device.write.Identified;
import org.busbar.api.device.write.SampleSink;
import org.busbar.api.device.write.UnitReader;
import org.busbar.api.safety.Discovery;
import org.busbar.api.safety.Discovery.Progress;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Transport;
import org.busbar.api.transport.Words;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is asked in a search, how, and when it goes on to the next. */
class ScanJobTest {
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<Map<String, String>> opened = new CopyOnWriteArrayList<>();
  private final List<String> problems = new CopyOnWriteArrayList<>();
  private volatile Contacted contacted = Contacted.MADE;
  private volatile @Nullable Words answer;
  private volatile @Nullable RuntimeException broken;
  private volatile @Nullable CountDownLatch held;
  private final Scout scout = new Scout(new Bench());

  /** What becomes of a connection. */
  private enum Contacted {
    MADE,
    LOST,
    SILENT
  }

  private final class Bench implements Scout.Surroundings, Transport, Driver {
    @Override
    public @Nullable Transport transport(String id) {
      return this;
    }

    @Override
    public @Nullable Driver driver(String id) {
      return null;
    }

    @Override
    public List<Driver> drivers() {
      return List.of(this);
    }

    @Override
    public Optional<Scout.Live> live(String transport, Map<String, String> wire) {
      return Optional.empty();
    }

    @Override
    public String id() {
      return "bench";
    }

    @Override
    public List<String> problems(ConnectionConfig config) {
      return List.copyOf(problems);
    }

    @Override
    public Connection open(ConnectionConfig config, ConnectionListener listener, Clock clock) {
      opened.add(config.settings());
      switch (contacted) {
        case MADE -> listener.connected();
        case LOST -> listener.lost(new DeviceException.NoResponse("nobody"));
        default -> {
          // Nothing is heard.
        }
      }
      return (Connection)
          Proxy.newProxyInstance(
              RegisterConnection.class.getClassLoader(),
              new Class<?>[] {RegisterConnection.class},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "read" -> read(((Registers) arguments[0]).unit());
                    case "urgent" -> {
                      ((Runnable) arguments[0]).run();
                      yield null;
                    }
                    case "responseTimeout" -> Duration.ofMillis(10);
                    default -> null;
                  });
    }

    private Words read(int unit) throws Exception {
      asked.add("unit " + unit);
      CountDownLatch wait = held;
      if (wait != null) {
        assertTrue(wait.await(20, TimeUnit.SECONDS));
      }
      Words words = answer;
      if (words == null) {
        throw new DeviceException.NoResponse("silent");
      }
      return words;
    }

    @Override
    public List<Identified> identify(UnitReader unit) throws DeviceException {
      unit.read(Table.HOLDING, 0, 1);
      RuntimeException thrown = broken;
      if (thrown != null) {
        throw thrown;
      }
      unit.read(Table.HOLDING, 1, 1);
      return List.of();
    }

    @Override
    public DeviceDeclaration describe(DeviceConfig config) {
      throw new IllegalArgumentException("not asked for here");
    }

    @Override
    public DeviceSession open(
        Connection connection, DeviceConfig config, SampleSink sink, Clock clock) {
      throw new AssertionError("not opened here");
    }
  }

  @AfterEach
  void end() {
    CountDownLatch wait = held;
    if (wait != null) {
      wait.countDown();
    }
    scout.close();
  }

  private String scan(Map<String, String> wire) {
    return scout
        .scan(new Discovery.Search("bench", List.of(wire), List.of(1, 2)))
        .orElseThrow()
        .id();
  }

  private Discovery.Scan done(Map<String, String> wire) {
    scan(wire);
    until(() -> scout.scans().getFirst().progress() != Progress.RUNNING);
    return scout.scans().getFirst();
  }

  private static void until(BooleanSupplier there) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!there.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "it does not come");
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static final Map<String, String> HOST = Map.of("host", "10.0.0.1");
  private static final Map<String, String> LINE = Map.of("serial-port", "/dev/ttyS0");

  @Test
  void whereNobodyTakesTheConnectionTheOtherUnitsAreNotAsked() {
    contacted = Contacted.LOST;
    Discovery.Scan scan = done(HOST);
    assertEquals(List.of("unit 1"), asked.stream().distinct().toList());
    assertEquals(List.of(), scan.found());
    assertEquals(1, scan.tried());
    assertEquals(1, scan.total());
    assertEquals(Progress.DONE, scan.progress());
  }

  @Test
  void whereSomebodyTakesItOrAnswersOrManyShareALineTheyAre() {
    List<String> both = List.of("unit 1", "unit 2");
    done(HOST);
    assertEquals(both, asked.stream().distinct().toList(), "it was taken");
    asked.clear();
    contacted = Contacted.LOST;
    done(LINE);
    assertEquals(both, asked.stream().distinct().toList(), "a line is shared");
    asked.clear();
    answer = Words.of(1);
    Discovery.Scan scan = done(HOST);
    assertEquals(both, asked.stream().distinct().toList(), "it answered");
    assertEquals(
        List.of("answers, and no profile knows it", "answers, and no profile knows it"),
        scan.found().stream().map(Discovery.Found::text).toList());
  }

  @Test
  void nobodyIsWaitedForLongerThanASearchCanBear() {
    done(HOST);
    assertEquals(
        Map.of("host", "10.0.0.1", "timeout", "500 ms", "connect-timeout", "500 ms"),
        opened.getFirst());
    done(LINE);
    assertEquals(Map.of("serial-port", "/dev/ttyS0", "timeout", "500 ms"), opened.get(1));
    done(Map.of("host", "a", "timeout", "2 s", "connect-timeout", "3 s"));
    assertEquals(Map.of("host", "a", "timeout", "2 s", "connect-timeout", "3 s"), opened.get(2));
  }

  @Test
  void aConnectionThatSaysNothingIsAwaitedForAShortTimeOnly() {
    contacted = Contacted.SILENT;
    long begun = System.nanoTime();
    done(HOST);
    assertTrue(System.nanoTime() - begun >= Duration.ofMillis(700).toNanos());
  }

  @Test
  void whatBecameOfAConnectionEndsTheWaitForIt() {
    assertTrue(isSoon(ScanJob.Contact::connected));
    assertTrue(isSoon(contact -> contact.lost(new DeviceException.NoResponse("nobody"))));
    Thread.currentThread().interrupt();
    new ScanJob.Contact().await();
    assertTrue(Thread.interrupted(), "who is interrupted stays so");
  }

  /** In one of some tries: this machine may stand still for a while. */
  private static boolean isSoon(Consumer<ScanJob.Contact> heard) {
    for (int i = 0; i < 5; i++) {
      ScanJob.Contact contact = new ScanJob.Contact();
      heard.accept(contact);
      long begun = System.nanoTime();
      contact.await();
      if (System.nanoTime() - begun < Duration.ofMillis(350).toNanos()) {
        return true;
      }
    }
    return false;
  }

  @Test
  void aDriverThatFailsEndsNoSearch() {
    answer = Words.of(1);
    broken = new IllegalStateException("broken");
    Discovery.Scan scan = done(HOST);
    assertEquals(2, scan.found().size());
    assertEquals(List.of("unit 1", "unit 2"), asked);
  }

  @Test
  void aSearchThatIsEndedAsksNoMoreAndEndsOnce() {
    answer = Words.of(1);
    held = new CountDownLatch(1);
    String id = scan(HOST);
    until(() -> !asked.isEmpty());
    assertFalse(scout.cancelScan("scan-0"));
    assertTrue(scout.cancelScan(id));
    assertFalse(scout.cancelScan(id), "it was ended");
    assertEquals(Progress.CANCELLED, scout.scans().getFirst().progress());
    held.countDown();
    until(() -> scout.scans().getFirst().tried() == 1);
    assertEquals(List.of("unit 1"), asked, "neither the next value nor the next unit");
  }

  @Test
  void whatHasEndedCannotBeEnded() {
    String id = done(HOST).id();
    assertFalse(scout.cancelScan(id));
    assertEquals(Progress.DONE, scout.scans().getFirst().progress());
  }

  @Test
  void itsThreadsKeepNobodyAliveAndGiveWayToAllOthers() {
    held = new CountDownLatch(1);
    scan(HOST);
    until(() -> !asked.isEmpty());
    Thread worker =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("busbar-scan-1-"))
            .findFirst()
            .orElseThrow();
    assertTrue(worker.isDaemon());
    assertEquals(Thread.MIN_PRIORITY, worker.getPriority());
  }

  @Test
  void eightSearchesAreKeptNewestFirst() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      ids.addFirst(done(LINE).id());
    }
    assertEquals(ids.subList(0, 8), scout.scans().stream().map(Discovery.Scan::id).toList());
  }

  @Test
  void aWireThatCannotBeIsRefusedBeforeAnythingIsAsked() {
    problems.add("port 70000 is none");
    String said = assertThrows(IllegalArgumentException.class, () -> scan(HOST)).getMessage();
    assertEquals("port 70000 is none", said);
    assertEquals(List.of(), scout.scans());
  }

  @Test
  void allSearchesEndWithTheirKeeper() {
    held = new CountDownLatch(1);
    scan(HOST);
    scout.close();
    assertEquals(Progress.CANCELLED, scout.scans().getFirst().progress());
  }
}
