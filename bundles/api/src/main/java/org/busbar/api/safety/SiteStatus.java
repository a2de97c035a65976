package org.busbar.api.safety;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * State of a site and how it came about.
 *
 * @param state the state
 * @param subState what kind of ERROR it is; empty in every other state
 * @param since when it was entered
 * @param reason why, in one sentence for people
 * @param causes what holds it in ERROR, first cause first; empty otherwise
 */
public record SiteStatus(
    SiteState state,
    Optional<SubState> subState,
    Instant since,
    String reason,
    List<Cause> causes) {
  /** Copies the causes. */
  public SiteStatus {
    causes = List.copyOf(causes);
  }

  /** A status whose ERROR, if it is one, is latched. */
  public SiteStatus(SiteState state, Instant since, String reason, List<Cause> causes) {
    this(
        state,
        state == SiteState.ERROR ? Optional.of(SubState.LATCHED) : Optional.empty(),
        since,
        reason,
        causes);
  }
}
