package org.busbar.profile.importing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.busbar.api.vocabulary.Points;

/**
 * A reading that follows from a list of registers: for each number a count, and what the list says
 * it means. It is computed here of the list alone, so that a mistake of the profile shows.
 */
final class MadeReading {
  private static final Set<String> OUTWARD = Set.of("out+", "export+", "consume+", "charge+");

  /** Power of ten in every scale register. */
  private static final int EXPONENT = -1;

  private static final Map<String, Double> NOMINAL =
      Map.of("V", 230.0, "Hz", 50.0, "W", 1000.0, "A", 5.0, "Pct", 50.0, "C", 25.0, "Wh", 12_000.0);

  private final Map<String, TreeMap<Integer, Integer>> words = new TreeMap<>();
  private final Map<String, Double> expect = new LinkedHashMap<>();
  private final Map<String, Double> sums = new HashMap<>();
  private String table = "holding";

  void defaultTable(String name) {
    table = name;
  }

  String table() {
    return table;
  }

  /**
   * Gives a number a count.
   *
   * @param perUnit what one of the list's unit is in the unit of the point
   */
  void add(Fact fact, String key, double perUnit, String sign) {
    Fact.Place place = fact.place();
    if (place.mask() >= 0 || place.bit() >= 0 || isTaken(place)) {
      return;
    }
    double factor = fact.factor() * (place.scaleAt().isPresent() ? Math.pow(10, EXPONENT) : 1);
    String suffix =
        NOMINAL.keySet().stream()
            .filter(unit -> FactPoints.pointOf(key).endsWith(unit))
            .max((a, b) -> a.length() - b.length())
            .orElse("");
    double nominal = NOMINAL.getOrDefault(suffix, 3.0) / perUnit / Math.abs(factor);
    for (double count : new double[] {Math.rint(Math.clamp(nominal, 1, 30_000)), 1}) {
      double value = (count * factor + fact.offset()) * perUnit;
      value = OUTWARD.contains(sign) ? -value : value;
      if (isPlausible(key, value)) {
        put(place, count);
        expect.put(key, value);
        if (key.startsWith("activePowerW.")) {
          sums.merge("activePowerW", value, Double::sum);
        }
        return;
      }
    }
  }

  void sum(String key) {
    expect.put(key, sums.getOrDefault(key, Double.NaN));
  }

  private boolean isTaken(Fact.Place place) {
    TreeMap<Integer, Integer> taken = words.getOrDefault(place.table(), new TreeMap<>());
    boolean scale =
        place.scaleAt().isPresent()
            && taken.getOrDefault(place.scaleAt().getAsInt(), EXPONENT & 0xffff)
                != (EXPONENT & 0xffff);
    return scale || !taken.subMap(place.at(), place.end()).isEmpty();
  }

  private static boolean isPlausible(String key, double value) {
    return Points.of(FactPoints.pointOf(key))
        .map(point -> value >= point.plausibleMin() && value <= point.plausibleMax())
        .orElse(true);
  }

  private void put(Fact.Place place, double count) {
    TreeMap<Integer, Integer> of = words.computeIfAbsent(place.table(), t -> new TreeMap<>());
    long bits =
        switch (place.type()) {
          case "f32" -> Float.floatToIntBits((float) count) & 0xffff_ffffL;
          case "f64" -> Double.doubleToLongBits(count);
          default -> (long) count;
        };
    for (int i = 0; i < place.size(); i++) {
      int word = place.lowFirst() ? i : place.size() - 1 - i;
      of.put(place.at() + i, (int) (bits >>> 16 * word) & 0xffff);
    }
    place.scaleAt().ifPresent(at -> of.put(at, EXPONENT & 0xffff));
  }

  /** Writes it down as one vector. */
  void into(Draft draft) {
    if (expect.isEmpty()) {
      return;
    }
    Map<String, String> given = new LinkedHashMap<>();
    words.forEach(
        (name, of) -> {
          List<String> run = new ArrayList<>();
          int first = of.firstKey();
          for (Map.Entry<Integer, Integer> word : of.entrySet()) {
            if (word.getKey() != first + run.size()) {
              given.put(place(name, first), String.valueOf(run));
              run.clear();
              first = word.getKey();
            }
            run.add(Integer.toString(word.getValue()));
          }
          given.put(place(name, first), String.valueOf(run));
        });
    Map<String, String> values = new LinkedHashMap<>();
    expect.forEach((key, value) -> values.put(key, FactPoints.plain(value)));
    draft.vector(given, values);
  }

  private String place(String name, int at) {
    return name.equals(table) ? Integer.toString(at) : name + "/" + at;
  }
}
