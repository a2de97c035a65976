package org.busbar.transport.modbus;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.busbar.config.api.Settings;

/**
 * How another master may read through a connection.
 *
 * @param listen where it is listened for
 * @param age greatest age of a reading that answers without asking the unit
 * @param percent greatest part of the connection's time that its own requests may take
 * @param units units that may be read, by the id under which they are asked for; empty for those
 *     that are polled, each by its own
 */
record Share(InetSocketAddress listen, Duration age, int percent, Map<Integer, Integer> units) {
  private static final String PORT = "proxy-port";
  private static final String ADDRESS = "proxy-address";
  private static final String AGE = "proxy-age";
  private static final String PERCENT = "proxy-share";
  private static final String UNITS = "proxy-units";
  static final List<String> SETTINGS = List.of(PORT, ADDRESS, AGE, PERCENT, UNITS);

  private static final Pattern UNIT = Pattern.compile(" *(\\d{1,3})(?: *= *(\\d{1,3}))? *");
  private static final Pattern PART = Pattern.compile("(\\d{1,2}) *%");
  private static final int MOST_PERCENT = 50;

  /** What is set; empty where no port is named. */
  static Optional<Share> of(Settings settings) {
    if (!settings.has(PORT)) {
      for (String name : SETTINGS) {
        if (settings.has(name)) {
          settings.problem(
              name, "has no effect without '" + PORT + "'; write the port to listen on");
        }
      }
      return Optional.empty();
    }
    return Optional.of(
        new Share(
            new InetSocketAddress(address(settings), settings.number(PORT, 1502, 1, 65_535)),
            settings.duration(AGE, Duration.ofSeconds(1), Duration.ZERO, Duration.ofMinutes(1)),
            percent(settings),
            units(settings)));
  }

  private static String text(Settings settings, String name, String usual) {
    return settings.has(name) ? settings.text(name) : usual;
  }

  private static InetAddress address(Settings settings) {
    String text = text(settings, ADDRESS, "127.0.0.1");
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      settings.problem(
          ADDRESS,
          "is '" + text + "'; write an address of this gateway, or 0.0.0.0 for all of them");
      return InetAddress.getLoopbackAddress();
    }
  }

  private static int percent(Settings settings) {
    String text = text(settings, PERCENT, "10 %");
    Matcher matcher = PART.matcher(text);
    int percent = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    if (percent < 1 || percent > MOST_PERCENT) {
      settings.problem(PERCENT, "is '" + text + "'; write 1 % to " + MOST_PERCENT + " %");
      return 10;
    }
    return percent;
  }

  private static Map<Integer, Integer> units(Settings settings) {
    Map<Integer, Integer> units = new HashMap<>();
    String text = settings.text(UNITS);
    if (text.isEmpty()) {
      return Map.of();
    }
    for (String part : text.split(",")) {
      Matcher matcher = UNIT.matcher(part);
      int asked = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 256;
      int meant =
          matcher.matches() && matcher.group(2) != null
              ? Integer.parseInt(matcher.group(2))
              : asked;
      if (asked > 255 || meant > 255 || units.put(asked, meant) != null) {
        settings.problem(
            UNITS, "is '" + text + "'; write units, or asked=meant, with commas: 1, 2, 11=1");
        return Map.of();
      }
    }
    return Map.copyOf(units);
  }
}
