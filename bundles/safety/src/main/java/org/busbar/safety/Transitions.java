package org.busbar.safety;

import static org.busbar.api.safety.SiteState.BOOT;
import static org.busbar.api.safety.SiteState.ERROR;
import static org.busbar.api.safety.SiteState.IDLE;
import static org.busbar.api.safety.SiteState.RUNNING;
import static org.busbar.api.safety.SiteState.STOPPED;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.SiteState;

/** Which state may follow which: one pure function, the table in the README. */
final class Transitions {
  private static final Map<SiteState, Set<SiteState>> EDGES = new EnumMap<>(SiteState.class);

  static {
    EDGES.put(BOOT, EnumSet.of(IDLE, ERROR));
    EDGES.put(IDLE, EnumSet.of(RUNNING, STOPPED, ERROR));
    EDGES.put(RUNNING, EnumSet.of(IDLE, STOPPED, ERROR));
    EDGES.put(STOPPED, EnumSet.of(IDLE, ERROR));
    EDGES.put(ERROR, EnumSet.of(IDLE, STOPPED));
  }

  private Transitions() {}

  /**
   * Whether a site may go from one state to another.
   *
   * @param latched whether a gate cell is closed
   */
  static Answer check(SiteState from, SiteState to, boolean latched) {
    if (latched && (to == IDLE || to == RUNNING)) {
      return new Answer.Refused(
          "the site is latched and cannot go to " + to,
          "remove the cause, reset, then start the site");
    }
    if (EDGES.getOrDefault(from, Set.of()).contains(to)) {
      return new Answer.Done();
    }
    return new Answer.Refused("a site in " + from + " cannot go to " + to, remedy(from, to));
  }

  private static String remedy(SiteState from, SiteState to) {
    return switch (from) {
      case BOOT -> "wait until the devices were opened and the site is IDLE";
      case ERROR -> "reset first; that leads to IDLE";
      case STOPPED -> "go to IDLE first";
      case IDLE, RUNNING -> to == ERROR ? "use the emergency stop" : "ask for IDLE or STOPPED";
    };
  }
}
