package org.busbar.safety.contactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.busbar.safety.contactor.Sequence.Phase;
import org.busbar.safety.contactor.Sequence.Wish;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The way of a pack to its bus and back, on a plant with a resistor, a bus and faults. */
class SequenceTest {
  private static final double TICK = 0.02;

  /** A pack of 400 V before a bus with a capacitor; every fault can be put in. */
  private static final class Bench {
    private final PackData pack = PackData.usual(100);
    private final List<Coils> history = new ArrayList<>();
    private Sequence sequence = Sequence.open(0);
    private double now;
    private double busV;
    private double currentA;
    private double tauSeconds = 0.4;
    private double packV = 400;
    private double insulationOhm = 1e6;
    private Coils moved = Coils.OPEN;
    private boolean weldedPositive;
    private boolean weldedNegative;
    private boolean silent;
    private String obstacle = "";

    void run(Wish wish, double seconds) {
      for (double end = now + seconds; now < end; now += TICK) {
        tick(wish);
      }
    }

    void tick(Wish wish) {
      moved =
          new Coils(
              sequence.coils().negative() || weldedNegative,
              sequence.coils().preCharge(),
              sequence.coils().positive() || weldedPositive);
      if (moved.negative() && moved.positive()) {
        busV = packV;
      } else if (moved.negative() && moved.preCharge()) {
        busV += (packV - busV) * (1 - Math.exp(-TICK / tauSeconds));
      }
      Seen seen =
          new Seen(
              now,
              busV,
              now,
              packV,
              currentA,
              insulationOhm,
              silent ? Optional.empty() : Optional.of(moved),
              !sequence.coils().positive() && !sequence.coils().preCharge(),
              obstacle);
      sequence = sequence.step(wish, seen, pack);
      if (history.isEmpty() || !history.getLast().equals(sequence.coils())) {
        history.add(sequence.coils());
      }
    }
  }

  @Test
  @Tag("DEV-07")
  void aPackIsClosedInOrderAndThePreChargeIsTakenOffAgain() {
    Bench bench = new Bench();
    bench.run(Wish.CLOSE, 5);
    assertEquals(Phase.CLOSED, bench.sequence.phase(), bench.sequence::toString);
    assertEquals(
        List.of(
            Coils.OPEN,
            new Coils(true, false, false),
            new Coils(true, true, false),
            new Coils(true, true, true),
            new Coils(true, false, true)),
        withOpen(bench.history));
  }

  private static List<Coils> withOpen(List<Coils> history) {
    List<Coils> all = new ArrayList<>(List.of(Coils.OPEN));
    history.stream().filter(coils -> !coils.equals(Coils.OPEN)).forEach(all::add);
    return all;
  }

  @Test
  @Tag("DEV-07")
  void aBusThatDoesNotRiseIsGivenUpAndAfterThreeTriesLocked() {
    Bench bench = new Bench();
    bench.tauSeconds = 1e9;
    bench.run(Wish.CLOSE, 7);
    assertTrue(bench.sequence.fault().contains("not charged") || bench.sequence.begun().size() > 1);
    bench.run(Wish.CLOSE, 15);
    assertEquals(Phase.LOCKED, bench.sequence.phase());
    assertTrue(bench.sequence.fault().contains("tried 3 times"), bench.sequence.fault());
    assertEquals(Coils.OPEN, bench.sequence.coils());
    bench.tauSeconds = 0.4;
    bench.run(Wish.CLOSE, 700);
    assertEquals(Phase.LOCKED, bench.sequence.phase(), "time does not unlock it");
    bench.sequence = bench.sequence.unlocked(bench.now);
    bench.busV = 0;
    bench.run(Wish.CLOSE, 5);
    assertEquals(Phase.CLOSED, bench.sequence.phase());
  }

  @Test
  @Tag("DEV-08")
  void aWeldedPositiveIsFoundBeforeThePreChargeAndBlocksTheNextClose() {
    Bench bench = new Bench();
    bench.weldedPositive = true;
    bench.silent = false;
    bench.run(Wish.CLOSE, 3);
    assertEquals(Phase.OPEN, bench.sequence.phase(), "its contact says so before anything moves");
    assertEquals("a contactor is not open, or does not say so", bench.sequence.fault());
    assertTrue(bench.sequence.begun().isEmpty());
  }

  @Test
  @Tag("DEV-08")
  void aWeldThatTheContactDoesNotTellIsSeenByTheVoltageOfTheBus() {
    Sequence sequence = Sequence.open(0);
    PackData pack = PackData.usual(100);
    Seen before = new Seen(0, 0, 0, 400, 0, 1e6, Optional.of(Coils.OPEN), true, "");
    sequence = sequence.step(Wish.CLOSE, before, pack);
    assertEquals(Phase.NEGATIVE, sequence.phase());
    Optional<Coils> told = Optional.of(new Coils(true, false, false));
    sequence = sequence.step(Wish.CLOSE, new Seen(1, 400, 1, 400, 0, 1e6, told, true, ""), pack);
    assertEquals(Phase.LOCKED, sequence.phase());
    assertTrue(sequence.fault().contains("welded"), sequence.fault());
    assertEquals(Coils.OPEN, sequence.coils());
  }

