package org.busbar.safety.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.Driver;
import org.busbar.api.device.write.Identified;
import org.busbar.api.device.write.SampleSink;
import org.busbar.api.device.write.UnitReader;
import org.busbar.api.safety.Discovery;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.ReadItem;
import org.busbar.api.transport.ReadLimits;
import org.busbar.api.transport.ReadListener;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Transport;
import org.busbar.api.transport.Words;
import org.busbar.api.transport.WriteItem;
import org.busbar.testkit.api.QuietConnection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScoutTest {
  private final List<String> opened = new CopyOnWriteArrayList<>();
  private final List<Integer> asked = new CopyOnWriteArrayList<>();
  private Optional<Scout.Live> live = Optional.empty();
  private boolean connectsLate;
  private volatile boolean isMade = true;
  private final Scout scout = new Scout(new Bench());

  /** One wire with a device at unit 3, and everybody else silent. */
  private final class Wire implements RegisterConnection, QuietConnection {
    @Override
    public Words read(ReadItem item) throws DeviceException {
      int unit = ((Registers) item).unit();
      asked.add(unit);
      if (unit != 3 || !isMade) {
        throw new DeviceException.NoResponse("silent");
      }
      return Words.of(4711);
    }

    @Override
    public void write(WriteItem item) {
      throw new AssertionError("something was written");
    }

    @Override
    public Poll poll(
        List<ReadItem> items, Duration period, ReadLimits limits, ReadListener listener) {
      return () -> {};
    }

    @Override
    public void close() {
      opened.add("closed");
    }
  }

  /** A transport of such wires, and a driver that knows 4711. */
  private final class Bench implements Scout.Surroundings, Transport, Driver {
    @Override
    public @Nullable Transport transport(String id) {
      return id.equals("wires") ? this : null;
    }

    @Override
    public @Nullable Driver driver(String id) {
      return this;
    }

    @Override
    public List<Driver> drivers() {
      return List.of(this);
    }

    @Override
    public Optional<Scout.Live> live(String transport, Map<String, String> wire) {
      return live;
    }

    @Override
    public String id() {
      return "bench";
    }

    @Override
    public Connection open(ConnectionConfig config, ConnectionListener listener, Clock clock) {
      opened.add(config.settings().get("host"));
      if (!connectsLate) {
        listener.connected();
        return new Wire();
      }
      isMade = false;
      Thread.ofVirtual()
          .start(
              () -> {
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                isMade = true;
                listener.connected();
              });
      return new Wire();
    }

    @Override
    public List<Identified> identify(UnitReader unit) throws DeviceException {
      List<Identified> found = new ArrayList<>();
      for (int at = 0; at < 10; at++) {
        if (unit.read(Table.HOLDING, at, 1).at(0) == 4711) {
          found.add(new Identified("acme", "Acme", "number 1"));
          return found;
        }
      }
      return found;
    }

    @Override
    public DeviceDeclaration describe(DeviceConfig config) {
      throw new IllegalArgumentException("type '" + config.type() + "' is not known");
    }

    @Override
    public DeviceSession open(
        Connection connection, DeviceConfig config, SampleSink sink, Clock clock) {
      throw new AssertionError("not opened here");
    }
  }

  @AfterEach
  void end() {
    scout.close();
  }

  private static Discovery.Search search(int hosts, Integer... units) {
    List<Map<String, String>> wires = new ArrayList<>();
    for (int i = 1; i <= hosts; i++) {
      wires.add(Map.of("host", "10.0.0." + i, "port", "502"));
    }
    return new Discovery.Search("wires", wires, List.of(units));
  }

  private Discovery.Scan done() {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (scout.scans().getFirst().progress() == Discovery.Progress.RUNNING) {
      assertTrue(System.nanoTime() < deadline, "the search does not end");
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
    return scout.scans().getFirst();
  }

  @Test
  void whatAnswersIsFoundAndWhoStaysSilentIsGivenUp() {
    scout.scan(search(1, 1, 3));
    Discovery.Scan scan = done();
    assertEquals(1, scan.tried());
    assertEquals(List.of("acme"), scan.found().stream().map(Discovery.Found::type).toList());
    assertEquals(3, scan.found().getFirst().unit());
    assertEquals(List.of("10.0.0.1", "closed"), opened);
    assertEquals(1, asked.stream().filter(unit -> unit == 1).count());
  }

  /** The first that is asked for may be what proves the device. */
  @Test
  void nothingIsAskedBeforeTheConnectionIsMade() {
    connectsLate = true;
    scout.scan(search(1, 3));
    Discovery.Scan scan = done();
    assertEquals(List.of("acme"), scan.found().stream().map(Discovery.Found::type).toList());
    assertEquals(1, asked.size());
  }

  @Test
  void theSitesOwnConnectionIsUsedAndItsDevicesAreLeftAlone() {
    live = Optional.of(new Scout.Live(new Wire(), Map.of(1, "bat1")));
    scout.scan(search(1, 1, 3));
    Discovery.Scan scan = done();
    assertEquals(List.of("bat1", ""), scan.found().stream().map(Discovery.Found::known).toList());
    assertEquals(List.of(3), asked);
    assertEquals(List.of(), opened);
  }

  @Test
  void oneSearchGoesOnAtATimeAndCanBeEnded() {
    String id = scout.scan(search(1000, 1)).orElseThrow().id();
    assertEquals(Optional.empty(), scout.scan(search(1, 1)));
    assertTrue(scout.cancelScan(id));
    assertEquals(Discovery.Progress.CANCELLED, scout.scans().getFirst().progress());
    assertTrue(scout.scans().getFirst().tried() < 1000);
  }

  @Test
  void nothingCanBeWrittenWhileLooking() {
    ReadOnly connection = new ReadOnly(new Wire());
    assertThrows(DeviceException.NoResponse.class, () -> connection.write(null));
    assertThrows(
        IllegalArgumentException.class,
        () -> scout.scan(new Discovery.Search("none", List.of(), List.of(1))));
  }

  @Test
  void samePeersAreKnownHoweverTheyAreWritten() {
    assertTrue(
        Scout.isSame(
            Map.of("host", "localhost"),
            Map.of("host", "127.0.0.1", "port", "502", "timeout", "1 s")));
    assertEquals(false, Scout.isSame(Map.of("host", "a"), Map.of("host", "a", "port", "503")));
    assertEquals(false, Scout.isSame(Map.of("host", "a"), Map.of("host", "b")));
    Map<String, String> line = Map.of("serial-port", "/dev/ttyS0", "baud", "9600");
    assertTrue(Scout.isSame(line, Map.of("serial-port", "/dev/ttyS0")));
    assertEquals(false, Scout.isSame(line, Map.of("serial-port", "/dev/ttyS1")));
  }
}
