package org.busbar.safety;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.SampleSink;
import org.busbar.api.safety.Cause;
import org.busbar.api.safety.DeviceStatus;
import org.busbar.api.safety.GateCell;
import org.busbar.api.safety.Setpoint;
import org.busbar.api.site.EmergencyConfig;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.safety.limit.GridAge;
import org.busbar.safety.stop.StopPlan;
import org.busbar.safety.succession.Claim;
import org.jspecify.annotations.Nullable;

/**
 * One device of a site: its gate cell, what is wanted of it, what was read from it, and its open
 * session where there is one. Samples come on the connection's thread, orders on the site's loop.
 */
final class FieldDevice implements SampleSink {
  private static final SessionStatus ABSENT =
      new SessionStatus(SessionStatus.State.CLOSED, "driver or transport is not there yet");

  /** An open session with what it holds, the writer that alone uses it, and where it delivers. */
  record Open(Claim claim, DeviceSession session, Writer writer, Inlet inlet) {
    void end() {
      inlet.end();
      session.close();
      claim.end();
    }
  }

  private final Ground ground;
  private volatile DeviceConfig config;
  private final SiteGate gate;
  private final Guard guard;
  private final Cell cell = new Cell();
  private final Guards guards = new Guards();
  private final GridAge gridAge;
  private final AtomicReference<Order> order;
  private final List<Setpoint> collecting = new ArrayList<>(2);
  private volatile @Nullable Plant plant;
  private volatile @Nullable Open open;
  private volatile SessionStatus status = ABSENT;
  private volatile int doubts;
  private volatile boolean withdrawn;
  private volatile @Nullable CountDownLatch leaving;
  private final Liveness liveness;
  private volatile String lastWrite = "";
  private volatile long admittedNanos;
  private volatile boolean excluded;
  private volatile long excludedUntilNanos;
  private volatile @Nullable Coil coil;
  private volatile String barred = "";
  private volatile String shutFor = "";
  private final Map<Object, String> suspicions = new ConcurrentHashMap<>();
  private final Map<Object, String> distrusted = new ConcurrentHashMap<>();

  FieldDevice(Ground ground, DeviceConfig config, SiteGate gate, Guard guard) {
    this.ground = ground;
    this.guard = guard;
    this.config = config;
    this.gate = gate;
    this.gridAge = GridAge.of(ground.model(), config.id());
    this.order = new AtomicReference<>(Order.none(ground.clock().nanos()));
    this.liveness = new Liveness(ground.clock().nanos());
    this.admittedNanos = ground.clock().nanos();
  }

  NodeId id() {
    return config.id();
  }

  DeviceConfig config() {
    return config;
  }

  Cell cell() {
    return cell;
  }

  /** The batteries for which this device counts. */
  Guards guards() {
    return guards;
  }

  @Nullable Plant plant() {
    return plant;
  }

  @Nullable Open open() {
    return open;
  }

  SessionStatus sessionStatus() {
    return status;
  }

  // --- samples, on the connection's thread ---

  @Override
  public void accept(Sample delivered) {
    Sample sample = gridAge.cap(delivered);
    Plant now = plant;
    Slot slot = now == null ? null : now.slot(sample.address());
    if (slot == null && !sample.address().node().device().equals(config.id())) {
      return; // A driver speaks for its own device only.
    }
    boolean doubted = !distrusted.isEmpty();
    Sample stored = ground.store().put(doubted ? sample.judged(Quality.INVALID) : sample);
    if (slot == null) {
      return;
    }
    Sample judged = doubted ? sample : stored; // To us it still is what it says.
    slot.offer(judged);
    guards.accept(judged, ground.clock().nanos());
    gate.heard(judged);
    if (!judged.quality().isUsable()) {
      liveness.heardUnusable(judged);
      return;
    }
    if (slot.trips(judged.value())) {
      String text =
          Phrases.crossed(slot.address(), judged.value(), Objects.requireNonNull(slot.trip()));
      trip("limit", slot.address().toString(), text);
      guards.tripped(slot.address().toString(), text);
    }
    liveness.heard(judged, slot.isPulse());
  }

  /** Has everybody else see its values as invalid, until it may be trusted again. */
  void distrust(Object source, String why) {
    mark(distrusted, source, why);
  }

  private static void mark(Map<Object, String> all, Object source, String why) {
    if (why.isEmpty()) {
      all.remove(source);
    } else {
      all.put(source, why);
    }
  }

  /** Closes the cell and wakes the writer; any thread. */
  void trip(String kind, String source, String text) {
    trip(kind, source, text, false);
  }

  /**
   * The same.
   *
   * @param also whether the cause counts beside one for which the cell was closed already
   */
  void trip(String kind, String source, String text, boolean also) {
    Cause cause = new Cause(kind, source, text, ground.clock().instant(), ground.clock().nanos());
    boolean first = cell.close(cause, ground.model().emergency().category(kind));
    wake();
    gate.tripped(cause, first || also);
  }

