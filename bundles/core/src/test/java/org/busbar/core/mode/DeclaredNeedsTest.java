package org.busbar.core.mode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.busbar.api.control.Ask;
import org.busbar.api.control.Proposal;
import org.busbar.api.control.View;
import org.busbar.api.events.Event;
import org.busbar.api.events.Severity;
import org.busbar.api.face.ModeStatus;
import org.busbar.api.plugin.Containment;
import org.busbar.api.vocabulary.Level;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.core.arbiter.Topology;
import org.busbar.core.site.Fakes;
import org.busbar.core.site.Fakes.Told;
import org.busbar.testkit.api.FixedSnapshot;
import org.busbar.testkit.api.ManualClock;
import org.busbar.testkit.api.RecordedEvents;
import org.junit.jupiter.api.Test;

/** A mode of a plug-in is held to what the plug-in declared. */
class DeclaredNeedsTest {
  private static final NodeId BATTERY = new NodeId("bat1");

  private final ManualClock clock = new ManualClock();
  private final RecordedEvents events = new RecordedEvents(clock);
  private final ModeTypes types = new ModeTypes();
  private final Modes modes =
      new Modes(Fakes.house(), Map.of(), types, new InlineWorkers(clock), events);
  private final Book book = new Book();

  private List<Proposal> turn() {
    clock.advanceMs(100);
    return modes.turn(
        FixedSnapshot.at(clock)
            .with("bat1", Points.ACTIVE_POWER_W, 700)
            .with("bat1", Points.STATE_OF_CHARGE_PCT, 40),
        new Topology(Fakes.house(), List.of()),
        Optional.empty(),
        Map.of());
  }

  private ModeStatus first() {
    return modes.status().getFirst();
  }

  @Test
  void aLevelThatWasNotDeclaredIsRefusedWithAnAlarmAndNothingOfItIsRun() {
    List<View> seen = new ArrayList<>();
    types.containedBy(book.declared(Set.of(Level.CONTRACTED_SERVICE), Set.of("*")));
    types.add(
        new Told(
            "told",
            view -> {
              seen.add(view);
              return List.of(Ask.target(BATTERY, Points.ACTIVE_POWER_W, 1, "x"));
            }));
    turn();
    assertTrue(turn().isEmpty());
    assertTrue(seen.isEmpty(), "its code was run");
    assertEquals("REFUSED", first().state());
    assertEquals(
        "its plug-in com.acme.told did not declare that it proposes at ECONOMIC; give it one of"
            + " [CONTRACTED_SERVICE]",
        first().text());
    Event event =
        events.ofKind("mode-state").stream()
            .filter(each -> each.source().equals("first"))
            .findFirst()
            .orElseThrow();
    assertEquals(Severity.ALARM, event.severity());
    assertTrue(event.text().contains("did not declare"), event.text());
  }

  @Test
  void whatStandsIsGoneAtOnceWhereTheLevelIsNoLongerDeclared() {
    types.add(Told.target("told", 1));
    turn();
    assertEquals(1, turn().size(), "a mode of the assembly has no limit");
    types.containedBy(book.declared(Set.of(), Set.of("*")));
    assertTrue(turn().isEmpty());
    types.uncontainedBy(book);
    turn();
    assertEquals(1, turn().size());
  }

  @Test
  void pointsThatWereNotDeclaredAreUnknownToIt() {
    List<Double> seen = new ArrayList<>();
    List<Integer> samples = new ArrayList<>();
    types.add(
        new Told(
            "told",
            view -> {
              seen.add(view.snapshot().value(BATTERY, Points.ACTIVE_POWER_W));
              seen.add(view.snapshot().value(BATTERY, Points.STATE_OF_CHARGE_PCT));
              samples.add(view.snapshot().samples().size());
              return List.of();
            }));
    turn();
    types.containedBy(
        book.declared(Set.of(Level.values()), Set.of(Points.STATE_OF_CHARGE_PCT.id())));
    turn();
    turn();
    assertEquals(List.of(700.0, 40.0, Double.NaN, 40.0, Double.NaN, 40.0), seen);
    assertEquals(List.of(2, 1, 1), samples);
  }

  @Test
  void itsTurnsItsFailuresAndItsDelaysAreCountedForIt() {
    types.containedBy(book.declared(Set.of(Level.values()), Set.of("*")));
    types.add(
        new Told(
            "told",
            view -> {
              assertEquals(1, book.running, "it runs within a span");
              throw new AssertionError("mine");
            }));
    turn();
    turn();
    assertEquals(0, book.running);
    assertEquals(2, book.begun);
    assertEquals(1, book.failures);
    assertTrue(first().text().contains("mine"), first().text());
  }

  /** Says and counts, as who manages plug-ins would. */
  private static final class Book implements Containment {
    private Declared declared = Declared.EVERYTHING;
    private int begun;
    private int running;
    private int failures;

    Book declared(Set<Level> levels, Set<String> reads) {
      declared = new Declared("com.acme.told", levels, reads);
      return this;
    }

    @Override
    public Declared declared(Class<?> type) {
      return declared;
    }

    @Override
    public Span begin(Class<?> type) {
      begun++;
      running++;
      return () -> running--;
    }

    @Override
    public void late(Class<?> type) {
      throw new AssertionError("nothing is late here");
    }

    @Override
    public void failed(Class<?> type) {
      failures++;
    }
  }
}
