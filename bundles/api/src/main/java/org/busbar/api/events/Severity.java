package org.busbar.api.events;

/** How much an event matters, least first. */
public enum Severity {
  /** Life cycle and changes of mode; nobody needs to act. */
  INFO,
  /** Degraded and retried. */
  WARNING,
  /** Somebody should look. */
  ALARM,
  /** Somebody must act: equipment was stopped or cannot be stopped. */
  CRITICAL
}
