package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console as a person has it: a browser opened on a running gateway by its one-time code. */
class ConsoleIT {
  private static final Pattern CODE = Pattern.compile("(http://\\S+)/#code=(\\S+)");

  /** Pictures are taken where the variable CONSOLE_PICTURES names a folder. */
  private static final String SCRIPT =
      "BUSBAR_SCREENSHOTS=$CONSOLE_PICTURES BUSBAR_DAY=$3 BUSBAR_COMMANDS=1"
          + " BUSBAR_URL=$0 BUSBAR_CODE=$1 BUSBAR_PID=$2 exec node test/browser.mjs";

  /** The inverter may be switched. */
  private static final String CONSENT =
      "consent: {control: {by: test, on: 2026-11-21, why: a simulated device}}";

  private static final String CONTACTS =
      """

      contacts:
        duty: {name: Jo Example, role: electrician on duty, phone: "+41 44 123 45 67"}
        control-room: {mail: duty@example.org}
      """;

  @TempDir Path folder = Path.of("");

  /** The demo's, with a limit that binds in the sun of the morning, and somebody to call. */
  private Path site(RunningPlant plant) throws IOException {
    Path site = plant.writeSite(folder);
    String text =
        Files.readString(site)
            .replace("min: -9 kW", "min: -500 W")
            .replace("{nature: pv}", "{nature: pv, rated-power: 5 kW}, " + CONSENT);
    Files.writeString(site, text + CONTACTS);
    return site;
  }

  @Test
  @Tag("WEB-01")
  @Tag("WEB-02")
  @Tag("SAF-22")
  @Tag("SAF-23")
  @Tag("DEV-22")
  void aBrowserSeesTheSiteStopsItResetsItStartsItAndSeesItDie() throws Exception {
    Path console = Path.of("../../web-console").toAbsolutePath().normalize();
    Peer.require(
        "a browser (Debian: chromium)",
        List.of("node", console.resolve("test/browser.mjs").toString(), "--find"));
    assertTrue(Files.isDirectory(console.resolve("node_modules")), "the console was not built");
    // The demo prints its code; the plant it brings along is not the one that is looked at.
    // As late as the plant has it when it starts.
    Instant end = Instant.now();
    ReplayedDay.write(folder.resolve("home"), end, 10);
    String ownPlant = "-Dbusbar.simport=" + RunningGateway.freePort();
    try (RunningPlant plant = RunningPlant.start(folder.resolve("plant"));
        RunningGateway gateway =
            RunningGateway.start("demo", site(plant), folder.resolve("home"), ownPlant)) {
      gateway.run();
      Matcher address = CODE.matcher(gateway.program().output());
      assertTrue(address.find(), () -> "no code: " + gateway.program().output());
      List<String> command =
          List.of(
              "bash",
              "-c",
              "cd '" + console + "' && " + SCRIPT,
              address.group(1),
              address.group(2),
              Long.toString(gateway.program().pid()),
              Long.toString(end.toEpochMilli()));
      try (Program browser = Program.start(folder.resolve("browser.log"), command)) {
        int code = browser.exitCode(Duration.ofMinutes(8));
        System.out.println(browser.output());
        assertEquals(0, code, browser::output);
      }
      assertFalse(gateway.program().isAlive(), "the browser was to see it die");
    }
  }
}
