package org.busbar.core.mode;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.control.ControlMode;
import org.busbar.api.control.Proposal;
import org.busbar.api.control.View;
import org.busbar.api.events.EventSink;
import org.busbar.api.events.Severity;
import org.busbar.api.face.ModeStatus;
import org.busbar.api.plugin.Containment;
import org.busbar.api.site.ModeConfig;
import org.busbar.core.record.ModeTurn;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One configured control mode: hands it the view when it is idle, takes what it asks for when it is
 * ready, never waits. On the site's loop, but for {@link #status} and {@link #enable}.
 */
final class ModeInstance {
  private static final Logger LOG = LoggerFactory.getLogger(ModeInstance.class);
  private static final Duration LEAST_VALIDITY = Duration.ofSeconds(1);
  private static final int VALIDITY_CYCLES = 3;

  /** What a mode may do within a minute; beyond it nobody listens to it until a person says so. */
  private static final int MOST_FAILURES = 20;

  private static final int MOST_OVERRUNS = 5;
  private static final long GIVE_UP_NANOS = Duration.ofSeconds(10).toNanos();

  private final ModeTypes types;
  private final Workers workers;
  private final EventSink events;
  private final Duration usual;

  private volatile ModeConfig config;
  private volatile boolean enabled;
  private volatile boolean restart;
  private volatile ModeStatus status;

  private @Nullable ControlMode<?, ?> type;
  private @Nullable Binding<?, ?> binding;
  private @Nullable ModeTask task;
  private final Budget failures = new Budget(MOST_FAILURES);
  private final Budget overruns = new Budget(MOST_OVERRUNS);
  private boolean givenUp;
  private boolean quarantined;
  private boolean overspent;
  private boolean asked;
  private @Nullable ModeTurn handed;
  private @Nullable ModeTurn taken;
  private List<Proposal> standing = List.of();
  private Map<String, Object> state = Map.of();
  private Map<String, String> words = Map.of();
  private volatile State now = State.OFF;
  private String text = "";
  private long seenNanos;
  private long steps;
  private long late;
  private long failed;
  private long refused;

  private enum State {
    RUNNING,
    LATE,
    FAILED,
    QUARANTINED,
    REFUSED,
    ABSENT,
    OFF
  }

  ModeInstance(ModeConfig config, boolean enabled, Duration cycle, Surroundings around) {
    this.config = config;
    this.enabled = enabled;
    this.types = around.types();
    this.workers = around.workers();
    this.events = around.events();
    this.usual = usual(cycle);
    this.status = report();
  }

  /** How long an ask stands that says nothing. */
  static Duration usual(Duration cycle) {
    Duration cycles = cycle.multipliedBy(VALIDITY_CYCLES);
    return cycles.compareTo(LEAST_VALIDITY) > 0 ? cycles : LEAST_VALIDITY;
  }

  /**
   * What all modes of a site share.
   *
   * @param types the installed types
   * @param workers who runs their steps
   * @param events where changes go
   */
  record Surroundings(ModeTypes types, Workers workers, EventSink events) {}

  ModeConfig config() {
    return config;
  }

  /** What it is made of when it is made anew; as it runs it goes on. */
  void configure(ModeConfig next) {
    config = next;
  }

  Duration usual() {
    return usual;
  }

  Workers workers() {
    return workers;
  }

  boolean enabled() {
    return enabled;
  }

  ModeStatus status() {
    return status;
  }

  /** Switches on or off. On gives a mode that was given up or quarantined another try. */
  void enable(boolean on) {
    if (on && (!enabled || now == State.QUARANTINED)) {
      restart = true;
    }
    enabled = on;
  }

  /** One turn at a step: takes what is ready, hands over the scene when idle. */
  List<Proposal> turn(SiteView.Scene scene, Duration cycle) {
    long nowNanos = scene.snapshot().nanos();
    taken = null;
    meetType();
    if (type == null || !enabled) {
      drop();
      become(enabled ? State.ABSENT : State.OFF, enabled ? "no such type is installed" : "");
    } else if (types.refusal(type, config.level()).isPresent()) {
      drop();
      become(State.REFUSED, types.refusal(type, config.level()).orElse(""));
    } else {
      if (task != null) {
        look(task, nowNanos);
      }
      if (task == null && !givenUp && !quarantined) {
        handOver(type, scene, cycle);
      }
    }
    standing = standing.stream().filter(p -> p.validUntilNanos() - nowNanos >= 0).toList();
    status = report();
    ModeTrial trial = types.trial(config.type());
    if (trial != null && enabled) {
      boolean asks = !standing.isEmpty();
      trial.turned(
          this,
          new Rehearsal.Seen(type, binding != null, asks, now.name(), text, state),
          scene,
          cycle);
    }
    return standing;
  }

  /** The step of the mode that this turn took over, for the record; empty where it was none. */
  Optional<ModeTurn> taken() {
    return Optional.ofNullable(taken);
  }

  private void note(List<Proposal> proposals, Map<String, Object> next, String failure) {
    ModeTurn of = handed;
    if (of != null) {
      taken =
          new ModeTurn(of.mode(), of.step(), of.elapsed(), of.state(), proposals, next, failure);
    }
  }

