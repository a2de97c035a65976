package org.busbar.api.device.write;

/** What became of a write. */
public sealed interface WriteResult {
  /**
   * The device took it.
   *
   * @param readBack what the device says it holds now, in the unit of the quantity; NaN where it
   *     cannot be asked
   */
  record Accepted(double readBack) implements WriteResult {}

  /**
   * The device refused; nothing has changed.
   *
   * @param reason in words, with the device's code
   */
  record Refused(String reason) implements WriteResult {}

  /**
   * Nobody knows: not answered, or answered wrongly. It may have acted.
   *
   * @param reason in words
   */
  record Unknown(String reason) implements WriteResult {}
}
