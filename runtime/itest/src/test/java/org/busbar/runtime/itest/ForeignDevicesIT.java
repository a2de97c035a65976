package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A SunSpec inverter and a SunSpec meter on a Modbus server that is not ours. */
class ForeignDevicesIT {
  private static final String SITE =
      """
      busbar: site/1
      site: foreign
      cycle: 100 ms
      connections:
        roof: {transport: modbus-tcp, host: 127.0.0.1, port: %d, timeout: 500 ms}
      devices:
        pv1: {profile: sunspec, connection: roof, unit: 1, options: {nature: pv, rated-power: 5 kW}, consent: {control: {by: test, on: 2026-11-21, why: a simulated device}}}
        pcc: {profile: sunspec, connection: roof, unit: 2, options: {nature: meter}}
      tree:
        meter: pcc
        children: [pv1]
      """;

  @TempDir Path folder = Path.of("");

  private Program foreignDevices(int port) throws IOException, URISyntaxException {
    Path script = Path.of(ForeignDevicesIT.class.getResource("/foreign_devices.py").toURI());
    return Program.start(
        folder.resolve("foreign.log"),
        List.of(Peer.PYTHON, script.toString(), Integer.toString(port)));
  }

  private static void assertValue(
      RunningGateway gateway, String device, String point, double expected) {
    assertTrue(
        Program.await(
            Duration.ofSeconds(15), () -> Math.abs(gateway.value(device, point) - expected) < 1e-6),
        () ->
            device
                + " "
                + point
                + ": "
                + gateway.value(device, point)
                + " is not "
                + expected
                + "\n"
                + gateway.rest().get("/points?device=" + device)
                + "\n"
                + gateway.program().output());
  }

  @Test
  @Tag("PRO-03")
  void aForeignInverterIsReadAndDrivenAndAForeignMeterRead() throws Exception {
    Peer.requirePymodbus();
    int port = RunningGateway.freePort();
    Path site = folder.resolve("site.yaml");
    Files.writeString(site, SITE.formatted(port));
    try (Program foreign = foreignDevices(port);
        RunningGateway gateway = RunningGateway.start("edge", site, folder.resolve("home"))) {
      assertValue(gateway, "pv1", "activePowerW", 3_500);
      assertValue(gateway, "pv1", "frequencyHz", 50.01);
      assertValue(gateway, "pv1", "voltageLnV.2", 230.2);
      assertValue(gateway, "pv1", "energyInjectedWh", 1_234_567);
      assertValue(gateway, "pv1", "dcPowerW.1", 496);
      assertValue(gateway, "pv1", "dcVoltageV.2", 590);
      assertValue(gateway, "pv1", "dcCurrentA.2", 4);
      assertValue(gateway, "pcc", "activePowerW", -1_250);
      assertValue(gateway, "pcc", "activePowerW.2", -450);
      assertValue(gateway, "pcc", "frequencyHz", 49.98);
      assertEquals("", writes(foreign), "observed, not written");

      gateway.run();
      gateway
          .rest()
          .post(
              "/proposals",
              "{\"node\":\"pv1\",\"quantity\":\"activePowerW\",\"max\":2000,"
                  + "\"validFor\":\"PT20S\",\"reason\":\"test of the limit\"}");
      assertValue(gateway, "pv1", "activePowerW", 2_000);
      // 2000 W of the rated 5000 W is 40.00 %, register 40155; its enable is four further on.
      assertTrue(foreign.output().contains("WRITE 1 40155 4000"), foreign::output);

      gateway.program().signal("TERM");
      assertEquals(0, gateway.program().exitCode(Duration.ofSeconds(15)));
      String last = writes(foreign).lines().reduce("", (a, b) -> b);
      assertTrue(
          last.startsWith("WRITE 1 40159 0") || last.startsWith("WRITE 1 40155 10000"),
          () -> "not released: " + writes(foreign));
    }
  }

  private static String writes(Program foreign) {
    return String.join(
        "\n", foreign.output().lines().filter(line -> line.startsWith("WRITE")).toList());
  }
}
