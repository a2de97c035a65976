package org.busbar.safety.stop;

import org.jspecify.annotations.Nullable;

/**
 * What a writer owes a device at one moment: pure, what the product does and the explorer walks.
 */
public enum Duty {
  /** Nothing: its session is not the open one any more. */
  NOTHING,
  /** The safe value, renewed. */
  SAFE,
  /** The release, once. */
  GIVE_BACK,
  /** The release, kept alive. */
  RELEASE,
  /** The setpoint. */
  SET;

  /**
   * A setpoint as it looks at that moment.
   *
   * @param finite whether its value is a number
   * @param epoch epoch of the freeze it was decided on
   * @param controls whether the site has been controlling since before it was decided
   * @param live whether its deadline is still ahead and its decision behind
   */
  public record Wish(boolean finite, int epoch, boolean controls, boolean live) {}

  /**
   * What the writer sees.
   *
   * @param owner whether its session is the open one
   * @param open whether the gate cell is open
   * @param epoch epoch of the gate cell
   * @param authority whether the device is under authority
   * @param controls whether the site has been controlling since before the order was decided
   * @param wish the setpoint, null where there is none
   */
  public record Sight(
      boolean owner,
      boolean open,
      int epoch,
      boolean authority,
      boolean controls,
      @Nullable Wish wish) {}

  /** The duty of a moment. */
  public static Duty of(Sight sight) {
    if (!sight.owner()) {
      return NOTHING;
    }
    if (!sight.open()) {
      return SAFE;
    }
    if (!sight.authority() || !sight.controls()) {
      return GIVE_BACK;
    }
    Wish wish = sight.wish();
    boolean valid =
        wish != null
            && wish.finite()
            && wish.live()
            && wish.controls()
            && wish.epoch() == sight.epoch();
    return valid ? SET : RELEASE;
  }
}
