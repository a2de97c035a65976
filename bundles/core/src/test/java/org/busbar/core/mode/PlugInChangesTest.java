package org.busbar.core.mode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.busbar.api.control.Ask;
import org.busbar.api.control.View;
import org.busbar.api.site.SiteModel;
import org.busbar.api.vocabulary.Points;
import org.busbar.core.arbiter.Topology;
import org.busbar.core.site.Fakes;
import org.busbar.core.site.Fakes.Told;
import org.busbar.testkit.api.FixedSnapshot;
import org.busbar.testkit.api.ManualClock;
import org.busbar.testkit.api.RecordedEvents;

/** Invariant I17: a change of the set of plug-ins never lengthens a cycle. */
class PlugInChangesTest {
  private static final SiteModel MODEL = Fakes.house();
  private static final Topology TOPOLOGY = new Topology(MODEL, List.of());

  /**
   * Whatever comes, goes, hangs or throws: a cycle runs no code of a plug-in and waits for none.
   */
  @Property
  void noCodeOfAModeRunsInACycleHoweverModesComeAndGo(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 0, max = 8) Integer> happenings) {
    new Case().play(happenings);
  }

  /** One site and what happens to it; of its own, as an instance of this class lives on. */
  private static final class Case {
    private final ManualClock clock = new ManualClock();
    private final ModeTypes types = new ModeTypes();
    private final InlineWorkers workers = new InlineWorkers(clock);
    private final Modes modes =
        new Modes(MODEL, Map.of(), types, workers, new RecordedEvents(clock));
    private final Deque<Told> there = new ArrayDeque<>();
    private boolean inCycle;
    private boolean ranInCycle;

    void play(List<Integer> happenings) {
      workers.hold = true;
      for (int happening : happenings) {
        happens(happening);
        clock.advanceMs(100);
        long before = clock.nanos();
        inCycle = true;
        modes.turn(FixedSnapshot.at(clock), TOPOLOGY, Optional.empty(), Map.of());
        inCycle = false;
        assertEquals(before, clock.nanos(), "it waited");
        assertFalse(ranInCycle, () -> "plug-in code ran in the cycle: " + happenings);
      }
    }

    private void happens(int happening) {
      switch (happening) {
        case 0 -> come(view -> List.of(Ask.target(view.node(), Points.ACTIVE_POWER_W, 1, "x")));
        case 1 ->
            come(
                view -> {
                  throw new IllegalStateException("mine");
                });
        case 2 -> {
          if (!there.isEmpty()) {
            types.remove(there.removeLast());
          }
        }
        case 3, 4 -> workers.runHeld();
        case 5 -> workers.startHeld();
        case 6 -> clock.advanceMs(3_000);
        case 7 -> modes.enable("first", false);
        default -> modes.enable("first", true);
      }
    }

    private void come(Function<View, List<Ask>> orders) {
      Told mode =
          new Told(
              "told",
              view -> {
                ranInCycle |= inCycle;
                return orders.apply(view);
              });
      types.add(mode);
      there.addLast(mode);
    }
  }
}
