package org.busbar.sim;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import org.busbar.api.time.Clock;
import org.busbar.config.api.ConfigException;
import org.busbar.config.api.Document;
import org.busbar.config.api.Section;
import org.jspecify.annotations.Nullable;

/** Finds the plant to be simulated: a file, or the demo's own. */
final class DemoPlant {
  private DemoPlant() {}

  /** The plant of a file, of the demo where none is named, from the local time of day on. */
  static PlantFile read(@Nullable String file, Clock clock, double speed)
      throws ConfigException, IOException {
    double startS = LocalTime.ofInstant(clock.instant(), ZoneId.systemDefault()).toSecondOfDay();
    return PlantFile.read(file == null ? own() : Document.read(Path.of(file)), startS, speed);
  }

  static Section own() throws ConfigException, IOException {
    try (InputStream in = DemoPlant.class.getResourceAsStream("plant.yaml")) {
      if (in == null) {
        throw new IOException("the demo's plant is missing from this bundle");
      }
      return Document.parse("plant.yaml", new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** A row of equal batteries, each on a port of its own, charged one more than the other. */
  static Section batteries(int count) throws ConfigException {
    StringBuilder text = new StringBuilder("name: batteries\ndevices:\n");
    for (int i = 1; i <= count; i++) {
      text.append(
          "  bess%d: {kind: battery, profile: busbar.battery-inverter, port: %d, unit: 1, start-soc: %d %%}\n"
              .formatted(i, i, 20 + i % 60));
    }
    return Document.parse("batteries", text.toString());
  }
}
