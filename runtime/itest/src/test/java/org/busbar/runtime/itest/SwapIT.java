package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Plug-ins go over to new versions in the shipped assembly, and come and go, while a site of a
 * hundred devices runs.
 */
class SwapIT {
  private static final boolean DEEP = Boolean.getBoolean("busbar.deep");

  @TempDir Path folder = Path.of("");

  private Map<String, Double> figures(String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of(Program.java(), "-XX:+UseSerialGC"));
    if (!DEEP) {
      command.add("-XX:TieredStopAtLevel=1"); // As the gateways that ship.
    }
    command.addAll(List.of(options));
    command.addAll(
        List.of(
            "-Dbusbar.root=" + Path.of("../..").toRealPath(),
            "-Dbusbar.dist=" + Program.distribution(),
            "-Dbusbar.report=" + folder,
            "-cp",
            "../bench/target/*:../bench/target/lib/*",
            "org.busbar.runtime.bench.BenchMain",
            "swap"));
    try (Program bench = Program.start(folder.resolve("bench.log"), command)) {
      Duration most = Duration.ofMinutes(DEEP ? 60 : 5);
      assertEquals(0, bench.exitCode(most), bench.output());
    }
    Map<String, Double> figures = new HashMap<>();
    for (String line : Files.readAllLines(folder.resolve("figures.jsonl"))) {
      JsonNode figure = new ObjectMapper().readTree(line);
      if (figure.has("value")) {
        figures.put(figure.get("figure").asText(), figure.get("value").asDouble());
      }
    }
    return figures;
  }

  /** A mode and a profile five times each, and a driver that comes and goes twice. */
  @Test
  void nothingIsDoubledReleasedRestartedOrLeftBehind() throws Exception {
    Map<String, Double> figures =
        figures(
            "-Dbusbar.swaps=5",
            "-Dbusbar.kinds=mode,profile",
            "-Dbusbar.cycles=2",
            "-Dbusbar.cycled=driver");
    assertTrue(figures.size() > 10, figures::toString);
    for (String kind : List.of("mode", "profile")) {
      for (String what : List.of("restarts", "class-loaders", "doubled", "without-owner")) {
        assertEquals(0.0, figures.get("swap/" + kind + "/" + what), kind + ": " + what);
      }
    }
    nothingIsLeft(figures);
  }

  /** Alone on the machine, so that a cycle that is missed is the gateway's own. */
  @Test
  @Deep
  @Tag("PLG-01")
  void twoHundredCyclesOfInstallUpdateAndUninstallMissNoControlCycle() throws Exception {
    Map<String, Double> figures =
        figures("-Dbusbar.kinds=none", "-Dbusbar.cycles=200", "-Dbusbar.cycled=driver,mode");
    nothingIsLeft(figures);
    assertEquals(0.0, figures.get("swap/cycles/missed-cycles"), figures::toString);
  }

  private static void nothingIsLeft(Map<String, Double> figures) {
    for (String what : List.of("stale-services", "class-loaders")) {
      assertEquals(0.0, figures.get("swap/cycles/" + what), () -> what + " " + figures);
    }
  }
}
