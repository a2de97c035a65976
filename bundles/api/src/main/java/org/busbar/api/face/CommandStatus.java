package org.busbar.api.face;

import java.time.Instant;
import org.busbar.api.vocabulary.NodeId;

/**
 * A command to a device and what became of it.
 *
 * @param number counted from 1 in the life of a site
 * @param device to whom
 * @param command {@code start}, {@code stop}, {@code on}, {@code off} or {@code reset}
 * @param state what became of it so far
 * @param text why, in one sentence
 * @param at when it was given
 * @param by who gave it
 */
public record CommandStatus(
    long number, NodeId device, String command, State state, String text, Instant at, String by) {
  /** What became of a command. */
  public enum State {
    /** It stands, and its effect is not seen yet. */
    ACCEPTED,
    /** The site or the device refused it; nothing has changed. */
    REFUSED,
    /** Nobody knows whether the device followed. */
    UNKNOWN,
    /** The device shows it. */
    ACHIEVED
  }
}
