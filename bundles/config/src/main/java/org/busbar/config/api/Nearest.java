package org.busbar.config.api;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds the known word a person probably meant. */
public final class Nearest {
  /** More are no help to whoever reads them. */
  private static final int MOST = 25;

  private static final int FEW = 6;

  private Nearest() {}

  /** The known word with the fewest edits to the given one, empty where none is near. */
  public static Optional<String> to(String word, Collection<String> known) {
    int most = Math.max(2, word.length() / 3);
    return known.stream()
        .sorted()
        .min(Comparator.comparingInt(candidate -> edits(word, candidate)))
        .filter(candidate -> edits(word, candidate) <= most);
  }

  /**
   * A remedy for an unknown word: the nearest known one, or all of them; of very many some that are
   * like it.
   */
  public static String remedy(String word, Collection<String> known) {
    return to(word, known)
        .map(nearest -> "Did you mean '" + nearest + "'?")
        .orElseGet(() -> known.isEmpty() ? "None is known here" : some(word, known));
  }

  private static String some(String word, Collection<String> known) {
    if (known.size() <= MOST) {
      return "Known are: " + String.join(", ", known.stream().sorted().toList());
    }
    String family = word.replaceFirst("\\..*", ".");
    Comparator<String> likest =
        Comparator.comparing((String candidate) -> !candidate.startsWith(family))
            .thenComparingInt(candidate -> edits(word, candidate));
    List<String> near = known.stream().sorted().sorted(likest).limit(FEW).toList();
    return "Of " + known.size() + " known ones these are like it: " + String.join(", ", near);
  }

  private static int edits(String a, String b) {
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        boolean same =
            Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
        row[j] = Math.min(above[j - 1] + (same ? 0 : 1), 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[b.length()];
  }
}
