package org.busbar.safety;

import static org.busbar.api.safety.SiteState.BOOT;
import static org.busbar.api.safety.SiteState.ERROR;
import static org.busbar.api.safety.SiteState.IDLE;
import static org.busbar.api.safety.SiteState.RUNNING;
import static org.busbar.api.safety.SiteState.STOPPED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Set;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.SiteState;
import org.junit.jupiter.api.Test;

class TransitionsTest {
  private static final Set<List<SiteState>> EDGES =
      Set.of(
          List.of(BOOT, IDLE),
          List.of(BOOT, ERROR),
          List.of(IDLE, RUNNING),
          List.of(IDLE, STOPPED),
          List.of(RUNNING, IDLE),
          List.of(RUNNING, STOPPED),
          List.of(STOPPED, IDLE),
          List.of(IDLE, ERROR),
          List.of(RUNNING, ERROR),
          List.of(STOPPED, ERROR),
          List.of(ERROR, IDLE),
          List.of(ERROR, STOPPED));

  @Test
  void exactlyThePublishedEdgesAreAllowed() {
    for (SiteState from : SiteState.values()) {
      for (SiteState to : SiteState.values()) {
        boolean done = Transitions.check(from, to, false) instanceof Answer.Done;
        assertEquals(EDGES.contains(List.of(from, to)), done, from + " to " + to);
      }
    }
  }

  @Test
  void aLatchedSiteReachesNeitherIdleNorRunningFromAnyState() {
    for (SiteState from : SiteState.values()) {
      for (SiteState to : List.of(IDLE, RUNNING)) {
        assertFalse(Transitions.check(from, to, true) instanceof Answer.Done, from + " to " + to);
      }
    }
  }

  @Test
  void everyRefusalSaysWhyAndWhatToDo() {
    for (SiteState from : SiteState.values()) {
      for (SiteState to : SiteState.values()) {
        if (Transitions.check(from, to, false) instanceof Answer.Refused refused) {
          assertFalse(refused.reason().isBlank());
          assertFalse(refused.remedy().isBlank());
        }
      }
    }
  }
}
