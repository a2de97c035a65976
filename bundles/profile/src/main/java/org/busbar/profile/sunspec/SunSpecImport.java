package org.busbar.profile.sunspec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.busbar.config.api.ConfigException;
import org.busbar.config.api.Document;
import org.busbar.config.api.Element;
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
      # format by SunSpecImport; descriptive texts are left out. at counts from the start of the group.
      source: sunspec/models 7abdf8982d5364f8ae916deee18aac86c11be36d, Apache-2.0
      models:
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
      Section model = Document.read(folder.resolve("model_" + id + ".json"));
      made.out.append("  ").append(id).append(":\n");
      made.group(model.section("group"), "    ", Optional.empty());
    }
    return made.out.toString();
  }

  private void group(Section group, String indent, Optional<String> count) {
    out.append(indent).append("name: ").append(group.text("name")).append('\n');
    count.ifPresent(c -> out.append(indent).append("count: ").append(c).append('\n'));
    out.append(indent).append("points:\n");
    int at = 0;
    for (Element item : group.items("points")) {
      if (item instanceof Section point) {
        int size = point.integer("size", 1, 1, MAX);
        out.append(indent).append("  - {").append(point(point, at, size)).append("}\n");
        at += size;
      }
    }
    List<Element> groups = group.items("groups");
    if (groups.isEmpty()) {
      return;
    }
    out.append(indent).append("groups:\n");
    for (Element item : groups) {
      if (item instanceof Section below) {
        int start = out.length();
        group(below, indent + "    ", count(below));
        out.replace(start, start + indent.length() + 4, indent + "  - ");
      }
    }
  }

  private static Optional<String> count(Section group) {
    return group.optionalText("count").map(c -> c.equals("0") ? Model.REST : c);
  }

  private static String point(Section point, int at, int size) {
    StringBuilder text = new StringBuilder();
    text.append("at: ").append(at);
    text.append(", name: ").append(quoted(point.text("name")));
    text.append(", type: ").append(point.text("type"));
    if (size != 1) {
      text.append(", size: ").append(size);
    }
    point.optionalText("sf").ifPresent(scale -> text.append(", scale: ").append(scale));
    point
        .optionalText("units")
        .ifPresent(unit -> text.append(", unit: ").append(quoted(unit.strip())));
    if (point.text("access", "R").equals("RW")) {
      text.append(", write: true");
    }
    String symbols =
        point.items("symbols").stream()
            .filter(Section.class::isInstance)
            .map(Section.class::cast)
            .filter(symbol -> !symbol.text("name").startsWith("RESERVED"))
            .map(symbol -> quoted(symbol.text("name")) + ": " + symbol.text("value"))
            .collect(Collectors.joining(", "));
    return symbols.isEmpty() ? text.toString() : text + ", values: {" + symbols + "}";
  }

  /** Words that YAML would take for something else. */
  private static String quoted(String word) {
    return word.matches("[A-Za-z][A-Za-z0-9_]*") ? word : "'" + word.replace("'", "''") + "'";
  }
}
