package org.busbar.sim.served;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.profile.api.Coding;
import org.busbar.profile.api.Identity;
import org.busbar.profile.api.PointKey;
import org.busbar.profile.api.Profile;
import org.busbar.profile.api.ProfilePoint;
import org.busbar.profile.api.RawType;
import org.busbar.profile.api.Register;
import org.busbar.profile.api.Shown;
import org.busbar.profile.api.WriteSpec;
import org.busbar.profile.api.WriteStep;
import org.busbar.sim.modbus.Conduct;
import org.busbar.sim.modbus.ModbusRefusal;
import org.busbar.sim.modbus.ServedUnit;
import org.busbar.sim.plant.Plant;
import org.busbar.sim.plant.SimDevice;

/**
 * A device behind the registers its profile describes: the same description that drives it, read
 * from the other end. Registers are renewed at the device's own period; a write acts at once.
 */
public final class DeviceUnit implements ServedUnit {
  private static final Duration SLOW = Duration.ofSeconds(2);
  private static final double LIE = 10;

  private final Plant plant;
  private final SimDevice device;
  private final Profile profile;
  private final double updateS;
  private final RegisterSpace space;
  private final Map<Integer, Integer> exponents = new HashMap<>();

  /** Registers that hold more than one thing, put together anew each time. */
  private final List<Register> parts;

  /** Quantities that were written and are not enabled: their registers keep what was written. */
  private final Set<PointKey> waiting = new HashSet<>();

  private volatile int[] image;
  private volatile Fault fault = Fault.NONE;
  private volatile Duration delay = SLOW;
  private double sinceUpdateS;

  /**
   * @param update how often the device renews its registers
   * @param fixed registers besides the profile's: markers, serial numbers
   */
  public DeviceUnit(
      Plant plant, SimDevice device, Profile profile, Duration update, FixedWords fixed) {
    this.plant = plant;
    this.device = device;
    this.profile = profile;
    this.updateS = update.toNanos() / 1e9;
    this.space = new RegisterSpace(profile.readLimits().maxGap());
    this.parts =
        profile.points().stream()
            .map(ProfilePoint::register)
            .filter(register -> register.coding().isPart() || isBool(register))
            .toList();
    defineRegisters();
    fixed.words().forEach((at, words) -> space.define(fixed.table(), at, words.size()));
    int[] first = new int[space.size()];
    fixed.words().forEach((at, words) -> space.put(first, fixed.table(), at, words));
    this.image = first;
    programTimers();
    renew();
  }

  public SimDevice device() {
    return device;
  }

  public Profile profile() {
    return profile;
  }

  public Fault fault() {
    return fault;
  }

  /** Switches a fault on, or off with {@link Fault#NONE}. */
  public void fault(Fault next) {
    fault = next;
  }

  /** How late a slow device answers. */
  public void delay(Duration late) {
    delay = late;
  }

  /** To be called after each step of the plant. */
  public void step(double dtS) {
    sinceUpdateS += dtS;
    if (sinceUpdateS >= updateS - 1e-9) {
      sinceUpdateS = 0;
      if (fault != Fault.FROZEN) {
        plant.with(
            _ -> {
              renew();
              return fault;
            });
      }
    }
  }

  @Override
  public Conduct conduct(int function) {
    boolean writes = function == 5 || function == 6 || function >= 15;
    return switch (fault) {
      case SILENT -> new Conduct.Silent();
      case SLOW -> new Conduct.Slow(delay);
      case DROP -> new Conduct.Drop();
      case GARBAGE -> new Conduct.Garbage();
      case CUT_SHORT -> new Conduct.CutShort();
      case REFUSE_WRITES -> writes ? refused() : Conduct.HONEST;
      case IGNORE_WRITES -> writes ? new Conduct.IgnoreWrite() : Conduct.HONEST;
      case EXCEPTION -> writes ? Conduct.HONEST : refused();
      case NONE, FROZEN, LYING_SIGN, LYING_SCALE -> Conduct.HONEST;
    };
  }

