package org.busbar.features.lock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Start level per bundle: lines {@code LEVEL PATTERN...}, the first line that matches holds. */
record StartOrder(List<Rule> rules) {

  record Rule(int level, Pattern names) {}

  static StartOrder read(Path file) throws IOException {
    List<Rule> rules = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      String[] words = text.split("\\s+", 2);
      String regex = words[1].replace(".", "\\.").replace("*", ".*").replaceAll("\\s+", "|");
      rules.add(new Rule(Integer.parseInt(words[0]), Pattern.compile(regex)));
    }
    return new StartOrder(List.copyOf(rules));
  }

  int level(String symbolicName) throws IOException {
    for (Rule rule : rules) {
      if (rule.names().matcher(symbolicName).matches()) {
        return rule.level();
      }
    }
    throw new IOException("start-order.txt has no line for " + symbolicName);
  }
}
