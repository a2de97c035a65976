package org.busbar.profile.importing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.busbar.config.api.Nearest;
import org.jspecify.annotations.Nullable;

/**
 * Register tables as makers print them, saved from a spreadsheet or pasted: a line of headings,
 * then a line for each register, parted by commas, semicolons or tabs.
 */
final class CsvImporter implements Importer {
  private static final Set<String> OPTIONS =
      Set.of(
          "id",
          "maker",
          "name",
          "models",
          "nature",
          "licence",
          "source",
          "edition",
          "page",
          "quality",
          "base",
          "table",
          "words",
          "bytes",
          "source-licence");

  @Override
  public String kind() {
    return "csv";
  }

  @Override
  public String help() {
    return "a register table with headings (address, name, type, unit, scale ...); --id maker.model"
        + " --nature meter --source TEXT [--base 40001] [--words low-first] ...";
  }

  @Override
  public List<Draft> read(Path file, Map<String, String> options) throws IOException {
    for (String option : options.keySet()) {
      if (!OPTIONS.contains(option)) {
        throw new IllegalArgumentException(
            "--" + option + " is not known. " + Nearest.remedy(option, OPTIONS));
      }
    }
    for (String needed : List.of("id", "nature", "source")) {
      if (!options.containsKey(needed)) {
        throw new IllegalArgumentException("--" + needed + " is missing");
      }
    }
    CsvTable table = CsvTable.parse(Files.readString(file));
    CsvPoints points = new CsvPoints(options, head(options));
    for (CsvTable.Line line : table.lines()) {
      if (line.text("at").isPresent()) {
        points.add(line);
      }
    }
    return List.of(points.draft());
  }

  private static Draft head(Map<String, String> options) {
    String id = options.get("id");
    String maker = id.substring(0, Math.max(0, id.indexOf('.')));
    Map<String, String> evidence = new LinkedHashMap<>();
    evidence.put("source", options.get("source"));
    put(evidence, "edition", options.get("edition"));
    put(evidence, "page", options.get("page"));
    evidence.put("quality", options.getOrDefault("quality", "maker"));
    put(evidence, "licence", options.get("source-licence"));
    Map<String, String> transport = new LinkedHashMap<>();
    transport.put("kind", "modbus");
    transport.put("table", options.getOrDefault("table", "holding"));
    put(transport, "words", options.get("words"));
    put(transport, "bytes", options.get("bytes"));
    return new Draft(id)
        .head("version", "1")
        .head("name", options.getOrDefault("name", id))
        .head("maker", options.getOrDefault("maker", maker))
        .head("models", List.of(options.getOrDefault("models", id).split(" *, *")))
        .head("licence", options.getOrDefault("licence", "Apache-2.0"))
        .head("evidence", evidence)
        .head("maturity", "imported")
        .head("nature", options.get("nature"))
        .head("transport", transport);
  }

  private static void put(Map<String, String> fields, String key, @Nullable String value) {
    if (value != null && !value.isBlank()) {
      fields.put(key, value);
    }
  }
}
