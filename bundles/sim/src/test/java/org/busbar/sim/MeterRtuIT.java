package org.busbar.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.SessionStatus.State;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.profile.CarriedProfiles;
import org.busbar.sim.plant.Grid;
import org.busbar.sim.plant.Load;
import org.busbar.sim.plant.PccMeter;
import org.busbar.sim.plant.Plant;
import org.busbar.testkit.api.ForeignServer;
import org.busbar.transport.modbus.ModbusRtu;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the simulated meter measures, in registers of a foreign slave on a serial line: read through
 * a pair of pseudo terminals. The registers are written by hand from the meter's table.
 */
@Timeout(120)
class MeterRtuIT {
  private static final int UNIT = 5;
  private static final int SECONDS = 24;

  /** More than two of its periods: what was asked for since then was measured after. */
  private static final long SETTLED_NANOS = 400_000_000L;

  private final BlockingQueue<Sample> powers = new LinkedBlockingQueue<>();

  private static String words(int address, long value) {
    return address + " " + (value >> 16 & 0xFFFF) + " " + (value & 0xFFFF);
  }

  private DeviceSession open(Connection connection) {
    DeviceConfig config =
        new DeviceConfig(
            new NodeId("pcc"), "profile", "busbar.meter", "line", UNIT, Map.of(), Set.of(), "test");
    return new CarriedProfiles()
        .driver()
        .open(
            connection,
            config,
            sample -> {
              if (sample.address().toString().equals("pcc/activePowerW")) {
                powers.add(sample);
              }
            },
            Clock.system());
  }

  private static Connection connect(String port) {
    ConnectionListener deaf =
        new ConnectionListener() {
          @Override
          public void connected() {}

          @Override
          public void lost(DeviceException cause) {}
        };
    Map<String, String> settings = Map.of("serial-port", port, "baud", "115200", "timeout", "2 s");
    return new ModbusRtu()
        .open(new ConnectionConfig("line", "modbus-rtu", settings, "test"), deaf, Clock.system());
  }

  /** The first that was asked for after this time. */
  private Sample after(long nanos) throws InterruptedException {
    while (true) {
      Sample sample = powers.poll(20, TimeUnit.SECONDS);
      assertNotNull(sample, "no sample in 20 s");
      if (sample.measuredNanos() - nanos > 0) {
        return sample;
      }
    }
  }

  @Test
  @Tag("DEV-11")
  void aMeterOnASerialLineAgreesWithTheSimulatorWithinHalfAPercent() throws Exception {
    Grid grid = new Grid(7, 0);
    Load house = new Load("house", (from, to) -> 400 + 3000 * Math.sin(from / 3), grid, 7);
    PccMeter meter = new PccMeter("pcc", List.of(house), grid, 7);
    Plant plant = new Plant(grid, List.of(house, meter), 1);
    Path script = Path.of(MeterRtuIT.class.getResource("rtu_meter.py").toURI());
    try (ForeignServer slave = ForeignServer.pymodbus(script.toUri());
        Connection connection = connect(slave.where())) {
      slave.say("0 " + 0xB001);
      DeviceSession session = open(connection);
      for (int i = 0; i < SECONDS; i++) {
        plant.step(1);
        double truth = meter.value(Points.ACTIVE_POWER_W, 0);
        slave.say(words(2, Math.round(truth)));
        Sample seen = after(Clock.system().nanos() + SETTLED_NANOS);
        assertEquals(Quality.GOOD, seen.quality());
        assertEquals(truth, seen.value(), Math.max(0.51, 0.005 * Math.abs(truth)), "second " + i);
      }
      assertEquals(State.READY, session.status().state());
      session.close();
    }
  }
}
