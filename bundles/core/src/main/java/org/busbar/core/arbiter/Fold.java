package org.busbar.core.arbiter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.busbar.api.control.Decision.Dropped;
import org.busbar.api.control.Decision.Outcome;
import org.busbar.api.control.Envelope;
import org.busbar.api.control.Proposal;
import org.busbar.api.safety.SiteState;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Level;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Phase;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.jspecify.annotations.Nullable;

/**
 * Folds the proposals of one quantity and phase. Powers add up over the tree; any other quantity is
 * set leaf by leaf, and a proposal for a node then means each leaf below it.
 */
final class Fold {
  private static final Set<Point> ADDITIVE =
      Set.of(Points.ACTIVE_POWER_W, Points.REACTIVE_POWER_VAR);

  private static final long[] NOTHING = new long[0];

  private final Topology topology;
  private final Point quantity;
  private final Phase phase;
  private final SiteState state;
  private final boolean additive;
  private final Flows flows;
  private final Map<NodeId, Double> known = new HashMap<>();
  private final SumTree tree;
  private final List<NodeId> ids = new ArrayList<>();
  private final boolean[] controls;
  private final boolean[] covered;
  private final @Nullable Pull[] pulls;
  private final Map<Level, long[]> lows = new EnumMap<>(Level.class);
  private final Map<Level, long[]> highs = new EnumMap<>(Level.class);
  private final List<Dropped> dropped = new ArrayList<>();
  private final Set<Proposal> gone = new HashSet<>();

  /** The last one made: neighbours are mostly bound alike, and decisions are kept for a minute. */
  private @Nullable Envelope envelope;

  /** A target that holds a node, what kept it from being met, and what is told of it. */
  private record Pull(Proposal proposal, String clampedBy, String text, String share) {
    static Pull of(Proposal proposal, String clampedBy, NodeId node) {
      String text = proposal.source() + ": " + proposal.reason();
      return new Pull(proposal, clampedBy, text, text + " (its share of " + node + ")");
    }
  }

  Fold(Situation situation, Point quantity, Phase phase, Map<NodeId, Leaf> leaves) {
    this.topology = situation.topology();
    this.quantity = quantity;
    this.phase = phase;
    this.state = situation.freeze().state();
    this.additive = ADDITIVE.contains(quantity);
    this.flows =
        new Flows(topology, situation.snapshot(), quantity, phase.index(), leaves.keySet());
    int[] parents = topology.parents();
    if (additive) {
      ids.addAll(topology.nodes().keySet());
    } else {
      ids.addAll(topology.nodes().keySet().stream().filter(leaves::containsKey).toList());
      parents = new int[ids.size()];
      Arrays.fill(parents, -1);
    }
    @Nullable Leaf[] at = new Leaf[ids.size()];
    for (int i = 0; i < at.length; i++) {
      at[i] = leaves.get(ids.get(i));
    }
    tree = new SumTree(parents, at);
    controls = new boolean[at.length];
    for (int i = 0; i < at.length; i++) {
      for (int up = at[i] == null ? -1 : i; up >= 0; up = tree.parent(up)) {
        controls[up] = true;
      }
    }
    covered = new boolean[at.length];
    pulls = new Pull[at.length];
  }

  /** Folds proposals that are already in order. */
  void fold(List<Proposal> proposals) {
    for (Level level : Level.values()) {
      List<Proposal> mine = proposals.stream().filter(p -> p.level() == level).toList();
      for (Proposal proposal : mine) {
        bound(proposal);
      }
      remember(level);
      for (Proposal proposal : mine) {
        if (proposal.hasTarget() && !gone.contains(proposal)) {
          pull(proposal);
        }
      }
    }
  }

  private double uncontrolled(NodeId node) {
    return additive ? known.computeIfAbsent(node, flows::uncontrolled) : 0;
  }

  private void remember(Level level) {
    long[] low = new long[tree.size()];
    long[] high = new long[tree.size()];
    for (int i = 0; i < low.length; i++) {
      low[i] = tree.low(i);
      high[i] = tree.high(i);
    }
    lows.put(level, low);
    highs.put(level, high);
  }

  private void bound(Proposal proposal) {
    List<Integer> places = places(proposal.node());
    if (places.isEmpty()) {
      drop(
          proposal,
          state == SiteState.RUNNING
              ? "nothing at or below " + proposal.node() + " can be controlled now"
              : "the site is " + state + ": nothing is controlled");
      return;
    }
    double uncontrolled = uncontrolled(proposal.node());
    if (!Double.isFinite(uncontrolled)) {
      hold(proposal, places.getFirst());
      return;
    }
    long flow = Milli.of(uncontrolled);
    long least = Milli.shifted(Milli.lower(proposal.interval()), flow);
    long most = Milli.shifted(Milli.upper(proposal.interval()), flow);
    for (int place : places) {
      if (tree.narrow(place, least, most, proposal.source())) {
        covered[place] = true;
      } else {
        boolean above = least > tree.high(place);
        drop(proposal, above ? tree.whyHigh(place) : tree.whyLow(place));
      }
    }
  }

  /** A bound that cannot be checked: what it was to bound goes to its release, nowhere else. */
  private void hold(Proposal proposal, int place) {
    String why = "flow of " + proposal.node() + " is unknown: " + flows.meterOf(proposal.node());
    drop(proposal, why);
    if (proposal.interval().equals(Interval.UNBOUNDED)) {
      return;
    }
    for (int i = place; i < tree.size(); i++) {
      Leaf leaf = tree.leaf(i);
      if (leaf != null && isWithin(i, place)) {
        long rest = Math.max(tree.low(i), Math.min(tree.high(i), leaf.preferredMilli()));
        tree.narrow(i, rest, rest, why);
        covered[i] = true;
      }
    }
  }

