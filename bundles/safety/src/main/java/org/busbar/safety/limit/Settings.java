package org.busbar.safety.limit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.busbar.api.site.ProtectionConfig;
import org.busbar.api.site.ProtectionConfig.Written;
import org.busbar.config.api.ConfigException;
import org.busbar.config.api.Document;
import org.busbar.config.api.Nearest;
import org.busbar.config.api.Section;
import org.busbar.safety.limit.Curve.Knot;

/**
 * The values that protect one battery: those for every battery, those of its chemistry, those of
 * its site, each overriding the ones before. Thread-safe.
 */
public final class Settings {
  /** Chemistries of which limits are carried. */
  public static final List<String> CHEMISTRIES = List.of("lfp", "nmc", "lco");

  private static final String COMMON = "common";

  /** Which setting must not lie beyond which other. */
  private static final Map<Setting, Setting> ORDER =
      Map.of(
          Setting.CELL_VOLTAGE_MIN, Setting.CELL_VOLTAGE_MAX,
          Setting.TEMPERATURE_CHARGE_MAX, Setting.TEMPERATURE_DISCHARGE_MAX,
          Setting.TEMPERATURE_RISE_ALARM, Setting.TEMPERATURE_RISE_MAX,
          Setting.STATE_OF_CHARGE_FLOOR, Setting.STATE_OF_CHARGE_CEILING,
          Setting.EMERGENCY_FLOOR, Setting.STATE_OF_CHARGE_CEILING,
          Setting.CURRENT_OVER, Setting.CURRENT_PEAK);

  /** Which curve must have come to its stop before which trip. */
  private static final Map<Setting, Setting> STOPS =
      Map.of(
          Setting.CELL_VOLTAGE_CHARGE, Setting.CELL_VOLTAGE_MAX,
          Setting.CELL_VOLTAGE_DISCHARGE, Setting.CELL_VOLTAGE_MIN,
          Setting.TEMPERATURE_CHARGE, Setting.TEMPERATURE_CHARGE_MAX,
          Setting.TEMPERATURE_DISCHARGE, Setting.TEMPERATURE_DISCHARGE_MAX,
          Setting.STATE_OF_CHARGE_CHARGE, Setting.STATE_OF_CHARGE_CEILING,
          Setting.STATE_OF_CHARGE_DISCHARGE, Setting.STATE_OF_CHARGE_FLOOR,
          Setting.INSULATION, Setting.INSULATION_MIN);

  private final Map<Setting, Double> numbers = new EnumMap<>(Setting.class);
  private final Map<Setting, Curve> curves = new EnumMap<>(Setting.class);

  private Settings() {}

  /** What is carried, read once and only where it is used; never changed. */
  private static Settings base(String name) {
    return switch (name) {
      case "lfp" -> Lfp.VALUES;
      case "nmc" -> Nmc.VALUES;
      case "lco" -> Lco.VALUES;
      default -> Common.VALUES;
    };
  }

  private static final class Common {
    static final Settings VALUES = read(COMMON);
  }

  private static final class Lfp {
    static final Settings VALUES = read("lfp");
  }

  private static final class Nmc {
    static final Settings VALUES = read("nmc");
  }

  private static final class Lco {
    static final Settings VALUES = read("lco");
  }

  private static Settings read(String name) {
    Settings settings = new Settings();
    carried(name).forEach(settings::put);
    return settings;
  }

  private void putAll(Settings others) {
    numbers.putAll(others.numbers);
    curves.putAll(others.curves);
  }

  /**
   * The values of one battery.
   *
   * @param problems takes one line for each thing that is wrong
   */
  public static Settings of(ProtectionConfig config, List<String> problems) {
    Settings settings = new Settings();
    settings.putAll(base(COMMON));
    config
        .chemistry()
        .ifPresent(
            chemistry -> {
              if (CHEMISTRIES.contains(chemistry)) {
                settings.putAll(base(chemistry));
              } else {
                problems.add(
                    config.source()
                        + ": chemistry '"
                        + chemistry
                        + "' is not known. "
                        + Nearest.remedy(chemistry, CHEMISTRIES));
              }
            });
    config.values().forEach((key, written) -> settings.override(key, written, problems));
    settings.check(config, problems);
    return settings;
  }

