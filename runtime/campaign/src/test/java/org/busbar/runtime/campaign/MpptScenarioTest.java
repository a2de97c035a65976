package org.busbar.runtime.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A day, or its middle, of a roof with three strings behind a cap on what is fed in, in virtual
 * time.
 */
class MpptScenarioTest {
  private static final boolean DEEP = Boolean.getBoolean("busbar.deep");

  @TempDir Path home;

  @Test
  void stringsAreReadAndWatchedAndNothingButThePowerLimitIsEverWritten() throws IOException {
    RoofDay day = new RoofDay(home, DEEP ? 5 : 11.5, DEEP ? 21 : 16.6);
    day.run();
    System.out.println(day.report());
    assertEquals(List.of(), day.wrongWrites, "only timer, limit and enable of model 123");
    assertEquals(List.of(), day.tooLow, "never below what was decided");
    assertTrue(day.limitWrites > 50, () -> day.limitWrites + " writes");
    // Read: the three agree with what flows, at every look.
    assertTrue(day.looks > 15_000 && day.worstStringErrorW < 15, day::report);
    // Not fought: what the cap leaves is made, and the inverter is free whenever it may be.
    assertTrue(day.madeWh > 0.99 * day.possibleWh, day::report);
    assertTrue(day.worstHeldBackS <= 6, day::report);
    assertTrue(day.worstOverS <= 6, day::report);
    // Used: the broken one is told, once, and nothing else all day.
    // While the cap held it down its first string stood still for minutes: that is no fault.
    assertTrue(day.worstIdleS > 1_200, day::report);
    assertEquals(
        List.of("WARNING pv1/dcPowerW.2", "INFO pv1/dcPowerW.2"),
        day.advice.stream().map(RoofDay::head).toList());
    double toldS = day.advice.getFirst().atS() - RoofDay.BROKEN_S;
    assertTrue(toldS > 900 && toldS < 960, () -> String.format(Locale.ROOT, "%.0f s", toldS));
  }
}
