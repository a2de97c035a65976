package org.busbar.safety;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.events.Severity;
import org.busbar.api.safety.Allowed;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.Cause;
import org.busbar.api.safety.DeviceStatus;
import org.busbar.api.safety.Field;
import org.busbar.api.safety.Freeze;
import org.busbar.api.safety.GateCell;
import org.busbar.api.safety.Setpoint;
import org.busbar.api.safety.Setpoints;
import org.busbar.api.safety.SiteState;
import org.busbar.api.safety.SiteStatus;
import org.busbar.api.safety.StepNote;
import org.busbar.api.safety.StopSource;
import org.busbar.api.site.SiteModel;
import org.busbar.api.site.Snapshot;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.safety.audit.AuditTrail;
import org.busbar.safety.guard.Supervision;
import org.busbar.safety.record.BlackBox;
import org.busbar.safety.stop.Isolation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The field of one site. Three threads meet here: the site's loop, the lease thread, the watch. */
final class SiteField implements Field {
  private static final Logger LOG = LoggerFactory.getLogger(SiteField.class);

  /** Leases of core are never longer than this, or than the least lease a device needs. */
  private static final Duration LEAST_LEASE = Duration.ofSeconds(3);

  private static final Duration BOOT_PATIENCE = Duration.ofSeconds(5);
  private static final Duration INPUT_PATIENCE = Duration.ofSeconds(10);

  private final Ground ground;
  private final ServiceTypes types;
  private final StateFile file;
  private final Consumer<SiteField> onClose;
  private final SiteGate gate;
  private final Guard guard;
  private final Links links;
  private final ContactorController contactors;
  private final Obstacles obstacles;
  private final Reserves reserves;
  private final List<MeterTrial> trials;
  private final SteadyMap<NodeId, GateCell> cells = new SteadyMap<>();
  private final SteadyMap<Address, Allowed> allowed = new SteadyMap<>();
  private final SteadyMap<Address, Double> release = new SteadyMap<>();
  private final long openedNanos;
  private final long longestLeaseNanos;
  private StateRecord written;
  private volatile Roster roster;

  /** The one that this step is about; on the site's loop. */
  private Roster stepped;

  private volatile long frozenNanos;
  private volatile boolean begun;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Queue<Runnable> atBoundary = new ConcurrentLinkedQueue<>();
  private final Object changing = new Object();

  /**
   * Compiles what is known; opens nothing yet.
   *
   * @param onClose told once the field was closed
   */
  SiteField(
      Ground ground,
      ServiceTypes types,
      Path home,
      Supervision supervision,
      Consumer<SiteField> onClose) {
    this.ground = ground;
    this.types = types;
    this.file = new StateFile(home);
    this.onClose = onClose;
    this.gate = new SiteGate(ground, new SiteInterlocks(ground, types), INPUT_PATIENCE);
    this.guard = new Guard(ground, home, supervision);
    this.roster = Roster.of(ground.model(), made(ground.model().devices()));
    this.stepped = roster;
    roster.devices().forEach(this::admit);
    Guards.set(ground.model(), roster.devices());
    this.trials = MeterTrial.of(ground, roster.byNode());
    this.contactors = new ContactorController(ground, gate, roster.byNode());
    isolateBy(contactors);
    this.links = new Links(ground, types, roster.devices());
    this.obstacles = new Obstacles(ground.events());
    this.reserves = new Reserves(ground);
    this.openedNanos = ground.clock().nanos();
    this.frozenNanos = openedNanos;
    this.longestLeaseNanos =
        Math.max(LEAST_LEASE.toNanos(), ground.model().cycle().multipliedBy(3).toNanos());
    this.written = gate.record(gate.current());
  }

  private List<DeviceWatch> made(List<DeviceConfig> configs) {
    return configs.stream()
        .map(config -> new FieldDevice(ground, config, gate, guard))
        .map(device -> new DeviceWatch(ground, device, MeterWatch.of(ground, device, this::roster)))
        .toList();
  }

  private Roster roster() {
    return roster;
  }

  private void admit(FieldDevice device) {
    gate.guard(device);
    gate.interlocks().guard(device);
  }

  @Override
  public Optional<SiteModel> model() {
    return Optional.of(stepped.model());
  }

  @Override
  public Optional<String> obstacle(SiteModel next) {
    return Difference.between(ground.model(), next).obstacle();
  }

  @Override
  public void change(SiteModel next) {
    synchronized (changing) {
      takeOver(next);
    }
    servicesCame();
  }

  @Override
  public void prepare(SiteModel next) {
    synchronized (changing) {
      ground.current().set(next);
      roster = Roster.of(next, roster.watches());
    }
  }

