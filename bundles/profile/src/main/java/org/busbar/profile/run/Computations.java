package org.busbar.profile.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.busbar.profile.api.Computed;
import org.busbar.profile.api.PointKey;
import org.busbar.profile.api.PollClass;
import org.busbar.profile.api.Profile;

/**
 * Computes points once all of their operands that are read most often are new. An operand that is
 * unknown makes the result unknown; one that is too old makes none: its age speaks. The result is
 * as old as its oldest operand. Confined to the connection's thread.
 */
final class Computations {
  private final List<Work> works = new ArrayList<>();
  private final Map<PointKey, Known> latest = new HashMap<>();
  private final Result result;

  /** Takes what is computed. */
  interface Result {
    void computed(PointKey key, double value, Delivery.Moment moment);
  }

  private record Known(double value, Delivery.Moment moment) {}

  /** One computed point, and which of its operands are to come before it is computed again. */
  private record Work(Computed computed, Set<PointKey> leading, Set<PointKey> awaited) {}

  Computations(Profile profile, Result result) {
    this.result = result;
    Map<PointKey, PollClass> polls = new HashMap<>();
    profile.points().forEach(point -> polls.put(point.key(), point.poll()));
    profile.inputs().forEach(point -> polls.put(point.key(), point.poll()));
    profile.computed().forEach(point -> polls.put(point.key(), point.poll()));
    for (Computed computed : profile.computed()) {
      Set<PointKey> leading = new HashSet<>(computed.formula().operands());
      leading.removeIf(key -> polls.get(key) != computed.poll());
      works.add(new Work(computed, Set.copyOf(leading), new HashSet<>(leading)));
    }
  }

  /** An operand, perhaps. */
  void received(PointKey key, double value, Delivery.Moment moment) {
    if (works.isEmpty()) {
      return;
    }
    latest.put(key, new Known(value, moment));
    for (Work work : works) {
      if (work.awaited().remove(key) && work.awaited().isEmpty()) {
        work.awaited().addAll(work.leading());
        compute(work.computed(), moment.sentNanos());
      }
    }
  }

  private void compute(Computed computed, long nowNanos) {
    Delivery.Moment oldest = null;
    long expiresNanos = Long.MAX_VALUE;
    for (PointKey operand : computed.formula().operands()) {
      Known known = latest.get(operand);
      if (known == null || known.moment().expiresNanos() - nowNanos < 0) {
        return;
      }
      Delivery.Moment moment = known.moment();
      if (oldest == null || moment.sentNanos() - oldest.sentNanos() < 0) {
        oldest = moment;
      }
      if (expiresNanos == Long.MAX_VALUE || moment.expiresNanos() - expiresNanos < 0) {
        expiresNanos = moment.expiresNanos();
      }
    }
    if (oldest != null) {
      double value =
          computed.formula().evaluate(key -> latest.get(key).value()) * computed.factor() + 0.0;
      Delivery.Moment moment =
          new Delivery.Moment(oldest.sentNanos(), expiresNanos, oldest.measuredAt());
      result.computed(computed.key(), value, moment);
      received(computed.key(), value, moment);
    }
  }
}
