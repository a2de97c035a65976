package org.busbar.api.safety;

import java.util.Map;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;

/**
 * What the deciding side needs of the field for one step, taken at the same moment as the snapshot.
 *
 * @param state state of the site
 * @param cells gate cell by device
 * @param allowed what each writable quantity may be now; an address that is absent cannot be
 *     controlled (device not ready, monitor only, inputs not fresh, gate closed)
 * @param release what each writable quantity is released to, NaN for a sequence of the device's own
 */
public record Freeze(
    SiteState state,
    Map<NodeId, GateCell> cells,
    Map<Address, Allowed> allowed,
    Map<Address, Double> release) {
  /** Copies the maps. */
  public Freeze {
    cells = Map.copyOf(cells);
    allowed = Map.copyOf(allowed);
    release = Map.copyOf(release);
  }
}
