package org.busbar.safety;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.device.Writable;
import org.busbar.api.events.Severity;
import org.busbar.api.site.ContactorConfig;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Sample;
import org.busbar.safety.contactor.Coils;
import org.busbar.safety.contactor.PackData;
import org.busbar.safety.contactor.Seen;
import org.busbar.safety.contactor.Sequence;
import org.busbar.safety.contactor.Sequence.Phase;
import org.busbar.safety.contactor.Sequence.Wish;
import org.jspecify.annotations.Nullable;

/**
 * The contactors of one battery: sees by the newest values, steps the sequence, commands the coils.
 * On the lease thread only.
 */
final class PackSwitch {
  private static final double NANOS_PER_SECOND = 1e9;

  /** A release is written and its current measured within this. */
  private static final long SETTLE_NANOS = Duration.ofMillis(1_500).toNanos();

  /** A relay with what it is commanded. */
  private record Relay(FieldDevice device, Coil coil) {}

  private final Ground ground;
  private final SiteGate gate;
  private final ContactorConfig config;
  private final Map<NodeId, FieldDevice> devices;
  private final FieldDevice battery;
  private final List<Relay> relays;
  private final PackData data;
  private final long openedNanos;
  private Sequence sequence;
  private boolean separate;
  private long controlledNanos;
  private String reason = "";
  private double wrongSince = Double.NaN;

  PackSwitch(
      Ground ground,
      SiteGate gate,
      ContactorConfig config,
      FieldDevice battery,
      Map<NodeId, FieldDevice> devices) {
    this.ground = ground;
    this.gate = gate;
    this.config = config;
    this.battery = battery;
    this.devices = devices;
    this.relays = config.coils().all().stream().map(devices::get).map(this::relay).toList();
    this.data = data(config);
    this.openedNanos = ground.clock().nanos();
    this.controlledNanos = openedNanos;
    this.sequence = Sequence.open(0);
    battery.bar("its contactors are open");
  }

  private Relay relay(FieldDevice device) {
    Coil coil = new Coil(device.id());
    device.drivenBy(coil);
    device.bar("it holds a contactor of " + battery.id());
    return new Relay(device, coil);
  }

  private static PackData data(ContactorConfig config) {
    PackData usual = PackData.usual(config.ratedCurrentA());
    return new PackData(
        usual.ratedA(),
        usual.restBusV(),
        usual.equalShare(),
        usual.chargedShare(),
        usual.risePerSecond(),
        config.preChargeWithin().toNanos() / NANOS_PER_SECOND,
        config.feedbackWithin().toNanos() / NANOS_PER_SECOND,
        usual.tries(),
        usual.triesSeconds(),
        usual.unloadedShare(),
        usual.unloadSeconds(),
        usual.insulationOhmPerVolt());
  }

  /** Whether less than 5 % of the rated current is known to flow since the last setpoint. */
  boolean isUnloaded(long nowNanos) {
    boolean settled = nowNanos - controlledNanos >= SETTLE_NANOS;
    double currentA = value(config.current(), nowNanos);
    return settled && StrictMath.abs(currentA) < data.unloadedShare() * data.ratedA();
  }

  /** Opens, whatever flows, and stays open until the site controls again. */
  void separate(String why) {
    separate = true;
    reason = why;
  }

  void tend(long nowNanos) {
    Sequence before = sequence;
    if (before.phase() == Phase.LOCKED && battery.cell().get().isOpen()) {
      before = before.unlocked(seconds(nowNanos)); // A person has reset it.
    }
    Wish wish = wish(before.phase(), nowNanos);
    if (relays.stream().anyMatch(relay -> relay.coil().hasLapsed(nowNanos))) {
      wish = Wish.OPEN_NOW;
      reason = "its relays were not held for a while";
    }
    Seen seen = see(before.phase(), wish, nowNanos);
    Sequence stepped = before.step(wish, seen, data);
    Sequence next = checked(stepped, seen);
    sequence = next;
    command(next.coils(), nowNanos);
    bar(next, seen);
    if (next.phase() == Phase.LOCKED && before.phase() != Phase.LOCKED) {
      boolean tried = before.phase() == Phase.OPEN && stepped.phase() == Phase.LOCKED;
      lock(tried ? "pre-charge" : "weld", next.fault());
    } else {
      tell(before.phase(), next);
    }
  }

  // --- what is wanted ---

