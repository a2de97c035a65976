package org.busbar.core.mode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.busbar.api.site.ModeConfig;
import org.busbar.api.vocabulary.Level;
import org.busbar.api.vocabulary.NodeId;
import org.junit.jupiter.api.Test;

class ConfigBinderTest {
  enum Pace {
    SLOW,
    VERY_FAST
  }

  record Config(
      double targetW,
      double kp,
      double tiS,
      int count,
      boolean on,
      String meter,
      NodeId node,
      Duration pause,
      Pace pace,
      List<String> loads,
      List<Double> loadsW,
      List<Duration> pauses) {
    Config {
      if (targetW > 1e6) {
        throw new IllegalArgumentException("target-w is beyond a megawatt");
      }
    }
  }

  private static final Config DEFAULTS =
      new Config(
          1,
          2,
          3,
          4,
          false,
          "pcc",
          new NodeId("a"),
          Duration.ofSeconds(1),
          Pace.SLOW,
          List.of(),
          List.of(),
          List.of());

  private static Config bind(Map<String, String> config) {
    return ConfigBinder.bind(
        Config.class,
        DEFAULTS,
        new ModeConfig(
            "m1", "type", new NodeId("x"), Level.ECONOMIC, 0, true, config, "site.yaml:30"));
  }

  @Test
  void whatIsWrittenStandsInThePlaceOfTheDefaults() {
    assertEquals(DEFAULTS, bind(Map.of()));
    Config bound =
        bind(
            Map.ofEntries(
                Map.entry("target-w", "1.5 kW"),
                Map.entry("tiS", "500 ms"),
                Map.entry("kp", "0.5"),
                Map.entry("count", "7"),
                Map.entry("on", "true"),
                Map.entry("node", "bat1"),
                Map.entry("pause", "2 min"),
                Map.entry("pace", "very-fast"),
                Map.entry("loads", "pool, sauna ,"),
                Map.entry("loads-w", "2 kW, 500"),
                Map.entry("pauses", "2 s")));
    assertEquals(
        new Config(
            1500,
            0.5,
            0.5,
            7,
            true,
            "pcc",
            new NodeId("bat1"),
            Duration.ofMinutes(2),
            Pace.VERY_FAST,
            List.of("pool", "sauna"),
            List.of(2000.0, 500.0),
            List.of(Duration.ofSeconds(2))),
        bound);
  }

  @Test
  void everyProblemIsNamedWithPlaceKeyValueAndRemedy() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                bind(
                    Map.of(
                        "target-w", "5 kWh", "tragetW", "1", "count", "x", "pauses", "1 s, soon")));
    String text = String.valueOf(e.getMessage());
    assertEquals(4, text.lines().count());
    assertEquals(
        "site.yaml:30: modes.m1.config.tragetW: is not known. Did you mean 'target-w'?",
        text.lines().findFirst().orElseThrow());
    assertEquals(
        "site.yaml:30: modes.m1.config.target-w = '5 kWh': is no quantity in W."
            + " Write a number and its unit, such as '10 W'",
        text.lines().skip(1).findFirst().orElseThrow());
  }

  @Test
  void theRecordsOwnCheckIsHeard() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> bind(Map.of("target-w", "2 MW")));
    assertEquals("site.yaml:30: modes.m1.config.target-w is beyond a megawatt", e.getMessage());
  }
}