  /** What it told last. */
  Liveness liveness() {
    return liveness;
  }

  /** Whether any of the points by which it is told alive is fresh. */
  boolean isAlive(long nowNanos) {
    return liveness.isAlive(nowNanos);
  }

  // --- orders, on the site's loop ---

  /** Takes the place of one that was closed for the same id; its latch stays. */
  void replace(FieldDevice before) {
    Cell.Shut shut = before.cell().shut();
    shut.cell().cause().ifPresent(cause -> cell.close(cause, shut.category()));
  }

  /** What a new step wants; wakes the writer where that is not done yet. */
  void order(Order next) {
    Order before = order.getAndSet(next);
    Plant now = plant;
    if (!next.asks(before) || (next.authority() && now != null && !isSettled(now))) {
      wake();
    }
  }

  private static boolean isSettled(Plant plant) {
    for (Lane lane : plant.lanes()) {
      if (!lane.isSettled()) {
        return false;
      }
    }
    return true;
  }

  /** Keeps a setpoint until the order of this step is made. */
  void collect(Setpoint setpoint) {
    collecting.add(setpoint);
  }

  /** What was kept for this step. */
  List<Setpoint> collected() {
    if (collecting.isEmpty()) {
      return List.of();
    }
    List<Setpoint> all = List.copyOf(collecting);
    collecting.clear();
    return all;
  }

  Order order() {
    return order.get();
  }

  /** Whether a setpoint decided at that time may be written, as far as the site is concerned. */
  boolean mayControl(long decidedNanos) {
    return !withdrawn && !isNew() && gate.isRunningSince(decidedNanos);
  }

  /** Whether it came while the site was RUNNING: it is controlled from the next start. */
  boolean isNew() {
    return gate.isRunningSinceBefore(admittedNanos);
  }

  boolean isInterlocked() {
    return !gate.interlocks().why(config.id()).isEmpty();
  }

  boolean isWithdrawn() {
    return withdrawn;
  }

  boolean isSiteRunning() {
    return gate.isRunning();
  }

  /** Whether it has been without a stop in between since before that time. */
  boolean isSiteRunningSinceBefore(long nanos) {
    return gate.isRunningSinceBefore(nanos);
  }

  boolean isUnderAuthority() {
    return order.get().authority() && !withdrawn && !isNew() && gate.isRunning();
  }

  /** Has its relay commanded by a contactor's controller alone. */
  void drivenBy(Coil commands) {
    coil = commands;
  }

  @Nullable Coil coil() {
    return coil;
  }

  /** Has nothing of it controlled, empty where it may be. Lease thread. */
  void bar(String why) {
    barred = why;
  }

  /** Has no reset open its cell, empty where it may. Lease thread. */
  void keepShut(String why) {
    shutFor = why;
  }

  /**
   * What one quantity may be, judged by the given values.
   *
   * @param beside magnitude of the other of active and reactive power
   */
  Verdict verdict(Plant of, Lane lane, Values values, double beside, long nowNanos) {
    String why = isNew() ? "it came while the site ran; the next start controls it" : barred;
    Verdict free = unbarred(of, lane, values, beside, nowNanos);
    return why.isEmpty() || free.allowed() == null ? free : Verdict.nothing(why);
  }

  /** The same, were it not for its contactors. */
  Verdict unbarred(Plant of, Lane lane, Values values, double beside, long nowNanos) {
    String observed = guard.observeOnly(of);
    if (!observed.isEmpty()) {
      return Verdict.nothing(observed);
    }
    if (!guard.mayGuard(lane)) {
      return Verdict.nothing("nothing ends a setpoint of it when the gateway dies");
    }
    if (status.state() != SessionStatus.State.READY) {
      return Verdict.nothing("the device is not ready");
    }
    if (!isAlive(nowNanos)) {
      return Verdict.nothing("there is no fresh value of " + config.id());
    }
    if (isExcluded(nowNanos)) {
      return Verdict.nothing("it does not take setpoints");
    }
    for (String suspicion : suspicions.values()) {
      return Verdict.nothing(suspicion);
    }
    return lane.bounds().verdict(values, beside, guards.rule(lane, nowNanos));
  }

  /**
   * Nothing is controlled by what cannot be believed. Watch thread.
   *
   * @param source whose values they are
   * @param why empty where they can be believed
   */
  void suspect(Object source, String why) {
    mark(suspicions, source, why);
  }

  // --- life of the session ---

  void describe(Plant compiled) {
    guard.describe(compiled, plant == null);
    plant = compiled;
    guards.describe(compiled.declaration(), ground.clock().nanos());
  }

  void opened(Open next) {
    withdrawn = false;
    open = next;
  }

