package org.busbar.core.mode;

import java.util.Map;
import org.busbar.api.control.ControlMode;
import org.busbar.api.control.Step;
import org.busbar.api.control.View;
import org.busbar.api.site.ModeConfig;

/**
 * An instance of a mode: its type, its configuration and its state.
 *
 * @param type the type
 * @param config its configuration
 * @param state its state
 */
record Binding<C extends Record, S extends Record>(ControlMode<C, S> type, C config, S state) {
  /** A new instance; what an older one remembered is carried over by name. Runs plug-in code. */
  static <C extends Record, S extends Record> Binding<C, S> of(
      ControlMode<C, S> type, ModeConfig written, Map<String, Object> remembered) {
    C config = ConfigBinder.bind(type.configType(), type.defaults(), written);
    S state = Records.carry(type.stateType(), remembered, type.initial(config));
    return new Binding<>(type, config, state);
  }

  /** One step. Runs plug-in code. */
  Turn turn(View view, Entry entry) {
    Step<S> step = type.step(config, view, state);
    if (step == null || step.next() == null) {
      return new Turn.Failed("returned null", "");
    }
    Entry.Checked checked = entry.check(step.asks());
    return new Turn.Asked(
        new Binding<>(type, config, step.next()),
        checked.proposals(),
        Records.values(step.next()),
        Records.words(step.next()),
        checked.refused(),
        checked.refusal());
  }
}
