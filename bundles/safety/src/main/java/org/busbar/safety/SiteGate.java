package org.busbar.safety;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.busbar.api.events.Severity;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.Cause;
import org.busbar.api.safety.GateCell;
import org.busbar.api.safety.SiteState;
import org.busbar.api.safety.SiteStatus;
import org.busbar.api.vocabulary.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * State of a site: who may change it to what, the latch, and its reset. Any thread, lock-free; the
 * reset itself is performed on the site's loop.
 */
final class SiteGate {
  private static final int MOST_CAUSES = 32;
  private static final Answer DONE = new Answer.Done();

  /** A state and the monotonic time at which it was entered. */
  private record Phase(SiteStatus status, long nanos) {
    SiteState state() {
      return status.state();
    }
  }

  /** A reset that was granted on exactly these cells; void once one of them has changed. */
  private record Grant(
      Phase phase, long stops, Map<FieldDevice, GateCell> cells, String by, String reason) {}

  private final Ground ground;
  private final AtomicReference<Phase> phase;
  private final AtomicReference<@Nullable Grant> grant = new AtomicReference<>();
  private final List<FieldDevice> devices = new ArrayList<>();

  /** Emergency stops under way, and begun so far. */
  private final AtomicInteger stopping = new AtomicInteger();

  private final AtomicLong stops = new AtomicLong();
  private final Queue<Cause> untold = new ConcurrentLinkedQueue<>();
  private volatile boolean closing;
  private volatile boolean rouse;
  private volatile String interlock = "";

  SiteGate(Ground ground) {
    this.ground = ground;
    this.phase = new AtomicReference<>(phase(SiteState.BOOT, "The site was opened.", List.of()));
  }

  /** Adds a device; before the field is handed out only. */
  void guard(FieldDevice device) {
    devices.add(device);
  }

  SiteStatus status() {
    return phase.get().status();
  }

  boolean isRunning() {
    return !closing && phase.get().state() == SiteState.RUNNING;
  }

  /** Whether the site has been RUNNING since before that monotonic time. */
  boolean isRunningSince(long decidedNanos) {
    Phase now = phase.get();
    return !closing && now.state() == SiteState.RUNNING && decidedNanos - now.nanos() >= 0;
  }

  boolean isInterlocked() {
    return !interlock.isEmpty();
  }

  /** Takes over what the interlocks say: why nothing may be controlled, empty where nothing. */
  void interlock(String text) {
    String before = interlock;
    interlock = text;
    if (before.isEmpty() != text.isEmpty()) {
      devices.forEach(FieldDevice::wake);
      ground
          .events()
          .raise(
              text.isEmpty() ? Severity.INFO : Severity.ALARM,
              "site",
              "interlock",
              text.isEmpty() ? "All interlocks hold again." : text);
    }
  }

  boolean isLatched() {
    return devices.stream().anyMatch(device -> !device.cell().get().isOpen());
  }

  /** Latches again what was latched before a restart. */
  void restore(StateRecord record) {
    for (FieldDevice device : devices) {
      Cause cause = record.latched().get(device.id());
      if (cause != null) {
        device.cell().close(cause);
      }
    }
    if (isLatched() || !record.causes().isEmpty()) {
      List<Cause> causes =
          record.causes().isEmpty() ? List.copyOf(record.latched().values()) : record.causes();
      force(causes, "Latched since before the restart: " + causes.getFirst().text());
    }
  }

  /** All devices were opened, or waited for long enough; returns whether that leads to IDLE. */
  boolean booted() {
    Phase now = phase.get();
    return now.state() == SiteState.BOOT
        && !isLatched()
        && move(now, SiteState.IDLE, "The devices were opened.", "site");
  }

  Answer request(SiteState wanted, String by, String reason) {
    if (reason.isBlank()) {
      return new Answer.Refused("no reason was given", "say in a few words why");
    }
    while (true) {
      Phase now = phase.get();
      if (now.state() == wanted && wanted != SiteState.ERROR && wanted != SiteState.BOOT) {
        return DONE;
      }
      Answer answer = mayGo(now, wanted);
      if (answer instanceof Answer.Refused) {
        return answer;
      }
      if (move(now, wanted, reason + " (" + by + ")", by)) {
        devices.forEach(FieldDevice::wake);
        return DONE;
      }
    }
  }

  private Answer mayGo(Phase now, SiteState wanted) {
    if (wanted == SiteState.ERROR) {
      return new Answer.Refused("ERROR is not asked for", "use the emergency stop");
    }
    if (now.state() == SiteState.ERROR && wanted != SiteState.STOPPED) {
      List<Cause> causes = now.status().causes();
      String cause = causes.isEmpty() ? now.status().reason() : causes.getFirst().text();
      return new Answer.Refused(
          "the site is in ERROR: " + cause, "remove the cause and reset; that leads to IDLE");
    }
    if (wanted == SiteState.RUNNING && isInterlocked()) {
      return new Answer.Refused("an interlock does not hold: " + interlock, "make it hold");
    }
    return Transitions.check(now.state(), wanted, isLatched());
  }

  void emergencyStop(String by, String reason) {
    String text = "Emergency stop by " + by + (reason.isBlank() ? "." : ": " + reason);
    Cause cause =
        new Cause("emergency-stop", by, text, ground.clock().instant(), ground.clock().nanos());
    stopping.incrementAndGet();
    stops.incrementAndGet();
    // In the order in which a reset opens them, so that none is opened behind this.
    devices.forEach(device -> device.cell().close(cause));
    devices.forEach(FieldDevice::wake);
    boolean first = addCause(cause);
    stopping.decrementAndGet();
    if (first) {
      ground.events().raise(Severity.CRITICAL, "site", "emergency-stop", text);
    }
  }

