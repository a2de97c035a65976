package org.busbar.profile.sunspec;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.busbar.api.vocabulary.Unit;
import org.busbar.config.api.Nearest;
import org.busbar.config.api.Quantity;

/**
 * What site.yaml says of a SunSpec device. How much it may be asked for is said by people, never
 * taken from the device alone; what it is may be said, so that a site can be checked without it.
 *
 * @param nature {@code pv}, {@code battery} or {@code meter}; empty to take it from the models
 * @param ratedPowerW greatest power it may be asked for in W, 0 where it is only read
 * @param reversion time to which its reversion timers are set
 * @param others options that every profile has
 */
record Settings(String nature, double ratedPowerW, Duration reversion, Map<String, String> others) {
  static final String METER = "meter";
  static final String PV = "pv";
  static final String BATTERY = "battery";
  static final Duration REVERSION = Duration.ofSeconds(60);

  private static final List<String> NATURES = List.of(METER, PV, BATTERY);
  private static final String NATURE_KEY = "nature";
  private static final String RATED_KEY = "rated-power";
  private static final String REVERSION_KEY = "reversion";

  Settings {
    others = Map.copyOf(others);
  }

  /**
   * Understands the options of a device.
   *
   * @throws IllegalArgumentException naming the option, its value and the remedy
   */
  static Settings of(Map<String, String> options) {
    Map<String, String> others = new HashMap<>(options);
    String nature = Objects.requireNonNullElse(others.remove(NATURE_KEY), "");
    if (!nature.isEmpty() && !NATURES.contains(nature)) {
      throw new IllegalArgumentException(
          "option '"
              + NATURE_KEY
              + "' = '"
              + nature
              + "' is nothing a SunSpec device can be. "
              + Nearest.remedy(nature, NATURES));
    }
    String rated = others.remove(RATED_KEY);
    OptionalDouble ratedPowerW =
        rated == null ? OptionalDouble.of(0) : Quantity.parse(rated, Unit.WATT);
    if (ratedPowerW.isEmpty() || !(ratedPowerW.getAsDouble() >= 0)) {
      throw new IllegalArgumentException(
          "option '" + RATED_KEY + "' = '" + rated + "' is no power. Write such as 10 kW");
    }
    String written = others.remove(REVERSION_KEY);
    Duration reversion =
        written == null
            ? REVERSION
            : Quantity.duration(written)
                .filter(time -> time.toSeconds() >= 5 && time.toSeconds() <= 3600)
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "option '"
                                + REVERSION_KEY
                                + "' = '"
                                + written
                                + "' is no time. Write 5 s to 1 h"));
    return new Settings(nature, ratedPowerW.getAsDouble(), reversion, others);
  }

  boolean isControlled() {
    return ratedPowerW > 0 && (nature.equals(PV) || nature.equals(BATTERY));
  }

  /** The same with the nature that the models of a device make, where none was said. */
  Settings completed(Scan scan) {
    if (!nature.isEmpty()) {
      return this;
    }
    boolean inverter = scan.has(101, 102, 103, 111, 112, 113, 701);
    String made = inverter ? (scan.has(124, 713, 802) ? BATTERY : PV) : METER;
    return new Settings(made, ratedPowerW, reversion, others);
  }
}
