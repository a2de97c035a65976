package org.busbar.runtime.launcher;

import java.util.Comparator;
import java.util.List;

/** The valid word a mistyped one was probably meant to be. */
final class Nearest {

  private static final int MOST_DIFFERENCES = 3;

  private Nearest() {}

  /** {@code "; did you mean X?"}, or what is valid where none is near. */
  static String hint(String word, List<String> valid) {
    return valid.stream()
        .min(Comparator.comparingInt(each -> differences(word, each)))
        .filter(best -> differences(word, best) <= MOST_DIFFERENCES)
        .map(best -> "; did you mean " + best + "?")
        .orElse("; valid are " + String.join(", ", valid));
  }

  /** Letters to put in, take out or exchange. */
  private static int differences(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int exchanged = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(exchanged, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
