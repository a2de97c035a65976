package org.busbar.safety.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Goes through a chain and finds whatever was changed, taken out, put in or moved. */
final class AuditCheck {
  private final Path folder;
  private final List<String> problems = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private Mark at = Mark.NOTHING;
  private Mark anchor = Mark.NOTHING;
  private Mark head = Mark.NOTHING;
  private boolean anchored;
  private boolean headed;
  private long records;

  /**
   * What came of it.
   *
   * @param records how many records there are
   * @param problems what is wrong, with file and line; empty where the chain holds
   * @param notes what is worth knowing though nothing is wrong
   * @param last the last record that was reached
   */
  record Report(long records, List<String> problems, List<String> notes, Mark last) {}

  private AuditCheck(Path folder) {
    this.folder = folder;
  }

  /** Checks one chain. Reads only. */
  static Report check(Path folder) {
    AuditCheck check = new AuditCheck(folder);
    try {
      check.all();
    } catch (IOException e) {
      check.problems.add(String.valueOf(e.getMessage()));
    }
    return new Report(
        check.records, List.copyOf(check.problems), List.copyOf(check.notes), check.at);
  }

  private void all() throws IOException {
    for (Path broken : AuditFiles.broken(folder)) {
      problems.add(broken + ": a chain that did not hold was put here");
    }
    // The head first: a gateway that runs only ever moves it forward.
    Optional<Mark> kept = Mark.read(folder, Mark.HEAD);
    if (kept.isEmpty()) {
      problems.add(folder.resolve(Mark.HEAD) + " is missing");
      return;
    }
    head = kept.get();
    anchor = Mark.read(folder, Mark.ANCHOR).orElse(Mark.NOTHING);
    anchored = anchor.equals(Mark.NOTHING);
    headed = head.equals(anchor);
    List<Path> files = new ArrayList<>(AuditFiles.in(folder));
    for (Path file : AuditFiles.givenUp(files, anchor)) {
      notes.add(file + " was given up by retention and is not looked at");
      files.remove(file);
    }
    at = anchor;
    for (Path file : files) {
      if (!walk(file, file.equals(files.getLast()))) {
        return;
      }
    }
    if (!headed) {
      problems.add(
          place(files)
              + ": records "
              + (at.sequence() + 1)
              + " to "
              + head.sequence()
              + " are missing at the end");
    } else if (at.sequence() > head.sequence()) {
      notes.add((at.sequence() - head.sequence()) + " records are newer than the head");
    }
    if (!anchored) {
      problems.add(
          folder.resolve(Mark.ANCHOR) + ": no record says that retention ended there: " + anchor);
    }
  }

  private String place(List<Path> files) {
    return files.isEmpty() ? folder.toString() : files.getLast().toString();
  }

  private boolean walk(Path file, boolean last) throws IOException {
    AuditFiles.Text text = AuditFiles.read(file);
    if (AuditFiles.firstSequence(file) != at.sequence() + 1) {
      problems.add(
          file
              + ": begins with another record than "
              + (at.sequence() + 1)
              + ": a file is missing or was renamed");
      return false;
    }
    for (int i = 0; i < text.lines().size(); i++) {
      Optional<String> wrong = step(text.lines().get(i));
      if (wrong.isPresent()) {
        problems.add(file + ":" + (i + 1) + ": " + wrong.get());
        return false;
      }
    }
    if (!text.rest().isEmpty()) {
      String where = file + ":" + (text.lines().size() + 1);
      if (!last || !headed) {
        problems.add(where + ": the line is not whole");
        return false;
      }
      notes.add(where + ": a line is being written, or was when the gateway was killed");
    }
    return true;
  }

  /** One line further; what is wrong with it, empty where nothing is. */
  private Optional<String> step(String text) {
    Optional<AuditLine> parsed = AuditLine.parse(text);
    if (parsed.isEmpty()) {
      return Optional.of("is no record of an audit: it was changed");
    }
    AuditLine line = parsed.get();
    if (line.sequence() != at.sequence() + 1) {
      return Optional.of(
          "record "
              + line.sequence()
              + " stands where "
              + (at.sequence() + 1)
              + " should: a record was taken out, put in or moved");
    }
    if (!line.follows(at.hash())) {
      return Optional.of("record " + line.sequence() + " or the one before it was changed");
    }
    at = Mark.of(line);
    records++;
    headed |= at.equals(head);
    anchored |= line.body().contains("\"kind\":\"pruned\"") && line.body().endsWith(proof(anchor));
    return Optional.empty();
  }

  /** How the record of a pruning ends. */
  private static String proof(Mark anchor) {
    return ",\"values\":" + AuditLine.values(values(anchor)) + "}";
  }

  /** What the record of a pruning says of it. */
  static Map<String, String> values(Mark anchor) {
    return Map.of("last", Long.toString(anchor.sequence()), "hash", anchor.hash());
  }

  /** Whether there is a chain at all. */
  static boolean isThere(Path folder) throws IOException {
    return Files.isDirectory(folder)
        && (Files.exists(folder.resolve(Mark.HEAD)) || !AuditFiles.in(folder).isEmpty());
  }
}
