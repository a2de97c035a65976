package org.busbar.web.rest.metrics;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.busbar.api.events.Event;
import org.busbar.api.events.Severity;
import org.busbar.api.face.Site;
import org.busbar.api.vocabulary.SiteId;

/** Counts events by severity across scrapes; those that went unseen between two are counted too. */
final class EventCounts {
  private static final int MOST_PER_SCRAPE = 10_000;

  private final Map<SiteId, Count> bySite = new HashMap<>();

  /** Figures of a site: by severity, and how many passed unseen. */
  record Counted(Map<Severity, Long> bySeverity, long unseen) {}

  /** Counts what happened since the last call. */
  synchronized Counted count(Site site) {
    return bySite.computeIfAbsent(site.model().id(), id -> new Count()).next(site);
  }

  private static final class Count {
    private final Map<Severity, Long> bySeverity = new EnumMap<>(Severity.class);
    private long last;
    private long unseen;

    private Counted next(Site site) {
      List<Event> events = site.events(last, MOST_PER_SCRAPE);
      for (Event event : events) {
        unseen += Math.max(0, event.sequence() - last - 1);
        last = event.sequence();
        bySeverity.merge(event.severity(), 1L, Long::sum);
      }
      return new Counted(Map.copyOf(bySeverity), unseen);
    }
  }
}
