package org.busbar.marketplace.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What stands on the command line behind the command.
 *
 * @param words what is no option
 * @param options {@code --name value}, or {@code --name} with an empty value where it takes none
 */
record Arguments(List<String> words, Map<String, String> options) {
  private static final List<String> FLAGS = List.of("--development", "--here", "--wait", "--off");

  static Arguments parse(List<String> args) {
    List<String> words = new ArrayList<>();
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      if (!arg.startsWith("--")) {
        words.add(arg);
      } else if (FLAGS.contains(arg)) {
        options.put(arg, "");
      } else if (i + 1 < args.size()) {
        options.put(arg, args.get(++i));
      } else {
        throw new IllegalArgumentException(arg + " needs a value");
      }
    }
    return new Arguments(words, options);
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
