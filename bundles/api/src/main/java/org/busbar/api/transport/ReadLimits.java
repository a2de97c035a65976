package org.busbar.api.transport;

import java.time.Duration;

/**
 * What a unit can bear.
 *
 * @param maxRegisters greatest count of one request, 1 to 125
 * @param maxGap greatest run of registers nobody asked for that may be read along, 0 for none
 * @param minPause least time between the answer to one request and the next to the same unit
 */
public record ReadLimits(int maxRegisters, int maxGap, Duration minPause) {
  /** What the Modbus specification allows, small gaps read along. */
  public static final ReadLimits DEFAULT = new ReadLimits(125, 8, Duration.ZERO);

  /** Checks the ranges; throws {@link IllegalArgumentException}. */
  public ReadLimits {
    if (maxRegisters < 1 || maxRegisters > 125 || maxGap < 0 || minPause.isNegative()) {
      throw new IllegalArgumentException(
          "maxRegisters " + maxRegisters + ", maxGap " + maxGap + " or minPause is out of range");
    }
  }
}
