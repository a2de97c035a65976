package org.busbar.api.device;

/**
 * What a person has explicitly allowed for a device, and answers for.
 *
 * @param what what is allowed: {@code control}, {@code step-test}
 * @param by who allowed it, empty where not written
 * @param on the day, {@code 2026-11-21}, empty where not written
 * @param why in one sentence, empty where not written
 */
public record Consent(String what, String by, String on, String why) {
  /** Whether somebody answers for it: who, when and why are written. */
  public boolean isExplained() {
    return !by.isBlank() && !on.isBlank() && !why.isBlank();
  }
}
