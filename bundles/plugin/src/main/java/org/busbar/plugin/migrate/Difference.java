package org.busbar.plugin.migrate;

import java.util.ArrayList;
import java.util.List;

/** What differs between two texts, in lines: a line of place, then what goes and what comes. */
public final class Difference {
  private static final int AROUND = 1;

  /** Beyond this the middle of both is shown as gone and come, not line by line. */
  private static final int MOST = 1_000;

  private final List<String> before;
  private final List<String> after;
  private final int same;
  private final int ends;

  private Difference(List<String> before, List<String> after) {
    this.before = before;
    this.after = after;
    int least = Math.min(before.size(), after.size());
    int head = 0;
    while (head < least && before.get(head).equals(after.get(head))) {
      head++;
    }
    int tail = 0;
    while (tail < least - head
        && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
      tail++;
    }
    this.same = head;
    this.ends = tail;
  }

  /**
   * {@code - old}, {@code + new} and a line around them as it stays, after {@code name:LINE} of the
   * newer text; nothing where both are the same.
   */
  public static List<String> of(String name, String before, String after) {
    return before.equals(after)
        ? List.of()
        : new Difference(before.lines().toList(), after.lines().toList()).lines(name);
  }

  private List<String> lines(String name) {
    List<String> all = new ArrayList<>();
    before.subList(0, same).forEach(line -> all.add("  " + line));
    middle(all);
    before.subList(before.size() - ends, before.size()).forEach(line -> all.add("  " + line));
    List<String> shown = new ArrayList<>();
    int line = 0;
    int last = -2;
    for (int i = 0; i < all.size(); i++) {
      line += all.get(i).startsWith("-") ? 0 : 1;
      if (near(all, i)) {
        if (last != i - 1) {
          shown.add(name + ":" + Math.max(1, line));
        }
        shown.add(all.get(i).stripTrailing());
        last = i;
      }
    }
    return shown;
  }

  private static boolean near(List<String> all, int at) {
    int from = Math.max(0, at - AROUND);
    int to = Math.min(all.size(), at + AROUND + 1);
    return all.subList(from, to).stream().anyMatch(line -> !line.startsWith(" "));
  }

  /** The longest common subsequence of what is left between equal beginnings and ends. */
  private void middle(List<String> all) {
    List<String> from = before.subList(same, before.size() - ends);
    List<String> to = after.subList(same, after.size() - ends);
    if (from.size() > MOST || to.size() > MOST) {
      from.forEach(line -> all.add("- " + line));
      to.forEach(line -> all.add("+ " + line));
      return;
    }
    int[][] common = new int[from.size() + 1][to.size() + 1];
    for (int i = from.size() - 1; i >= 0; i--) {
      for (int j = to.size() - 1; j >= 0; j--) {
        common[i][j] =
            from.get(i).equals(to.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    int i = 0;
    int j = 0;
    while (i < from.size() || j < to.size()) {
      if (i < from.size() && j < to.size() && from.get(i).equals(to.get(j))) {
        all.add("  " + from.get(i++));
        j++;
      } else if (i < from.size() && (j == to.size() || common[i + 1][j] >= common[i][j + 1])) {
        all.add("- " + from.get(i++));
      } else {
        all.add("+ " + to.get(j++));
      }
    }
  }
}
