package org.busbar.web.rest;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.busbar.api.control.Decision;
import org.busbar.api.events.Event;
import org.busbar.api.events.Severity;
import org.busbar.api.history.History;
import org.busbar.api.history.HistoryBatch;
import org.busbar.api.history.HistoryException;
import org.busbar.api.history.HistoryQuery;
import org.busbar.api.history.HistoryStore;
import org.busbar.api.site.HistoryConfig;
import org.busbar.api.vocabulary.SiteId;
import org.busbar.api.vocabulary.Unit;

/** A store that knows one point and writes down what it is asked. Thread-safe. */
final class FakeHistory implements HistoryStore {
  final List<HistoryQuery> queries = new CopyOnWriteArrayList<>();
  private final List<Event> kept = new CopyOnWriteArrayList<>();
  private final FakeSite site;
  volatile boolean broken;

  FakeHistory(FakeSite site) {
    this.site = site;
  }

  @Override
  public Optional<History> history(HistoryQuery query) throws HistoryException {
    if (broken) {
      throw new HistoryException("the file /secret/history.db is damaged");
    }
    queries.add(query);
    if (!query.point().equals("activePowerW")) {
      return Optional.empty();
    }
    double unknown = Double.NaN;
    return Optional.of(
        new History(
            Unit.WATT,
            query.resolution(),
            List.of(
                new History.Row(query.from(), -1.5, -3, 0, 60, 60),
                new History.Row(query.from().plusSeconds(60), unknown, unknown, unknown, 1, 0))));
  }

  @Override
  public List<Decision> decisions(SiteId id, Instant from, Instant to, int limit) {
    Decision decision = site.decision().orElseThrow();
    boolean inside = !decision.at().isBefore(from) && decision.at().isBefore(to);
    return inside ? List.of(decision) : List.of();
  }

  /** The resolution that was asked for last. */
  Duration lastResolution() {
    return queries.getLast().resolution();
  }

  @Override
  public List<Event> events(SiteId id, Instant from, Instant to, int limit) {
    return kept.stream()
        .filter(event -> !event.at().isBefore(from) && event.at().isBefore(to))
        .limit(limit)
        .toList();
  }

  /** Lets an event have happened at a moment. */
  void happened(Instant at, String kind) {
    kept.add(
        new Event(
            kept.size() + 1L,
            site.model().id(),
            at,
            0,
            Severity.WARNING,
            "bat1",
            kind,
            "Something happened.",
            Map.of()));
  }

  @Override
  public void append(SiteId id, HistoryBatch batch) {
    throw new UnsupportedOperationException("REST only reads");
  }

  @Override
  public void maintain(SiteId id, Instant now, HistoryConfig config) {
    throw new UnsupportedOperationException("REST only reads");
  }

  @Override
  public long archive(SiteId id, Instant before) {
    throw new UnsupportedOperationException("REST only reads");
  }

  @Override
  public long restore(SiteId id, Instant from, Instant to) {
    throw new UnsupportedOperationException("REST only reads");
  }
}