  /**
   * Another session takes over from the open one, with what was written and read: the gate cell
   * keeps its cause, nothing is released in between. On the connection's thread, unless that is
   * stuck.
   */
  void succeed(Open next, DeviceConfig as) {
    Open before = Objects.requireNonNull(open);
    Plant read = Objects.requireNonNull(plant);
    cell.renew();
    config = as;
    describe(new Plant(as, next.session().declaration(), ground.model().limits(), read));
    guard.passOn(this, Objects.requireNonNull(plant), next);
    before.claim().withhold();
    before.inlet().rest();
    open = next;
    status = next.session().status();
    next.claim().grant();
    next.inlet().begin(read);
    doubt();
  }

  /** Its connection is made anew: what was written and read is kept for the next session. */
  void park() {
    open = null;
    status = ABSENT;
  }

  /** Takes the device out of control; the latch is counted down once its release is written. */
  void withdraw(CountDownLatch written) {
    withdrawn = true;
    leaving = written;
    if (open == null || !wake()) {
      left(true);
    }
  }

  /** Told by the writer after each turn. */
  void left(boolean atRest) {
    CountDownLatch latch = leaving;
    if (atRest && latch != null) {
      leaving = null;
      latch.countDown();
    }
  }

  void closeSession() {
    Open now = open;
    open = null;
    status = ABSENT;
    plant = null;
    order.set(Order.none(ground.clock().nanos()));
    if (now != null) {
      now.end();
    }
  }

  /** Takes over the session's status; returns the one before. */
  SessionStatus refreshStatus(SessionStatus next) {
    SessionStatus before = status;
    boolean ready = next.state() == SessionStatus.State.READY;
    if (ready && before.state() != SessionStatus.State.READY) {
      doubts++;
      excluded = false;
    }
    status = next;
    return before;
  }

  /** Whether that writer belongs to the session that is open now. */
  boolean isWrittenBy(Writer writer) {
    Open now = open;
    return now != null && now.writer() == writer;
  }

  /** Has the writer write again what stands: nobody knows what the device holds. Watch thread. */
  void doubt() {
    doubts++;
    wake();
  }

  /** Grows each time it is in doubt what the device holds. */
  int doubts() {
    return doubts;
  }

  boolean wake() {
    Open now = open;
    return now != null && now.writer().wake();
  }

  void tend(long nowNanos) {
    Open now = open;
    if (now != null) {
      now.writer().tend(nowNanos);
    }
  }

  /** Whether what a supervisor guards waits for its writer in vain. */
  boolean isStuck(long nowNanos) {
    Plant described = plant;
    Open now = open;
    return now != null
        && described != null
        && now.writer().isStuck(nowNanos)
        && guard.holdsAny(described);
  }

  Guard guard() {
    return guard;
  }

  // --- told by the writer ---

  void wrote(String text) {
    lastWrite = text;
  }

  void exclude(long untilNanos) {
    excludedUntilNanos = untilNanos;
    excluded = true;
  }

  boolean isExcluded(long nowNanos) {
    return excluded && nowNanos - excludedUntilNanos < 0;
  }

  // --- for people ---

  DeviceStatus status() {
    Plant now = plant;
    boolean controlled =
        isUnderAuthority()
            && now != null
            && guard.observeOnly(now).isEmpty()
            && status.state() == SessionStatus.State.READY;
    return new DeviceStatus(
        config.id(),
        Optional.ofNullable(now).map(Plant::declaration),
        status,
        controlled,
        cell.get(),
        liveness.lastSeen(),
        lastWrite,
        isNew());
  }

  /** The course of the stop for which the cell was closed. */
  StopPlan plan(Cell.Shut shut) {
    EmergencyConfig emergency = ground.model().emergency();
    return new StopPlan(
        shut.category(), shut.sinceNanos(), emergency.ramp(), emergency.isolateWithin());
  }

  /** Why the cause of the closed cell still stands, empty where it is gone. */
  Optional<String> stands(GateCell closed, long nowNanos) {
    String shut = shutFor;
    if (!shut.isEmpty()) {
      return Optional.of(shut);
    }
    String kind = closed.cause().map(Cause::kind).orElse("");
    boolean missing = kind.equals("limit") || kind.equals("data-lost");
    Optional<String> guarded = guards.stands(missing, nowNanos);
    if (guarded.isPresent()) {
      return guarded;
    }
    Plant now = plant;
    if (closed.cause().map(cause -> !cause.kind().equals("limit")).orElse(true)) {
      // A crossing that came after another cause is found here as well.
      return now == null ? Optional.empty() : now.crossing(true, nowNanos);
    }
    if (now == null) {
      return Optional.of("there is no fresh value of " + config.id());
    }
    return now.crossing(false, nowNanos);
  }

  /** The usable value of one of this device's addresses now. */
  double usableAt(Address address, long nowNanos) {
    Plant now = plant;
    return now == null ? Double.NaN : now.usableAt(address, nowNanos);
  }
}
