package org.busbar.safety.trend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SwingsTest {
  private final Swings swings = new Swings(1, 10);

  @Test
  void onlyATurnBeyondTheBandCounts() {
    assertEquals(0, swings.add(0, 0));
    assertEquals(0, swings.add(1, 1), "as much as the band is noise");
    assertEquals(1, swings.add(2, 1.5));
    assertEquals(1, swings.add(3, 3));
    assertEquals(1, swings.add(4, 2));
    assertEquals(2, swings.add(5, 1.9));
    assertEquals(2, swings.add(6, 0));
    assertEquals(3, swings.add(7, 1.5));
  }

  @Test
  void aValueThatOnlyRisesOrFallsOrStaysDoesNotTurn() {
    for (int i = 0; i < 20; i++) {
      assertEquals(0, swings.add(i / 100.0, -i));
    }
    for (int i = 0; i < 20; i++) {
      assertEquals(1, swings.add(1 + i / 100.0, 5 * i));
    }
    for (int i = 0; i < 20; i++) {
      assertEquals(1, swings.add(2 + i / 100.0, 95));
    }
  }

  @Test
  void aTurnIsForgottenAfterItsTime() {
    swings.add(100, 0);
    assertEquals(1, swings.add(101, 5));
    assertEquals(2, swings.add(105, 0));
    assertEquals(2, swings.add(111, 0));
    assertEquals(1, swings.add(111.1, 0));
    assertEquals(0, swings.add(115.1, 0));
  }

  @Test
  void afterItForgotAllTheFirstValueIsNoTurn() {
    swings.add(0, 0);
    swings.add(1, 5);
    swings.add(2, 0);
    swings.clear();
    assertEquals(0, swings.add(3, 99));
    assertEquals(0, swings.add(4, 0));
    assertEquals(1, swings.add(5, 5));
  }
}
