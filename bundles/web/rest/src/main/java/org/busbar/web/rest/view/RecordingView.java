package org.busbar.web.rest.view;

import java.time.Instant;

/** A recording of the black box. */
public record RecordingView(
    String name, String cause, Instant begunAt, long sizeBytes, boolean complete) {}
