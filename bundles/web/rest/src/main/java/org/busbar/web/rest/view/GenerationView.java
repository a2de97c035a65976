package org.busbar.web.rest.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A file that was in use. */
public record GenerationView(
    int number, Instant at, String by, String reason, @Nullable Integer undoes, String sha256) {}
