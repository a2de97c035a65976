package org.busbar.safety.limit;

import static org.busbar.api.vocabulary.Points.CHARGE_CURRENT_MAX_A;
import static org.busbar.api.vocabulary.Points.CHARGE_POWER_MAX_W;
import static org.busbar.api.vocabulary.Points.CHARGE_VOLTAGE_MAX_V;
import static org.busbar.api.vocabulary.Points.DC_VOLTAGE_V;
import static org.busbar.api.vocabulary.Points.DISCHARGE_CURRENT_MAX_A;
import static org.busbar.api.vocabulary.Points.DISCHARGE_POWER_MAX_W;
import static org.busbar.api.vocabulary.Points.DISCHARGE_VOLTAGE_MIN_V;
import static org.busbar.api.vocabulary.Points.ENERGY_CAPACITY_WH;
import static org.busbar.api.vocabulary.Points.INSULATION_OHM;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Sample;
import org.busbar.safety.limit.Measure.Side;
import org.jspecify.annotations.Nullable;

/** What a battery may do by its curves, its currents and what it allows itself. Any thread. */
final class Derating {
  private final Settings settings;
  private final Recovery chargeRecovery = new Recovery();
  private final Recovery dischargeRecovery = new Recovery();
  private final Reserve reserve;

  Derating(Settings settings, Reserve reserve) {
    this.settings = settings;
    this.reserve = reserve;
  }

  /** Both directions while they are narrowed, and what is in the way of both. */
  private static final class Flows {
    private final Flow charge;
    private final Flow discharge;
    private String obstacle = "";

    Flows(Interval range) {
      this.charge = new Flow("charge", -range.min());
      this.discharge = new Flow("discharge", range.max());
    }

    /** Requires a value: where it is not known nothing is allowed, whatever else is found. */
    void need(Reading reading) {
      if (!reading.isKnown() && obstacle.isEmpty()) {
        obstacle = "there is no fresh value of " + reading.address();
      }
    }

    void both(double share, Supplier<String> reason) {
      charge.share(share, reason);
      discharge.share(share, reason);
    }
  }

  /** What is allowed now, within what the inverter does. */
  Bound bound(Readings readings, Interval range) {
    Flows flows = new Flows(range);
    Optional<String> missing = readings.missing();
    if (missing.isPresent()) {
      return fallback(readings, range, missing.get());
    }
    rates(readings, flows);
    cells(readings, flows);
    spread(readings, flows);
    packVoltage(readings, flows);
    insulation(readings, flows);
    recover(readings, flows);
    age(readings, flows);
    live(readings, flows);
    currents(readings, flows);
    if (!flows.obstacle.isEmpty()) {
      return Bound.nothing(flows.obstacle);
    }
    return new Bound(
        0 - flows.charge.mostW(),
        flows.charge.reason(),
        flows.discharge.mostW(),
        flows.discharge.reason(),
        "");
  }

  /** What is allowed while data are lost: never what was allowed last. */
  private Bound fallback(Readings readings, Interval range, String missing) {
    Reading volts = readings.least(DC_VOLTAGE_V);
    double charge = settings.number(Setting.FALLBACK_CHARGE);
    double discharge = settings.number(Setting.FALLBACK_DISCHARGE);
    boolean some = volts != null && volts.isKnown() && (charge > 0 || discharge > 0);
    if (!some) {
      return Bound.nothing(missing);
    }
    Flows flows = new Flows(range);
    Supplier<String> why = () -> "fallback, as " + missing;
    flows.charge.atMost(charge * volts.value(), why);
    flows.discharge.atMost(discharge * volts.value(), why);
    return new Bound(
        0 - flows.charge.mostW(),
        flows.charge.reason(),
        flows.discharge.mostW(),
        flows.discharge.reason(),
        "");
  }

  private void rates(Readings readings, Flows flows) {
    double charge = settings.number(Setting.CHARGE_RATE);
    double discharge = settings.number(Setting.DISCHARGE_RATE);
    double capacityWh = settings.number(Setting.CAPACITY);
    if (Double.isNaN(capacityWh)) {
      // A rating does not age; it only has to be there.
      for (Address address : readings.layout().wholes(ENERGY_CAPACITY_WH)) {
        Sample sample = readings.samples().apply(address);
        double told = sample == null ? Double.NaN : sample.value();
        flows.need(new Reading(told, address));
        capacityWh = Double.isNaN(capacityWh) ? told : StrictMath.min(capacityWh, told);
      }
    }
    if (Double.isNaN(capacityWh)) {
      return;
    }
    rate(flows.charge, Setting.CHARGE_RATE, charge, capacityWh);
    rate(flows.discharge, Setting.DISCHARGE_RATE, discharge, capacityWh);
  }

  private static void rate(Flow flow, Setting setting, double rate, double capacityWh) {
    if (Double.isFinite(rate)) {
      flow.atMost(
          rate * capacityWh,
          () ->
              setting.key()
                  + ": "
                  + Measured.text(rate, setting.unit())
                  + " of "
                  + Measured.text(capacityWh, "Wh"));
    }
  }

