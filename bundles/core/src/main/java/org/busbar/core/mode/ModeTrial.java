package org.busbar.core.mode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.busbar.api.control.ControlMode;
import org.busbar.api.face.ModeStatus;
import org.busbar.api.plugin.Trial;
import org.busbar.api.site.ModeConfig;
import org.busbar.api.time.Clock;
import org.jspecify.annotations.Nullable;

/** Successors of types of modes beside those in use. */
final class ModeTrial implements Trial {
  /** Steps that a successor makes before it is moved to. */
  static final int STEPS = 5;

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration MOVING = Duration.ofSeconds(4);
  private static final Duration GONE = Duration.ofSeconds(10);

  private final ModeTypes types;
  private final Set<Long> old;
  private final Set<Long> next;
  private final Supplier<List<ModeStatus>> modes;
  private final Clock clock;
  private final long begunNanos;
  private final Map<String, ControlMode<?, ?>> olds = new TreeMap<>();
  private final Map<String, ControlMode<?, ?>> nexts = new TreeMap<>();
  private final Map<ModeInstance, Rehearsal> parts = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition turned = lock.newCondition();
  private boolean moved;
  private boolean ended;

  ModeTrial(
      ModeTypes types,
      Set<Long> old,
      Set<Long> next,
      Supplier<List<ModeStatus>> modes,
      Clock clock) {
    this.types = types;
    this.old = Set.copyOf(old);
    this.next = Set.copyOf(next);
    this.modes = modes;
    this.clock = clock;
    this.begunNanos = clock.nanos();
    meet();
  }

  /** Pairs what came with what is in use; a bundle that starts may take a moment. */
  private void meet() {
    for (Map.Entry<String, ControlMode<?, ?>> came : types.of(next).entrySet()) {
      ControlMode<?, ?> used = types.find(came.getKey()).orElse(null);
      if (used != null && used != came.getValue() && !nexts.containsKey(came.getKey())) {
        olds.put(came.getKey(), used);
        nexts.put(came.getKey(), came.getValue());
        types.begin(came.getKey(), this);
      }
    }
  }

  /** A mode had its turn. On the site's loop; must not wait. */
  void turned(ModeInstance mode, Rehearsal.Seen seen, SiteView.Scene scene, Duration cycle) {
    if (seen.type() == null) {
      return;
    }
    Rehearsal part = part(mode);
    if (part != null) {
      part.turn(seen, scene, cycle);
      if (lock.tryLock()) {
        try {
          turned.signalAll();
        } finally {
          lock.unlock();
        }
      }
    }
  }

  private @Nullable Rehearsal part(ModeInstance mode) {
    ControlMode<?, ?> successor = successor(mode.config());
    return successor == null
        ? null
        : parts.computeIfAbsent(mode, of -> new Rehearsal(types, successor, of));
  }

  private @Nullable ControlMode<?, ?> successor(ModeConfig config) {
    synchronized (nexts) {
      return nexts.get(config.type());
    }
  }

  /** What a mode goes on with when its type is another one now. On the site's loop. */
  Map<String, Object> carried(ModeInstance mode, ControlMode<?, ?> to, Map<String, Object> from) {
    Rehearsal part = parts.get(mode);
    return part == null ? from : part.carried(to, from);
  }

  @Override
  public Standing standing() {
    List<String> words = new ArrayList<>();
    List<String> wrong = live().stream().map(Rehearsal::wrong).filter(w -> !w.isEmpty()).toList();
    if (!wrong.isEmpty()) {
      wrong.forEach(why -> words.add("Control mode " + why + "."));
      return new Standing(State.BAD, words);
    }
    if (moved) {
      nexts.keySet().forEach(id -> words.add("Control mode type " + id + " is the new one."));
      return new Standing(State.GOOD, words);
    }
    synchronized (nexts) {
      meet();
    }
    return before(words);
  }

