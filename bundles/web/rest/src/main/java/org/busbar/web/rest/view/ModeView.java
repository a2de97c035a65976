package org.busbar.web.rest.view;

import java.util.Map;

/** A control mode as it runs. */
public record ModeView(
    String id,
    String type,
    String node,
    String level,
    int rank,
    boolean enabled,
    String state,
    String text,
    long steps,
    long lateCount,
    Map<String, String> config,
    Map<String, String> values) {}
