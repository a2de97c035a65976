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
          Map.entry("degree celsius", "degC"),
          Map.entry("deg c", "degC"),
          Map.entry("° c", "degC"),
          Map.entry("celsius", "degC"),
          Map.entry("volts", "V"),
          Map.entry("volt", "V"),
          Map.entry("amps", "A"),
          Map.entry("amperes", "A"),
          Map.entry("ampere", "A"),
          Map.entry("watts", "W"),
          Map.entry("watt", "W"),
          Map.entry("hertz", "Hz"),
          Map.entry("v", "V"),
          Map.entry("a", "A"),
          Map.entry("w", "W"),
          Map.entry("kw", "kW"),
          Map.entry("kwh", "kWh"),
          Map.entry("va", "VA"),
          Map.entry("kva", "kVA"),
          Map.entry("kvar", "kvar"),
          Map.entry("hz", "Hz"),
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

  /** What may stand before a unit: 0.1 V. */
  private static final String NUMBER = "^[0-9]+([.,][0-9]+)?([eE][-+]?[0-9]+)? *";

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
    String word = text.replaceFirst(NUMBER, "");
    String number = text.substring(0, text.length() - word.length());
    String known = WORDS.getOrDefault(word.toLowerCase(Locale.ROOT), word);
    boolean hasOne = !known.isEmpty() && Character.isDigit(known.charAt(0)) && !known.equals(word);
    return (hasOne && !number.isEmpty() ? text : number.replace(',', '.') + known)
        .replace("°C", "degC")
        .replace("℃", "degC")
        .replaceFirst("^°$", "deg")
        .replace("\u2126", "ohm") // The sign of its own beside the letter.
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
