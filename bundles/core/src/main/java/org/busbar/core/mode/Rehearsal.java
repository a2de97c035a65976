package org.busbar.core.mode;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.busbar.api.control.ControlMode;
import org.busbar.api.plugin.Containment;
import org.busbar.api.site.ModeConfig;
import org.jspecify.annotations.Nullable;

/**
 * The successor of one mode beside it: sees the same, is never listened to. After the move it is
 * the mode itself that is looked at. Turned on the site's loop, asked by any thread.
 */
final class Rehearsal {
  /**
   * What a mode is after its turn.
   *
   * @param type the type in use; null where there is none
   * @param answered whether that type has answered since it came
   * @param asks whether anything it asks for stands
   * @param state how it is: RUNNING, LATE, FAILED ...
   * @param text why
   * @param values its state by name
   */
  record Seen(
      @Nullable ControlMode<?, ?> type,
      boolean answered,
      boolean asks,
      String state,
      String text,
      Map<String, Object> values) {}

  private final ControlMode<?, ?> next;
  private final Supplier<ModeConfig> configs;
  private final Duration usual;
  private final Workers workers;
  private final ModeTypes types;
  private ModeConfig config;
  private @Nullable Binding<?, ?> binding;
  private @Nullable ModeTask task;
  private Map<String, Object> state = Map.of();
  private @Nullable Map<String, Object> left;
  private long frozenNanos;
  private boolean asked;
  private boolean asking;
  private boolean ended;
  private int steps;
  private String wrong = "";
  private @Nullable ControlMode<?, ?> inUse;
  private boolean answered;
  private boolean seen;
  private long turnedNanos;
  private long bareNanos;
  private long bareSinceNanos;
  private boolean bare;

  Rehearsal(ModeTypes types, ControlMode<?, ?> next, ModeInstance mode) {
    this.types = types;
    this.next = next;
    this.configs = mode::config;
    this.config = mode.config();
    this.usual = mode.usual();
    this.workers = mode.workers();
  }

  /** One turn: of the successor beside the mode, or of the mode where it is the successor. */
  synchronized void turn(Seen mode, SiteView.Scene scene, Duration cycle) {
    long now = scene.snapshot().nanos();
    turnedNanos = now;
    boolean arrived = inUse != mode.type();
    inUse = mode.type();
    answered = mode.answered();
    seen = true;
    bare(mode, now, arrived);
    if (mode.type() == next) {
      drop();
      judge(mode);
    } else if (left == null && !ended) {
      rehearse(mode, scene, cycle);
    }
  }

  /** For how long neither of the two had anything asked for, though the old one had. */
  private void bare(Seen mode, long now, boolean arrived) {
    if (mode.type() != next) {
      asking = mode.asks();
      return;
    }
    if (arrived) {
      bareNanos = 0;
    }
    boolean missing = asking && !mode.answered() && !mode.asks();
    if (missing && !bare) {
      bareSinceNanos = now;
    }
    if (bare && !missing) {
      bareNanos = Math.max(bareNanos, now - bareSinceNanos);
    }
    bare = missing;
  }

  private void judge(Seen mode) {
    boolean well = mode.state().equals("RUNNING") || mode.state().equals("OFF");
    if (!well && wrong.isEmpty()) {
      wrong = "is " + mode.state() + (mode.text().isEmpty() ? "" : ": " + mode.text());
    }
  }

  private void rehearse(Seen mode, SiteView.Scene scene, Duration cycle) {
    ModeConfig written = configs.get();
    if (written != config) {
      config = written;
      steps = 0;
      wrong = "";
      drop();
    }
    ModeTask running = task;
    if (running != null) {
      look(running, scene.snapshot().nanos());
    }
    if (task == null && wrong.isEmpty()) {
      step(mode, scene, cycle);
    }
  }

  private void look(ModeTask running, long now) {
    Turn turn = running.turn();
    if (turn == null) {
      if (running.runningNanos(now) == 0) {
        workers.relieve();
      } else if (running.runningNanos(now) > usual.toNanos()) {
        wrong = "was at one step for longer than " + usual.toMillis() + " ms";
        drop();
      }
      return;
    }
    task = null;
    switch (turn) {
      case Turn.Failed failed -> wrong = "failed: " + failed.text();
      case Turn.Asked done -> {
        binding = done.binding();
        state = done.state();
        asked = true;
        steps++;
        if (done.refused() > 0) {
          wrong = "asked what is refused: " + done.refusal();
        }
      }
    }
  }

  private void step(Seen mode, SiteView.Scene scene, Duration cycle) {
    ModeConfig written = config;
    Optional<String> refusal = types.refusal(next, written.level());
    if (refusal.isPresent()) {
      wrong = "is refused: " + refusal.get();
      return;
    }
    long frozen = scene.snapshot().nanos();
    Duration elapsed = asked ? Duration.ofNanos(frozen - frozenNanos) : Duration.ZERO;
    frozenNanos = frozen;
    Class<?> code = next.getClass();
    Containment containment = types.containment();
    SiteView.Scene allowed = scene.readBy(containment.declared(code));
    SiteView view = new SiteView(written.node(), cycle, elapsed, allowed);
    Entry entry = new Entry(written, scene.topology(), frozen, usual);
    Binding<?, ?> bound = binding;
    Map<String, Object> remembered = Map.copyOf(mode.values());
    ModeTask made =
        new ModeTask(
            () -> {
              try (Containment.Span _ = containment.begin(code)) {
                return (bound != null ? bound : Binding.of(next, written, remembered))
                    .turn(view, entry);
              }
            });
    task = made;
    workers.submit(made);
  }

  private void drop() {
    ModeTask running = task;
    if (running != null) {
      running.cancel();
      workers.giveUp(running);
    }
    task = null;
    binding = null;
  }

  /**
   * What the mode goes on with when another type takes over: the successor with the state of the
   * old and what it has learned itself beside it, the old with the state it left.
   */
  synchronized Map<String, Object> carried(ControlMode<?, ?> to, Map<String, Object> from) {
    if (to != next) {
      Map<String, Object> before = left;
      return before == null ? from : before;
    }
    left = Map.copyOf(from);
    Map<String, Object> both = new HashMap<>(state);
    from.forEach(
        (name, value) ->
            both.merge(name, value, (own, old) -> own.getClass() == old.getClass() ? old : own));
    return both;
  }

  synchronized int steps() {
    return steps;
  }

  /** What is wrong with the successor; empty where nothing is. */
  synchronized String wrong() {
    return wrong.isEmpty() ? "" : config.id() + " " + wrong;
  }

  /** Whether this type is in use, and has answered where it must. */
  synchronized boolean uses(@Nullable ControlMode<?, ?> type, boolean andAnswered) {
    return seen && inUse == type && (!andAnswered || answered || !wrong.isEmpty());
  }

  /** Whether the mode still has turns; a site may be changed meanwhile. */
  synchronized boolean lives(long nowNanos, Duration patience) {
    return nowNanos - turnedNanos <= patience.toNanos();
  }

  synchronized Duration gap() {
    return Duration.ofNanos(bareNanos);
  }

  /** Nothing is tried out any more. */
  synchronized void end() {
    ended = true;
    drop();
  }
}