  @Test
  @Tag("DEV-08")
  void aContactorThatDoesNotOpenRaisesTheWeldLatch() {
    Bench bench = new Bench();
    bench.run(Wish.CLOSE, 5);
    bench.weldedPositive = true;
    bench.run(Wish.OPEN_NOW, 1);
    assertEquals(Phase.LOCKED, bench.sequence.phase());
    assertTrue(bench.sequence.fault().contains("welded"), bench.sequence.fault());
    assertEquals(Coils.OPEN, bench.sequence.coils(), "the other pole is opened all the same");
    bench.run(Wish.CLOSE, 5);
    assertEquals(Phase.LOCKED, bench.sequence.phase());
    Bench other = new Bench();
    other.run(Wish.CLOSE, 5);
    other.weldedNegative = true;
    other.run(Wish.OPEN_NOW, 1);
    assertEquals(Phase.LOCKED, other.sequence.phase());
  }

  @Test
  @Tag("SAF-07")
  void categoryOneOpensBelowFivePercentOfTheCurrentOrAfterTwoSecondsAndCategoryZeroAtOnce() {
    Bench bench = new Bench();
    bench.run(Wish.CLOSE, 5);
    bench.currentA = -60;
    bench.run(Wish.OPEN, 1);
    assertTrue(bench.sequence.coils().positive(), "60 A still flow");
    bench.currentA = -4.9;
    bench.run(Wish.OPEN, 0.1);
    assertFalse(bench.sequence.coils().positive());
    Bench late = new Bench();
    late.run(Wish.CLOSE, 5);
    late.currentA = 60;
    late.run(Wish.OPEN, 1.9);
    assertTrue(late.sequence.coils().positive());
    late.run(Wish.OPEN, 0.3);
    assertFalse(late.sequence.coils().positive());
    Bench now = new Bench();
    now.run(Wish.CLOSE, 5);
    now.currentA = 60;
    now.tick(Wish.OPEN_NOW);
    assertFalse(now.sequence.coils().positive());
    now.run(Wish.OPEN_NOW, 1);
    assertEquals(Phase.OPEN, now.sequence.phase());
  }

  @Test
  void withoutFeedbackInsulationOrEqualVoltageNothingIsBegunAndItSaysWhy() {
    Bench bench = new Bench();
    bench.silent = true;
    assertEquals("a contactor is not open, or does not say so", refused(bench));
    bench.silent = false;
    bench.insulationOhm = 30_000;
    assertEquals("insulation is too low or not known", refused(bench));
    bench.insulationOhm = Double.NaN;
    assertEquals("insulation is too low or not known", refused(bench));
    bench.insulationOhm = 1e6;
    bench.busV = 300;
    assertEquals("the bus has another voltage than the pack", refused(bench));
    bench.busV = 390;
    bench.packV = Double.NaN;
    assertEquals("voltage of bus or pack is not known", refused(bench));
    bench.packV = 400;
    bench.obstacle = "string 2 is at 380 V";
    assertEquals("string 2 is at 380 V", refused(bench));
    bench.obstacle = "";
    bench.run(Wish.CLOSE, 5);
    assertEquals(Phase.CLOSED, bench.sequence.phase());
  }

  private static String refused(Bench bench) {
    bench.run(Wish.CLOSE, 1);
    assertEquals(Phase.OPEN, bench.sequence.phase());
    assertEquals(List.of(Coils.OPEN), bench.history);
    return bench.sequence.fault();
  }

  @Test
  void feedbackThatIsLostWhileClosingAborts() {
    Bench bench = new Bench();
    bench.run(Wish.CLOSE, 0.8);
    assertEquals(Phase.PRE_CHARGE, bench.sequence.phase());
    bench.silent = true;
    bench.run(Wish.CLOSE, 1);
    assertEquals(Phase.LOCKED, bench.sequence.phase(), "nobody knows whether it opened");
    assertEquals(Coils.OPEN, bench.sequence.coils());
  }

