package org.busbar.web.rest;

import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.busbar.api.time.Clock;

/**
 * Keeps in the audit who read what says when people are at home, what they use and which cards
 * charge (docs/decisions/0034-reads-of-personal-data.md). The first read of a device in an hour has
 * a record, the others of that hour have one together; a long time is recorded each time it is
 * asked for. Thread-safe.
 */
final class PersonalReads {
  /** What is longer than this nobody asks for to see how it goes today. */
  static final Duration LONG = Duration.ofDays(7);

  static final Duration SPAN = Duration.ofHours(1);

  /** So many are counted at a time; beyond, the oldest is told before its hour is over. */
  static final int MOST = 1_000;

  private final Audited audited;
  private final Clock clock;

  /** The oldest first. Guarded by this. */
  private final Map<Key, Hour> hours = new LinkedHashMap<>();

  private record Key(String by, String of) {}

  /** What one read of one thing in an hour, after the first time. */
  private static final class Hour {
    private final long begunNanos;
    private long again;
    private Instant from;
    private Instant to;

    Hour(long begunNanos, Instant from, Instant to) {
      this.begunNanos = begunNanos;
      this.from = from;
      this.to = to;
    }
  }

  PersonalReads(Audited audited, Clock clock) {
    this.audited = audited;
    this.clock = clock;
  }

  /**
   * Something was read.
   *
   * @param of the device, or what of the site
   * @param what point or what else of it
   */
  synchronized void read(SecurityContext who, String of, String what, Ranges.Range range) {
    tell(false);
    String by = who.getUserPrincipal().getName();
    boolean isLong = Duration.between(range.from(), range.to()).compareTo(LONG) > 0;
    Hour hour = hours.get(new Key(by, of));
    if (hour != null && !isLong) {
      hour.again++;
      hour.from = hour.from.isBefore(range.from()) ? hour.from : range.from();
      hour.to = hour.to.isAfter(range.to()) ? hour.to : range.to();
      return;
    }
    Map<String, String> values = new TreeMap<>();
    values.put("what", what);
    values.put("from", range.from().toString());
    values.put("to", range.to().toString());
    audited.append("personal-data-read", by, of, values);
    if (!isLong) {
      hours.put(new Key(by, of), new Hour(clock.nanos(), range.from(), range.to()));
    }
  }

  /** What stands now was read, not what was. */
  void read(SecurityContext who, String of, String what) {
    Instant now = clock.instant();
    read(who, of, what, new Ranges.Range(now, now));
  }

  /** Tells what is counted still. */
  synchronized void end() {
    tell(true);
  }

  private void tell(boolean all) {
    long now = clock.nanos();
    for (Iterator<Map.Entry<Key, Hour>> each = hours.entrySet().iterator(); each.hasNext(); ) {
      Map.Entry<Key, Hour> entry = each.next();
      Hour hour = entry.getValue();
      if (!all && hours.size() < MOST && now - hour.begunNanos < SPAN.toNanos()) {
        return;
      }
      each.remove();
      if (hour.again > 0) {
        Map<String, String> values = new TreeMap<>();
        values.put("reads", Long.toString(hour.again));
        values.put("from", hour.from.toString());
        values.put("to", hour.to.toString());
        audited.append(
            "personal-data-read-again", entry.getKey().by(), entry.getKey().of(), values);
      }
    }
  }
}
