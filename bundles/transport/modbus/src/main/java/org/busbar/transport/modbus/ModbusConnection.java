package org.busbar.transport.modbus;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.ConnectionCounters;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.ConnectionTally;
import org.busbar.api.transport.ConnectionThread;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.DeviceException.Malformed;
import org.busbar.api.transport.DeviceException.NoResponse;
import org.busbar.api.transport.DeviceException.Rejected;
import org.busbar.api.transport.ReadItem;
import org.busbar.api.transport.ReadLimits;
import org.busbar.api.transport.ReadListener;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.RegisterWrite;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Words;
import org.busbar.api.transport.WriteItem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One Modbus connection: its thread, what it is asked to do, and the order in which it does it. */
final class ModbusConnection implements RegisterConnection {
  /** Makes the wire of a connection. */
  interface Wiring {
    Wire open(Wire.LateAnswers lateAnswers) throws IOException;

    /** Whether the peer may bear a second one: a line that is owned by one never does. */
    default boolean maySecond() {
      return false;
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(ModbusConnection.class);
  private static final long STACK = 256 * 1024L;

  /** A connection that is lost so soon after the second was made is lost for its sake. */
  private static final long CAUSED = Duration.ofSeconds(1).toNanos();

  private final String name;
  private final ModbusSettings settings;
  private final Clock clock;
  private final Wire wire;
  private final Line line;
  private final Planner planner;
  private final ConnectionTally tally = new ConnectionTally();
  private final ConnectionThread thread;

  /** When anything was last answered, monotonic ns. */
  private long answeredAt;

  /** Null where the transport cannot have a second connection. */
  private final @Nullable Aside aside;

  /** When a unit was last asked over the second connection, monotonic ns. */
  private long asideAt;

  /** Null where nobody else may read. */
  private final @Nullable Proxy proxy;

  /** Guarded by itself, as the next; closing is set under it, too. */
  private final List<Runnable> urgent = new ArrayList<>();

  private final List<Runnable> changes = new ArrayList<>();
  private volatile boolean closing;

  ModbusConnection(
      String name, ModbusSettings settings, Wiring wiring, ConnectionListener listener, Clock clock)
      throws IOException {
    this.name = name;
    this.settings = settings;
    this.clock = clock;
    this.answeredAt = clock.nanos();
    this.planner =
        new Planner(
            settings.timeout(),
            settings.pause(),
            new SplittableRandom(clock.nanos()),
            clock.nanos());
    this.wire = wiring.open(this::late);
    this.aside =
        wiring.maySecond() ? new Aside(name, settings, wiring, this::heardAside, clock) : null;
    if (aside != null) {
      planner.holdup.allowAside();
    }
    this.line = new Line(name, wire, settings, guarded(listener), clock);
    this.proxy = settings.share().map(share -> new Proxy(name, share, this, clock)).orElse(null);
    this.thread = new ConnectionThread("modbus", name, STACK, this::run, LOG::error);
  }

  /** Starts the thread. */
  ModbusConnection start() {
    thread.start();
    if (proxy != null) {
      proxy.start();
    }
    return this;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Duration responseTimeout() {
    return settings.timeout();
  }

  @Override
  public ConnectionCounters counters() {
    return tally.snapshot();
  }

  @Override
  public Poll poll(
      List<ReadItem> items, Duration period, ReadLimits limits, ReadListener listener) {
    if (period.toNanos() < 1_000_000 || period.toDays() > 1) {
      throw new IllegalArgumentException("period " + period + " is not in 1 ms to 1 day");
    }
    List<Registers> registers = new ArrayList<>();
    for (ReadItem item : items) {
      Registers asked = registers(item);
      if (!registers.isEmpty() && registers.getFirst().unit() != asked.unit()) {
        throw new IllegalArgumentException("items of more than one unit: " + asked);
      }
      registers.add(asked);
    }
    var poll =
        new org.busbar.transport.modbus.Poll(
            registers, period.toNanos(), limits, listener, this::cancelled);
    for (Registers asked : registers) {
      if (asked.count() > Merge.most(new Want(poll, asked))) {
        throw new IllegalArgumentException(
            asked + " is longer than maxRegisters " + limits.maxRegisters() + " allows");
      }
    }
    if (proxy != null) {
      proxy.added(poll);
    }
    change(() -> planner.add(poll));
    return poll;
  }

  private void cancelled(org.busbar.transport.modbus.Poll poll) {
    if (proxy != null) {
      proxy.removed(poll);
    }
    change(() -> planner.remove(poll));
  }

  @Override
  public void urgent(Runnable job) {
    synchronized (urgent) {
      if (closing) {
        throw new IllegalStateException("connection '" + name + "' is closed");
      }
      urgent.add(job);
    }
    wire.wake();
  }

  private void change(Runnable change) {
    synchronized (urgent) {
      if (closing) {
        return;
      }
      changes.add(change);
    }
    wire.wake();
  }

  @Override
  public void write(WriteItem item) throws DeviceException {
    RegisterWrite write =
        switch (item) {
          case RegisterWrite registers -> registers;
        };
    thread.require();
    ask(Request.of(write), planner.urgentWait(write.unit()), null, false);
  }

  @Override
  public Words read(ReadItem item) throws DeviceException {
    thread.require();
    Registers registers = registers(item);
    return ask(Request.of(registers), planner.urgentWait(registers.unit()), null, false);
  }

  private static Registers registers(ReadItem item) {
    return switch (item) {
      case Registers registers -> registers;
    };
  }

  @Override
  public void close() {
    if (proxy != null) {
      proxy.close();
    }
    synchronized (urgent) {
      closing = true;
    }
    wire.wake();
    if (aside != null) {
      aside.close();
    }
    thread.awaitEnd(wire::close);
  }

  private void run() {
    try {
      while (runWaiting()) {
        if (closing) {
          continue;
        }
        if (line.drive()) {
          tally.reached();
          planner.reached(clock.nanos());
        }
        switch (planner.next(clock.nanos(), line.state())) {
          case Planner.Step.Read read -> read(read);
          case Planner.Step.Aside question -> asideAt = aside.ask(question.block().range);
          case Planner.Step.Fail fail -> fail(fail.block());
          case Planner.Step.Idle idle -> idle(idle.nanos());
        }
      }
    } finally {
      wire.close();
      synchronized (urgent) {
        closing = true;
      }
    }
  }

  /**
   * Runs what waits now, urgent jobs first; what is added meanwhile has its turn after one request,
   * so that a job that comes back again and again cannot keep all reading out.
   *
   * @return false once closed and nothing is left to run
   */
  private boolean runWaiting() {
    List<Runnable> batch;
    synchronized (urgent) {
      if (urgent.isEmpty() && changes.isEmpty()) {
        return !closing;
      }
      batch = new ArrayList<>(urgent);
      batch.addAll(changes);
      urgent.clear();
      changes.clear();
    }
    batch.forEach(thread::guard);
    return true;
  }

  private void idle(long nanos) {
    boolean wasUp = wire.isUp();
    try {
      wire.idle(Math.min(nanos, line.idleNanos()));
    } catch (IOException e) {
      if (wasUp) {
        line.lost(e);
      }
    }
  }

  private void read(Planner.Step.Read read) {
    Block block = read.block();
    try {
      Words words = ask(Request.of(block.range), read.waitNanos(), block, read.atExpense());
      long sent = wire.sentNanos();
      planner.answered(block, clock.nanos());
      if (proxy != null) {
        proxy.answered(block.range, words, sent);
      }
      for (Want want : block.wants) {
        tell(want, () -> want.poll.listener().received(want.item, part(block, want, words), sent));
      }
    } catch (Rejected e) {
      long now = clock.nanos();
      if (!(ExceptionCode.meansShape(e.code()) && planner.split(block))) {
        planner.answered(block, now);
        tellFailed(block, e);
      }
    } catch (DeviceException e) {
      boolean sentAgain = e instanceof NoResponse && !wire.isUp();
      if (!sentAgain) {
        boolean due = block.due - clock.nanos() <= 0;
        planner.failed(block, clock.nanos());
        if (due) {
          tellFailed(block, e);
        }
      }
    }
  }

  private static Words part(Block block, Want want, Words words) {
    Registers item = want.item;
    return item.count() == words.size()
        ? words
        : words.slice(item.address() - block.range.address(), item.count());
  }

  private void fail(Block block) {
    String why;
    if (block.unit.isSilent() && wire.isUp()) {
      long ms = (clock.nanos() - block.unit.silentSince()) / 1_000_000;
      why = "unit " + block.unit.id + " has been silent for " + ms + " ms";
    } else if (wire.isUp()) {
      why = "unit " + block.unit.id + " does not answer for " + block.range;
    } else {
      why = "no connection to " + settings.peer();
    }
    planner.failed(block, clock.nanos());
    tellFailed(block, new NoResponse(why));
  }

  private void tellFailed(Block block, DeviceException cause) {
    for (Want want : block.wants) {
      tell(want, () -> want.poll.listener().failed(want.item, cause));
    }
  }

  private void tell(Want want, Runnable callback) {
    if (!want.poll.isCancelled()) {
      thread.guard(callback);
    }
  }

  /** One exchange with all that is learned from it. */
  private Words ask(Request request, long wait, @Nullable Block block, boolean atExpense)
      throws DeviceException {
    if (!wire.isUp()) {
      throw new NoResponse("no connection to " + settings.peer());
    }
    int unit = request.unit();
    long rest = planner.restNanos(unit, clock.nanos());
    for (long until = clock.nanos() + rest; rest > 0; rest = until - clock.nanos()) {
      LockSupport.parkNanos(rest);
    }
    tally.requested();
    try {
      ByteBuffer answer = wire.exchange(request, wait);
      if (answer == null) {
        tally.timedOut();
        line.unanswered();
        throw new NoResponse("unit " + unit + " did not answer in " + wait / 1_000_000 + " ms");
      }
      tally.answered();
      line.answered();
      if (answer.get(answer.position()) < 0) {
        tally.refused();
      }
      Words words = request.decode(answer);
      heardInTime(unit);
      return words;
    } catch (Rejected e) {
      heardInTime(unit);
      throw e;
    } catch (NoResponse | Malformed e) {
      missed(unit, block, atExpense, e);
      if (e instanceof Malformed && wire.isUp()) {
        line.unanswered();
      } else if (e instanceof Malformed) {
        planner.blame(unit);
        line.lost(e);
      }
      throw e;
    } catch (IOException e) {
      if (planner.cut(unit, clock.nanos())) {
        LOG.warn("unit {} of connection '{}' ends the connection when asked", unit, name);
      }
      if (asideAt != 0 && clock.nanos() - asideAt < CAUSED) {
        bar(e);
      }
      line.lost(e);
      throw new NoResponse("connection to " + settings.peer() + " lost: " + e.getMessage());
    }
  }

  private void heardAside(int unit, long roundTripNanos, @Nullable IOException refusal) {
    change(
        () -> {
          if (planner.heardAside(unit, clock.nanos(), roundTripNanos)) {
            LOG.info("unit {} of connection '{}' answers again", unit, name);
            aside.end();
          }
          if (refusal != null) {
            bar(refusal);
          }
        });
  }

  private void bar(IOException cause) {
    planner.holdup.bar(clock.nanos());
    LOG.warn(
        "{} of connection '{}' bears no second connection, so that a unit that holds up its"
            + " neighbours is asked rarely: {}",
        settings.peer(),
        name,
        cause.getMessage());
  }

  private void late(int unit, long roundTripNanos) {
    tally.answered();
    line.answered();
    // Behind a converter questions wait for each other: only the time since the last answer is its.
    long now = clock.nanos();
    heard(unit, Math.min(roundTripNanos, now - answeredAt));
    answeredAt = now;
  }

  private void heardInTime(int unit) {
    answeredAt = clock.nanos();
    long roundTrip = answeredAt - wire.sentNanos();
    heard(unit, Math.min(roundTrip, settings.timeout().toNanos() - 1));
  }

  private void heard(int unit, long roundTripNanos) {
    long now = clock.nanos();
    if (planner.heard(unit, now, roundTripNanos)) {
      LOG.info("unit {} of connection '{}' answers again", unit, name);
    }
  }

  private void missed(int unit, @Nullable Block block, boolean atExpense, DeviceException cause) {
    long now = clock.nanos();
    if (planner.missed(unit, block, now, now - wire.sentNanos(), atExpense)) {
      LOG.warn("unit {} of connection '{}': {}", unit, name, cause.getMessage());
    }
  }

  private ConnectionListener guarded(ConnectionListener listener) {
    return new ConnectionListener() {
      @Override
      public void connected() {
        thread.guard(listener::connected);
      }

      @Override
      public void lost(DeviceException cause) {
        thread.guard(() -> listener.lost(cause));
      }
    };
  }
}
