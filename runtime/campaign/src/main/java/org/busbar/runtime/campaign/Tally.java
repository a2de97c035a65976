package org.busbar.runtime.campaign;

import java.util.ArrayList;
import java.util.List;

/** How often one invariant was looked at, and how often it did not hold. */
final class Tally {
  private static final int MOST_EXAMPLES = 5;

  private final String id;
  private final String text;
  private final List<String> examples = new ArrayList<>();
  private long checks;
  private long violations;

  Tally(String id, String text) {
    this.id = id;
    this.text = text;
  }

  void check(boolean holds, World world, String where) {
    checks++;
    if (!holds) {
      violations++;
      if (examples.size() < MOST_EXAMPLES) {
        examples.add("%.3f s: %s".formatted(world.elapsed() / 1e9, where));
      }
    }
  }

  String id() {
    return id;
  }

  String text() {
    return text;
  }

  long checks() {
    return checks;
  }

  long violations() {
    return violations;
  }

  /** The first violations, with when and where. */
  List<String> examples() {
    return List.copyOf(examples);
  }

  /** Adds what another run counted. */
  void add(Tally other) {
    checks += other.checks;
    violations += other.violations;
    other.examples.stream()
        .limit(MOST_EXAMPLES - Math.min(MOST_EXAMPLES, examples.size()))
        .forEach(examples::add);
  }
}
