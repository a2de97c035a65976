package org.busbar.runtime.campaign;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.busbar.api.control.Ask;
import org.busbar.api.control.ControlMode;
import org.busbar.api.control.Step;
import org.busbar.api.control.View;
import org.busbar.api.vocabulary.Points;

/** A plug-in that charges in waves, and misbehaves when it is told to. */
final class Probe implements ControlMode<Probe.Config, Probe.State> {
  private static final double WAVE_S = 300;
  private static final double MOST_W = 2_500;
  private static final int FLOOD = 100_000;
  private static final long SHORTLY_NANOS = 50_000_000;

  /** How it behaves. */
  enum Manner {
    GOOD,
    NAN,
    HUGE,
    HUNT,
    FLOOD,
    THROW,
    NULL
  }

  /** Nothing to configure. */
  record Config() {}

  /** How often it was asked. */
  record State(long steps) {}

  private volatile Manner manner = Manner.GOOD;
  private volatile long goodNanos;
  private volatile boolean hanging;

  /** Does not come back from a step, on a thread of its own. */
  void hang(boolean hang) {
    hanging = hang;
  }

  void behave(Manner next) {
    manner = next;
  }

  /** When it last asked for something that makes sense; monotonic. */
  long goodNanos() {
    return goodNanos;
  }

  @Override
  public String id() {
    return "probe";
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
    return new Config();
  }

  @Override
  public State initial(Config config) {
    return new State(0);
  }

  @Override
  public Step<State> step(Config config, View view, State state) {
    while (hanging) {
      LockSupport.parkNanos(SHORTLY_NANOS);
    }
    State next = new State(state.steps() + 1);
    double phase = view.snapshot().nanos() / 1e9 % WAVE_S / WAVE_S;
    double waveW = -MOST_W * (0.55 - 0.45 * StrictMath.cos(2 * StrictMath.PI * phase));
    switch (manner) {
      case GOOD -> {
        goodNanos = view.snapshot().nanos();
        return new Step<>(next, List.of(ask(view, waveW)));
      }
      case HUNT -> {
        goodNanos = view.snapshot().nanos();
        double huntW = state.steps() / 2 % 2 == 0 ? 0 : -MOST_W;
        return new Step<>(next, List.of(ask(view, huntW)));
      }
      case NAN -> {
        return new Step<>(next, List.of(ask(view, Double.NaN)));
      }
      case HUGE -> {
        goodNanos = view.snapshot().nanos();
        return new Step<>(next, List.of(ask(view, -1e12), ask(view, 1e12)));
      }
      case FLOOD -> {
        goodNanos = view.snapshot().nanos();
        return new Step<>(next, Collections.nCopies(FLOOD, ask(view, waveW)));
      }
      case NULL -> {
        return null;
      }
      default -> throw new IllegalStateException("a plug-in with a bug");
    }
  }

  private static Ask ask(View view, double targetW) {
    return Ask.target(view.node(), Points.ACTIVE_POWER_W, targetW, "a wave");
  }
}
