package org.busbar.drivers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.SessionStatus.State;
import org.busbar.api.device.Writable;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.Command.Action;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Sample;
import org.busbar.profile.ProfileDriver;
import org.busbar.profile.ProfileLibrary;
import org.busbar.testkit.api.ForeignServer;
import org.busbar.transport.modbus.ModbusTcp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Profiles over a real socket against devices that are served by other code: pymodbus. */
@Timeout(60)
class ForeignDevicesIT {
  private final BlockingQueue<Sample> samples = new LinkedBlockingQueue<>();
  private ForeignServer server;
  private RegisterConnection connection;
  private DeviceSession session;

  @BeforeEach
  void start() throws Exception {
    server =
        ForeignServer.pymodbus(ForeignDevicesIT.class.getResource("foreign_devices.py").toURI());
    connection = new ModbusTcp().open(server.connection(), new Deaf(), Clock.system());
  }

  @AfterEach
  void stop() throws IOException {
    if (session != null) {
      session.close();
    }
    if (connection != null) {
      connection.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private void open(String profile, int unit, Map<String, String> options) throws IOException {
    DeviceConfig config =
        new DeviceConfig(
            new NodeId("d"), "profile", profile, "foreign", unit, options, Set.of(), "test");
    session =
        new ProfileDriver(ProfileLibrary.of(Path.of("busbar")))
            .open(connection, config, samples::add, Clock.system());
  }

  private double awaited(String point) throws InterruptedException {
    while (true) {
      Sample sample = samples.poll(15, TimeUnit.SECONDS);
      assertNotNull(sample, () -> point + " did not come: " + session.status());
      if (sample.address().pointName().equals(point)) {
        return sample.value();
      }
    }
  }

  private WriteResult write(Action action, double value) throws Exception {
    Writable writable = session.declaration().writables().getFirst();
    CompletableFuture<WriteResult> result = new CompletableFuture<>();
    Command command = new Command(writable, action, value, Duration.ofSeconds(3), 1);
    connection.urgent(() -> result.complete(session.write(command)));
    return result.get(10, TimeUnit.SECONDS);
  }

  private Words held(int unit, int at, int count) throws Exception {
    CompletableFuture<Words> result = new CompletableFuture<>();
    connection.urgent(
        () -> {
          try {
            result.complete(connection.read(new Registers(unit, Table.HOLDING, at, count)));
          } catch (DeviceException e) {
            result.completeExceptionally(e);
          }
        });
    return result.get(10, TimeUnit.SECONDS);
  }

  @Test
  void aBatteryInverterIsReadSetReadBackAndReleased() throws Exception {
    open("busbar.battery-inverter", 1, Map.of());
    assertEquals(1234, awaited("activePowerW"));
    assertEquals(61.7, awaited("stateOfChargePct"));
    assertEquals(3.32, awaited("cellVoltageMaxV"));
    assertEquals(23.1, awaited("cellTemperatureMinC"));
    assertEquals(State.READY, session.status().state());
    assertEquals(new WriteResult.Accepted(-2500), write(Action.SET, -2500.7));
    assertEquals(Words.of(10), held(1, 0x40, 1));
    assertEquals(Words.of(0xFFFF, -2500), held(1, 0x42, 2));
    assertEquals(new WriteResult.Accepted(0), write(Action.SAFE, 0));
    assertEquals(new WriteResult.Accepted(0), write(Action.RELEASE, 0));
    assertEquals(Words.of(0, 0), held(1, 0x42, 2));
  }

  @Test
  void aSunSpecInverterIsFoundReadAndLimited() throws Exception {
    open("sunspec", 2, Map.of("nature", "pv", "rated-power", "10 kW", "reversion", "30 s"));
    assertEquals(4810, awaited("activePowerW"));
    assertEquals(49.987, awaited("frequencyHz"));
    assertEquals("Foreign Roof 10", session.declaration().name());
    assertEquals(new WriteResult.Accepted(2500), write(Action.SET, 2500));
    assertEquals(Words.of(250), held(2, 40_155, 1));
    assertEquals(Words.of(30, 0, 1), held(2, 40_157, 3));
    assertInstanceOf(WriteResult.Accepted.class, write(Action.RELEASE, Double.NaN));
    assertEquals(Words.of(0), held(2, 40_159, 1));
  }

  /** Registers of model 123: the limit, its window, timer and ramp, and whether it holds. */
  private static final Set<Integer> LIMIT = Set.of(40_155, 40_156, 40_157, 40_158, 40_159);

  @Test
  void theStringsOfAnInverterAreReadAndNothingIsWrittenButTheLimitSoThatItTracksByItself()
      throws Exception {
    open("sunspec", 2, Map.of("nature", "pv", "rated-power", "10 kW", "reversion", "30 s"));
    Map<String, Double> expected =
        Map.of(
            "dcCurrentA.1", 4.31,
            "dcVoltageV.1", 610.4,
            "dcPowerW.1", 2631.0,
            "dcCurrentA.2", 3.77,
            "dcVoltageV.2", 602.7,
            "dcPowerW.2", 2272.0,
            "dcPowerW.3", Double.NaN);
    Map<String, Double> seen = new HashMap<>();
    while (!seen.keySet().containsAll(expected.keySet())) {
      Sample sample = samples.poll(15, TimeUnit.SECONDS);
      assertNotNull(sample, () -> "only " + seen + " came: " + session.status());
      seen.put(sample.address().pointName(), sample.value());
    }
    expected.forEach((point, value) -> assertEquals(value, seen.get(point), point));
    assertEquals(
        Set.of("activePowerW"),
        session.declaration().writables().stream()
            .map(writable -> writable.address().pointName())
            .collect(Collectors.toSet()));
    assertEquals(0, held(5, 0, 1).at(0), "looking writes nothing");
    for (double value : new double[] {0, 1, 2500, 4810, 9_999, 10_000, 3000}) {
      assertInstanceOf(WriteResult.Accepted.class, write(Action.SET, value));
    }
    assertInstanceOf(WriteResult.Accepted.class, write(Action.SAFE, 0));
    assertInstanceOf(WriteResult.Accepted.class, write(Action.RELEASE, Double.NaN));
    assertEquals(Words.of(0), held(2, 40_159, 1), "the limit does not hold any more");
    Words log = held(5, 0, 32);
    assertTrue(log.at(0) >= 9, log.at(0) + " writes");
    for (int i = 1; i < log.size() && log.at(i) != 0; i++) {
      assertTrue(LIMIT.contains(log.at(i)), "register " + log.at(i) + " was written");
    }
  }

  @Test
  void everyRegisterOfAMeterMeansWhatItsTableSays() throws Exception {
    open("busbar.meter", 4, Map.of("poll-slow", "1 s"));
    Map<String, Double> expected =
        Map.ofEntries(
            Map.entry("activePowerW", -2050.0),
            Map.entry("activePowerW.1", 1200.0),
            Map.entry("activePowerW.2", -3000.0),
            Map.entry("activePowerW.3", -250.0),
            Map.entry("reactivePowerVar", 140.0),
            Map.entry("voltageLnV.1", 230.5),
            Map.entry("voltageLnV.2", 231.1),
            Map.entry("voltageLnV.3", 229.8),
            Map.entry("currentA.1", 5.21),
            Map.entry("currentA.2", -12.99),
            Map.entry("currentA.3", -1.09),
            Map.entry("frequencyHz", 50.03),
            Map.entry("powerFactor", -0.983),
            Map.entry("energyInjectedWh", 7_654_321.0),
            Map.entry("energyAbsorbedWh", 5e9));
    Map<String, Double> seen = new HashMap<>();
    while (seen.size() < session.declaration().points().size()) {
      Sample sample = samples.poll(15, TimeUnit.SECONDS);
      assertNotNull(sample, () -> "only " + seen + " came: " + session.status());
      seen.put(sample.address().pointName(), sample.value());
    }
    assertEquals(expected, seen);
  }

  @Test
  void anotherDeviceIsNotTakenForABattery() throws Exception {
    open("busbar.battery-inverter", 3, Map.of());
    long end = Clock.system().nanos() + Duration.ofSeconds(10).toNanos();
    while (session.status().state() == State.CONNECTING && Clock.system().nanos() < end) {
      held(3, 0, 1);
    }
    assertEquals(State.WRONG_DEVICE, session.status().state());
    assertTrue(samples.isEmpty());
    assertInstanceOf(WriteResult.Refused.class, write(Action.SAFE, 0));
  }

  /** Hears nothing. */
  private static final class Deaf implements ConnectionListener {
    @Override
    public void connected() {}

    @Override
    public void lost(DeviceException cause) {}
  }
}
