package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PastTest {
  private static final long ORIGIN = Long.MAX_VALUE - 1_000;
  private final Past past = new Past();

  private boolean explains(double shown, long at) {
    return past.explains(shown, 10, ORIGIN + at, 500);
  }

  @Test
  void ofAnEmptyPastEverythingMayCome() {
    assertTrue(explains(4_000, 0));
  }

  @Test
  void whatWasToldShortlyBeforeMayStillBeShownAndWhatWasOverMayNot() {
    past.told(1_000, ORIGIN);
    past.told(2_000, ORIGIN + 1_000);
    past.told(3_000, ORIGIN + 2_000);
    assertTrue(explains(3_005, 2_100));
    assertTrue(explains(1_995, 2_499));
    assertFalse(explains(2_000, 2_501));
    assertFalse(explains(1_000, 2_100));
    assertFalse(explains(-4_000, 2_100));
  }

  @Test
  void aValueThatIsToldAgainGoesOn() {
    past.told(1_000, ORIGIN);
    past.told(1_000, ORIGIN + 5_000);
    assertTrue(explains(1_000, 2_500));
    assertFalse(explains(0, 2_500));
  }

  @Test
  void aValueThatIsToldAgainAndAgainTakesNoRoom() {
    past.told(500, ORIGIN);
    for (int i = 0; i < 100; i++) {
      past.told(1_000, ORIGIN + 600 + i);
    }
    assertFalse(explains(7_000, 1_000));
  }

  @Test
  void theFirstValueCountsWhateverItIs() {
    past.told(0, ORIGIN);
    assertFalse(explains(5_000, 2_000));
  }

  @Test
  void shortlyAndCloseEndWhereTheyAreSaidTo() {
    past.told(500, ORIGIN - 5_000);
    past.told(1_000, ORIGIN);
    past.told(2_000, ORIGIN + 1_000);
    assertTrue(explains(2_010, 500), "told half a second later");
    assertFalse(explains(2_000, 499), "told later than that");
    assertFalse(explains(2_011, 1_600));
    assertTrue(explains(1_000, 1_500), "it was over half a second ago");
    assertFalse(explains(1_000, 1_501));
  }

  @Test
  void aSequenceOfItsOwnMayShowAnything() {
    past.told(1_000, ORIGIN);
    past.told(Double.NaN, ORIGIN + 1_000);
    assertTrue(explains(-77, 1_400));
    past.told(2_000, ORIGIN + 2_000);
    assertFalse(explains(-77, 2_600));
  }

  @Test
  void beyondItsRoomNothingIsKnown() {
    for (int i = 0; i < 100; i++) {
      past.told(i * 100, ORIGIN + i);
    }
    assertTrue(explains(-5_000, 100));
    assertFalse(explains(-5_000, 100 + 700));
  }
}
