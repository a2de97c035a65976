package org.busbar.api.series;

import java.time.Instant;
import java.util.List;
import org.busbar.api.vocabulary.Unit;

/**
 * Values over time that are no device samples: prices, forecasts, schedules, obligations.
 * Immutable.
 *
 * @param id its name within the site
 * @param unit unit of all values; {@link Unit#NONE} with {@code unitText} for others ({@code
 *     EUR/kWh})
 * @param unitText unit as people read it
 * @param madeAt when it was published: its age counts from here
 * @param slots the values, ordered by time, without overlap; gaps are unknown
 */
public record Series(String id, Unit unit, String unitText, Instant madeAt, List<Slot> slots) {
  /**
   * One value and the time it holds for.
   *
   * @param from start, inclusive
   * @param to end, exclusive
   * @param value in the series' unit, finite
   */
  public record Slot(Instant from, Instant to, double value) {}

  /** Copies the slots and checks their order; throws {@link IllegalArgumentException}. */
  public Series {
    slots = List.copyOf(slots);
    Instant last = Instant.MIN;
    for (Slot slot : slots) {
      if (slot.from().isBefore(last) || !slot.to().isAfter(slot.from())) {
        throw new IllegalArgumentException("series " + id + " has slots out of order at " + slot);
      }
      last = slot.to();
    }
  }

  /** The value that holds at a moment, in the series' unit; NaN where unknown. */
  public double at(Instant moment) {
    for (Slot slot : slots) {
      if (!moment.isBefore(slot.from()) && moment.isBefore(slot.to())) {
        return slot.value();
      }
    }
    return Double.NaN;
  }
}
