package org.busbar.safety.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.busbar.api.events.EventSink;
import org.busbar.api.events.Severity;
import org.busbar.api.safety.Audit;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.SiteId;
import org.busbar.safety.audit.AuditLine.Content;
import org.busbar.safety.audit.AuditLine.Origin;
import org.slf4j.MDC;

/**
 * The audit of one site or of the gateway. {@link #append} takes records on any thread; one thread
 * brings them to disk by {@link #flush}.
 */
public final class AuditTrail implements Audit {
  private static final int MOST_WAITING = 100_000;

  /** Safety events that are kept beside everything CRITICAL. */
  private static final Set<String> KINDS = Set.of("site-state", "reset-overtaken", "interlock");

  private final AuditChain chain;
  private final Clock clock;
  private final EventSink events;
  private final Runnable wake;
  private final Object queue = new Object();
  private List<Content> waiting = new ArrayList<>();
  private long lost;
  private boolean opened;
  private boolean failing;

  /** A chain that may be moved by a test's own rules of retention. */
  AuditTrail(AuditChain chain, Clock clock, EventSink events, Runnable wake) {
    this.chain = chain;
    this.clock = clock;
    this.events = events;
    this.wake = wake;
  }

  /**
   * The audit of a site; opens nothing yet.
   *
   * @param home folder of the site's state
   * @param events where it is told that the disk takes no records
   * @param wake has the thread that flushes look at once
   */
  public static AuditTrail ofSite(
      Path home, SiteId site, Clock clock, EventSink events, Runnable wake) {
    Origin origin = new Origin(site.org(), site.site());
    return new AuditTrail(chain(home, origin), clock, events, wake);
  }

  /** The audit of the gateway itself, below its home. */
  static AuditTrail ofGateway(Path home, Clock clock, EventSink events, Runnable wake) {
    Origin origin = new Origin(SiteId.DEFAULT_ORG, "-");
    return new AuditTrail(chain(home, origin), clock, events, wake);
  }

  private static AuditChain chain(Path home, Origin origin) {
    return new AuditChain(home.resolve("audit"), origin, AuditChain.Keep.USUAL);
  }

  @Override
  public void append(String kind, String by, String reason, Map<String, String> values) {
    Content content = new Content(clock.instant(), kind, by, reason, correlated(values));
    synchronized (queue) {
      if (waiting.size() < MOST_WAITING) {
        waiting.add(content);
      } else {
        lost++;
      }
    }
    wake.run();
  }

  private static Map<String, String> correlated(Map<String, String> values) {
    String id = MDC.get(CORRELATION);
    if (id == null) {
      return Map.copyOf(values);
    }
    Map<String, String> more = new TreeMap<>(values);
    more.put(CORRELATION, id);
    return Map.copyOf(more);
  }

  /** The same events, those of safety kept in this audit too. */
  public EventSink watching(EventSink to) {
    return (severity, source, kind, text, values) -> {
      to.raise(severity, source, kind, text, values);
      if (severity == Severity.CRITICAL || KINDS.contains(kind)) {
        Map<String, String> more = new TreeMap<>(values);
        more.put("severity", severity.name());
        append(kind, source, text, more);
      }
    };
  }

  /** Brings to disk what waits; what the disk does not take waits on. Blocks. */
  public synchronized void flush() {
    List<Content> batch = take();
    try {
      if (!opened) {
        chain.open(clock.instant());
        opened = true;
      }
      if (!batch.isEmpty()) {
        chain.write(batch);
      }
      if (failing) {
        failing = false;
        events.raise(Severity.INFO, "audit", "audit-not-written", "The audit is written again.");
      }
    } catch (IOException e) {
      putBack(batch);
      if (!failing) {
        failing = true;
        events.raise(
            Severity.ALARM,
            "audit",
            "audit-not-written",
            "The audit cannot be written; its records wait in memory: " + e);
      }
    }
  }

  private List<Content> take() {
    Instant now = clock.instant();
    synchronized (queue) {
      List<Content> batch = waiting;
      waiting = new ArrayList<>();
      if (lost > 0) {
        String text = "The disk took no records for so long that " + lost + " were lost.";
        batch.add(
            new Content(now, "records-lost", "audit", text, Map.of("lost", Long.toString(lost))));
        lost = 0;
      }
      return batch;
    }
  }

  private void putBack(List<Content> batch) {
    synchronized (queue) {
      batch.addAll(waiting);
      waiting = batch;
    }
  }
}
