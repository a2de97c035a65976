package org.busbar.runtime.campaign;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.busbar.api.transport.ConnectionCounters;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.ReadItem;
import org.busbar.api.transport.ReadLimits;
import org.busbar.api.transport.ReadListener;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.RegisterWrite;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Words;
import org.busbar.api.transport.WriteItem;
import org.busbar.sim.modbus.Conduct;
import org.busbar.sim.modbus.ModbusRefusal;
import org.jspecify.annotations.Nullable;

/**
 * A connection in virtual time. Reads are answered in order of their addresses; a write takes time,
 * during which everything else goes on, so that a gate can close while it is on its way.
 */
final class VirtualConnection implements RegisterConnection {
  private static final long HALF_WAY_NANOS = 1_000_000;
  private static final long BUSY_NANOS = 1_000_000;
  private static final long FIRST_NANOS = 900_000_000;
  private static final long PHASE_NANOS = 17_000_000;
  private static final Duration TIMEOUT = Duration.ofMillis(400);
  private static final int READS = 3;
  private static final int WRITES = 16;

  /** What a connection lives in. */
  record Surroundings(Timeline timeline, Timeline.Actor actor, VirtualNet.Carrier carrier) {}

  private final String name;
  private final Surroundings around;
  private final Map<Integer, ShownUnit> units;
  private final ConnectionListener listener;
  private final Deque<Runnable> urgent = new ArrayDeque<>();
  private boolean busy;
  private boolean pumping;
  private boolean lost;
  private boolean closed;
  private long polls;
  private long requests;

  VirtualConnection(
      String name,
      Surroundings around,
      Map<Integer, ShownUnit> units,
      ConnectionListener listener) {
    this.name = name;
    this.around = around;
    this.units = units;
    this.listener = listener;
    after(0, listener::connected);
  }

