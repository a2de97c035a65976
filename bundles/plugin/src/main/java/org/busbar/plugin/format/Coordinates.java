package org.busbar.plugin.format;

import java.util.regex.Pattern;

/**
 * Maven coordinates of a bundle or plug-in without type: {@code group:name:version} or {@code
 * group:name:jar:classifier:version}.
 *
 * @param group group id
 * @param name artifact id; of a plug-in its id
 * @param classifier empty where there is none
 * @param version as Maven writes it
 */
public record Coordinates(String group, String name, String classifier, String version) {
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");
  private static final int PLAIN = 3;
  private static final int CLASSIFIED = 5;

  /** Reads what {@link #text()} writes. */
  public static Coordinates parse(String text, String where) throws RefusedException {
    String[] part = text.split(":", -1);
    boolean plain = part.length == PLAIN;
    if (!plain && !(part.length == CLASSIFIED && part[2].equals("jar"))) {
      throw refused(text, where);
    }
    for (String word : part) {
      if (!WORD.matcher(word).matches() || word.contains("..")) {
        throw refused(text, where);
      }
    }
    return plain
        ? new Coordinates(part[0], part[1], "", part[2])
        : new Coordinates(part[0], part[1], part[3], part[4]);
  }

  private static RefusedException refused(String text, String where) {
    return new RefusedException(
        Reason.FORMAT,
        "\"" + Names.shown(text) + "\" is not group:name:version",
        where,
        "Mend the file, see docs/reference/plugin.md");
  }

  /** As in a feature. */
  public String text() {
    return group + ":" + name + (classifier.isEmpty() ? "" : ":jar:" + classifier) + ":" + version;
  }

  /** File name of the jar. */
  public String fileName() {
    return name + "-" + version + (classifier.isEmpty() ? "" : "-" + classifier) + ".jar";
  }

  /** Where the jar lies in a folder laid out as a Maven repository. */
  public String repositoryPath() {
    return String.join("/", group.replace('.', '/'), name, version, fileName());
  }
}
