package org.busbar.web.rest.view;

import java.time.Instant;

/** What a source asks for; null bounds are open, a null target is none. */
public record ProposalView(
    String source,
    String level,
    String node,
    String quantity,
    String phase,
    double min,
    double max,
    double target,
    String unit,
    Instant validUntil,
    String reason) {}
