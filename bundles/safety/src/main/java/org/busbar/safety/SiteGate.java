package org.busbar.safety;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.busbar.api.events.Severity;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.Cause;
import org.busbar.api.safety.GateCell;
import org.busbar.api.safety.SiteState;
import org.busbar.api.safety.SiteStatus;
import org.busbar.api.safety.StopSource;
import org.busbar.api.site.EmergencyConfig;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Sample;
import org.busbar.safety.stop.EmergencyInputs;
import org.busbar.safety.stop.Machine;
import org.busbar.safety.stop.Machine.Facts;
import org.busbar.safety.stop.Machine.Outcome;
import org.busbar.safety.stop.Machine.Place;
import org.busbar.safety.stop.Machine.Trigger;
import org.busbar.safety.stop.Refusal;
import org.busbar.safety.stop.Resets;
import org.jspecify.annotations.Nullable;

/**
 * State of a site: who may change it to what, the latch, and its reset. Any thread, lock-free; the
 * reset itself is performed on the site's loop.
 */
final class SiteGate {
  private static final String STOP = "emergency-stop";
  private static final String STANDSTILL = "loop-stopped";
  private static final int MOST_CAUSES = 32;
  private static final Answer DONE = new Answer.Done();

  /** A state and the monotonic time at which it was entered. */
  record Phase(SiteStatus status, long nanos) {
    SiteState state() {
      return status.state();
    }

    Place place() {
      return new Place(status.state(), status.subState());
    }
  }

  /** A reset that was granted on exactly these cells; void once one of them has changed. */
  private record Grant(
      Phase phase,
      Facts facts,
      long stops,
      Map<FieldDevice, GateCell> cells,
      String by,
      String reason) {}

  private final Ground ground;
  private final SiteInterlocks interlocks;
  private final Refusals refusals;
  private final Resets resets;
  private final EmergencyInputs inputs;
  private final AtomicReference<Phase> phase;
  private final AtomicReference<@Nullable Grant> grant = new AtomicReference<>();
  private final List<FieldDevice> devices = new CopyOnWriteArrayList<>();

  /** Emergency stops under way, and begun so far. */
  private final AtomicInteger stopping = new AtomicInteger();

  private final AtomicLong stops = new AtomicLong();
  private final Queue<Cause> untold = new ConcurrentLinkedQueue<>();
  private final Pulse pulse;
  private final Separation separation;
  private volatile @Nullable Phase recorded;
  private volatile boolean closing;
  private volatile boolean rouse;

  /**
   * A site in BOOT.
   *
   * @param patience how long its devices may take to be opened
   */
  SiteGate(Ground ground, SiteInterlocks interlocks, Duration patience) {
    this.ground = ground;
    this.interlocks = interlocks;
    this.refusals = new Refusals(ground);
    this.separation = new Separation(ground, devices);
    EmergencyConfig emergency = ground.model().emergency();
    this.resets = new Resets(emergency.resetsPerMinute());
    long now = ground.clock().nanos();
    this.inputs = new EmergencyInputs(emergency.inputs(), this::inputStop, now, patience.toNanos());
    this.pulse = new Pulse(ground.model().cycle(), now);
    this.phase =
        new AtomicReference<>(phase(Place.of(SiteState.BOOT), "The site was opened.", List.of()));
  }

  /**
   * Adds a device. A stop that is under way may have passed it by: what is added to a site in ERROR
   * is closed with it.
   */
  void guard(FieldDevice device) {
    devices.add(device);
    while (stopping.get() > 0) {
      Thread.onSpinWait();
    }
    SiteStatus now = status();
    if (now.state() == SiteState.ERROR) {
      now.causes().stream().findFirst().ifPresent(cause -> device.cell().close(cause));
    }
  }

  /** A device is no longer there. */
  void forget(FieldDevice device) {
    devices.remove(device);
  }

  /** Whether the site has been RUNNING since before that monotonic time: a device is new to it. */
  boolean isRunningSinceBefore(long admittedNanos) {
    Phase now = phase.get();
    return now.state() == SiteState.RUNNING && now.nanos() - admittedNanos < 0;
  }

