package org.busbar.runtime.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Raw samples in nanoseconds, kept whole. One thread writes; no allocation while it does. */
final class Samples {
  private final long[] nanos;
  private int count;

  Samples(int capacity) {
    nanos = new long[capacity];
  }

  void add(long sampleNanos) {
    if (count < nanos.length) {
      nanos[count++] = sampleNanos;
    }
  }

  int count() {
    return count;
  }

  /** The sample at a share of the sorted ones, 1 for the greatest. */
  double at(double share) {
    if (count == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    int index = (int) Math.ceil(share * count) - 1;
    return sorted[Math.max(0, Math.min(count - 1, index))];
  }

  void write(Path file, double perUnit, String unit) {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write(unit);
      out.newLine();
      for (int i = 0; i < count; i++) {
        out.write(Double.toString(nanos[i] / perUnit));
        out.newLine();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
