package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.events.Event;
import org.busbar.api.events.Severity;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.testkit.api.FakeWritable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An inverter of 9 kW whose strings are told one by one. */
class StringWatchTest {
  private static final NodeId PV = new NodeId("pv1");
  private static final Duration LOOK = Duration.ofSeconds(10);
  private static final double RATED_W = 9_000;

  @TempDir Path home = Path.of("");
  private int homes;

  private Rig roof(int strings) {
    Map<Address, Duration> points = new LinkedHashMap<>();
    points.put(Address.of(PV, Points.ACTIVE_POWER_W), LOOK);
    for (int i = 1; i <= strings; i++) {
      points.put(new Address(PV, Points.DC_POWER_W, i), LOOK);
    }
    Rig rig =
        new Rig()
            .with(
                new DeviceDeclaration(
                    PV,
                    "Roof",
                    Map.of(PV, "pv"),
                    points,
                    Map.of(),
                    List.of(
                        FakeWritable.rest(
                            FakeWritable.of("pv1", Points.ACTIVE_POWER_W, new Interval(0, RATED_W)),
                            RATED_W,
                            0)),
                    Map.of(),
                    Duration.ofSeconds(1),
                    Maturity.SIMULATED));
    rig.open(home.resolve("home" + homes++));
    return rig;
  }

  private static void shines(Rig rig, Duration time, double... watts) {
    for (long i = time.dividedBy(LOOK); i > 0; i--) {
      rig.advance(LOOK);
      double sum = 0;
      for (int string = 1; string <= watts.length; string++) {
        sum += watts[string - 1];
        Address address = new Address(PV, Points.DC_POWER_W, string);
        rig.driver.device("pv1").delivers(rig.good(address, watts[string - 1]));
      }
      Address power = Address.of(PV, Points.ACTIVE_POWER_W);
      rig.driver.device("pv1").delivers(rig.good(power, sum));
      rig.watch();
    }
  }

  private static List<Event> told(Rig rig) {
    return rig.events.ofKind("pv-string-weak");
  }

  @Test
  void aStringThatMakesNothingInTheSunIsToldAfterAQuarterOfAnHourAndItsReturnToo() {
    Rig rig = roof(3);
    shines(rig, Duration.ofMinutes(5), 2000, 1000, 1500);
    shines(rig, Duration.ofMinutes(15), 1900, 5, 1400);
    assertEquals(0, told(rig).size(), "not before");
    shines(rig, Duration.ofHours(2), 1900, 5, 1400);
    assertEquals(1, told(rig).size(), "once");
    Event event = told(rig).getFirst();
    assertEquals(Severity.WARNING, event.severity());
    assertEquals("pv1/dcPowerW.2", event.source());
    assertTrue(event.text().contains("makes 5 W and has made 1000 W"), event::text);
    shines(rig, Duration.ofHours(8), 0, 0, 0);
    assertEquals(1, told(rig).size(), "a night ends nothing");
    shines(rig, LOOK, 1900, 900, 1400);
    assertEquals(Severity.INFO, told(rig).getLast().severity());
  }

  @Test
  void aWeakQuarterOfAnHourIsOneWithoutABreak() {
    Rig rig = roof(2);
    shines(rig, LOOK, 2000, 2000);
    for (int i = 0; i < 5; i++) {
      shines(rig, Duration.ofMinutes(14), 2000, 0);
      shines(rig, LOOK, 2000, 200);
    }
    assertEquals(0, told(rig).size());
  }

  @Test
  void turnedAwayLateSmallOrUnusedIsNotWeak() {
    Rig rig = roof(4);
    shines(rig, Duration.ofHours(1), 3000, 3000, 200, 0);
    shines(rig, Duration.ofHours(5), 3000, 160, 200, 0);
    shines(rig, Duration.ofHours(1), 700, 0, 40, 0);
    shines(rig, Duration.ofHours(5), 160, 3000, 12, 0);
    assertEquals(0, told(rig).size());
  }

  @Test
  void oneThatIsHeldDownByALimitOrItsRatingIsNotJudged() {
    Rig rig = roof(2);
    shines(rig, Duration.ofMinutes(5), 2000, 2000);
    shines(rig, Duration.ofHours(1), RATED_W, 0);
    assertEquals(0, told(rig).size(), "at its rating");
    rig.freeze();
    rig.start();
    for (int i = 0; i < 600; i++) {
      rig.submit(rig.freeze(), PV, Points.ACTIVE_POWER_W, 2_000);
      rig.tend();
      shines(rig, LOOK, 2_000, 0);
    }
    assertEquals("SET 2000", rig.told("pv1").getLast());
    assertEquals(0, told(rig).size(), "at the limit");
  }

  @Test
  void whatIsUnknownForAWhileBeginsAnew() {
    Rig rig = roof(2);
    shines(rig, LOOK, 2000, 2000);
    shines(rig, Duration.ofMinutes(10), 2000, 0);
    for (int i = 0; i < 10; i++) {
      rig.advance(LOOK);
      rig.watch();
    }
    shines(rig, Duration.ofMinutes(14), 2000, 0);
    assertEquals(0, told(rig).size());
    shines(rig, Duration.ofMinutes(2), 2000, 0);
    assertEquals(1, told(rig).size());
  }

  /** Whether the second of two is told after a quarter of an hour at these powers. */
  private boolean isTold(double mostW, double firstW, double secondW) {
    Rig rig = roof(2);
    shines(rig, LOOK, 2000, mostW);
    shines(rig, Duration.ofMinutes(16), firstW, secondW);
    return !told(rig).isEmpty();
  }

  @Test
  void whoHasSunWhatIsWeakAndWhatIsAStringAtAllEndWhereTheyAreSaidTo() {
    assertTrue(isTold(100, 2000, 0));
    assertFalse(isTold(99.9, 2000, 0), "nobody knows that it is one");
    assertTrue(isTold(2000, 500, 0));
    assertFalse(isTold(2000, 499, 0), "the sun is hardly up");
    assertFalse(isTold(2000, 2000, 100));
    assertTrue(isTold(2000, 2000, 99));
    assertFalse(isTold(2000, 1000, 60), "a twentieth of the half that the other makes");
    assertTrue(isTold(2000, 8549, 0));
    assertFalse(isTold(2000, 8550, 0), "at 95 % of its rating it is held down");
  }

  @Test
  void itIsToldAfterAQuarterOfAnHourToTheSecondAndHowMuchSunTheOtherHas() {
    Rig rig = roof(2);
    shines(rig, LOOK, 2000, 1000);
    shines(rig, Duration.ofMinutes(15), 1900, 5);
    assertEquals(0, told(rig).size());
    shines(rig, LOOK, 1900, 5);
    assertTrue(told(rig).getFirst().text().contains("another string is at 95 % of its most"));
  }

  @Test
  void whatWasNotThereForAWhileBeginsAnew() {
    Rig rig = roof(2);
    shines(rig, LOOK, 2000, 2000);
    shines(rig, Duration.ofMinutes(14), 2000, 0);
    rig.fields.remove(rig.driver);
    rig.watch();
    rig.fields.add(rig.driver);
    rig.watch();
    shines(rig, Duration.ofMinutes(14), 2000, 0);
    assertEquals(0, told(rig).size());
  }
}
