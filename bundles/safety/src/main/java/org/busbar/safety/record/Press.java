package org.busbar.safety.record;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.busbar.api.safety.StepNote;
import org.jspecify.annotations.Nullable;

/** Writes steps as lines and presses them into blocks, at once or when asked. One thread. */
final class Press {
  private static final int MOST_CHARS = 1 << 20;

  private final StringBuilder lines = new StringBuilder();
  private final boolean loosely;
  private List<Object> loose = new ArrayList<>();
  private @Nullable StepNote before;
  private long firstNanos;
  private long lastNanos;

  /**
   * An empty press.
   *
   * @param loosely whether steps are kept as they are until a block is asked for
   */
  Press(boolean loosely) {
    this.loosely = loosely;
  }

  /** Adds a step: what differs from the one before, or all of it at the begin of a block. */
  void add(StepNote note) {
    lastNanos = note.snapshot().nanos();
    if (before == null) {
      firstNanos = lastNanos;
    }
    if (loosely) {
      loose.add(note);
    } else {
      note.write(lines, before);
      lines.append('\n');
    }
    before = note;
  }

  /** Adds a line between steps. */
  void add(String line) {
    if (loosely) {
      loose.add(line);
    } else {
      lines.append(line).append('\n');
    }
  }

  /** Whether the block is as long as it may be. */
  boolean isFull(long longestNanos) {
    return before != null
        && (lastNanos - firstNanos >= longestNanos || lines.length() >= MOST_CHARS);
  }

  /** The block so far, empty where no step is in it; the next one begins with a whole step. */
  Optional<Block> seal() {
    if (before == null) {
      return Optional.empty();
    }
    Block block =
        loosely
            ? new Block(loose, firstNanos, lastNanos)
            : new Block(gzip(lines), firstNanos, lastNanos);
    loose = new ArrayList<>();
    lines.setLength(0);
    before = null;
    return Optional.of(block);
  }

  static byte[] gzip(CharSequence text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Fast out = new Fast(bytes)) {
      out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static final class Fast extends GZIPOutputStream {
    Fast(ByteArrayOutputStream out) throws IOException {
      super(out, 8_192);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
