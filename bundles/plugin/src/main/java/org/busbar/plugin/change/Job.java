package org.busbar.plugin.change;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.busbar.api.plugin.PluginJob;
import org.busbar.api.plugin.PluginJob.State;
import org.busbar.api.plugin.PluginWish;

/** A wish on its way. Written by the worker, seen by everybody. */
public final class Job {
  private static final int MOST_STEPS = 100;

  private final int number;
  private final PluginWish wish;
  private final String by;
  private final String reason;
  private final List<PluginJob.Step> steps = new ArrayList<>();
  private State state;
  private String text = "";
  private boolean cancelled;
  private String leftBy = "";

  public Job(int number, PluginWish wish, String by, String reason, State state) {
    this.number = number;
    this.wish = wish;
    this.by = by;
    this.reason = reason;
    this.state = state;
  }

  public int number() {
    return number;
  }

  public PluginWish wish() {
    return wish;
  }

  public String by() {
    return by;
  }

  public String reason() {
    return reason;
  }

  public synchronized State state() {
    return state;
  }

  public synchronized void be(State now, String why) {
    state = now;
    text = why;
  }

  /** What is awaited. */
  public synchronized void say(String why) {
    text = why;
  }

  public synchronized void did(Instant at, String what) {
    if (steps.size() < MOST_STEPS) {
      steps.add(new PluginJob.Step(at, what));
    }
  }

  /** As long as nothing was changed. */
  public synchronized boolean cancel() {
    if (state != State.WAITS_FOR_CONFIRMATION) {
      return false;
    }
    cancelled = true;
    return true;
  }

  /** Somebody wants to go back before its watch time is over. */
  public synchronized boolean leave(String who) {
    if (state != State.WATCHED) {
      return false;
    }
    leftBy = who;
    return true;
  }

  /** Who does; empty where nobody does. */
  public synchronized String leftBy() {
    return leftBy;
  }

  public synchronized boolean isCancelled() {
    return cancelled;
  }

  /** Nothing more happens to it. */
  public synchronized boolean isOver() {
    return switch (state) {
      case WAITS_FOR_CONFIRMATION, RUNNING, WATCHED -> false;
      case DONE, REFUSED, ROLLED_BACK, CANCELLED -> true;
    };
  }

  public synchronized PluginJob shown() {
    return new PluginJob(number, wish, by, reason, state, steps, text);
  }
}
