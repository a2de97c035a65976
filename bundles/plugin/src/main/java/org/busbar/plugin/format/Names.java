package org.busbar.plugin.format;

import java.util.regex.Pattern;

/** Names that may come from outside. */
public final class Names {
  private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+~-]*");
  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*([.-][a-z0-9]+)+");
  private static final int LONGEST = 200;

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

  /** A name from outside as it may be shown: short, and no control characters. */
  public static String shown(String name) {
    String plain = name.replaceAll("\\p{Cntrl}", "?");
    return plain.length() <= 80 ? plain : plain.substring(0, 80) + "...";
  }
}
