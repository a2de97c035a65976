package org.busbar.web.rest.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A device in a list. */
public record DeviceView(
    String id,
    String name,
    @Nullable String nature,
    String profile,
    String session,
    String authority,
    GateView gate,
    @Nullable String maturity,
    @Nullable Instant lastSeen) {

  /** The device's gate cell; no cause where it is open. */
  public record GateView(@Nullable String cause, int epoch) {}
}
