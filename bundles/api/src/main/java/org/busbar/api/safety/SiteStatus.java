package org.busbar.api.safety;

import java.time.Instant;
import java.util.List;

/**
 * State of a site and how it came about.
 *
 * @param state the state
 * @param since when it was entered
 * @param reason why, in one sentence for people
 * @param causes what holds it in ERROR, first cause first; empty otherwise
 */
public record SiteStatus(SiteState state, Instant since, String reason, List<Cause> causes) {
  /** Copies the causes. */
  public SiteStatus {
    causes = List.copyOf(causes);
  }
}
