package org.busbar.profile.importing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.busbar.config.api.ConfigException;
import org.busbar.config.api.Document;
import org.busbar.config.api.Element;
import org.busbar.config.api.Section;

/**
 * Inverter definitions of Home Assistant's Solarman integrations: groups of items with rule,
 * registers (the low word first), scale and unit. What computes, guesses or tells times is left.
 */
final class SolarmanImporter implements Importer {
  private static final Map<String, String> RULES =
      Map.of("1", "u", "2", "i", "3", "u", "4", "i", "6", "bits");

  private static final Map<String, String> OTHERS =
      Map.of(
          "0", "rule 0 is computed by the integration",
          "5", "rule 5 is a text",
          "7", "rule 7 is a version, a text",
          "8", "rule 8 is a date",
          "9", "rule 9 is a time of day",
          "10", "rule 10 is raw words");

  /** What changes a number in a way that a register of ours does not. */
  private static final List<String> BEYOND =
      List.of("sensors", "magnitude", "bitmask", "multiply", "uint");

  private static final Map<String, String> TABLES =
      Map.of("1", "coil", "2", "discrete-input", "3", "holding", "4", "input");

  @Override
  public String kind() {
    return "solarman-yaml";
  }

  @Override
  public String help() {
    return "an inverter definition of Home Assistant's Solarman integrations; --id maker.model"
        + " --nature pv --source TEXT --source-licence SPDX [--sign produce+]"
        + " [--points 'activePowerW=Output AC Power; dcPowerW=PV Power']";
  }

  @Override
  public List<Draft> read(Path file, Map<String, String> options)
      throws IOException, ConfigException {
    Asked asked = new Asked(options);
    asked.check(Set.of("points", "sign"), List.of("id", "nature", "source", "source-licence"));
    String name = String.valueOf(file);
    Section root = Document.parse(name, Asked.read(file)).open();
    Draft draft = asked.draft("secondary", Map.of());
    FactPoints points = new FactPoints(name, asked, draft);
    Tables tables = Tables.of(root);
    if (!root.has("parameters")) {
      root.problem("parameters", "is missing", "Is it an inverter definition of Solarman?");
      throw new ConfigException(root.problems());
    }
    for (Section group : sections(root, "parameters")) {
      group.open();
      for (Section item : sections(group, "items")) {
        item.open();
        item(item, tables, points);
      }
    }
    root.problems().forEach(draft::left); // Its other items are taken all the same.
    return List.of(points.done());
  }

  /** Which table a register is read from: by the item, else by the request that holds it. */
  private record Tables(String usual, Map<Integer, String> byRegister) {
    private static final int LAST = 65_535;

    static Tables of(Section root) {
      String usual =
          root.optionalSection("default")
              .map(Section::open)
              .map(d -> d.text("code", "3"))
              .orElse("3");
      Map<Integer, String> codes = new HashMap<>();
      for (Section request : sections(root, "requests")) {
        request.open();
        int end = request.integer("end", 0, 0, LAST);
        String code = decimal(request.text("code", request.text("mb_functioncode", usual)));
        for (int at = request.integer("start", 0, 0, LAST); at <= end; at++) {
          codes.putIfAbsent(at, code);
        }
      }
      return new Tables(decimal(usual), codes);
    }

    String code(Section item, int at) {
      String fallback = byRegister.getOrDefault(at, usual);
      if (item.isMapping("code")) {
        return decimal(item.section("code").open().text("read", fallback));
      }
      return decimal(item.text("code", fallback));
    }
  }

  private static void item(Section item, Tables tables, FactPoints points) {
    String name = item.text("name", "");
    int line = line(item);
    Optional<String> why = beyond(item, name);
    if (why.isPresent()) {
      points.left(line, name, why.get());
      return;
    }
    List<Integer> registers = registers(item);
    if (registers.isEmpty()) {
      points.left(line, name, "its registers are no list of numbers, or differ by model");
      return;
    }
    Optional<Boolean> lowFirst = order(registers);
    if (lowFirst.isEmpty()) {
      points.left(line, name, "its registers " + registers + " are not one number of 1, 2 or 4");
      return;
    }
    if (item.has("range")) {
      points.remark(line, name, "its range of raw numbers is not taken over");
    }
    int at = registers.stream().mapToInt(Integer::intValue).min().orElse(0);
    String code = tables.code(item, at);
    if (!TABLES.containsKey(code)) {
      points.left(line, name, "function code " + code + " does not read. Known are 1, 2, 3, 4");
      return;
    }
    try {
      points.add(
          fact(item, line, place(item, TABLES.get(code), at, registers.size(), lowFirst.get())));
    } catch (NumberFormatException notANumber) {
      points.left(line, name, "scale, offset, divide, mask or bit is no single number");
    }
  }