  private static Conduct refused() {
    return new Conduct.Refuse(ModbusRefusal.DEVICE_FAILURE);
  }

  @Override
  public int[] read(Table table, int address, int count) throws ModbusRefusal {
    boolean registers = table == Table.HOLDING || table == Table.INPUT;
    if (registers && count > profile.readLimits().maxRegisters()) {
      throw new ModbusRefusal(ModbusRefusal.ILLEGAL_VALUE);
    }
    return space.read(image, table, address, count);
  }

  @Override
  public void write(Table table, int address, int[] words) throws ModbusRefusal {
    int[] next;
    synchronized (plant) {
      next = image.clone();
      space.write(next, table, address, words);
      boolean meant = false;
      for (WriteSpec write : profile.writes()) {
        if (touches(write, table, address, words.length)) {
          meant = true;
          act(write, next);
        }
      }
      if (!meant) {
        throw new ModbusRefusal(ModbusRefusal.ILLEGAL_ADDRESS);
      }
      image = next;
    }
  }

  /** Acts on a quantity once all that enables it is as the profile says; releases it otherwise. */
  private void act(WriteSpec write, int[] words) throws ModbusRefusal {
    Point quantity = write.key().point();
    SimDevice part = part(write.key());
    boolean enabled = true;
    double value = Double.NaN;
    for (WriteStep step : write.steps()) {
      switch (step) {
        case WriteStep.Constant constant -> {
          Words now = space.words(words, constant.table(), constant.at(), constant.words().size());
          enabled &= now.equals(constant.words());
        }
        case WriteStep.Value asked -> value = decoded(asked.register(), words);
        case WriteStep.Derived derived -> value = held(write, words);
        case WriteStep.Timer timer -> part.setReversionS(decoded(timer.register(), words));
      }
    }
    if (!enabled) {
      waiting.add(write.key());
      part.release(quantity);
    } else if (!part.set(quantity, value)) {
      throw new ModbusRefusal(ModbusRefusal.ILLEGAL_VALUE);
    } else {
      waiting.remove(write.key());
    }
  }

  /** What steps that follow from a value amount to, as the computed read-back says. */
  private double held(WriteSpec write, int[] words) {
    return write
        .held()
        .map(
            held ->
                held.computed().factor()
                    * held.computed()
                        .formula()
                        .evaluate(
                            key ->
                                held.operands().stream()
                                    .filter(point -> point.key().equals(key))
                                    .mapToDouble(point -> decoded(point.register(), words))
                                    .findFirst()
                                    .orElse(Double.NaN)))
        .orElse(Double.NaN);
  }

  private double decoded(Register register, int[] words) {
    Words raw = space.words(words, register.table(), register.at(), register.size());
    return register.coding().decode(raw, exponent(register));
  }

  private static boolean touches(WriteSpec write, Table table, int at, int count) {
    return write.steps().stream()
        .anyMatch(
            step ->
                step.table() == table && at < step.at() + step.size() && step.at() < at + count);
  }

  private void defineRegisters() {
    for (ProfilePoint point : profile.points()) {
      define(point.register());
      point.register().scaleFrom().ifPresent(at -> scale(at, point.key().point()));
    }
    for (ProfilePoint input : profile.inputs()) {
      define(input.register());
    }
    for (Identity identity : profile.identify()) {
      space.define(identity.table(), identity.at(), identity.size());
    }
    for (Shown shown : profile.shown()) {
      Identity place = shown.identity();
      space.define(place.table(), place.at(), place.size());
    }
    for (WriteSpec write : profile.writes()) {
      write.steps().forEach(step -> space.define(step.table(), step.at(), step.size()));
      write.releaseSteps().forEach(step -> space.define(step.table(), step.at(), step.size()));
      for (WriteStep step : write.steps()) {
        if (step instanceof WriteStep.Value value) {
          define(value.register());
          value.register().scaleFrom().ifPresent(at -> scale(at, write.key().point()));
        }
      }
      write.readBack().ifPresent(this::define);
    }
  }

