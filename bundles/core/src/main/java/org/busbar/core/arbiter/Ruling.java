package org.busbar.core.arbiter;

import java.util.Map;
import org.busbar.api.control.Decision;
import org.busbar.api.control.Envelope;
import org.busbar.api.safety.Setpoints;
import org.busbar.api.vocabulary.Address;

/**
 * What one step decided.
 *
 * @param decision the record of it
 * @param setpoints what goes to the gate
 * @param envelopes what each level left of the flow of every node with something to control below,
 *     its uncontrolled flow included where that is known
 */
public record Ruling(Decision decision, Setpoints setpoints, Map<Address, Envelope> envelopes) {
  /** Copies the envelopes. */
  public Ruling {
    envelopes = Map.copyOf(envelopes);
  }
}
