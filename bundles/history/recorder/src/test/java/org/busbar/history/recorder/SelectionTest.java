package org.busbar.history.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.control.Decision;
import org.busbar.api.control.Envelope;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Level;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.testkit.api.ManualClock;
import org.junit.jupiter.api.Test;

class SelectionTest {
  private final ManualClock clock = new ManualClock();
  private final Selection selection = new Selection();

  private Decision decision(long step, double powerW, String limitedBy) {
    Map<Level, Interval> levels = new EnumMap<>(Level.class);
    for (Level level : Level.values()) {
      levels.put(level, new Interval(-5_000, 5_000));
    }
    Decision.Outcome outcome =
        new Decision.Outcome(
            new NodeId("bat1"),
            Points.ACTIVE_POWER_W,
            powerW,
            new Envelope(levels),
            limitedBy.isEmpty() ? Optional.empty() : Optional.of(limitedBy),
            "cover the load");
    return new Decision(
        step, clock.nanos(), clock.instant(), List.of(), List.of(), List.of(outcome));
  }

  @Test
  void oneIsKeptPerSecondWhileOnlyValuesChange() {
    List<Long> kept = new ArrayList<>();
    for (long step = 0; step < 50; step++) {
      if (selection.keeps(decision(step, 1_000 + step, ""))) {
        kept.add(step);
      }
      clock.advance(Duration.ofMillis(100));
    }
    assertEquals(List.of(0L, 10L, 20L, 30L, 40L), kept);
  }

  @Test
  void eachIsKeptByWhichSomethingElseThanAValueChanges() {
    List<Long> kept = new ArrayList<>();
    double[] powers = {1, 2, 3, Double.NaN, 5, 6};
    String[] limits = {"", "", "ramp", "ramp", "ramp", ""};
    for (int step = 0; step < powers.length; step++) {
      if (selection.keeps(decision(step, powers[step], limits[step]))) {
        kept.add((long) step);
      }
      clock.advance(Duration.ofMillis(100));
    }
    assertEquals(List.of(0L, 2L, 3L, 4L, 5L), kept);
  }
}
