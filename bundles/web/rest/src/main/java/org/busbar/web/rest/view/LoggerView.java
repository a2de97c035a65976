package org.busbar.web.rest.view;

/**
 * A logger with a level of its own.
 *
 * @param logger class or package; {@code ROOT} stands above all
 * @param level {@code TRACE}, {@code DEBUG}, {@code INFO}, {@code WARN}, {@code ERROR} or {@code
 *     OFF}
 */
public record LoggerView(String logger, String level) {}
