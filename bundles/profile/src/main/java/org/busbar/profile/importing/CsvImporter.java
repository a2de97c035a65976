package org.busbar.profile.importing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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

  /** So many mistakes are told at once. */
  private static final int MOST = 10;

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
    CsvTable table = CsvTable.parse(Asked.readTable(file));
    CsvPoints points = new CsvPoints(String.valueOf(file), options, asked.draft("maker", Map.of()));
    List<String> wrong = new ArrayList<>();
    for (CsvTable.Line line : table.lines()) {
      if (line.text("at").isPresent() && wrong.size() < MOST) {
        try {
          points.add(line);
        } catch (IllegalArgumentException e) {
          wrong.add(String.valueOf(e.getMessage()));
        }
      }
    }
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n" + file + ": ", wrong));
    }
    return List.of(points.draft());
  }
}
