package org.busbar.safety.plausibility;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import org.busbar.safety.plausibility.Coupling.State;
import org.junit.jupiter.api.Test;

/**
 * A battery of 5 kW that keeps the import at nothing, as far as the meter tells it, while loads
 * come and go. What the meter is not trusted for is not followed: then the battery rests.
 */
class CouplingTest {
  private static final double REACH_W = 5000;
  private static final DoubleUnaryOperator RIGHT = w -> w;

  private final List<String> course = new ArrayList<>();
  private double share = Double.NaN;
  private double powerW;

  /** Whether the battery is read a second later than the meter. */
  private boolean late;

  /** Runs for some seconds; the meter is changed at one of them. Returns what is thought then. */
  private State run(
      IntToDoubleFunction load, int seconds, int changesAt, DoubleUnaryOperator changed) {
    Coupling coupling = new Coupling(REACH_W, true);
    State state = State.TRUSTED;
    double wanted = 0;
    powerW = 0;
    for (int second = 0; second < seconds; second++) {
      double before = powerW;
      powerW = wanted;
      double net = load.applyAsDouble(second) - powerW;
      double meter = (second < changesAt ? RIGHT : changed).applyAsDouble(net);
      State next = coupling.accept(meter, late ? before : powerW);
      if (next != state) {
        course.add(second + " " + next);
      }
      state = next;
      double ask = powerW + 0.67 * meter;
      wanted = state == State.TRUSTED ? Math.clamp(ask, -REACH_W, REACH_W) : 0;
    }
    share = coupling.share();
    return state;
  }

  private static IntToDoubleFunction household(long seed, int seconds) {
    Random random = new Random(seed);
    double[] watts = new double[seconds];
    double base = 400;
    double kettle = 0;
    double sun = 0;
    double clouds = 0;
    for (int second = 0; second < seconds; second++) {
      base += random.nextGaussian() * 5 - (base - 400) / 1000;
      kettle = random.nextInt(300) == 0 ? random.nextInt(4) * 900 : kettle;
      clouds = random.nextInt(120) == 0 ? random.nextInt(6000) : clouds;
      sun += Math.clamp(clouds - sun, -250, 250);
      watts[second] = base + kettle - sun + random.nextGaussian() * 15;
    }
    return second -> watts[second];
  }

  /** When it was found wrong after it was changed at 2,000 s; 0 where it was not. */
  private int foundAfter(int seed, DoubleUnaryOperator changed) {
    late = seed % 2 == 1;
    course.clear();
    if (run(household(seed, 4_000), 4_000, 2_000, changed) != State.WRONG) {
      return 0;
    }
    return Integer.parseInt(course.getLast().split(" ")[0]) - 2_000;
  }

  @Test
  void aRightMeterIsNeverFoundWrongWhateverTheWeather() {
    int suspected = 0;
    for (int seed = 0; seed < 20; seed++) {
      late = seed % 2 == 1;
      course.clear();
      run(household(seed, 86_400), 86_400, 86_400, RIGHT);
      assertTrue(course.stream().noneMatch(c -> c.endsWith("WRONG")), "seed " + seed + course);
      suspected += (int) course.stream().filter(c -> c.endsWith("SUSPECTED")).count();
    }
    System.out.println("coupling: a right meter was suspected " + suspected + " times in 20 days");
    assertTrue(suspected < 100, suspected + " times");
  }

  @Test
  void oneThatIsTurnedIsFoundWhileTheLoopRunsAway() {
    List<Integer> found = new ArrayList<>();
    for (int seed = 0; seed < 20; seed++) {
      found.add(foundAfter(seed, w -> -w));
    }
    System.out.println("coupling: a turned meter is found after s " + found);
    long soon = found.stream().filter(after -> after > 0 && after <= 30).count();
    assertTrue(soon >= 15, "a battery that stands at its end tells nothing, others do: " + found);
  }

  @Test
  void oneThatTellsTenTimesAsMuchIsFound() {
    for (int seed = 0; seed < 20; seed++) {
      int after = foundAfter(seed, w -> 10 * w);
      assertTrue(after > 0 && after < 180, "seed " + seed + ": " + course);
    }
  }

  /** A battery that follows a timetable: every ten seconds it begins or ends to discharge. */
  private State timetable(DoubleUnaryOperator meter, double stepW, int seconds, double loadW) {
    Coupling coupling = new Coupling(REACH_W, false);
    State state = State.TRUSTED;
    for (int second = 0; second < seconds; second++) {
      double own = second / 10 % 2 * stepW;
      State next = coupling.accept(meter.applyAsDouble(own + loadW), own);
      if (next != state) {
        course.add(second + " " + next);
      }
      state = next;
    }
    share = coupling.share();
    return state;
  }

