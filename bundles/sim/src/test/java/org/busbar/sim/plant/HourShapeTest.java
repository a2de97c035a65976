package org.busbar.sim.plant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HourShapeTest {
  private static final Path DATA = Path.of("../../../shared/data/homes-california-2016");

  private static HourlyEnergy carried() throws IOException {
    try (InputStreamReader in =
        new InputStreamReader(
            HourShapeTest.class.getResourceAsStream("/org/busbar/sim/fontana-week.txt"),
            StandardCharsets.UTF_8)) {
      return HourlyEnergy.read(in);
    }
  }

  private static double energyWh(Replay replay, double beginS, double endS) {
    return replay.meanW(beginS, endS) * (endS - beginS) / 3600;
  }

  @ParameterizedTest
  @EnumSource(HourShape.Texture.class)
  void theEnergyOfEachMeasuredHourIsKept(HourShape.Texture texture) throws IOException {
    for (List<Double> energies : List.of(carried().loadWh(), carried().pvWh())) {
      HourShape shape = new HourShape(energies, texture, 5);
      for (int hour = 0; hour < energies.size(); hour++) {
        double begin = 3600.0 * hour;
        assertEquals(energies.get(hour), energyWh(shape, begin, begin + 3600), 1e-9);
        double sum = 0;
        for (int minute = 0; minute < 60; minute++) {
          sum += energyWh(shape, begin + 60 * minute, begin + 60 * minute + 60);
        }
        assertEquals(energies.get(hour), sum, 1e-9);
      }
    }
  }

  @Property(tries = 50)
  void powerIsNeverNegativeWhateverTheHoursHold(
      @ForAll @Size(24) List<@DoubleRange(min = 0, max = 9000) Double> energies,
      @ForAll HourShape.Texture texture) {
    HourShape shape = new HourShape(energies, texture, 3);
    double sum = 0;
    for (int second = 0; second < 86_400; second += 30) {
      double mean = shape.meanW(second, second + 30);
      assertTrue(mean >= 0, () -> "negative power");
      sum += mean * 30 / 3600;
    }
    assertEquals(energies.stream().mapToDouble(e -> e).sum(), sum, 1e-6);
  }

  @Test
  void theSameSeedGivesTheSamePower() throws IOException {
    HourShape one = new HourShape(carried().loadWh(), HourShape.Texture.APPLIANCES, 9);
    HourShape two = new HourShape(carried().loadWh(), HourShape.Texture.APPLIANCES, 9);
    for (double at = 0; at < 7200; at += 7) {
      assertEquals(one.meanW(at, at + 1), two.meanW(at, at + 1));
    }
  }

  @Test
  void theDaysRepeat() throws IOException {
    HourShape shape = new HourShape(carried().pvWh(), HourShape.Texture.CLOUDS, 9);
    double week = 7 * 86_400;
    assertEquals(shape.meanW(40_000, 40_010), shape.meanW(40_000 + week, 40_010 + week), 1e-6);
  }

  @Test
  void theCarriedHoursAreThoseOfTheDataSet() throws IOException {
    assumeTrue(Files.isDirectory(DATA), "../shared/data/homes-california-2016 is absent");
    String restated =
        HomesImporter.restate(DATA.resolve("home_01.csv.gz"), LocalDate.of(2017, 4, 10), 7);
    assertEquals(
        restated,
        new String(
            HourShapeTest.class
                .getResourceAsStream("/org/busbar/sim/fontana-week.txt")
                .readAllBytes(),
            StandardCharsets.UTF_8));
    assertEquals(7 * 24, carried().loadWh().size());
  }
}
