package org.busbar.api.history;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.busbar.api.vocabulary.Unit;

/**
 * A point over a range.
 *
 * @param unit unit of all values
 * @param resolution length of a bucket; zero where each row is a sample. It is coarser than asked
 *     where the finer tier is no longer kept
 * @param rows ordered by time; what is unknown has no row
 */
public record History(Unit unit, Duration resolution, List<Row> rows) {
  /** Copies the rows. */
  public History {
    rows = List.copyOf(rows);
  }

  /**
   * A bucket, or a sample.
   *
   * @param start begin of the bucket, aligned to UTC; for a sample when it was measured
   * @param mean mean over the time in which the value was known; for a sample its value, NaN where
   *     it says that the value is unknown
   * @param min least value that held in it
   * @param max greatest value that held in it
   * @param n samples measured in it; 0 where a value from before still held
   * @param knownS for how long the value was known, in seconds: mean times this is the integral
   */
  public record Row(Instant start, double mean, double min, double max, long n, double knownS) {}
}
