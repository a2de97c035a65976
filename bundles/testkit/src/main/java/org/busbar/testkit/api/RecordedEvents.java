package org.busbar.testkit.api;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.busbar.api.events.Event;
import org.busbar.api.events.EventSink;
import org.busbar.api.events.Severity;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.SiteId;

/** An event sink that keeps everything for a test to look at. Thread-safe. */
public final class RecordedEvents implements EventSink {
  private static final SiteId SITE = new SiteId(SiteId.DEFAULT_ORG, "test");

  private final Clock clock;
  private final List<Event> events = new CopyOnWriteArrayList<>();

  /** Stamps events with this clock. */
  public RecordedEvents(Clock clock) {
    this.clock = clock;
  }

  @Override
  public synchronized void raise(
      Severity severity, String source, String kind, String text, Map<String, String> values) {
    long sequence = events.size() + 1L;
    events.add(
        new Event(
            sequence, SITE, clock.instant(), clock.nanos(), severity, source, kind, text, values));
  }

  /** All events so far, oldest first. */
  public List<Event> all() {
    return List.copyOf(events);
  }

  /** All events of a kind so far, oldest first. */
  public List<Event> ofKind(String kind) {
    return events.stream().filter(event -> event.kind().equals(kind)).toList();
  }
}
