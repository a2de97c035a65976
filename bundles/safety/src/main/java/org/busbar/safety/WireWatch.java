package org.busbar.safety;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the threads of some connections come back from the code of plug-ins. Thread-safe. */
final class WireWatch {
  private static final Logger LOG = LoggerFactory.getLogger(WireWatch.class);
  private static final Duration GRACE = Duration.ofSeconds(1);

  private static final Duration LAST_CHANCE = Duration.ofMillis(800);

  private final Executor aside;
  private final Clock clock;
  private final Map<Connection, Asked> wires = new ConcurrentHashMap<>();

  WireWatch(Executor aside, Clock clock) {
    this.aside = aside;
    this.clock = clock;
  }

  /** One connection, and since when it has been asked for a sign of life. */
  private static final class Asked {
    private final SiteField field;
    private boolean waits;
    private long sinceNanos;

    Asked(SiteField field) {
      this.field = field;
    }

    synchronized boolean ask(long nowNanos) {
      if (waits) {
        return false;
      }
      waits = true;
      sinceNanos = nowNanos;
      return true;
    }

    synchronized void answered() {
      waits = false;
    }

    synchronized boolean isStuck(long nowNanos, Duration patience) {
      return waits && nowNanos - sinceNanos > patience.toNanos();
    }
  }

  void add(Connection wire, SiteField field) {
    wires.putIfAbsent(wire, new Asked(field));
  }

  /** The name of a connection that does not come back, empty where all do. */
  String stuck() {
    String stuck = "";
    for (Map.Entry<Connection, Asked> each : wires.entrySet()) {
      Connection wire = each.getKey();
      Asked asked = each.getValue();
      long now = clock.nanos();
      if (asked.isStuck(now, wire.responseTimeout().plus(GRACE))) {
        stuck = wire.name();
      } else if (asked.ask(now)) {
        try {
          wire.urgent(asked::answered);
        } catch (IllegalStateException e) {
          asked.answered(); // It is closed: nobody is on it.
        }
      }
    }
    return stuck;
  }

  /**
   * Leaves behind connections whose threads do not come back, and opens their devices anew. Waits a
   * moment for them.
   */
  void relieve() {
    stuck();
    LockSupport.parkNanos(LAST_CHANCE.toNanos());
    for (Map.Entry<Connection, Asked> each : wires.entrySet()) {
      Connection wire = each.getKey();
      SiteField field = each.getValue().field;
      if (each.getValue().isStuck(clock.nanos(), LAST_CHANCE.minusMillis(50))) {
        LOG.error("connection {} is left behind: its thread does not come back", wire.name());
        List<FieldDevice.Open> left = new ArrayList<>(field.links().abandon(wire.name()));
        field.servicesCame();
        aside.execute(() -> left.forEach(FieldDevice.Open::end));
        each.getValue().answered();
      }
    }
  }
}
