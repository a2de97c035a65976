package org.busbar.safety.trend;

/**
 * The last samples of a value, at most one a second and a hundred and fifty seconds, with the load
 * they were measured at. One thread.
 */
final class Window {
  /** More than can come in the time that is kept. */
  private static final int ROOM = 168;

  private static final double LEAST_GAP_SECONDS = 0.9;
  private static final double KEPT_SECONDS = 150;

  private final double[] seconds = new double[ROOM];
  private final double[] values = new double[ROOM];
  private final double[] loads = new double[ROOM];
  private int first;
  private int count;

  /** Adds a sample; false where it came too soon after the last one to tell more. */
  boolean add(double atSeconds, double value, double load) {
    if (count > 0 && atSeconds - seconds(count - 1) < LEAST_GAP_SECONDS) {
      return false;
    }
    int at = (first + count) % ROOM;
    seconds[at] = atSeconds;
    values[at] = value;
    loads[at] = load;
    count++;
    while (atSeconds - seconds(0) > KEPT_SECONDS) {
      drop();
    }
    return true;
  }

  private void drop() {
    first = (first + 1) % ROOM;
    count--;
  }

  private int place(int i) {
    int at = first + i;
    return at < ROOM ? at : at - ROOM;
  }

  int count() {
    return count;
  }

  double seconds(int i) {
    return seconds[place(i)];
  }

  double value(int i) {
    return values[place(i)];
  }

  double load(int i) {
    return loads[place(i)];
  }

  /** Forgets all: after a gap or a jump the samples before say nothing of those to come. */
  void clear() {
    count = 0;
  }

  /** Index of the first sample that is no older than that. */
  int since(double ageSeconds) {
    int i = count;
    double now = seconds(count - 1);
    while (i > 0 && now - seconds(i - 1) <= ageSeconds) {
      i--;
    }
    return i;
  }

  /** Greatest load from a sample on. */
  double greatestLoad(int from) {
    double most = 0;
    for (int i = from; i < count; i++) {
      most = StrictMath.max(most, load(i));
    }
    return most;
  }

  /**
   * Least squares over the samples from one on: the rise per second that is certain, that is less
   * four standard errors towards zero; 0 where nothing is certain, or it is no more than matters.
   *
   * @param resolution step in which the value is delivered
   * @param matters the least rise per second that is looked for
   */
  double certainSlope(int from, double resolution, double matters) {
    int n = count - from;
    double meanT = 0;
    double meanV = 0;
    for (int i = from; i < count; i++) {
      meanT += seconds(i) / n;
      meanV += value(i) / n;
    }
    double tt = 0;
    double tv = 0;
    for (int i = from; i < count; i++) {
      double t = seconds(i) - meanT;
      tt += t * t;
      tv += t * (value(i) - meanV);
    }
    double slope = tv / tt;
    if (!(slope > matters)) {
      return 0; // What is certain of it is less still.
    }
    double left = 0;
    for (int i = from; i < count; i++) {
      double off = value(i) - meanV - slope * (seconds(i) - meanT);
      left += off * off;
    }
    double noise = StrictMath.max(left / (n - 2), resolution * resolution / 12);
    double sure = slope - 4 * StrictMath.sqrt(noise / tt);
    return StrictMath.max(0, sure);
  }
}
