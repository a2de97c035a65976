package org.busbar.profile.importing;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.vocabulary.Unit;
import org.busbar.config.api.Quantity;

/**
 * A unit in the wording of others.
 *
 * @param unit the unit of points
 * @param symbol as a profile writes it, a multiple kept: {@code kW}
 */
record UnitText(Unit unit, String symbol) {
  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("degrees celsius", "degC"),
          Map.entry("degrees", "deg"),
          Map.entry("c", "degC"),
          Map.entry("rpm", "1/min"),
          Map.entry("r/min", "1/min"),
          Map.entry("seconds", "s"),
          Map.entry("secs", "s"),
          Map.entry("minutes", "min"),
          Map.entry("pct", "%"),
          Map.entry("ohms", "ohm"),
          Map.entry("hpa", "100 Pa"),
          Map.entry("v dc", "V"),
          Map.entry("v ac", "V"),
          Map.entry("a dc", "A"),
          Map.entry("a ac", "A"),
          Map.entry("va or watts", "VA"),
          Map.entry("ah", "Ah"),
          Map.entry("wh", "Wh"),
          Map.entry("cos()", ""),
          Map.entry("none", ""),
          Map.entry("count", ""),
          Map.entry("n/a", ""),
          Map.entry("-", ""));

  /** The unit of a wording, empty where it is none of ours. */
  static Optional<UnitText> of(String wording) {
    String symbol = symbol(wording);
    for (Unit unit : Unit.values()) {
      if (unit != Unit.NONE
          && (Quantity.parse("1 " + symbol, unit).isPresent()
              || Quantity.parse(symbol, unit).isPresent())) {
        return Optional.of(new UnitText(unit, symbol));
      }
    }
    return Optional.empty();
  }

  /** A wording as a profile writes it. */
  static String symbol(String wording) {
    String text = wording.strip();
    return WORDS
        .getOrDefault(text.toLowerCase(Locale.ROOT), text)
        .replace("°C", "degC")
        .replace("℃", "degC")
        .replaceFirst("^°$", "deg")
        .replaceFirst("(?i)varh$", "varh")
        .replaceFirst("(?i)var$", "var")
        .replaceFirst("^K(?=[WVA])", "k")
        .replace("W/m²", "W/m2")
        .replace("W/m^2", "W/m2")
        .replace("Ω", "ohm")
        .strip();
  }

  /** What one of the symbol is in the unit. */
  double factor() {
    return Quantity.parse("1 " + symbol, unit)
        .orElseGet(() -> Quantity.parse(symbol, unit).orElse(1));
  }
}
