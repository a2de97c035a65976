package org.busbar.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * How many changes of code its tests noticed.
 *
 * @param what was changed
 * @param noticed changes that made a test fail
 * @param all changes that were tried
 */
record Mutations(String what, long noticed, long all) {
  private static final int STATUS = 5;
  private static final Set<String> NOTICED =
      Set.of("KILLED", "TIMED_OUT", "MEMORY_ERROR", "RUN_ERROR");

  /** Least share of changes that tests have to notice, in percent. */
  private static final int LEAST_PCT = 95;

  /** Counts the lines of PIT's list. */
  static Mutations read(String what, Path file) throws IOException {
    List<String> statuses =
        Files.readAllLines(file).stream().map(line -> line.split(",", -1)[STATUS]).toList();
    return new Mutations(
        what, statuses.stream().filter(NOTICED::contains).count(), statuses.size());
  }

  boolean isEnough() {
    return all > 0 && noticed * 100 >= all * LEAST_PCT;
  }

  /** A row of the deep report. */
  String row() {
    return "| %s: %d of %d noticed | %s | | |"
        .formatted(what, noticed, all, isEnough() ? "passed" : "FAILED");
  }
}
