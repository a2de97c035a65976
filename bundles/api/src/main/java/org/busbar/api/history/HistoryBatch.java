package org.busbar.api.history;

import java.util.List;
import org.busbar.api.control.Decision;
import org.busbar.api.events.Event;
import org.busbar.api.vocabulary.Sample;

/**
 * What is kept together: all of it or nothing.
 *
 * @param samples in any order; late ones are welcome
 * @param decisions in any order
 * @param events in any order
 */
public record HistoryBatch(List<Sample> samples, List<Decision> decisions, List<Event> events) {
  /** Copies the lists. */
  public HistoryBatch {
    samples = List.copyOf(samples);
    decisions = List.copyOf(decisions);
    events = List.copyOf(events);
  }

  /** Samples alone. */
  public static HistoryBatch of(List<Sample> samples) {
    return new HistoryBatch(samples, List.of(), List.of());
  }

  /** How many records it holds. */
  public int size() {
    return samples.size() + decisions.size() + events.size();
  }
}
