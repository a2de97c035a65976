package org.busbar.history.sqlite;

import java.util.ArrayList;
import java.util.List;

/** Readings and buckets of one point as blocks of bytes. The forms are part of the file format. */
final class Blocks {
  private Blocks() {}

  /** Packs readings, ordered by time. */
  static byte[] packReadings(List<Reading> readings) {
    int count = readings.size();
    long[] at = new long[count];
    long[] hold = new long[count];
    long[] quality = new long[count];
    List<Double> known = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Reading reading = readings.get(i);
      boolean unknown = Double.isNaN(reading.value());
      at[i] = reading.atMs();
      hold[i] = reading.holdMs();
      quality[i] = reading.quality() * 2L + (unknown ? 1 : 0);
      if (!unknown) {
        known.add(reading.value());
      }
    }
    Columns.Writer out = new Columns.Writer();
    out.number(count);
    out.evenly(at);
    out.runs(hold);
    out.runs(quality);
    out.decimals(known.stream().mapToDouble(Double::doubleValue).toArray());
    return out.deflated();
  }

  static List<Reading> unpackReadings(byte[] packed) {
    Columns.Reader in = new Columns.Reader(packed);
    int count = (int) in.number();
    long[] at = in.evenly(count);
    long[] hold = in.runs(count);
    long[] quality = in.runs(count);
    int known = 0;
    for (long code : quality) {
      known += code % 2 == 0 ? 1 : 0;
    }
    double[] values = in.decimals(known);
    List<Reading> readings = new ArrayList<>(count);
    int next = 0;
    for (int i = 0; i < count; i++) {
      double value = quality[i] % 2 == 0 ? values[next++] : Double.NaN;
      readings.add(new Reading(at[i], value, (int) hold[i], (int) (quality[i] / 2)));
    }
    return readings;
  }

  /** Packs buckets of one length, ordered by time. */
  static byte[] packBuckets(List<Bucket> buckets) {
    Columns.Writer out = new Columns.Writer();
    out.number(buckets.size());
    out.evenly(buckets.stream().mapToLong(Bucket::startMs).toArray());
    out.runs(buckets.stream().mapToLong(Bucket::knownMs).toArray());
    out.runs(buckets.stream().mapToLong(Bucket::n).toArray());
    out.decimals(buckets.stream().mapToDouble(Bucket::integral).toArray());
    out.decimals(buckets.stream().mapToDouble(Bucket::min).toArray());
    out.decimals(buckets.stream().mapToDouble(Bucket::max).toArray());
    return out.deflated();
  }

  static List<Bucket> unpackBuckets(byte[] packed) {
    Columns.Reader in = new Columns.Reader(packed);
    int count = (int) in.number();
    long[] start = in.evenly(count);
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