  private void cells(Readings readings, Flows flows) {
    Reading lowV = readings.judged(Measure.CELL_VOLTAGE, Side.LOW);
    Reading highV = readings.judged(Measure.CELL_VOLTAGE, Side.HIGH);
    curve(flows.charge, Setting.CELL_VOLTAGE_CHARGE, highV);
    curve(flows.discharge, Setting.CELL_VOLTAGE_DISCHARGE, lowV);
    for (Side side : Side.values()) {
      Reading cellC = readings.judged(Measure.CELL_TEMPERATURE, side);
      curve(flows.charge, Setting.TEMPERATURE_CHARGE, cellC);
      curve(flows.discharge, Setting.TEMPERATURE_DISCHARGE, cellC);
    }
    Reading lowPct = readings.judged(Measure.STATE_OF_CHARGE, Side.LOW);
    Reading highPct = readings.judged(Measure.STATE_OF_CHARGE, Side.HIGH);
    curve(flows.charge, Setting.STATE_OF_CHARGE_CHARGE, highPct);
    // The floor below is no matter of policy: it holds in either case.
    if (!reserve.isOpen(readings.nowNanos())) {
      curve(flows.discharge, Setting.STATE_OF_CHARGE_DISCHARGE, lowPct);
    } else if (lowPct.value() <= settings.number(Setting.EMERGENCY_FLOOR)) {
      flows.discharge.share(0, at(Setting.EMERGENCY_FLOOR, lowPct));
    }
    if (highPct.value() >= settings.number(Setting.STATE_OF_CHARGE_CEILING)) {
      flows.charge.share(0, at(Setting.STATE_OF_CHARGE_CEILING, highPct));
    }
    if (lowPct.value() <= settings.number(Setting.STATE_OF_CHARGE_FLOOR)) {
      flows.discharge.share(0, at(Setting.STATE_OF_CHARGE_FLOOR, lowPct));
    }
  }

  private Supplier<String> at(Setting setting, Reading reading) {
    return () ->
        setting.key()
            + ": "
            + reading.address()
            + " is "
            + Measured.text(reading.value(), setting.unit())
            + " at the stop "
            + Measured.text(settings.number(setting), setting.unit());
  }

  /** Narrows a direction by a curve, where there is one and its value is measured. */
  private void curve(Flow flow, Setting setting, Reading reading) {
    Curve curve = settings.curve(setting).orElse(null);
    if (curve == null || !reading.isKnown()) {
      return; // What is required and missing was found before.
    }
    flow.share(curve.share(reading.value()), () -> near(setting, curve, reading));
  }

  private static String near(Setting setting, Curve curve, Reading reading) {
    return setting.key()
        + ": "
        + reading.address()
        + " is "
        + Measured.text(reading.value(), setting.unit())
        + ", stop at "
        + Measured.text(curve.stop(reading.value()), setting.unit());
  }

  private void spread(Readings readings, Flows flows) {
    spread(flows, Setting.VOLTAGE_SPREAD, difference(readings, Measure.CELL_VOLTAGE));
    spread(flows, Setting.TEMPERATURE_SPREAD, difference(readings, Measure.CELL_TEMPERATURE));
  }

  private static Reading difference(Readings readings, Measure measure) {
    Reading high = readings.judged(measure, Side.HIGH);
    Reading low = readings.judged(measure, Side.LOW);
    return new Reading(high.value() - low.value(), high.address());
  }

  private void spread(Flows flows, Setting setting, Reading difference) {
    curve(flows.charge, setting, difference);
    curve(flows.discharge, setting, difference);
  }

  private void packVoltage(Readings readings, Flows flows) {
    double cells = settings.number(Setting.CELLS_IN_SERIES);
    if (cells > 0) {
      for (Address address : readings.layout().all(DC_VOLTAGE_V)) {
        double value = readings.values().applyAsDouble(address);
        Reading mean = new Reading(value / cells, address);
        flows.need(mean);
        curve(flows.charge, Setting.CELL_VOLTAGE_CHARGE, mean);
        curve(flows.discharge, Setting.CELL_VOLTAGE_DISCHARGE, mean);
      }
    }
    told(readings, flows, CHARGE_VOLTAGE_MAX_V);
    told(readings, flows, DISCHARGE_VOLTAGE_MIN_V);
  }

  /** The voltage to which a battery management system lets its battery be brought now. */
  private static void told(Readings readings, Flows flows, Point point) {
    boolean charges = point.equals(CHARGE_VOLTAGE_MAX_V);
    for (Address address : readings.layout().wholes(point)) {
      Reading limit = new Reading(readings.values().applyAsDouble(address), address);
      Address measured = Address.of(address.node(), DC_VOLTAGE_V);
      Reading volts = new Reading(readings.values().applyAsDouble(measured), measured);
      flows.need(limit);
      flows.need(volts);
      boolean met = charges ? volts.value() >= limit.value() : volts.value() <= limit.value();
      if (met) {
        Flow flow = charges ? flows.charge : flows.discharge;
        flow.share(
            0,
            () ->
                measured
                    + " is "
                    + Measured.text(volts.value(), "V")
                    + " at the stop "
                    + Measured.text(limit.value(), "V")
                    + " of "
                    + address);
      }
    }
  }

