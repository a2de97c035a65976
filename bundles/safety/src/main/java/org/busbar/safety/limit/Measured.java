package org.busbar.safety.limit;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Unit;
import org.busbar.config.api.Quantity;

/** Values with units, as they are written in files and told to people. */
final class Measured {
  private static final Pattern FORM = Pattern.compile("([+-]?[0-9]+(?:\\.[0-9]+)?) *(.*)");
  private static final int DECIMALS = 3;

  private Measured() {}

  /** The value of a text, in the unit; empty where it has no number, or another unit. */
  static OptionalDouble parse(String text, String unit) {
    if (Unit.ofSymbol(unit).isPresent()) {
      return Quantity.parse(text, Unit.ofSymbol(unit).get());
    }
    Matcher form = FORM.matcher(text.strip());
    return form.matches() && form.group(2).strip().equals(unit)
        ? OptionalDouble.of(Double.parseDouble(form.group(1)))
        : OptionalDouble.empty();
  }

  /** A value with its unit, to three decimals at most. */
  static String text(double value, String unit) {
    if (!Double.isFinite(value)) {
      return "unknown";
    }
    BigDecimal rounded =
        BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_UP).stripTrailingZeros();
    String number = rounded.signum() == 0 ? "0" : rounded.toPlainString();
    return unit.isEmpty() ? number : number + " " + unit;
  }

  /** What crossed which limit, as one sentence. */
  static String crossed(Address address, double value, double limit, String unit) {
    return address
        + " is "
        + text(value, unit)
        + (value < limit ? ", below its limit of " : ", above its limit of ")
        + text(limit, unit);
  }
}
