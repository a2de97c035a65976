package org.busbar.core.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.busbar.api.control.Ask;
import org.busbar.api.control.View;
import org.busbar.api.face.LoopCounters;
import org.busbar.api.face.Site;
import org.busbar.api.safety.Setpoint;
import org.busbar.api.safety.SiteState;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.Points;
import org.busbar.core.loop.Runner;
import org.busbar.core.mode.ModeTypes;
import org.busbar.core.mode.ThreadWorkers;
import org.busbar.core.site.Fakes.FakeField;
import org.busbar.core.site.Fakes.Told;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All kinds of rogue modes at once, on real threads. */
class RogueModesTest {
  private static final int STEPS = 40;

  private final AtomicBoolean spin = new AtomicBoolean(true);
  private final CountDownLatch never = new CountDownLatch(1);

  @Test
  @Tag("SAF-20")
  void theLoopKeepsItsRhythmAndItsOutputItsLimitsWhateverModesDo(@TempDir Path home)
      throws IOException, InterruptedException {
    Path file =
        Files.writeString(
            home.resolve("site.yaml"),
            Fakes.HOUSE.replace(
                    "first: {type: told,", "spinning: {node: storage}\n  first: {type: told,")
                + """
                  blocking: {node: storage}
                  throwing: {node: storage}
                  flooding: {node: storage}
                  huge: {node: storage}
                """);
    ModeTypes types = new ModeTypes();
    types.add(Told.target("told", 1200));
    types.add(new Told("spinning", this::spins));
    types.add(new Told("blocking", this::blocks));
    types.add(new Told("throwing", RogueModesTest::fails));
    types.add(new Told("flooding", view -> Collections.nCopies(100_000, ask(view, Double.NaN))));
    types.add(new Told("huge", view -> List.of(ask(view, 1e9))));
    Clock clock = Clock.system();
    FakeField field = new FakeField();
    field.state = SiteState.RUNNING;
    CountDownLatch steps = new CountDownLatch(STEPS);
    LoopCounters counters;
    try (ThreadWorkers workers = new ThreadWorkers(clock, 2);
        Runner runner = new Runner(clock, 1, false);
        SiteGateway gateway =
            new SiteGateway(
                List.of(file),
                home,
                new SiteGateway.Platform(field, types, workers, runner, clock))) {
      assertEquals(List.of(), gateway.problems());
      Site site = gateway.sites().iterator().next();
      site.listen((snapshot, changed, decision) -> steps.countDown());
      assertTrue(steps.await(60, TimeUnit.SECONDS));
      counters = site.loop();
    } finally {
      spin.set(false);
    }
    assertTrue(counters.skipped() <= STEPS / 10, counters::toString);
    List<Setpoint> setpoints =
        field.submitted.stream().flatMap(submitted -> submitted.setpoints().stream()).toList();
    assertTrue(setpoints.stream().allMatch(setpoint -> Math.abs(setpoint.value()) <= 5000));
    List<Double> last =
        field.submitted.getLast().setpoints().stream().map(Setpoint::value).toList();
    assertEquals(List.of(600.0, 600.0), last, "the honest mode, first in rank, is heard");
  }

  private static Ask ask(View view, double target) {
    return Ask.target(view.node(), Points.ACTIVE_POWER_W, target, "x");
  }

  private List<Ask> spins(View view) {
    while (spin.get()) {
      Thread.onSpinWait();
    }
    return List.of();
  }

  private List<Ask> blocks(View view) {
    try {
      never.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return List.of();
  }

  private static List<Ask> fails(View view) {
    throw new IllegalStateException("rogue");
  }
}
