package org.busbar.api.face;

/**
 * Powers of a site at one moment, positive into the busbar; the sum of all is zero where all are
 * known. NaN where unknown.
 *
 * @param gridW import from the grid, negative while exporting
 * @param pvW PV production
 * @param batteryW discharge of all batteries, negative while charging
 * @param chargerW chargers, not positive
 * @param loadW everything else, as the rest of the balance; not positive but for metering error
 * @param selfConsumptionPct share of the production that is not exported, 0 to 100; NaN without
 *     production
 * @param autarkyPct share of the consumption that is not imported, 0 to 100; NaN without
 *     consumption
 */
public record EnergyFlow(
    double gridW,
    double pvW,
    double batteryW,
    double chargerW,
    double loadW,
    double selfConsumptionPct,
    double autarkyPct) {}
