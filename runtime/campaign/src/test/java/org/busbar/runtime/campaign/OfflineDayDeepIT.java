package org.busbar.runtime.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.busbar.api.control.Decision;
import org.busbar.api.events.Severity;
import org.busbar.api.face.ModeStatus;
import org.busbar.api.safety.SiteState;
import org.busbar.api.vocabulary.Level;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.control.selfconsumption.SelfConsumption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A day with nothing but the site itself: no cloud, no clock from outside, no link. Its first two
 * hours in every test, all of it in the deep one.
 */
class OfflineDayDeepIT {
  private static final String MODES =
      """
      modes:
        grid: {type: clockwork, node: campaign, level: grid-obligation, config: {most-w: 20 kW}}
        reserve: {type: clockwork, node: storage, level: reserve, config: {most-w: 8 kW}}
        contract: {type: clockwork, node: storage, level: contracted-service}
        self-consumption: {node: storage, level: economic, config: {target-w: 0 W}}
      """;

  private static final int QUARTERS = Boolean.getBoolean("busbar.deep") ? 96 : 8;

  @TempDir Path home = Path.of("");

  @Test
  @Tag("CTL-23")
  void allModesOfAllLevelsGoOnForADayWithoutAnyNetwork() throws IOException {
    VirtualSite day =
        new VirtualSite(
                home,
                1_000,
                Kernel.Grain.COARSE,
                MODES,
                List.of(new Clockwork(), new SelfConsumption()))
            .started();
    day.run(Duration.ofMinutes(1));
    Map<String, Long> before = new HashMap<>();
    double leastPct = 100;
    double mostPct = 0;
    for (int quarter = 0; quarter < QUARTERS; quarter++) {
      day.site.modes().forEach(mode -> before.put(mode.config().id(), mode.steps()));
      Set<Level> levels = new HashSet<>();
      for (int minute = 0; minute < 15; minute++) {
        day.run(Duration.ofMinutes(1));
        day.site
            .decision()
            .orElseThrow()
            .proposals()
            .forEach(proposal -> levels.add(proposal.level()));
      }
      assertEquals(SiteState.RUNNING, day.site.status().state(), day.site.status().reason());
      for (ModeStatus mode : day.site.modes()) {
        String id = mode.config().id() + " in quarter " + quarter;
        assertEquals("RUNNING", mode.state(), id);
        assertEquals(900, mode.steps() - before.get(mode.config().id()), 1, id);
        assertEquals(0, mode.failed() + mode.late(), id);
      }
      Decision decision = day.site.decision().orElseThrow();
      assertEquals(
          Set.of(Level.GRID_OBLIGATION, Level.RESERVE, Level.CONTRACTED_SERVICE, Level.ECONOMIC),
          levels);
      assertTrue(
          decision.outcomes().stream()
              .anyMatch(
                  each ->
                      each.node().value().equals("bat1")
                          && Double.isFinite(each.value())
                          && each.envelope().levels().size() == 5),
          "bat1 is decided on in quarter " + quarter);
      double pct = day.site.snapshot().value(new NodeId("bat1"), Points.STATE_OF_CHARGE_PCT);
      leastPct = Math.min(leastPct, pct);
      mostPct = Math.max(mostPct, pct);
    }
    assertTrue(
        mostPct - leastPct > QUARTERS / 20.0,
        "the battery has worked: " + leastPct + " to " + mostPct);
    assertTrue(
        day.site.events(0, 10_000).stream()
            .noneMatch(event -> event.severity() == Severity.CRITICAL));
  }
}
