package org.busbar.safety.trend;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.busbar.safety.trend.Finding.Kind;

/**
 * The course of one value. Tells each kind of finding once when it begins; it may come again after
 * it was absent for a while. One thread, no I/O; a few hundred additions per sample.
 */
public final class Course {
  private static final double[] WINDOWS_SECONDS = {30, 60, 120};
  private static final int LEAST_SAMPLES = 4;
  private static final double FILLED = 0.7;

  /** After such a gap the samples before say nothing. */
  private static final double GAP_SECONDS = 60;

  /** A finding that was absent for so long is told anew. */
  private static final double ABSENT_SECONDS = 300;

  private static final double SWING_WINDOW_SECONDS = 600;
  private static final double BASE_SECONDS = 1800;

  private final TrendLimits usual;
  private final double resolution;
  private final double limit;
  private final Window window = new Window();
  private final Map<Kind, Double> lastSeen = new EnumMap<>(Kind.class);
  private final Swings swings;
  private double firstSeconds = Double.NaN;
  private double lastSeconds = Double.NaN;
  private double lastValue = Double.NaN;
  private double lastLoad = Double.NaN;
  private double heated;
  private double leastLoad;
  private double mostLoad;
  private double base = Double.NaN;
  private double apart = Double.NaN;

  /**
   * A course.
   *
   * @param usual what is usual
   * @param resolution step in which the value is delivered, 0 where it is not known
   * @param limit hard upper limit, infinite where there is none
   */
  public Course(TrendLimits usual, double resolution, double limit) {
    this.usual = usual;
    this.resolution = resolution;
    this.limit = limit;
    this.swings = new Swings(usual.band(), SWING_WINDOW_SECONDS);
  }

  /**
   * Takes a sample and says what is found in it for the first time.
   *
   * @param atSeconds monotonic
   * @param value finite
   * @param load magnitude of the load in C (current by rated capacity), NaN where unknown
   * @param neighbours median of what neighbours show at that time, NaN without any
   */
  public List<Finding> accept(double atSeconds, double value, double load, double neighbours) {
    double known = Double.isFinite(load) ? StrictMath.abs(load) : 0;
    if (!(atSeconds - lastSeconds <= GAP_SECONDS)) {
      restart(atSeconds, value, StrictMath.abs(load));
    }
    Map<Kind, Finding> found = new EnumMap<>(Kind.class);
    step(value).ifPresent(finding -> found.put(Kind.STEP, finding));
    stuck(atSeconds, value, load).ifPresent(finding -> found.put(Kind.STUCK, finding));
    if (found.containsKey(Kind.STEP)) {
      window.clear();
      swings.clear();
    }
    if (window.add(atSeconds, value, known)) {
      rate(value, found);
      if (swings.add(atSeconds, value) >= usual.swings()) {
        String text = "swung %d times by more than %.2f in ten minutes";
        found.put(Kind.OSCILLATION, said(Kind.OSCILLATION, text, usual.swings(), usual.band()));
      }
    }
    drift(atSeconds, value, neighbours).ifPresent(finding -> found.put(Kind.DRIFT, finding));
    lastSeconds = atSeconds;
    lastValue = value;
    lastLoad = StrictMath.abs(load);
    return news(atSeconds, found);
  }

  private void restart(double atSeconds, double value, double load) {
    window.clear();
    swings.clear();
    firstSeconds = atSeconds;
    lastValue = value;
    lastLoad = load;
    lastSeconds = atSeconds;
    heated = 0;
    leastLoad = load;
    mostLoad = load;
    base = Double.NaN;
    apart = Double.NaN;
  }

  private List<Finding> news(double atSeconds, Map<Kind, Finding> found) {
    List<Finding> news =
        found.values().stream()
            .filter(
                finding ->
                    !(atSeconds - lastSeen.getOrDefault(finding.kind(), Double.NEGATIVE_INFINITY)
                        < ABSENT_SECONDS))
            .toList();
    found.keySet().forEach(kind -> lastSeen.put(kind, atSeconds));
    return news;
  }

  private Optional<Finding> step(double value) {
    double change = StrictMath.abs(value - lastValue);
    return change > usual.step()
        ? Optional.of(said(Kind.STEP, "jumped by %.2f, usual are %.2f", change, usual.step()))
        : Optional.empty();
  }

  /** A temperature is moved by what heats it in time, a voltage by another load at once. */
  private Optional<Finding> stuck(double atSeconds, double value, double load) {
    if (value != lastValue || Double.isNaN(leastLoad)) {
      heated = 0;
      leastLoad = StrictMath.abs(load);
      mostLoad = leastLoad;
      return Optional.empty();
    }
    if (Double.isFinite(lastLoad)) { // Of an unknown load nobody knows whether it was another.
      heated += lastLoad * lastLoad * (atSeconds - lastSeconds);
      // The load of the sample before: this one may be younger than the value.
      leastLoad = StrictMath.min(leastLoad, lastLoad);
      mostLoad = StrictMath.max(mostLoad, lastLoad);
    }
    double moved = usual.rateOfLoad() > 0 ? heated : mostLoad - leastLoad;
    return moved > usual.stuckLoad()
        ? Optional.of(said(Kind.STUCK, "has stayed at %.2f although its load changed it", value))
        : Optional.empty();
  }

  private void rate(double value, Map<Kind, Finding> found) {
    for (double seconds : WINDOWS_SECONDS) {
      int from = window.since(seconds);
      int last = window.count() - 1;
      if (window.count() - from < LEAST_SAMPLES
          || window.seconds(last) - window.seconds(from) < FILLED * seconds) {
        continue;
      }
      double slope = window.certainSlope(from, resolution, usual.ratePerMinute() / 120);
      if (slope == 0) {
        continue; // No more than half of what is usual without any load.
      }
      double load = window.greatestLoad(0);
      double most = usual.ratePerMinute() + usual.rateOfLoad() * load * load;
      double perMinute = slope * 60;
      if (perMinute > most) {
        String text = "rises by %.2f per minute, at this load at most %.2f are usual";
        found.putIfAbsent(Kind.RATE, said(Kind.RATE, text, perMinute, most));
      }
      double left = (limit - value) / slope;
      if (perMinute > usual.ratePerMinute() / 2 && left < usual.aheadSeconds()) {
        String text = "will be at its limit of %.2f in %.0f s";
        found.putIfAbsent(Kind.AHEAD, said(Kind.AHEAD, text, limit, left));
      }
    }
  }

  /** How far it went from its neighbours since it was first compared with them. */
  private Optional<Finding> drift(double atSeconds, double value, double neighbours) {
    if (!Double.isFinite(neighbours)) {
      return Optional.empty();
    }
    double now = value - neighbours;
    double share = Double.isNaN(apart) ? 1 : (atSeconds - lastSeconds) / 120;
    apart = Double.isNaN(apart) ? now : apart + StrictMath.min(1, share) * (now - apart);
    if (Double.isNaN(base) || atSeconds - firstSeconds < BASE_SECONDS) {
      base = Double.isNaN(base) ? apart : base + 0.05 * (apart - base);
    }
    return StrictMath.abs(apart - base) > usual.drift()
        ? Optional.of(said(Kind.DRIFT, "went %.2f away from its neighbours", apart - base))
        : Optional.empty();
  }

  private static Finding said(Kind kind, String text, Object... values) {
    return new Finding(kind, String.format(Locale.ROOT, text, values));
  }
}