  /**
   * I13 and I14: whatever is measured, the positive closes only onto an equal bus and after a
   * pre-charge, and poles close and open in their order.
   */
  @Property
  void thePositiveOnlyClosesOntoAnEqualBusAfterAPreChargeWhateverIsMeasured(@ForAll long seed) {
    Random random = new Random(seed);
    PackData pack = PackData.usual(100);
    Sequence sequence = Sequence.open(0);
    double now = 0;
    for (int i = 0; i < 200; i++) {
      now += random.nextDouble() * 0.6;
      Seen seen = anything(random, now, sequence.coils());
      Wish wish = Wish.values()[random.nextInt(10) < 8 ? 0 : 1 + random.nextInt(2)];
      Sequence next = sequence.step(wish, seen, pack);
      Coils was = sequence.coils();
      Coils is = next.coils();
      if (is.positive() && !was.positive()) {
        assertTrue(was.preCharge() && was.negative(), "no pre-charge before " + next);
        assertTrue(Math.abs(seen.busV() - seen.packV()) <= 0.05 * seen.packV(), seen::toString);
        assertTrue(seen.obstacle().isEmpty());
      }
      if (is.preCharge() && !was.preCharge()) {
        assertTrue(was.negative(), "the negative closes first");
      }
      if (!is.negative() && was.positive()) {
        assertFalse(next.phase() == Phase.SEPARATING, "the positive opens first");
      }
      boolean leaves = sequence.phase() == Phase.OPENING && next.phase() == Phase.SEPARATING;
      if (leaves && now - sequence.since() <= pack.feedbackSeconds()) {
        assertTrue(seen.relaysOpen(), "the negative opens before the positive was let go");
      }
      if (wish == Wish.OPEN_NOW) {
        assertFalse(is.positive() || is.preCharge(), "category 0 leaves nothing closed");
      }
      assertTrue(next.begun().size() <= 3, "more tries than the resistor stands");
      if (sequence.phase() == Phase.LOCKED) {
        assertEquals(Phase.LOCKED, next.phase());
      }
      sequence = next;
    }
  }

  /** A voltage with the time at which it was measured. */
  private record Measured(double atSeconds, double busV) {}

  /**
   * I13: however often the bus is looked at and however it moves, the positive closes only where
   * two measurements of this pre-charge that lie apart tell that it rises by no more than 2 % of
   * the pack in a second, and the newest one does not contradict them.
   */
  @Property
  void thePositiveOnlyClosesOntoABusThatIsMeasuredToRiseNoMore(@ForAll long seed) {
    Random random = new Random(seed);
    PackData pack = PackData.usual(100);
    double everySeconds = new double[] {TICK, 0.1, 0.3, 0.7, 1}[random.nextInt(5)];
    double tauSeconds = 0.05 + random.nextDouble() * 1.5;
    boolean steps = random.nextBoolean();
    List<Measured> measured = new ArrayList<>();
    Sequence sequence = Sequence.open(0);
    double busV = 0;
    Measured newest = new Measured(0, 0);
    for (double now = 0; now < 20; now += TICK) {
      Coils coils = sequence.coils();
      if (coils.preCharge() && !coils.positive()) {
        busV += (400 - busV) * (1 - Math.exp(-TICK / tauSeconds));
        busV = steps && random.nextInt(30) == 0 ? 380 + random.nextDouble() * 40 : busV;
      }
      if (now - newest.atSeconds() >= everySeconds - TICK / 2) {
        newest = new Measured(now, busV);
        measured.add(newest);
      }
      Seen seen =
          new Seen(
              now, newest.busV(), newest.atSeconds(), 400, 0, 1e6, Optional.of(coils), true, "");
      Sequence next = sequence.step(Wish.CLOSE, seen, pack);
      if (next.phase() == Phase.PRE_CHARGE && sequence.phase() != Phase.PRE_CHARGE) {
        measured.clear();
        measured.add(newest);
      }
      if (next.coils().positive() && !coils.positive()) {
        assertTrue(isCalm(measured), () -> "closed after " + measured);
        return;
      }
      sequence = next;
    }
  }

  private static boolean isCalm(List<Measured> all) {
    Measured newest = all.getLast();
    for (Measured to : all) {
      boolean holds =
          Math.abs(newest.busV() - to.busV()) <= 4.000001
              && newest.atSeconds() - to.atSeconds() < 1;
      for (Measured from : all) {
        double passed = to.atSeconds() - from.atSeconds();
        if (holds && passed >= 0.5 && Math.abs(to.busV() - from.busV()) <= 8.000001 * passed) {
          return true;
        }
      }
    }
    return false;
  }

  private static Seen anything(Random random, double now, Coils coils) {
    double packV = random.nextInt(20) == 0 ? Double.NaN : 400;
    double[] bus = {0, 30, 200, 379, 381, 395, 400, 421, Double.NaN};
    Optional<Coils> told =
        switch (random.nextInt(12)) {
          case 0 -> Optional.empty();
          case 1 ->
              Optional.of(
                  new Coils(random.nextBoolean(), random.nextBoolean(), random.nextBoolean()));
          default -> Optional.of(coils);
        };
    return new Seen(
        now,
        bus[random.nextInt(bus.length)],
        now,
        packV,
        random.nextGaussian() * 50,
        random.nextInt(20) == 0 ? Double.NaN : 1e6,
        told,
        random.nextBoolean(),
        random.nextInt(20) == 0 ? "a fault" : "");
  }
}
