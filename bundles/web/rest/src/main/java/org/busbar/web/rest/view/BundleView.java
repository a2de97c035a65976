package org.busbar.web.rest.view;

/**
 * A bundle of this runtime.
 *
 * @param feature family it belongs to, as in the folders: {@code control}, {@code transport};
 *     {@code library} where it is not one of ours
 * @param symbolicName its name
 * @param state {@code ACTIVE} where it runs; {@code RESOLVED} for a fragment
 * @param version its version
 */
public record BundleView(String feature, String symbolicName, String state, String version) {}
