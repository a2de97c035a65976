package org.busbar.core.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.face.EnergyFlow;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.core.arbiter.Topology;
import org.busbar.testkit.api.FixedSnapshot;
import org.busbar.testkit.api.ManualClock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BalanceTest {
  private final ManualClock clock = new ManualClock();
  private final Topology topology =
      new Topology(
          Fakes.model("house"),
          List.of(
              Fakes.device("pcc", Map.of("pcc", "meter")),
              Fakes.device("pv1", Map.of("pv1", "pv")),
              Fakes.device(
                  "hyb1", Map.of("hyb1", "hybrid", "hyb1.pv", "pv", "hyb1.bat", "battery")),
              Fakes.device("ev1", Map.of("ev1", "charger"))));

  private EnergyFlow flow(double grid, double pv, double hybridPv, double battery, double ev) {
    FixedSnapshot snapshot =
        FixedSnapshot.at(clock)
            .with("pcc", Points.ACTIVE_POWER_W, grid)
            .with("pv1", Points.ACTIVE_POWER_W, pv)
            .with("hyb1", Points.ACTIVE_POWER_W, hybridPv + battery)
            .with("hyb1.pv", Points.ACTIVE_POWER_W, hybridPv)
            .with("hyb1.bat", Points.ACTIVE_POWER_W, battery)
            .with("ev1", Points.ACTIVE_POWER_W, ev);
    return Balance.of(topology, snapshot, clock.nanos());
  }

  @Test
  @Tag("CLD-34")
  void flowsSumToZero() {
    EnergyFlow flow = flow(-1500, 4000, 1000, -800, -700);
    assertEquals(-2000, flow.loadW());
    assertEquals(
        0, flow.gridW() + flow.pvW() + flow.batteryW() + flow.chargerW() + flow.loadW(), 1e-9);
    assertEquals(5000, flow.pvW(), "a hybrid counts with its terminals");
  }

  @Test
  @Tag("CLD-34")
  void sharesEqualTheHandComputedOnes() {
    // 5000 W produced, 1500 W exported: 3500/5000 used here. 2700 W consumed, nothing imported.
    EnergyFlow sunny = flow(-1500, 4000, 1000, -800, -700);
    assertEquals(70, sunny.selfConsumptionPct(), 1e-9);
    assertEquals(100, sunny.autarkyPct(), 1e-9);
    // 1000 W produced and used. 4000 W consumed (3300 load, 700 charger), 2500 W imported.
    EnergyFlow cloudy = flow(2500, 1000, 0, 500, -700);
    assertEquals(-3300, cloudy.loadW());
    assertEquals(100, cloudy.selfConsumptionPct(), 1e-9);
    assertEquals(37.5, cloudy.autarkyPct(), 1e-9);
  }

  @Test
  void whatIsUnknownStaysUnknown() {
    EnergyFlow blind = flow(Double.NaN, 1000, 0, 0, 0);
    assertTrue(Double.isNaN(blind.loadW()));
    assertTrue(Double.isNaN(blind.selfConsumptionPct()));
    assertTrue(Double.isNaN(blind.autarkyPct()));
    assertEquals(1000, blind.pvW());
    assertTrue(Double.isNaN(flow(100, 0, 0, 0, 0).selfConsumptionPct()), "nothing produced");
    assertEquals(Optional.empty(), topology.node(new NodeId("nobody")));
  }
}
