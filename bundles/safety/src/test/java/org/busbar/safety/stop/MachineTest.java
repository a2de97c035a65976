package org.busbar.safety.stop;

import static org.busbar.api.safety.SiteState.BOOT;
import static org.busbar.api.safety.SiteState.ERROR;
import static org.busbar.api.safety.SiteState.IDLE;
import static org.busbar.api.safety.SiteState.RUNNING;
import static org.busbar.api.safety.SiteState.STOPPED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.busbar.api.safety.SiteState;
import org.busbar.api.safety.SubState;
import org.busbar.safety.stop.Machine.Facts;
import org.busbar.safety.stop.Machine.Outcome;
import org.busbar.safety.stop.Machine.Place;
import org.busbar.safety.stop.Machine.Trigger;
import org.junit.jupiter.api.Test;

class MachineTest {
  /** The published table. */
  static final Set<List<SiteState>> EDGES =
      Set.of(
          List.of(BOOT, IDLE),
          List.of(BOOT, ERROR),
          List.of(IDLE, RUNNING),
          List.of(IDLE, STOPPED),
          List.of(IDLE, ERROR),
          List.of(RUNNING, IDLE),
          List.of(RUNNING, STOPPED),
          List.of(RUNNING, ERROR),
          List.of(STOPPED, IDLE),
          List.of(STOPPED, ERROR),
          List.of(ERROR, IDLE),
          List.of(ERROR, STOPPED));

  static final List<Place> PLACES =
      List.of(
          Place.of(BOOT),
          Place.of(IDLE),
          Place.of(RUNNING),
          Place.of(STOPPED),
          Place.error(SubState.SAFE_MODE),
          Place.error(SubState.LATCHED));

  static List<Facts> allFacts() {
    List<Facts> all = new ArrayList<>();
    for (boolean latched : new boolean[] {false, true}) {
      for (boolean interlocked : new boolean[] {false, true}) {
        for (boolean stands : new boolean[] {false, true}) {
          all.add(new Facts(latched, interlocked, stands));
        }
      }
    }
    return all;
  }

  @Test
  void thereAreFiveStatesAndSubStatesOfErrorOnly() {
    assertEquals(
        List.of("BOOT", "IDLE", "RUNNING", "ERROR", "STOPPED"),
        List.of(SiteState.values()).stream().map(Enum::name).toList());
    for (Place from : PLACES) {
      for (Trigger trigger : Trigger.values()) {
        for (Facts facts : allFacts()) {
          Place to = Machine.next(from, trigger, facts).to();
          assertEquals(to.state() == ERROR, to.sub().isPresent(), from + " " + trigger);
        }
      }
    }
  }

  @Test
  void exactlyThePublishedEdgesExist() {
    for (SiteState from : SiteState.values()) {
      for (SiteState to : SiteState.values()) {
        assertEquals(EDGES.contains(List.of(from, to)), Machine.isEdge(from, to), from + "-" + to);
      }
    }
  }

  @Test
  void whateverHappensOnlyPublishedEdgesAreTakenAndEachOfThemIs() {
    Set<List<SiteState>> taken = new java.util.HashSet<>();
    for (Place from : PLACES) {
      for (Trigger trigger : Trigger.values()) {
        for (Facts facts : allFacts()) {
          Outcome outcome = Machine.next(from, trigger, facts);
          SiteState to = outcome.to().state();
          if (outcome.refusal().isPresent()) {
            assertEquals(from, outcome.to(), "a refusal changes nothing");
          }
          if (to != from.state()) {
            taken.add(List.of(from.state(), to));
          }
        }
      }
    }
    assertEquals(EDGES, taken);
  }

  @Test
  void nothingButAnUnlatchedStartLeadsToRunning() {
    for (Place from : PLACES) {
      for (Trigger trigger : Trigger.values()) {
        for (Facts facts : allFacts()) {
          Place to = Machine.next(from, trigger, facts).to();
          if (to.state() == RUNNING && from.state() != RUNNING) {
            assertEquals(IDLE, from.state());
            assertEquals(Trigger.ASK_RUNNING, trigger);
            assertEquals(new Facts(false, false, facts.causeStands()), facts);
          }
        }
      }
    }
  }

  @Test
  void errorIsLeftForIdleOnlyByAResetWhoseCauseIsGone() {
    for (Place from : PLACES.subList(4, 6)) {
      for (Trigger trigger : Trigger.values()) {
        for (Facts facts : allFacts()) {
          Outcome outcome = Machine.next(from, trigger, facts);
          SiteState to = outcome.to().state();
          assertTrue(to == ERROR || to == STOPPED || trigger == Trigger.RESET);
          if (trigger == Trigger.RESET) {
            assertEquals(facts.causeStands() ? ERROR : IDLE, to);
          }
        }
      }
    }
  }

  @Test
  void aTripLatchesFromEveryPlaceAndAStandstillOnlyWhatRuns() {
    for (Place from : PLACES) {
      for (Facts facts : allFacts()) {
        assertEquals(Place.error(SubState.LATCHED), Machine.next(from, Trigger.TRIP, facts).to());
        Place stood = Machine.next(from, Trigger.STANDSTILL, facts).to();
        assertEquals(from.state() == RUNNING ? Place.error(SubState.SAFE_MODE) : from, stood);
      }
    }
  }

  @Test
  void noRestartEndsInRunningAndNoneForgetsALatch() {
    for (boolean readable : new boolean[] {true, false}) {
      for (SiteState recorded : SiteState.values()) {
        for (boolean latched : new boolean[] {true, false}) {
          Place place = Machine.recalled(readable, recorded, latched);
          assertNotEquals(RUNNING, place.state());
          if (latched || !readable) {
            assertEquals(Place.error(SubState.LATCHED), place);
          }
          if (recorded == ERROR) {
            assertEquals(ERROR, place.state());
          }
        }
      }
    }
    assertEquals(Optional.empty(), Machine.recalled(true, RUNNING, false).sub());
  }
}
