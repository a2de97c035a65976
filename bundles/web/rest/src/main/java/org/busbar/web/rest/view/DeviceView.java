package org.busbar.web.rest.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A device in a list.
 *
 * @param online whether it is the right device, answers, and has told something fresh
 * @param commands what can be switched
 * @param waitsForStart whether it came or was changed while the site ran: the next start controls
 *     it
 */
public record DeviceView(
    String id,
    String name,
    @Nullable String nature,
    String profile,
    String session,
    String authority,
    GateView gate,
    @Nullable String maturity,
    @Nullable Instant lastSeen,
    boolean online,
    String connection,
    int unit,
    List<String> commands,
    boolean waitsForStart) {

  /** The device's gate cell; no cause where it is open. */
  public record GateView(@Nullable String cause, int epoch) {}
}
