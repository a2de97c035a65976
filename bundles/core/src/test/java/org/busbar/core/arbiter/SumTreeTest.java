package org.busbar.core.arbiter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.busbar.api.safety.Allowed;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.jspecify.annotations.Nullable;

/** Ranges and splits compared with every assignment there is, on trees small enough to try all. */
class SumTreeTest {
  /** Root, two groups, four leaves of at most five thousandths each. */
  private static final int[] PARENTS = {-1, 0, 1, 1, 0, 4, 4};

  private static Leaf leaf(int low, int high, int preferred) {
    Interval interval = new Interval(low / 1000.0, high / 1000.0);
    return new Leaf(
        Address.of(new NodeId("d"), Points.ACTIVE_POWER_W),
        new Allowed(interval, "low", "high"),
        preferred);
  }

  @Property
  void rangesAreExactAndTheSplitIsOneOfTheAssignments(@ForAll long seed) {
    Random random = new Random(seed);
    @Nullable Leaf[] leaves = new Leaf[PARENTS.length];
    for (int i : new int[] {2, 3, 5, 6}) {
      int low = random.nextInt(6) - 3;
      leaves[i] = leaf(low, low + random.nextInt(5), random.nextInt(9) - 4);
    }
    SumTree tree = new SumTree(PARENTS, leaves);
    List<long[]> possible = assignments(leaves);
    for (int n = 0; n < 5; n++) {
      int node = random.nextInt(PARENTS.length);
      long low = random.nextInt(16) - 8;
      long high = low + random.nextInt(5);
      List<long[]> kept = possible.stream().filter(a -> a[node] >= low && a[node] <= high).toList();
      assertEquals(!kept.isEmpty(), tree.narrow(node, low, high, "n" + n));
      possible = kept.isEmpty() ? possible : kept;
      for (int i = 0; i < PARENTS.length; i++) {
        int at = i;
        assertEquals(possible.stream().mapToLong(a -> a[at]).min().orElseThrow(), tree.low(i));
        assertEquals(possible.stream().mapToLong(a -> a[at]).max().orElseThrow(), tree.high(i));
      }
      long[] split = tree.split();
      assertTrue(possible.stream().anyMatch(a -> Arrays.equals(a, split)));
    }
  }

  private static List<long[]> assignments(@Nullable Leaf[] leaves) {
    List<long[]> all = new ArrayList<>();
    for (long a = low(leaves[2]); a <= high(leaves[2]); a++) {
      for (long b = low(leaves[3]); b <= high(leaves[3]); b++) {
        for (long c = low(leaves[5]); c <= high(leaves[5]); c++) {
          for (long d = low(leaves[6]); d <= high(leaves[6]); d++) {
            all.add(new long[] {a + b + c + d, a + b, a, b, c + d, c, d});
          }
        }
      }
    }
    return all;
  }

  private static long low(@Nullable Leaf leaf) {
    return leaf == null ? 0 : Milli.lower(leaf.allowed().interval());
  }

  private static long high(@Nullable Leaf leaf) {
    return leaf == null ? 0 : Milli.upper(leaf.allowed().interval());
  }
}