  /** A device's cell was closed next to the point; on the receiving thread. */
  void tripped(Cause cause, boolean first) {
    if (first) {
      untold.add(cause);
      addCause(cause);
    }
  }

  /** Tells of trips: on the watch thread, so that nobody's log stands before a safe value. */
  void tell() {
    for (Cause cause = untold.poll(); cause != null; cause = untold.poll()) {
      ground.events().raise(Severity.CRITICAL, cause.source(), "trip", cause.text());
    }
  }

  /** Goes to ERROR, or adds a cause there; returns whether nothing of the kind stood before. */
  private boolean addCause(Cause cause) {
    while (true) {
      Phase now = phase.get();
      boolean latched = now.state() == SiteState.ERROR;
      List<Cause> causes = new ArrayList<>(latched ? now.status().causes() : List.of());
      boolean known =
          causes.stream()
              .anyMatch(c -> c.kind().equals(cause.kind()) && c.source().equals(cause.source()));
      if (!known && causes.size() < MOST_CAUSES) {
        causes.add(cause);
      }
      // Always a new instance, so that a reset granted before is void.
      Phase next =
          latched
              ? new Phase(
                  new SiteStatus(
                      SiteState.ERROR, now.status().since(), now.status().reason(), causes),
                  now.nanos())
              : phase(SiteState.ERROR, cause.text(), causes);
      if (phase.compareAndSet(now, next)) {
        rouse = true;
        ground.alert().run();
        return !known;
      }
    }
  }

  Answer reset(String by, String reason) {
    if (reason.isBlank()) {
      return new Answer.Refused("no reason was given", "say in a few words why");
    }
    long stopsBefore = stops.get();
    boolean unsettled = stopping.get() > 0;
    Phase now = phase.get();
    boolean latched = now.state() == SiteState.ERROR || isLatched();
    boolean resettable = now.state() == SiteState.ERROR || now.state() == SiteState.STOPPED;
    if (!latched || unsettled || !resettable) {
      return latched
          ? new Answer.Refused("the site is just being stopped", "ask again when it is in ERROR")
          : new Answer.Refused("nothing is latched", "start the site if it is IDLE");
    }
    long nanos = ground.clock().nanos();
    Map<FieldDevice, GateCell> cells = new LinkedHashMap<>();
    for (FieldDevice device : devices) {
      GateCell cell = device.cell().get();
      Optional<String> stands = device.stands(cell, nanos);
      if (!cell.isOpen() && stands.isPresent()) {
        return new Answer.Refused(
            "a cause still stands: " + stands.get(), "bring the value back inside, then reset");
      }
      if (!cell.isOpen()) {
        cells.put(device, cell);
      }
    }
    grant.set(new Grant(now, stopsBefore, cells, by, reason));
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
    for (Map.Entry<FieldDevice, GateCell> entry : granted.cells().entrySet()) {
      FieldDevice device = entry.getKey();
      if (device.stands(entry.getValue(), nanos).isPresent()
          || !device.cell().open(entry.getValue())) {
        overtaken(granted);
        return;
      }
    }
    if (!move(granted.phase(), SiteState.IDLE, reasonOf(granted), granted.by())) {
      overtaken(granted);
      return;
    }
    devices.forEach(FieldDevice::wake);
  }

  private static String reasonOf(Grant granted) {
    return "Reset by " + granted.by() + ": " + granted.reason();
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
  void tend() {
    if (rouse) {
      rouse = false;
      devices.forEach(FieldDevice::wake);
    }
  }

  void close() {
    closing = true;
  }

  /** Puts the site in ERROR at its opening. */
  void force(List<Cause> causes, String reason) {
    phase.set(phase(SiteState.ERROR, reason, causes));
    ground.events().raise(Severity.CRITICAL, "site", "latched", reason);
  }

  /** Closes every cell because nothing is known of what was latched. */
  void distrust(Cause cause) {
    devices.forEach(device -> device.cell().close(cause));
    force(List.of(cause), cause.text());
  }

  /** What is to outlive a restart. */
  StateRecord record() {
    SiteStatus now = phase.get().status();
    Map<NodeId, Cause> latched = new LinkedHashMap<>();
    for (FieldDevice device : devices) {
      device.cell().get().cause().ifPresent(cause -> latched.put(device.id(), cause));
    }
    return new StateRecord(now.state(), now.since(), now.causes(), latched);
  }

  private boolean move(Phase from, SiteState to, String reason, String by) {
    if (Transitions.check(from.state(), to, false) instanceof Answer.Refused refused) {
      throw new IllegalStateException(refused.reason());
    }
    if (!phase.compareAndSet(from, phase(to, reason, List.of()))) {
      return false;
    }
    ground
        .events()
        .raise(
            Severity.INFO,
            "site",
            "site-state",
            "The site went from " + from.state() + " to " + to + ": " + reason,
            Map.of("from", from.state().name(), "to", to.name(), "by", by));
    return true;
  }

  private Phase phase(SiteState state, String reason, List<Cause> causes) {
    return new Phase(
        new SiteStatus(state, ground.clock().instant(), reason, causes), ground.clock().nanos());
  }
}