  private void after(long nanos, Runnable run) {
    around.timeline().after(around.actor(), nanos, run);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Duration responseTimeout() {
    return TIMEOUT;
  }

  @Override
  public Poll poll(
      List<ReadItem> items, Duration period, ReadLimits limits, ReadListener receiver) {
    List<Registers> sorted =
        items.stream()
            .map(Registers.class::cast)
            .sorted(Comparator.comparing(Registers::table).thenComparing(Registers::address))
            .toList();
    Running poll = new Running(sorted, period.toNanos(), receiver);
    // At a place of its own in each second, well after the loop's step.
    long at = FIRST_NANOS + ++polls * PHASE_NANOS - around.timeline().clock().elapsed();
    long later = Math.floorMod(at, poll.periodNanos);
    poll.dueNanos = around.timeline().clock().elapsed() + later;
    after(later, poll::due);
    return poll;
  }

  /** A poll that goes on until it is cancelled. */
  private final class Running implements Poll {
    private final List<Registers> items;
    private final long periodNanos;
    private final ReadListener receiver;
    private boolean cancelled;
    private long dueNanos;

    Running(List<Registers> items, long periodNanos, ReadListener receiver) {
      this.items = items;
      this.periodNanos = periodNanos;
      this.receiver = receiver;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }

    void due() {
      if (cancelled || closed) {
        return;
      }
      if (busy) {
        after(BUSY_NANOS, this::due);
        return;
      }
      long now = around.timeline().clock().elapsed();
      dueNanos += periodNanos * (1 + Math.max(0, now - dueNanos) / periodNanos);
      after(dueNanos - now, this::due);
      for (Registers item : items) {
        ask(item);
      }
    }

    private void ask(Registers item) {
      long sent = around.timeline().clock().nanos();
      Conduct conduct = conduct(item.unit(), READS);
      switch (conduct) {
        case Conduct.Silent _ -> after(TIMEOUT.toNanos(), () -> fail(item, silent(item.unit())));
        case Conduct.Slow slow when slow.delay().compareTo(TIMEOUT) >= 0 ->
            after(TIMEOUT.toNanos(), () -> fail(item, silent(item.unit())));
        case Conduct.Slow slow -> after(slow.delay().toNanos(), () -> answer(item, sent));
        default -> answer(item, sent);
      }
    }

    private void answer(Registers item, long sent) {
      if (cancelled || closed) {
        return;
      }
      try {
        Words words = exchange(item);
        unit(item.unit()).answered(around.timeline().clock().elapsed());
        receiver.received(item, words, sent);
      } catch (DeviceException e) {
        fail(item, e);
      }
    }

    private void fail(Registers item, DeviceException cause) {
      if (!cancelled && !closed) {
        receiver.failed(item, cause);
      }
    }
  }

  private ShownUnit unit(int id) throws DeviceException {
    ShownUnit unit = units.get(id);
    if (unit == null) {
      throw new DeviceException.Rejected("no such unit", ModbusRefusal.TARGET_SILENT);
    }
    return unit;
  }

  private Conduct conduct(int id, int function) {
    requests++;
    ShownUnit unit = units.get(id);
    return unit == null ? Conduct.HONEST : unit.conduct(function);
  }

  private static DeviceException silent(int unit) {
    return new DeviceException.NoResponse("no answer of unit " + unit + " within " + TIMEOUT);
  }

  /** What comes of an answer that is not honest; nothing where it is. */
  private void judge(Conduct conduct, int unit) throws DeviceException {
    switch (conduct) {
      case Conduct.Refuse refuse -> throw new DeviceException.Rejected("refused", refuse.code());
      case Conduct.Garbage _ -> throw new DeviceException.Malformed("no Modbus");
      case Conduct.CutShort _ -> throw new DeviceException.NoResponse("answer cut short");
      case Conduct.Drop _ -> {
        DeviceException cause = new DeviceException.NoResponse("connection closed by peer");
        if (!lost) {
          lost = true;
          listener.lost(cause);
        }
        throw cause;
      }
      case Conduct.Silent _ -> throw silent(unit);
      default -> {
        if (lost) {
          lost = false;
          listener.connected();
        }
      }
    }
  }

  private Words exchange(Registers item) throws DeviceException {
    judge(conduct(item.unit(), READS), item.unit());
    try {
      return Words.of(unit(item.unit()).read(item.table(), item.address(), item.count()));
    } catch (ModbusRefusal e) {
      throw new DeviceException.Rejected("refused", e.code());
    }
  }

  @Override
  public void urgent(Runnable job) {
    if (closed) {
      throw new IllegalStateException("connection " + name + " is closed");
    }
    urgent.add(job);
    pumpAfter(0);
  }

  private void pumpAfter(long nanos) {
    if (!pumping) {
      pumping = true;
      after(nanos, this::pump);
    }
  }

  private void pump() {
    pumping = false;
    if (busy) {
      pumpAfter(BUSY_NANOS);
      return;
    }
    busy = true;
    try {
      for (Runnable job = urgent.poll(); job != null; job = urgent.poll()) {
        job.run();
      }
    } finally {
      busy = false;
    }
  }

  @Override
  public void write(WriteItem item) throws DeviceException {
    RegisterWrite write = (RegisterWrite) item;
    ShownUnit unit = unit(write.unit());
    unit.begun(this, around.timeline().clock().elapsed());
    Conduct conduct = conduct(write.unit(), WRITES);
    if (isTimeout(conduct)) {
      around.timeline().pause(TIMEOUT.toNanos());
      throw silent(write.unit());
    }
    around.timeline().pause(HALF_WAY_NANOS);
    requireLife();
    judge(conduct, write.unit());
    int[] words = new int[write.words().size()];
    for (int i = 0; i < words.length; i++) {
      words[i] = write.words().at(i);
    }
    int @Nullable [] carried = around.carrier().carry(unit, write.address(), words);
    if (carried != null && !(conduct instanceof Conduct.IgnoreWrite)) {
      try {
        unit.write(write.table(), write.address(), carried);
      } catch (ModbusRefusal e) {
        throw new DeviceException.Rejected("refused", e.code());
      }
    }
    around.timeline().pause(HALF_WAY_NANOS);
    requireLife();
    if (!unit.sets(write.table(), write.address(), words.length)) {
      unit.prepared(around.timeline().clock().elapsed());
    }
  }

  private static boolean isTimeout(Conduct conduct) {
    return conduct instanceof Conduct.Silent
        || conduct instanceof Conduct.Slow slow && slow.delay().compareTo(TIMEOUT) >= 0;
  }

  /** What a killed process was about to write is not written. */
  private void requireLife() throws DeviceException {
    if (!around.actor().isAlive()) {
      throw new DeviceException.NoResponse("the process is gone");
    }
  }

  @Override
  public Words read(ReadItem item) throws DeviceException {
    Registers registers = (Registers) item;
    requireLife();
    if (isTimeout(conduct(registers.unit(), READS))) {
      around.timeline().pause(TIMEOUT.toNanos());
      throw silent(registers.unit());
    }
    return exchange(registers);
  }

  @Override
  public ConnectionCounters counters() {
    return new ConnectionCounters(requests, requests, 0, 0, 0);
  }

  @Override
  public void close() {
    closed = true;
  }
}
