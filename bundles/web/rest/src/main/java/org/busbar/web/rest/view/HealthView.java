package org.busbar.web.rest.view;

import java.time.Instant;

/** The process answers. */
public record HealthView(String status, Instant timestamp, String service) {
  /** Healthy at this moment. */
  public static HealthView healthy(Instant now) {
    return new HealthView("healthy", now, "busbar");
  }
}
