package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.safety.SiteState;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrendTest {
  private static final Address HOT = Address.of(new NodeId(Rig.BAT), Points.TEMPERATURE_C);
  private static final Address CAPACITY =
      Address.of(new NodeId(Rig.BAT), Points.ENERGY_CAPACITY_WH);
  private static final Address POWER = Address.of(new NodeId(Rig.BAT), Points.ACTIVE_POWER_W);

  @TempDir Path home = Path.of("");

  private static Rig battery() {
    return new Rig()
        .with(
            Rig.declared(
                Rig.BAT,
                Maturity.SIMULATED,
                Map.of(HOT, new Interval(-20, 60), CAPACITY, new Interval(0, 1e9)),
                Rig.power()));
  }

  /** Second by second, at 2 C, with a temperature of its own. */
  private static void run(Rig rig, int seconds, DoubleUnaryOperator temperature) {
    for (int second = 0; second < seconds; second++) {
      rig.advance(Duration.ofSeconds(1));
      rig.feed();
      rig.bat().delivers(rig.good(CAPACITY, 5000));
      rig.bat().delivers(rig.good(POWER, -10_000));
      rig.bat().delivers(rig.good(HOT, temperature.applyAsDouble(second)));
      rig.freeze();
      rig.watch();
    }
  }

  @Test
  @Tag("SAF-17")
  void aTemperatureThatRisesTooFastGivesAPreAlarmMoreThanAMinuteAheadOfTheTrip() {
    Rig rig = battery();
    rig.running(home);
    run(rig, 300, second -> 30 + Math.round(second * 4.0 / 60 * 10) / 10.0);
    assertEquals(
        List.of("RATE", "AHEAD"),
        rig.events.ofKind("pre-alarm").stream().map(e -> e.values().get("finding")).toList());
    assertTrue(
        rig.events.ofKind("pre-alarm").getFirst().text().startsWith("bat1/temperatureC rises by"),
        rig.events.ofKind("pre-alarm")::toString);
    assertEquals(SiteState.RUNNING, rig.field().status().state());
    run(rig, 200, second -> 50 + Math.round(second * 4.0 / 60 * 10) / 10.0);
    assertEquals(SiteState.ERROR, rig.field().status().state());
  }

  @Test
  void whatIsStuckUnderLoadIsNotControlledByUntilItMovesAgain() {
    Rig rig = battery();
    rig.running(home);
    run(rig, 100, second -> 30);
    assertTrue(rig.freeze().allowed().containsKey(POWER));
    run(rig, 100, second -> 30);
    assertFalse(rig.freeze().allowed().containsKey(POWER));
    assertEquals("STUCK", rig.events.ofKind("pre-alarm").getFirst().values().get("finding"));
    run(rig, 1, second -> 30.1);
    assertTrue(rig.freeze().allowed().containsKey(POWER));
  }
}
