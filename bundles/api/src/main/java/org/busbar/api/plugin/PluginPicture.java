package org.busbar.api.plugin;

/**
 * A picture that a plug-in brings for people: its icon or a screenshot.
 *
 * @param mediaType {@code image/png}, {@code image/jpeg} or {@code image/svg+xml}, by what the
 *     bytes begin with
 * @param bytes those that its publisher signed, at most a megabyte; not to be changed
 */
public record PluginPicture(String mediaType, byte[] bytes) {}
