package org.busbar.api.device.write;

import java.time.Duration;
import org.busbar.api.device.Writable;

/**
 * What safety orders a device to do.
 *
 * @param writable what is written
 * @param action set a value, go to release, or hold the safe value
 * @param value in the unit of the quantity, positive into the busbar; always finite and within the
 *     writable's range, but NaN for a release that is a sequence of the device's own
 * @param lease how long the value is valid: the device's own timer is set to no more than its
 *     declared reversion time and no less than this where it can be
 * @param epoch epoch of the gate cell; a lower one than the last seen is never written
 */
public record Command(Writable writable, Action action, double value, Duration lease, int epoch) {
  /** What to do. */
  public enum Action {
    /** Hold this value for the lease. */
    SET,
    /** Go to what the device does without us. */
    RELEASE,
    /** Hold the safe value while the gate cell is closed. */
    SAFE
  }
}
