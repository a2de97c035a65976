package org.busbar.safety.limit;

import static org.busbar.api.vocabulary.Points.DC_CURRENT_A;
import static org.busbar.api.vocabulary.Points.DC_VOLTAGE_V;
import static org.busbar.api.vocabulary.Points.ENERGY_CAPACITY_WH;
import static org.busbar.api.vocabulary.Points.STATE_OF_CHARGE_PCT;

import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Sample;
import org.jspecify.annotations.Nullable;

/**
 * Counts the charge of one battery by the voltage and the current that one of its devices measures.
 * Watch thread.
 */
final class Counted {
  private final double capacityWh;
  private final long longestNanos;
  private final ChargeCount count;
  private double estimatePct = Double.NaN;
  private long measuredNanos;
  private String doubt = "";

  Counted(Settings settings) {
    this.capacityWh = settings.number(Setting.CAPACITY);
    this.longestNanos =
        StrictMath.max(settings.nanos(Setting.SILENCE), settings.nanos(Setting.CURRENT_AGE));
    this.count =
        new ChargeCount(
            settings.number(Setting.STATE_OF_CHARGE_DIFFERENCE),
            settings.number(Setting.STATE_OF_CHARGE_SETTLING),
            longestNanos);
  }

  /** Begins anew with what the devices tell next. */
  void forget() {
    count.forget();
    estimatePct = Double.NaN;
    doubt = "";
  }

  /** Counts on where there is a new current; the estimate in percent, NaN where there is none. */
  double look(Readings readings) {
    Address current = current(readings);
    Sample flows = current == null ? null : readings.samples().apply(current);
    Reading told = readings.least(STATE_OF_CHARGE_PCT);
    if (flows == null || told == null) {
      return Double.NaN;
    }
    long at = flows.measuredNanos();
    boolean known = Double.isFinite(estimatePct);
    if (known && readings.nowNanos() - measuredNanos > longestNanos) {
      forget();
    }
    double volts = readings.values().applyAsDouble(Address.of(current.node(), DC_VOLTAGE_V));
    double watts = volts * readings.values().applyAsDouble(current);
    double allWh = capacityWh(readings);
    if (!(known && at == measuredNanos) && Double.isFinite(watts) && told.isKnown() && allWh > 0) {
      estimatePct = count.count(told.value(), watts, allWh, at);
      measuredNanos = at;
      doubt = doubt(readings);
    }
    return estimatePct;
  }

  /** When the estimate was made, by its current. */
  long measuredNanos() {
    return measuredNanos;
  }

  /** What people are to be told of a device that tells another state of charge, else empty. */
  String doubt() {
    return doubt;
  }

  private String doubt(Readings readings) {
    for (Address address : readings.layout().wholes(STATE_OF_CHARGE_PCT)) {
      double told = readings.values().applyAsDouble(address);
      if (Double.isFinite(told) && count.differs(told)) {
        return address
            + " is "
            + Measured.text(told, "%")
            + ", counted were "
            + Measured.text(StrictMath.rint(10 * estimatePct) / 10, "%")
            + "; the worse of both counts";
      }
    }
    return "";
  }

  /** The first device that measures both. */
  private static @Nullable Address current(Readings readings) {
    for (Address current : readings.layout().wholes(DC_CURRENT_A)) {
      Address voltage = Address.of(current.node(), DC_VOLTAGE_V);
      if (readings.layout().wholes(DC_VOLTAGE_V).contains(voltage)) {
        return current;
      }
    }
    return null;
  }

  /** What is written, else the least that a device tells; a rating does not age. */
  private double capacityWh(Readings readings) {
    double least = capacityWh;
    if (Double.isNaN(least)) {
      for (Address address : readings.layout().wholes(ENERGY_CAPACITY_WH)) {
        Sample sample = readings.samples().apply(address);
        double told = sample == null ? Double.NaN : sample.value();
        least = Double.isNaN(least) ? told : StrictMath.min(least, told);
      }
    }
    return least;
  }
}
