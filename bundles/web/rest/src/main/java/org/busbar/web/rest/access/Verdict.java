package org.busbar.web.rest.access;

import org.busbar.web.rest.json.Problem;

/** Whether a request is let in. */
public sealed interface Verdict {
  /**
   * It is let in.
   *
   * @param caller who asks, as events and audit name it: {@code rest}, {@code console} or {@code
   *     anyone}
   */
  record Allowed(String caller) implements Verdict {}

  /**
   * It is not let in.
   *
   * @param problem what the client is told
   */
  record Refused(Problem problem) implements Verdict {}
}