  private void pull(Proposal proposal) {
    double uncontrolled = uncontrolled(proposal.node());
    long wanted = Milli.shifted(Milli.of(proposal.target()), Milli.of(uncontrolled));
    for (int place : places(proposal.node())) {
      long low = tree.low(place);
      long high = tree.high(place);
      long value = Math.max(low, Math.min(high, wanted));
      String clampedBy = "";
      if (value != wanted) {
        clampedBy = value < wanted ? tree.whyHigh(place) : tree.whyLow(place);
        if (low == high && isTarget(clampedBy)) {
          drop(proposal, clampedBy);
          continue;
        }
      }
      tree.narrow(place, value, value, proposal.source());
      pulls[place] = Pull.of(proposal, clampedBy, ids.get(place));
    }
  }

  private boolean isTarget(String source) {
    for (Pull pull : pulls) {
      if (pull != null && pull.proposal().source().equals(source)) {
        return true;
      }
    }
    return false;
  }

  private void drop(Proposal proposal, String against) {
    if (gone.add(proposal)) {
      dropped.add(new Dropped(proposal, against));
    }
  }

  /** Places of the tree a proposal for a node acts on, those with something to control only. */
  private List<Integer> places(NodeId node) {
    if (additive) {
      int place = topology.place(node);
      return place >= 0 && controls[place] ? List.of(place) : List.of();
    }
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      if (controls[i] && topology.isWithin(ids.get(i), node)) {
        places.add(i);
      }
    }
    return places;
  }

  private boolean isWithin(int place, int ancestor) {
    for (int at = place; at >= 0; at = tree.parent(at)) {
      if (at == ancestor) {
        return true;
      }
    }
    return false;
  }

  List<Dropped> dropped() {
    return dropped;
  }

  /** One outcome per leaf, in the order of the tree. */
  List<Outcome> outcomes() {
    long[] values = tree.split();
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      Leaf leaf = tree.leaf(i);
      if (leaf != null) {
        outcomes.add(outcome(i, leaf, values[i]));
      }
    }
    return outcomes;
  }

  private Outcome outcome(int place, Leaf leaf, long milli) {
    NodeId node = ids.get(place);
    Envelope envelope = envelope(place, 0);
    int pulled = nearest(place, true);
    double value = leaf.allowed().interval().clamp(Milli.value(milli));
    boolean uncovered = pulled < 0 && nearest(place, false) < 0;
    if (uncovered || Double.isInfinite(value)) {
      String why = uncovered ? "no valid proposal covers it" : "no bound holds it";
      return new Outcome(node, quantity, Double.NaN, envelope, Optional.empty(), why + ": release");
    }
    String limitedBy = "";
    String reason;
    Pull pull = pulled < 0 ? null : pulls[pulled];
    if (pull != null) {
      limitedBy = pull.clampedBy();
      reason = pulled == place ? pull.text() : pull.share();
    } else if (milli == leaf.preferredMilli()) {
      reason = "no target: at its release value, which all bounds allow";
    } else {
      limitedBy = milli < leaf.preferredMilli() ? tree.whyHigh(place) : tree.whyLow(place);
      reason = "no target: as near to its release value as the bounds allow";
    }
    return new Outcome(
        node,
        quantity,
        value,
        envelope,
        limitedBy.isEmpty() ? Optional.empty() : Optional.of(limitedBy),
        reason);
  }

  /** The nearest place at or above that a target holds, or that any proposal covers; -1: none. */
  private int nearest(int place, boolean target) {
    for (int at = place; at >= 0; at = tree.parent(at)) {
      if (target ? pulls[at] != null : covered[at]) {
        return at;
      }
    }
    return -1;
  }

  private Envelope envelope(int place, long shift) {
    EnumMap<Level, Interval> levels = new EnumMap<>(Level.class);
    Interval left = Interval.UNBOUNDED;
    for (Level level : Level.values()) {
      double min = Milli.value(Milli.shifted(lows.getOrDefault(level, NOTHING)[place], -shift));
      double max = Milli.value(Milli.shifted(highs.getOrDefault(level, NOTHING)[place], -shift));
      left = left.min() == min && left.max() == max ? left : new Interval(min, max);
      levels.put(level, left);
    }
    Envelope made = new Envelope(levels);
    if (envelope == null || !made.equals(envelope)) {
      envelope = made;
    }
    return envelope;
  }

  /** What each level left of every node that can be moved; of leaves it stands in the outcomes. */
  Map<Address, Envelope> envelopes(List<Outcome> outcomes) {
    Map<Address, Envelope> envelopes = new TreeMap<>();
    for (Outcome outcome : outcomes) {
      envelopes.put(new Address(outcome.node(), quantity, phase.index()), outcome.envelope());
    }
    for (int i = 0; i < tree.size(); i++) {
      boolean sums = controls[i] && tree.leaf(i) == null;
      double uncontrolled = sums ? uncontrolled(ids.get(i)) : Double.NaN;
      if (Double.isFinite(uncontrolled)) {
        Envelope envelope = envelope(i, Milli.of(uncontrolled));
        envelopes.put(new Address(ids.get(i), quantity, phase.index()), envelope);
      }
    }
    return envelopes;
  }
}
