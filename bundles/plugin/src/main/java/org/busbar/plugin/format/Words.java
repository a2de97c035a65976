package org.busbar.plugin.format;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Enumerations in files: lower case with hyphens. */
public final class Words {
  private Words() {}

  /** The word of a constant. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The constant of a word. */
  public static <E extends Enum<E>> E of(String word, Class<E> words, String where)
      throws RefusedException {
    for (E constant : words.getEnumConstants()) {
      if (word(constant).equals(word)) {
        return constant;
      }
    }
    throw new RefusedException(
        Reason.FORMAT,
        "\"" + Names.shown(word) + "\" is none of " + all(words),
        where,
        "Mend the file, see docs/reference/plugin.md");
  }

  private static <E extends Enum<E>> String all(Class<E> words) {
    return Arrays.stream(words.getEnumConstants())
        .map(Words::word)
        .collect(Collectors.joining(", "));
  }
}
