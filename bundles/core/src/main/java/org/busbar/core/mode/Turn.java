package org.busbar.core.mode;

import java.util.List;
import java.util.Map;
import org.busbar.api.control.Proposal;

/** What came of one step of a mode. */
sealed interface Turn {
  /**
   * It asked.
   *
   * @param binding type, configuration and next state
   * @param proposals what it asks for, checked and complete
   * @param state its state by name, values of the JDK only: outlives the bundle it came from
   * @param words its state by name, for people
   * @param refused asks that were dropped at entry
   * @param refusal why the first of them was; empty where none was
   */
  record Asked(
      Binding<?, ?> binding,
      List<Proposal> proposals,
      Map<String, Object> state,
      Map<String, String> words,
      int refused,
      String refusal)
      implements Turn {}

  /**
   * It did not.
   *
   * @param text what was wrong
   * @param trace where it was thrown; empty where nothing was
   */
  record Failed(String text, String trace) implements Turn {}
}
