package org.busbar.runtime.campaign;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What was counted of one class of faults. */
final class Figures {
  private final List<Double> reactionsS = new ArrayList<>();
  private long injected;
  private long alone;
  private long missed;
  private long unseen;

  void injected() {
    injected++;
  }

  /** A trial without another fault beside it ended. */
  void alone(Trial trial) {
    alone++;
    trial.reactionS().ifPresent(reactionsS::add);
    if (trial.showedNothing()) {
      unseen++;
    } else if (!trial.inTime()) {
      missed++;
    }
  }

  long injectedCount() {
    return injected;
  }

  long aloneCount() {
    return alone;
  }

  /** Trials alone in which what was expected did not come in time. */
  long missedCount() {
    return missed;
  }

  /** Trials alone in which nothing came and there was nothing by which it could be seen. */
  long unseenCount() {
    return unseen;
  }

  /** Least, middle and greatest reaction in s; empty where there was none. */
  List<Double> minMedianMaxS() {
    if (reactionsS.isEmpty()) {
      return List.of();
    }
    List<Double> sorted = new ArrayList<>(reactionsS);
    Collections.sort(sorted);
    return List.of(sorted.getFirst(), sorted.get(sorted.size() / 2), sorted.getLast());
  }
}
