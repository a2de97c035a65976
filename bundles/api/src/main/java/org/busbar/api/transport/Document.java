package org.busbar.api.transport;

/**
 * A document as it came.
 *
 * @param text its text; what is in it, and whether it is well-formed, is the reader's business
 * @param nanos monotonic time in ns of its measurement: when it was asked for, or when it came
 *     where nobody asked
 * @param isRetained whether somebody kept it for whoever comes later (MQTT): nobody knows how old
 *     it is, it is never a measurement
 */
public record Document(String text, long nanos, boolean isRetained) {}
