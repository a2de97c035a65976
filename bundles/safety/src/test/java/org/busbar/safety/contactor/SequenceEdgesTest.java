package org.busbar.safety.contactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.busbar.safety.contactor.Sequence.Phase;
import org.busbar.safety.contactor.Sequence.Wish;
import org.junit.jupiter.api.Test;

/** A pack of 512 V and 128 A, one step at a time, exactly at each bound and just beyond. */
class SequenceEdgesTest {
  private static final PackData PACK =
      new PackData(128, 60, 0.0625, 0.9375, 0.015625, 5, 0.125, 3, 600, 0.0625, 2, 100);
  private static final Coils NEGATIVE = new Coils(true, false, false);
  private static final Coils CHARGING = new Coils(true, true, false);
  private static final Coils BOTH = new Coils(true, true, true);
  private static final Coils CONNECTED = new Coils(true, false, true);

  private Sequence sequence = Sequence.open(0);
  private double amperes;
  private double insulationOhm = 51_200;
  private boolean relaysOpen = true;
  private String obstacle = "";

  private Phase step(Wish wish, double at, double busV, Coils told) {
    return measured(wish, at, at, busV, told);
  }

  private Phase measured(Wish wish, double at, double measuredAt, double busV, Coils told) {
    Optional<Coils> contacts = Optional.ofNullable(told);
    Seen seen =
        new Seen(at, busV, measuredAt, 512, amperes, insulationOhm, contacts, relaysOpen, obstacle);
    sequence = sequence.step(wish, seen, PACK);
    return sequence.phase();
  }

  private Phase close(double at, double busV, Coils told) {
    return step(Wish.CLOSE, at, busV, told);
  }

  private Phase open(double at, double busV, Coils told) {
    return step(Wish.OPEN, at, busV, told);
  }

  private void begun() {
    assertEquals(Phase.NEGATIVE, close(1, 0, Coils.OPEN));
  }

  private void charging() {
    begun();
    assertEquals(Phase.PRE_CHARGE, close(1.5, 0, NEGATIVE));
  }

  private void connected() {
    charging();
    assertEquals(Phase.PRE_CHARGE, close(2, 488, CHARGING));
    assertEquals(Phase.POSITIVE, close(3, 492, CHARGING));
    assertEquals(Phase.POSITIVE, close(3.0625, 512, BOTH));
    assertEquals(CONNECTED, sequence.coils());
    assertEquals(Phase.CLOSED, close(3.125, 512, CONNECTED));
  }

  @Test
  void aClosingBeginsOnABusAtRestOrOneThatIsEqual() {
    assertEquals(Phase.OPEN, close(1, 60, Coils.OPEN));
    assertEquals("the bus has another voltage than the pack", sequence.fault());
    assertEquals(Phase.NEGATIVE, close(1, 59.9, Coils.OPEN));
    sequence = Sequence.open(0);
    assertEquals(Phase.OPEN, close(1, 479.9, Coils.OPEN));
    assertEquals(Phase.OPEN, close(1, 544.1, Coils.OPEN));
    assertEquals(Phase.NEGATIVE, close(1, 480, Coils.OPEN));
    sequence = Sequence.open(0);
    assertEquals(Phase.NEGATIVE, close(1, 544, Coils.OPEN));
  }

  @Test
  void aClosingNeedsKnownVoltagesAndInsulation() {
    insulationOhm = 51_199;
    assertEquals(Phase.OPEN, close(1, 0, Coils.OPEN));
    assertEquals("insulation is too low or not known", sequence.fault());
    insulationOhm = 51_200;
    assertEquals(Phase.OPEN, close(1, Double.NaN, Coils.OPEN));
    assertEquals("voltage of bus or pack is not known", sequence.fault());
    Seen flat = new Seen(1, 0, 1, 0, 0, 51_200, Optional.of(Coils.OPEN), true, "");
    assertEquals(Phase.OPEN, sequence.step(Wish.CLOSE, flat, PACK).phase());
    assertEquals(Phase.OPEN, close(1, 0, null));
    obstacle = "a cell is not fresh";
    assertEquals(Phase.OPEN, close(1, 0, Coils.OPEN));
    assertEquals(obstacle, sequence.fault());
  }

