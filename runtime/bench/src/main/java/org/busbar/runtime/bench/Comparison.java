package org.busbar.runtime.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** {@code ./busbar bench compare A B [--force]}: two report folders side by side. */
final class Comparison {
  /** Runs of one program on a quiet machine differ by less. */
  private static final double WORSE = 1.2;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String COLUMNS = "%-44s %-10s %10s %10s %6s %10s %10s %6s  %s";

  private Comparison() {}

  /**
   * The comparison, one line each.
   *
   * @param isForced whether figures of different machines are compared all the same
   * @throws IllegalArgumentException with the reason where the two cannot be compared
   */
  static List<String> of(Path before, Path after, boolean isForced) throws IOException {
    Map<String, JsonNode> a = figures(before);
    Map<String, JsonNode> b = figures(after);
    Set<String> machines = new TreeSet<>(origins(a, "machine"));
    machines.addAll(origins(b, "machine"));
    Set<String> cpus = new TreeSet<>(origins(a, "cpus"));
    cpus.addAll(origins(b, "cpus"));
    if (!isForced && (machines.size() > 1 || cpus.size() > 1 || machines.contains("unknown"))) {
      throw new IllegalArgumentException(
          "not of one machine: %s, processors %s; --force compares all the same"
              .formatted(machines, cpus));
    }
    List<String> lines = new ArrayList<>();
    lines.add("A " + before + ": commit " + String.join(", ", origins(a, "commit")));
    lines.add("B " + after + ": commit " + String.join(", ", origins(b, "commit")));
    lines.add(
        COLUMNS
            .formatted("figure", "unit", "median A", "median B", "B/A", "max A", "max B", "B/A", "")
            .stripTrailing());
    int worse = 0;
    for (Map.Entry<String, JsonNode> entry : a.entrySet()) {
      JsonNode other = b.get(entry.getKey());
      String line = other == null ? entry.getKey() + ": only in A" : line(entry.getValue(), other);
      worse += line.endsWith("WORSE") ? 1 : 0;
      lines.add(line);
    }
    b.keySet().stream()
        .filter(name -> !a.containsKey(name))
        .forEach(name -> lines.add(name + ": only in B"));
    lines.add("worse by more than 20 %: " + worse);
    return lines;
  }

  private static String line(JsonNode a, JsonNode b) {
    String unit = a.path("unit").asText();
    String median = a.has("p50") ? "p50" : "value";
    double medianA = number(a, median);
    double medianB = number(b, median);
    double maxA = number(a, "max");
    double maxB = number(b, "max");
    boolean isWorse = isWorse(medianA, medianB, unit) || isWorse(maxA, maxB, unit);
    return COLUMNS
        .formatted(
            a.path("figure").asText(),
            unit,
            shown(medianA),
            shown(medianB),
            ratio(medianA, medianB),
            shown(maxA),
            shown(maxB),
            ratio(maxA, maxB),
            isWorse ? "WORSE" : "")
        .stripTrailing();
  }

  /** A rate is worse when it falls, everything else when it rises. Unknown is not judged. */
  static boolean isWorse(double a, double b, String unit) {
    return unit.endsWith("/s") ? b * WORSE < a : b > a * WORSE;
  }

  private static double number(JsonNode figure, String key) {
    return figure.path(key).asDouble(Double.NaN);
  }

  private static String shown(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4g", value) : "-";
  }

  private static String ratio(double a, double b) {
    double ratio = b / a;
    return Double.isFinite(ratio) ? String.format(Locale.ROOT, "%.2f", ratio) : "-";
  }

  /** Figures by name; of one measured twice the last. */
  private static Map<String, JsonNode> figures(Path folder) throws IOException {
    Path file = folder.resolve("figures.jsonl");
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException("no figures.jsonl in " + folder);
    }
    Map<String, JsonNode> figures = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file)) {
      if (!line.isBlank()) {
        JsonNode figure = JSON.readTree(line);
        figures.put(figure.path("figure").asText(), figure);
      }
    }
    return figures;
  }

  private static Set<String> origins(Map<String, JsonNode> figures, String key) {
    Set<String> values = new TreeSet<>();
    figures.values().forEach(figure -> values.add(figure.path(key).asText("unknown")));
    return values;
  }
}
