package org.busbar.core.arbiter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.busbar.api.control.Decision;
import org.busbar.api.control.Decision.Dropped;
import org.busbar.api.control.Decision.Outcome;
import org.busbar.api.control.Envelope;
import org.busbar.api.control.Proposal;
import org.busbar.api.device.Writable;
import org.busbar.api.safety.Allowed;
import org.busbar.api.safety.Cause;
import org.busbar.api.safety.Freeze;
import org.busbar.api.safety.GateCell;
import org.busbar.api.safety.Setpoint;
import org.busbar.api.safety.Setpoints;
import org.busbar.api.safety.SiteState;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Level;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Phase;
import org.busbar.api.vocabulary.Point;

/**
 * The one decider: a pure function of the situation. The same situation gives the same ruling bit
 * for bit, whatever the order in which proposals came.
 */
public final class Arbiter {
  private static final Duration LEAST_LEASE = Duration.ofSeconds(3);
  private static final int LEASE_CYCLES = 3;

  private static final Envelope NOT_DECIDED = unbounded();

  private static final Comparator<Proposal> IN_LEVEL =
      Comparator.comparing(Proposal::source)
          .thenComparing(Proposal::node)
          .thenComparing(Proposal::quantity)
          .thenComparing(Proposal::phase)
          .thenComparing(p -> p.interval().min())
          .thenComparing(p -> p.interval().max())
          .thenComparing(Proposal::target)
          .thenComparing(Proposal::validUntilNanos)
          .thenComparing(Proposal::reason);

  private Arbiter() {}

  /** Decides. */
  public static Ruling decide(Situation situation) {
    List<Proposal> ordered = ordered(situation);
    Map<Point, Map<Phase, List<Proposal>>> asked = new TreeMap<>();
    for (Proposal proposal : ordered) {
      asked
          .computeIfAbsent(proposal.quantity(), quantity -> new EnumMap<>(Phase.class))
          .computeIfAbsent(proposal.phase(), phase -> new ArrayList<>())
          .add(proposal);
    }
    Map<Address, Leaf> leaves = leaves(situation);
    for (Address address : leaves.keySet()) {
      asked
          .computeIfAbsent(address.point(), quantity -> new EnumMap<>(Phase.class))
          .computeIfAbsent(phase(address), phase -> List.of());
    }
    List<Outcome> outcomes = new ArrayList<>();
    List<Dropped> dropped = new ArrayList<>();
    Map<Address, Envelope> envelopes = new TreeMap<>();
    asked.forEach(
        (quantity, phases) ->
            phases.forEach(
                (phase, proposals) -> {
                  Fold fold = new Fold(situation, quantity, phase, of(leaves, quantity, phase));
                  fold.fold(proposals);
                  List<Outcome> mine = fold.outcomes();
                  outcomes.addAll(mine);
                  dropped.addAll(fold.dropped());
                  envelopes.putAll(fold.envelopes(mine));
                }));
    List<Setpoint> setpoints = setpoints(situation, outcomes);
    outcomes.addAll(uncontrollable(situation, leaves.keySet()));
    long step = situation.snapshot().step();
    Decision decision =
        new Decision(
            step,
            situation.snapshot().nanos(),
            situation.snapshot().at(),
            ordered,
            dropped,
            outcomes);
    return new Ruling(decision, new Setpoints(step, situation.authority(), setpoints), envelopes);
  }

  private static List<Proposal> ordered(Situation situation) {
    Map<String, Integer> ranks = situation.ranks();
    Comparator<Proposal> order =
        Comparator.comparing(Proposal::level)
            .thenComparing(p -> ranks.getOrDefault(p.source(), Integer.MAX_VALUE))
            .thenComparing(IN_LEVEL);
    return situation.proposals().stream().sorted(order).toList();
  }

  /** What can be set now, ordered by address. Nothing while the site only observes. */
  private static Map<Address, Leaf> leaves(Situation situation) {
    Freeze freeze = situation.freeze();
    if (freeze.state() != SiteState.RUNNING) {
      return Map.of();
    }
    Map<Address, Leaf> leaves = new TreeMap<>();
    for (Map.Entry<Address, Allowed> entry : new TreeMap<>(freeze.allowed()).entrySet()) {
      Address address = entry.getKey();
      Address whole = new Address(address.node().device(), address.point(), address.index());
      boolean hidden = address.node().isTerminal() && freeze.allowed().containsKey(whole);
      if (situation.authority().contains(address.node().device())
          && situation.topology().node(address.node()).isPresent()
          && address.index() < Phase.values().length
          && !hidden) {
        double release = freeze.release().getOrDefault(address, Double.NaN);
        leaves.put(address, Leaf.of(address, entry.getValue(), release));
      }
    }
    return leaves;
  }

  private static Map<NodeId, Leaf> of(Map<Address, Leaf> leaves, Point quantity, Phase phase) {
    Map<NodeId, Leaf> found = new LinkedHashMap<>();
    leaves.forEach(
        (address, leaf) -> {
          if (address.point().equals(quantity) && phase(address) == phase) {
            found.put(address.node(), leaf);
          }
        });
    return found;
  }

  private static Phase phase(Address address) {
    return Phase.values()[address.index()];
  }

  private static List<Setpoint> setpoints(Situation situation, List<Outcome> outcomes) {
    long now = situation.snapshot().nanos();
    Duration cycles = situation.cycle().multipliedBy(LEASE_CYCLES);
    Duration least = cycles.compareTo(LEAST_LEASE) > 0 ? cycles : LEAST_LEASE;
    List<Setpoint> setpoints = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      GateCell cell = situation.freeze().cells().get(outcome.node().device());
      if (cell != null && Double.isFinite(outcome.value())) {
        Duration lease =
            situation
                .topology()
                .writable(Address.of(outcome.node(), outcome.quantity()))
                .map(Writable::minLease)
                .filter(declared -> declared.compareTo(least) > 0)
                .orElse(least);
        setpoints.add(
            new Setpoint(
                outcome.node(),
                outcome.quantity(),
                outcome.value(),
                cell.epoch(),
                now,
                now + lease.toNanos()));
      }
    }
    return setpoints;
  }

  /** Outcomes of what is under authority but cannot be set now, with the reason. */
  private static List<Outcome> uncontrollable(Situation situation, Set<Address> leaves) {
    Set<Address> known = new TreeSet<>(situation.freeze().release().keySet());
    known.addAll(situation.topology().writables());
    List<Outcome> outcomes = new ArrayList<>();
    for (Address address : known) {
      if (!leaves.contains(address) && situation.authority().contains(address.node().device())) {
        outcomes.add(
            new Outcome(
                address.node(),
                address.point(),
                Double.NaN,
                NOT_DECIDED,
                Optional.empty(),
                whyNot(situation.freeze(), address)));
      }
    }
    return outcomes;
  }

  private static String whyNot(Freeze freeze, Address address) {
    GateCell cell = freeze.cells().get(address.node().device());
    Optional<Cause> cause = cell == null ? Optional.empty() : cell.cause();
    if (cause.isPresent()) {
      return "gate closed: " + cause.get().text();
    }
    if (freeze.state() != SiteState.RUNNING) {
      return "the site is " + freeze.state() + ": nothing is controlled";
    }
    return "cannot be controlled now: device not ready, monitored only or without fresh inputs";
  }

  private static Envelope unbounded() {
    Map<Level, Interval> levels = new EnumMap<>(Level.class);
    for (Level level : Level.values()) {
      levels.put(level, Interval.UNBOUNDED);
    }
    return new Envelope(levels);
  }
}
