package org.busbar.control.selfconsumption;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.busbar.api.control.Ask;
import org.busbar.api.control.ControlMode;
import org.busbar.api.control.Step;
import org.busbar.api.control.View;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Sample;
import org.osgi.service.component.annotations.Component;

/**
 * Holds the power at a meter at a target by moving the power of its node: PI control in increments,
 * one per new sample of the meter. It goes on from what was really applied, so nothing winds up.
 */
@Component(service = ControlMode.class)
public final class SelfConsumption
    implements ControlMode<SelfConsumption.Config, SelfConsumption.State> {
  private static final double NANOS_PER_S = 1e9;
  private static final double LONGEST_GAP_S = 5;
  private static final double REMEMBERED_S = 1.5;
  private static final double SAME_W = 1;

  /**
   * Configuration.
   *
   * @param targetW wanted power at the meter, import positive
   * @param deadbandW difference to the target that is left alone
   * @param kp proportional gain; 0 to tune both gains from the delays
   * @param tiS integral time; 0 to tune both gains from the delays
   * @param meter id of the meter; empty for that of the site
   * @param meterDelayS how old a value of the meter is when it arrives, besides the polling
   * @param responseS time constant with which the devices follow
   */
  public record Config(
      double targetW,
      double deadbandW,
      double kp,
      double tiS,
      String meter,
      double meterDelayS,
      double responseS) {
    /** Checks the ranges; throws {@link IllegalArgumentException} naming the key. */
    public Config {
      require("target-w", targetW, -1e9, 1e9);
      require("deadband-w", deadbandW, 0, 1e6);
      require("kp", kp, 0, 1);
      require("ti-s", tiS, 0, 3600);
      require("meter-delay-s", meterDelayS, 0, 30);
      require("response-s", responseS, 0.05, 60);
      if ((kp == 0) != (tiS == 0)) {
        throw new IllegalArgumentException("kp and ti-s are given together or not at all");
      }
    }

    private static void require(String key, double value, double min, double max) {
      if (!(value >= min && value <= max)) {
        throw new IllegalArgumentException(
            key + " = " + value + " is out of range. Write a value from " + min + " to " + max);
      }
    }
  }

  /**
   * State.
   *
   * @param active whether it has a meter sample to go on from
   * @param measuredNanos when the meter sample it last acted on was measured
   * @param errorW error at that sample
   * @param askW what it asks for
   * @param recentW what it asked for in the last second or two, newest last: decisions lag behind
   */
  public record State(
      boolean active, long measuredNanos, double errorW, double askW, List<Double> recentW) {
    /** Copies the list. */
    public State {
      recentW = List.copyOf(recentW);
    }

    private State asking(long sampleNanos, double nextErrorW, double nextW, int remembered) {
      List<Double> next = new ArrayList<>(recentW);
      next.add(nextW);
      int from = Math.max(0, next.size() - remembered);
      return new State(true, sampleNanos, nextErrorW, nextW, next.subList(from, next.size()));
    }

    /** Whether a value lies among the recent asks: it is one of them, or on the way between two. */
    private boolean isOurs(double appliedW) {
      double leastW = recentW.stream().min(Double::compare).orElse(Double.NaN);
      double mostW = recentW.stream().max(Double::compare).orElse(Double.NaN);
      return appliedW >= leastW - SAME_W && appliedW <= mostW + SAME_W;
    }
  }

  @Override
  public String id() {
    return "self-consumption";
  }

  @Override
  public Class<Config> configType() {
    return Config.class;
  }

  @Override
  public Class<State> stateType() {
    return State.class;
  }

  @Override
  public Config defaults() {
    return new Config(0, 20, 0, 0, "", 0.15, 0.3);
  }

  @Override
  public State initial(Config config) {
    return new State(false, 0, 0, 0, List.of());
  }

  @Override
  public Step<State> step(Config config, View view, State state) {
    Optional<NodeId> meter =
        config.meter().isEmpty() ? view.root().meter() : Optional.of(new NodeId(config.meter()));
    Optional<Sample> sample =
        meter.flatMap(id -> view.snapshot().sample(Address.of(id, Points.ACTIVE_POWER_W)));
    double meterW = sample.map(s -> s.usableAt(view.snapshot().nanos())).orElse(Double.NaN);
    if (!Double.isFinite(meterW)) {
      return new Step<>(initial(config), List.of());
    }
    State next = next(config, view, state, sample.orElseThrow());
    String way = meterW >= 0 ? "import of " : "export of ";
    String reason =
        way
            + Math.round(Math.abs(meterW))
            + " W at "
            + meter.orElseThrow()
            + ", wanted "
            + Math.round(config.targetW())
            + " W";
    return new Step<>(
        next, List.of(Ask.target(view.node(), Points.ACTIVE_POWER_W, next.askW(), reason)));
  }

  private static State next(Config config, View view, State state, Sample sample) {
    double rawW = sample.value() - config.targetW();
    double errorW = Math.abs(rawW) <= config.deadbandW() ? 0 : rawW;
    double baseW = base(state, view.applied(view.node(), Points.ACTIVE_POWER_W));
    if (!state.active()) {
      return state.asking(sample.measuredNanos(), errorW, baseW, 1);
    }
    double gapS = (sample.measuredNanos() - state.measuredNanos()) / NANOS_PER_S;
    if (!(gapS > 0)) {
      return state;
    }
    gapS = Math.min(gapS, LONGEST_GAP_S);
    Gains gains = Gains.of(config, view.cycle().toNanos() / NANOS_PER_S, gapS);
    double moveW =
        gains.kp() * (errorW - state.errorW()) + gains.kp() * gapS / gains.tiS() * errorW;
    int remembered = (int) Math.ceil(REMEMBERED_S / gapS) + 1;
    // What no device can do is not asked for: it would have to be taken back again.
    double nextW =
        view.envelope(view.node(), Points.ACTIVE_POWER_W)
            .map(envelope -> envelope.narrowest().clamp(baseW + moveW))
            .orElse(baseW + moveW);
    return state.asking(sample.measuredNanos(), errorW, nextW, remembered);
  }

  /**
   * What to move from: the last ask while what is applied is among the recent asks (they are on
   * their way); what is applied where somebody or a limit stood against them; 0 where nothing is.
   */
  private static double base(State state, double appliedW) {
    if (!Double.isFinite(appliedW)) {
      return 0;
    }
    return state.isOurs(appliedW) ? state.askW() : appliedW;
  }

  /** Gains for a lag with a dead time: the closed loop is not much slower than the dead time. */
  private record Gains(double kp, double tiS) {
    private static final double DECIDING_CYCLES = 2;
    private static final double CAUTION = 1.8;

    static Gains of(Config config, double cycleS, double gapS) {
      if (config.kp() > 0) {
        return new Gains(config.kp(), config.tiS());
      }
      double deadS = config.meterDelayS() + DECIDING_CYCLES * cycleS + gapS / 2;
      return new Gains(config.responseS() / (CAUTION * deadS), config.responseS());
    }
  }
}
