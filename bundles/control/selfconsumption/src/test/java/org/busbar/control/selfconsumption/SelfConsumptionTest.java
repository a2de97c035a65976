package org.busbar.control.selfconsumption;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.busbar.control.selfconsumption.House.Plant;
import org.busbar.control.selfconsumption.SelfConsumption.Config;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SelfConsumptionTest {
  private static final double STEP_W = 5000;
  private static final double CYCLE_S = 0.1;

  private static Config config() {
    return new SelfConsumption().defaults();
  }

  private static Config delayed(double meterDelayS, double responseS) {
    Config usual = config();
    return new Config(0, usual.deadbandW(), 0, 0, "", meterDelayS, responseS);
  }

  private static double settledAfterS(List<Double> gridW, int from, double bandW) {
    for (int i = gridW.size() - 1; i >= from; i--) {
      if (Math.abs(gridW.get(i)) > bandW) {
        return (i + 1 - from) * CYCLE_S;
      }
    }
    return 0;
  }

  private static double overshootPct(List<Double> gridW, int from, double stepW) {
    double beyondW = 0;
    for (int i = from; i < gridW.size(); i++) {
      beyondW = Math.max(beyondW, -Math.signum(stepW) * gridW.get(i));
    }
    return 100 * beyondW / Math.abs(stepW);
  }

  private static double exportS(List<Double> gridW, int from) {
    return gridW.stream().skip(from).filter(w -> w < -100).count() * CYCLE_S;
  }

  private static double meanW(List<Double> gridW, int from) {
    return gridW.stream().skip(from).mapToDouble(w -> w).average().orElseThrow();
  }

  private static void check(Config config, Plant plant, double mostS, double mostOvershootPct) {
    for (double stepW : new double[] {STEP_W, -STEP_W}) {
      double beforeW = stepW > 0 ? 0 : STEP_W;
      House house = new House(config, plant).run(60, beforeW).run(30, beforeW + stepW);
      String said = plant + " step " + stepW + ": ";
      double settledS = settledAfterS(house.gridW, 600, 0.05 * STEP_W);
      double overshootPct = overshootPct(house.gridW, 600, stepW);
      assertTrue(settledS < mostS, said + "settled after " + settledS + " s");
      assertTrue(overshootPct < mostOvershootPct, said + "overshoot " + overshootPct + " %");
      double meanW = meanW(house.gridW, 600 + (int) (mostS / CYCLE_S));
      assertEquals(0, meanW, 50, said + "mean " + meanW + " W");
    }
  }

  @Test
  @Tag("CTL-05")
  @Tag("CTL-07")
  void aLoadStepIsSettledInFiveSecondsWithLittleOvershoot() {
    for (double lagS : new double[] {0.2, 0.3, 0.5}) {
      for (int every : new int[] {1, 2, 3}) {
        check(config(), new Plant(lagS, every, 1, 10_000), 5, 10);
      }
      for (int every : new int[] {2, 3}) {
        check(config(), new Plant(lagS, every, 1, 2, 10_000), 5, 10);
      }
    }
  }

  @Test
  @Tag("CTL-07")
  void afterALoadWentAwayExportLastsLessThanThreeSeconds() {
    for (double lagS : new double[] {0.2, 0.3, 0.5}) {
      for (int every : new int[] {1, 2}) {
        House house =
            new House(config(), new Plant(lagS, every, 1, 2, 10_000)).run(60, 5000).run(30, 0);
        double exportS = exportS(house.gridW, 600);
        assertTrue(exportS < 3, "lag " + lagS + ", every " + every + ": " + exportS + " s");
      }
    }
  }

  @Test
  @Tag("CTL-07")
  void aMeterThatIsLateIsMetWithLessGain() {
    check(delayed(1, 0.3), new Plant(0.3, 2, 10, 10_000), 15, 15);
    check(delayed(2, 0.3), new Plant(0.3, 5, 20, 10_000), 25, 15);
  }

  @Test
  void decisionsThatComeLateDoNotMakeItSwing() {
    for (int every : new int[] {1, 2, 5}) {
      House house = new House(config(), new Plant(0.3, every, 1, 3, 10_000)).run(60, 4000);
      assertTrue(settledAfterS(house.gridW, 0, 250) < 8, "meter every " + every + " cycles");
    }
  }

  @Test
  @Tag("CTL-05")
  void nothingWindsUpWhileTheBatteryIsAtItsLimit() {
    House house = new House(config(), new Plant(0.3, 2, 1, 3000)).run(120, 8000).run(10, 1000);
    assertTrue(settledAfterS(house.gridW, 1200, 100) < 4);
    double mostW = house.askedW.stream().filter(w -> w > 0).mapToDouble(w -> w).max().orElse(0);
    assertTrue(mostW <= 3000, "asked for " + mostW + " W");
  }

  @Property(tries = 60)
  void itSettlesForAnyLagAndPollingItIsMeantFor(
      @ForAll @DoubleRange(min = 0.2, max = 0.5) double lagS,
      @ForAll @IntRange(min = 1, max = 4) int every,
      @ForAll @IntRange(min = 0, max = 2) int delay,
      @ForAll @DoubleRange(min = -4000, max = 4000) double loadW) {
    House house = new House(config(), new Plant(lagS, every, delay, 10_000)).run(20, loadW);
    assertEquals(0, meanW(house.gridW, 100), 50);
  }

  @Test
  void itActsOncePerNewSampleOfTheMeter() {
    House house = new House(config(), new Plant(0.3, 5, 0, 10_000)).run(5, 2000);
    long moves = 0;
    for (int i = 1; i < house.askedW.size(); i++) {
      moves += house.askedW.get(i).equals(house.askedW.get(i - 1)) ? 0 : 1;
    }
    assertTrue(moves <= 10, "moved " + moves + " times in 10 samples");
  }

  @Test
  void itAsksForNothingWhileTheMeterIsUnknown() {
    House house = new House(config(), new Plant(0.3, 2, 1, 10_000)).run(5, 2000);
    house.loseMeter();
    house.run(6, 2000);
    assertTrue(Double.isNaN(house.askedW.getLast()));
  }

  @Test
  void aWrongKeyIsNamed() {
    assertEquals(
        "deadband-w = -1.0 is out of range. Write a value from 0.0 to 1000000.0",
        assertThrows(IllegalArgumentException.class, () -> new Config(0, -1, 0, 0, "", 0.1, 0.3))
            .getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> new Config(Double.NaN, 1, 0, 0, "", 0.1, 0.3));
    assertThrows(IllegalArgumentException.class, () -> new Config(0, 1, 0.5, 0, "", 0.1, 0.3));
  }
}
