package org.busbar.web.rest.view;

import java.time.Instant;
import java.util.Map;

/** Something that happened. */
public record EventView(
    long sequence,
    Instant at,
    String severity,
    String source,
    String kind,
    String text,
    Map<String, String> values) {}
