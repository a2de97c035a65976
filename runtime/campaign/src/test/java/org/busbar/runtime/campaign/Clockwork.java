package org.busbar.runtime.campaign;

import java.util.List;
import org.busbar.api.control.Ask;
import org.busbar.api.control.ControlMode;
import org.busbar.api.control.Step;
import org.busbar.api.control.View;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Points;

/** A control mode that asks for a band at every step, another one by night. */
final class Clockwork implements ControlMode<Clockwork.Config, Clockwork.State> {
  private static final long HALF_A_DAY_S = 43_200;

  record Config(double mostW) {}

  record State(long steps) {}

  @Override
  public String id() {
    return "clockwork";
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
    return new Config(9_000);
  }

  @Override
  public State initial(Config config) {
    return new State(0);
  }

  @Override
  public Step<State> step(Config config, View view, State state) {
    boolean early = view.now().getEpochSecond() % (2 * HALF_A_DAY_S) < HALF_A_DAY_S;
    double mostW = early ? config.mostW() : config.mostW() / 2;
    Ask ask =
        Ask.within(view.node(), Points.ACTIVE_POWER_W, new Interval(-mostW, mostW), "by the clock");
    return new Step<>(new State(state.steps() + 1), List.of(ask));
  }
}
