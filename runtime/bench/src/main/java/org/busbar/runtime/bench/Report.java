package org.busbar.runtime.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.busbar.api.time.Clock;

/** Prints one JSON line per figure and keeps the raw samples beside it. */
final class Report {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PrintStream out;
  private final Path folder;
  private final Origin origin;
  private final Clock clock;

  Report(PrintStream out, Path folder, Origin origin, Clock clock) throws IOException {
    this.out = out;
    this.origin = origin;
    this.clock = clock;
    this.folder = Files.createDirectories(folder);
  }

  /** A figure that is one number. */
  void value(String name, double value, String unit, Map<String, ?> notes) {
    print(figure(name, unit).put("value", rounded(value)), notes);
  }

  /** A figure that is a distribution; its samples are kept in {@code NAME.csv}. */
  void samples(String name, Samples samples, double perUnit, String unit, Map<String, ?> notes) {
    Path raw = folder.resolve(name.replace('/', '-') + ".csv");
    samples.write(raw, perUnit, unit);
    ObjectNode figure = figure(name, unit).put("n", samples.count());
    figure.put("p50", rounded(samples.at(0.50) / perUnit));
    put(figure, "p95", samples, 20, perUnit);
    put(figure, "p99", samples, 100, perUnit);
    put(figure, "p999", samples, 1000, perUnit);
    figure.put("max", rounded(samples.at(1) / perUnit));
    figure.put("raw", raw.getFileName().toString());
    print(figure, notes);
  }

  /** All but one of so many; fewer samples cannot tell it. */
  private static void put(ObjectNode figure, String key, Samples samples, int of, double perUnit) {
    if (samples.count() >= of) {
      figure.put(key, rounded(samples.at(1 - 1.0 / of) / perUnit));
    }
  }

  private static ObjectNode figure(String name, String unit) {
    return JSON.createObjectNode().put("figure", name).put("unit", unit);
  }

  private void print(ObjectNode figure, Map<String, ?> notes) {
    notes.forEach((key, value) -> figure.set(key, JSON.valueToTree(value)));
    figure.put("load", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    figure.put("cpus", Runtime.getRuntime().availableProcessors());
    figure.put("java", System.getProperty("java.version"));
    figure.put("machine", origin.machine());
    figure.put("commit", origin.commit());
    figure.put("at", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    String line = figure.toString();
    out.println(line);
    try {
      Files.writeString(
          folder.resolve("figures.jsonl"),
          line + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Four significant digits: more is noise. */
  private static double rounded(double value) {
    if (!Double.isFinite(value) || value == 0) {
      return value;
    }
    double scale = Math.pow(10, 3 - Math.floor(Math.log10(Math.abs(value))));
    return Math.round(value * scale) / scale;
  }
}
