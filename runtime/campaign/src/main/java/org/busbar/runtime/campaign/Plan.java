package org.busbar.runtime.campaign;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Which faults come in which slot of a campaign: each alone, then each pair, then what is drawn.
 */
final class Plan {
  private final List<FaultClass> faults;
  private final List<List<FaultClass>> firsts = new ArrayList<>();
  private final Random random;

  Plan(List<FaultClass> faults, long seed) {
    this.faults = List.copyOf(faults);
    this.random = new Random(seed);
    List<List<FaultClass>> pairs = new ArrayList<>();
    for (int i = 0; i < faults.size(); i++) {
      firsts.add(List.of(faults.get(i)));
      for (int j = i + 1; j < faults.size(); j++) {
        boolean turned = random.nextBoolean();
        pairs.add(List.of(faults.get(turned ? j : i), faults.get(turned ? i : j)));
      }
    }
    Collections.shuffle(pairs, random);
    firsts.addAll(pairs);
  }

  /** How many slots it takes until each pair has come. */
  int complete() {
    return firsts.size();
  }

  /** The faults of a slot. */
  List<FaultClass> slot(int number) {
    if (number < firsts.size()) {
      return firsts.get(number);
    }
    if (faults.isEmpty()) {
      return List.of();
    }
    List<FaultClass> drawn = new ArrayList<>(faults);
    Collections.shuffle(drawn, random);
    return List.copyOf(drawn.subList(0, Math.min(drawn.size(), 1 + random.nextInt(3))));
  }

  /** A draw between 0 and 1. */
  double draw() {
    return random.nextDouble();
  }
}
