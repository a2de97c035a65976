package org.busbar.safety.stop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.busbar.api.safety.SiteState;
import org.busbar.safety.stop.Machine.Facts;
import org.busbar.safety.stop.Machine.Outcome;
import org.busbar.safety.stop.Machine.Place;
import org.busbar.safety.stop.Machine.Trigger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random sequences of whatever may happen to a site, from BOOT on. */
class StateMachineModelDeepTest {
  private static final int SEQUENCES = Boolean.getBoolean("busbar.deep") ? 1_000_000 : 20_000;
  private static final int LONGEST = 60;

  @Test
  @Tag("SAF-01")
  void noSequenceOfEventsTakesAnEdgeThatIsNotPublishedOrFindsASixthState() {
    Random random = new Random(20261121);
    Trigger[] triggers = Trigger.values();
    List<Facts> facts = MachineTest.allFacts();
    Set<List<SiteState>> taken = new HashSet<>();
    Set<SiteState> states = EnumSet.noneOf(SiteState.class);
    long events = 0;
    for (int sequence = 0; sequence < SEQUENCES; sequence++) {
      Place place = Place.of(SiteState.BOOT);
      int length = 1 + random.nextInt(LONGEST);
      for (int i = 0; i < length; i++) {
        Trigger trigger = triggers[random.nextInt(triggers.length)];
        Facts seen = facts.get(random.nextInt(facts.size()));
        Outcome outcome = Machine.next(place, trigger, seen);
        SiteState from = place.state();
        SiteState to = outcome.to().state();
        if (to != from) {
          taken.add(List.of(from, to));
          assertTrue(outcome.refusal().isEmpty(), "refused and moved");
        }
        if (trigger == Trigger.RESET && seen.causeStands()) {
          assertEquals(from, to, "reset while the cause stands");
        }
        states.add(to);
        place = outcome.to();
        events++;
      }
    }
    System.out.printf(
        "model: %d sequences, %d events, %d states, %d edges%n",
        SEQUENCES, events, states.size(), taken.size());
    assertEquals(EnumSet.allOf(SiteState.class), states);
    assertEquals(MachineTest.EDGES, taken);
  }
}
