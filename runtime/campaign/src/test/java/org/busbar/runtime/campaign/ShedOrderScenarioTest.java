package org.busbar.runtime.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.busbar.runtime.campaign.SheddingHouse.Event;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Days, or an hour, of a house whose need jumps at random, judged by what its relays and its meter
 * did in truth and not by what the mode says.
 */
class ShedOrderScenarioTest {
  private static final int HOURS = Boolean.getBoolean("busbar.deep") ? 48 : 1;
  private static final List<String> ORDER = List.of("pool", "sauna", "heater");
  private static final double LIMIT_W = 10_000;
  private static final double RESTORE_BELOW_W = 8_000;
  private static final double SHED_DELAY_S = 2;
  private static final double RESTORE_DELAY_S = 20;
  private static final double MIN_ON_S = 10;
  private static final double MIN_OFF_S = 30;

  /** To what is seen of a relay: poll, cycle, write behind a poll, step of the house, next look. */
  private static final double WAY_S = 2.5;

  /** One load after the other, each after its delay. */
  private static final double LONGEST_OVER_S = 3 * (SHED_DELAY_S + WAY_S) + MIN_ON_S;

  @TempDir Path home;
  private final Deque<double[]> lately = new ArrayDeque<>();
  private final Map<String, Event> last = new TreeMap<>();
  private final List<String> wrong = new ArrayList<>();
  private int seen;
  private int sheds;
  private int returns;
  private double overSinceS = Double.NaN;
  private double longestOverS;
  private double soonestShedS = Double.POSITIVE_INFINITY;

  private boolean isOff(String load) {
    return last.containsKey(load) && last.get(load).off();
  }

  private double sinceS(String load, double atS) {
    return last.containsKey(load) ? atS - last.get(load).atS() : Double.POSITIVE_INFINITY;
  }

  /** Seconds within the last ones in which the house took more, or no more, than that. */
  private double spentS(double withinS, double atS, double powerW, boolean above) {
    return lately.stream()
            .filter(sample -> sample[0] > atS - withinS && sample[1] > powerW == above)
            .count()
        / 2.0;
  }

  private String tail() {
    StringBuilder text = new StringBuilder();
    lately.forEach(sample -> text.append((int) sample[1]).append(' '));
    return text.toString().strip();
  }

  private void judge(Event event) {
    int at = ORDER.indexOf(event.load());
    if (at < 0) {
      wrong.add(event + " may not be shed");
      return;
    }
    double atS = event.atS();
    List<String> others = event.off() ? ORDER.subList(0, at) : ORDER.subList(at + 1, ORDER.size());
    for (String other : others) {
      boolean held = event.off() && sinceS(other, atS) < MIN_ON_S + WAY_S;
      if (isOff(other) != event.off() && !held) {
        wrong.add(event + " before " + other);
      }
    }
    if (event.off()) {
      sheds++;
      soonestShedS = Math.min(soonestShedS, sinceS(event.load(), atS));
      if (spentS(SHED_DELAY_S + WAY_S, atS, LIMIT_W, true) < SHED_DELAY_S) {
        wrong.add(event + " without " + SHED_DELAY_S + " s above the limit: " + tail());
      }
    } else {
      returns++;
      double roomW = RESTORE_BELOW_W - SheddingHouse.LOAD_W;
      if (spentS(RESTORE_DELAY_S + WAY_S, atS, roomW, false) < RESTORE_DELAY_S) {
        wrong.add(event + " without " + RESTORE_DELAY_S + " s of room");
      }
      if (sinceS(event.load(), atS) < MIN_OFF_S) {
        wrong.add(event + " sooner than " + MIN_OFF_S + " s after it was shed");
      }
    }
    last.put(event.load(), event);
  }

  private void look(SheddingHouse house, double atS, double importW) {
    lately.addLast(new double[] {atS, importW});
    while (lately.getFirst()[0] < atS - RESTORE_DELAY_S - WAY_S) {
      lately.removeFirst();
    }
    while (seen < house.events.size()) {
      judge(house.events.get(seen++));
    }
    boolean canShed = !ORDER.stream().allMatch(this::isOff);
    if (importW <= LIMIT_W || !canShed) {
      overSinceS = Double.NaN;
    } else if (Double.isNaN(overSinceS)) {
      overSinceS = atS;
    } else {
      longestOverS = Math.max(longestOverS, atS - overSinceS);
    }
  }

  private String report(SheddingHouse house) {
    return String.format(
        Locale.ROOT,
        "%d h: %d sheds, %d returns, longest above the limit with a load left to shed %.1f s, "
            + "soonest shed after a return %.1f s, written to %s",
        HOURS,
        sheds,
        returns,
        longestOverS,
        soonestShedS,
        new TreeSet<>(house.written));
  }

  @Test
  @Tag("GRD-05")
  void loadsAreShedByPriorityWithHysteresisAndTheFridgeNever() throws IOException {
    SheddingHouse house = new SheddingHouse(home).started();
    house.run(60, 0);
    seen = house.events.size();
    house.watchedBy((atS, importW) -> look(house, atS, importW));
    Random random = new Random(7);
    for (double s = 0; s < HOURS * 3600; ) {
      double holdS = 5 + Math.floor(random.nextDouble() * 120);
      double needW = 14_000 * random.nextDouble();
      boolean spike = random.nextInt(4) == 0;
      if (spike) {
        house.run(1, 30_000); // an inrush: shorter than the delay
      }
      house.run(holdS, needW);
      s += holdS + (spike ? 1 : 0);
    }
    System.out.println(report(house));
    assertEquals(List.of(), wrong);
    assertFalse(house.written.contains("fridge"));
    assertTrue(sheds > 10 * HOURS && returns > 10 * HOURS, () -> report(house));
    assertTrue(longestOverS <= LONGEST_OVER_S, () -> report(house));
  }
}
