package org.busbar.profile.sunspec;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Points;
import org.busbar.profile.api.Coding;
import org.busbar.profile.api.PointKey;
import org.busbar.profile.api.RawType;
import org.busbar.profile.api.Register;
import org.busbar.profile.api.WriteSpec;
import org.busbar.profile.api.WriteStep;

/**
 * How active power is written, by the models a device has. PV is limited by model 704 or 123, a
 * battery is set by model 704 or 124. All are timed: the device's own timer is set at each write.
 */
final class Controls {
  /** 124: both limits in force, discharge (bit 1) and charge (bit 0). */
  private static final int BOTH_LIMITS = 3;

  private static final int WATTS = 1;

  private final Scan scan;
  private final Settings settings;

  private Controls(Scan scan, Settings settings) {
    this.scan = scan;
    this.settings = settings;
  }

  /** What can be written, empty where the device has no such model or may only be read. */
  static Optional<WriteSpec> of(Scan scan, Settings settings) throws DeviceException {
    if (!settings.isControlled()) {
      return Optional.empty();
    }
    Controls controls = new Controls(scan, settings);
    if (settings.nature().equals(Settings.PV)) {
      return controls.isThere(704, "WMaxLimPctEna")
          ? controls.limitBy704()
          : controls.isThere(123, "WMaxLim_Ena") ? controls.limitBy123() : Optional.empty();
    }
    return controls.isThere(704, "WSetEna")
        ? controls.setBy704()
        : controls.isThere(124, "StorCtl_Mod") ? controls.setBy124() : Optional.empty();
  }

  /** What is declared before the device was ever reached. */
  static Optional<WriteSpec> expected(Settings settings) {
    if (!settings.isControlled()) {
      return Optional.empty();
    }
    boolean pv = settings.nature().equals(Settings.PV);
    double rated = settings.ratedPowerW();
    WriteStep unknown = constant(0, 0);
    Register anywhere = Register.of(Table.HOLDING, 0, Coding.plain(RawType.F32));
    return Optional.of(
        spec(
            settings,
            List.of(new WriteStep.Timer(anywhere, false), new WriteStep.Value(anywhere, false)),
            pv ? List.of(unknown) : List.of(),
            new Interval(pv ? 0 : -rated, rated),
            Optional.empty()));
  }

  private Optional<WriteSpec> limitBy704() throws DeviceException {
    double ratedW = ratedW();
    Placed limit = need(704, "WMaxLimPct");
    List<WriteStep> steps = new ArrayList<>();
    scan.field(704, "WMaxLimPctEnaRvrt").ifPresent(f -> steps.add(constant(f.at(), 0)));
    timer(704, "WMaxLimPctRvrtTms").ifPresent(steps::add);
    steps.add(value(limit, ratedW / 100));
    int enable = need(704, "WMaxLimPctEna").at();
    steps.add(constant(enable, 1));
    return Optional.of(limit(steps, enable, limit, ratedW));
  }

  private Optional<WriteSpec> limitBy123() throws DeviceException {
    double ratedW = ratedW();
    Placed limit = need(123, "WMaxLimPct");
    List<WriteStep> steps = new ArrayList<>();
    timer(123, "WMaxLimPct_RvrtTms").ifPresent(steps::add);
    steps.add(value(limit, ratedW / 100));
    int enable = need(123, "WMaxLim_Ena").at();
    steps.add(constant(enable, 1));
    return Optional.of(limit(steps, enable, limit, ratedW));
  }

  private WriteSpec limit(List<WriteStep> steps, int enable, Placed limit, double ratedW)
      throws DeviceException {
    return spec(
        settings,
        steps,
        List.of(constant(enable, 0)),
        new Interval(0, Math.min(settings.ratedPowerW(), ratedW)),
        held(limit, ratedW / 100));
  }

