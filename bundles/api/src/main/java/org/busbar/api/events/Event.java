package org.busbar.api.events;

import java.time.Instant;
import java.util.Map;
import org.busbar.api.vocabulary.SiteId;

/**
 * Something that happened. Raised on a change, not on each failed attempt.
 *
 * @param sequence grows by one per event of a site, from 1; 0 before it is recorded
 * @param site the site
 * @param at when, for people
 * @param nanos when, monotonic
 * @param severity how much it matters
 * @param source node, mode or part it came from
 * @param kind what it is, lower-case words with hyphens ({@code device-silent}); the same kind and
 *     source with INFO ends an alarm
 * @param text one sentence for people
 * @param values figures that belong to it, by name with unit suffix
 */
public record Event(
    long sequence,
    SiteId site,
    Instant at,
    long nanos,
    Severity severity,
    String source,
    String kind,
    String text,
    Map<String, String> values) {
  /** Copies the values. */
  public Event {
    values = Map.copyOf(values);
  }
}
