package org.busbar.safety;

import static org.busbar.api.vocabulary.Points.ACTIVE_POWER_W;

import org.busbar.api.safety.Setpoint;

/** Active and reactive power share the capability of one inverter; active power goes first. */
final class Region {
  private Region() {}

  /** Magnitude that the other power takes of the capability: what the device may hold of it. */
  static double beside(Plant plant, Lane lane, Values values) {
    Lane other = plant.beside(lane);
    if (other == null) {
      return 0;
    }
    double held = other.commanded().greatest();
    if (Double.isFinite(held)) {
      return held;
    }
    double measured = StrictMath.abs(values.at(other.address()));
    if (Double.isFinite(measured)) {
      return measured;
    }
    // Reactive power waits until the active power is known, not the other way round.
    return other.writable().quantity().equals(ACTIVE_POWER_W)
        ? lane.writable().ratedApparentPowerVa()
        : 0;
  }

  /** The same for a setpoint on its way: reactive power also makes room for what is wanted. */
  static double besideWanted(Plant plant, Lane lane, Values values, Order order) {
    double held = beside(plant, lane, values);
    Lane other = plant.beside(lane);
    if (other == null || !other.writable().quantity().equals(ACTIVE_POWER_W)) {
      return held;
    }
    Setpoint wanted = order.of(other.writable());
    return wanted == null || !Double.isFinite(wanted.value())
        ? held
        : StrictMath.max(held, StrictMath.abs(other.writable().range().clamp(wanted.value())));
  }
}
