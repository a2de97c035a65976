package org.busbar.web.rest.view;

import java.time.Instant;
import java.util.List;

/** Whether the gateway can do its work now, and where not, why. */
public record ReadinessView(
    String status, Instant timestamp, String service, List<String> reasons) {
  /** Ready where there is no reason not to be. */
  public static ReadinessView of(Instant now, List<String> reasons) {
    return new ReadinessView(reasons.isEmpty() ? "ready" : "not-ready", now, "busbar", reasons);
  }

  /** The HTTP status that says the same. */
  public int httpStatus() {
    return reasons.isEmpty() ? 200 : 503;
  }
}
