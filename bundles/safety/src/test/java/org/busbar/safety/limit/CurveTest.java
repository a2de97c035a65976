package org.busbar.safety.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.busbar.safety.limit.Curve.Knot;
import org.junit.jupiter.api.Test;

class CurveTest {
  private static final String TURNS = "turns back";

  private static String refused(String text, Setting setting) {
    return assertThrows(IllegalArgumentException.class, () -> Curve.parse(text, setting))
        .getMessage();
  }

  @Test
  void aCurveMayBeLevelBetweenKnots() {
    Curve falling = Curve.parse("50 %: 100 %, 70 %: 100 %, 100 %: 0 %", Setting.AGE);
    assertEquals(1, falling.share(60));
    Curve rising =
        Curve.parse("100 ohm/V: 0 %, 200 ohm/V: 50 %, 300 ohm/V: 50 %", Setting.INSULATION);
    assertEquals(0.5, rising.share(250));
  }

  @Test
  void aHillGoesUpAndThenDownAndNeverUpAgain() {
    String hill = "0 degC: 0 %, 10 degC: 50 %, 15 degC: 100 %, 20 degC: 100 %, 45 degC: 0 %";
    assertEquals(0.75, Curve.parse(hill, Setting.TEMPERATURE_CHARGE).share(12.5));
    String valley = "0 degC: 0 %, 10 degC: 100 %, 20 degC: 50 %, 30 degC: 100 %, 45 degC: 0 %";
    assertEquals(TURNS, refused(valley, Setting.TEMPERATURE_CHARGE));
    assertEquals(TURNS, refused("1 ohm/V: 0 %, 2 ohm/V: 50 %, 3 ohm/V: 10 %", Setting.INSULATION));
    assertEquals(
        "does not begin at 0 %", refused("0 degC: 5 %, 9 degC: 0 %", Setting.TEMPERATURE_CHARGE));
  }

  @Test
  void aKnotNeedsItsPlaceAndItsShare() {
    assertEquals("has the knot '50 %'", refused("50 %, 90 %: 0 %", Setting.AGE));
    assertEquals("has the knot '50 %: 1'", refused("50 %: 1, 90 %: 0 %", Setting.AGE));
    assertEquals("has fewer than two knots", refused("50 %: 0 %", Setting.AGE));
  }

  @Test
  void theStopIsTheNearestPlaceWithNothingLeft() {
    Curve hill =
        Curve.parse("0 degC: 0 %, 20 degC: 100 %, 45 degC: 0 %", Setting.TEMPERATURE_CHARGE);
    assertEquals(45, hill.stop(40));
    assertEquals(45, hill.stop(80));
    assertEquals(0, hill.stop(10));
    assertEquals(0, hill.stop(-30));
    assertEquals(45, hill.stop(23));
    assertTrue(Double.isNaN(new Curve(List.of(new Knot(1, 1), new Knot(2, 1))).stop(1)));
  }

  @Test
  void sharesAreWithinZeroAndOne() {
    assertEquals(0, new Curve(List.of(new Knot(1, 1), new Knot(2, 0))).share(2));
    List<Knot> negative = List.of(new Knot(1, 1), new Knot(2, -0.1));
    assertThrows(IllegalArgumentException.class, () -> new Curve(negative));
  }
}
