package org.busbar.safety.contactor;

/**
 * What a pack is, as data; the usual values are knowledge, the maker's sheet always overrides.
 *
 * @param ratedA rated current
 * @param restBusV below this the bus counts as without voltage: 60 V (limit of touch voltage)
 * @param equalShare bus and pack are equal within this share of the pack: 5 %
 * @param chargedShare bus is pre-charged from this share of the pack on: 95 %
 * @param risePerSecond and rises by no more than this share of the pack in a second: 2 %
 * @param timeoutSeconds within this: 5 s
 * @param feedbackSeconds auxiliary contacts follow within this: 0.1 s
 * @param tries tries within {@code triesSeconds}: 3 in 600 s, for the resistor's sake
 * @param triesSeconds see there
 * @param unloadedShare contactors open below this share of the rated current: 5 %
 * @param unloadSeconds or after this: 2 s
 * @param insulationOhmPerVolt least insulation: 100 ohm per volt of the pack
 */
public record PackData(
    double ratedA,
    double restBusV,
    double equalShare,
    double chargedShare,
    double risePerSecond,
    double timeoutSeconds,
    double feedbackSeconds,
    int tries,
    double triesSeconds,
    double unloadedShare,
    double unloadSeconds,
    double insulationOhmPerVolt) {
  /** The usual values for a rated current. */
  public static PackData usual(double ratedA) {
    return new PackData(ratedA, 60, 0.05, 0.95, 0.02, 5, 0.1, 3, 600, 0.05, 2, 100);
  }
}
