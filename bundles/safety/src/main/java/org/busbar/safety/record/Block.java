package org.busbar.safety.record;

import java.util.List;
import org.busbar.api.safety.StepNote;
import org.jspecify.annotations.Nullable;

/**
 * Some seconds of steps. It begins with a step that is written whole, so that it can be read
 * without what came before it. One thread.
 */
final class Block {
  private final long firstNanos;
  private final long lastNanos;
  private List<Object> loose;
  private byte @Nullable [] gzip;

  /**
   * A block that is pressed when it is asked for.
   *
   * @param loose steps, and lines between them, in their order
   */
  Block(List<Object> loose, long firstNanos, long lastNanos) {
    this.loose = loose;
    this.firstNanos = firstNanos;
    this.lastNanos = lastNanos;
  }

  /** A block that is pressed already. */
  Block(byte[] gzip, long firstNanos, long lastNanos) {
    this(List.of(), firstNanos, lastNanos);
    this.gzip = gzip;
  }

  /** The lines, as one member of a gzip file. */
  byte[] gzip() {
    byte[] pressed = gzip;
    if (pressed == null) {
      StringBuilder lines = new StringBuilder();
      StepNote before = null;
      for (Object each : loose) {
        if (each instanceof StepNote note) {
          note.write(lines, before);
          before = note;
        } else {
          lines.append(each);
        }
        lines.append('\n');
      }
      pressed = Press.gzip(lines);
      gzip = pressed;
      loose = List.of();
    }
    return pressed;
  }

  /** What it takes in memory, 0 while it is loose. */
  int bytes() {
    byte[] pressed = gzip;
    return pressed == null ? 0 : pressed.length;
  }

  /** Monotonic time of its first step. */
  long firstNanos() {
    return firstNanos;
  }

  /** Monotonic time of its last step. */
  long lastNanos() {
    return lastNanos;
  }
}
