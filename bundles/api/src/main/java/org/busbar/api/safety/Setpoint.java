package org.busbar.api.safety;

import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;

/**
 * What a device is to do, as decided. Nobody extends it; only a newer one replaces it.
 *
 * @param node device or terminal
 * @param quantity the point
 * @param value in the quantity's unit, positive into the busbar; not finite means release
 * @param epoch epoch of the gate cell at the freeze
 * @param decidedNanos monotonic time of the freeze it was decided on
 * @param deadlineNanos monotonic time after which it is not written and the release is
 */
public record Setpoint(
    NodeId node, Point quantity, double value, int epoch, long decidedNanos, long deadlineNanos) {}
