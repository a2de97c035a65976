package org.busbar.web.rest.live;

/**
 * What a client wants, and from which numbers on.
 *
 * @param interest the values
 * @param site whether it wants the document of the site
 * @param events number of the last event the client has, {@link #NONE} where it wants none
 * @param decisions the same for decisions
 * @param acknowledgements the same for acknowledgements
 */
record Subscription(
    Interest interest, boolean site, long events, long decisions, long acknowledgements) {
  /** Not wanted. */
  static final long NONE = -1;

  static final Subscription NOTHING = new Subscription(Interest.NOTHING, false, NONE, NONE, NONE);
}
