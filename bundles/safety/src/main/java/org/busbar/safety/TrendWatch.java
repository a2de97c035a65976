package org.busbar.safety;

import static org.busbar.api.vocabulary.Points.ACTIVE_POWER_W;
import static org.busbar.api.vocabulary.Points.ENERGY_CAPACITY_WH;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.busbar.api.events.Severity;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Sample;
import org.busbar.api.vocabulary.Unit;
import org.busbar.safety.trend.Course;
import org.busbar.safety.trend.Finding;
import org.busbar.safety.trend.Finding.Kind;
import org.busbar.safety.trend.Usual;
import org.jspecify.annotations.Nullable;

/**
 * Follows the temperatures and cell voltages of a device and gives a pre-alarm before a limit is
 * reached. While one of them is stuck the device is not controlled: nobody knows where it is. Watch
 * thread.
 */
final class TrendWatch implements Observer {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final Set<Point> CELL_VOLTAGES =
      Set.of(Points.CELL_VOLTAGE_V, Points.CELL_VOLTAGE_MIN_V, Points.CELL_VOLTAGE_MAX_V);

  private static final Set<String> BATTERIES = Set.of("battery", "bms");

  /** Steps in which such values usually come: a tenth of a kelvin, a millivolt. */
  private static final Map<String, Double> RESOLUTION =
      Map.of("temperature", 0.1, "cellVoltage", 0.001);

  private final Ground ground;
  private final FieldDevice device;
  private final long openedNanos;
  private final Usual usual = new Usual();
  private final Map<Address, Course> courses = new HashMap<>();
  private final Map<Address, Sample> seen = new HashMap<>();
  private final Map<Address, Double> stuck = new HashMap<>();
  private final Map<Point, Double> neighbours = new HashMap<>();
  private @Nullable Plant plant;
  private Set<Address> watched = Set.of();

  TrendWatch(Ground ground, FieldDevice device) {
    this.ground = ground;
    this.device = device;
    this.openedNanos = ground.clock().nanos();
  }

  @Override
  public void watch(Plant now, long nowNanos) {
    if (now != plant) {
      plant = now;
      watched = new HashSet<>(now.declaration().points().keySet());
      watched.removeIf(address -> quantity(address.point()).isEmpty() || !isCell(now, address));
    }
    neighbours.clear();
    for (Address address : watched) {
      Slot slot = now.slot(address);
      Sample sample = slot == null ? null : slot.latest();
      if (slot != null
          && sample != null
          && sample.quality().isUsable()
          && seen.put(address, sample) != sample) {
        follow(now, slot, sample, nowNanos);
      }
    }
  }

  private void follow(Plant now, Slot slot, Sample sample, long nowNanos) {
    Address address = slot.address();
    double value = sample.value();
    Double held = stuck.get(address);
    if (held != null && held != value) {
      stuck.remove(address);
      device.suspect(this, stuck.isEmpty() ? "" : words(stuck.keySet().iterator().next()));
    }
    Course course =
        courses.computeIfAbsent(
            address,
            a -> {
              String quantity = quantity(a.point()).orElseThrow();
              double limit = slot.trip() == null ? Double.POSITIVE_INFINITY : slot.trip().max();
              return new Course(usual.of(quantity), RESOLUTION.get(quantity), limit);
            });
    double seconds = (sample.measuredNanos() - openedNanos) / NANOS_PER_SECOND;
    for (Finding finding :
        course.accept(
            seconds, value, load(now, address, nowNanos), beside(now, address, nowNanos))) {
      ground
          .events()
          .raise(
              Severity.WARNING,
              address.toString(),
              "pre-alarm",
              address + " " + finding.text() + ".",
              Map.of("finding", finding.kind().name()));
      if (finding.kind() == Kind.STUCK && address.point().unit() == Unit.CELSIUS) {
        // A voltage is only told of: at rest it stays where it is, and would hold the battery
        // there.
        stuck.put(address, value);
        device.suspect(this, words(address));
      }
    }
  }

  private static String words(Address address) {
    return address + " is stuck";
  }

  /** Load in C: power by capacity, NaN where one of them is not known. */
  private static double load(Plant plant, Address address, long nowNanos) {
    double power = plant.usableAt(Address.of(address.node(), ACTIVE_POWER_W), nowNanos);
    double capacity = plant.usableAt(Address.of(address.node(), ENERGY_CAPACITY_WH), nowNanos);
    return capacity > 0 ? StrictMath.abs(power) / capacity : Double.NaN;
  }

  /** Median of all indices of a point, NaN where there are fewer than three. Once a round. */
  private double beside(Plant of, Address address, long nowNanos) {
    return neighbours.computeIfAbsent(
        address.point(),
        point -> {
          double[] all =
              watched.stream()
                  .filter(a -> a.point().equals(point) && a.index() > 0)
                  .mapToDouble(a -> of.usableAt(a, nowNanos))
                  .filter(Double::isFinite)
                  .toArray();
          Arrays.sort(all);
          return all.length < 3 ? Double.NaN : all[all.length / 2];
        });
  }

  /** Only what is a battery: the sun heats an inverter faster than any load a cell. */
  private static boolean isCell(Plant plant, Address address) {
    return BATTERIES.contains(plant.declaration().natures().getOrDefault(address.node(), ""));
  }

  private static Optional<String> quantity(Point point) {
    if (point.unit() == Unit.CELSIUS) {
      return Optional.of("temperature");
    }
    return CELL_VOLTAGES.contains(point) ? Optional.of("cellVoltage") : Optional.empty();
  }
}
