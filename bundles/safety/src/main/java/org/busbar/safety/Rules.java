package org.busbar.safety;

import static org.busbar.api.vocabulary.Points.ACTIVE_POWER_W;
import static org.busbar.api.vocabulary.Points.CELL_TEMPERATURE_MAX_C;
import static org.busbar.api.vocabulary.Points.CELL_TEMPERATURE_MIN_C;
import static org.busbar.api.vocabulary.Points.CELL_VOLTAGE_MAX_V;
import static org.busbar.api.vocabulary.Points.CELL_VOLTAGE_MIN_V;
import static org.busbar.api.vocabulary.Points.CELL_VOLTAGE_V;
import static org.busbar.api.vocabulary.Points.CHARGE_POWER_MAX_W;
import static org.busbar.api.vocabulary.Points.CURRENT_A;
import static org.busbar.api.vocabulary.Points.DC_CURRENT_A;
import static org.busbar.api.vocabulary.Points.DC_VOLTAGE_V;
import static org.busbar.api.vocabulary.Points.DISCHARGE_POWER_MAX_W;
import static org.busbar.api.vocabulary.Points.REACTIVE_POWER_VAR;
import static org.busbar.api.vocabulary.Points.STATE_OF_CHARGE_PCT;
import static org.busbar.api.vocabulary.Points.TEMPERATURE_C;
import static org.busbar.api.vocabulary.Points.VOLTAGE_LN_V;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleFunction;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.Writable;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Kind;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;

/** Compiles limits into rules that narrow what a writable may be. */
final class Rules {
  private static final Set<Point> STORED_ENERGY =
      Set.of(
          STATE_OF_CHARGE_PCT,
          CELL_VOLTAGE_MIN_V,
          CELL_VOLTAGE_MAX_V,
          CELL_VOLTAGE_V,
          DC_VOLTAGE_V);
  private static final Set<Point> TEMPERATURES =
      Set.of(TEMPERATURE_C, CELL_TEMPERATURE_MIN_C, CELL_TEMPERATURE_MAX_C);

  /** Narrows a range by what is measured. Thread-safe. */
  interface Rule {
    void apply(Values values, Range range);
  }

  private final DeviceDeclaration declaration;
  private final Writable writable;
  private final boolean battery;
  private final String lower;
  private final String upper;
  private final List<Rule> rules = new ArrayList<>();

  private Rules(DeviceDeclaration declaration, Writable writable) {
    this.declaration = declaration;
    this.writable = writable;
    String nature = declaration.natures().getOrDefault(writable.node(), "");
    boolean power = writable.quantity().equals(ACTIVE_POWER_W);
    this.battery = Set.of("battery", "bms", "site").contains(nature);
    boolean stores = battery || nature.equals("charger");
    String plain = Phrases.point(writable.quantity());
    this.lower = !power ? plain : stores ? "charge" : "absorbed power";
    this.upper = !power ? plain : stores ? "discharge" : "injected power";
  }

  /** The rules of one writable, in the order of the limits. */
  static List<Rule> of(DeviceDeclaration declaration, Writable writable, List<Limit> limits) {
    Rules made = new Rules(declaration, writable);
    for (Limit limit : limits) {
      made.add(limit);
    }
    if (writable.quantity().equals(ACTIVE_POWER_W)) {
      made.liveLimits();
    }
    return List.copyOf(made.rules);
  }

  /** Whether a limit of this point can clamp a setpoint. */
  static boolean clamps(Point point) {
    return STORED_ENERGY.contains(point)
        || TEMPERATURES.contains(point)
        || point.equals(DC_CURRENT_A)
        || point.equals(CURRENT_A)
        || point.kind() == Kind.SETPOINT
        || point.equals(ACTIVE_POWER_W)
        || point.equals(REACTIVE_POWER_VAR);
  }

  private void add(Limit limit) {
    Address address = limit.address();
    if (!concerns(address.node())) {
      return;
    }
    if (address.equals(writable.address())) {
      setpointItself(limit.interval());
    }
    if (limit.trips()) {
      rules.add((values, range) -> range.has(values.at(address), address));
    }
    if (!writable.quantity().equals(ACTIVE_POWER_W)) {
      return;
    }
    Point point = address.point();
    boolean own = address.node().equals(writable.node());
    if (STORED_ENERGY.contains(point) && (battery || (own && !point.equals(DC_VOLTAGE_V)))) {
      storedEnergy(limit);
    } else if (TEMPERATURES.contains(point)) {
      temperature(limit);
    } else if (point.equals(DC_CURRENT_A) && (battery || own)) {
      current(limit, List.of(new Address(address.node(), DC_VOLTAGE_V, address.index())), 1);
    } else if (point.equals(CURRENT_A)) {
      List<Address> phases =
          declaration.points().keySet().stream()
              .filter(a -> a.node().equals(address.node()) && a.point().equals(VOLTAGE_LN_V))
              .sorted()
              .toList();
      current(limit, phases, phases.size());
    }
  }