  private static Optional<String> beyond(Section item, String name) {
    String rule = item.text("rule", "");
    if (name.isBlank()) {
      return Optional.of("it has no name");
    }
    if (!RULES.containsKey(rule)) {
      return Optional.of(
          OTHERS.getOrDefault(rule, "rule '" + rule + "' is not known. Known are 1, 2, 3, 4, 6"));
    }
    if (item.has("disabled")) {
      return Optional.of("it is disabled");
    }
    if (item.has("scale") && item.texts("scale").size() != 1) {
      return Optional.of("its scale differs from model to model");
    }
    return BEYOND.stream()
        .filter(item::has)
        .findFirst()
        .map(key -> "'" + key + "' is more than a register says");
  }

  private static Fact.Place place(Section item, String table, int at, int size, boolean lowFirst) {
    String kind = RULES.get(item.text("rule"));
    boolean bit = item.has("bit");
    String bits = size == 4 ? "64" : size == 2 ? "32" : "16";
    String type = kind.equals("bits") ? (size == 2 ? "bits32" : "bits") : kind + bits;
    long mask = item.has("mask") ? Long.decode(item.text("mask")) : -1;
    if (mask >= 0
        && (mask == 0 || Long.bitCount((mask >> Long.numberOfTrailingZeros(mask)) + 1) != 1)) {
      throw new NumberFormatException("mask is no run of bits");
    }
    return new Fact.Place(
        table,
        at,
        bit ? "bool" : type,
        lowFirst,
        mask,
        bit ? Integer.decode(item.text("bit")) : -1,
        OptionalInt.empty(),
        "");
  }

  private static Fact fact(Section item, int line, Fact.Place place) {
    boolean words = item.has("lookup") || place.bit() >= 0;
    double scale = words ? 1 : Double.parseDouble(item.text("scale", "1"));
    double divide = words ? 1 : Double.parseDouble(item.text("divide", "1"));
    double offset = words ? 0 : Double.parseDouble(item.text("offset", "0"));
    double factor = scale / divide * (item.has("inverted") ? -1 : 1);
    String unit = words ? "" : item.text("uom", item.text("unit_of_measurement", ""));
    // A mask shifts the number down here, so what stood above it is divided away already.
    double shift = place.mask() > 0 ? Math.scalb(1.0, Long.numberOfTrailingZeros(place.mask())) : 1;
    return new Fact(line, item.text("name"), place, unit, factor * shift, -offset * factor, "", "");
  }

  private static List<Integer> registers(Section item) {
    List<Integer> registers = new ArrayList<>();
    for (String text : item.texts("registers")) {
      try {
        registers.add(Integer.decode(text.strip()));
      } catch (NumberFormatException notANumber) {
        return List.of();
      }
    }
    return registers;
  }

  /** True where the low word has the lower register; empty where they are no one number. */
  private static Optional<Boolean> order(List<Integer> registers) {
    int size = registers.size();
    if (size != 1 && size != 2 && size != 4) {
      return Optional.empty();
    }
    int step = size == 1 ? 1 : registers.get(1) - registers.get(0);
    for (int i = 1; i < size; i++) {
      if (Math.abs(step) != 1 || registers.get(i) - registers.get(i - 1) != step) {
        return Optional.empty();
      }
    }
    return Optional.of(size > 1 && step == 1);
  }

  private static String decimal(String code) {
    try {
      return Integer.toString(Integer.decode(code.strip()));
    } catch (NumberFormatException notANumber) {
      return code;
    }
  }

  private static int line(Section section) {
    String at = section.at("name");
    return Integer.parseInt(at.substring(at.lastIndexOf(':') + 1));
  }

  private static List<Section> sections(Section section, String key) {
    List<Section> sections = new ArrayList<>();
    for (Element element : section.items(key)) {
      if (element instanceof Section found) {
        sections.add(found);
      } else {
        section.problem(key, "holds a value where a mapping should be", "");
      }
    }
    return sections;
  }
}
