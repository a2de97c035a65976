package org.busbar.profile.api;

import org.busbar.api.vocabulary.Interval;

/**
 * One point that is computed from others.
 *
 * @param key which point
 * @param formula what it is computed of
 * @param factor unit of the point per unit of the formula's result, negative where the formula
 *     counts the other way
 * @param range plausible values in the unit of the point
 * @param poll class of the operands that are read most often: it is computed as often
 */
public record Computed(
    PointKey key, Formula formula, double factor, Interval range, PollClass poll) {}
