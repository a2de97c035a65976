package org.busbar.safety;

import static org.busbar.api.vocabulary.Points.ACTIVE_POWER_W;
import static org.busbar.api.vocabulary.Points.DC_POWER_W;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.busbar.api.events.Severity;
import org.busbar.api.vocabulary.Address;

/**
 * Finds a string of modules that makes next to nothing while another one of its inverter has sun,
 * each measured against the most it made itself. Only advice: nothing is controlled by it. While
 * the inverter is held down its trackers have left their points on purpose, and nothing is judged.
 * Watch thread.
 */
final class StringWatch implements Observer {
  private static final Set<String> NATURES = Set.of("pv", "mppt");
  private static final long PATIENCE_NANOS = Duration.ofMinutes(15).toNanos();

  /** What a string must have made once to be known as one: an input may be unused. */
  private static final double LEAST_W = 100;

  /** Share of its most at which a string has sun: at dawn some begin later than others. */
  private static final double SUNNY = 0.25;

  /** A string turned away from the sun still makes more than this share of the others' share. */
  private static final double WEAK = 0.05;

  /** Share of its cap at which an inverter is taken for held down. */
  private static final double CAPPED = 0.95;

  /** What is remembered of one string. */
  private static final class Seen {
    private final Alarm alarm;
    private double mostW;
    private boolean weak;
    private long weakSinceNanos;

    Seen(Alarm alarm) {
      this.alarm = alarm;
    }

    double share(double powerW) {
      return mostW < LEAST_W ? Double.NaN : powerW / mostW;
    }
  }

  private final Ground ground;
  private final Map<Address, Seen> strings = new HashMap<>();

  StringWatch(Ground ground) {
    this.ground = ground;
  }

  @Override
  public void absent(long nowNanos) {
    strings.values().forEach(seen -> seen.weak = false);
  }

  @Override
  public void watch(Plant plant, long nowNanos) {
    double best = 0;
    Map<Address, Double> powers = new HashMap<>();
    for (Address address : plant.declaration().points().keySet()) {
      double powerW = isString(plant, address) ? plant.usableAt(address, nowNanos) : Double.NaN;
      if (Double.isFinite(powerW)) {
        powers.put(address, powerW);
        Seen seen = strings.computeIfAbsent(address, this::begin);
        seen.mostW = StrictMath.max(seen.mostW, powerW);
        double share = seen.share(powerW);
        best = share > best ? share : best;
      }
    }
    boolean told = best >= SUNNY && !isHeldDown(plant, nowNanos);
    for (Map.Entry<Address, Seen> each : strings.entrySet()) {
      double powerW = powers.getOrDefault(each.getKey(), Double.NaN);
      judge(each.getKey(), each.getValue(), powerW, told ? best : Double.NaN, nowNanos);
    }
  }

  private Seen begin(Address address) {
    return new Seen(
        new Alarm(ground.events(), Severity.WARNING, address.toString(), "pv-string-weak"));
  }

  private static boolean isString(Plant plant, Address address) {
    return address.point().equals(DC_POWER_W)
        && address.index() > 0
        && NATURES.contains(plant.declaration().natures().getOrDefault(address.node(), ""));
  }

  /** Whether what it makes is what it may, not what the sun gives; true where nobody can tell. */
  private static boolean isHeldDown(Plant plant, long nowNanos) {
    for (Lane lane : plant.lanes()) {
      if (lane.writable().quantity().equals(ACTIVE_POWER_W)) {
        double heldW = lane.commanded().held();
        double capW = Double.isFinite(heldW) ? heldW : lane.writable().range().max();
        double madeW =
            lane.writable()
                .measured()
                .map(address -> plant.usableAt(address, nowNanos))
                .orElse(Double.NaN);
        if (!(madeW < CAPPED * capW)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * @param best share of the best one, NaN where nothing can be told now
   */
  private static void judge(Address address, Seen seen, double powerW, double best, long nowNanos) {
    double share = seen.share(powerW);
    if (!Double.isFinite(share) || !Double.isFinite(best)) {
      seen.weak = false;
    } else if (share >= WEAK * best) {
      seen.weak = false;
      seen.alarm.end(address + " makes its part again.");
    } else if (!seen.weak) {
      seen.weak = true;
      seen.weakSinceNanos = nowNanos;
    } else if (nowNanos - seen.weakSinceNanos >= PATIENCE_NANOS) {
      seen.alarm.raise(
          String.format(
              Locale.ROOT,
              "%s makes %.0f W and has made %.0f W, while another string is at %.0f %% of its most;"
                  + " look at its fuse, switch and plugs.",
              address,
              powerW,
              seen.mostW,
              100 * best));
    }
  }
}