  @Test
  void oneThatTellsTooLittleIsFoundByATimetable() {
    assertEquals(State.WRONG, timetable(w -> w / 10, 3000, 300, 500));
    assertEquals(0.1, share, 1e-9);
  }

  @Test
  void twoMovementsAgainstItAreNeededAndTheNextOneIsTheProof() {
    assertEquals(State.WRONG, timetable(w -> -w, 5000, 60, 500));
    assertEquals(List.of("21 SUSPECTED", "32 WRONG"), course);
    assertEquals(-1, share, 1e-9);
  }

  @Test
  void smallMovementsProveNothing() {
    assertEquals(State.TRUSTED, timetable(w -> -w, 499, 600, 500));
    timetable(w -> -w, 500, 100, 500);
    assertEquals("71 SUSPECTED", course.getFirst());
  }

  /** One of 5 kW that is suspected because it saw two movements the wrong way; it rests at one. */
  private static Coupling suspected() {
    Coupling coupling = new Coupling(REACH_W, false);
    State state = State.TRUSTED;
    for (int second = 0; state == State.TRUSTED && second < 1000; second++) {
      double own = second / 10 % 2 * 5000;
      state = coupling.accept(-own, own);
    }
    assertEquals(State.SUSPECTED, state);
    return coupling;
  }

  @Test
  void itIsTrustedAgainWhenTheMovementThatDecidesIsSeen() {
    Coupling coupling = suspected();
    for (int second = 0; second < 3; second++) {
      assertEquals(State.SUSPECTED, coupling.accept(0, 0), "nothing has moved yet");
    }
    assertEquals(State.SUSPECTED, coupling.accept(2000, 2000));
    assertEquals(State.SUSPECTED, coupling.accept(4000, 4000));
    assertEquals(State.SUSPECTED, coupling.accept(4000, 4000));
    assertEquals(State.TRUSTED, coupling.accept(4000, 4000));
    assertEquals(1, coupling.share(), 1e-9);
  }

  @Test
  void whoIsReadLaterThanTheMeterIsJudgedByWhatTheMeterReadBefore() {
    Coupling coupling = suspected();
    coupling.accept(0, 0);
    coupling.accept(4000, 0);
    coupling.accept(4000, 4000);
    coupling.accept(4000, 4000);
    assertEquals(State.TRUSTED, coupling.accept(4000, 4000));
    assertEquals(1, coupling.share(), 1e-9);
  }

  @Test
  void aMovementAmongLoadsThatMoveAsMuchDecidesNothing() {
    Coupling coupling = suspected();
    coupling.accept(0, 0);
    coupling.accept(600, 0);
    coupling.accept(1200, 0);
    coupling.accept(-1000, 4000);
    coupling.accept(-1000, 4000);
    assertEquals(State.TRUSTED, coupling.accept(-1000, 4000));
    assertTrue(Double.isNaN(coupling.share()));
  }

  @Test
  void whereNothingMovesItIsTrustedAgainSoonAndWhereItNeverRestsAfterAMinute() {
    Coupling still = suspected();
    int waited = 1;
    while (waited < 99 && still.accept(0, 0) == State.SUSPECTED) {
      waited++;
    }
    assertEquals(10, waited);
    Coupling restless = suspected();
    waited = 1;
    while (waited < 99 && restless.accept(0, 1000 + waited % 2 * 1000) == State.SUSPECTED) {
      waited++;
    }
    assertEquals(60, waited);
  }

  @Test
  void halfAndTwiceOfAMovementAreStillRightAndMinusAHalfSpeaksAgainstIt() {
    assertEquals(State.TRUSTED, timetable(w -> w / 2, 5000, 600, 500));
    assertEquals(State.TRUSTED, timetable(w -> 2 * w, 5000, 600, 500));
    assertEquals(List.of(), course);
    timetable(w -> -w / 2, 5000, 30, 500);
    assertEquals(List.of("21 SUSPECTED"), course);
  }

  /** Moves a suspected one, whose meter sees a share of that; returns which share it found. */
  private static double proven(double movedW, double share) {
    Coupling coupling = suspected();
    coupling.accept(0, 0);
    coupling.accept(0, 0);
    for (int second = 0; second < 3; second++) {
      coupling.accept(share * movedW, movedW);
    }
    return coupling.share();
  }

  @Test
  void aFifthOfTheReachDecidesAndNothingLess() {
    assertEquals(1, proven(1000, 1), 1e-9);
    assertTrue(Double.isNaN(proven(999, 1)));
  }

  private static State judged(double seenW, double movedW) {
    Coupling coupling = suspected();
    coupling.accept(0, 0);
    coupling.accept(0, 0);
    coupling.accept(seenW, movedW);
    coupling.accept(seenW, movedW);
    return coupling.accept(seenW, movedW);
  }