  private Standing before(List<String> words) {
    List<ModeStatus> all = modes.get().stream().filter(ModeStatus::enabled).toList();
    boolean late = clock.nanos() - begunNanos > PATIENCE.toNanos();
    State state = missing(all, late, words);
    for (String id : nexts.keySet()) {
      long users = all.stream().filter(mode -> mode.config().type().equals(id)).count();
      List<Rehearsal> tried = live(id);
      long ready = tried.stream().filter(part -> part.steps() >= STEPS).count();
      if (users == 0) {
        words.add("Control mode type " + id + ": no mode of it is on, nothing to compare.");
      } else if (ready >= users) {
        words.add(
            "Control mode type " + id + ": " + ready + " made " + STEPS + " steps beside the old.");
      } else {
        words.add(
            "Control mode type "
                + id
                + ": "
                + ready
                + " of "
                + users
                + " made "
                + STEPS
                + " steps beside the old"
                + (late ? ", which is too slow." : "; awaited."));
        state = worse(state, late ? State.BAD : State.TRYING);
      }
    }
    return new Standing(state, words);
  }

  /** What the old bundles bring and the new do not. */
  private State missing(List<ModeStatus> all, boolean late, List<String> words) {
    State state = State.GOOD;
    Set<String> gone = new TreeSet<>(types.of(old).keySet());
    gone.removeAll(types.of(next).keySet());
    for (String id : gone) {
      long users = all.stream().filter(mode -> mode.config().type().equals(id)).count();
      if (users > 0) {
        words.add("Control mode type " + id + " is not in the new; " + users + " use it.");
        // To be removed is what was asked for; to be forgotten by a successor is not.
        state = next.isEmpty() ? state : worse(state, late ? State.BAD : State.TRYING);
      }
    }
    return state;
  }

  private static State worse(State one, State other) {
    return one.compareTo(other) == 0 || other == State.GOOD ? one : one == State.BAD ? one : other;
  }

  private List<Rehearsal> live() {
    long now = clock.nanos();
    return parts.values().stream().filter(part -> part.lives(now, GONE)).toList();
  }

  private List<Rehearsal> live(String type) {
    long now = clock.nanos();
    return parts.entrySet().stream()
        .filter(part -> part.getKey().config().type().equals(type))
        .map(Map.Entry::getValue)
        .filter(part -> part.lives(now, GONE))
        .toList();
  }

  @Override
  public Moved move() {
    Standing now = standing();
    if (now.state() != State.GOOD || ended || moved) {
      throw new IllegalStateException("not moved: " + String.join(" ", now.words()));
    }
    nexts.values().forEach(types::use);
    if (!await(nexts, true)) {
      olds.values().forEach(types::use);
      await(olds, false);
      throw new IllegalStateException("not moved: not every mode came to a step in time");
    }
    moved = true;
    return new Moved(live().size(), gap());
  }

  @Override
  public Moved back() {
    if (moved) {
      olds.values().forEach(types::use);
      await(olds, false);
      moved = false;
    }
    return new Moved(live().size(), gap());
  }

  private Duration gap() {
    return live().stream().map(Rehearsal::gap).max(Duration::compareTo).orElse(Duration.ZERO);
  }

  /** Whether all modes came to use these types, at step boundaries, within a few seconds. */
  private boolean await(Map<String, ControlMode<?, ?>> wanted, boolean answered) {
    long left = MOVING.toNanos();
    lock.lock();
    try {
      while (!use(wanted, answered)) {
        if (left <= 0) {
          return false;
        }
        long slice = Math.min(left, TimeUnit.MILLISECONDS.toNanos(20));
        left -= slice - Math.max(0, turned.awaitNanos(slice));
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private boolean use(Map<String, ControlMode<?, ?>> wanted, boolean answered) {
    return wanted.entrySet().stream()
        .allMatch(
            type -> live(type.getKey()).stream().allMatch(p -> p.uses(type.getValue(), answered)));
  }

  @Override
  public void close() {
    ended = true;
    types.end(this);
    parts.values().forEach(Rehearsal::end);
    parts.clear();
    synchronized (nexts) {
      nexts.clear();
      olds.clear();
    }
  }
}
