package org.busbar.core.mode;

import java.util.List;
import java.util.Map;
import org.busbar.api.control.Proposal;
import org.jspecify.annotations.Nullable;

/** What came of one step of a mode. */
sealed interface Turn {
  /**
   * It asked.
   *
   * @param binding type, configuration and next state
   * @param proposals what it asks for, checked and complete
   * @param state its state by name
   * @param refused asks that were dropped at entry
   * @param refusal why the first of them was; empty where none was
   */
  record Asked(
      Binding<?, ?> binding,
      List<Proposal> proposals,
      Map<String, Object> state,
      int refused,
      String refusal)
      implements Turn {}

  /**
   * It did not.
   *
   * @param text what was wrong
   * @param thrown what was thrown, null where nothing was
   */
  record Failed(String text, @Nullable Throwable thrown) implements Turn {}
}
