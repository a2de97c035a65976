package org.busbar.api.safety;

import java.time.Instant;
import java.util.Optional;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.vocabulary.NodeId;

/**
 * A device as the field sees it.
 *
 * @param device its id
 * @param declaration what it declares; empty while no driver for it is there
 * @param session how far its session has got
 * @param controlled whether a write session is open: control, else observe
 * @param cell its gate cell
 * @param lastSeen when its last good sample was measured; empty where none was
 * @param lastWrite what became of the last write, in words; empty where none was made
 * @param waitsForStart whether it came or was changed while the site was RUNNING: it is observed
 *     until the next start
 */
public record DeviceStatus(
    NodeId device,
    Optional<DeviceDeclaration> declaration,
    SessionStatus session,
    boolean controlled,
    GateCell cell,
    Optional<Instant> lastSeen,
    String lastWrite,
    boolean waitsForStart) {
  /** A device that has been there since the last start. */
  public DeviceStatus(
      NodeId device,
      Optional<DeviceDeclaration> declaration,
      SessionStatus session,
      boolean controlled,
      GateCell cell,
      Optional<Instant> lastSeen,
      String lastWrite) {
    this(device, declaration, session, controlled, cell, lastSeen, lastWrite, false);
  }
}
