package org.busbar.safety.trend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class WindowTest {
  private final Window window = new Window();

  private void fill(double... values) {
    for (int i = 0; i < values.length; i++) {
      assertTrue(window.add(i, values[i], i));
    }
  }

  @Test
  void whatComesSoonerThanNineTenthsOfASecondTellsNoMore() {
    assertTrue(window.add(0, 1, 0));
    assertFalse(window.add(0.89, 2, 0));
    assertEquals(1, window.count());
    assertTrue(window.add(0.9, 3, 0));
    assertEquals(2, window.count());
    assertEquals(3, window.value(1));
    window.clear();
    assertTrue(window.add(100, 1, 0));
    assertFalse(window.add(100.5, 2, 0), "whenever it began");
  }

  @Test
  void itKeepsAHundredAndFiftySecondsHoweverManySamplesTheyAre() {
    double at = 0;
    for (int i = 0; i < 1000; i++) {
      at = 0.90001 * i;
      assertTrue(window.add(at, i, 0));
    }
    assertEquals(167, window.count());
    assertEquals(833, window.value(0));
    assertEquals(999, window.value(166));
    assertEquals(at, window.seconds(166));
    window.clear();
    window.add(0, 1, 0);
    window.add(150, 2, 0);
    assertEquals(2, window.count());
    window.add(151, 3, 0);
    assertEquals(2, window.count());
  }

  @Test
  void theAgeOfASampleSaysWhereALookBackBegins() {
    fill(0, 0, 0, 0);
    assertEquals(1, window.since(2));
    assertEquals(2, window.since(1.9));
    assertEquals(0, window.since(99));
    assertEquals(3, window.since(0));
  }

  @Test
  void theGreatestLoadIsThatFromASampleOn() {
    window.add(0, 0, 9);
    window.add(1, 0, 2);
    window.add(2, 0, 3);
    assertEquals(9, window.greatestLoad(0));
    assertEquals(3, window.greatestLoad(1));
    assertEquals(3, window.greatestLoad(2));
    window.clear();
    window.add(3, 0, 1);
    assertEquals(1, window.greatestLoad(0), "what was forgotten does not count");
  }

  @Test
  void aStraightLineIsCertainUpToItsResolution() {
    fill(0, 2, 4, 6);
    assertEquals(2, window.certainSlope(0, 0, 0), 1e-12);
    assertEquals(2 - 4 * Math.sqrt(0.25 / 12 / 5), window.certainSlope(0, 0.5, 0), 1e-12);
    window.clear();
    fill(6, 4, 2, 0);
    assertEquals(0, window.certainSlope(0, 0, 0), "a fall is no rise");
  }

  @Test
  void fourStandardErrorsAreTakenOffAndWhatIsLessIsNone() {
    fill(0, 3, 3, 6);
    assertEquals(1.8 - 4 * Math.sqrt(0.9 / 5), window.certainSlope(0, 0, 0), 1e-12);
    window.clear();
    fill(0, 1, 0, 1);
    assertEquals(0, window.certainSlope(0, 0, 0));
  }

  @Test
  void aRiseThatDoesNotMatterIsNone() {
    fill(0, 2, 4, 6);
    assertEquals(2, window.certainSlope(0, 0, 1.9), 1e-12);
    assertEquals(0, window.certainSlope(0, 0, 2), "as much as what does not matter");
    assertEquals(0, window.certainSlope(0, 0, 2.1));
  }

  @Test
  void samplesBeforeTheFirstThatIsLookedAtDoNotCount() {
    fill(99, -99, 0, 2, 4, 6);
    assertEquals(2, window.certainSlope(2, 0, 0), 1e-12);
  }
}
