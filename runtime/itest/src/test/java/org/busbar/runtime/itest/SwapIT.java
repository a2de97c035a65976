package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mode and a profile go over to new versions in the shipped assembly, five times each. */
class SwapIT {
  @TempDir Path folder = Path.of("");

  @Test
  void nothingIsDoubledReleasedRestartedOrLeftBehind() throws Exception {
    Map<String, Double> figures = new HashMap<>();
    try (Program bench =
        Program.start(
            folder.resolve("bench.log"),
            List.of(
                Program.java(),
                "-XX:+UseSerialGC",
                "-Dbusbar.swaps=5",
                "-Dbusbar.kinds=mode,profile",
                "-Dbusbar.root=" + Path.of("../..").toRealPath(),
                "-Dbusbar.dist=" + Program.distribution(),
                "-Dbusbar.report=" + folder,
                "-cp",
                "../bench/target/*:../bench/target/lib/*",
                "org.busbar.runtime.bench.BenchMain",
                "swap"))) {
      assertEquals(0, bench.exitCode(Duration.ofMinutes(5)), bench.output());
    }
    for (String line : Files.readAllLines(folder.resolve("figures.jsonl"))) {
      JsonNode figure = new ObjectMapper().readTree(line);
      if (figure.has("value")) {
        figures.put(figure.get("figure").asText(), figure.get("value").asDouble());
      }
    }
    assertTrue(figures.size() > 10, figures::toString);
    for (String kind : List.of("mode", "profile")) {
      for (String what : List.of("restarts", "class-loaders", "doubled", "without-owner")) {
        assertEquals(0.0, figures.get("swap/" + kind + "/" + what), kind + ": " + what);
      }
    }
  }
}
