package org.busbar.safety;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.Writable;
import org.busbar.api.safety.Setpoint;
import org.busbar.api.site.LimitConfig;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.jspecify.annotations.Nullable;

/**
 * A device's declaration, compiled: a slot for every address, a lane for every writable. Replaced
 * as a whole when the device has told more about itself; what was written and read is taken along.
 */
final class Plant {
  /** What a person allows, with name, day and reason, so that such a device may be written. */
  static final String CONTROL = "control";

  private static final Duration PULSE = Duration.ofSeconds(1);

  private final DeviceDeclaration declaration;
  private final Map<Address, Slot> slots = new HashMap<>();
  private final List<Slot> trips;
  private final List<Lane> lanes = new ArrayList<>();
  private final String observeOnly;
  private final String observeRemedy;

  Plant(
      DeviceConfig config,
      DeviceDeclaration declaration,
      List<LimitConfig> written,
      @Nullable Plant before) {
    this.declaration = declaration;
    List<Limit> limits = Limits.of(declaration, written);
    addSlots(limits, before);
    this.trips = slots.values().stream().filter(slot -> slot.trip() != null).toList();
    String[] refusal = refusal(config, declaration);
    this.observeOnly = refusal[0];
    this.observeRemedy = refusal[1];
    for (Writable writable : declaration.writables()) {
      Held held = before == null ? new Held() : before.held(writable.address());
      lanes.add(new Lane(writable, new Bounds(declaration, writable, limits), held));
    }
    // Reactive power gives way to active power, so it is looked at first.
    lanes.sort((a, b) -> Boolean.compare(isActive(a), isActive(b)));
  }

  private void addSlots(List<Limit> limits, @Nullable Plant before) {
    Duration fastest =
        declaration.points().values().stream().min(Duration::compareTo).orElse(Duration.ZERO);
    // Ratings that are read once an hour do not tell that a device is alive.
    Duration pulse = fastest.compareTo(PULSE) > 0 ? fastest : PULSE;
    declaration
        .points()
        .forEach(
            (address, period) ->
                slots.put(address, slot(address, period.compareTo(pulse) <= 0, limits)));
    for (Limit limit : limits) {
      slots.computeIfAbsent(limit.address(), address -> slot(address, false, limits));
    }
    if (before != null) {
      slots.forEach(
          (address, slot) -> {
            Slot old = before.slots.get(address);
            if (old != null && old.latest() != null) {
              slot.offer(old.latest());
            }
          });
    }
  }

  private static Slot slot(Address address, boolean pulse, List<Limit> limits) {
    Interval trip = null;
    for (Limit limit : limits) {
      if (limit.trips() && limit.address().equals(address)) {
        trip = trip == null ? limit.interval() : narrower(trip, limit.interval());
      }
    }
    return new Slot(address, trip, pulse);
  }

  private static Interval narrower(Interval one, Interval other) {
    return one.intersects(other) ? one.intersect(other) : Interval.point(Double.MAX_VALUE);
  }

  private static String[] refusal(DeviceConfig config, DeviceDeclaration declaration) {
    if (declaration.writables().isEmpty()) {
      return new String[] {"it can only be read", ""};
    }
    if (declaration.maturity() == Maturity.IMPORTED) {
      return new String[] {
        "its description was imported and never proven",
        "use a description that has passed its conformance run"
      };
    }
    if (declaration.maturity() == Maturity.SIMULATED && config.explained(CONTROL).isEmpty()) {
      return new String[] {
        "its description was proven against a simulator only",
        "add the consent 'control' to " + config.id() + " in site.yaml, with by, on and why"
      };
    }
    return new String[] {"", ""};
  }

  private static boolean isActive(Lane lane) {
    return lane.writable().quantity().equals(Points.ACTIVE_POWER_W);
  }

  private Held held(Address address) {
    return lanes.stream()
        .filter(lane -> lane.address().equals(address))
        .map(Lane::held)
        .findFirst()
        .orElseGet(Held::new);
  }

  DeviceDeclaration declaration() {
    return declaration;
  }

  /** Why the device may not be written at all, empty where it may. */
  String observeOnly() {
    return observeOnly;
  }

  /** What to do so that it may, empty where nothing can be done. */
  String observeRemedy() {
    return observeRemedy;
  }

  /** Whether the device ends a setpoint by its own timer, in at least one quantity. */
  boolean isTimed() {
    return lanes.stream().anyMatch(Lane::isGuarded);
  }

  List<Lane> lanes() {
    return lanes;
  }

  List<Slot> trips() {
    return trips;
  }

  /**
   * Why the first limit that trips still stands, empty where none does.
   *
   * @param crossed whether only what is crossed now counts, not what is not known
   */
  Optional<String> crossing(boolean crossed, long nowNanos) {
    return trips.stream()
        .filter(slot -> !crossed || slot.trips(slot.usableAt(nowNanos)))
        .map(slot -> slot.stands(nowNanos))
        .flatMap(Optional::stream)
        .findFirst();
  }

  @Nullable Slot slot(Address address) {
    return slots.get(address);
  }

  @Nullable Lane lane(NodeId node, Point quantity) {
    for (Lane lane : lanes) {
      if (lane.address().node().equals(node) && lane.address().point().equals(quantity)) {
        return lane;
      }
    }
    return null;
  }

  /** The same setpoint with a lease no longer than any decision needs. */
  static Setpoint bounded(@Nullable Plant plant, Setpoint setpoint, long longestNanos) {
    Lane lane = plant == null ? null : plant.lane(setpoint.node(), setpoint.quantity());
    long longest = lane == null ? longestNanos : Math.max(longestNanos, lane.minLeaseNanos());
    if (setpoint.deadlineNanos() - setpoint.decidedNanos() <= longest) {
      return setpoint;
    }
    return new Setpoint(
        setpoint.node(),
        setpoint.quantity(),
        setpoint.value(),
        setpoint.epoch(),
        setpoint.decidedNanos(),
        setpoint.decidedNanos() + longest);
  }

  /** The usable value of an address now, NaN where there is none. */
  double usableAt(Address address, long nowNanos) {
    Slot slot = slots.get(address);
    return slot == null ? Double.NaN : slot.usableAt(nowNanos);
  }

  /** The other of active and reactive power at the same node, null where it cannot be written. */
  @Nullable Lane beside(Lane lane) {
    for (Lane other : lanes) {
      if (other != lane
          && other.writable().node().equals(lane.writable().node())
          && Double.isFinite(lane.writable().ratedApparentPowerVa())
          && isPower(other)
          && isPower(lane)) {
        return other;
      }
    }
    return null;
  }

  private static boolean isPower(Lane lane) {
    return isActive(lane) || lane.writable().quantity().equals(Points.REACTIVE_POWER_VAR);
  }
}