  private void takeOver(SiteModel next) {
    Roster before = roster;
    Difference difference = Difference.between(before.model(), next);
    difference
        .obstacle()
        .ifPresent(
            why -> {
              throw new IllegalStateException(why);
            });
    List<FieldDevice> gone = before.among(difference.touched());
    links.end(gone);
    List<DeviceWatch> watches =
        new ArrayList<>(
            made(
                next.devices().stream()
                    .filter(config -> difference.touched().contains(config.id()))
                    .toList()));
    List<FieldDevice> fresh = watches.stream().map(DeviceWatch::device).toList();
    before.watches().stream().filter(watch -> !gone.contains(watch.device())).forEach(watches::add);
    Guards.set(next, fresh);
    keepShut(fresh, before);
    fresh.forEach(this::admit);
    ground.current().set(next);
    gate.interlocks().takeOver(gone);
    roster = Roster.of(next, watches);
    gone.forEach(gate::forget);
    keepShut(fresh, before); // Whatever closed one of them meanwhile.
    links.takeOver(roster.devices());
  }

  private static void keepShut(List<FieldDevice> fresh, Roster before) {
    for (FieldDevice device : fresh) {
      FieldDevice same = before.byNode().get(device.id());
      if (same != null && device.cell().get().isOpen()) {
        device.replace(same);
      }
    }
  }

  /** Recalls the latch and opens what can be opened; throws where the configuration is wrong. */
  void open() {
    List<String> problems = new ArrayList<>(links.describe());
    problems.addAll(Findings.around(ground.model(), types));
    if (problems.isEmpty()) {
      recall();
      problems.addAll(links.open());
    }
    if (!problems.isEmpty()) {
      close();
      throw new IllegalArgumentException(String.join("\n", problems));
    }
  }

  private void recall() {
    long now = ground.clock().nanos();
    try {
      file.read(now).ifPresent(gate::restore);
    } catch (IOException | IllegalArgumentException e) {
      LOG.error("{}: state record {} cannot be read", ground.model().id(), file, e);
      String text = "The state record " + file + " cannot be read: " + e.getMessage();
      gate.distrust(new Cause("state-record", "site", text, ground.clock().instant(), now));
    }
  }

  @Override
  public Freeze freeze(Snapshot snapshot) {
    for (Runnable job = atBoundary.poll(); job != null; job = atBoundary.poll()) {
      job.run();
    }
    frozenNanos = snapshot.nanos();
    stepped = roster;
    begun = true;
    gate.beat(frozenNanos, true);
    gate.performReset();
    if (links.isComplete() || ground.clock().nanos() - openedNanos > BOOT_PATIENCE.toNanos()) {
      if (gate.booted()) {
        links.tellMissing();
      }
    }
    Set<NodeId> interlocked = gate.interlocks().freeze(snapshot);
    SiteState state = gate.status().state();

    Values values = snapshot::value;
    for (FieldDevice device : stepped.devices()) {
      GateCell cell = device.cell().get();
      cells.put(device.id(), cell);
      Plant plant = device.plant();
      if (plant == null) {
        continue;
      }
      device.guards().estimate(snapshot);
      for (Lane lane : plant.lanes()) {
        Address address = lane.address();
        release.put(address, lane.release());
        double beside = Region.beside(plant, lane, values);
        Verdict verdict = device.verdict(plant, lane, values, beside, snapshot.nanos());
        if (lane.strays(verdict)) {
          device.wake(); // What stands is not allowed any more; it does not wait for a decision.
        }
        if (verdict.allowed() != null && cell.isOpen() && !interlocked.contains(device.id())) {
          allowed.put(address, verdict.allowed());
        }
        if (state == SiteState.RUNNING) {
          obstacles.tell(device, address, verdict.obstacle());
        }
      }
    }
    Freeze freeze = new Freeze(state, cells.take(), allowed.take(), release.take());
    trials.forEach(trial -> trial.step(freeze, snapshot.nanos()));
    return freeze;
  }

  @Override
  public void submit(Setpoints setpoints) {
    for (Setpoint setpoint : setpoints.setpoints()) {
      FieldDevice device = deviceOf(setpoint.node());
      if (device != null) {
        device.collect(Plant.bounded(device.plant(), setpoint, longestLeaseNanos));
      }
    }
    trials.forEach(trial -> trial.take(frozenNanos, longestLeaseNanos));
    boolean running = gate.isRunning();
    for (FieldDevice device : stepped.devices()) {
      boolean authority = running && setpoints.authority().contains(device.id()) && !device.isNew();
      Order before = device.order();
      List<Setpoint> orders = device.collected();
      if (authority || before.authority()) {

        long previous = before.authority() ? before.decidedNanos() : frozenNanos;
        device.order(new Order(authority, authority ? orders : List.of(), frozenNanos, previous));
      }
    }
    ground.correlations().putAll(setpoints.correlations());
  }

