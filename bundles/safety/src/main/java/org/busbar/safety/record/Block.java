package org.busbar.safety.record;

/**
 * Some seconds of steps, compressed. It begins with a step that is written whole, so that it can be
 * read without what came before it.
 *
 * @param gzip the lines, as one member of a gzip file
 * @param firstNanos monotonic time of its first step
 * @param lastNanos monotonic time of its last step
 */
record Block(byte[] gzip, long firstNanos, long lastNanos) {}
