package org.busbar.core.arbiter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import org.busbar.api.control.Decision.Dropped;
import org.busbar.api.control.Decision.Outcome;
import org.busbar.api.control.Proposal;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Level;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.jspecify.annotations.Nullable;

class ArbiterPropertiesTest {
  private static final List<String> NODES =
      List.of("site", "storage", "bat1", "bat2", "park", "ev1", "pv1");

  private static Plants plant(Random random) {
    return new Plants("pcc")
        .device("pcc", "site")
        .group("storage", "site", null)
        .controlled("bat1", "storage", -power(random), power(random), 0)
        .controlled("bat2", "storage", -power(random), power(random), 0)
        .group("park", "site", null)
        .controlled("ev1", "park", -power(random), 0, Double.NaN)
        .device("load1", "park")
        .controlled("pv1", "site", 0, end(random, power(random)), Double.NaN)
        .measures("pcc", power(random) - power(random))
        .measures("bat1", power(random))
        .measures("bat2", -power(random))
        .measures("ev1", -power(random))
        .measures("load1", -power(random))
        .measures("pv1", power(random));
  }

  /** Now and then there is no bound. */
  private static double end(Random random, double value) {
    boolean none = random.nextInt(5) == 0;
    return none ? Math.copySign(Double.POSITIVE_INFINITY, value) : value;
  }

  private static double power(Random random) {
    return random.nextInt(20) == 0 ? 0 : random.nextDouble() * 10_000;
  }

  private static List<Proposal> proposals(Random random, Plants plant) {
    List<Proposal> proposals = new ArrayList<>();
    int count = random.nextInt(9);
    for (int i = 0; i < count; i++) {
      double a = power(random) - power(random);
      double b = a + power(random);
      Interval interval =
          random.nextInt(3) == 0
              ? Interval.UNBOUNDED
              : new Interval(Math.min(a, end(random, a)), Math.max(b, end(random, b)));
      double wish = random.nextInt(10) == 0 ? 1e9 : power(random) - power(random);
      double target = random.nextBoolean() ? wish : Double.NaN;
      Level level = Level.values()[1 + random.nextInt(4)];
      String node = NODES.get(random.nextInt(NODES.size()));
      plant.rank("m" + i, random.nextInt(3));
      proposals.addAll(
          new Plants(null).propose("m" + i, level, node, interval, target).situation().proposals());
    }
    return proposals;
  }

  @Property
  @Tag("CTL-22")
  void theSameSituationGivesTheSameRulingWhateverTheOrderOfArrival(@ForAll long seed) {
    Random random = new Random(seed);
    Plants plant = plant(random);
    List<Proposal> proposals = proposals(random, plant);
    List<Proposal> shuffled = new ArrayList<>(proposals);
    Collections.shuffle(shuffled, random);
    Situation first = plant.propose(proposals).situation();
    Situation second =
        new Situation(
            first.topology(),
            first.snapshot(),
            first.freeze(),
            shuffled,
            first.authority(),
            first.ranks(),
            first.cycle());
    assertEquals(Arbiter.decide(first).decision(), Arbiter.decide(second).decision());
    assertEquals(Arbiter.decide(first).setpoints(), Arbiter.decide(second).setpoints());
  }

  @Property
  void everyValueIsWithinWhatSafetyAllowsAndWithinItsEnvelope(@ForAll long seed) {
    Random random = new Random(seed);
    Plants plant = plant(random);
    Situation situation = plant.propose(proposals(random, plant)).situation();
    Ruling ruling = Arbiter.decide(situation);
    assertEquals(4, ruling.decision().outcomes().size());
    for (Outcome outcome : ruling.decision().outcomes()) {
      Address address = Address.of(outcome.node(), outcome.quantity());
      Interval allowed = situation.freeze().allowed().get(address).interval();
      assertTrue(Double.isNaN(outcome.value()) || allowed.contains(outcome.value()));
      assertFalse(outcome.reason().isBlank());
      assertTrue(
          Double.isNaN(outcome.value())
              || outcome.envelope().narrowest().min() - 1e-9 <= outcome.value()
                  && outcome.value() <= outcome.envelope().narrowest().max() + 1e-9);
    }
  }

  /**
   * Taking away the proposals below a level changes nothing that the levels down to it decided: not
   * what they left, not what they dropped, and no value that they pinned.
   */
  @Property
  @Tag("SAF-24")
  @Tag("CTL-22")
  void lowerLevelsChangeNothingThatHigherLevelsBind(@ForAll long seed) {
    Random random = new Random(seed);
    Plants plant = plant(random);
    Situation all = plant.propose(proposals(random, plant)).situation();
    Ruling whole = Arbiter.decide(all);
    for (Level level : Level.values()) {
      Ruling alone = Arbiter.decide(without(all, level));
      assertEquals(dropped(whole, level), dropped(alone, level));
      whole
          .envelopes()
          .forEach(
              (address, envelope) -> {
                for (Level above : Level.values()) {
                  if (above.compareTo(level) <= 0) {
                    assertEquals(alone.envelopes().get(address).at(above), envelope.at(above));
                  }
                }
              });
      for (String node : NODES) {
        Address address = Address.of(new NodeId(node), Points.ACTIVE_POWER_W);
        Interval left = after(all, level, address);
        if (left != null && left.min() == left.max()) {
          assertEquals(sum(alone, all, node), sum(whole, all, node), 1e-6, node + " at " + level);
        }
      }
    }
  }

  /** What the levels down to this one leave of a node, their targets included. */
  private static @Nullable Interval after(Situation all, Level level, Address address) {
    if (level == Level.ECONOMIC) {
      return null;
    }
    Ruling alone = Arbiter.decide(without(all, level));
    return alone.envelopes().containsKey(address)
        ? alone.envelopes().get(address).at(Level.ECONOMIC)
        : null;
  }

  private static Situation without(Situation all, Level below) {
    return new Situation(
        all.topology(),
        all.snapshot(),
        all.freeze(),
        all.proposals().stream().filter(p -> p.level().compareTo(below) <= 0).toList(),
        all.authority(),
        all.ranks(),
        all.cycle());
  }

  private static List<Dropped> dropped(Ruling ruling, Level level) {
    return ruling.decision().dropped().stream()
        .filter(dropped -> dropped.proposal().level().compareTo(level) <= 0)
        .toList();
  }

  private static double sum(Ruling ruling, Situation situation, String node) {
    double sum = 0;
    for (Outcome outcome : ruling.decision().outcomes()) {
      if (situation.topology().isWithin(outcome.node(), new NodeId(node))) {
        sum += Double.isNaN(outcome.value()) ? 0 : outcome.value();
      }
    }
    return sum;
  }
}
