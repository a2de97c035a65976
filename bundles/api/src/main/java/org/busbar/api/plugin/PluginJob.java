package org.busbar.api.plugin;

import java.time.Instant;
import java.util.List;

/**
 * A wish on its way.
 *
 * @param number counted from 1 since the first start of the gateway
 * @param wish what is wanted
 * @param by who wants it
 * @param reason why
 * @param state how far it is
 * @param steps what was done, in order
 * @param text what is awaited or what went wrong, in one sentence with the remedy; empty otherwise
 */
public record PluginJob(
    int number,
    PluginWish wish,
    String by,
    String reason,
    State state,
    List<Step> steps,
    String text) {
  /** Copies. */
  public PluginJob {
    steps = List.copyOf(steps);
  }

  /** How far a job is. */
  public enum State {
    /** Somebody has to confirm it at the gateway's own terminal. */
    WAITS_FOR_CONFIRMATION,
    /** It is being done. */
    RUNNING,
    /** It is done and watched; it goes back by itself where it does no good. */
    WATCHED,
    /** It is done. */
    DONE,
    /** Nothing was changed. */
    REFUSED,
    /** It was begun, and everything is as before. */
    ROLLED_BACK,
    /** Somebody took it back before anything was changed. */
    CANCELLED
  }

  /**
   * Something that was done.
   *
   * @param at when
   * @param text what, in one sentence
   */
  public record Step(Instant at, String text) {}
}
