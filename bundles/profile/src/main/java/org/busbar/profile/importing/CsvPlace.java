package org.busbar.profile.importing;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a line of a table says that its register is.
 *
 * @param at address on the wire
 * @param table where its number says that
 * @param registers how many, where it is a range
 */
record CsvPlace(int at, Optional<String> table, OptionalInt registers) {
  /** The option for numbers whose first digit is the table: 30001 input, 40001 holding. */
  static final String MODICON = "modicon";

  private static final Map<Character, String> DIGITS =
      Map.of('0', "coil", '1', "discrete-input", '3', "input", '4', "holding");

  private static final Pattern RANGE =
      Pattern.compile(
          "([0-9a-fA-FxX&hH]+?)\\s*(?:-|–|~|\\.\\.+|…|/|:| to )\\s*([0-9a-fA-FxX&hH]+)");

  private static final int LAST = 65_535;

  /** A number of a table with five digits has that many registers. */
  private static final int TABLE = 9_999;

  static CsvPlace of(CsvTable.Line line, String base) {
    String text = line.text("at").orElse("").strip();
    Matcher range = RANGE.matcher(text);
    boolean isRange = range.matches();
    String first = isRange ? range.group(1) : text;
    OptionalInt registers = OptionalInt.empty();
    if (isRange) {
      OptionalInt from = number(first);
      OptionalInt to = number(range.group(2));
      if (from.isPresent() && to.isPresent() && to.getAsInt() >= from.getAsInt()) {
        registers = OptionalInt.of(to.getAsInt() - from.getAsInt() + 1);
      }
    }
    if (base.equals(MODICON)) {
      return modicon(line, first, registers);
    }
    int at =
        number(first)
            .orElseThrow(
                () ->
                    line.wrong(
                        "'"
                            + text
                            + "' is no address. Write such as 40 or 0x0028; a column of bare"
                            + " hexadecimal numbers is named 'address (hex)'"));
    int zero = Integer.decode(base);
    boolean isOther = zero >= 10_000 && zero < 50_000 && at - zero > TABLE;
    if (at < zero || at - zero > LAST || isOther) {
      throw line.wrong(
          "address "
              + text
              + " is out of range with --base "
              + zero
              + ". Where the first digit is the table (30001 input, 40001 holding), write --base "
              + MODICON);
    }
    return new CsvPlace(at - zero, Optional.empty(), registers);
  }

  private static CsvPlace modicon(CsvTable.Line line, String text, OptionalInt registers) {
    String digits = text.replaceFirst("^([0134])[xX]", "$1");
    if (!digits.matches("[0134][0-9]{4,5}") || digits.matches(".0+")) {
      throw line.wrong(
          "'" + text + "' is no number of five or six digits that begins with 0, 1, 3 or 4");
    }
    int number = Integer.parseInt(digits.substring(1));
    if (number > LAST + 1) {
      throw line.wrong("address " + text + " is out of range");
    }
    return new CsvPlace(number - 1, Optional.of(DIGITS.get(digits.charAt(0))), registers);
  }

  /** Decimal, or hexadecimal as 0x28, x28, 28h or &H28. */
  private static OptionalInt number(String text) {
    String digits =
        text.replaceFirst("^(?:&[hH]|[xX](?=[0-9a-fA-F]{2}))(?=[0-9a-fA-F])", "0x")
            .replaceFirst("^0*([0-9a-fA-F]+)[hH]$", "0x$1")
            .replaceFirst("^0+(?=[0-9])", "");
    try {
      return OptionalInt.of(Integer.decode(digits));
    } catch (NumberFormatException notANumber) {
      return OptionalInt.empty();
    }
  }
}
