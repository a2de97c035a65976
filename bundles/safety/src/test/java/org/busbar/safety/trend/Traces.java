package org.busbar.safety.trend;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/** Days made of measured charges and discharges, seen by a sensor with noise and steps. */
final class Traces {
  static final double DAY = 86_400;
  private static final double NOISE_K = 0.05;
  private static final double STEP_K = 0.1;

  /** One sample of what was measured. */
  record Point(double seconds, double load, double temperature) {}

  private final Map<String, List<Point>> runs = new LinkedHashMap<>();
  private final List<List<Point>> warm = new ArrayList<>();
  private final List<List<Point>> cold = new ArrayList<>();

  Traces() throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Objects.requireNonNull(
                        Traces.class.getResourceAsStream("temperatures.csv.gz"))),
                StandardCharsets.US_ASCII))) {
      in.readLine();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.split(",");
        runs.computeIfAbsent(words[0], run -> new ArrayList<>())
            .add(
                new Point(
                    Double.parseDouble(words[1]),
                    Double.parseDouble(words[2]),
                    Double.parseDouble(words[3])));
      }
    }
    runs.forEach((run, points) -> (run.startsWith("B0047") ? cold : warm).add(points));
  }

  /**
   * A day in random order, without a fault: runs of one ambient, each begun where the last ended.
   */
  List<Point> day(Random random) {
    return day(random.nextInt(3) == 0 ? cold : warm, random, DAY);
  }

  /** Each recorded run by its name, begun again and again for four hours. */
  Map<String, List<Point>> each() {
    Map<String, List<Point>> each = new LinkedHashMap<>();
    runs.forEach((run, points) -> each.put(run, day(List.of(points), new Random(1), DAY / 6)));
    return each;
  }

  private static List<Point> day(List<List<Point>> from, Random random, double length) {
    List<Point> day = new ArrayList<>();
    double at = 0;
    double last = Double.NaN;
    while (at < length) {
      List<Point> run = from.get(random.nextInt(from.size()));
      double gap = Double.isNaN(last) ? 0 : rest(day, at, last, run.getFirst().temperature());
      at += gap;
      for (Point point : run) {
        day.add(new Point(at + point.seconds(), point.load(), point.temperature()));
      }
      last = day.getLast().temperature();
      at = day.getLast().seconds() + 5;
    }
    return day;
  }

  /** Rests until the cell has the temperature at which the next run begins: 0.3 K a minute. */
  private static double rest(List<Point> day, double at, double from, double to) {
    double seconds = Math.abs(to - from) / 0.3 * 60 + 60;
    for (double t = 0; t < seconds; t += 5) {
      day.add(new Point(at + t, 0, from + (to - from) * t / seconds));
    }
    return seconds;
  }

  /** What a sensor shows of it: noise, whole steps, an offset of its own. */
  static double seen(double temperature, double offset, Random random) {
    double noisy = temperature + offset + random.nextGaussian() * NOISE_K;
    return Math.round(noisy / STEP_K) * STEP_K;
  }
}
