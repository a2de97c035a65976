package org.busbar.history.sqlite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/** Readings and buckets of one point as blocks of bytes. The forms are part of the file format. */
final class Blocks {
  /** Stands where the first form of a block has a number of rows. */
  private static final int SECOND_FORM = -2;

  private Blocks() {}

  private static Columns.Writer written(List<Reading> readings) {
    int count = readings.size();
    long[] at = new long[count];
    long[] hold = new long[count];
    long[] quality = new long[count];
    double[] values = new double[count];
    int known = 0;
    for (int i = 0; i < count; i++) {
      Reading reading = readings.get(i);
      boolean unknown = Double.isNaN(reading.value());
      at[i] = reading.atMs();
      hold[i] = reading.holdMs();
      quality[i] = reading.quality() * 2L + (unknown ? 1 : 0);
      if (!unknown) {
        values[known++] = reading.value();
      }
    }
    Columns.Writer out = new Columns.Writer();
    out.number(SECOND_FORM);
    out.number(count);
    out.wholes(at);
    out.runs(hold);
    out.runs(quality);
    out.decimals(known == count ? values : Arrays.copyOf(values, known));
    return out;
  }

  /** Packs readings, ordered by time. */
  static byte[] packReadings(List<Reading> readings) {
    return written(readings).deflated();
  }

  /** Some readings, ordered by time, to be packed with others soon. */
  static byte[] piece(List<Reading> readings) {
    return written(readings).plain();
  }

  static List<Reading> unpackReadings(byte[] packed) {
    return read(Columns.Reader.deflated(packed));
  }

  static List<Reading> unpackPiece(byte[] piece) {
    return read(Columns.Reader.plain(piece));
  }

  private static List<Reading> read(Columns.Reader in) {
    int first = (int) in.number();
    if (first != SECOND_FORM) {
      return new FirstBlocks(in, first).readings();
    }
    int count = (int) in.number();
    return readings(in.wholes(count), in.runs(count), in.runs(count), in::decimals);
  }

  /** Joins columns; values come where they are known. */
  static List<Reading> readings(
      long[] at, long[] hold, long[] quality, IntFunction<double[]> decimals) {
    int known = 0;
    for (long code : quality) {
      known += code % 2 == 0 ? 1 : 0;
    }
    double[] values = decimals.apply(known);
    List<Reading> readings = new ArrayList<>(at.length);
    int next = 0;
    for (int i = 0; i < at.length; i++) {
      double value = quality[i] % 2 == 0 ? values[next++] : Double.NaN;
      readings.add(new Reading(at[i], value, (int) hold[i], (int) (quality[i] / 2)));
    }
    return readings;
  }

  /** Packs buckets of one length, ordered by time. */
  static byte[] packBuckets(List<Bucket> buckets) {
    Columns.Writer out = new Columns.Writer();
    out.number(SECOND_FORM);
    out.number(buckets.size());
    out.wholes(buckets.stream().mapToLong(Bucket::startMs).toArray());
    out.runs(buckets.stream().mapToLong(Bucket::knownMs).toArray());
    out.runs(buckets.stream().mapToLong(Bucket::n).toArray());
    out.decimals(buckets.stream().mapToDouble(Bucket::integral).toArray());
    out.decimals(buckets.stream().mapToDouble(Bucket::min).toArray());
    out.decimals(buckets.stream().mapToDouble(Bucket::max).toArray());
    return out.deflated();
  }

  static List<Bucket> unpackBuckets(byte[] packed) {
    Columns.Reader in = Columns.Reader.deflated(packed);
    int first = (int) in.number();
    if (first != SECOND_FORM) {
      return new FirstBlocks(in, first).buckets();
    }
    int count = (int) in.number();
    long[] start = in.wholes(count);
    long[] known = in.runs(count);
    long[] n = in.runs(count);
    double[] integral = in.decimals(count);
    double[] min = in.decimals(count);
    double[] max = in.decimals(count);
    List<Bucket> buckets = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      buckets.add(new Bucket(start[i], known[i], integral[i], min[i], max[i], n[i]));
    }
    return buckets;
  }
}
