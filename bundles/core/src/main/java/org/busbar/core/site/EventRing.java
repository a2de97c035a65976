package org.busbar.core.site;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.busbar.api.events.Event;
import org.busbar.api.events.EventSink;
import org.busbar.api.events.Severity;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.SiteId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The newest events of a site. Any thread; an old event makes room for a new one. */
final class EventRing implements EventSink {
  /** How many are kept. */
  static final int MOST = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(EventRing.class);

  private final SiteId site;
  private final Clock clock;
  private final Deque<Event> events = new ArrayDeque<>();
  private long sequence;

  EventRing(SiteId site, Clock clock) {
    this.site = site;
    this.clock = clock;
  }

  @Override
  public void raise(
      Severity severity, String source, String kind, String text, Map<String, String> values) {
    synchronized (events) {
      if (events.size() == MOST) {
        events.removeFirst();
      }
      events.addLast(
          new Event(
              ++sequence,
              site,
              clock.instant(),
              clock.nanos(),
              severity,
              source,
              kind,
              text,
              values));
    }
    String figures = values.isEmpty() ? "" : " " + values;
    switch (severity) {
      case INFO -> LOG.info("{} {} {}: {}{}", site, source, kind, text, figures);
      case WARNING -> LOG.warn("{} {} {}: {}{}", site, source, kind, text, figures);
      case ALARM, CRITICAL -> LOG.error("{} {} {}: {}{}", site, source, kind, text, figures);
    }
  }

  /** The newest after a sequence number, oldest first, at most so many. */
  List<Event> after(long afterSequence, int limit) {
    List<Event> found = new ArrayList<>();
    synchronized (events) {
      Iterator<Event> newestFirst = events.descendingIterator();
      while (newestFirst.hasNext() && found.size() < limit) {
        Event event = newestFirst.next();
        if (event.sequence() <= afterSequence) {
          break;
        }
        found.add(event);
      }
    }
    Collections.reverse(found);
    return found;
  }
}
