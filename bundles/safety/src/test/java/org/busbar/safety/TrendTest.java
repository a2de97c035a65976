package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.safety.SiteState;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
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

  /** A device of some nature that delivers some points and has no limits. */
  private static Rig delivering(String nature, Address... addresses) {
    DeviceDeclaration plain = Rig.declared(Rig.BAT, Maturity.SIMULATED, Map.of(), Rig.power());
    Map<Address, Duration> points = new HashMap<>();
    List.of(addresses).forEach(address -> points.put(address, Duration.ofSeconds(1)));
    return new Rig()
        .with(
            new DeviceDeclaration(
                plain.device(),
                "Fake",
                Map.of(plain.device(), nature),
                points,
                Map.of(),
                List.of(),
                Map.of(),
                plain.reactionTime(),
                plain.maturity()));
  }

  private static Address at(Point point, int index) {
    return new Address(new NodeId(Rig.BAT), point, index);
  }

  private static List<String> found(Rig rig) {
    return rig.events.ofKind("pre-alarm").stream()
        .map(event -> event.source() + " " + event.values().get("finding"))
        .toList();
  }

  /** Probes beside each other, the last of which warms away from the others after a while. */
  private List<String> apart(String nature, double... probesC) {
    Address[] probes = new Address[probesC.length];
    for (int i = 0; i < probes.length; i++) {
      probes[i] = at(Points.TEMPERATURE_C, i + 1);
    }
    Rig rig = delivering(nature, probes);
    rig.open(home.resolve(nature + probes.length));
    for (int second = 0; second < 4000; second += 2) {
      rig.advance(Duration.ofSeconds(2));
      for (int i = 0; i < probes.length; i++) {
        double away = i == probes.length - 1 ? Math.clamp((second - 1500) / 200.0, 0, 9) : 0;
        double noise = second / 2 % 2 / 10.0;
        double shown = Math.round((probesC[i] + away) * 10) / 10.0 + noise;
        rig.bat().delivers(rig.good(probes[i], shown));
      }
      rig.watch();
    }
    return found(rig);
  }

  @Test
  void whatGoesAwayFromItsNeighboursIsToldWhereThereAreEnoughOfThem() {
    assertEquals(List.of("bat1/temperatureC.5 DRIFT"), apart("battery", 20, 24, 25, 26, 25));
    assertEquals(List.of("bat1/temperatureC.3 DRIFT"), apart("battery", 24, 25, 25));
    assertEquals(List.of(), apart("battery", 25, 25), "of two nobody knows which");
    assertEquals(List.of(), apart("pv", 20, 24, 25, 26, 25), "that is the sun");
  }

  @Test
  void ofVoltagesThoseOfCellsAreFollowed() {
    Address cell = at(Points.CELL_VOLTAGE_V, 1);
    Address string = at(Points.DC_VOLTAGE_V, 1);
    Rig rig = delivering("battery", cell, string);
    rig.open(home);
    for (int second = 0; second < 60; second++) {
      rig.advance(Duration.ofSeconds(1));
      rig.bat().delivers(rig.good(cell, second < 30 ? 3.3 : 3.9));
      rig.bat().delivers(rig.good(string, second < 30 ? 330 : 390));
      rig.watch();
    }
    assertEquals("bat1/cellVoltageV.1 STEP", found(rig).getFirst());
    assertTrue(found(rig).stream().allMatch(each -> each.contains("cellVoltageV")));
  }
}
