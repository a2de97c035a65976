package org.busbar.safety.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.busbar.safety.file.WholeFile;

/**
 * A place in a chain, kept in a file of its own: {@code head}, the last record that is known to be
 * on disk, and {@code anchor}, the last one that retention took away.
 *
 * @param sequence number of the record
 * @param hash its hash
 */
record Mark(long sequence, String hash) {
  static final String HEAD = "head";
  static final String ANCHOR = "anchor";

  private static final Pattern FORM = Pattern.compile("(0|[1-9]\\d{0,17}) ([0-9a-f]{64})\n");

  /** What stands before the first record. */
  static final Mark NOTHING = new Mark(0, AuditLine.NOTHING);

  static Mark of(AuditLine line) {
    return new Mark(line.sequence(), line.hash());
  }

  /**
   * The mark of this name, empty where there is none.
   *
   * @throws IOException where it cannot be read or says something else
   */
  static Optional<Mark> read(Path folder, String name) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IOException(file + " is no mark: it was changed");
    }
    return Optional.of(new Mark(Long.parseLong(matcher.group(1)), matcher.group(2)));
  }

  /** Keeps it, whole or not at all. */
  void write(Path folder, String name) throws IOException {
    WholeFile.write(folder.resolve(name), this + "\n");
  }

  @Override
  public String toString() {
    return sequence + " " + hash;
  }
}
