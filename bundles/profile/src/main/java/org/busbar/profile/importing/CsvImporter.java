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
  private static final Set<String> OPTIONS =
      Set.of("base", "table", "words", "bytes", "type", "sign", "points");

  /** So many mistakes are told at once. */
  private static final int MOST = 10;

  @Override
  public String kind() {
    return "csv";
  }

  @Override
  public String help() {
    return "a register table with headings (address, name, type, unit, scale ...); --id maker.model"
        + " --nature meter --source TEXT [--base 40001, or modicon where the first digit is the"
        + " table] [--words low-first] [--type u16] [--sign import+]"
        + " [--points 'activePowerW=Total active power'] ...";
  }

  @Override
  public List<Draft> read(Path file, Map<String, String> options)
      throws IOException, ConfigException {
    Asked asked = new Asked(options);
    asked.check(OPTIONS, List.of("id", "nature", "source"));
    CsvTable table = CsvTable.parse(Asked.readTable(file));
    Draft draft = asked.draft("maker", Map.of());
    CsvPoints points = new CsvPoints(String.valueOf(file), options, draft);
    List<String> wrong = new ArrayList<>();
    List<CsvPoints.NotTaken> left = new ArrayList<>();
    for (CsvTable.Line line : table.lines()) {
      if (line.text("at").isPresent()) {
        try {
          points.add(line);
        } catch (CsvPoints.NotTaken e) {
          left.add(e);
        } catch (IllegalArgumentException e) {
          wrong.add(String.valueOf(e.getMessage()));
        }
      }
    }
    if (draft.size() == 0) {
      left.forEach(line -> wrong.add(String.valueOf(line.getMessage())));
    }
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(
          String.join("\n" + file + ": ", wrong.subList(0, Math.min(MOST, wrong.size()))));
    }
    left.forEach(line -> draft.left(line.problem()));
    return List.of(points.draft());
  }
}
