package org.busbar.safety.record;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.busbar.api.safety.Recorder.Recording;

/** The folder in which the recordings of a site are kept, up to a size. Any thread. */
final class Shelf {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final Pattern NAME =
      Pattern.compile("(\\d{8}T\\d{6}\\.\\d{3}Z)-(trip|asked)(-\\d+)?\\.jsonl\\.gz");

  private final Path folder;
  private final long mostBytes;

  Shelf(Path folder, long mostBytes) {
    this.folder = folder;
    this.mostBytes = mostBytes;
  }

  /** A file that is not there yet. */
  Path place(Instant at, String kind) {
    String name = STAMP.format(at) + "-" + kind;
    Path file = folder.resolve(name + ".jsonl.gz");
    for (int i = 2; Files.exists(file); i++) {
      file = folder.resolve(name + "-" + i + ".jsonl.gz");
    }
    return file;
  }

  /** All recordings, newest first. */
  List<Recording> all(Set<Path> running) throws IOException {
    List<Recording> all = new ArrayList<>();
    for (Path file : files().reversed()) {
      Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
      if (name.matches()) {
        all.add(
            new Recording(
                name.group(),
                name.group(2).equals("trip") ? "a trip" : "asked for",
                Instant.from(STAMP.parse(name.group(1))),
                Files.size(file),
                !running.contains(file)));
      }
    }
    return all;
  }

  InputStream open(String name) throws IOException {
    if (!NAME.matcher(name).matches()) {
      throw new NoSuchFileException(name);
    }
    return Files.newInputStream(folder.resolve(name));
  }

  /**
   * Takes the oldest away until all together are small enough; never the newest, nor one that is
   * running.
   */
  void tidy(Set<Path> running) throws IOException {
    List<Path> files = files();
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    for (Path file : files) {
      if (bytes > mostBytes && !running.contains(file) && !file.equals(files.getLast())) {
        bytes -= Files.size(file);
        Files.delete(file);
      }
    }
  }

  private List<Path> files() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> NAME.matcher(String.valueOf(file.getFileName())).matches())
          .sorted(Comparator.comparing(file -> String.valueOf(file.getFileName())))
          .toList();
    }
  }
}
