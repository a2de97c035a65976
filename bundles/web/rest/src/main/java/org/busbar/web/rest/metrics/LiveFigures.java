package org.busbar.web.rest.metrics;

/** Figures of the live interface. */
public interface LiveFigures {
  /** Clients connected now. */
  int clients();

  /** Clients let go because they did not take what they were sent. */
  long dropped();
}
