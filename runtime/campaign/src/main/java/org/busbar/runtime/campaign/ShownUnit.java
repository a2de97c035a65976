package org.busbar.runtime.campaign;

import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.busbar.api.vocabulary.Points;
import org.busbar.profile.api.ProfilePoint;
import org.busbar.profile.api.Register;
import org.busbar.profile.api.WriteStep;
import org.busbar.sim.modbus.Conduct;
import org.busbar.sim.modbus.ModbusRefusal;
import org.busbar.sim.modbus.ServedUnit;
import org.busbar.sim.served.DeviceUnit;
import org.jspecify.annotations.Nullable;

/**
 * A device of the plant as the wire sees it: what it shows can be other than what is true, and
 * every write that reached it is told. Thread-safe where it is served over sockets.
 */
final class ShownUnit implements ServedUnit {
  /** Hears of each write that took effect at a device, from whomever. */
  interface Wire {
    void wrote(ShownUnit unit);
  }

  /** Between two writes of one command. */
  private static final long AT_ONCE_NANOS = 10_000_000;

  private final String id;
  private final DeviceUnit unit;
  private final Wire wire;
  private final Map<ProfilePoint, DoubleUnaryOperator> lies = new HashMap<>();
  private final Map<Integer, Integer> rawWords = new HashMap<>();
  private final Map<String, ProfilePoint> points = new HashMap<>();
  private boolean plain = true;
  private int hiddenFrom;
  private int hiddenTo = -1;
  private long answeredNanos = Long.MIN_VALUE / 2;
  private @Nullable Object writer;
  private long writesBegun;
  private long begunNanos;
  private long preparedNanos = Long.MIN_VALUE / 2;

  ShownUnit(String id, DeviceUnit unit, Wire wire) {
    this.id = id;
    this.unit = unit;
    this.wire = wire;
    unit.profile().points().stream()
        .filter(point -> point.key().index() == 0)
        .forEach(point -> points.putIfAbsent(point.key().point().id(), point));
  }

  String id() {
    return id;
  }

  DeviceUnit unit() {
    return unit;
  }

  /** The setpoint of active power the device holds now, in W. */
  double standingW() {
    return unit.device().asked(Points.ACTIVE_POWER_W);
  }

  /** Told when a read of the product was answered. */
  synchronized void answered(long elapsedNanos) {
    answeredNanos = elapsedNanos;
  }

  /** When the product last got an answer, elapsed. */
  synchronized long answeredNanos() {
    return answeredNanos;
  }

  /**
   * Told before each write of the product, with the connection it comes by. A command that takes
   * several writes begins with its first one.
   */
  synchronized void begun(Object by, long elapsedNanos) {
    boolean goesOn = elapsedNanos - preparedNanos <= AT_ONCE_NANOS && by == writer;
    begunNanos = goesOn ? begunNanos : elapsedNanos;
    writer = by;
    writesBegun++;
  }

  /** Told after a write that did not set anything yet, only the timer or what enables. */
  synchronized void prepared(long elapsedNanos) {
    preparedNanos = elapsedNanos;
  }

  /** The connection of the last write of the product. */
  synchronized @Nullable Object writer() {
    return writer;
  }

  /** When the last command of the product was sent, elapsed. */
  synchronized long begunNanos() {
    return begunNanos;
  }

  /** Writes the product began, whatever became of them. */
  synchronized long writesBegun() {
    return writesBegun;
  }

  /** Has a point show another value than it has. */
  synchronized void show(String point, DoubleUnaryOperator lie) {
    ProfilePoint found = point(point);
    lies.put(found, lie);
    plain = false;
  }

  /** Has a register hold another word than it has. */
  synchronized void word(int at, int word) {
    rawWords.put(at, word);
    plain = false;
  }

  /** Has reads that come upon these registers refused; from a greater to a smaller for none. */
  synchronized void hide(int first, int last) {
    hiddenFrom = first;
    hiddenTo = last;
  }

  /** Whether it shows itself as another device: such a one is never written. */
  synchronized boolean isDisguised() {
    return !rawWords.isEmpty();
  }

  /** A point shows what it has again. */
  synchronized void truth(String point) {
    lies.remove(point(point));
    plain = lies.isEmpty() && rawWords.isEmpty();
  }

  /** All registers hold the words they have again. */
  synchronized void realWords() {
    rawWords.clear();
    plain = lies.isEmpty();
  }

  /** Whether its profile describes such a point. */
  boolean has(String point) {
    return points.containsKey(point);
  }

  /** What a reader would be shown now; NaN where there is no such point. */
  double shown(String point) {
    ProfilePoint found = points.get(point);
    if (found == null) {
      return Double.NaN;
    }
    Register register = found.register();
    try {
      return register
          .coding()
          .decode(Words.of(shown(register.table(), register.at(), register.size())));
    } catch (ModbusRefusal e) {
      return Double.NaN;
    }
  }

  private ProfilePoint point(String name) {
    ProfilePoint found = points.get(name);
    if (found == null) {
      throw new IllegalArgumentException(id + " has no point " + name);
    }
    return found;
  }

  @Override
  public synchronized int[] read(Table table, int address, int count) throws ModbusRefusal {
    if (address <= hiddenTo && address + count > hiddenFrom) {
      throw new ModbusRefusal(ModbusRefusal.DEVICE_FAILURE);
    }
    return shown(table, address, count);
  }

  private synchronized int[] shown(Table table, int address, int count) throws ModbusRefusal {
    int[] words = unit.read(table, address, count);
    if (!plain) {
      lies.forEach((point, lie) -> lay(words, table, address, point.register(), lie));
      rawWords.forEach(
          (at, word) -> {
            if (at >= address && at < address + count) {
              words[at - address] = word;
            }
          });
    }
    return words;
  }

  private static void lay(
      int[] words, Table table, int address, Register register, DoubleUnaryOperator lie) {
    int from = register.at() - address;
    if (register.table() != table || from < 0 || from + register.size() > words.length) {
      return;
    }
    int[] own = new int[register.size()];
    System.arraycopy(words, from, own, 0, own.length);
    double value = lie.applyAsDouble(register.coding().decode(Words.of(own)));
    Words next = register.coding().encode(value);
    for (int i = 0; i < own.length; i++) {
      words[from + i] = next.at(i);
    }
  }

  @Override
  public void write(Table table, int address, int[] words) throws ModbusRefusal {
    unit.write(table, address, words);
    if (sets(table, address, words.length)) {
      wire.wrote(this);
    }
  }

  /** Another master writes a setpoint. */
  void foreignWrite(double w) {
    for (WriteStep step : unit.profile().writes().getFirst().steps()) {
      if (step instanceof WriteStep.Value value) {
        Words words = value.register().coding().encode(w);
        int[] each = new int[words.size()];
        for (int i = 0; i < each.length; i++) {
          each[i] = words.at(i);
        }
        try {
          unit.write(step.table(), step.at(), each);
        } catch (ModbusRefusal e) {
          throw new IllegalStateException(id + " refuses " + w, e);
        }
      }
    }
  }

  /** Whether these registers hold a setpoint, not only its timer or what enables it. */
  boolean sets(Table table, int address, int count) {
    return unit.profile().writes().stream()
        .flatMap(write -> write.steps().stream())
        .filter(WriteStep.Value.class::isInstance)
        .anyMatch(s -> s.table() == table && s.at() < address + count && s.at() >= address);
  }

  @Override
  public Conduct conduct(int function) {
    return unit.conduct(function);
  }
}
