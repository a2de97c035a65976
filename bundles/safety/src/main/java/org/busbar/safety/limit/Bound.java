package org.busbar.safety.limit;

/**
 * What a battery may do now.
 *
 * @param minW least power, not positive: how fast it may be charged
 * @param lowerReason what sets it
 * @param maxW greatest power, not negative: how fast it may be discharged
 * @param upperReason what sets it
 * @param obstacle why nothing may be asked of it at all, empty where something may
 */
public record Bound(
    double minW, String lowerReason, double maxW, String upperReason, String obstacle) {
  static Bound nothing(String obstacle) {
    return new Bound(0, obstacle, 0, obstacle, obstacle);
  }
}
