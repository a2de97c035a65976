package org.busbar.control.loadshedding;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.control.Ask;
import org.busbar.api.control.View;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Phase;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Sample;
import org.busbar.control.loadshedding.LoadShedding.Config;
import org.busbar.control.loadshedding.LoadShedding.State;

/** One step of the mode: begins with the state before and ends with the next. */
final class Turn {
  private static final String ABOVE = "above";
  private static final String BETWEEN = "between";
  private static final String BELOW = "below";
  private static final String LOST = "lost";

  private final Config config;
  private final View view;
  private final long nowNanos;
  private final NodeId meter;
  private final double importW;
  private final long seenNanos;
  private final Map<String, Boolean> off;
  private final Map<String, Long> switchedNanos;
  private final Map<String, String> why;
  private int wanted;
  private String trend;
  private long sinceNanos;
  private long knownNanos;
  private boolean held;

  Turn(Config config, View view, NodeId meter, State state) {
    this.config = config;
    this.view = view;
    nowNanos = view.snapshot().nanos();
    this.meter = meter;
    Optional<Sample> sample = view.snapshot().sample(Address.of(meter, Points.ACTIVE_POWER_W));
    importW = sample.map(s -> s.usableAt(nowNanos)).orElse(Double.NaN);
    // Where nothing was measured it is the time itself that tells.
    seenNanos =
        Double.isFinite(importW) ? sample.map(Sample::measuredNanos).orElse(nowNanos) : nowNanos;
    off = new HashMap<>(state.off());
    switchedNanos = new HashMap<>(state.switchedNanos());
    why = new HashMap<>(state.why());
    wanted = Math.min(state.wanted(), config.loads().size());
    trend = state.trend();
    sinceNanos = state.sinceNanos();
    knownNanos = state.knownNanos();
  }

  void take() {
    boolean anew = meet();
    judge();
    if (!held && !anew) {
      decide();
      config.loads().forEach(this::move);
    }
  }

  State next() {
    return new State(wanted, trend, sinceNanos, knownNanos, off, switchedNanos, why);
  }

  /**
   * Looks at loads that nobody controls, as before a start, and at those it sees for the first
   * time: they are as their switches are. What is off by then has been so for who knows how short.
   * Tells whether nothing is to be decided yet.
   */
  private boolean meet() {
    off.keySet().retainAll(config.loads());
    switchedNanos.keySet().retainAll(config.loads());
    why.keySet().retainAll(config.loads());
    boolean anew = off.isEmpty() || config.loads().stream().noneMatch(this::isControlled);
    if (anew) {
      wanted = 0;
      trend = BETWEEN;
      sinceNanos = seenNanos;
      knownNanos = nowNanos;
      why.clear();
    }
    for (String load : config.loads()) {
      if (anew || !off.containsKey(load)) {
        look(load);
      }
    }
    return anew;
  }

  private boolean isControlled(String load) {
    return Double.isFinite(view.applied(new NodeId(load), Points.SWITCH_ON));
  }

  private void look(String load) {
    double on = view.value(new NodeId(load), Points.SWITCH_ON);
    // A switch that is not read is taken to be open.
    boolean isOff = (Double.isFinite(on) ? on : 0) == offValue(load);
    Boolean was = off.put(load, isOff);
    if (!isOff) {
      switchedNanos.remove(load);
    } else if (!Boolean.TRUE.equals(was)) {
      switchedNanos.put(load, nowNanos);
    }
  }

  private double offValue(String load) {
    return config.energiseToShed().contains(load) ? 1 : 0;
  }

  private void judge() {
    boolean known = Double.isFinite(importW);
    if (known) {
      knownNanos = nowNanos;
    }
    held = !known && nowNanos - knownNanos <= config.holdUnknown().toNanos();
    String now = held ? trend : place();
    if (!now.equals(trend)) {
      trend = now;
      // A late meter may still tell of the time before the last decision.
      sinceNanos = Math.max(sinceNanos, seenNanos);
    }
  }

