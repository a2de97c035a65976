package org.busbar.safety;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.write.Driver;
import org.busbar.api.device.write.Heir;
import org.busbar.api.plugin.Trial;
import org.busbar.api.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Successors of drivers, or of what they make devices of, beside those in use. */
final class DeviceTrial implements Trial {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceTrial.class);
  private static final Duration MEETING = Duration.ofSeconds(15);
  private static final Duration MOVING = Duration.ofSeconds(4);
  private static final Duration GOING_BACK = Duration.ofMillis(1_200);
  private static final Duration FIRST_SAMPLE = Duration.ofMillis(1_000);
  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final Fields fields;
  private final Executor aside;
  private final Set<Long> old;
  private final Set<Long> next;
  private final Map<String, Heir> heirs = new TreeMap<>();
  private final List<DevicePart> parts = new CopyOnWriteArrayList<>();
  private final WireWatch wires;
  private final Clock clock;
  private final long begunNanos;
  private volatile boolean moved;
  private volatile boolean ended;

  DeviceTrial(DeviceSuccession of, Set<Long> old, Set<Long> next) {
    this.fields = of.fields();
    this.aside = of.aside();
    this.clock = of.clock();
    this.begunNanos = clock.nanos();
    this.old = old;
    this.next = next;
    this.wires = new WireWatch(aside, clock);
    meet();
  }

  /** Pairs what came with what is in use; a bundle that starts may take a moment. */
  private void meet() {
    Map<String, Driver> came = fields.types().driversOf(next);
    for (Driver used : fields.types().drivers()) {
      Driver successor = came.get(used.id());
      if (heirs.containsKey(used.id())) {
        continue;
      }
      if (successor != null && successor != used) {
        begin(used.id(), new CodeHeir(fields.types(), used, successor));
      } else if (successor == null) {
        used.heir(old, next).ifPresent(heir -> begin(used.id(), heir));
      }
    }
  }

  private void begin(String driver, Heir heir) {
    heirs.put(driver, heir);
    for (SiteField field : fields.open()) {
      for (DeviceConfig config : field.ground().model().devices()) {
        FieldDevice device = field.device(config.id());
        boolean concerned = config.driver().equals(driver) && heir.concerns(config);
        DevicePart part =
            device == null || !concerned ? null : DevicePart.of(field, device, config);
        if (part != null) {
          parts.add(part);
          wires.add(part.oldClaim().wire(), field);
        }
      }
    }
    List<DevicePart> own =
        parts.stream().filter(part -> part.device().config().driver().equals(driver)).toList();
    if (!own.isEmpty()) {
      aside.execute(() -> open(own, heir.driver()));
    }
  }

  private void open(List<DevicePart> own, Driver driver) {
    for (DevicePart part : own) {
      if (!ended) {
        part.open(driver);
      }
    }
    if (ended) {
      closeAll(own);
    }
  }

  @Override
  public Standing standing() {
    List<String> words = new ArrayList<>();
    State state = State.GOOD;
    String stuck = wires.stuck();
    if (!stuck.isEmpty()) {
      words.add("Connection " + stuck + " does not come back from the new.");
      return new Standing(State.BAD, words);
    }
    if (!moved) {
      meet();
      state = worse(missing(words), bare(words));
    }
    for (DevicePart part : parts) {
      state = worse(state, moved ? part.after(words) : part.before(words));
    }
    return new Standing(state, words);
  }

  private static State worse(State one, State other) {
    return one == State.BAD || other == State.GOOD ? one : other;
  }

  /** Drivers that the old bundles bring and the new do not. */
  private State missing(List<String> words) {
    Set<String> gone = new TreeSet<>(fields.types().driversOf(old).keySet());
    gone.removeAll(fields.types().driversOf(next).keySet());
    State state = State.GOOD;
    for (String id : gone) {
      long users =
          fields.open().stream()
              .flatMap(field -> field.fieldDevices().stream())
              .filter(device -> device.config().driver().equals(id))
              .count();
      if (users > 0) {
        words.add("Driver " + id + " is not in the new; " + users + " devices use it.");
        boolean late = clock.nanos() - begunNanos > MEETING.toNanos();
        // To be removed is what was asked for; to be forgotten by a successor is not.
        state = next.isEmpty() ? state : worse(state, late ? State.BAD : State.TRYING);
      }
    }
    return state;
  }

  /** Devices that came while this was on its way. */
  private State bare(List<String> words) {
    Set<FieldDevice> known = new HashSet<>();
    parts.forEach(part -> known.add(part.device()));
    State state = State.GOOD;
    for (SiteField field : fields.open()) {
      for (FieldDevice device : field.fieldDevices()) {
        Heir heir = heirs.get(device.config().driver());
        if (heir != null
            && !known.contains(device)
            && device.open() != null
            && heir.concerns(device.config())) {
          words.add(device.id() + " came meanwhile; try again.");
          state = State.BAD;
        }
      }
    }
    return state;
  }

  @Override
  public Moved move() {
    Standing now = standing();
    if (now.state() != State.GOOD || ended || moved) {
      throw new IllegalStateException("not moved: " + String.join(" ", now.words()));
    }
    if (!change(true, MOVING)) {
      if (!change(false, GOING_BACK)) {
        force();
      }
      throw new IllegalStateException("not moved: not every device could be taken over in time");
    }
    heirs.values().forEach(heir -> heir.use(true));
    moved = true;
    return new Moved(parts.size(), gap(true));
  }

  @Override
  public Moved back() {
    if (moved) {
      heirs.values().forEach(heir -> heir.use(false));
      boolean forced = !change(false, GOING_BACK);
      if (forced) {
        force();
      }
      moved = false;
      return new Moved(parts.size(), forced ? Duration.ofNanos(longest(false)) : gap(false));
    }
    return new Moved(0, Duration.ZERO);
  }

  /** Has every device change at a step boundary; returns whether all did, and in time. */
  private boolean change(boolean forward, Duration patience) {
    CountDownLatch tried = new CountDownLatch(parts.size());
    for (DevicePart part : parts) {
      part.arm();
      part.field()
          .atBoundary(
              () ->
                  urgent(
                      part,
                      () -> {
                        part.go(forward);
                        tried.countDown();
                      }));
    }
    try {
      if (!tried.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("{} devices did not come round to change", tried.getCount());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    boolean all = true;
    for (DevicePart part : parts) {
      all &= part.cancel(forward);
    }
    return all;
  }

  private static void urgent(DevicePart part, Runnable job) {
    try {
      part.oldClaim().wire().urgent(job);
    } catch (IllegalStateException e) {
      LOG.warn("{}: its connection is closed", part.device().id(), e);
    }
  }

  /** Threads that do not come back are left behind, with their connections. */
  private void force() {
    parts.forEach(DevicePart::force);
    wires.relieve();
  }

  /** Waits a moment for the first samples after a change. */
  private Duration gap(boolean forward) {
    await(
        () ->
            parts.stream()
                .filter(DevicePart::isAlive)
                .filter(part -> part.period().compareTo(FIRST_SAMPLE) < 0)
                .allMatch(part -> part.gapNanos(forward) >= 0),
        FIRST_SAMPLE);
    return Duration.ofNanos(longest(forward));
  }

  private long longest(boolean forward) {
    long most = 0;
    for (DevicePart part : parts) {
      most = Math.max(most, part.gapNanos(forward));
    }
    return most;
  }

  private void await(BooleanSupplier condition, Duration atMost) {
    long until = clock.nanos() + atMost.toNanos();
    while (!condition.getAsBoolean() && clock.nanos() - until < 0) {
      LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
    }
  }

  @Override
  public void close() {
    ended = true;
    boolean held = !wires.stuck().isEmpty();
    closeAll(parts);
    if (held) {
      wires.relieve();
    }
    parts.clear();
    heirs.clear();
  }

  /** Closing a session is code of a plug-in: it has its time, then it is left to itself. */
  private void closeAll(List<DevicePart> all) {
    List<Runnable> left = new ArrayList<>();
    all.forEach(part -> left.addAll(part.end()));
    if (left.isEmpty()) {
      return;
    }
    CountDownLatch done = new CountDownLatch(1);
    aside.execute(
        () -> {
          try {
            left.forEach(DeviceTrial::quietly);
          } finally {
            done.countDown();
          }
        });
    try {
      if (!done.await(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.error("sessions of a driver that was replaced do not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void quietly(Runnable close) {
    try {
      close.run();
    } catch (RuntimeException | Error e) {
      LOG.error("a session of a driver that was replaced did not end well", e);
    }
  }
}
