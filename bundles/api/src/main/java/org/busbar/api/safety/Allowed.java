package org.busbar.api.safety;

import org.busbar.api.vocabulary.Interval;

/**
 * What safety allows a device now, and why.
 *
 * @param interval allowed values in the quantity's unit
 * @param lowerReason what sets the lower bound, in words ({@code charge limit of the device})
 * @param upperReason what sets the upper bound, in words
 */
public record Allowed(Interval interval, String lowerReason, String upperReason) {}
