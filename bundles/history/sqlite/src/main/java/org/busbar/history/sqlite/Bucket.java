package org.busbar.history.sqlite;

import java.util.ArrayList;
import java.util.List;

/**
 * What a value was over a span of time.
 *
 * @param startMs begin, ms since 1970
 * @param knownMs for how long it was known
 * @param integral of the value over the time it was known, in its unit times ms
 * @param min least value that held
 * @param max greatest value that held
 * @param n samples measured in it
 */
record Bucket(long startMs, long knownMs, double integral, double min, double max, long n) {
  /** Joins what follows to what is there; both belong to the bucket that begins at a moment. */
  Bucket plus(Bucket other) {
    return new Bucket(
        startMs,
        knownMs + other.knownMs,
        integral + other.integral,
        Math.min(min, other.min),
        Math.max(max, other.max),
        n + other.n);
  }

  private Bucket from(long otherStartMs) {
    return new Bucket(otherStartMs, knownMs, integral, min, max, n);
  }

  /** Sums buckets, ordered by time, up to longer ones aligned to 1970. */
  static List<Bucket> sum(List<Bucket> fine, long lengthMs) {
    List<Bucket> sums = new ArrayList<>();
    for (Bucket bucket : fine) {
      long start = Math.floorDiv(bucket.startMs, lengthMs) * lengthMs;
      if (!sums.isEmpty() && sums.getLast().startMs == start) {
        sums.add(sums.removeLast().plus(bucket));
      } else {
        sums.add(bucket.from(start));
      }
    }
    return sums;
  }

  /**
   * Weighs readings by the time for which each of them held.
   *
   * @param readings ordered by time, with those that reach into the range from before
   * @param fromMs begin of the range, a multiple of the length
   * @param toMs end of the range
   * @param lengthMs length of a bucket
   */
  static List<Bucket> of(List<Reading> readings, long fromMs, long toMs, long lengthMs) {
    Sums sums = new Sums(fromMs, toMs, lengthMs);
    for (int i = 0; i < readings.size(); i++) {
      Reading reading = readings.get(i);
      if (Double.isNaN(reading.value())) {
        continue;
      }
      long next = i + 1 < readings.size() ? readings.get(i + 1).atMs() : Long.MAX_VALUE;
      sums.add(reading, Math.min(reading.endMs(), next));
    }
    return sums.buckets();
  }

  /** Buckets while they fill. */
  private static final class Sums {
    private final long fromMs;
    private final long toMs;
    private final long lengthMs;
    private final long[] knownMs;
    private final double[] integral;
    private final double[] min;
    private final double[] max;
    private final long[] n;

    Sums(long fromMs, long toMs, long lengthMs) {
      this.fromMs = fromMs;
      this.toMs = toMs;
      this.lengthMs = lengthMs;
      int count = (int) ((toMs - fromMs + lengthMs - 1) / lengthMs);
      knownMs = new long[count];
      integral = new double[count];
      min = new double[count];
      max = new double[count];
      n = new long[count];
    }

    void add(Reading reading, long endMs) {
      if (reading.atMs() >= fromMs && reading.atMs() < toMs) {
        n[(int) ((reading.atMs() - fromMs) / lengthMs)]++;
      }
      long at = Math.max(reading.atMs(), fromMs);
      long end = Math.min(endMs, toMs);
      while (at < end) {
        int place = (int) ((at - fromMs) / lengthMs);
        long until = Math.min(end, fromMs + (place + 1) * lengthMs);
        boolean first = knownMs[place] == 0;
        knownMs[place] += until - at;
        integral[place] += reading.value() * (until - at);
        min[place] = first ? reading.value() : Math.min(min[place], reading.value());
        max[place] = first ? reading.value() : Math.max(max[place], reading.value());
        at = until;
      }
    }

    List<Bucket> buckets() {
      List<Bucket> buckets = new ArrayList<>();
      for (int i = 0; i < n.length; i++) {
        if (knownMs[i] > 0) {
          buckets.add(
              new Bucket(
                  fromMs + i * lengthMs, knownMs[i], tidy(integral[i]), min[i], max[i], n[i]));
        }
      }
      return buckets;
    }

    /** Drops the digits that summing leaves behind, so that sums of short decimals are short. */
    private static double tidy(double sum) {
      return Math.abs(sum) < 1e12 ? Math.rint(sum * 1e3) / 1e3 : sum;
    }
  }
}
