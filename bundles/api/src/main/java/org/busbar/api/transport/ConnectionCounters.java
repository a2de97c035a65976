package org.busbar.api.transport;

/**
 * Counters of a connection since it was opened.
 *
 * @param requests requests sent
 * @param responses answers received, refusals included
 * @param timeouts requests that were not answered in time
 * @param refusals answers that were exceptions
 * @param reconnects connections made after the first
 */
public record ConnectionCounters(
    long requests, long responses, long timeouts, long refusals, long reconnects) {}
