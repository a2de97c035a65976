package org.busbar.profile.importing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.busbar.config.api.ConfigException;

/**
 * Register tables as makers print them, saved from a spreadsheet or pasted: a line of headings,
 * then a line for each register, parted by commas, semicolons or tabs.
 */
final class CsvImporter implements Importer {
  private static final Set<String> OPTIONS = Set.of("base", "table", "words", "bytes");

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
  public List<Draft> read(Path file, Map<String, String> options)
      throws IOException, ConfigException {
    Asked asked = new Asked(options);
    asked.check(OPTIONS, List.of("id", "nature", "source"));
    CsvTable table = CsvTable.parse(Asked.read(file));
    CsvPoints points = new CsvPoints(options, asked.draft("maker", Map.of()));
    for (CsvTable.Line line : table.lines()) {
      if (line.text("at").isPresent()) {
        points.add(line);
      }
    }
    return List.of(points.draft());
  }
}
