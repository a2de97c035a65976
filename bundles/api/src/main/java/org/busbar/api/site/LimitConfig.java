package org.busbar.api.site;

import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;

/**
 * A limit that a person wrote in {@code site.yaml}, narrower than what the device declares.
 *
 * @param address what is limited
 * @param interval allowed values in the point's unit
 * @param reaction what happens outside
 * @param source where it is written, for messages
 */
public record LimitConfig(Address address, Interval interval, Reaction reaction, String source) {
  /** What happens when the limit is crossed. */
  public enum Reaction {
    /** Setpoints are clamped so that it is not crossed further; nothing trips. */
    CLAMP,
    /** The device is tripped to its safe value and latched. */
    TRIP
  }
}