  private void insulation(Readings readings, Flows flows) {
    Reading ohm = readings.least(INSULATION_OHM);
    Reading volts = readings.least(DC_VOLTAGE_V);
    if (ohm == null || volts == null || settings.curve(Setting.INSULATION).isEmpty()) {
      return;
    }
    flows.need(ohm);
    flows.need(volts);
    double perVolt = ohm.value() / StrictMath.max(1, volts.value());
    Reading relative = new Reading(perVolt, ohm.address());
    curve(flows.charge, Setting.INSULATION, relative);
    curve(flows.discharge, Setting.INSULATION, relative);
  }

  private void recover(Readings readings, Flows flows) {
    Reading volts = readings.least(DC_VOLTAGE_V);
    double perS = settings.number(Setting.RECOVERY);
    double share = settings.number(Setting.RECOVERY_SHARE) / 100;
    boolean measured = volts != null && volts.isKnown();
    double charge = measured ? perS * volts.value() : share * flows.charge.greatestW();
    double discharge = measured ? perS * volts.value() : share * flows.discharge.greatestW();
    if (Double.isFinite(charge) && Double.isFinite(discharge)) {
      chargeRecovery.apply(flows.charge, StrictMath.max(0, charge), readings.nowNanos());
      dischargeRecovery.apply(flows.discharge, StrictMath.max(0, discharge), readings.nowNanos());
    }
  }

  private void age(Readings readings, Flows flows) {
    double seconds = readings.oldestNanos() / 1e9;
    double most = settings.number(Setting.CELL_AGE);
    settings
        .curve(Setting.AGE)
        .ifPresent(
            curve ->
                flows.both(
                    curve.share(100 * seconds / most),
                    () ->
                        "age: values of the battery are "
                            + Measured.text(seconds, "s")
                            + " old, stop at "
                            + Measured.text(most, "s")));
  }

  private static void live(Readings readings, Flows flows) {
    live(flows, flows.charge, readings.least(CHARGE_POWER_MAX_W));
    live(flows, flows.discharge, readings.least(DISCHARGE_POWER_MAX_W));
  }

  private static void live(Flows flows, Flow flow, @Nullable Reading watts) {
    if (watts != null) {
      flows.need(watts);
      flow.atMost(
          watts.value(), () -> watts.address() + " of " + Measured.text(watts.value(), "W"));
    }
  }

  private void currents(Readings readings, Flows flows) {
    current(readings, flows, flows.charge, CHARGE_CURRENT_MAX_A);
    current(readings, flows, flows.discharge, DISCHARGE_CURRENT_MAX_A);
  }

  /** Power at the least voltage that is measured, so that the current stays within its limit. */
  private void current(Readings readings, Flows flows, Flow flow, Point livePoint) {
    boolean charges = livePoint.equals(CHARGE_CURRENT_MAX_A);
    Setting setting = charges ? Setting.CHARGE_CURRENT : Setting.DISCHARGE_CURRENT;
    double fixed = settings.number(setting);
    Reading told = readings.least(livePoint);
    if (told == null && Double.isNaN(fixed)) {
      return;
    }
    if (told != null) {
      flows.need(told);
    }
    Reading volts = readings.least(DC_VOLTAGE_V);
    Address none = Address.of(readings.layout().battery(), DC_VOLTAGE_V);
    Reading voltage = volts == null ? new Reading(Double.NaN, none) : volts;
    flows.need(voltage);
    boolean live = told != null && !(fixed < told.value());
    double amperes = live ? told.value() : fixed;
    String source = live ? told.address().toString() : setting.key();
    flow.atMost(
        StrictMath.nextDown(amperes * voltage.value()),
        () ->
            source
                + ": "
                + Measured.text(amperes, "A")
                + " at "
                + Measured.text(voltage.value(), "V"));
  }

  /** What comes near to its stop without being usual, by setting. */
  Map<String, String> alarms(Readings readings) {
    Map<String, String> alarms = new HashMap<>();
    alarm(alarms, Setting.VOLTAGE_SPREAD, difference(readings, Measure.CELL_VOLTAGE));
    alarm(alarms, Setting.TEMPERATURE_SPREAD, difference(readings, Measure.CELL_TEMPERATURE));
    Reading ohm = readings.least(INSULATION_OHM);
    Reading volts = readings.least(DC_VOLTAGE_V);
    if (ohm != null && volts != null) {
      double perVolt = ohm.value() / StrictMath.max(1, volts.value());
      alarm(alarms, Setting.INSULATION, new Reading(perVolt, ohm.address()));
    }
    return alarms;
  }

  private void alarm(Map<String, String> alarms, Setting setting, Reading reading) {
    settings
        .curve(setting)
        .filter(curve -> reading.isKnown() && curve.share(reading.value()) < 1)
        .ifPresent(curve -> alarms.put(setting.key(), near(setting, curve, reading)));
  }
}