  SiteStatus status() {
    return phase.get().status();
  }

  Separation separation() {
    return separation;
  }

  SiteInterlocks interlocks() {
    return interlocks;
  }

  boolean isRunning() {
    return !closing && phase.get().state() == SiteState.RUNNING;
  }

  /** Whether the site has been RUNNING, on record, since before that monotonic time. */
  boolean isRunningSince(long decidedNanos) {
    Phase now = phase.get();
    return !closing
        && now.state() == SiteState.RUNNING
        && now == recorded
        && decidedNanos - now.nanos() >= 0;
  }

  boolean isLatched() {
    return devices.stream().anyMatch(device -> !device.cell().get().isOpen());
  }

  private Facts facts() {
    return new Facts(isLatched(), !interlocks.whySite().isEmpty(), false);
  }

  /** Latches again what was latched before a restart. */
  void restore(StateRecord record) {
    for (FieldDevice device : devices) {
      Cause cause = record.latched().get(device.id());
      if (cause != null) {
        device.cell().close(cause);
      }
    }
    Place place = Machine.recalled(true, record.state(), !record.latched().isEmpty());
    if (place.state() == SiteState.ERROR) {
      List<Cause> causes =
          record.causes().isEmpty() ? List.copyOf(record.latched().values()) : record.causes();
      String first = causes.isEmpty() ? "cause unknown" : causes.getFirst().text();
      force(place, causes, "In ERROR since before the restart: " + first);
    }
  }

  /** All devices were opened, or waited for long enough; returns whether that leads to IDLE. */
  boolean booted() {
    Phase now = phase.get();
    boolean known = inputs.stands(ground.clock().nanos()).isEmpty();
    return now.state() == SiteState.BOOT
        && known
        && go(now, Trigger.OPENED, facts(), new Reason("The devices were opened.", "site"));
  }

  Answer request(SiteState wanted, String by, String reason) {
    if (reason.isBlank()) {
      return refusals.noReason();
    }
    while (true) {
      Phase now = phase.get();
      Trigger trigger = Trigger.asking(wanted);
      Outcome outcome = Machine.next(now.place(), trigger, facts());
      if (outcome.refusal().isPresent()) {
        return refusals.asked(
            outcome.refusal().get(), now.status(), wanted, by, interlocks.whySite());
      }
      if (outcome.to().equals(now.place())) {
        return DONE;
      }
      if (go(now, trigger, facts(), new Reason(reason + " (" + by + ")", by))) {
        devices.forEach(FieldDevice::wake);
        ground.alert().run();
        if (wanted == SiteState.RUNNING && !inputs.unproven().isEmpty()) {
          refusals.unproven(inputs.unproven());
        }
        return DONE;
      }
    }
  }

  void emergencyStop(StopSource source, String by, String reason) {
    String text = "Emergency stop by " + by + (reason.isBlank() ? "." : ": " + reason);
    stop(source, STOP, by, text);
  }

  /** A wired input stops the site. On the thread that received it, or the lease thread. */
  private void inputStop(EmergencyConfig.Input input, String text) {
    if (!isStoppedFor(input.kind(), input.id())) {
      stop(StopSource.DIGITAL_INPUT, input.kind(), input.id(), text);
      Map<String, String> what = Map.of("command", STOP, "source", StopSource.DIGITAL_INPUT.word());
      ground.audit().append("command", input.id(), text, what);
    }
  }

  /** Whether every cell is closed already, and that cause is known or the site was isolated. */
  private boolean isStoppedFor(String kind, String source) {
    SiteStatus now = phase.get().status();
    boolean known =
        now.state() == SiteState.STOPPED
            || now.causes().stream()
                .anyMatch(c -> c.kind().equals(kind) && c.source().equals(source));
    return known && devices.stream().noneMatch(device -> device.cell().get().isOpen());
  }

