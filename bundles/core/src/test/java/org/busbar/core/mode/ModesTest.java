package org.busbar.core.mode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.busbar.api.control.Ask;
import org.busbar.api.control.ControlMode;
import org.busbar.api.control.Proposal;
import org.busbar.api.control.Step;
import org.busbar.api.control.View;
import org.busbar.api.events.Event;
import org.busbar.api.events.Severity;
import org.busbar.api.face.ModeStatus;
import org.busbar.api.site.SiteModel;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Kind;
import org.busbar.api.vocabulary.Level;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Phase;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Unit;
import org.busbar.config.api.ConfigException;
import org.busbar.core.arbiter.Topology;
import org.busbar.core.model.SiteFile;
import org.busbar.core.site.Fakes;
import org.busbar.core.site.Fakes.Told;
import org.busbar.testkit.api.FixedSnapshot;
import org.busbar.testkit.api.ManualClock;
import org.busbar.testkit.api.RecordedEvents;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ModesTest {
  private final ManualClock clock = new ManualClock();
  private final RecordedEvents events = new RecordedEvents(clock);
  private final ModeTypes types = new ModeTypes();
  private final InlineWorkers workers = new InlineWorkers(clock);
  private final SiteModel model = Fakes.house();
  private final Topology topology = new Topology(model, List.of());
  private final Modes modes = new Modes(model, Map.of(), types, workers, events);

  private List<Proposal> turn() {
    clock.advanceMs(100);
    return modes.turn(FixedSnapshot.at(clock), topology, Optional.empty(), Map.of());
  }

  private ModeStatus first() {
    return modes.status().getFirst();
  }

  private Told told(Function<View, List<Ask>> orders) {
    Told told = new Told("told", orders);
    types.add(told);
    return told;
  }

  private static Ask ask(String node, Point quantity) {
    return Ask.target(new NodeId(node), quantity, 1, "x");
  }

  @Test
  void otherConfigurationIsTakenWhenTheTypeIsAnotherAndNotBefore() throws ConfigException {
    Told old = told(view -> List.of());
    turn();
    turn();
    modes.follow(
        SiteFile.parse(
            "site.yaml",
            Fakes.HOUSE.replace("node: storage}", "node: storage, config: {unheard-of: 1}}")));
    turn();
    turn();
    assertEquals("RUNNING", first().state(), first().text());
    types.remove(old);
    told(view -> List.of());
    turn();
    turn();
    assertTrue(first().text().contains("unheard-of: is not known"), first().text());
  }

  @Test
  void aProposalGetsSourceLevelAndDeadlineFromTheCore() {
    told(view -> List.of(ask("bat1", Points.ACTIVE_POWER_W)));
    turn();
    Proposal proposal = turn().getFirst();
    assertEquals("first", proposal.source());
    assertEquals(Level.ECONOMIC, proposal.level());
    long life = proposal.validUntilNanos() - clock.nanos();
    assertEquals(Duration.ofMillis(900).toNanos(), life, "1 s from the freeze it was made on");
    assertEquals("1", first().values().get("count"));
  }

  @Test
  void aModeThatThrowsLosesItsProposalsAtOnceAndIsToldOnChangeOnly() {
    Told told = told(view -> List.of(ask("bat1", Points.ACTIVE_POWER_W)));
    turn();
    assertEquals(1, turn().size());
    told.order(
        view -> {
          throw new StackOverflowError("mine");
        });
    turn();
    assertEquals(0, turn().size());
    turn();
    assertEquals("FAILED", first().state());
    assertEquals(2, first().failed());
    told.order(view -> List.of());
    turn();
    turn();
    assertEquals("RUNNING", first().state());
    assertEquals(
        List.of("RUNNING", "FAILED", "RUNNING"),
        events.ofKind("mode-state").stream()
            .filter(e -> e.source().equals("first"))
            .map(e -> e.text().split(" ")[4].replace(":", ""))
            .toList());
  }

  @Test
  void aModeThatFailsOnAndOnIsQuarantinedWithAnAlarmAndComesBackByAPersonOnly() {
    Told told =
        told(
            view -> {
              throw new IllegalStateException("mine");
            });
    for (int i = 0; i < 190; i++) {
      turn();
    }
    assertEquals("FAILED", first().state());
    for (int i = 0; i < 30; i++) {
      turn();
    }
    assertEquals("QUARANTINED", first().state());
    assertTrue(first().text().contains("mine"), first().text());
    assertEquals(
        List.of(Severity.ALARM),
        events.ofKind("mode-state").stream()
            .filter(e -> e.text().contains("QUARANTINED"))
            .map(Event::severity)
            .toList());
    told.order(view -> List.of(ask("bat1", Points.ACTIVE_POWER_W)));
    long steps = first().steps();
    for (int i = 0; i < 1000; i++) {
      assertTrue(turn().isEmpty());
    }
    assertEquals(steps, first().steps(), "it is not run at all");
    assertTrue(modes.enable("first", true));
    turn();
    assertEquals(1, turn().size());
    assertEquals("RUNNING", first().state());
  }

  @Test
  void aModeThatFailsNowAndThenIsNotQuarantined() {
    int[] count = {0};
    told(
        view -> {
          if (count[0]++ % 50 == 0) {
            throw new IllegalStateException("mine");
          }
          return List.of(ask("bat1", Points.ACTIVE_POWER_W));
        });
    for (int i = 0; i < 6000; i++) {
      turn();
    }
    assertEquals("RUNNING", first().state());
  }

  @Test
  void aModeThatIsLateAgainAndAgainIsQuarantined() {
    told(view -> List.of(ask("bat1", Points.ACTIVE_POWER_W)));
    for (int times = 0; times < 6; times++) {
      assertNotEquals("QUARANTINED", first().state(), "too early: " + times);
      workers.hold = true;
      turn();
      turn();
      workers.startHeld();
      for (int i = 0; i < 15; i++) {
        turn();
      }
      assertEquals("LATE", first().state());
      workers.hold = false;
      workers.runHeld();
      turn();
    }
    assertEquals("QUARANTINED", first().state());
    assertTrue(turn().isEmpty());
  }

  @Test
  @Tag("SAF-20")
  void whatAModeThrowsIsNotTouchedOnTheLoop() {
    Thread loop = Thread.currentThread();
    InlineWorkers elsewhere = new InlineWorkers(clock);
    elsewhere.hold = true;
    Modes other = new Modes(model, Map.of(), types, elsewhere, events);
    told(
        view -> {
          throw new IllegalStateException() {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
              if (Thread.currentThread() == loop) {
                throw new AssertionError("plug-in code on the loop");
              }
              throw new IllegalStateException("again");
            }
          };
        });
    for (int i = 0; i < 3; i++) {
      clock.advanceMs(100);
      other.turn(FixedSnapshot.at(clock), topology, Optional.empty(), Map.of());
      Thread worker = new Thread(elsewhere::runHeld);
      worker.start();
      join(worker);
    }
    assertEquals("FAILED", other.status().getFirst().state());
  }

  private static void join(Thread worker) {
    try {
      worker.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aModeThatReturnsNullFails() {
    types.add(new NullMode());
    turn();
    turn();
    assertEquals("FAILED", first().state());
    assertEquals("returned null", first().text());
  }

  @Test
  void aLateModesProposalsStandUntilTheirOwnDeadlineThenAreGone() {
    told(view -> List.of(ask("bat1", Points.ACTIVE_POWER_W)));
    turn();
    workers.hold = true;
    for (int i = 1; i <= 10; i++) {
      assertEquals(1, turn().size(), "turn " + i);
    }
    assertEquals(0, turn().size());
    assertEquals(10, first().late());
    workers.runHeld();
    assertEquals(0, turn().size(), "made of a view that is more than a second old");
    workers.runHeld();
    assertEquals(1, turn().size());
  }

  @Test
  void aModeThatGoesLosesItsProposalsAtOnceAndANewerTypeGoesOnFromItsState() {
    Told old = told(view -> List.of(ask("bat1", Points.ACTIVE_POWER_W)));
    turn();
    turn();
    types.remove(old);
    assertEquals(0, turn().size());
    assertEquals("ABSENT", first().state());
    told(view -> List.of());
    turn();
    turn();
    assertEquals("2", first().values().get("count"), "one step of the old one, one more");
  }

  @Test
  void aModeSwitchedOffAndOnBeginsAnew() {
    told(view -> List.of(ask("bat1", Points.ACTIVE_POWER_W)));
    turn();
    turn();
    turn();
    assertEquals("2", first().values().get("count"));
    modes.enable("first", false);
    assertEquals(0, turn().size());
    assertEquals("OFF", first().state());
    modes.enable("first", true);
    turn();
    turn();
    assertEquals("1", first().values().get("count"));
  }

  @Test
  void whileATypeIsReplacedByANewerOneItsProposalsStand() {
    Told old = told(view -> List.of(ask("bat1", Points.ACTIVE_POWER_W)));
    turn();
    turn();
    told(view -> List.of(ask("bat2", Points.ACTIVE_POWER_W)));
    turn();
    assertEquals("bat1", turn().getFirst().node().value(), "what comes waits");
    types.remove(old);
    assertEquals("bat1", turn().getFirst().node().value(), "what was asked for stands");
    assertEquals("bat2", turn().getFirst().node().value());
    assertEquals("RUNNING", first().state());
  }

  @Test
  void asksOutsideTheNodeOrOfAnUnknownQuantityOrBrokenAreDroppedAndCounted() {
    Point unknown = new Point("x-acme.fancyW", Unit.WATT, Kind.SETPOINT, 0, 1);
    Ask endless =
        new Ask(
            new NodeId("bat1"),
            Points.ACTIVE_POWER_W,
            Phase.TOTAL,
            Interval.UNBOUNDED,
            Double.NEGATIVE_INFINITY,
            Duration.ZERO,
            "x");
    told(
        view ->
            List.of(
                ask("site", Points.ACTIVE_POWER_W),
                ask("pcc", Points.ACTIVE_POWER_W),
                ask("bat1", unknown),
                endless,
                ask("bat2", Points.ACTIVE_POWER_W)));
    turn();
    assertEquals(1, turn().size());
    assertEquals("4 asks were refused", first().text());
    assertEquals(1, events.ofKind("ask-refused").size());
  }

  @Test
  @Tag("SAF-20")
  void aFloodIsCutAndCounted() {
    told(view -> new ArrayList<>(Collections.nCopies(100_000, ask("bat1", Points.ACTIVE_POWER_W))));
    turn();
    assertEquals(Entry.MOST_ASKS, turn().size());
    assertTrue(first().text().contains("99744 asks were refused"));
  }

  @Test
  @Tag("SAF-20")
  void aModeThatDoesNotComeBackIsGivenUpOnceAndTriedAgainWhenAPersonSwitchesItOffAndOn() {
    told(view -> List.of(ask("bat1", Points.ACTIVE_POWER_W)));
    turn();
    HungWorkers hung = new HungWorkers();
    Modes other = new Modes(model, Map.of(), types, hung, events);
    for (int i = 0; i < 150; i++) {
      clock.advanceMs(100);
      other.turn(FixedSnapshot.at(clock), topology, Optional.empty(), Map.of());
    }
    assertEquals("FAILED", other.status().getFirst().state());
    assertEquals(1, hung.submitted);
    assertEquals(1, hung.givenUp);
    assertTrue(other.enable("first", false));
    clock.advanceMs(100);
    other.turn(FixedSnapshot.at(clock), topology, Optional.empty(), Map.of());
    assertTrue(other.enable("first", true));
    clock.advanceMs(100);
    other.turn(FixedSnapshot.at(clock), topology, Optional.empty(), Map.of());
    assertEquals(2, hung.submitted);
  }

  @Test
  void aWrongConfigurationFailsTheModeWithFileAndLine() throws ConfigException {
    types.add(Told.target("told", 0));
    String text =
        Fakes.HOUSE.replace("first: {type: told,", "first: {type: told, config: {targetW: 5 kWh},");
    Modes wrong = new Modes(SiteFile.parse("site.yaml", text), Map.of(), types, workers, events);
    for (int i = 0; i < 2; i++) {
      clock.advanceMs(100);
      wrong.turn(FixedSnapshot.at(clock), topology, Optional.empty(), Map.of());
    }
    assertEquals("FAILED", wrong.status().getFirst().state());
    assertTrue(
        wrong
            .status()
            .getFirst()
            .text()
            .contains("site.yaml:11: modes.first.config.target-w = '5 kWh'"),
        wrong.status().getFirst().text());
  }

  /** Starts tasks on a thread that never brings them back. */
  private final class HungWorkers implements Workers {
    int submitted;
    int givenUp;

    @Override
    public void submit(ModeTask task) {
      submitted++;
      task.startedAt(clock.nanos());
    }

    @Override
    public void relieve() {
      throw new AssertionError("it runs");
    }

    @Override
    public void giveUp(ModeTask task) {
      givenUp++;
    }
  }

  /** Returns nothing at all. */
  private static final class NullMode implements ControlMode<Told.Config, Told.State> {
    @Override
    public String id() {
      return "told";
    }

    @Override
    public Class<Told.Config> configType() {
      return Told.Config.class;
    }

    @Override
    public Class<Told.State> stateType() {
      return Told.State.class;
    }

    @Override
    public Told.Config defaults() {
      return new Told.Config(0);
    }

    @Override
    public Told.State initial(Told.Config config) {
      return new Told.State(0);
    }

    @Override
    public Step<Told.State> step(Told.Config config, View view, Told.State state) {
      return null;
    }
  }
}
