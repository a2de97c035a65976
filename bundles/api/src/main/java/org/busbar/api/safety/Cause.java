package org.busbar.api.safety;

import java.time.Instant;

/**
 * Why a gate cell was closed.
 *
 * @param kind lower-case words with hyphens: {@code emergency-stop}, {@code limit}, {@code
 *     interlock}, {@code write-refused}
 * @param source node, person or part it came from
 * @param text one sentence for people, with the value and the limit
 * @param at when, for people
 * @param nanos when, monotonic
 */
public record Cause(String kind, String source, String text, Instant at, long nanos) {}