  private void define(Register register) {
    space.define(register.table(), register.at(), register.size());
    register.scaleFrom().ifPresent(at -> space.define(register.table(), at, 1));
  }

  /** A scale register holds what suits the first point that uses it. */
  private void scale(int at, Point point) {
    exponents.putIfAbsent(
        at,
        switch (point.unit()) {
          case HERTZ, AMPERE -> -2;
          case VOLT, PERCENT, CELSIUS -> -1;
          default -> 0;
        });
  }

  private int exponent(Register register) {
    OptionalInt from = register.scaleFrom();
    return from.isPresent() ? exponents.getOrDefault(from.getAsInt(), 0) : 0;
  }

  /** Timers that are not programmed by a write run as the profile says they do. */
  private void programTimers() {
    for (WriteSpec write : profile.writes()) {
      if (write.timer().isEmpty()) {
        write
            .reversion()
            .ifPresent(after -> part(write.key()).setReversionS(after.toNanos() / 1e9));
      }
    }
  }

  /** Lays the device's values into new registers; keeps what was written and has no value. */
  private void renew() {
    int[] next = image.clone();
    for (Register register : parts) {
      space.put(next, register.table(), register.at(), Words.of(new int[register.size()]));
    }
    for (Identity identity : profile.identify()) {
      space.put(next, identity.table(), identity.at(), identity.example());
    }
    for (ProfilePoint point : profile.points()) {
      if (waiting.isEmpty() || !isWaiting(point.register())) {
        put(next, point.register(), value(point.key()));
      }
    }
    for (WriteSpec write : profile.writes()) {
      if (waiting.contains(write.key())) {
        continue;
      }
      double asked = part(write.key()).asked(write.key().point());
      write.readBack().ifPresent(register -> put(next, register, asked));
    }
    image = next;
  }

  private boolean isWaiting(Register register) {
    return waiting.stream()
        .flatMap(key -> profile.write(key).stream())
        .flatMap(write -> write.steps().stream())
        .anyMatch(step -> step.table() == register.table() && step.at() == register.at());
  }

  private SimDevice part(PointKey key) {
    return device.part(key.terminal());
  }

  private double value(PointKey key) {
    double value = part(key).value(key.point(), key.index());
    if (key.point().equals(Points.ACTIVE_POWER_W)) {
      return switch (fault) {
        case LYING_SIGN -> -value;
        case LYING_SCALE -> value * LIE;
        default -> value;
      };
    }
    return value;
  }

  private void put(int[] next, Register register, double value) {
    register
        .scaleFrom()
        .ifPresent(at -> space.put(next, register.table(), at, Words.of(exponent(register))));
    Words words = encoded(register.coding(), value, exponent(register));
    if (register.coding().isPart() || isBool(register)) {
      Words already = space.words(next, register.table(), register.at(), register.size());
      int[] both = new int[words.size()];
      for (int i = 0; i < both.length; i++) {
        both[i] = words.at(i) | already.at(i);
      }
      words = Words.of(both);
    }
    space.put(next, register.table(), register.at(), words);
  }

  private static boolean isBool(Register register) {
    return register.coding().type() == RawType.BOOL;
  }

  /** What does not fit or is unknown is not available; 0 where the device has no word for that. */
  private static Words encoded(Coding coding, double value, int exponent) {
    double candidate = value;
    for (int tries = 0; tries < 3; tries++) {
      try {
        return coding.encode(candidate, exponent);
      } catch (IllegalArgumentException e) {
        candidate = tries == 0 ? Double.NaN : 0;
      }
    }
    return Words.of(new int[coding.type().words()]);
  }
}
