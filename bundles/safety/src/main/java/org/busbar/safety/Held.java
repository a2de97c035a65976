package org.busbar.safety;

import org.busbar.api.device.write.Command.Action;
import org.jspecify.annotations.Nullable;

/**
 * What a device was last told about one quantity. On the connection's thread only; what others may
 * see of it is published by the lane.
 */
final class Held {
  /** What was tried last; null while nothing was. */
  @Nullable Action action;

  /** Value that was tried last, NaN for a sequence of the device's own. */
  double value = Double.NaN;

  /** Whether the last try was taken and read back as written. */
  boolean accepted;

  /** When it was tried last. */
  long writtenNanos;

  /** When the device last took what was written. */
  long takenNanos;

  /** When the value changed last. */
  long changedNanos;

  /** Tries in a row that were not taken. */
  int failures;

  /** Setpoints in a row that were not taken, whatever was written in between. */
  int refusedSetpoints;

  /** No new try before this, while the last one was not taken. */
  long retryNanos;

  /** When what was tried last was tried first; tells when to give up a release. */
  long releaseNanos;

  /** Where the ramp stands before rounding, NaN where it has not begun. */
  double rampValue = Double.NaN;

  /** When the ramp stood there. */
  long rampNanos;

  /** Where the stop under way began, and when. */
  double stopFrom = Double.NaN;

  long stopNanos = Long.MIN_VALUE;

  /** Whether the target was reached. */
  boolean settled = true;

  /** Greatest magnitude that the device may hold; NaN where nothing is known. */
  double greatest = Double.NaN;

  /** Value that is written as soon as it may be, NaN where none waits. */
  double waiting = Double.NaN;

  /** Values that another one replaced before they were written. */
  volatile long dropped;

  /** What it was told before. */
  final Past past = new Past();

  /** The same for other threads; never null. */
  volatile Commanded commanded = new Commanded(Double.NaN, Double.NaN, Double.NaN, 0);

  /**
   * What was commanded, for others to compare with what is measured.
   *
   * @param value setpoint in the unit of the quantity; NaN where none stands
   * @param held setpoint or safe value that the device took; NaN where it is not known to hold one
   * @param greatest magnitude that the device may hold, NaN where nothing is known
   * @param writtenNanos when that was
   */
  record Commanded(double value, double held, double greatest, long writtenNanos) {}

  /** A value is wanted: another one that waited is written no more. */
  void want(double wanted) {
    if (Double.isFinite(waiting) && Double.compare(waiting, wanted) != 0) {
      dropped++;
    }
    waiting = Double.NaN;
  }

  boolean same(Action wanted, double wantedValue) {
    return action == wanted && Double.compare(value, wantedValue) == 0;
  }
}
