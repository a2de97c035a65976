package org.busbar.profile.importing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
  private static final int REGISTER = 4;
  private static final int TYPE = 5;
  private static final List<Integer> USUAL = List.of(0, 1, 2, 3, 4, 5, 6, 7);

  /** The same columns by their headings in Victron's sheet "CCGX Modbus TCP register list". */
  private static final List<String> SHEET =
      List.of(
          "dbus-service-name",
          "dbus-obj-path",
          "",
          "dbus-unit",
          "address",
          "type",
          "scalefactor",
          "writable");

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
    String[] lines = Asked.readTable(file).replace("\ufeff", "").split("\\R");
    char mark = mark(lines);
    List<Integer> order = USUAL;
    boolean isSheet =
        Arrays.stream(lines).anyMatch(l -> order(CsvTable.cells(l, mark)).isPresent());
    for (int i = 0; i < lines.length; i++) {
      List<String> all = CsvTable.cells(lines[i], mark);
      Optional<List<Integer>> heading = order(all);
      if (heading.isPresent()) {
        order = heading.get();
      } else if (isSheet && !all.getFirst().startsWith(PREFIX) || lines[i].isBlank()) {
        continue; // What a sheet says above and below its tables.
      } else if (!all.getFirst().startsWith(PREFIX)
          || all.size() <= Collections.max(order)
          || !isSheet && all.size() != COLUMNS) {
        problems.add(
            new Problem(
                String.valueOf(file),
                i + 1,
                "",
                "",
                "is no line of this list: "
                    + all.size()
                    + " columns, first '"
                    + all.getFirst()
                    + "'",
                "Write service, path, type, unit, register, register type, scale, access"));
      } else {
        List<String> cells =
            order.stream().map(column -> column < 0 ? "" : all.get(column)).toList();
        rows.add(new Row(i + 1, cells.getFirst().substring(PREFIX.length()), cells.get(1), cells));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems.subList(0, Math.min(problems.size(), 10)));
    }
    return rows;
  }

  /** What parts the cells: of the mark that gives most cells in the first line of a service. */
  private static char mark(String[] lines) {
    for (String line : lines) {
      if (line.startsWith(PREFIX)) {
        return line.replaceFirst("^[A-Za-z0-9_.]+\"?", "").startsWith(";")
            ? ';'
            : line.indexOf('\t') > 0 ? '\t' : ',';
      }
    }
    return ',';
  }

  /**
   * Where the columns of the list stand in the sheet that Victron publishes of it; empty where this
   * is no heading.
   */
  private static Optional<List<Integer>> order(List<String> cells) {
    List<String> names = cells.stream().map(cell -> cell.strip().toLowerCase(Locale.ROOT)).toList();
    List<Integer> order = SHEET.stream().map(names::indexOf).toList();
    boolean isHeading =
        order.get(0) >= 0 && order.get(1) >= 0 && order.get(REGISTER) >= 0 && order.get(TYPE) >= 0;
    return isHeading ? Optional.of(order) : Optional.empty();
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