  private void stop(StopSource source, String kind, String by, String text) {
    int category = ground.model().emergency().category(kind);
    Cause cause = new Cause(kind, by, text, ground.clock().instant(), ground.clock().nanos());
    stopping.incrementAndGet();
    stops.incrementAndGet();
    // In the order in which a reset opens them, so that none is opened behind this.
    devices.forEach(device -> device.cell().close(cause, category));
    devices.forEach(FieldDevice::wake);
    boolean first = addCause(Trigger.TRIP, cause);
    stopping.decrementAndGet();
    if (first) {
      Map<String, String> values =
          Map.of("source", source.word(), "by", by, "cause", kind, "category", "" + category);
      ground.events().raise(Severity.CRITICAL, "site", STOP, text, values);
    }
  }

  /** Takes a sample that may be one of a wired input. On the receiving thread. */
  void heard(Sample judged) {
    inputs.heard(judged, ground.clock().nanos());
  }

  /** A device's cell was closed next to the point; on the receiving thread. */
  void tripped(Cause cause, boolean first) {
    if (first) {
      untold.add(cause);
      addCause(Trigger.TRIP, cause);
    }
  }

  /** Tells of trips: on the watch thread, so that nobody's log stands before a safe value. */
  void tell() {
    for (Cause cause = untold.poll(); cause != null; cause = untold.poll()) {
      ground.events().raise(Severity.CRITICAL, cause.source(), "trip", cause.text());
    }
  }

  /** Goes to ERROR, or adds a cause there; returns whether nothing of the kind stood before. */
  private boolean addCause(Trigger trigger, Cause cause) {
    while (true) {
      Phase now = phase.get();
      Place to = Machine.next(now.place(), trigger, Facts.CLEAR).to();
      boolean stays = now.state() == SiteState.ERROR;
      if (to.equals(now.place()) && !stays) {
        return false;
      }
      List<Cause> causes = new ArrayList<>(stays ? now.status().causes() : List.of());
      boolean known =
          causes.stream()
              .anyMatch(c -> c.kind().equals(cause.kind()) && c.source().equals(cause.source()));
      if (!known && causes.size() < MOST_CAUSES) {
        causes.add(cause);
      }
      // Always a new instance, so that a reset granted before is void.
      SiteStatus was = now.status();
      Phase next =
          stays
              ? new Phase(
                  new SiteStatus(to.state(), to.sub(), was.since(), was.reason(), causes),
                  now.nanos())
              : phase(to, cause.text(), causes);
      if (phase.compareAndSet(now, next)) {
        rouse = true;
        ground.alert().run();
        return !known;
      }
    }
  }

  /** The loop made a step, or is looked for: a site whose loop stood still is not RUNNING. */
  void beat(long nowNanos, boolean stepped) {
    Optional<Duration> gap = pulse.gap(nowNanos, stepped);
    if (gap.isPresent() && phase.get().state() == SiteState.RUNNING) {
      String text = "The loop of the site stood still for " + gap.get().toSeconds() + " s.";
      Cause cause = new Cause(STANDSTILL, "site", text, ground.clock().instant(), nowNanos);
      if (addCause(Trigger.STANDSTILL, cause)) {
        ground.events().raise(Severity.CRITICAL, "site", STANDSTILL, text);
      }
    }
  }

  Answer reset(String by, String reason) {
    if (reason.isBlank()) {
      return refusals.noReason();
    }
    long stopsBefore = stops.get();
    boolean unsettled = stopping.get() > 0;
    Phase now = phase.get();
    long nanos = ground.clock().nanos();
    Optional<String> standing = inputs.stands(nanos);
    Map<FieldDevice, GateCell> cells = new LinkedHashMap<>();
    for (FieldDevice device : devices) {
      GateCell cell = device.cell().get();
      if (!cell.isOpen()) {
        standing = standing.or(() -> device.stands(cell, nanos));
        cells.put(device, cell);
      }
    }
    Facts facts = new Facts(!cells.isEmpty(), false, standing.isPresent());
    Outcome outcome = Machine.next(now.place(), Trigger.RESET, facts);
    Optional<Refusal> why = unsettled ? Optional.of(Refusal.BEING_STOPPED) : outcome.refusal();
    if (why.isEmpty() && !resets.take(nanos)) {
      why = Optional.of(Refusal.TOO_OFTEN);
    }
    if (why.isPresent()) {
      return refusals.reset(why.get(), now.status(), by, standing.orElse(""));
    }
    grant.set(new Grant(now, facts, stopsBefore, cells, by, reason));
    return DONE;
  }

