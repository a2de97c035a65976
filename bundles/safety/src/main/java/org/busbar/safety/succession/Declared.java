package org.busbar.safety.succession;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.Writable;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;

/**
 * What changes in the declaration of a device when its description does.
 *
 * @param changes one sentence each
 * @param less what makes it less safe, one sentence each; empty where nothing does
 */
public record Declared(List<String> changes, List<String> less) {
  /** Copies. */
  public Declared {
    changes = List.copyOf(changes);
    less = List.copyOf(less);
  }

  /**
   * Compares two declarations of one device.
   *
   * @param controlled whether it is under authority, or may still hold what was written
   */
  public static Declared compare(
      DeviceDeclaration old, DeviceDeclaration next, boolean controlled) {
    Comparer comparer = new Comparer(controlled);
    for (Writable writable : old.writables()) {
      Optional<Writable> same = next.writable(writable.node(), writable.quantity());
      if (same.isEmpty()) {
        comparer.lost(writable.address() + " can no longer be written.");
      } else {
        comparer.writable(writable, same.get());
      }
    }
    for (Writable writable : next.writables()) {
      if (old.writable(writable.node(), writable.quantity()).isEmpty()) {
        comparer.changes.add(writable.address() + " can be written now.");
      }
    }
    comparer.limits(old.limits(), next.limits());
    comparer.points(old, next);
    if (next.maturity() != old.maturity()) {
      String text = "It is " + next.maturity() + " instead of " + old.maturity() + ".";
      if (next.maturity() == Maturity.IMPORTED) {
        comparer.lost(text);
      } else {
        comparer.changes.add(text);
      }
    }
    return new Declared(comparer.changes, comparer.less);
  }

  private static final class Comparer {
    private final boolean controlled;
    final List<String> changes = new ArrayList<>();
    final List<String> less = new ArrayList<>();

    Comparer(boolean controlled) {
      this.controlled = controlled;
    }

    /** Matters only where somebody controls it. */
    void lost(String text) {
      (controlled ? less : changes).add(text);
    }

    void writable(Writable old, Writable next) {
      String name = old.address() + ": ";
      range(name, old.range(), next.range());
      if (Double.compare(old.release(), next.release()) != 0) {
        changes.add(
            name
                + "its release is "
                + text(next.release())
                + " instead of "
                + text(old.release())
                + ".");
      }
      if (Double.compare(old.safe(), next.safe()) != 0) {
        String text =
            name
                + "its safe value is "
                + text(next.safe())
                + " instead of "
                + text(old.safe())
                + ".";
        (Math.abs(next.safe()) > Math.abs(old.safe()) ? less : changes).add(text);
      }
      if (!old.reversion().equals(next.reversion())) {
        String text =
            name
                + "it reverts by itself "
                + after(next.reversion())
                + " instead of "
                + after(old.reversion())
                + ".";
        boolean later =
            old.reversion().isPresent()
                && next.reversion().map(r -> r.compareTo(old.reversion().get()) > 0).orElse(true);
        (later ? less : changes).add(text);
      }
      if (next.rampPerSecond() > old.rampPerSecond()) {
        changes.add(
            name
                + "it may change by "
                + text(next.rampPerSecond())
                + " per second instead of "
                + text(old.rampPerSecond())
                + ".");
      }
    }

    private void range(String name, Interval old, Interval next) {
      boolean turned =
          old.min() >= 0 && old.max() > 0 && next.max() <= 0 && next.min() < 0
              || old.max() <= 0 && old.min() < 0 && next.min() >= 0 && next.max() > 0;
      if (turned) {
        less.add(name + "its sign is turned: " + next + " instead of " + old + ".");
      } else if (!old.equals(next)) {
        changes.add(name + "its range is " + next + " instead of " + old + ".");
      }
    }

    void limits(Map<Address, Interval> old, Map<Address, Interval> next) {
      old.forEach(
          (address, limit) -> {
            Interval other = next.get(address);
            if (other == null) {
              less.add("The limit of " + address + " is gone.");
            } else if (other.min() < limit.min() || other.max() > limit.max()) {
              less.add("The limit of " + address + " is " + other + " instead of " + limit + ".");
            } else if (!other.equals(limit)) {
              changes.add(
                  "The limit of " + address + " is " + other + " instead of " + limit + ".");
            }
          });
    }

    void points(DeviceDeclaration old, DeviceDeclaration next) {
      for (Address address : old.points().keySet()) {
        if (!next.points().containsKey(address)) {
          changes.add(address + " is no longer delivered.");
        }
      }
      for (Address address : next.points().keySet()) {
        if (!old.points().containsKey(address)) {
          changes.add(address + " is delivered now.");
        }
      }
      changes.sort(String::compareTo);
    }

    private static String after(Optional<Duration> reversion) {
      return reversion.map(r -> "after " + r.toMillis() / 1000.0 + " s").orElse("never");
    }

    private static String text(double value) {
      return Double.isNaN(value) ? "a sequence of its own" : Double.toString(value);
    }
  }
}
