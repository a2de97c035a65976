package org.busbar.profile.api;

/**
 * A text of the device that is shown to people: its serial number, its firmware.
 *
 * @param name what it is
 * @param identity where it lies; its test is a text that may be anything
 */
public record Shown(String name, Identity identity) {}
