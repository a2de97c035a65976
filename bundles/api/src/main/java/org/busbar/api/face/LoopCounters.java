package org.busbar.api.face;

/**
 * Figures of a site's loop since it started.
 *
 * @param steps steps made
 * @param overruns steps that ended after the next was due
 * @param skipped cycles that were not made because a step overran
 * @param lastStepS duration of the last step in seconds
 * @param maxStepS greatest duration of a step in seconds
 * @param maxStartDelayS greatest delay of a start after it was due, in seconds
 */
public record LoopCounters(
    long steps,
    long overruns,
    long skipped,
    double lastStepS,
    double maxStepS,
    double maxStartDelayS) {}