  @Test
  void aContactThatTellsOpenTooEarlyDoesNotOpenTheNegative() {
    connected();
    assertEquals(Phase.OPENING, step(Wish.OPEN_NOW, 10, 512, CONNECTED));
    relaysOpen = false;
    assertEquals(Phase.OPENING, open(10.0625, 512, NEGATIVE));
    assertEquals(NEGATIVE, sequence.coils());
    Sequence waiting = sequence;
    relaysOpen = true;
    assertEquals(Phase.SEPARATING, open(10.125, 512, NEGATIVE));
    sequence = waiting;
    relaysOpen = false; // A relay that never answers is no weld where the contact tells open.
    assertEquals(Phase.OPENING, open(10.125, 512, NEGATIVE));
    assertEquals(Phase.SEPARATING, open(10.1875, 512, NEGATIVE));
  }

  @Test
  void aTryIsForgottenAfterItsTimeAndNotBefore() {
    for (int i = 0; i < 3; i++) {
      assertEquals(Phase.NEGATIVE, close(10 + i, 0, Coils.OPEN));
      assertEquals(Phase.OPENING, open(10 + i, 0, NEGATIVE));
      assertEquals("called off", sequence.fault());
      assertEquals(Phase.SEPARATING, open(10 + i, 0, NEGATIVE));
      assertEquals(Phase.OPEN, open(10 + i, 0, Coils.OPEN));
    }
    Sequence tried = sequence;
    assertEquals(Phase.LOCKED, close(610, 0, Coils.OPEN));
    assertEquals("was tried 3 times; the resistor is hot", sequence.fault());
    sequence = tried;
    assertEquals(Phase.NEGATIVE, close(610.1, 0, Coils.OPEN));
    assertEquals(3, sequence.begun().size());
  }

  @Test
  void aTryThatCameToItsEndCountsNoMoreAndOneThatDidNotStillDoes() {
    assertEquals(Phase.NEGATIVE, close(0.5, 0, Coils.OPEN));
    assertEquals(Phase.OPENING, open(0.5, 0, NEGATIVE));
    assertEquals(Phase.SEPARATING, open(0.5, 0, NEGATIVE));
    assertEquals(Phase.OPEN, open(0.5, 0, Coils.OPEN));
    connected();
    assertEquals(List.of(0.5), sequence.begun());
    assertEquals("", sequence.fault());
  }

  @Test
  void theNegativeHasItsTimeToFollowAndThenHalfASecondIsWaitedForAWeld() {
    begun();
    assertEquals(Phase.NEGATIVE, close(1.125, 0, Coils.OPEN));
    Sequence waiting = sequence;
    assertEquals(Phase.OPENING, close(1.126, 0, Coils.OPEN));
    assertEquals("the negative contactor does not follow", sequence.fault());
    sequence = waiting;
    assertEquals(Phase.NEGATIVE, close(1.49, 0, NEGATIVE));
    assertEquals(Phase.PRE_CHARGE, close(1.5, 59.9, NEGATIVE));
    assertEquals(CHARGING, sequence.coils());
  }

  @Test
  void aBusThatGotVoltageBeforeThePreChargeIsAWeld() {
    begun();
    Sequence waiting = sequence;
    assertEquals(Phase.LOCKED, close(1.5, 60, NEGATIVE));
    sequence = waiting;
    assertEquals(Phase.LOCKED, close(1.5, -60, NEGATIVE));
    sequence = waiting;
    assertEquals(Phase.NEGATIVE, close(1.49, Double.NaN, NEGATIVE), "it has half a second");
    assertEquals(Phase.OPENING, close(1.5, Double.NaN, NEGATIVE));
    assertEquals("the voltage of the bus is not known", sequence.fault());
  }

  @Test
  void aBusThatHadVoltageBeforeIsNoWeld() {
    close(1, 500, Coils.OPEN);
    assertEquals(Phase.PRE_CHARGE, close(1.5, 500, NEGATIVE));
  }

