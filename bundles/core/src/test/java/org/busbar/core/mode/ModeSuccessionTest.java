package org.busbar.core.mode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.busbar.api.control.Ask;
import org.busbar.api.control.ControlMode;
import org.busbar.api.control.Proposal;
import org.busbar.api.control.Step;
import org.busbar.api.control.View;
import org.busbar.api.plugin.Trial;
import org.busbar.api.plugin.Trial.State;
import org.busbar.api.site.SiteModel;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.core.arbiter.Topology;
import org.busbar.core.site.Fakes;
import org.busbar.core.site.Fakes.Told;
import org.busbar.testkit.api.FixedSnapshot;
import org.busbar.testkit.api.ManualClock;
import org.busbar.testkit.api.RecordedEvents;
import org.junit.jupiter.api.Test;

class ModeSuccessionTest {
  private static final long OLD = 10;
  private static final long NEW = 11;

  private final ManualClock clock = new ManualClock();
  private final ModeTypes types = new ModeTypes();
  private final InlineWorkers workers = new InlineWorkers(clock);
  private final SiteModel model = Fakes.house();
  private final Topology topology = new Topology(model, List.of());
  private final Modes modes = new Modes(model, Map.of(), types, workers, new RecordedEvents(clock));
  private final Told old = Told.target("told", 1);

  ModeSuccessionTest() {
    types.add(old, OLD);
    turns(3);
  }

  private List<Proposal> turn() {
    clock.advanceMs(100);
    return modes.turn(FixedSnapshot.at(clock), topology, Optional.empty(), Map.of());
  }

  private void turns(int n) {
    for (int i = 0; i < n; i++) {
      turn();
    }
  }

  private Trial tryOut(ControlMode<?, ?> next) {
    types.add(next, NEW);
    return new ModeSuccession(types, modes::status, clock).tryOut(Set.of(OLD), Set.of(NEW));
  }

  /** Waits for what waits for steps, stepping meanwhile; every step must be covered. */
  private <T> T stepping(Callable<T> waits) throws Exception {
    CompletableFuture<T> done = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(
            () -> {
              try {
                done.complete(waits.call());
              } catch (Exception e) {
                done.completeExceptionally(e);
              }
            });
    while (!done.isDone()) {
      assertEquals(1, turn().size(), "a cycle without an ask");
      Thread.yield();
    }
    return done.get();
  }

  private String count() {
    return modes.status().getFirst().values().get("count");
  }

  @Test
  void whatComesWhileAnotherIsInUseWaitsUntilThatGoes() {
    Told next = Told.target("told", 2);
    types.add(next, NEW);
    turns(3);
    assertEquals(1, turn().getFirst().target());
    types.remove(old);
    turns(2);
    assertEquals(2, turn().getFirst().target());
  }

  @Test
  void aSuccessorIsMovedToAfterFiveStepsBesideTheOldWithItsStateAndWithoutACycleBare()
      throws Exception {
    try (Trial trial = tryOut(Told.target("told", 2))) {
      assertEquals(State.TRYING, trial.standing().state());
      assertThrows(IllegalStateException.class, trial::move);
      for (int i = 0; i < ModeTrial.STEPS; i++) {
        assertEquals(1, turn().getFirst().target(), "nothing it proposes is used");
      }
      turns(2);
      assertEquals(State.GOOD, trial.standing().state(), trial.standing()::toString);
      final int before = Integer.parseInt(count());
      Trial.Moved moved = stepping(trial::move);
      assertEquals(1, moved.users());
      assertTrue(moved.gap().isZero());
      assertEquals(2, turn().getFirst().target());
      assertTrue(Integer.parseInt(count()) > before, "it went on counting where the old was");
      assertEquals(State.GOOD, trial.standing().state());
      Trial.Moved back = stepping(trial::back);
      turns(2);
      assertEquals(1, turn().getFirst().target());
      assertTrue(back.gap().isZero());
    }
    types.remove(types.of(Set.of(NEW)).get("told"));
    assertSame(old, types.find("told").orElseThrow());
  }

  @Test
  void theOldGoesOnWithTheStateItLeft() throws Exception {
    try (Trial trial = tryOut(Told.target("told", 2))) {
      turns(8);
      stepping(trial::move);
      final int left = Integer.parseInt(count());
      turns(50);
      final long going = clock.nanos();
      stepping(trial::back);
      turns(1);
      long since = (clock.nanos() - going) / 100_000_000; // turns, each of them counts one at most
      assertTrue(Integer.parseInt(count()) <= left + since, "not with that of the successor");
    }
  }

