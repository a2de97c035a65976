package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The console finds, installs and takes back a plug-in of the build's catalogue while the site
 * runs.
 */
class PluginPagesIT {
  private static final Pattern CODE = Pattern.compile("(http://\\S+)/#code=(\\S+)");
  private static final String PLUGIN = "org.busbar.drivers.janitza";

  @TempDir Path folder = Path.of("");

  /** How many versions of plug-ins the catalogue of the build has; the demo believes it. */
  private static int offers(RunningGateway gateway) {
    int all = 0;
    for (JsonNode source : gateway.rest().get("/plugin-sources")) {
      all += source.get("plugins").asInt();
    }
    return all;
  }

  @Test
  @Tag("PLG-05")
  void aPluginIsFoundInstalledAndTakenBackOnTheConsole() throws Exception {
    Path console = Path.of("../../web-console").toAbsolutePath().normalize();
    Peer.require(
        "a browser (Debian: chromium)",
        List.of("node", console.resolve("test/browser.mjs").toString(), "--find"));
    Path home = folder.resolve("home").toAbsolutePath();
    Files.createDirectories(home.resolve("plugins"));
    Files.writeString(home.resolve("plugins/policy.json"), "{\"watch-s\":1}");
    String ownPlant = "-Dbusbar.simport=" + RunningGateway.freePort();
    try (RunningPlant plant = RunningPlant.start(folder.resolve("plant"), "--speed", "30");
        RunningGateway gateway =
            RunningGateway.start("demo", plant.writeSite(folder), home, ownPlant)) {
      gateway.run();
      assertTrue(
          Program.await(Duration.ofSeconds(30), () -> offers(gateway) > 0),
          () -> "no catalogue: " + gateway.rest().get("/plugin-sources"));
      Matcher address = CODE.matcher(gateway.program().output());
      assertTrue(address.find(), () -> "no code: " + gateway.program().output());
      double skipped = gateway.metric("busbar_cycles_skipped_total");
      String confirm =
          "JAVA_HOME=%s sh %s plugin confirm --home %s"
              .formatted(
                  System.getProperty("java.home"),
                  Program.distribution().resolve("bin/busbar").toAbsolutePath(),
                  home);
      List<String> command =
          List.of(
              "bash",
              "-c",
              "cd '"
                  + console
                  + "' && BUSBAR_URL=$0 BUSBAR_CODE=$1 BUSBAR_PLUGIN=$2 BUSBAR_CONFIRM=$3"
                  + " exec node test/plugins.mjs",
              address.group(1),
              address.group(2),
              PLUGIN,
              confirm);
      try (Program browser = Program.start(folder.resolve("browser.log"), command)) {
        int code = browser.exitCode(Duration.ofMinutes(2));
        System.out.println(browser.output());
        assertEquals(0, code, browser::output);
      }
      assertEquals("RUNNING", gateway.state());
      System.out.println(
          "cycles skipped meanwhile: " + (gateway.metric("busbar_cycles_skipped_total") - skipped));
    }
  }
}
