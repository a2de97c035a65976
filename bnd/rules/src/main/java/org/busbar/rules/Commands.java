package org.busbar.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands of {@code ./busbar} as its help tells them, and as documents use them. */
final class Commands {
  private static final Pattern HELP = Pattern.compile("^  ([a-z]+)\\b.*");
  private static final Pattern USE = Pattern.compile("\\./busbar +([a-z]+)([^`|\\n]*)");
  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]*");

  private Commands() {}

  /** Options by command, from the text of the help: a command's lines begin with two blanks. */
  static SortedMap<String, Set<String>> known(String help) {
    SortedMap<String, Set<String>> known = new TreeMap<>();
    String command = "";
    for (String line : help.lines().toList()) {
      Matcher start = HELP.matcher(line);
      if (start.matches()) {
        command = start.group(1);
        known.computeIfAbsent(command, name -> new TreeSet<>());
      } else if (!line.startsWith("  ")) {
        command = "";
      }
      if (!command.isEmpty()) {
        Matcher option = OPTION.matcher(line);
        while (option.find()) {
          known.get(command).add(option.group());
        }
      }
    }
    return known;
  }

  /** What a document asks for that does not exist, with its line. */
  static List<String> unknown(String page, String text, SortedMap<String, Set<String>> known) {
    List<String> unknown = new ArrayList<>();
    Matcher use = USE.matcher(text);
    while (use.find()) {
      long line = text.substring(0, use.start()).lines().count();
      String place = page + ":" + Math.max(1, line) + ": ./busbar " + use.group(1);
      Set<String> options = known.get(use.group(1));
      if (options == null) {
        unknown.add(place + " is no command");
        continue;
      }
      Matcher option = OPTION.matcher(use.group(2).replaceFirst("\\s# .*", ""));
      while (option.find()) {
        if (!options.contains(option.group())) {
          unknown.add(place + " knows no " + option.group());
        }
      }
    }
    return unknown;
  }
}
