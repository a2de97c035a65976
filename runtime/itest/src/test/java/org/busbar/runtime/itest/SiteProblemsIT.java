package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person made wrong in site.yaml is told at once, whoever in the gateway knows of it. */
class SiteProblemsIT {
  private static final String WRONG =
      """
      busbar: site/1
      site: house
      cycel: 100 ms
      connections:
        plant: {transport: modbus-tcp, host: 127.0.0.1, prot: 502, timeout: 50}
      devices:
        pcc: {profile: busbar.metre, connection: plant}
        bat1: {profile: busbar.battery-inverter, connection: plant, unit: 300}
        pv1: {profile: sunspec, connection: plant, options: {rated-power: much}}
      tree: {meter: pcd}
      """;

  @TempDir Path folder = Path.of("");

  @Test
  void allProblemsOfASiteAreToldTogether() throws Exception {
    Path site = Files.writeString(folder.resolve("site.yaml"), WRONG);
    ProcessBuilder builder =
        new ProcessBuilder(
            Program.distribution().resolve("bin/busbar").toString(),
            "run",
            "--site",
            site.toString(),
            "--home",
            folder.resolve("home").toString(),
            "--port",
            Integer.toString(RunningGateway.freePort()),
            "--headless",
            "--no-supervisor");
    Map<String, String> environment = builder.environment();
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    Path log = folder.resolve("log");
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertTrue(process.waitFor(Duration.ofSeconds(60)), () -> "it runs");
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(log);
    assertEquals(1, process.exitValue(), said);
    for (String problem :
        List.of(
            "site.yaml:3: cycel = '100 ms': is not known here. Did you mean 'cycle'?",
            "site.yaml:5: connection 'plant': setting 'prot' is unknown. Did you mean 'port'?",
            "site.yaml:5: connection 'plant': setting 'timeout' is '50'; write 10 ms to 60 s",
            "site.yaml:7: profile 'busbar.metre' is not known. Did you mean 'busbar.meter'?",
            "site.yaml:8: unit '300' is out of range. Write a number from 0 to 255",
            "site.yaml:9: option 'rated-power' = 'much' is no power. Write such as 10 kW",
            "site.yaml:10: tree.meter = 'pcd': is no device. Did you mean 'pcc'?")) {
      assertTrue(said.lines().anyMatch(line -> line.startsWith(problem)), problem + "\n" + said);
    }
    assertTrue(said.indexOf("site.yaml:3") < said.indexOf("site.yaml:5"), "not in order\n" + said);
  }
}
