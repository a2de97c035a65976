package org.busbar.safety.limit;

import static org.busbar.api.vocabulary.Points.ACTIVE_POWER_W;
import static org.busbar.api.vocabulary.Points.CHARGE_CURRENT_MAX_A;
import static org.busbar.api.vocabulary.Points.DC_CURRENT_A;
import static org.busbar.api.vocabulary.Points.DC_VOLTAGE_V;
import static org.busbar.api.vocabulary.Points.DISCHARGE_CURRENT_MAX_A;
import static org.busbar.api.vocabulary.Points.INSULATION_OHM;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Sample;
import org.jspecify.annotations.Nullable;

/**
 * What trips a battery: one usable value beyond a hard limit, whatever the others say. Each address
 * on the thread that receives it.
 */
final class Trips {
  private final Settings settings;
  private final Map<Address, Rise> rises = new ConcurrentHashMap<>();
  private final Map<Address, Long> overSince = new ConcurrentHashMap<>();

  Trips(Settings settings) {
    this.settings = settings;
  }

  /** What a new sample crosses, as one sentence; null where nothing. */
  @Nullable String crossed(Readings readings, Sample sample) {
    Measure measure = readings.layout().measure(sample.address()).orElse(null);
    if (measure == Measure.CELL_TEMPERATURE) {
      rises
          .computeIfAbsent(
              sample.address(), _ -> new Rise(settings.nanos(Setting.TEMPERATURE_RISE_WINDOW)))
          .take(sample.value(), sample.measuredNanos());
    }
    if (sample.address().point().equals(DC_CURRENT_A)) {
      current(readings, sample);
    }
    return standing(readings, sample).orElse(null);
  }

  /** What a sample that was taken crosses now. */
  Optional<String> standing(Readings readings, Sample sample) {
    Address address = sample.address();
    double value = sample.value();
    Measure measure = readings.layout().measure(address).orElse(null);
    if (measure == Measure.CELL_VOLTAGE) {
      return outside(address, value, Setting.CELL_VOLTAGE_MIN, Setting.CELL_VOLTAGE_MAX);
    }
    if (measure == Measure.CELL_TEMPERATURE) {
      return temperature(readings, address, value);
    }
    Point point = address.point();
    if (point.equals(DC_VOLTAGE_V)) {
      Optional<String> pack = packVoltage(readings, address, value);
      return pack.isPresent() ? pack : insulation(readings);
    }
    if (point.equals(INSULATION_OHM)) {
      return insulation(readings);
    }
    return point.equals(DC_CURRENT_A) ? overcurrent(readings, sample) : Optional.empty();
  }

  private Optional<String> outside(Address address, double value, Setting least, Setting most) {
    double min = settings.number(least);
    double max = settings.number(most);
    if (value < min || value > max) {
      return Optional.of(Measured.crossed(address, value, value < min ? min : max, least.unit()));
    }
    return Optional.empty();
  }

  private Optional<String> temperature(Readings readings, Address address, double value) {
    double any = settings.number(Setting.TEMPERATURE_DISCHARGE_MAX);
    double charging = settings.number(Setting.TEMPERATURE_CHARGE_MAX);
    if (value > any || (value > charging && isCharging(readings))) {
      double limit = value > any ? any : charging;
      return Optional.of(Measured.crossed(address, value, limit, "degC"));
    }
    Rise rise = rises.get(address);
    double most = settings.number(Setting.TEMPERATURE_RISE_MAX);
    return rise != null && rise.perMin() >= most
        ? Optional.of(risen(address, rise, "limit", most))
        : Optional.empty();
  }

  private static String risen(Address address, Rise rise, String what, double most) {
    return address
        + " rises by "
        + Measured.text(rise.perMin(), "K/min")
        + ", at or above its "
        + what
        + " of "
        + Measured.text(most, "K/min");
  }

  private boolean isCharging(Readings readings) {
    double margin = settings.number(Setting.CURRENT_MARGIN);
    for (Address address : readings.layout().wholes(DC_CURRENT_A)) {
      double amperes = readings.values().applyAsDouble(address);
      if (Double.isFinite(amperes)) {
        return amperes < -margin;
      }
    }
    // Without a current the power tells; without that it is taken for charging.
    Address power = Address.of(readings.layout().battery(), ACTIVE_POWER_W);
    return !(readings.values().applyAsDouble(power) >= 0);
  }

