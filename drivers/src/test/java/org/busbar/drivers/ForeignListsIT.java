package org.busbar.drivers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.profile.ProfileDriver;
import org.busbar.profile.ProfileLibrary;
import org.busbar.testkit.api.ForeignServer;
import org.busbar.transport.modbus.ModbusTcp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Imported profiles read what somebody else typed from the lists they were made of: another coding
 * of the same facts, served by pymodbus.
 */
@Timeout(60)
class ForeignListsIT {
  private static ForeignServer server;
  private static RegisterConnection connection;

  @BeforeAll
  static void start() throws Exception {
    server = ForeignServer.pymodbus(ForeignListsIT.class.getResource("open_lists.py").toURI());
    connection = new ModbusTcp().open(server.connection(), new Deaf(), Clock.system());
  }

  @AfterAll
  static void stop() throws Exception {
    connection.close();
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          abb.a-b-series       |  1 | activePowerW=-2345.67 activePowerW.1=-700.11 voltageLnV.1=229.9 currentA.1=3.21 powerFactor=-0.981 frequencyHz=49.97 energyInjectedWh=12345670 energyAbsorbedWh=765430
          carlogavazzi.em24    |  2 | activePowerW=1843.2 activePowerW.1=611.5 voltageLnV.1=231.4 currentA.1=2.654 powerFactor=0.973 frequencyHz=50.1 energyInjectedWh=8123400 energyAbsorbedWh=12300
          chint.dtsu666        |  3 | activePowerW=-4321 activePowerW.1=-1440 voltageLnV.1=228.5 currentA.1=6.25 frequencyHz=50.02 energyInjectedWh=1024500 energyAbsorbedWh=99250
          eastron.sdm72v2      |  4 | activePowerW=955.5 activePowerW.1=300.25 voltageLnV.1=230.25 currentA.1=1.375 frequencyHz=49.98 energyInjectedWh=456750 energyAbsorbedWh=3500
          finder.7m38          |  5 | activePowerW=-1500.5 activePowerW.1=-500.25 voltageLnV.1=231.5 currentA.1=2.25 frequencyHz=50.01 energyInjectedWh=321500 energyAbsorbedWh=21250
          schneider.iem3000    |  6 | activePowerW=2750 activePowerW.1=916 voltageLnV.1=229.75 currentA.1=4.5 frequencyHz=50 energyInjectedWh=7777777 energyAbsorbedWh=1234
          janitza.b23          |  7 | activePowerW=640.5 activePowerW.1=213.5 voltageLnV.1=230.75 currentA.1=0.9375 frequencyHz=49.99 energyInjectedWh=88500 energyAbsorbedWh=11500
          lovato.dmg610        |  8 | activePowerW=-98.76 activePowerW.1=-32.92 voltageLnV.1=230.12 currentA.1=0.4321 frequencyHz=49.995 energyInjectedWh=4711080 energyAbsorbedWh=150
          siemens.pac2200      |  9 | activePowerW=3210.5 activePowerW.1=1070.5 voltageLnV.1=232.5 currentA.1=4.625 energyInjectedWh=65432125 energyAbsorbedWh=1500
          goodwe.hybrid-grid   | 10 | activePowerW=-1234 activePowerW.1=-400 voltageLnV.1=233.3 energyInjectedWh=250500
          huawei.sun2000-hybrid-battery | 11 | activePowerW=-2500 stateOfChargePct=73.4 energyInjectedWh=1500250 energyAbsorbedWh=1600500
          sungrow.hybrid-grid  | 12 | activePowerW=777 energyInjectedWh=333300
          """)
  void readsWhatTheListSays(String profile, int unit, String values) throws Exception {
    BlockingQueue<Sample> samples = new LinkedBlockingQueue<>();
    DeviceConfig config =
        new DeviceConfig(
            new NodeId("d"),
            "profile",
            profile,
            "foreign",
            unit,
            Map.of("poll-slow", "1 s"),
            Set.of(),
            "test");
    Map<String, Double> wanted = new HashMap<>();
    for (String value : values.split(" ")) {
      String[] sides = value.split("=");
      wanted.put(sides[0], Double.valueOf(sides[1]));
    }
    try (DeviceSession session =
        new ProfileDriver(ProfileLibrary.of(Path.of(profile.split("\\.")[0])))
            .open(connection, config, samples::add, Clock.system())) {
      while (!wanted.isEmpty()) {
        Sample sample = samples.poll(15, TimeUnit.SECONDS);
        assertNotNull(sample, () -> wanted + " did not come: " + session.status());
        Double value = wanted.remove(sample.address().pointName());
        if (value != null) {
          assertEquals(Quality.GOOD, sample.quality());
          // A float of 32 bits has seven digits.
          assertEquals(value, sample.value(), Math.abs(value) * 2e-7, sample.toString());
        }
      }
    }
  }

  /** Hears nothing. */
  private static final class Deaf implements ConnectionListener {
    @Override
    public void connected() {}

    @Override
    public void lost(DeviceException cause) {}
  }
}