  /** The values as they are carried for a chemistry, or {@code common}; by setting, as written. */
  static Map<Setting, String> carried(String name) {
    Map<Setting, String> values = new LinkedHashMap<>();
    try (InputStream in = Settings.class.getResourceAsStream(name + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException(name + ".yaml is not carried");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Section root = Document.parse(name + ".yaml", text);
      root.text("busbar");
      root.text("name");
      Section all = root.section("values");
      for (Setting setting : Setting.values()) {
        all.optionalSection(setting.key())
            .ifPresent(
                section -> {
                  values.put(setting, section.text("value"));
                  section.flag("knowledge", false);
                  section.text("source");
                });
      }
      root.finish();
      return values;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ConfigException e) {
      throw new IllegalStateException(e);
    }
  }

  private void put(Setting setting, String text) {
    if (setting.isCurve()) {
      curves.put(setting, Curve.parse(text, setting));
      return;
    }
    OptionalDouble value = Measured.parse(text, setting.unit());
    if (value.isEmpty() || !Double.isFinite(value.getAsDouble())) {
      throw new IllegalArgumentException("is no quantity");
    }
    if (value.getAsDouble() < 0 && !setting.unit().equals("degC")) {
      throw new IllegalArgumentException("is negative");
    }
    numbers.put(setting, value.getAsDouble());
  }

  private void override(String key, Written written, List<String> problems) {
    Optional<Setting> setting = Setting.of(key);
    if (setting.isEmpty()) {
      problems.add(
          written.source()
              + ": protection."
              + key
              + " is not known here. "
              + Nearest.remedy(key, Setting.keys()));
      return;
    }
    try {
      put(setting.get(), written.text());
    } catch (IllegalArgumentException e) {
      String unit = setting.get().unit();
      problems.add(
          written.source()
              + ": protection."
              + key
              + " = '"
              + written.text()
              + "' "
              + e.getMessage()
              + ". Write "
              + (setting.get().isCurve()
                  ? "knots such as '10 " + unit + ": 100 %, 20 " + unit + ": 0 %'"
                  : "a number and its unit, such as '10 " + unit + "'"));
    }
  }

  private void check(ProtectionConfig config, List<String> problems) {
    String at = config.source() + ": protection of " + config.device() + ": ";
    ORDER.forEach(
        (lower, upper) -> {
          if (number(lower) > number(upper)) {
            problems.add(at + lower.key() + " lies above " + upper.key());
          }
        });
    if (number(Setting.EMERGENCY_FLOOR) < number(Setting.STATE_OF_CHARGE_FLOOR)) {
      problems.add(at + "emergency-floor lies below state-of-charge-floor");
    }
    STOPS.forEach(
        (curve, trip) ->
            curve(curve)
                .filter(c -> isBeyond(c, curve.shape(), number(trip)))
                .ifPresent(_ -> problems.add(at + curve.key() + " lies beyond " + trip.key())));
  }

  /** Whether something is still allowed at a trip. */
  private static boolean isBeyond(Curve curve, Setting.Shape shape, double trip) {
    Knot stop = shape == Setting.Shape.RISING ? curve.knots().getFirst() : curve.knots().getLast();
    return shape == Setting.Shape.RISING ? stop.at() < trip : stop.at() > trip;
  }

  /** A number in the unit of the setting, NaN where there is none. */
  public double number(Setting setting) {
    return numbers.getOrDefault(setting, Double.NaN);
  }

  /** A time, in ns; as good as endless where there is none. */
  long nanos(Setting setting) {
    double seconds = number(setting);
    return Double.isFinite(seconds) ? (long) (seconds * 1e9) : Long.MAX_VALUE / 4;
  }

  /** A curve, empty where there is none. */
  public Optional<Curve> curve(Setting setting) {
    return Optional.ofNullable(curves.get(setting));
  }
}
