package org.busbar.profile.api;

/**
 * A signed report of a trial on the real device.
 *
 * @param by who made it
 * @param on day, {@code 2026-11-21}
 * @param device serial number and firmware of what was tried
 * @param sha256 digest of the report, in hexadecimal digits
 * @param key id of the key that signed it
 * @param signature Ed25519 signature of {@link #signed}, in Base64
 */
public record Report(
    String by, String on, String device, String sha256, String key, String signature) {
  /** What the signature is over: profile, version and everything the report says of itself. */
  public String signed(String id, int version) {
    return String.join("\n", id, Integer.toString(version), by, on, device, sha256, key);
  }
}
