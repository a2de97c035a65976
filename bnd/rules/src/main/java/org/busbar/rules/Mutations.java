package org.busbar.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How many changes of a room's code its tests noticed.
 *
 * @param room its folder in the checkout
 * @param noticed changes that made a test fail
 * @param all changes that were tried
 */
record Mutations(Path room, long noticed, long all) {
  private static final String REPORT = "target/pit-reports/mutations.csv";
  private static final int STATUS = 5;
  private static final Set<String> NOTICED =
      Set.of("KILLED", "TIMED_OUT", "MEMORY_ERROR", "RUN_ERROR");

  /** Least share of changes that tests have to notice, in percent. */
  private static final int LEAST_PCT = 95;

  /** Of each room whose report was written since an instant. */
  static List<Mutations> since(Path checkout, FileTime since) throws IOException {
    List<Mutations> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(checkout)) {
      for (Path file : files.filter(path -> path.endsWith(REPORT)).sorted().toList()) {
        if (Files.getLastModifiedTime(file).compareTo(since) >= 0) {
          all.add(read(checkout.relativize(file.getParent().getParent().getParent()), file));
        }
      }
    }
    return all;
  }

  private static Mutations read(Path room, Path file) throws IOException {
    List<String> statuses =
        Files.readAllLines(file).stream().map(line -> line.split(",", -1)[STATUS]).toList();
    return new Mutations(
        room, statuses.stream().filter(NOTICED::contains).count(), statuses.size());
  }

  boolean isEnough() {
    return noticed * 100 >= all * LEAST_PCT;
  }

  /** A row of the deep report. */
  String row() {
    return "| mutations of %s: %d of %d noticed | %s | - |"
        .formatted(room, noticed, all, isEnough() ? "passed" : "FAILED");
  }
}
