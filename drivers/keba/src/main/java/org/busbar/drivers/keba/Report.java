package org.busbar.drivers.keba;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Optional;

/**
 * What a station said of itself, in its own words and units: KEBA, "KeContact P30 UDP Programmers
 * Guide", V2.01, pages 16 to 19. What is out of the range that is given there is unknown.
 *
 * @param said a JSON object
 */
record Report(JsonNode said) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final double MILLI = 1e-3;
  private static final double TENTH = 0.1;
  private static final long LEAST_CURRENT_MA = 6_000;
  private static final long MOST_CURRENT_MA = 63_000;
  private static final long MOST_ENERGY = 999_999_999;
  private static final long MOST_POWER_MW = 99_999_999;
  private static final long MOST_PHASE_MA = 99_999;
  private static final long MOST_VOLTS = 999;

  /** What the two readings of current and voltage may be off each other, in W. */
  private static final double ROUNDING_W = 50;

  private static final double ROUNDING = 1.1;

  /** Reads one of this number; empty where it is none. */
  static Optional<Report> of(String text, int number) {
    try {
      JsonNode said = JSON.readTree(text);
      boolean isIt = said.isObject() && said.path("ID").asText().equals(Integer.toString(number));
      return isIt ? Optional.of(new Report(said)) : Optional.empty();
    } catch (JsonProcessingException | RuntimeException notJson) {
      return Optional.empty();
    }
  }

  /** None yet. */
  static Report none() {
    return new Report(MissingNode.getInstance());
  }

  String text(String name) {
    return said.path(name).asText("").strip();
  }

  private double number(String name, long most) {
    JsonNode value = said.path(name);
    boolean fits = value.canConvertToLong() && value.isIntegralNumber();
    return fits && value.asLong() >= 0 && value.asLong() <= most ? value.asLong() : Double.NaN;
  }

  /** A setting: 0, or 6 to 63 A. */
  double settingA(String name) {
    double value = number(name, MOST_CURRENT_MA);
    return value == 0 || value >= LEAST_CURRENT_MA ? value * MILLI : Double.NaN;
  }

  double seconds(String name) {
    return number(name, Integer.MAX_VALUE);
  }

  /** State of IEC 61851-1 as the point counts them: A 1, B 2, C 3, F 6. */
  double chargerState() {
    double plug = plugged();
    return switch ((int) number("State", 5)) {
      case 1, 2, 5 -> plug == 0 ? 1 : plug == 1 ? 2 : Double.NaN;
      case 3 -> plug == 1 ? 3 : Double.NaN;
      case 4 -> 6;
      default -> Double.NaN; // It starts, or said nothing: (int) NaN is 0 as well.
    };
  }

  /** 1 where a vehicle is plugged in, 0 where none is. */
  double plugged() {
    double plug = number("Plug", 7);
    return plug == 5 || plug == 7 ? 1 : plug == 0 || plug == 1 || plug == 3 ? 0 : Double.NaN;
  }

  /** Least of what it was told, what its hardware can and what it is switched to. */
  double currentLimitA() {
    double enabled = number("Enable user", 1);
    double limitA = Math.min(settingA("Curr user"), settingA("Curr HW"));
    return enabled == 0 ? 0 : enabled == 1 ? limitA : Double.NaN;
  }

  double voltageV(int phase) {
    return number("U" + phase, MOST_VOLTS);
  }

  /** Positive into the busbar: what is charged is negative. */
  double currentA(int phase) {
    return -number("I" + phase, MOST_PHASE_MA) * MILLI + 0.0;
  }

  /**
   * Positive into the busbar. More than voltages and currents of the same report can carry is none.
   */
  double activePowerW() {
    double powerW = number("P", MOST_POWER_MW) * MILLI;
    double apparentVa = 0;
    for (int phase = 1; phase <= 3; phase++) {
      apparentVa -= voltageV(phase) * currentA(phase);
    }
    return powerW <= apparentVa * ROUNDING + ROUNDING_W ? -powerW + 0.0 : Double.NaN;
  }

  double sessionEnergyWh() {
    return number("E pres", MOST_ENERGY) * TENTH;
  }

  double energyAbsorbedWh() {
    return number("E total", MOST_ENERGY) * TENTH;
  }
}
