package org.busbar.core.replay;

import java.util.List;
import java.util.Map;
import org.busbar.api.control.Decision;
import org.busbar.api.safety.Setpoint;
import org.busbar.api.series.Series;
import org.busbar.core.arbiter.Situation;

/**
 * One step as it was recorded.
 *
 * @param situation what its decision was a function of
 * @param series the newest series by id
 * @param turns steps of modes that were taken over, as JSON
 * @param decision what was decided
 * @param setpoints what was handed to the gate
 */
record RecordedStep(
    Situation situation,
    Map<String, Series> series,
    List<?> turns,
    Decision decision,
    List<Setpoint> setpoints) {
  long number() {
    return decision.step();
  }
}
