package org.busbar.profile.importing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.busbar.config.api.ConfigException;
import org.busbar.config.api.Nearest;
import org.busbar.config.api.Problem;

/**
 * The register list of Victron GX devices: {@code attributes.csv} of their Modbus server, one
 * service of it.
 */
final class VictronImporter implements Importer {
  private static final String PREFIX = "com.victronenergy.";
  private static final String FILE = "attributes.csv";
  private static final int COLUMNS = 8;

  /** Services of the gateway itself, which answer at this unit. */
  private static final Set<String> OF_GATEWAY = Set.of("system", "settings", "hub4", "platform");

  private static final int GATEWAY_UNIT = 100;

  private static final Map<String, String> TYPES =
      Map.of("uint16", "u16", "int16", "i16", "uint32", "u32", "int32", "i32", "uint64", "u64");

  @Override
  public String kind() {
    return "victron-csv";
  }

  @Override
  public String help() {
    return "attributes.csv of Victron's Modbus server or its folder; --service grid --unit 30"
        + " --id victron.gx-grid --nature meter --source TEXT --source-licence SPDX [--sign charge+]"
        + " [--points 'activePowerW=/Dc/0/Power']";
  }

  @Override
  public List<Draft> read(Path path, Map<String, String> options)
      throws IOException, ConfigException {
    Asked asked = new Asked(options);
    asked.check(
        Set.of("service", "unit", "points", "sign"),
        List.of("id", "nature", "service", "source", "source-licence"));
    Path file = Files.isDirectory(path) ? path.resolve(FILE) : path;
    String service = asked.text("service", "").replace(PREFIX, "");
    List<Row> rows = rows(file);
    Set<String> services = new TreeSet<>();
    rows.forEach(row -> services.add(row.service()));
    if (!services.contains(service)) {
      throw new IllegalArgumentException(
          "--service '" + service + "' is not there. " + Nearest.remedy(service, services));
    }
    int unit = asked.number("unit", OF_GATEWAY.contains(service) ? GATEWAY_UNIT : 0, 0, 247);
    if (unit == 0) {
      throw new IllegalArgumentException(
          "--unit is missing. Write the unit id that the GX device shows for this " + service);
    }
    FactPoints points =
        new FactPoints(
            String.valueOf(file),
            asked,
            asked.draft("maker", Map.of("over", "{tcp: {port: 502, unit: " + unit + "}}")));
    add(rows.stream().filter(row -> row.service().equals(service)).toList(), points);
    return List.of(points.done());
  }

  private record Row(int line, String service, String path, List<String> cells) {
    String cell(int column) {
      return cells.get(column).strip();
    }
  }

  private static List<Row> rows(Path file) throws IOException, ConfigException {
    List<Row> rows = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    String[] lines = Asked.read(file).replace("\ufeff", "").split("\\R");
    for (int i = 0; i < lines.length; i++) {
      List<String> cells = CsvTable.cells(lines[i], ',');
      if (lines[i].isBlank()) {
        continue;
      }
      if (cells.size() != COLUMNS || !cells.getFirst().startsWith(PREFIX)) {
        problems.add(
            new Problem(
                String.valueOf(file),
                i + 1,
                "",
                "",
                "is no line of this list: "
                    + cells.size()
                    + " columns, first '"
                    + cells.getFirst()
                    + "'",
                "Write service, path, type, unit, register, register type, scale, access"));
        continue;
      }
      rows.add(new Row(i + 1, cells.getFirst().substring(PREFIX.length()), cells.get(1), cells));
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems.subList(0, Math.min(problems.size(), 10)));
    }
    return rows;
  }

  /** Where a path has two registers, the wider one is taken. */
  private static void add(List<Row> rows, FactPoints points) {
    Map<String, Row> widest = new LinkedHashMap<>();
    for (Row row : rows) {
      Row before = widest.get(row.path());
      boolean wider =
          before == null || row.cell(5).contains("32") && !before.cell(5).contains("32");
      Row narrow = wider ? before : row;
      if (narrow != null && !row.path().equals("RESERVED")) {
        points.left(
            narrow.line(),
            row.path(),
            "register " + narrow.cell(4) + " says the same as another of this path");
      }
      if (wider) {
        widest.put(row.path(), row);
      }
    }
    widest.values().forEach(row -> fact(row, points).ifPresent(points::add));
  }

  private static Optional<Fact> fact(Row row, FactPoints points) {
    String type = TYPES.get(row.cell(5));
    if (type == null) {
      points.left(row.line(), row.path(), "a " + row.cell(5) + " is no number");
      return Optional.empty();
    }
    try {
      int at = Integer.decode(row.cell(4));
      double scale = row.cell(6).isEmpty() ? 1 : Double.parseDouble(row.cell(6));
      boolean words = row.cell(3).contains("=");
      return Optional.of(
          new Fact(
              row.line(),
              row.path(),
              Fact.Place.of("holding", at, type),
              words ? "" : row.cell(3),
              1 / scale,
              0,
              "",
              ""));
    } catch (NumberFormatException notANumber) {
      points.left(
          row.line(),
          row.path(),
          "register '" + row.cell(4) + "' or scale '" + row.cell(6) + "' is no number");
      return Optional.empty();
    }
  }
}
