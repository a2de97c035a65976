package org.busbar.config.api;

/**
 * A single value as written.
 *
 * @param text the value
 * @param line its line, from 1
 */
public record Scalar(String text, int line) implements Element {}
