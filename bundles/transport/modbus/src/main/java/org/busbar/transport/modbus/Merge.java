package org.busbar.transport.modbus;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;

/** Puts items of one unit, table and period into the fewest requests that are legal. Pure. */
final class Merge {
  private static final int MOST_BITS = 2000;
  private static final Comparator<Want> ORDER =
      Comparator.<Want>comparingInt(want -> want.part)
          .thenComparingInt(want -> want.item.address())
          .thenComparingInt(Want::end);

  private Merge() {}

  /** The items of each request, in the order of their addresses. */
  static List<List<Want>> blocks(List<Want> wants) {
    List<List<Want>> blocks = new ArrayList<>();
    List<Want> current = new ArrayList<>();
    int end = 0;
    int most = 0;
    int gap = 0;
    int widest = 0;
    for (Want want : wants.stream().sorted(ORDER).toList()) {
      int wantMost = most(want);
      int wantGap = want.limits().maxGap();
      int wider = Math.max(widest, want.item.address() - end);
      boolean joins =
          !current.isEmpty()
              && current.getFirst().part == want.part
              && wider <= Math.min(gap, wantGap)
              && Math.max(end, want.end()) - current.getFirst().item.address()
                  <= Math.min(most, wantMost);
      if (joins) {
        end = Math.max(end, want.end());
        most = Math.min(most, wantMost);
        gap = Math.min(gap, wantGap);
        widest = wider;
      } else {
        current = new ArrayList<>();
        blocks.add(current);
        end = want.end();
        most = wantMost;
        gap = wantGap;
        widest = 0;
      }
      current.add(want);
    }
    return blocks;
  }

  /** The one range that covers the items of a block. */
  static Registers range(List<Want> block) {
    Registers first = block.getFirst().item;
    int end = 0;
    for (Want want : block) {
      end = Math.max(end, want.end());
    }
    return new Registers(first.unit(), first.table(), first.address(), end - first.address());
  }

  /**
   * Where a refused block is best cut: at its widest gap, else in its middle.
   *
   * @return index of the first item of the second part, 0 where all items are the same range
   */
  static int cut(List<Want> block) {
    int best = 0;
    long bestScore = Long.MIN_VALUE;
    int end = block.getFirst().end();
    for (int i = 1; i < block.size(); i++) {
      Registers item = block.get(i).item;
      if (!item.equals(block.get(i - 1).item)) {
        long gap = Math.max(0, item.address() - end);
        long score = gap * block.size() - Math.abs(2L * i - block.size());
        if (score > bestScore) {
          best = i;
          bestScore = score;
        }
      }
      end = Math.max(end, block.get(i).end());
    }
    return best;
  }

  /** Greatest count of a request that reads this item. */
  static int most(Want want) {
    return isBits(want.item.table()) ? MOST_BITS : want.limits().maxRegisters();
  }

  private static boolean isBits(Table table) {
    return table == Table.COIL || table == Table.DISCRETE_INPUT;
  }
}
