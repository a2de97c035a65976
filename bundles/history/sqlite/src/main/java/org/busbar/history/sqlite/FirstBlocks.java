package org.busbar.history.sqlite;

import java.util.ArrayList;
import java.util.List;

/** Reads blocks as version 1 of the file wrote them; nothing is written so any more. */
final class FirstBlocks {
  private static final int BITS = 32;

  private final Columns.Reader in;
  private final int count;

  /** What follows the number of readings or buckets. */
  FirstBlocks(Columns.Reader in, int count) {
    this.in = in;
    this.count = count;
  }

  List<Reading> readings() {
    long[] at = evenly();
    long[] hold = in.runs(count);
    long[] quality = in.runs(count);
    return Blocks.readings(at, hold, quality, this::decimals);
  }

  List<Bucket> buckets() {
    long[] start = evenly();
    long[] known = in.runs(count);
    long[] n = in.runs(count);
    double[] integral = decimals(count);
    double[] min = decimals(count);
    double[] max = decimals(count);
    List<Bucket> buckets = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      buckets.add(new Bucket(start[i], known[i], integral[i], min[i], max[i], n[i]));
    }
    return buckets;
  }

  private long[] split(int length) {
    byte[] low = in.bytes(length);
    long[] steps = new long[length];
    for (int i = 0; i < length; i++) {
      steps[i] = Columns.unzigzag(low[i] & 0xFF | in.number() << 8);
    }
    return steps;
  }

  private long[] evenly() {
    long[] column = split(count);
    long last = 0;
    long step = 0;
    for (int i = 0; i < count; i++) {
      step += column[i];
      last += step;
      column[i] = last;
    }
    return column;
  }

  private double[] decimals(int length) {
    int form = in.bytes(1)[0];
    double[] column = new double[length];
    if (form == BITS) {
      long last = 0;
      for (int i = 0; i < length; i++) {
        last ^= Long.reverse(in.number());
        column[i] = Double.longBitsToDouble(last);
      }
      return column;
    }
    long[] whole = split(length);
    long last = 0;
    for (int i = 0; i < length; i++) {
      last += whole[i];
      column[i] = Columns.decimal(last, form);
    }
    return column;
  }
}
