package org.busbar.api.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.List;
import org.busbar.api.series.Series.Slot;
import org.busbar.api.vocabulary.Unit;
import org.junit.jupiter.api.Test;

class SeriesTest {
  private static final Instant MIDNIGHT = Instant.parse("2026-06-01T00:00:00Z");

  private static Slot hours(int from, int to, double value) {
    return new Slot(MIDNIGHT.plusSeconds(from * 3_600L), MIDNIGHT.plusSeconds(to * 3_600L), value);
  }

  private static Series prices(Slot... slots) {
    return new Series("price", Unit.NONE, "EUR/MWh", MIDNIGHT, List.of(slots));
  }

  @Test
  void aSlotHoldsFromItsBeginUntilJustBeforeItsEndAndAGapIsUnknown() {
    Series series = prices(hours(0, 1, 90), hours(1, 2, -5), hours(3, 4, 40));
    assertEquals(90, series.at(MIDNIGHT));
    assertEquals(-5, series.at(MIDNIGHT.plusSeconds(3_600)));
    assertEquals(-5, series.at(MIDNIGHT.plusSeconds(7_199)));
    assertEquals(Double.NaN, series.at(MIDNIGHT.plusSeconds(7_200)));
    assertEquals(Double.NaN, series.at(MIDNIGHT.minusNanos(1)));
    assertEquals(Double.NaN, series.at(MIDNIGHT.plusSeconds(14_400)));
  }

  @Test
  void slotsThatOverlapOrEndBeforeTheyBeginAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> prices(hours(0, 2, 1), hours(1, 3, 1)));
    assertThrows(IllegalArgumentException.class, () -> prices(hours(2, 3, 1), hours(0, 1, 1)));
    assertThrows(IllegalArgumentException.class, () -> prices(hours(1, 1, 1)));
  }
}
