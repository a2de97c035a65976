package org.busbar.web.rest.view;

import java.time.Instant;

/** A command was taken. */
public record Acceptance(String status, Instant at) {
  /** Taken at this moment. */
  public static Acceptance at(Instant now) {
    return new Acceptance("accepted", now);
  }
}
