package org.busbar.safety;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.safety.Allowed;
import org.busbar.api.safety.GateCell;
import org.busbar.api.safety.Setpoint;
import org.busbar.api.transport.Connection;
import org.busbar.safety.stop.Duty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only one that writes to a device. Runs on the connection's thread as an urgent job; anybody
 * may wake it. It decides anew what is due before each write and once more after it: a cell that
 * was closed, a lease that ended or an epoch that passed while a write was on its way is answered
 * in the same turn.
 */
final class Writer implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
  private static final int WRITES_PER_TURN = 4;
  private static final long STUCK_NANOS = Duration.ofSeconds(5).toNanos();
  private static final long FAR_NANOS = Duration.ofHours(1).toNanos();

  private final Ground ground;
  private final FieldDevice device;
  private final Connection connection;
  private final DeviceSession session;
  private final WriteReports reports;
  private final AtomicBoolean pending = new AtomicBoolean();
  private volatile long dueNanos;
  private volatile long askedNanos;
  private volatile boolean refused;
  private int doubtsSeen;

  Writer(Ground ground, FieldDevice device, Connection connection, DeviceSession session) {
    this.ground = ground;
    this.device = device;
    this.connection = connection;
    this.session = session;
    this.reports = new WriteReports(ground, device);
    this.dueNanos = ground.clock().nanos() + FAR_NANOS;
  }

  /** Any thread: has the writer look at once; returns whether its connection took the job. */
  boolean wake() {
    if (!pending.compareAndSet(false, true)) {
      return true;
    }
    if (!refused) {
      askedNanos = ground.clock().nanos();
    }
    try {
      connection.urgent(this);
      return true;
    } catch (RuntimeException e) {
      refused = true;
      pending.set(false);
      LOG.warn("{}: connection {} takes no job", device.id(), connection.name(), e);
      return false;
    }
  }

  /** Any thread: whether the connection's thread does not come round to it, or is no more. */
  boolean isStuck(long nowNanos) {
    return (refused || pending.get()) && nowNanos - askedNanos > STUCK_NANOS;
  }

  /** Any thread: wakes the writer where its time has come. */
  void tend(long nowNanos) {
    if (nowNanos - dueNanos >= 0) {
      wake();
    }
  }

  @Override
  public void run() {
    refused = false;
    pending.set(false);
    Plant plant = device.plant();
    if (plant == null || !device.isWrittenBy(this)) {
      return; // The session was closed while this job waited.
    }
    long now = ground.clock().nanos();
    long due = now + FAR_NANOS;
    boolean atRest = true;
    boolean unfinished = false;
    if (mayTalk(plant)) {
      boolean doubtful = doubtsSeen != device.doubts();
      doubtsSeen = device.doubts();
      for (Lane lane : plant.lanes()) {
        if (device.guard().mayGuard(lane) || lane.wasWritten()) {
          if (doubtful) {
            lane.forget(now);
          }
          lane.begin(now);
          unfinished |= !serve(plant, lane);
          due = lane.dueNanos() - due < 0 ? lane.dueNanos() : due;
          Coil coil = coilOf(lane);
          atRest &= lane.isAtRest(coil == null && !device.cell().get().isOpen());
          boolean kept = coil == null ? device.isUnderAuthority() : !device.isWithdrawn();
          if (lane.isAtRest(false) && !kept) {
            device.guard().drop(lane);
          }
        }
      }
    }
    dueNanos = due;
    device.left(atRest);
    if (unfinished) {
      wake();
    }
  }

  /** Only what was identified is ever written, and only where it may be. */
  private boolean mayTalk(Plant plant) {
    SessionStatus.State state = device.sessionStatus().state();
    return plant.observeOnly().isEmpty()
        && (state == SessionStatus.State.READY || state == SessionStatus.State.FAULTY);
  }

  private boolean serve(Plant plant, Lane lane) {
    boolean maySet = true;
    for (int i = 0; i < WRITES_PER_TURN; i++) {
      Command command = next(plant, lane, maySet);
      if (command == null) {
        return true;
      }
      maySet &= command.action() != Command.Action.SET;
      write(lane, command);
    }
    return false;
  }

  /** What is due now, judged by what holds at this very moment; null where nothing is. */
  private @Nullable Command next(Plant plant, Lane lane, boolean maySet) {
    long now = ground.clock().nanos();
    Coil coil = coilOf(lane);
    if (coil != null) {
      return device.isWrittenBy(this) ? contactor(lane, coil, now) : null;
    }
    Cell.Shut shut = device.cell().shut();
    GateCell cell = shut.cell();
    Order order = device.order();
    Setpoint setpoint = today(order.of(lane.writable()), shut);
    return switch (Duty.of(sight(lane, cell, order, setpoint, now))) {
      case NOTHING -> null;
      case SAFE -> lane.safe(now, cell.epoch(), device.plan(shut));
      case GIVE_BACK -> lane.givenBack(now, cell.epoch(), order.authority());
      case RELEASE -> lane.released(now, cell.epoch(), setpoint != null);
      case SET -> set(plant, lane, order, Objects.requireNonNull(setpoint), maySet);
    };
  }

  /** A setpoint that was decided before another session took over is as good as one after it. */
  private static @Nullable Setpoint today(@Nullable Setpoint setpoint, Cell.Shut shut) {
    if (setpoint == null) {
      return null;
    }
    int epoch = shut.now(setpoint.epoch());
    return epoch == setpoint.epoch()
        ? setpoint
        : new Setpoint(
            setpoint.node(),
            setpoint.quantity(),
            setpoint.value(),
            epoch,
            setpoint.decidedNanos(),
            setpoint.deadlineNanos());
  }

  private @Nullable Coil coilOf(Lane lane) {
    Coil coil = device.coil();
    return coil != null && coil.drives(lane) ? coil : null;
  }

  /** What the controller of a contactor commands: in every state of the site, and nothing else. */
  private @Nullable Command contactor(Lane lane, Coil coil, long now) {
    boolean guarded =
        device.guard().mayGuard(lane)
            && !device.isWithdrawn()
            && device.guard().covers(device, lane, connection, session);
    coil.told(guarded, lane.isAtRest(false) && lane.wasWritten());
    if (lane.hasReverted(now)) {
      coil.lapse();
    }
    int epoch = device.cell().get().epoch();
    // One that is closed already waits for its controller to open it without load.
    boolean may = guarded || (lane.isSet() && !device.isWithdrawn());
    return may && coil.isClosed(now) ? lane.closed(now, epoch) : lane.released(now, epoch, false);
  }

  /** The setpoint within what is allowed at this moment. */
  private @Nullable Command set(
      Plant plant, Lane lane, Order order, Setpoint setpoint, boolean maySet) {
    long now = ground.clock().nanos();
    lane.dueAt(setpoint.deadlineNanos() + 1);
    Values values = address -> plant.usableAt(address, now);
    double beside = Region.besideWanted(plant, lane, values, order);
    Allowed allowed = device.verdict(plant, lane, values, beside, now).allowed();
    if (allowed == null || device.isInterlocked()) {
      return lane.released(now, setpoint.epoch(), true);
    }
    if (!maySet) {
      lane.stands();
      return null;
    }
    if (!device.guard().covers(device, lane, connection, session)) {
      return lane.released(now, setpoint.epoch(), true);
    }
    double measured = lane.writable().measured().map(values::at).orElse(Double.NaN);
    return lane.set(now, setpoint, allowed, order, measured);
  }

  private Duty.Sight sight(
      Lane lane, GateCell cell, Order order, @Nullable Setpoint setpoint, long now) {
    boolean controls = device.mayControl(order.decidedNanos()) && device.guard().mayGuard(lane);
    Duty.Wish wish = null;
    if (setpoint != null) {
      boolean expired = now - setpoint.deadlineNanos() > 0;
      wish =
          new Duty.Wish(
              Double.isFinite(setpoint.value()),
              setpoint.epoch(),
              device.mayControl(setpoint.decidedNanos()),
              !expired && now - setpoint.decidedNanos() >= 0);
      if (cell.isOpen() && order.authority() && controls) {
        reports.lease(expired);
      }
    }
    boolean owner = device.isWrittenBy(this);
    return new Duty.Sight(owner, cell.isOpen(), cell.epoch(), order.authority(), controls, wish);
  }

  private void write(Lane lane, Command command) {
    WriteResult result;
    String request = reports.request();
    try {
      result = session.write(command);
    } catch (RuntimeException e) {
      LOG.error("{}: the driver failed while writing {}", device.id(), command, e);
      result = new WriteResult.Unknown("the driver failed: " + e);
    }
    if (!device.isWrittenBy(this)) {
      return; // Somebody else has the device by now, and knows better what it holds.
    }
    long now = ground.clock().nanos();
    boolean taken = isTaken(command, result);
    lane.wrote(command, taken, result, now);
    reports.wrote(lane, command, result, now);
    reports.answer(request, command, result);
  }

  private static boolean isTaken(Command command, WriteResult result) {
    return result instanceof WriteResult.Accepted accepted
        && !WriteReports.differs(command, accepted.readBack());
  }
}