  @Test
  void eachStepIsCalledOffByAWishOrByAnObstacle() {
    begun();
    Sequence begun = sequence;
    assertEquals(Phase.OPENING, open(1.1, 0, NEGATIVE));
    assertEquals("called off", sequence.fault());
    assertEquals(NEGATIVE, sequence.coils(), "the positive way first");
    sequence = begun;
    obstacle = "gas";
    assertEquals(Phase.OPENING, close(1.1, 0, NEGATIVE));
    assertEquals("gas", sequence.fault());
    obstacle = "";
    sequence = Sequence.open(0);
    charging();
    Sequence charging = sequence;
    assertEquals(Phase.OPENING, open(1.6, 0, CHARGING));
    assertEquals("called off", sequence.fault());
    sequence = charging;
    obstacle = "gas";
    assertEquals(Phase.OPENING, close(1.6, 0, CHARGING));
    assertEquals("gas", sequence.fault());
  }

  @Test
  void theBusMustHaveItsShareAndRiseSlowlyBeforeThePositiveCloses() {
    charging();
    assertEquals(Phase.PRE_CHARGE, close(2, 472, CHARGING));
    assertEquals(Phase.PRE_CHARGE, close(3, 479.9, CHARGING), "it has not got its share");
    Sequence almost = sequence;
    assertEquals(Phase.POSITIVE, close(4, 480, CHARGING));
    assertEquals(BOTH, sequence.coils());
    sequence = almost;
    assertEquals(Phase.PRE_CHARGE, close(4, 488, CHARGING), "it rises by 8.1 V in a second");
    assertEquals(Phase.POSITIVE, close(4.5, 492, CHARGING), "and now by 8");
    sequence = almost;
    assertEquals(Phase.POSITIVE, close(3.25, 483, CHARGING), "it rose by 7.9 V before that");
    sequence = almost;
    assertEquals(Phase.PRE_CHARGE, close(3.25, 484, CHARGING), "it jumps since");
  }

  @Test
  void twoMeasurementsThatLieApartTellHowTheBusRisesAndNotHowOftenOneIsLookedAt() {
    charging();
    assertEquals(Phase.PRE_CHARGE, close(2, 500, CHARGING));
    for (double at = 2.25; at <= 6.5; at += 0.25) {
      assertEquals(
          Phase.PRE_CHARGE, measured(Wish.CLOSE, at, 2, 500, CHARGING), "one alone, looked at");
    }
    Sequence looked = sequence;
    assertEquals(Phase.PRE_CHARGE, measured(Wish.CLOSE, 6.5, 2.49, 500, CHARGING), "too close");
    assertEquals(Phase.POSITIVE, measured(Wish.CLOSE, 6.5, 2.5, 504, CHARGING));
    sequence = looked;
    assertEquals(Phase.PRE_CHARGE, measured(Wish.CLOSE, 6.5, 2.5, 504.1, CHARGING));
  }

  @Test
  void aRiseThatIsKnownHoldsUntilTheBusHasItsShareAndOnlyWhereItHasNotJumpedSince() {
    charging();
    close(2, 478, CHARGING);
    assertEquals(Phase.PRE_CHARGE, close(2.5, 479.9, CHARGING));
    Sequence known = sequence;
    assertEquals(Phase.PRE_CHARGE, close(2.6, Double.NaN, CHARGING));
    assertEquals(known.bus(), sequence.bus());
    assertEquals(Phase.POSITIVE, close(2.7, 483.9, CHARGING));
    sequence = known;
    assertEquals(Phase.PRE_CHARGE, close(2.7, 484, CHARGING));
  }

  @Test
  void aBusThatWasMeasuredBeforeTheNegativeClosedTellsNothingOfAWeld() {
    begun();
    assertEquals(Phase.NEGATIVE, measured(Wish.CLOSE, 1.75, 1.49, 0, NEGATIVE));
    Sequence waiting = sequence;
    assertEquals(Phase.PRE_CHARGE, measured(Wish.CLOSE, 2, 1.5, 0, NEGATIVE));
    sequence = waiting;
    assertEquals(Phase.LOCKED, measured(Wish.CLOSE, 2, 1.5, 60, NEGATIVE));
  }

