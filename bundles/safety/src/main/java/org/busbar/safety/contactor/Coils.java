package org.busbar.safety.contactor;

/**
 * The three contactors of a pack: what is commanded, or what their auxiliary contacts tell.
 *
 * @param negative main contactor of the negative pole
 * @param preCharge contactor in series with the resistor, beside the positive one
 * @param positive main contactor of the positive pole
 */
public record Coils(boolean negative, boolean preCharge, boolean positive) {
  /** All open. */
  public static final Coils OPEN = new Coils(false, false, false);
}
