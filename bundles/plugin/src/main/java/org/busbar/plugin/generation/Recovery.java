package org.busbar.plugin.generation;

import java.util.List;
import java.util.Optional;

/**
 * What a start finds of a job that was not finished. There is one rule: the pointer says which
 * generation runs, and it is moved in one piece. Before that the old one runs and whatever was done
 * towards the new counts for nothing; after it the new one runs and its watch time begins anew.
 *
 * @param job its number
 * @param from the generation before
 * @param to the generation after; 0 where it was not known yet
 * @param last the last step that was done
 * @param forward whether the new one runs
 */
public record Recovery(int job, int from, int to, Step last, boolean forward) {

  /**
   * Empty where every job was finished.
   *
   * @param running number of the generation the pointer names; 0 where there is none
   */
  public static Optional<Recovery> of(List<Journal.Line> journal, int running) {
    if (journal.isEmpty() || journal.getLast().step().isEnd()) {
      return Optional.empty();
    }
    Journal.Line last = journal.getLast();
    boolean forward = last.to() != 0 && last.to() != last.from() && running == last.to();
    return Optional.of(new Recovery(last.job(), last.from(), last.to(), last.step(), forward));
  }

  /** Whether the configuration of sites may be that of the other generation. */
  public boolean configurationMayDiffer() {
    return !forward && last.compareTo(Step.CONFIGURATION_COPIED) >= 0;
  }

  /** For people. */
  public String text() {
    String when = "The gateway ended after the step \"" + last.text() + "\"";
    return forward
        ? when + "; the new generation runs and is watched anew"
        : when + "; everything is as before";
  }
}