  @Nullable FieldDevice device(NodeId id) {
    return roster.byNode().get(id);
  }

  private @Nullable FieldDevice deviceOf(NodeId node) {
    FieldDevice device = stepped.byNode().get(node);
    return device == null && node.isTerminal() ? stepped.byNode().get(node.device()) : device;
  }

  /** Wakes every writer whose time has come: a lease, a renewal, a new try. Lease thread. */
  void tend(long nowNanos) {
    gate.tend(nowNanos);
    contactors.tend(nowNanos);
    for (FieldDevice device : roster.devices()) {
      device.tend(nowNanos);
    }
  }

  /**
   * Whether the loop has begun to step and does, and no guarded device waits for its writer in
   * vain. Lease thread.
   */
  boolean isOnTime(long nowNanos) {
    return begun
        && nowNanos - frozenNanos <= ground.model().cycle().toNanos()
        && roster.devices().stream().noneMatch(device -> device.isStuck(nowNanos));
  }

  /** Looks at devices from outside and keeps the record on disk. Watch thread. */
  void watch(long nowNanos) {
    for (DeviceWatch watch : roster.watches()) {
      try {
        watch.watch(nowNanos);
      } catch (RuntimeException e) {
        LOG.error("{}: watching a device failed", ground.model().id(), e);
      }
    }
    gate.beat(nowNanos, false);
    gate.tell();
    if (guard.keep()) {
      roster.devices().forEach(FieldDevice::wake);
    }
  }

  /** Keeps on disk what is to outlive a restart. Record thread; blocks on the disk. */
  synchronized void keepRecord() {
    SiteGate.Phase phase = gate.current();
    StateRecord record = gate.record(phase);
    if (!record.equals(written)) {
      try {
        file.write(record);
        written = record;
        obstacles.recordWritten();
      } catch (IOException e) {
        notRecorded(record, e);
        return;
      }
    }
    gate.recorded(phase);
  }

  private void notRecorded(StateRecord record, IOException cause) {
    obstacles.recordNotWritten(cause);
    if (record.state() == SiteState.ERROR || !record.latched().isEmpty()) {
      try {
        file.spoil(); // An old record must not let it start as if nothing had been.
      } catch (IOException e) {
        LOG.error("{}: the old state record cannot be made void", ground.model().id(), e);
      }
    }
  }

  /** Services came: opens what they make possible. */
  void servicesCame() {
    for (String problem : links.open()) {
      ground.events().raise(Severity.ALARM, "site", "device-not-opened", problem);
    }
  }

  /** Takes over who opens contactors in the course of a stop. */
  void isolateBy(Isolation contactors) {
    gate.separation().by(contactors);
  }

  Links links() {
    return links;
  }

  Ground ground() {
    return ground;
  }

  List<FieldDevice> fieldDevices() {
    return roster.devices();
  }

  /** Has a short job run on the loop before the next freeze. Any thread. */
  void atBoundary(Runnable job) {
    atBoundary.add(job);
  }

  @Override
  public SiteStatus status() {
    return gate.status();
  }

  @Override
  public Answer request(SiteState wanted, String by, String reason) {
    SiteState before = status().state();
    Map<String, String> what = Map.of("command", "state", "wanted", wanted.name());
    return audited(gate.request(wanted, by, reason), by, reason, before, what);
  }

  @Override
  public void emergencyStop(StopSource source, String by, String reason) {
    SiteState before = status().state();
    gate.emergencyStop(source, by, reason);
    Map<String, String> what = Map.of("command", "emergency-stop", "source", source.word());
    audited(new Answer.Done(), by, reason, before, what);
  }

  @Override
  public Answer reset(String by, String reason) {
    SiteState before = status().state();
    return audited(gate.reset(by, reason), by, reason, before, Map.of("command", "reset"));
  }

  @Override
  public Answer spendReserve(NodeId device, Duration validFor, String by, String reason) {
    return reserves.spend(device(device), validFor, by, reason);
  }

  /** One record for each command that was accepted, none for one that was refused. */
  private Answer audited(
      Answer answer, String by, String reason, SiteState before, Map<String, String> what) {
    if (answer instanceof Answer.Done) {
      ground.commanded(by, reason, before, status().state(), what);
    }
    return answer;
  }

  @Override
  public void keep(StepNote note) {
    ground.box().keep(note);
  }

  @Override
  public BlackBox recorder() {
    return ground.box();
  }

  @Override
  public AuditTrail audit() {
    return ground.audit();
  }

  @Override
  public List<DeviceStatus> devices() {
    return roster.devices().stream().map(FieldDevice::status).toList();
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    gate.close();
    links.close();
    gate.interlocks().close();
    gate.tell();
    keepRecord();
    ground.box().close();
    ground.audit().flush();
    guard.keep();
    onClose.accept(this);
  }
}