  private Optional<WriteSpec> setBy704() throws DeviceException {
    Placed set = need(704, "WSet");
    List<WriteStep> steps = new ArrayList<>();
    scan.field(704, "WSetMod").ifPresent(f -> steps.add(constant(f.at(), WATTS)));
    // When the timer runs out the battery rests.
    scan.field(704, "WSetRvrt")
        .ifPresent(
            f -> steps.add(new WriteStep.Constant(Table.HOLDING, f.at(), Words.of(0, 0), false)));
    scan.field(704, "WSetEnaRvrt").ifPresent(f -> steps.add(constant(f.at(), 1)));
    timer(704, "WSetRvrtTms").ifPresent(steps::add);
    steps.add(value(set, 1));
    steps.add(constant(need(704, "WSetEna").at(), 1));
    double charge = bound(scan.value(702, "WChaRteMax"));
    double discharge = bound(scan.value(702, "WDisChaRteMax"));
    return Optional.of(
        spec(settings, steps, List.of(), new Interval(-charge, discharge), held(set, 1)));
  }

  /**
   * A rate to discharge at is both bounds at once: at most so much out, at least so much out. The
   * charge bound is the discharge bound with the other sign; side by side they go in one request.
   */
  private Optional<WriteSpec> setBy124() throws DeviceException {
    double maxW = scan.value(124, "WChaMax");
    Placed out = need(124, "OutWRte");
    Placed in = need(124, "InWRte");
    if (!(maxW > 0)) {
      return Optional.empty();
    }
    List<WriteStep> steps = new ArrayList<>();
    timer(124, "InOutWRte_RvrtTms").ifPresent(steps::add);
    steps.add(value(out, maxW / 100));
    steps.add(value(in, -maxW / 100));
    steps.add(constant(need(124, "StorCtl_Mod").at(), BOTH_LIMITS));
    double bound = bound(maxW);
    return Optional.of(
        spec(settings, steps, List.of(), new Interval(-bound, bound), held(out, maxW / 100)));
  }

  /** A field without which the model cannot be used; a damaged device may have cut it off. */
  private Placed need(int model, String name) throws DeviceException {
    return scan.field(model, name)
        .orElseThrow(
            () -> new DeviceException.Malformed("model " + model + " ends before " + name));
  }

  private Optional<Held> held(Placed field, double factor) throws DeviceException {
    double step = factor * StrictMath.pow(10, scan.exponent(field));
    return Optional.of(new Held(field.register(factor), step));
  }

  private double bound(double deviceW) {
    return deviceW > 0 ? Math.min(deviceW, settings.ratedPowerW()) : settings.ratedPowerW();
  }

  /** What 100 % is. */
  private double ratedW() throws DeviceException {
    double[] known = {
      scan.value(702, "WMax"),
      scan.value(121, "WMax"),
      scan.value(702, "WMaxRtg"),
      scan.value(120, "WRtg")
    };
    for (double rated : known) {
      if (rated > 0) {
        return rated;
      }
    }
    return settings.ratedPowerW();
  }

  private boolean isThere(int model, String name) throws DeviceException {
    return Double.isFinite(scan.value(model, name));
  }

  /** The timer in seconds, empty where the device has none. */
  private Optional<WriteStep> timer(int model, String name) throws DeviceException {
    return isThere(model, name)
        ? scan.field(model, name).map(f -> new WriteStep.Timer(f.register(1), false))
        : Optional.empty();
  }

  private static WriteStep value(Placed field, double factor) {
    return new WriteStep.Value(field.register(factor), false);
  }

  private static WriteStep constant(int at, int word) {
    return new WriteStep.Constant(Table.HOLDING, at, Words.of(word), false);
  }

  /** Where a setting is held, and the least step it knows there. */
  private record Held(Register register, double step) {}

  private static WriteSpec spec(
      Settings settings,
      List<WriteStep> steps,
      List<WriteStep> releaseSteps,
      Interval range,
      Optional<Held> held) {
    PointKey key = PointKey.of(Points.ACTIVE_POWER_W);
    double step = held.map(Held::step).orElse(0.0);
    boolean timed = steps.stream().anyMatch(WriteStep.Timer.class::isInstance);
    return new WriteSpec(
        key,
        steps,
        releaseSteps.isEmpty() ? 0 : Double.NaN,
        releaseSteps,
        0,
        range,
        step,
        Double.POSITIVE_INFINITY,
        Duration.ZERO,
        Duration.ZERO,
        Optional.empty(),
        timed ? Optional.of(settings.reversion()) : Optional.empty(),
        held.map(Held::register),
        Math.max(step, settings.ratedPowerW() / 100),
        Optional.of(key),
        Double.POSITIVE_INFINITY);
  }
}