  @Test
  void aThirdAndThreeTimesAreNotWrongYet() {
    assertEquals(State.TRUSTED, judged(1000, 3000));
    assertEquals(State.WRONG, judged(990, 3000));
    assertEquals(State.TRUSTED, judged(3000, 1000));
    assertEquals(State.WRONG, judged(3010, 1000));
  }

  @Test
  void twoHundredthsOfTheReachAreAtRest() {
    Coupling coupling = suspected();
    coupling.accept(0, 0);
    coupling.accept(4000, 4000);
    coupling.accept(4100, 4100);
    assertEquals(State.TRUSTED, coupling.accept(4100, 4100));
    Coupling unmoved = suspected();
    unmoved.accept(0, 0);
    assertEquals(State.SUSPECTED, unmoved.accept(0, 100), "so little is no movement");
  }

  @Test
  void whereItStoodBeforeIsNoMovementWhereverThatIs() {
    Coupling coupling = new Coupling(REACH_W, false);
    State state = State.TRUSTED;
    for (int second = 0; second < 22; second++) {
      double own = 1000 + second / 10 % 2 * 4000;
      state = coupling.accept(-own, own);
    }
    assertEquals(State.SUSPECTED, state);
    for (int second = 0; second < 5; second++) {
      assertEquals(State.SUSPECTED, coupling.accept(-1000, 1000));
    }
  }

  @Test
  void aSuspicionThatNothingDecidesIsForgotten() {
    Coupling coupling = suspected();
    for (int second = 0; second < 20; second++) {
      coupling.accept(0, 0);
    }
    for (int second = 0; second < 9; second++) {
      assertEquals(State.TRUSTED, coupling.accept(-5000, 5000), "one movement is not enough");
    }
  }

  /** Whether movements the wrong way are noticed beside loads that jump by 500 W each second. */
  private static boolean isSuspectedAmongLoads(double movedW) {
    Coupling coupling = new Coupling(REACH_W, false);
    for (int second = 0; second < 600; second++) {
      double own = second < 300 ? 0 : second / 10 % 2 * movedW;
      double load = second % 2 == 0 ? 250 : -250;
      if (coupling.accept(load - own, own) == State.SUSPECTED) {
        return true;
      }
    }
    return false;
  }

  @Test
  void aMovementHasToBeFourTimesAsGreatAsWhatLoadsDoAnyway() {
    assertTrue(isSuspectedAmongLoads(2100));
    assertEquals(false, isSuspectedAmongLoads(1900));
  }

  /**
   * Moves one that is suspected beside a load of 3 kW which drifts by 300 W; the share it found.
   */
  private static double provenBesideADriftingLoad(double movedW) {
    Coupling coupling = new Coupling(REACH_W, false);
    State state = State.TRUSTED;
    for (int second = 0; state == State.TRUSTED && second < 100; second++) {
      double own = second / 10 % 2 * 5000;
      state = coupling.accept(3000 - own, own);
    }
    assertEquals(State.SUSPECTED, state);
    coupling.accept(3000, 0);
    coupling.accept(3300, 0);
    coupling.accept(3600, 0);
    for (int second = 0; second < 3; second++) {
      coupling.accept(3300 + movedW, movedW);
    }
    return coupling.share();
  }

  @Test
  void whatDecidesIsEightTimesTheDriftHoweverGreatALoadStandsBeside() {
    assertEquals(1, provenBesideADriftingLoad(2400), 1e-9);
    assertTrue(Double.isNaN(provenBesideADriftingLoad(2399)));
  }

  @Test
  void whatSpokeAgainstItBeforeAProofInItsFavourIsForgotten() {
    Coupling coupling = suspected();
    coupling.accept(0, 0);
    for (int second = 0; second < 3; second++) {
      coupling.accept(4000, 4000);
    }
    assertEquals(1, coupling.share(), 1e-9);
    for (int second = 0; second < 5; second++) {
      assertEquals(State.TRUSTED, coupling.accept(4000, 4000));
    }
    for (int second = 0; second < 9; second++) {
      assertEquals(State.TRUSTED, coupling.accept(8000, 0), "one movement is not enough");
    }
  }

  @Test
  void aMeterThatIsSilentIsNeitherSuspectedNorProven() {
    Coupling coupling = new Coupling(REACH_W, true);
    for (int second = 0; second < 600; second++) {
      double own = second / 10 % 2 * 5000;
      assertEquals(State.TRUSTED, coupling.accept(second % 3 == 0 ? Double.NaN : own, own));
      assertEquals(State.TRUSTED, coupling.accept(own, Double.NaN));
    }
  }
}
