package org.busbar.safety.trend;

/**
 * What is usual for a quantity; data, see {@code trend.properties}. Infinite where a kind of
 * finding does not apply. Per unit of the quantity, times in seconds.
 *
 * @param ratePerMinute greatest usual rise per minute without load
 * @param rateOfLoad what a load of 1 C adds to it; grows with the square of the load
 * @param step greatest usual change from one sample to the next
 * @param stuckLoad load times time (C squared times seconds) after which it must have moved; for a
 *     voltage the change of load (C) that must show at once
 * @param band amplitude below which going to and fro is noise
 * @param swings swings beyond the band in ten minutes that are hunting
 * @param drift usual difference to the neighbours, beyond that at the beginning
 * @param aheadSeconds how long before its limit a pre-alarm is given
 */
public record TrendLimits(
    double ratePerMinute,
    double rateOfLoad,
    double step,
    double stuckLoad,
    double band,
    int swings,
    double drift,
    double aheadSeconds) {}