  @Test
  void aSuccessorThatThrowsIsNeverMovedTo() {
    bad(
        view -> {
          throw new IllegalStateException("mine");
        });
  }

  @Test
  void aSuccessorThatAsksForWhatIsNotItsOwnIsNeverMovedTo() {
    bad(view -> List.of(Ask.target(new NodeId("pcc"), Points.ACTIVE_POWER_W, 1, "x")));
  }

  private void bad(Function<View, List<Ask>> orders) {
    try (Trial trial = tryOut(new Told("told", orders))) {
      turns(8);
      assertEquals(State.BAD, trial.standing().state());
      assertThrows(IllegalStateException.class, trial::move);
      assertEquals(1, turn().getFirst().target());
    }
    assertEquals(0, modes.status().getFirst().failed(), "the old is not to blame");
  }

  @Test
  void aSuccessorThatDoesNotComeBackIsBadAndHoldsNobodyUp() {
    Trial trial = tryOut(Told.target("told", 2));
    workers.hold = true;
    turn();
    workers.startHeld();
    // Only the old comes back.
    List<ModeTask> held = new ArrayList<>(workers.givenUp);
    turns(12);
    assertEquals(State.BAD, trial.standing().state());
    assertTrue(workers.givenUp.size() > held.size());
    trial.close();
  }

  @Test
  void aSuccessorThatFailsAfterTheMoveIsBad() throws Exception {
    Told next = Told.target("told", 2);
    try (Trial trial = tryOut(next)) {
      turns(8);
      stepping(trial::move);
      next.order(
          view -> {
            throw new IllegalStateException("later");
          });
      turns(3);
      assertEquals(State.BAD, trial.standing().state());
      assertTrue(trial.standing().words().getFirst().contains("later"));
      types.use(old); // as back does, but for the waiting
      turns(2);
      assertEquals(1, turn().getFirst().target());
    }
  }

  @Test
  void aModeNobodyUsesIsMovedToAtOnce() {
    types.add(Told.target("unused", 1), OLD);
    types.add(Told.target("unused", 2), NEW);
    types.add(Told.target("told", 1), NEW);
    Trial trial = new ModeSuccession(types, List::of, clock).tryOut(Set.of(OLD), Set.of(NEW));
    assertEquals(State.GOOD, trial.standing().state());
    trial.close();
  }

  @Test
  void aSuccessorThatForgetsAModeInUseIsBadAndARemovalIsNot() {
    types.add(Told.target("another", 1), NEW);
    ModeSuccession modes2 = new ModeSuccession(types, modes::status, clock);
    Trial trial = modes2.tryOut(Set.of(OLD), Set.of(NEW));
    assertEquals(State.TRYING, trial.standing().state());
    clock.advanceMs(31_000);
    assertEquals(State.BAD, trial.standing().state());
    trial.close();
    Trial removal = modes2.tryOut(Set.of(OLD), Set.of());
    assertEquals(State.GOOD, removal.standing().state());
    assertTrue(removal.standing().words().getFirst().contains("1 use it"));
    removal.close();
  }

  /** Remembers more than its predecessor, and something else under one of its names. */
  private static final class Richer implements ControlMode<Told.Config, Richer.Memory> {
    record Memory(long count, String warm) {}

    @Override
    public String id() {
      return "told";
    }

    @Override
    public Class<Told.Config> configType() {
      return Told.Config.class;
    }

    @Override
    public Class<Memory> stateType() {
      return Memory.class;
    }

    @Override
    public Told.Config defaults() {
      return new Told.Config(0);
    }

    @Override
    public Memory initial(Told.Config config) {
      return new Memory(0, "");
    }

    @Override
    public Step<Memory> step(Told.Config config, View view, Memory state) {
      return new Step<>(
          new Memory(state.count() + 1, state.warm() + "x"),
          List.of(Ask.target(view.node(), Points.ACTIVE_POWER_W, 3, "x")));
    }
  }

  @Test
  void whatASuccessorLearnedBesideTheOldIsItsOwnWhereTheOldKnewNothing() throws Exception {
    try (Trial trial = tryOut(new Richer())) {
      turns(8);
      stepping(trial::move);
      turn();
      assertTrue(modes.status().getFirst().values().get("warm").length() > ModeTrial.STEPS);
      assertTrue(Integer.parseInt(count()) > 10);
    }
  }
}
