package org.busbar.safety;

import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Point;

/** Values and limits in words. */
final class Phrases {
  private Phrases() {}

  /** A value with its unit, to three decimals at most. */
  static String value(double value, Point point) {
    String symbol = point.unit().symbol();
    return symbol.isEmpty() ? number(value) : number(value) + " " + symbol;
  }

  static String number(double value) {
    if (!Double.isFinite(value) || StrictMath.abs(value) > 1e12) {
      return Double.toString(value);
    }
    long thousandths = StrictMath.round(value * 1000);
    String whole = (thousandths < 0 ? "-" : "") + StrictMath.abs(thousandths / 1000);
    long rest = StrictMath.abs(thousandths % 1000);
    if (rest == 0) {
      return whole;
    }
    String decimals = Long.toString(1000 + rest).substring(1);
    int end = decimals.length();
    while (decimals.charAt(end - 1) == '0') {
      end--;
    }
    return whole + "." + decimals.substring(0, end);
  }

  /** What was crossed, as one sentence. */
  static String crossed(Address address, double value, Interval limit) {
    boolean below = value < limit.min();
    return address
        + " is "
        + value(value, address.point())
        + (below ? ", below its limit of " : ", above its limit of ")
        + value(below ? limit.min() : limit.max(), address.point());
  }

  /** A point's name as people say it: {@code stateOfChargePct} is "state of charge". */
  static String point(Point point) {
    String id = point.id().substring(point.id().lastIndexOf('.') + 1);
    String bare = id.substring(0, id.length() - point.unit().suffix().length());
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < bare.length(); i++) {
      char c = bare.charAt(i);
      if (Character.isUpperCase(c)) {
        words.append(' ').append(Character.toLowerCase(c));
      } else {
        words.append(c);
      }
    }
    return words.toString();
  }
}
