package org.busbar.api.vocabulary;

import java.util.Optional;

/** The units of points. Values are always in the unit itself, never in a multiple of it. */
public enum Unit {
  /** Active power. */
  WATT("W", "W"),
  /** Reactive power. */
  VAR("var", "Var"),
  /** Apparent power. */
  VOLT_AMPERE("VA", "Va"),
  /** Voltage. */
  VOLT("V", "V"),
  /** Current. */
  AMPERE("A", "A"),
  /** Frequency. */
  HERTZ("Hz", "Hz"),
  /** Active energy. */
  WATT_HOUR("Wh", "Wh"),
  /** Reactive energy. */
  VAR_HOUR("varh", "Varh"),
  /** Charge. */
  AMPERE_HOUR("Ah", "Ah"),
  /** Share of a whole, 0 to 100. */
  PERCENT("%", "Pct"),
  /** Share of a whole per second. */
  PERCENT_PER_SECOND("%/s", "PctPerS"),
  /** Change of active power over time. */
  WATT_PER_SECOND("W/s", "WPerS"),
  /** Temperature. */
  CELSIUS("degC", "C"),
  /** Resistance. */
  OHM("ohm", "Ohm"),
  /** Duration. */
  SECOND("s", "S"),
  /** Angle. */
  DEGREE("deg", "Deg"),
  /** Rotational speed. */
  PER_MINUTE("1/min", "Rpm"),
  /** Irradiance. */
  WATT_PER_SQUARE_METRE("W/m2", "WPerM2"),
  /** Speed. */
  METRE_PER_SECOND("m/s", "MPerS"),
  /** Pressure. */
  PASCAL("Pa", "Pa"),
  /** Coded state, count or ratio without a unit. */
  NONE("", "");

  private final String symbol;
  private final String suffix;

  Unit(String symbol, String suffix) {
    this.symbol = symbol;
    this.suffix = suffix;
  }

  /** The symbol as written in files, REST and on screens, empty for {@link #NONE}. */
  public String symbol() {
    return symbol;
  }

  /** The ending of a point id or name that carries this unit, empty for {@link #NONE}. */
  public String suffix() {
    return suffix;
  }

  /** The unit with this symbol, empty where there is none. */
  public static Optional<Unit> ofSymbol(String symbol) {
    for (Unit unit : values()) {
      if (unit.symbol.equals(symbol)) {
        return Optional.of(unit);
      }
    }
    return Optional.empty();
  }
}
