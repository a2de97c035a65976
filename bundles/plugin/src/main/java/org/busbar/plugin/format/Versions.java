package org.busbar.plugin.format;

import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/** Versions and ranges as OSGi compares them, from the way Maven and people write them. */
public final class Versions {
  private Versions() {}

  /**
   * {@code 1.2.0-SNAPSHOT} is {@code 1.2.0.SNAPSHOT}.
   *
   * @throws RefusedException where it is no version
   */
  public static Version of(String text, String where) throws RefusedException {
    try {
      return lenient(text);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(
          Reason.FORMAT,
          "\"" + Names.shown(text) + "\" is no version such as 1.2.0",
          where,
          "Mend the file, see docs/reference/plugin.md");
    }
  }

  /** As above, for a text that is known to be one. */
  public static Version lenient(String text) {
    String[] part = text.split("-", 2);
    if (part.length == 1) {
      return new Version(text);
    }
    StringBuilder numbers = new StringBuilder(part[0]);
    for (long dots = part[0].chars().filter(c -> c == '.').count(); dots < 2; dots++) {
      numbers.append(".0");
    }
    return new Version(numbers + "." + part[1].replace('.', '_'));
  }

  /** A range such as {@code [1.0,2)}; a bare version means from there on. */
  public static VersionRange range(String text, String where) throws RefusedException {
    try {
      VersionRange range = new VersionRange(text);
      if (range.isEmpty()) {
        throw noRange(text, "is a range that no version is in", where);
      }
      return range;
    } catch (IllegalArgumentException e) {
      throw noRange(text, "is no range such as [1.0,2)", where);
    }
  }

  private static RefusedException noRange(String text, String what, String where) {
    return new RefusedException(
        Reason.FORMAT,
        "\"" + Names.shown(text) + "\" " + what,
        where,
        "Mend the file, see docs/reference/plugin.md");
  }
}
