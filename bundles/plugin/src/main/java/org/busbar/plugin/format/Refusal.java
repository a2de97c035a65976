package org.busbar.plugin.format;

/**
 * Why something is refused, for the person who wanted it.
 *
 * @param reason the kind of refusal
 * @param what what is wrong, one sentence without a full stop
 * @param where the file, key or name it is wrong in
 * @param remedy what to do about it, one sentence without a full stop
 */
public record Refusal(Reason reason, String what, String where, String remedy) {

  /** All of it in one line. */
  public String text() {
    return where + ": " + what + ". " + remedy + ".";
  }
}
