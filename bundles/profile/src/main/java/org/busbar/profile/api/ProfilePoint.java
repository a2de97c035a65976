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
 */
public record ProfilePoint(PointKey key, Register register, Interval range, PollClass poll) {}
