package org.busbar.api.device.write;

/**
 * What an unknown unit was found to be.
 *
 * @param type type of the driver that knows it
 * @param name name for people
 * @param text what it says of itself; empty where it says nothing
 */
public record Identified(String type, String name, String text) {}
