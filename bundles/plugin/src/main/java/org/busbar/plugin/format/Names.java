package org.busbar.plugin.format;

import java.lang.Character.UnicodeScript;
import java.util.Set;
import java.util.regex.Pattern;

/** Names that may come from outside. */
public final class Names {
  private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+~-]*");
  private static final Pattern ID =
      Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*([.][a-z0-9]+(-[a-z0-9]+)*)+");
  private static final int LONGEST = 200;

  /** Scripts whose letters look alike. */
  private static final Set<UnicodeScript> ALIKE =
      Set.of(UnicodeScript.LATIN, UnicodeScript.GREEK, UnicodeScript.CYRILLIC);

  private Names() {}

  /** Whether a name is a relative path of plain words, none of which leads upwards. */
  public static boolean isPath(String path) {
    if (path.isEmpty() || path.length() > LONGEST || path.endsWith("/")) {
      return false;
    }
    for (String word : path.split("/", -1)) {
      if (!PATH.matcher(word).matches()) {
        return false;
      }
    }
    return true;
  }

  /** Whether a name may be the id of a plug-in: lower-case words with dots, at least two. */
  public static boolean isId(String id) {
    return id.length() <= LONGEST && ID.matcher(id).matches();
  }

  /** The path, where it is one. */
  public static String path(String path, String where) throws RefusedException {
    if (!isPath(path)) {
      throw new RefusedException(
          Reason.PATH_TRAVERSAL,
          "the name \"" + shown(path) + "\" is no plain path inside its folder",
          where,
          "Do not install it; tell the publisher");
    }
    return path;
  }

  /** What is wrong with a name for people, to go after its key; empty where nothing is. */
  static String problem(String title) {
    if (title.length() > LONGEST) {
      return "is longer than " + LONGEST + " characters";
    }
    if (!isShown(title)) {
      return "holds characters that do not show, or that turn others round";
    }
    for (String word : title.split("[^\\p{L}\\p{M}\\p{N}]+")) {
      if (word.codePoints().mapToObj(UnicodeScript::of).filter(ALIKE::contains).distinct().count()
          > 1) {
        return "mixes letters that look alike in \"" + shown(word) + "\"";
      }
    }
    return "";
  }

  /** Whether nothing in a line is hidden or turns round what stands beside it. */
  static boolean isShown(String line) {
    return line.codePoints().noneMatch(Names::isHidden);
  }

  private static boolean isHidden(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }

  /** A name from outside as it may be shown: short, and no control characters. */
  public static String shown(String name) {
    String plain = name.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
    return plain.length() <= 80 ? plain : plain.substring(0, 80) + "...";
  }
}