  private Wish wish(Phase phase, long nowNanos) {
    boolean open = battery.cell().get().isOpen();
    boolean controls = gate.isRunning() && open && relays.stream().allMatch(this::isFree);
    controls &= phase == Phase.OPEN || isGuarded();
    if (controls) {
      separate = false;
      controlledNanos = nowNanos;
    }
    if (separate || isIsolated(nowNanos)) {
      return Wish.OPEN_NOW;
    }
    if (controls) {
      return phase != Phase.OPEN || isWanted() ? Wish.CLOSE : Wish.OPEN;
    }
    // What is closed waits for the current to fall; a stop by its category opens it all the same.
    boolean waits = phase == Phase.CLOSED && (!open || !isUnloaded(nowNanos));
    return waits ? Wish.CLOSE : Wish.OPEN;
  }

  private boolean isWanted() {
    return battery.isUnderAuthority() && battery.mayControl(battery.order().decidedNanos());
  }

  private boolean isGuarded() {
    return relays.stream().allMatch(relay -> relay.coil().isGuarded());
  }

  private boolean isFree(Relay relay) {
    return relay.device().cell().get().isOpen();
  }

  /** Whether a stop of one of the relays has come so far that contactors open. */
  private boolean isIsolated(long nowNanos) {
    boolean unloaded = isUnloaded(nowNanos);
    for (Relay relay : relays) {
      Cell.Shut shut = relay.device().cell().shut();
      if (!shut.cell().isOpen() && relay.device().plan(shut).isolates(nowNanos, unloaded)) {
        return true;
      }
    }
    return false;
  }

  // --- what is seen ---

  private Seen see(Phase phase, Wish wish, long nowNanos) {
    Sample bus = sample(config.bus());
    boolean closing = wish == Wish.CLOSE && phase != Phase.CLOSED && phase != Phase.LOCKED;
    return new Seen(
        seconds(nowNanos),
        bus == null ? Double.NaN : bus.usableAt(nowNanos),
        bus == null ? Double.NaN : seconds(bus.measuredNanos()),
        value(config.pack(), nowNanos),
        value(config.current(), nowNanos),
        value(config.insulation(), nowNanos),
        feedback(nowNanos),
        relays.subList(1, relays.size()).stream().allMatch(relay -> relay.coil().isOpen()),
        closing ? obstacle(nowNanos) : "");
  }

  private Optional<Coils> feedback(long nowNanos) {
    double negative = value(config.feedback().negative(), nowNanos);
    double preCharge = value(config.feedback().preCharge(), nowNanos);
    double positive = value(config.feedback().positive(), nowNanos);
    return isBit(negative) && isBit(preCharge) && isBit(positive)
        ? Optional.of(new Coils(negative == 1, preCharge == 1, positive == 1))
        : Optional.empty();
  }

  private static boolean isBit(double value) {
    return value == 0 || value == 1;
  }

  /** Why it must not be closed for another reason than its own; empty where nothing is. */
  private String obstacle(long nowNanos) {
    for (Relay relay : relays) {
      String why = obstacle(relay, nowNanos);
      if (!why.isEmpty()) {
        return relay.device().id() + ": " + why;
      }
    }
    if (battery.isInterlocked()) {
      return "an interlock of " + battery.id() + " does not hold";
    }
    String fault = unbarred(battery, Points.ACTIVE_POWER_W, nowNanos);
    if (!fault.isEmpty()) {
      return fault;
    }
    String cell = staleCell(nowNanos);
    return cell.isEmpty() ? otherString(nowNanos) : cell;
  }

  private static String obstacle(Relay relay, long nowNanos) {
    String fault = unbarred(relay.device(), Points.SWITCH_ON, nowNanos);
    if (!fault.isEmpty()) {
      return fault;
    }
    Plant plant = relay.device().plant();
    Lane lane = plant == null ? null : plant.lane(relay.device().id(), Points.SWITCH_ON);
    if (lane == null || !opensByItself(lane.writable())) {
      return "a contactor's relay must be open at rest and safe when open";
    }
    if (relay.device().isInterlocked()) {
      return "an interlock does not hold";
    }
    return relay.coil().isGuarded() ? "" : "nobody opens it yet when the gateway dies";
  }

  private static boolean opensByItself(Writable writable) {
    return writable.release() == 0 && writable.safe() == 0 && writable.range().contains(1);
  }

  private static String unbarred(FieldDevice device, Point quantity, long nowNanos) {
    Plant plant = device.plant();
    Lane lane = plant == null ? null : plant.lane(device.id(), quantity);
    if (plant == null || lane == null) {
      return device.id() + " has no " + quantity + " that can be written";
    }
    Values values = address -> plant.usableAt(address, nowNanos);
    double beside = Region.beside(plant, lane, values);
    return device.unbarred(plant, lane, values, beside, nowNanos).obstacle();
  }