  /** Opens the cells of a granted reset. On the site's loop, at a step boundary. */
  void performReset() {
    Grant granted = grant.getAndSet(null);
    if (granted == null) {
      return;
    }
    if (granted.stops() != stops.get()) {
      overtaken(granted);
      return;
    }
    long nanos = ground.clock().nanos();
    if (inputs.stands(nanos).isPresent()) {
      overtaken(granted);
      return;
    }
    for (Map.Entry<FieldDevice, GateCell> entry : granted.cells().entrySet()) {
      FieldDevice device = entry.getKey();
      if (device.stands(entry.getValue(), nanos).isPresent()
          || !device.cell().open(entry.getValue())) {
        overtaken(granted);
        return;
      }
    }
    Reason why = new Reason("Reset by " + granted.by() + ": " + granted.reason(), granted.by());
    if (!go(granted.phase(), Trigger.RESET, granted.facts(), why)) {
      overtaken(granted);
      return;
    }
    devices.forEach(FieldDevice::wake);
    ground.alert().run();
  }

  private void overtaken(Grant granted) {
    ground
        .events()
        .raise(
            Severity.WARNING,
            "site",
            "reset-overtaken",
            "The reset by " + granted.by() + " was not done: something closed the gate again.");
  }

  /** Wakes every writer after a trip: on the lease thread, so that a trip itself stays short. */
  void tend(long nowNanos) {
    inputs.tend(nowNanos);
    separation.tend(phase.get(), nowNanos);
    if (rouse) {
      rouse = false;
      devices.forEach(FieldDevice::wake);
    }
  }

  void close() {
    closing = true;
  }

  /** Puts the site in ERROR at its opening. */
  private void force(Place place, List<Cause> causes, String reason) {
    phase.set(phase(place, reason, causes));
    ground.events().raise(Severity.CRITICAL, "site", "latched", reason);
  }

  /** Closes every cell because nothing is known of what was latched. */
  void distrust(Cause cause) {
    devices.forEach(device -> device.cell().close(cause));
    force(Machine.recalled(false, SiteState.BOOT, false), List.of(cause), cause.text());
  }

  /** The phase that stands, for {@link #recorded}. */
  Phase current() {
    return phase.get();
  }

  /** What is to outlive a restart. */
  StateRecord record(Phase of) {
    SiteStatus now = of.status();
    Map<NodeId, Cause> latched = new LinkedHashMap<>();
    for (FieldDevice device : devices) {
      device.cell().get().cause().ifPresent(cause -> latched.put(device.id(), cause));
    }
    return new StateRecord(now.state(), now.since(), now.causes(), latched);
  }

  /** That phase is on disk: only then a site that is RUNNING controls. */
  void recorded(Phase kept) {
    if (recorded != kept) {
      recorded = kept;
      if (kept.state() == SiteState.RUNNING) {
        devices.forEach(FieldDevice::wake);
      }
    }
  }

  /** Why a site goes elsewhere, and who had it go there. */
  private record Reason(String text, String by) {}

  /** Goes where the table leads; returns whether it went there from exactly that phase. */
  private boolean go(Phase from, Trigger trigger, Facts facts, Reason why) {
    Place to = Machine.next(from.place(), trigger, facts).to();
    if (to.equals(from.place()) || !phase.compareAndSet(from, phase(to, why.text(), List.of()))) {
      return false;
    }
    ground
        .events()
        .raise(
            Severity.INFO,
            "site",
            "site-state",
            "The site went from " + from.state() + " to " + to.state() + ": " + why.text(),
            Map.of("from", from.state().name(), "to", to.state().name(), "by", why.by()));
    return true;
  }

  private Phase phase(Place place, String reason, List<Cause> causes) {
    return new Phase(
        new SiteStatus(place.state(), place.sub(), ground.clock().instant(), reason, causes),
        ground.clock().nanos());
  }
}
