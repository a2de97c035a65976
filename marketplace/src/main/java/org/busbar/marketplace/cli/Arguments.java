package org.busbar.marketplace.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What stands on the command line behind the command.
 *
 * @param words what is no option
 * @param options {@code --name value}, or {@code --name} with an empty value where it takes none
 */
record Arguments(List<String> words, Map<String, String> options) {
  private static final List<String> FLAGS = List.of("--development", "--wait", "--off");

  /** What every command that looks at a gateway takes. */
  private static final Set<String> COMMON = Set.of("--home", "--development");

  private static final Pattern OPTION = Pattern.compile("--[a-z0-9-]+");

  static Arguments parse(List<String> args) {
    List<String> words = new ArrayList<>();
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      if (!arg.startsWith("--")) {
        words.add(arg);
      } else if (!FLAGS.contains(arg) && i + 1 == args.size()) {
        throw new IllegalArgumentException(arg + " needs a value");
      } else if (options.put(arg, FLAGS.contains(arg) ? "" : args.get(++i)) != null) {
        throw new IllegalArgumentException(arg + " is there twice");
      }
    }
    return new Arguments(words, options);
  }

  /**
   * Refuses what the usage does not name: with an option that is misspelt or a word too many
   * something else would be done than was meant.
   *
   * @param usage such as {@code ID [FOLDER] [--version V]}; any number of words where it has dots
   */
  Arguments within(String usage) {
    Set<String> known = new TreeSet<>(COMMON);
    OPTION.matcher(usage).results().forEach(each -> known.add(each.group()));
    for (String option : options.keySet()) {
      if (!known.contains(option)) {
        throw new IllegalArgumentException(option + " is not known here");
      }
    }
    int most = 0;
    String before = "";
    for (String token : usage.replaceAll("\\([^)]*\\)|[\\[\\]]", "").split(" ")) {
      boolean value = before.startsWith("--") && !FLAGS.contains(before);
      most += token.isEmpty() || token.startsWith("--") || value ? 0 : 1;
      before = token;
    }
    if (words.size() > most && !usage.contains("...")) {
      throw new IllegalArgumentException("\"" + words.get(most) + "\" is one word too many");
    }
    return this;
  }

  /** A number that must be there. */
  int number(int at, String what) {
    try {
      return Integer.parseInt(word(at, what));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + word(at, what) + "\" is no " + what, e);
    }
  }

  String word(int at, String what) {
    if (at >= words.size()) {
      throw new IllegalArgumentException("there is no " + what);
    }
    return words.get(at);
  }

  boolean has(String option) {
    return options.containsKey(option);
  }

  String option(String name, String otherwise) {
    return options.getOrDefault(name, otherwise);
  }

  Optional<String> option(String name) {
    return Optional.ofNullable(options.get(name));
  }

  String required(String name) {
    return option(name).orElseThrow(() -> new IllegalArgumentException("there is no " + name));
  }
}