  /** Every value of a cell that is declared must be fresh. */
  private String staleCell(long nowNanos) {
    NodeId bms = ground.model().protection(battery.id()).flatMap(p -> p.bms()).orElse(battery.id());
    for (NodeId id : List.of(battery.id(), bms, config.pack().node().device())) {
      FieldDevice device = devices.get(id);
      Plant plant = device == null ? null : device.plant();
      if (plant == null) {
        return id + " is not there";
      }
      for (Address address : plant.declaration().points().keySet()) {
        if (address.point().id().startsWith("cell")
            && !Double.isFinite(plant.usableAt(address, nowNanos))) {
          return "there is no fresh value of " + address;
        }
      }
    }
    return "";
  }

  private String otherString(long nowNanos) {
    double packV = value(config.pack(), nowNanos);
    for (Address other : config.strings()) {
      double difference = StrictMath.abs(value(other, nowNanos) - packV);
      if (!(difference < config.stringDifferenceV())) {
        return Double.isFinite(difference)
            ? Phrases.number(difference) + " V between " + other + " and " + config.pack()
            : "there is no fresh value of " + other + " or " + config.pack();
      }
    }
    return "";
  }

  private double value(Address address, long nowNanos) {
    FieldDevice device = devices.get(address.node().device());
    return device == null ? Double.NaN : device.usableAt(address, nowNanos);
  }

  private @Nullable Sample sample(Address address) {
    FieldDevice device = devices.get(address.node().device());
    Plant plant = device == null ? null : device.plant();
    Slot slot = plant == null ? null : plant.slot(address);
    return slot == null ? null : slot.latest();
  }

  private double seconds(long nowNanos) {
    return (nowNanos - openedNanos) / NANOS_PER_SECOND;
  }

  // --- what comes of it ---

  /** A contactor that is closed though its relay took the command to open is welded. */
  private Sequence checked(Sequence stepped, Seen seen) {
    boolean wrong =
        stepped.phase() == Phase.OPEN
            && relays.stream().allMatch(relay -> relay.coil().isOpen())
            && seen.feedback().map(coils -> !coils.equals(Coils.OPEN)).orElse(false);
    if (!wrong) {
      wrongSince = Double.NaN;
      return stepped;
    }
    if (Double.isNaN(wrongSince)) {
      wrongSince = seen.atSeconds();
    }
    boolean late = seen.atSeconds() - wrongSince > data.feedbackSeconds();
    return late ? stepped.welded(seen) : stepped;
  }

  private void command(Coils coils, long nowNanos) {
    boolean[] closed = {coils.negative(), coils.preCharge(), coils.positive()};
    for (int i = 0; i < closed.length; i++) {
      if (relays.get(i).coil().command(closed[i], nowNanos)) {
        relays.get(i).device().wake();
      }
    }
  }

  /** The battery is controlled only while it is known to be connected. */
  private void bar(Sequence now, Seen seen) {
    if (now.phase() != Phase.CLOSED) {
      battery.bar("its contactors are open" + (now.fault().isEmpty() ? "" : ": " + now.fault()));
    } else if (!isGuarded()) {
      battery.bar("nobody opens its contactors when the gateway dies");
    } else {
      battery.bar(seen.feedback().isEmpty() ? "its contactors do not tell where they are" : "");
    }
    boolean open = seen.feedback().equals(Optional.of(Coils.OPEN));
    battery.keepShut(
        now.phase() == Phase.LOCKED && !open
            ? "a contactor of " + battery.id() + " is closed or does not tell"
            : "");
  }

  private void lock(String kind, String why) {
    String text = "The contactors of " + battery.id() + " are locked: " + why + ".";
    battery.trip(kind, battery.id().toString(), text, true);
    ground.events().raise(Severity.CRITICAL, battery.id().toString(), kind, text);
  }

  private void tell(Phase before, Sequence now) {
    Phase phase = now.phase();
    if (phase == before) {
      return;
    }
    String id = battery.id().toString();
    if (phase == Phase.CLOSED) {
      ground.events().raise(Severity.INFO, id, "contactors", id + " is connected to its bus.");
    } else if (phase == Phase.OPEN) {
      String why = now.fault().isEmpty() ? reason : now.fault();
      reason = "";
      String text = id + " is separated from its bus" + (why.isEmpty() ? "." : ": " + why);
      ground.events().raise(Severity.INFO, id, "contactors", text);
    } else if (phase == Phase.OPENING && !now.fault().isEmpty()) {
      String text = "The contactors of " + id + " are opened: " + now.fault() + ".";
      ground.events().raise(Severity.WARNING, id, "contactors-failed", text);
    }
  }
}
