package org.busbar.web.rest.view;

import java.time.Instant;

/** A sample, its quality judged at the time of asking. */
public record PointView(
    String device, String point, double value, String unit, String quality, Instant measuredAt) {}
