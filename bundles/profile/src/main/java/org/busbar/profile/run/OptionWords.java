package org.busbar.profile.run;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.busbar.config.api.Quantity;
import org.busbar.profile.api.PollClass;

/** What the options of every profile have in common, however its device is reached. */
public final class OptionWords {
  private static final Duration LEAST_PERIOD = Duration.ofMillis(20);
  private static final Duration GREATEST_PERIOD = Duration.ofHours(1);

  private OptionWords() {}

  /** Whether a switch is on; throws {@link IllegalArgumentException} where it is no switch. */
  public static boolean isOn(String name, String value) {
    if (value.equals("true") || value.equals("false")) {
      return value.equals("true");
    }
    throw new IllegalArgumentException(
        "option '" + name + "' = '" + value + "' is neither true nor false");
  }

  /** The option that sets the period of a class. */
  public static String optionOf(PollClass poll) {
    return "poll-" + poll.name().toLowerCase(Locale.ROOT);
  }

  /** The class whose period this option sets, empty where it sets something else. */
  public static Optional<PollClass> pollClass(String name) {
    for (PollClass poll : PollClass.values()) {
      if (optionOf(poll).equals(name)) {
        return Optional.of(poll);
      }
    }
    return Optional.empty();
  }

  /** A period, 20 ms to 1 h; throws {@link IllegalArgumentException} where it is none. */
  public static Duration period(String name, String value) {
    return Quantity.duration(value)
        .filter(p -> p.compareTo(LEAST_PERIOD) >= 0 && p.compareTo(GREATEST_PERIOD) <= 0)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "option '" + name + "' = '" + value + "' is no period. Write 20 ms to 1 h"));
  }
}
