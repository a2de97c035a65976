package org.busbar.plugin.format;

/**
 * A file of a plug-in, beside its feature.
 *
 * @param path from the folder of the feature
 * @param role what it is for
 * @param sha256 lower-case hexadecimal
 * @param size in bytes
 */
public record PluginFile(String path, Role role, String sha256, long size) {
  /** What a file is for. */
  public enum Role {
    /** A bundle named in {@code bundles}. */
    BUNDLE,
    /** A device profile. */
    PROFILE,
    /** Bill of materials, CycloneDX in JSON. */
    SBOM,
    /** Square picture, SVG or PNG. */
    ICON,
    /** Picture of a page. */
    SCREENSHOT,
    /** Text of the licence. */
    LICENCE,
    /** Anything a person reads. */
    TEXT
  }
}
