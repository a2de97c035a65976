package org.busbar.api.device;

import java.time.Duration;
import java.util.Optional;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;

/**
 * One quantity of a device that can be written, with all that is needed to write it safely. All
 * values are in the unit of the quantity, positive into the busbar.
 *
 * @param node device or terminal it acts on
 * @param quantity the point that is proposed ({@code activePowerW})
 * @param range what the device accepts
 * @param step least step the device distinguishes, 0 where continuous
 * @param rampPerSecond greatest change per second, {@code +Infinity} where free
 * @param minLease least lease the device needs
 * @param minInterval least time between two writes of different values (wear), zero where free
 * @param keepAlive how often a standing value must be written again, empty where never
 * @param reversion after how long the device reverts by its own timer when nothing is written;
 *     empty where it has no such timer (it then stays in observe until a supervisor guards it)
 * @param release what it goes to when nothing valid covers it; NaN where the device has a release
 *     sequence of its own ("unlimited", "your own control")
 * @param safe what it is held at while its gate cell is closed
 * @param measured the measured counterpart, to compare achieved with commanded
 * @param tolerance greatest difference of read-back to commanded, in the unit of the quantity
 * @param ratedApparentPowerVa radius of the P/Q capability, {@code +Infinity} where not declared
 */
public record Writable(
    NodeId node,
    Point quantity,
    Interval range,
    double step,
    double rampPerSecond,
    Duration minLease,
    Duration minInterval,
    Optional<Duration> keepAlive,
    Optional<Duration> reversion,
    double release,
    double safe,
    Optional<Address> measured,
    double tolerance,
    double ratedApparentPowerVa) {

  /** Checks what must be finite; throws {@link IllegalArgumentException} naming the field. */
  public Writable {
    if (!Double.isFinite(safe)) {
      throw new IllegalArgumentException("safe value of " + node + "/" + quantity + " not finite");
    }
    if (!range.contains(safe)) {
      throw new IllegalArgumentException(
          "safe value " + safe + " of " + node + "/" + quantity + " outside " + range);
    }
    if (Double.isFinite(release) && !range.contains(release)) {
      throw new IllegalArgumentException(
          "release value " + release + " of " + node + "/" + quantity + " outside " + range);
    }
    if (!(rampPerSecond > 0) || !(step >= 0) || !(tolerance >= 0)) {
      throw new IllegalArgumentException(
          "ramp, step or tolerance of " + node + "/" + quantity + " out of range");
    }
  }

  /** Where it acts, as an address of the whole. */
  public Address address() {
    return Address.of(node, quantity);
  }

  /** Whether releasing is a sequence of the device's own instead of a value. */
  public boolean hasReleaseSequence() {
    return Double.isNaN(release);
  }
}
