package org.busbar.safety.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of one chain: {@code audit-000000000001.jsonl} begins with record 1. */
final class AuditFiles {
  private static final Pattern NAME = Pattern.compile("audit-\\d{12,18}\\.jsonl");
  private static final Pattern BROKEN = Pattern.compile("broken-\\d+");

  private AuditFiles() {}

  static Path of(Path folder, long firstSequence) {
    return folder.resolve(String.format("audit-%012d.jsonl", firstSequence));
  }

  /** In the order of their records. */
  static List<Path> in(Path folder) throws IOException {
    return named(folder, NAME);
  }

  /** Folders into which a chain was put that did not hold. */
  static List<Path> broken(Path folder) throws IOException {
    return named(folder, BROKEN);
  }

  private static List<Path> named(Path folder, Pattern pattern) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(path -> pattern.matcher(nameOf(path)).matches()).sorted().toList();
    }
  }

  static String nameOf(Path file) {
    return String.valueOf(file.getFileName());
  }

  /** The number in the name of a file. */
  static long firstSequence(Path file) {
    return Long.parseLong(nameOf(file).replaceAll("\\D", ""));
  }

  /**
   * What a file holds, byte by byte as characters.
   *
   * @param lines its whole lines, without their ends
   * @param rest what follows the last end of a line: a line that was not finished
   */
  record Text(List<String> lines, String rest) {
    Optional<AuditLine> last() {
      return lines.isEmpty() ? Optional.empty() : AuditLine.parse(lines.getLast());
    }
  }

  static Text read(Path file) throws IOException {
    String all = Files.readString(file, StandardCharsets.ISO_8859_1);
    List<String> lines = new ArrayList<>();
    int from = 0;
    for (int end = all.indexOf('\n'); end >= 0; end = all.indexOf('\n', from)) {
      lines.add(all.substring(from, end));
      from = end + 1;
    }
    return new Text(lines, all.substring(from));
  }

  /** Those that retention has given up: every record of theirs is at or before the anchor. */
  static List<Path> givenUp(List<Path> files, Mark anchor) {
    List<Path> givenUp = new ArrayList<>();
    for (int i = 0; i + 1 < files.size(); i++) {
      if (firstSequence(files.get(i + 1)) <= anchor.sequence() + 1) {
        givenUp.add(files.get(i));
      }
    }
    return givenUp;
  }
}
