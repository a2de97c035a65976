package org.busbar.web.rest.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The newest decision: who asked for what, what was decided, what limited it, why. */
public record DecisionView(
    long step,
    @Nullable Instant at,
    List<ProposalView> proposals,
    List<DroppedView> dropped,
    List<SetpointView> setpoints) {

  /** A proposal that could not hold, and what stood against it. */
  public record DroppedView(ProposalView proposal, String against) {}

  /** What was decided for a quantity of a device; a null value is its release. */
  public record SetpointView(
      String device,
      String point,
      double value,
      String unit,
      List<EnvelopeView> envelope,
      @Nullable String limitedBy,
      String reason) {}

  /** What a level left; null bounds are open. */
  public record EnvelopeView(String level, double min, double max) {}
}
