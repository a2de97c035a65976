package org.busbar.api.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.SiteId;
import org.junit.jupiter.api.Test;

class HistoryQueryTest {
  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

  private static HistoryQuery query(Instant to, Duration resolution, int limit) {
    return new HistoryQuery(
        new SiteId("local", "home"),
        new NodeId("pcc"),
        "activePowerW",
        NOON,
        to,
        resolution,
        limit);
  }

  @Property(tries = 1_000)
  void whatIsChosenForAWidthIsAResolutionThatFits(
      @ForAll @LongRange(min = 0, max = 4_000_000_000L) long fromS,
      @ForAll @LongRange(min = 1, max = 400_000_000L) long lengthMs,
      @ForAll @IntRange(min = 2, max = 4_000) int width) {
    Instant from = Instant.ofEpochSecond(fromS);
    Instant to = from.plusMillis(lengthMs);
    Duration chosen = HistoryQuery.resolutionFor(from, to, width);
    assertTrue(HistoryQuery.isResolution(chosen), chosen::toString);
    assertTrue(buckets(from, to, chosen.toSeconds()) <= width, chosen::toString);
  }

  /** Buckets begin at multiples of their length since 1970, so the ends may lie in two more. */
  private static long buckets(Instant from, Instant to, long lengthS) {
    long first = from.getEpochSecond() / lengthS;
    long last = (to.toEpochMilli() - 1) / 1_000 / lengthS;
    return last - first + 1;
  }

  @Test
  void aDayOnAThousandPixelsIsDrawnByTwoMinutesAndAYearByHalfADay() {
    assertEquals(
        Duration.ofMinutes(2),
        HistoryQuery.resolutionFor(NOON, NOON.plus(Duration.ofDays(1)), 1_000));
    assertEquals(
        Duration.ofHours(12),
        HistoryQuery.resolutionFor(NOON, NOON.plus(Duration.ofDays(365)), 1_000));
    assertEquals(
        Duration.ofDays(4), HistoryQuery.resolutionFor(NOON, NOON.plus(Duration.ofDays(365)), 100));
  }

  @Test
  void resolutionsDivideADayOrAreDaysAndNoneMeansSamples() {
    assertTrue(HistoryQuery.isResolution(Duration.ZERO));
    assertTrue(HistoryQuery.isResolution(Duration.ofSeconds(900)));
    assertTrue(HistoryQuery.isResolution(Duration.ofDays(7)));
    assertFalse(HistoryQuery.isResolution(Duration.ofSeconds(7)));
    assertFalse(HistoryQuery.isResolution(Duration.ofMillis(1_500)));
    assertFalse(HistoryQuery.isResolution(Duration.ofHours(36)));
    assertFalse(HistoryQuery.isResolution(Duration.ofSeconds(-60)));
  }

  @Test
  void whatAsksForNothingIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> query(NOON, Duration.ZERO, 1));
    Instant later = NOON.plusSeconds(1);
    assertThrows(IllegalArgumentException.class, () -> query(later, Duration.ofSeconds(7), 1));
    assertThrows(IllegalArgumentException.class, () -> query(later, Duration.ZERO, 0));
    assertEquals(1, query(later, Duration.ZERO, 1).limit());
  }
}