  /**
   * Notices that a type came, went or was replaced. What one that went asked for is gone at once;
   * of one that was replaced while it was there it stands until the new one answers or it expires.
   */
  private void meetType() {
    Optional<ControlMode<?, ?>> found = types.find(config.type());
    if (found.orElse(null) != type || restart) {
      boolean replaced = found.isPresent() && type != null && !restart;
      List<Proposal> handed = replaced ? standing : List.of();
      state = restart ? Map.of() : carried(found.orElse(null));
      restart = false;
      drop();
      standing = handed;
      type = found.orElse(null);
    }
  }

  private Map<String, Object> carried(@Nullable ControlMode<?, ?> to) {
    ModeTrial trial = types.trial(config.type());
    return trial == null || to == null ? state : trial.carried(this, to, state);
  }

  private void drop() {
    if (task != null && !givenUp) {
      task.cancel();
      workers.giveUp(task);
    }
    task = null;
    binding = null;
    givenUp = false;
    quarantined = false;
    failures.clear();
    overruns.clear();
    asked = false;
    standing = List.of();
  }

  private void quarantine(String why) {
    quarantined = true;
    standing = List.of();
    become(State.QUARANTINED, why + "; nobody listens to it until a person switches it on again");
  }

  private void look(ModeTask running, long nowNanos) {
    Turn turn = running.turn();
    if (turn != null) {
      task = null;
      givenUp = false;
      take(turn, nowNanos);
      return;
    }
    late++;
    long runningNanos = running.runningNanos(nowNanos);
    if (runningNanos == 0) {
      workers.relieve();
      return;
    }
    if (type != null) {
      types.containment().late(type.getClass());
    }
    if (runningNanos > GIVE_UP_NANOS && !givenUp) {
      workers.giveUp(running);
      givenUp = true;
      standing = List.of();
      become(State.FAILED, "did not come back for 10 s and was given up");
    } else if (runningNanos > usual.toNanos() && !givenUp && now != State.LATE) {
      become(State.LATE, "has been at one step for longer than its asks stand");
      overspent = overruns.isOverspent(nowNanos);
    }
  }

  private void take(Turn turn, long nowNanos) {
    steps++;
    if (overspent) {
      overspent = false;
      quarantine("was late more than " + MOST_OVERRUNS + " times in a minute");
      return;
    }
    switch (turn) {
      case Turn.Asked done -> {
        binding = done.binding();
        standing = done.proposals();
        state = done.state();
        words = done.words();
        asked = true;
        note(standing, state, "");
        if (done.refused() > 0 && refused == 0) {
          events.raise(
              Severity.WARNING,
              config.id(),
              "ask-refused",
              "Refused from now on: " + done.refusal());
        }
        refused += done.refused();
        become(State.RUNNING, "");
      }
      case Turn.Failed failure -> {
        failed++;
        if (type != null) {
          types.containment().failed(type.getClass());
        }
        standing = List.of();
        note(List.of(), state, failure.text());
        if (now != State.FAILED) {
          LOG.warn("control mode {}: {}\n{}", config.id(), failure.text(), failure.trace());
        }
        become(State.FAILED, failure.text());
        if (failures.isOverspent(nowNanos)) {
          quarantine(
              "failed in more than " + MOST_FAILURES + " seconds of a minute: " + failure.text());
        }
      }
    }
  }

  private void handOver(ControlMode<?, ?> current, SiteView.Scene scene, Duration cycle) {
    long frozen = scene.snapshot().nanos();
    Duration elapsed = asked ? Duration.ofNanos(frozen - seenNanos) : Duration.ZERO;
    seenNanos = frozen;
    Containment containment = types.containment();
    Class<?> code = current.getClass();
    SiteView.Scene seen = scene.readBy(containment.declared(code));
    View view = new SiteView(config.node(), cycle, elapsed, seen);
    ModeConfig written = config;
    Entry entry = new Entry(written, scene.topology(), frozen, usual);
    Binding<?, ?> bound = binding;
    Map<String, Object> remembered = state;
    handed =
        new ModeTurn(
            config.id(), scene.snapshot().step(), elapsed, remembered, List.of(), Map.of(), "");
    ModeTask next =
        new ModeTask(
            () -> {
              try (Containment.Span _ = containment.begin(code)) {
                return (bound != null ? bound : Binding.of(current, written, remembered))
                    .turn(view, entry);
              }
            });
    task = next;
    workers.submit(next);
  }

  private void become(State next, String why) {
    if (next != now) {
      boolean bad = next == State.FAILED || next == State.LATE;
      boolean given =
          next == State.QUARANTINED || next == State.REFUSED || givenUp && next == State.FAILED;
      Severity severity = given ? Severity.ALARM : bad ? Severity.WARNING : Severity.INFO;
      events.raise(
          severity,
          config.id(),
          "mode-state",
          "Control mode " + config.id() + " is " + next + (why.isEmpty() ? "" : ": " + why));
    }
    now = next;
    text = why;
  }

  private ModeStatus report() {
    String said = refused == 0 ? text : (text + " " + refused + " asks were refused").strip();
    return new ModeStatus(config, enabled, now.name(), said, steps, late, failed, words);
  }
}
