package org.busbar.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One thing that is tried for long: a test class, or how much changed code of a package its tests
 * notice.
 *
 * @param room folder of its module in the checkout
 * @param name full name of the class; {@code mutation } and the pattern of classes that are changed
 * @param limit after which it has failed
 */
record DeepTrial(String room, String name, Duration limit) {
  static final String LIST = "bnd/deep.csv";
  private static final String MUTATION = "mutation ";

  /** Those of the checkout, in the order of the file. */
  static List<DeepTrial> of(Path checkout) throws IOException {
    List<DeepTrial> all = new ArrayList<>();
    for (String line : Files.readAllLines(checkout.resolve(LIST))) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] part = line.split(",");
      all.add(new DeepTrial(part[0], part[1], Duration.ofMinutes(Long.parseLong(part[2]))));
    }
    return all;
  }

  boolean isMutation() {
    return name.startsWith(MUTATION);
  }

  /** What is changed, as PIT wants it. */
  String changed() {
    return name.substring(MUTATION.length());
  }

  /** Its last word: the class without packages, or the package that is changed. */
  String title() {
    return isMutation() ? name : name.substring(name.lastIndexOf('.') + 1);
  }

  /** Name of its folder below {@code target/deep}. */
  String folder() {
    return isMutation()
        ? "mutation-" + changed().replaceAll("[^A-Za-z]+", "-").replaceAll("^-|-$", "")
        : title();
  }
}