  private String place() {
    if (!Double.isFinite(importW)) {
      return LOST;
    } else if (importW > config.limitW()) {
      return ABOVE;
    }
    return importW < roomBelowW() ? BELOW : BETWEEN;
  }

  /** Import below which the load that would be the next to come back has room. */
  private double roomBelowW() {
    return config.roomBelowW(Math.max(0, wanted - 1));
  }

  private boolean sheds() {
    return trend.equals(ABOVE) || trend.equals(LOST) && config.shedUnknown();
  }

  private boolean restores() {
    return trend.equals(BELOW) || trend.equals(LOST) && !config.shedUnknown();
  }

  /** One more load off, or one less, once what was seen has lasted. */
  private void decide() {
    long lastedNanos = seenNanos - sinceNanos;
    int next = wanted;
    if (sheds() && lastedNanos >= config.shedDelay().toNanos()) {
      next = Math.min(wanted + 1, config.loads().size());
    } else if (restores() && lastedNanos >= config.restoreDelay().toNanos()) {
      next = wanted > 0 && mayMove(config.loads().get(wanted - 1)) ? wanted - 1 : wanted;
    }
    if (next != wanted) {
      why.put(config.loads().get(Math.min(next, wanted)), cause());
      wanted = next;
      sinceNanos = nowNanos;
    }
  }

  private void move(String load) {
    boolean should = config.loads().indexOf(load) < wanted;
    boolean is = Boolean.TRUE.equals(off.get(load));
    if (should != is && mayMove(load)) {
      off.put(load, should);
      switchedNanos.put(load, nowNanos);
    }
  }

  private boolean mayMove(String load) {
    Long since = switchedNanos.get(load);
    return since == null || nowNanos - since >= least(load).toNanos();
  }

  private Duration least(String load) {
    return config.least(Boolean.TRUE.equals(off.get(load)), config.loads().indexOf(load));
  }

  private String cause() {
    if (trend.equals(LOST)) {
      return "import at " + meter + " unknown for more than " + words(config.holdUnknown());
    }
    String flow = importW < 0 ? "export of " : "import of ";
    String than =
        trend.equals(ABOVE)
            ? " W for " + words(config.shedDelay())
            : " W for " + words(config.restoreDelay());
    return flow
        + Math.round(Math.abs(importW))
        + " W at "
        + meter
        + ", "
        + trend
        + " "
        + Math.round(trend.equals(ABOVE) ? config.limitW() : roomBelowW())
        + than;
  }

  private static String words(Duration time) {
    long millis = time.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + " s" : millis / 1000.0 + " s";
  }

  List<Ask> asks() {
    List<Ask> asks = new ArrayList<>();
    for (String load : config.loads()) {
      asks.add(ask(load, Boolean.TRUE.equals(off.get(load))));
    }
    return asks;
  }

  /** Off is a bound as well: it holds against all targets of its level. */
  private Ask ask(String load, boolean isOff) {
    NodeId node = new NodeId(load);
    double target = isOff ? offValue(load) : 1 - offValue(load);
    Interval interval = isOff ? Interval.point(offValue(load)) : Interval.UNBOUNDED;
    String reason = reason(load, isOff);
    return new Ask(node, Points.SWITCH_ON, Phase.TOTAL, interval, target, Duration.ZERO, reason);
  }

  private String reason(String load, boolean isOff) {
    boolean should = config.loads().indexOf(load) < wanted;
    String cause = why.getOrDefault(load, "");
    String plain;
    if (isOff) {
      plain =
          should
              ? "shed: " + cause
              : "not shed, but off: it stays so for at least " + words(least(load));
    } else if (should) {
      plain = "on for less than " + words(least(load)) + ", then shed: " + cause;
    } else {
      plain = cause.isEmpty() ? "not shed" : "on again: " + cause;
    }
    return held
        ? "import at " + meter + " unknown, held for " + words(config.holdUnknown()) + "; " + plain
        : plain;
  }
}
