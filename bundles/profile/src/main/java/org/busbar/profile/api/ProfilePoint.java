package org.busbar.profile.api;

import org.busbar.api.vocabulary.Interval;

/**
 * One point that can be read.
 *
 * @param key which point
 * @param register where it lies and how it is coded; decodes to the unit of the point, positive
 *     into the busbar
 * @param range plausible values in the unit of the point, the point's own where not narrowed
 * @param poll how often it is read
 * @param rollOver value at which a counter begins again at 0, in the unit of the point; NaN where
 *     it never does
 */
public record ProfilePoint(
    PointKey key, Register register, Interval range, PollClass poll, double rollOver) {
  /** A point that does not roll over. */
  public ProfilePoint(PointKey key, Register register, Interval range, PollClass poll) {
    this(key, register, range, poll, Double.NaN);
  }
}
