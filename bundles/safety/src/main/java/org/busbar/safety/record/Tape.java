package org.busbar.safety.record;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.busbar.api.safety.StepNote;

/** One recording that is being written. One thread. */
final class Tape {
  private final Path file;
  private final boolean asked;
  private final long begunNanos;
  private long untilNanos;
  private long bytes;

  /**
   * A recording; its file is made with its first block.
   *
   * @param asked whether somebody asked for it, and may end it
   */
  Tape(Path file, boolean asked, long begunNanos, long untilNanos) {
    this.file = file;
    this.asked = asked;
    this.begunNanos = begunNanos;
    this.untilNanos = untilNanos;
  }

  Path file() {
    return file;
  }

  boolean isAsked() {
    return asked;
  }

  /** Goes on for longer, but no longer in all than this. */
  void extend(long nanos, long longestNanos) {
    if (nanos - untilNanos > 0) {
      untilNanos = nanos - begunNanos > longestNanos ? begunNanos + longestNanos : nanos;
    }
  }

  long bytes() {
    return bytes;
  }

  boolean isOver(long nowNanos) {
    return nowNanos - untilNanos >= 0;
  }

  /** Writes the lines that open a recording. */
  void open(String head, StepNote note) throws IOException {
    Files.createDirectories(file.getParent());
    StringBuilder lines = new StringBuilder(head).append('\n');
    note.writeSite(lines);
    append(Press.gzip(lines.append('\n')));
  }

  void append(byte[] gzip) throws IOException {
    try (OutputStream out =
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      out.write(gzip);
      bytes += gzip.length;
    }
  }
}
