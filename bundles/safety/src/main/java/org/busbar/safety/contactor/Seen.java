package org.busbar.safety.contactor;

import java.util.Optional;

/**
 * What is measured when a step is made. What is stale is NaN or empty here.
 *
 * @param atSeconds monotonic
 * @param busV voltage of the bus beside the contactors
 * @param busMeasuredSeconds when that was measured, which is not when it is looked at
 * @param packV voltage of the pack behind them
 * @param currentA current of the pack, either sign
 * @param insulationOhm resistance to earth, NaN where nothing measures it
 * @param feedback what the auxiliary contacts tell; empty where one of them is unknown
 * @param relaysOpen whether the relays of positive and pre-charge took the command to open
 * @param obstacle why the pack must not be closed for another reason: a fault, a cell that is not
 *     fresh, another string at another voltage; empty where nothing is in the way
 */
public record Seen(
    double atSeconds,
    double busV,
    double busMeasuredSeconds,
    double packV,
    double currentA,
    double insulationOhm,
    Optional<Coils> feedback,
    boolean relaysOpen,
    String obstacle) {}
