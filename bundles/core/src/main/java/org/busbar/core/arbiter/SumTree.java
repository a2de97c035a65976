package org.busbar.core.arbiter;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tree of sums: each node's value is the sum of its children's, each has an interval of its own.
 * Keeps, exactly, what every node can still be when all intervals hold together. One thread.
 *
 * <p>On a tree one pass up (what the children can do) and one pass down (what parent and siblings
 * leave) give the exact projection: every value within a node's range belongs to some assignment of
 * the leaves that satisfies everything.
 */
final class SumTree {
  private static final int NONE = -1;
  private static final int MOST_REASONS = 3;

  private final int[] parents;
  private final List<List<Integer>> children = new ArrayList<>();
  private final @Nullable Leaf[] leaves;
  private final long[] ownLow;
  private final long[] ownHigh;
  private final String[] lowOwner;
  private final String[] highOwner;
  private final long[] upLow;
  private final long[] upHigh;
  private final long[] sumLow;
  private final long[] sumHigh;
  private final long[] low;
  private final long[] high;

  /**
   * A tree (or several) with every parent before its children.
   *
   * @param parents index of the parent, -1 for a root
   * @param leaves what is set at a node, null for a node that only sums
   */
  SumTree(int[] parents, @Nullable Leaf[] leaves) {
    int size = parents.length;
    this.parents = parents.clone();
    this.leaves = leaves.clone();
    ownLow = new long[size];
    ownHigh = new long[size];
    lowOwner = new String[size];
    highOwner = new String[size];
    upLow = new long[size];
    upHigh = new long[size];
    sumLow = new long[size];
    sumHigh = new long[size];
    low = new long[size];
    high = new long[size];
    for (int i = 0; i < size; i++) {
      children.add(new ArrayList<>());
      if (parents[i] != NONE) {
        children.get(parents[i]).add(i);
      }
      Leaf leaf = leaves[i];
      // Far beyond any sum: a node that only sums has no bound of its own.
      ownLow[i] = leaf == null ? Long.MIN_VALUE : Milli.lower(leaf.allowed().interval());
      ownHigh[i] = leaf == null ? Long.MAX_VALUE : Milli.upper(leaf.allowed().interval());
      lowOwner[i] = leaf == null ? "" : leaf.allowed().lowerReason();
      highOwner[i] = leaf == null ? "" : leaf.allowed().upperReason();
    }
    propagate();
  }

  int size() {
    return parents.length;
  }

  int parent(int node) {
    return parents[node];
  }

  @Nullable Leaf leaf(int node) {
    return leaves[node];
  }

  /** Least value the node can still have. */
  long low(int node) {
    return low[node];
  }

  /** Greatest value the node can still have. */
  long high(int node) {
    return high[node];
  }

  /** Narrows a node, or changes nothing and says false where nothing would be left. */
  boolean narrow(int node, long least, long most, String owner) {
    if (least > high[node] || most < low[node]) {
      return false;
    }
    boolean binds = least > low[node] || most < high[node];
    if (least > ownLow[node]) {
      ownLow[node] = least;
      lowOwner[node] = owner;
    }
    if (most < ownHigh[node]) {
      ownHigh[node] = most;
      highOwner[node] = owner;
    }
    if (binds) {
      propagate();
    }
    return true;
  }

  private void propagate() {
    for (int i = size() - 1; i >= 0; i--) {
      sumLow[i] = 0;
      sumHigh[i] = 0;
      for (int child : children.get(i)) {
        sumLow[i] += upLow[child];
        sumHigh[i] += upHigh[child];
      }
      boolean sums = leaves[i] == null;
      upLow[i] = sums ? Math.max(ownLow[i], sumLow[i]) : ownLow[i];
      upHigh[i] = sums ? Math.min(ownHigh[i], sumHigh[i]) : ownHigh[i];
    }
    for (int i = 0; i < size(); i++) {
      int parent = parents[i];
      if (parent == NONE) {
        low[i] = upLow[i];
        high[i] = upHigh[i];
      } else {
        low[i] = Math.max(upLow[i], low[parent] - (sumHigh[parent] - upHigh[i]));
        high[i] = Math.min(upHigh[i], high[parent] - (sumLow[parent] - upLow[i]));
      }
    }
  }

  /** What sets the upper end of a node's range, in words. */
  String whyHigh(int node) {
    if (upHigh[node] == high[node]) {
      return words(node, upHigh, ownHigh, highOwner);
    }
    return whyHigh(parents[node]);
  }

  /** What sets the lower end of a node's range, in words. */
  String whyLow(int node) {
    if (upLow[node] == low[node]) {
      return words(node, upLow, ownLow, lowOwner);
    }
    return whyLow(parents[node]);
  }

  private String words(int node, long[] up, long[] own, String[] owners) {
    Set<String> found = new LinkedHashSet<>();
    collect(node, up, own, owners, found);
    if (found.size() <= MOST_REASONS) {
      return String.join(", ", found);
    }
    List<String> first = found.stream().limit(MOST_REASONS).toList();
    return String.join(", ", first) + " and " + (found.size() - MOST_REASONS) + " more";
  }

  private void collect(int node, long[] up, long[] own, String[] owners, Set<String> found) {
    if (own[node] == up[node]) {
      found.add(owners[node]);
    } else {
      children.get(node).forEach(child -> collect(child, up, own, owners, found));
    }
  }

  /**
   * A value for every node: leaves as near to their preference as their node's sum allows, what a
   * sum asks beyond that shared in proportion to the headroom each child has.
   */
  long[] split() {
    long[] values = new long[size()];
    for (int i = size() - 1; i >= 0; i--) {
      Leaf leaf = leaves[i];
      long wish = 0;
      if (leaf != null) {
        wish = leaf.preferredMilli();
      } else {
        for (int child : children.get(i)) {
          wish += values[child];
        }
      }
      values[i] = Math.max(upLow[i], Math.min(upHigh[i], wish));
    }
    for (int i = 0; i < size(); i++) {
      if (leaves[i] == null) {
        share(children.get(i), values[i], values);
      }
    }
    return values;
  }

  private void share(List<Integer> among, long total, long[] values) {
    long rest = total;
    for (int child : among) {
      rest -= values[child];
    }
    int sign = Long.signum(rest);
    rest = Math.abs(rest);
    long room = 0;
    for (int child : among) {
      room += headroom(child, sign, values[child]);
    }
    // First in proportion, rounded down; then the thousandths that are left, in order.
    long asked = rest;
    for (int child : among) {
      long headroom = headroom(child, sign, values[child]);
      long part = room == 0 ? 0 : (long) ((double) headroom / room * asked);
      long given = Math.min(rest, Math.min(part, headroom));
      values[child] += sign * given;
      rest -= given;
    }
    for (int child : among) {
      long given = Math.min(rest, headroom(child, sign, values[child]));
      values[child] += sign * given;
      rest -= given;
    }
  }

  private long headroom(int node, int sign, long value) {
    return sign >= 0 ? upHigh[node] - value : value - upLow[node];
  }
}
