package org.busbar.profile.sunspec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.busbar.config.api.ConfigException;
import org.busbar.config.api.Document;
import org.busbar.config.api.Section;

/**
 * Re-states the facts of SunSpec's model files in our own format. JSON is read as the YAML it is.
 * Descriptive texts are never read.
 */
public final class SunSpecImport {
  /** What is imported: common, inverters, ratings and controls, MPPT, meters, 7xx, battery. */
  static final List<Integer> IDS =
      List.of(
          1, 101, 102, 103, 111, 112, 113, 120, 121, 122, 123, 124, 160, 201, 202, 203, 204, 211,
          212, 213, 214, 701, 702, 703, 704, 713, 714, 802);

  private static final String HEADER =
      """
      # Register facts of SunSpec information models: names, places, types, units, scale points and
      # the numbers of symbols. Facts from github.com/sunspec/models at commit
      # 7abdf8982d5364f8ae916deee18aac86c11be36d (2026-04-22), licence Apache-2.0, re-stated in our own
      # format by SunSpecImport; descriptive texts are left out. Columns, between tabs:
      # at (from the start of the group), name, type, registers, scale point, unit, access, symbols
      """;

  private static final int MAX = 65_535;

  private final StringBuilder out = new StringBuilder(HEADER);

  private SunSpecImport() {}

  /** Arguments: folder of the model files, file to write. */
  public static void main(String[] arguments) throws IOException, ConfigException {
    if (arguments.length != 2) {
      throw new IllegalArgumentException("usage: SunSpecImport FOLDER FILE");
    }
    Files.writeString(Path.of(arguments[1]), run(Path.of(arguments[0])));
  }

  /** The register of facts made of a folder of model files. */
  static String run(Path folder) throws ConfigException {
    SunSpecImport made = new SunSpecImport();
    for (int id : IDS) {
      Section model = Document.read(folder.resolve("model_" + id + ".json")).section("group");
      made.line("model", Integer.toString(id), model.text("name"));
      made.points(model);
      for (Section group : sections(model, "groups")) {
        String count = group.text("count", Models.NONE);
        made.line("group", group.text("name"), count.equals("0") ? Model.REST : count);
        made.points(group);
        if (!sections(group, "groups").isEmpty()) {
          throw new IllegalArgumentException("model " + id + " nests deeper than is understood");
        }
      }
    }
    return made.out.toString();
  }

  private static List<Section> sections(Section section, String key) {
    return section.items(key).stream()
        .filter(Section.class::isInstance)
        .map(Section.class::cast)
        .toList();
  }

  private void points(Section group) {
    int at = 0;
    for (Section point : sections(group, "points")) {
      int size = point.integer("size", 1, 1, MAX);
      line(
          Integer.toString(at),
          point.text("name"),
          point.text("type"),
          Integer.toString(size),
          point.text("sf", Models.NONE),
          point.text("units", Models.NONE).strip(),
          point.text("access", Models.NONE).toLowerCase(Locale.ROOT),
          symbols(point));
      at += size;
    }
  }

  private static String symbols(Section point) {
    String symbols =
        sections(point, "symbols").stream()
            .filter(symbol -> !symbol.text("name").startsWith("RESERVED"))
            .map(symbol -> symbol.text("name") + "=" + symbol.text("value"))
            .collect(Collectors.joining(","));
    return symbols.isEmpty() ? Models.NONE : symbols;
  }

  private void line(String... columns) {
    out.append(String.join("\t", columns)).append('\n');
  }
}