  private Optional<String> packVoltage(Readings readings, Address address, double value) {
    double cells = settings.number(Setting.CELLS_IN_SERIES);
    if (!(cells > 0) || !readings.layout().all(DC_VOLTAGE_V).contains(address)) {
      return Optional.empty();
    }
    double min = cells * settings.number(Setting.CELL_VOLTAGE_MIN);
    double max = cells * settings.number(Setting.CELL_VOLTAGE_MAX);
    return value < min || value > max
        ? Optional.of(Measured.crossed(address, value, value < min ? min : max, "V"))
        : Optional.empty();
  }

  private Optional<String> insulation(Readings readings) {
    Reading ohm = readings.least(INSULATION_OHM);
    Reading volts = readings.least(DC_VOLTAGE_V);
    if (ohm == null || volts == null || !ohm.isKnown() || !volts.isKnown()) {
      return Optional.empty();
    }
    double perVolt = ohm.value() / StrictMath.max(1, volts.value());
    double least = settings.number(Setting.INSULATION_MIN);
    return perVolt < least
        ? Optional.of(Measured.crossed(ohm.address(), perVolt, least, "ohm/V"))
        : Optional.empty();
  }

  /** Remembers since when a current has been greater than what may last. */
  private void current(Readings readings, Sample sample) {
    if (isOver(readings, sample.value())) {
      overSince.putIfAbsent(sample.address(), sample.measuredNanos());
    } else {
      overSince.remove(sample.address());
    }
  }

  private boolean isOver(Readings readings, double amperes) {
    double most = StrictMath.min(fixed(amperes), live(readings, amperes));
    double over = settings.number(Setting.CURRENT_OVER) / 100;
    double magnitude = StrictMath.abs(amperes);
    return magnitude > most * over && magnitude > most + settings.number(Setting.CURRENT_MARGIN);
  }

  /** The current that may last, endless where nobody set one. */
  private double fixed(double amperes) {
    double fixed =
        settings.number(amperes < 0 ? Setting.CHARGE_CURRENT : Setting.DISCHARGE_CURRENT);
    return Double.isNaN(fixed) ? Double.POSITIVE_INFINITY : fixed;
  }

  private static double live(Readings readings, double amperes) {
    Reading told = readings.least(amperes < 0 ? CHARGE_CURRENT_MAX_A : DISCHARGE_CURRENT_MAX_A);
    return told == null || !told.isKnown() ? Double.POSITIVE_INFINITY : told.value();
  }

  private Optional<String> overcurrent(Readings readings, Sample sample) {
    double amperes = sample.value();
    double magnitude = StrictMath.abs(amperes);
    double peak = fixed(amperes) * settings.number(Setting.CURRENT_PEAK) / 100;
    double margin = settings.number(Setting.CURRENT_MARGIN);
    if (magnitude > peak && magnitude > fixed(amperes) + margin) {
      return Optional.of(Measured.crossed(sample.address(), magnitude, peak, "A"));
    }
    Long since = overSince.get(sample.address());
    long lasting = settings.nanos(Setting.CURRENT_OVER_TIME);
    if (since != null && sample.measuredNanos() - since >= lasting) {
      double most = StrictMath.min(fixed(amperes), live(readings, amperes));
      return Optional.of(
          Measured.crossed(sample.address(), magnitude, most, "A")
              + " for "
              + Measured.text((sample.measuredNanos() - since) / 1e9, "s"));
    }
    return Optional.empty();
  }

  /** Temperatures that rise faster than people want to know, by address. */
  Map<String, String> rising() {
    double alarm = settings.number(Setting.TEMPERATURE_RISE_ALARM);
    Map<String, String> rising = new HashMap<>();
    rises.forEach(
        (address, rise) -> {
          if (rise.perMin() >= alarm) {
            rising.put(
                Setting.TEMPERATURE_RISE_ALARM.key() + " " + address,
                risen(address, rise, "pre-alarm", alarm));
          }
        });
    return rising;
  }
}
