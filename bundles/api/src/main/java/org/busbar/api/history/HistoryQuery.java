package org.busbar.api.history;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.SiteId;

/**
 * Asks for one point over a range.
 *
 * @param site the site
 * @param node device or terminal
 * @param point the point with its index as people write it ({@code voltageLnV.2})
 * @param from begin, included
 * @param to end, excluded
 * @param resolution length of a bucket, a whole number of seconds that divides a day or whole days;
 *     zero for every sample as it was measured
 * @param limit greatest number of rows; the oldest are given
 */
public record HistoryQuery(
    SiteId site,
    NodeId node,
    String point,
    Instant from,
    Instant to,
    Duration resolution,
    int limit) {
  private static final long DAY_S = 86_400;

  private static final List<Long> STEPS_S =
      List.of(
          1L, 2L, 5L, 10L, 15L, 30L, 60L, 120L, 300L, 600L, 900L, 1_800L, 3_600L, 7_200L, 10_800L,
          21_600L, 43_200L, DAY_S);

  /** Checks range, resolution and limit; throws {@link IllegalArgumentException}. */
  public HistoryQuery {
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException("from " + from + " is not before to " + to);
    }
    if (!isResolution(resolution)) {
      throw new IllegalArgumentException(
          "resolution " + resolution + " is neither seconds that divide a day nor whole days");
    }
    if (limit < 1) {
      throw new IllegalArgumentException("limit " + limit);
    }
  }

  /** Whether a query takes this resolution; zero, for every sample, is one. */
  public static boolean isResolution(Duration resolution) {
    long s = resolution.toSeconds();
    boolean whole = resolution.equals(Duration.ofSeconds(s)) && s >= 0;
    return whole && (s == 0 || (s < DAY_S ? DAY_S % s == 0 : s % DAY_S == 0));
  }

  /**
   * The finest resolution that shows a range in at most so many rows: one per pixel of a picture.
   * Buckets that the range begins or ends in the middle of count whole.
   *
   * @param width greatest number of rows, at least 2
   */
  public static Duration resolutionFor(Instant from, Instant to, int width) {
    for (long step : STEPS_S) {
      if (buckets(from, to, step) <= width) {
        return Duration.ofSeconds(step);
      }
    }
    long days = 2;
    while (buckets(from, to, days * DAY_S) > width) {
      days++;
    }
    return Duration.ofDays(days);
  }

  private static long buckets(Instant from, Instant to, long lengthS) {
    long end = to.getEpochSecond() + (to.getNano() > 0 ? 1 : 0);
    return Math.ceilDiv(end, lengthS) - Math.floorDiv(from.getEpochSecond(), lengthS);
  }
}
