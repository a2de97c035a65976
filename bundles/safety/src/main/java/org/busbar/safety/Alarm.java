package org.busbar.safety;

import org.busbar.api.events.EventSink;
import org.busbar.api.events.Severity;

/** One condition that is told when it begins and when it ends, not in between. Thread-safe. */
final class Alarm {
  private final EventSink events;
  private final Severity severity;
  private final String source;
  private final String kind;
  private boolean raised;

  Alarm(EventSink events, Severity severity, String source, String kind) {
    this.events = events;
    this.severity = severity;
    this.source = source;
    this.kind = kind;
  }

  /** True where it had not been raised before. */
  boolean raise(String text) {
    boolean isNew = change(true);
    if (isNew) {
      events.raise(severity, source, kind, text);
    }
    return isNew;
  }

  void end(String text) {
    if (change(false)) {
      events.raise(Severity.INFO, source, kind, text);
    }
  }

  private synchronized boolean change(boolean now) {
    boolean changed = raised != now;
    raised = now;
    return changed;
  }
}
