package org.busbar.plugin.health;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What one plug-in may take.
 *
 * @param busyPct share of one processor in %, averaged over a minute
 * @param allocatedPerSecond bytes of memory it asks for in a second, averaged over a minute
 * @param threads threads of its own, for those that may have any
 * @param heapPct how full memory may be after it was collected, in %; beyond it the plug-in goes
 *     that asked for most of it in the last minute
 */
public record Budgets(double busyPct, long allocatedPerSecond, int threads, double heapPct) {
  /** What holds where nobody says otherwise. */
  public static final Budgets USUAL = new Budgets(20, 64L << 20, 32, 85);

  private static final int MOST_PCT = 10_000;
  private static final String PREFIX = "busbar.plugin.";

  /** Checks the ranges; throws {@link IllegalArgumentException} naming what is wrong. */
  public Budgets {
    if (!(busyPct > 0) || busyPct > MOST_PCT) {
      throw new IllegalArgumentException("busy-pct must be above 0: " + busyPct);
    }
    if (allocatedPerSecond <= 0 || threads < 0) {
      throw new IllegalArgumentException(
          "memory and threads of a plug-in must not be negative: "
              + allocatedPerSecond
              + ", "
              + threads);
    }
    if (!(heapPct > 0)) {
      throw new IllegalArgumentException("heap-pct must be above 0: " + heapPct);
    }
  }

  /**
   * Those of the framework's properties {@code busbar.plugin.busy-pct}, {@code memory-mb-per-s},
   * {@code threads} and {@code heap-pct}; the usual ones where they are not set.
   *
   * @throws IllegalArgumentException naming the property that is no number of its range
   */
  public static Budgets of(UnaryOperator<@Nullable String> properties) {
    return new Budgets(
        number(properties, "busy-pct", USUAL.busyPct),
        (long) (number(properties, "memory-mb-per-s", USUAL.allocatedPerSecond >> 20) * (1 << 20)),
        (int) number(properties, "threads", USUAL.threads),
        number(properties, "heap-pct", USUAL.heapPct));
  }

  private static double number(
      UnaryOperator<@Nullable String> properties, String name, double usual) {
    String text = properties.apply(PREFIX + name);
    if (text == null || text.isBlank()) {
      return usual;
    }
    try {
      return Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(PREFIX + name + " is no number: " + text, e);
    }
  }
}
