package org.busbar.testkit.api;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.control.Decision;
import org.busbar.api.control.Envelope;
import org.busbar.api.control.Proposal;
import org.busbar.api.events.Event;
import org.busbar.api.events.Severity;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Level;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Phase;
import org.busbar.api.vocabulary.Points;

/** Decisions and events with everything in them, for what a history store keeps to. */
final class HistoryRecords {
  private static final NodeId BATTERY = new NodeId("bat1");

  private HistoryRecords() {}

  static Event event(long sequence, Instant at) {
    return new Event(
        sequence,
        HistoryStoreContract.SITE,
        at,
        0,
        Severity.ALARM,
        "bat1",
        "device-silent",
        "No answer",
        Map.of("forS", "12", "unit", "1"));
  }

  static Decision decision(long step, Instant at) {
    Proposal proposal =
        new Proposal(
            "self",
            Level.ECONOMIC,
            BATTERY,
            Points.ACTIVE_POWER_W,
            Phase.TOTAL,
            Interval.UNBOUNDED,
            6234.5 + step,
            step * 1_000 + 5_000_000_000L,
            "cover the load");
    EnumMap<Level, Interval> levels = new EnumMap<>(Level.class);
    for (Level level : Level.values()) {
      levels.put(level, new Interval(-5_000, 5_000));
    }
    Decision.Outcome outcome =
        new Decision.Outcome(
            BATTERY,
            Points.ACTIVE_POWER_W,
            step % 2 == 0 ? Double.NaN : 5_000,
            new Envelope(levels),
            Optional.of("discharge limit of the device"),
            "clipped from 6234.5 W");
    return new Decision(
        step,
        step * 1_000,
        at,
        List.of(proposal),
        List.of(new Decision.Dropped(proposal, "grid")),
        List.of(outcome));
  }
}