  @Test
  void aBusAboveThePackIsNotEqualEither() {
    charging();
    close(2, 545, CHARGING);
    assertEquals(Phase.PRE_CHARGE, close(3, 545, CHARGING));
  }

  @Test
  void aPreChargeThatTakesTooLongOrDoesNotFollowIsGivenUp() {
    charging();
    Sequence charging = sequence;
    assertEquals(Phase.PRE_CHARGE, close(1.625, 0, NEGATIVE));
    assertEquals(Phase.OPENING, close(1.626, 0, NEGATIVE));
    assertEquals("the pre-charge contactor does not follow", sequence.fault());
    sequence = charging;
    assertEquals(Phase.PRE_CHARGE, close(6.5, 100, CHARGING));
    assertEquals(Phase.OPENING, close(6.6, 100, CHARGING));
    assertEquals("the bus was not charged within 5.0 s", sequence.fault());
  }

  @Test
  void thePositiveHasItsTimeAndAnObstacleCallsItOff() {
    charging();
    close(2, 488, CHARGING);
    close(3, 492, CHARGING);
    Sequence closing = sequence;
    assertEquals(Phase.POSITIVE, close(3.125, 500, CHARGING));
    assertEquals(Phase.OPENING, close(3.126, 500, CHARGING));
    assertEquals("a contactor does not follow", sequence.fault());
    sequence = closing;
    obstacle = "gas";
    assertEquals(Phase.OPENING, close(3.1, 500, BOTH));
    assertEquals("gas", sequence.fault());
    obstacle = "";
    sequence = closing;
    assertEquals(Phase.OPENING, open(3.1, 500, BOTH));
    assertEquals("called off", sequence.fault());
  }

  @Test
  void whatIsConnectedStaysSoWhileItsContactsAreNotKnownAndOpensWhenOneFell() {
    connected();
    assertEquals(Phase.CLOSED, close(10, 512, null));
    assertEquals(Phase.OPENING, close(11, 512, NEGATIVE));
    assertEquals("a contactor opened by itself", sequence.fault());
  }

  @Test
  void itOpensBelowItsShareOfTheCurrentOrWhenItsTimeIsOver() {
    connected();
    amperes = -8;
    assertEquals(Phase.UNLOADING, open(10, 512, CONNECTED));
    assertEquals(Phase.UNLOADING, open(11.9, 512, CONNECTED));
    Sequence waiting = sequence;
    assertEquals(Phase.OPENING, open(12, 512, CONNECTED));
    assertEquals(NEGATIVE, sequence.coils());
    sequence = waiting;
    amperes = -7.9;
    assertEquals(Phase.OPENING, open(11, 512, CONNECTED));
  }

  @Test
  void bothPolesHaveTheirTimeToOpenAndAreWeldedAfterIt() {
    connected();
    open(10, 512, CONNECTED);
    open(10, 512, CONNECTED);
    assertEquals(Phase.OPENING, open(10.125, 512, CONNECTED));
    Sequence opening = sequence;
    assertEquals(Phase.OPENING, open(10.125, 512, null));
    assertEquals(Phase.LOCKED, open(10.126, 512, CONNECTED));
    assertEquals("the positive contactor is welded or does not tell", sequence.fault());
    assertEquals(Coils.OPEN, sequence.coils(), "one open pole separates");
    sequence = opening;
    assertEquals(Phase.LOCKED, open(10.126, 512, null));
    sequence = opening;
    assertEquals(Phase.OPENING, open(10.1, 512, CHARGING), "the pre-charge counts as well");
    assertEquals(Phase.SEPARATING, open(10.125, 512, NEGATIVE));
    assertEquals(Phase.SEPARATING, open(10.25, 512, NEGATIVE));
    Sequence separating = sequence;
    assertEquals(Phase.OPEN, open(10.3, 0, Coils.OPEN));
    sequence = separating;
    assertEquals(Phase.LOCKED, open(10.3, 512, NEGATIVE));
    assertTrue(sequence.fault().contains("negative"), sequence.fault());
  }
}
