package org.busbar.api.device;

/**
 * How far a session has got.
 *
 * @param state the state
 * @param text why, for people; empty where there is nothing to say
 */
public record SessionStatus(State state, String text) {
  /** States of a session. */
  public enum State {
    /** Not identified yet. */
    CONNECTING,
    /** Identified and answering. */
    READY,
    /** Was ready, does not answer now. */
    FAULTY,
    /** Answers, but is not what the configuration says: monitored at most, never written. */
    WRONG_DEVICE,
    /** Closed. */
    CLOSED
  }
}
