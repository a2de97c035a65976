package org.busbar.safety;

import java.util.List;
import org.busbar.api.device.Writable;
import org.busbar.api.safety.Setpoint;
import org.jspecify.annotations.Nullable;

/**
 * What the newest step wants of one device.
 *
 * @param authority whether the device is under authority
 * @param setpoints what it is to do
 * @param decidedNanos monotonic time of the freeze it was decided on
 * @param previousNanos the same of the order before: until then the one before was held
 */
record Order(boolean authority, List<Setpoint> setpoints, long decidedNanos, long previousNanos) {

  static Order none(long nowNanos) {
    return new Order(false, List.of(), nowNanos, nowNanos);
  }

  @Nullable Setpoint of(Writable writable) {
    for (Setpoint setpoint : setpoints) {
      if (setpoint.quantity().equals(writable.quantity())
          && setpoint.node().equals(writable.node())) {
        return setpoint;
      }
    }
    return null;
  }

  /** Whether it asks for the same, so that nobody has to be woken. */
  boolean asks(Order other) {
    if (authority != other.authority || setpoints.size() != other.setpoints.size()) {
      return false;
    }
    for (int i = 0; i < setpoints.size(); i++) {
      Setpoint mine = setpoints.get(i);
      Setpoint theirs = other.setpoints.get(i);
      if (Double.compare(mine.value(), theirs.value()) != 0
          || mine.epoch() != theirs.epoch()
          || !mine.quantity().equals(theirs.quantity())
          || !mine.node().equals(theirs.node())) {
        return false;
      }
    }
    return true;
  }
}