  /** A limit of the device concerns its terminals, a limit of a terminal the device as a whole. */
  private boolean concerns(NodeId limited) {
    NodeId node = writable.node();
    return limited.equals(node)
        || (node.isTerminal() && limited.equals(node.device()))
        || (limited.isTerminal() && limited.device().equals(node));
  }

  private void setpointItself(Interval interval) {
    rules.add(
        (values, range) -> {
          range.atLeast(interval.min(), bound -> limited(lower, bound) + "limit of the site");
          range.atMost(interval.max(), bound -> limited(upper, bound) + "limit of the site");
        });
  }

  private void storedEnergy(Limit limit) {
    Address address = limit.address();
    rules.add(
        (values, range) -> {
          double value = values.at(address);
          if (!range.has(value, address)) {
            return;
          }
          if (value <= limit.interval().min()) {
            range.atMost(0, zero(upper, address, value, limit.interval().min()));
          }
          if (value >= limit.interval().max()) {
            range.atLeast(0, zero(lower, address, value, limit.interval().max()));
          }
        });
  }

  private void temperature(Limit limit) {
    Address address = limit.address();
    rules.add(
        (values, range) -> {
          double value = values.at(address);
          if (!range.has(value, address)) {
            return;
          }
          double min = limit.interval().min();
          double max = limit.interval().max();
          if (value <= min || value >= max) {
            double bound = value <= min ? min : max;
            range.atLeast(0, zero(lower, address, value, bound));
            if (value >= max || !battery) {
              range.atMost(0, zero(upper, address, value, bound));
            }
          }
        });
  }

  /** Power that the least of the voltages carries at the limit of current. */
  private void current(Limit limit, List<Address> voltages, int conductors) {
    rules.add(
        (values, range) -> {
          double least = Double.POSITIVE_INFINITY;
          for (Address voltage : voltages) {
            double value = values.at(voltage);
            if (!range.has(value, voltage)) {
              return;
            }
            least = StrictMath.min(least, StrictMath.max(0, value));
          }
          if (voltages.isEmpty()) {
            range.has(Double.NaN, Address.of(limit.address().node(), VOLTAGE_LN_V));
            return;
          }
          double volts = least * conductors;
          range.atLeast(
              product(volts, limit.interval().min()),
              bound -> limited(lower, bound) + "current limit of " + amperes(limit, true));
          range.atMost(
              product(volts, limit.interval().max()),
              bound -> limited(upper, bound) + "current limit of " + amperes(limit, false));
        });
  }

  private void liveLimits() {
    live(CHARGE_POWER_MAX_W, true);
    live(DISCHARGE_POWER_MAX_W, false);
  }

  private void live(Point point, boolean charge) {
    Address address = Address.of(writable.node(), point);
    if (!declaration.points().containsKey(address)) {
      return;
    }
    rules.add(
        (values, range) -> {
          double value = values.at(address);
          if (!range.has(value, address)) {
            return;
          }
          double most = StrictMath.max(0, value);
          if (charge) {
            range.atLeast(
                0 - most, bound -> limited(lower, bound) + "the device allows no more now");
          } else {
            range.atMost(most, bound -> limited(upper, bound) + "the device allows no more now");
          }
        });
  }

  private DoubleFunction<String> zero(String side, Address address, double value, double limit) {
    return bound ->
        limited(side, bound)
            + Phrases.point(address.point())
            + " "
            + Phrases.value(value, address.point())
            + " at the limit "
            + Phrases.value(limit, address.point());
  }

  private String limited(String side, double bound) {
    double shown = writable.quantity().equals(ACTIVE_POWER_W) ? StrictMath.abs(bound) : bound;
    return side + " limited to " + Phrases.value(shown, writable.quantity()) + ": ";
  }

  private static String amperes(Limit limit, boolean lower) {
    double bound = lower ? limit.interval().min() : limit.interval().max();
    return Phrases.value(StrictMath.abs(bound), limit.address().point());
  }

  /** No current at all, where there is no voltage, but no bound where there is no limit. */
  private static double product(double volts, double amperes) {
    return Double.isInfinite(amperes) ? amperes : volts * amperes + 0.0;
  }
}
