package org.busbar.safety.succession;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.Writable;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.testkit.api.FakeWritable;
import org.junit.jupiter.api.Test;

/** What a new description changes, and what of it makes a device less safe. */
class DeclaredTest {
  private static final NodeId BAT = new NodeId("bat1");
  private static final Address HOT = Address.of(BAT, Points.TEMPERATURE_C);
  private static final Declared NOTHING = new Declared(List.of(), List.of());
  private static final Interval USUAL = new Interval(-5000, 5000);

  private static DeviceDeclaration declared(
      Maturity maturity, Map<Address, Interval> limits, List<Point> points, Writable... writables) {
    Map<Address, Duration> periods = new HashMap<>();
    points.forEach(point -> periods.put(Address.of(BAT, point), Duration.ofSeconds(1)));
    limits.keySet().forEach(address -> periods.put(address, Duration.ofSeconds(1)));
    return new DeviceDeclaration(
        BAT,
        "Fake",
        Map.of(BAT, "battery"),
        periods,
        Map.of(),
        List.of(writables),
        limits,
        Duration.ofSeconds(1),
        maturity);
  }

  private static DeviceDeclaration with(Writable... writables) {
    return declared(Maturity.SIMULATED, Map.of(), List.of(Points.ACTIVE_POWER_W), writables);
  }

  private static Writable ranged(double min, double max) {
    return FakeWritable.of("bat1", Points.ACTIVE_POWER_W, new Interval(min, max));
  }

  private static Declared compared(Writable old, Writable next) {
    return Declared.compare(with(old), with(next), true);
  }

  private static Declared changed(String text) {
    return new Declared(List.of(text), List.of());
  }

  private static Declared less(String text) {
    return new Declared(List.of(), List.of(text));
  }

  @Test
  void whatIsTheSameIsNotTold() {
    Writable power = FakeWritable.power("bat1");
    assertEquals(NOTHING, compared(power, FakeWritable.power("bat1")));
    Writable sequence = FakeWritable.rest(power, Double.NaN, 0);
    assertEquals(NOTHING, compared(sequence, sequence));
  }

  @Test
  void whatCanNoLongerBeWrittenMattersWhereItIsControlled() {
    String text = "bat1/activePowerW can no longer be written.";
    DeviceDeclaration power = with(FakeWritable.power("bat1"));
    assertEquals(less(text), Declared.compare(power, with(), true));
    assertEquals(changed(text), Declared.compare(power, with(), false));
    assertEquals(
        changed("bat1/activePowerW can be written now."), Declared.compare(with(), power, true));
  }

  @Test
  void anotherReleaseIsTold() {
    Writable power = FakeWritable.power("bat1");
    assertEquals(
        changed("bat1/activePowerW: its release is a sequence of its own instead of 0.0."),
        compared(power, FakeWritable.rest(power, Double.NaN, 0)));
    assertEquals(
        changed("bat1/activePowerW: its release is 5.0 instead of 0.0."),
        compared(power, FakeWritable.rest(power, 5, 0)));
  }

  @Test
  void aSafeValueFurtherFromZeroIsLessSafe() {
    Writable power = FakeWritable.power("bat1");
    Writable some = FakeWritable.rest(power, 0, -100);
    assertEquals(
        less("bat1/activePowerW: its safe value is -100.0 instead of 0.0."), compared(power, some));
    assertEquals(
        changed("bat1/activePowerW: its safe value is 0.0 instead of -100.0."),
        compared(some, power));
    assertEquals(
        changed("bat1/activePowerW: its safe value is 100.0 instead of -100.0."),
        compared(some, FakeWritable.rest(power, 0, 100)));
  }

  @Test
  void aTimerThatIsLaterOrGoneIsLessSafe() {
    Writable power = FakeWritable.power("bat1");
    String name = "bat1/activePowerW: it reverts by itself ";
    assertEquals(
        less(name + "after 60.5 s instead of after 60.0 s."),
        compared(power, timed(Optional.of(Duration.ofMillis(60_500)))));
    assertEquals(
        changed(name + "after 30.0 s instead of after 60.0 s."),
        compared(power, timed(Optional.of(Duration.ofSeconds(30)))));
    assertEquals(
        less(name + "never instead of after 60.0 s."), compared(power, timed(Optional.empty())));
    assertEquals(
        changed(name + "after 60.0 s instead of never."), compared(timed(Optional.empty()), power));
  }

  private static Writable timed(Optional<Duration> reversion) {
    Writable power = FakeWritable.power("bat1");
    return FakeWritable.times(power, Duration.ZERO, Optional.empty(), reversion);
  }

  @Test
  void aSteeperRampIsTold() {
    Writable slow = FakeWritable.ramp(FakeWritable.power("bat1"), 10, 1);
    Writable quick = FakeWritable.ramp(slow, 20, 1);
    assertEquals(
        changed("bat1/activePowerW: it may change by 20.0 per second instead of 10.0."),
        compared(slow, quick));
    assertEquals(NOTHING, compared(quick, slow));
  }

  @Test
  void aTurnedSignIsLessSafeAndAnotherRangeIsTold() {
    assertTurned(ranged(0, 5), ranged(-5, 0));
    assertTurned(ranged(-5, 0), ranged(0, 5));
    assertRanged(ranged(0, 5), ranged(-1, 5));
    assertRanged(ranged(0, 5), ranged(-5, 1));
    assertRanged(ranged(0, 5), ranged(0, 0));
    assertRanged(ranged(0, 0), ranged(-5, 0));
    assertRanged(ranged(-1, 5), ranged(-5, 0));
    assertRanged(ranged(-5, 0), ranged(-1, 5));
    assertRanged(ranged(-5, 0), ranged(0, 0));
    assertRanged(ranged(0, 0), ranged(0, 5));
    assertRanged(ranged(-5, 1), ranged(0, 5));
    assertRanged(ranged(-5, 5), ranged(-6, 5));
  }

  private static void assertTurned(Writable old, Writable next) {
    String text = "bat1/activePowerW: its sign is turned: %s instead of %s.";
    assertEquals(less(text.formatted(next.range(), old.range())), compared(old, next));
  }

  private static void assertRanged(Writable old, Writable next) {
    String text = "bat1/activePowerW: its range is %s instead of %s.";
    assertEquals(changed(text.formatted(next.range(), old.range())), compared(old, next));
  }

  @Test
  void aLimitThatIsGoneOrWiderIsLessSafe() {
    assertEquals(less("The limit of bat1/temperatureC is gone."), limited(null));
    for (Interval wider : List.of(new Interval(-6000, 5000), new Interval(-5000, 6000))) {
      assertEquals(less(limit(wider)), limited(wider));
    }
    for (Interval narrower : List.of(new Interval(-4000, 5000), new Interval(-5000, 4000))) {
      assertEquals(changed(limit(narrower)), limited(narrower));
    }
    assertEquals(NOTHING, limited(USUAL));
  }

  private static String limit(Interval next) {
    return "The limit of bat1/temperatureC is " + next + " instead of " + USUAL + ".";
  }

  private static Declared limited(Interval next) {
    List<Point> points = List.of(Points.TEMPERATURE_C);
    Map<Address, Interval> then = next == null ? Map.of() : Map.of(HOT, next);
    return Declared.compare(
        declared(Maturity.SIMULATED, Map.of(HOT, USUAL), points),
        declared(Maturity.SIMULATED, then, points),
        true);
  }

  @Test
  void pointsThatComeAndGoAreToldInTheOrderOfTheirNames() {
    List<Point> old = List.of(Points.ACTIVE_POWER_W, Points.VOLTAGE_LN_V, Points.CURRENT_A);
    List<Point> next = List.of(Points.ACTIVE_POWER_W, Points.FREQUENCY_HZ, Points.DC_VOLTAGE_V);
    Declared declared =
        Declared.compare(
            declared(Maturity.SIMULATED, Map.of(), old),
            declared(Maturity.SIMULATED, Map.of(), next),
            true);
    assertEquals(
        List.of(
            "bat1/currentA is no longer delivered.",
            "bat1/dcVoltageV is delivered now.",
            "bat1/frequencyHz is delivered now.",
            "bat1/voltageLnV is no longer delivered."),
        declared.changes());
    assertEquals(List.of(), declared.less());
  }

  @Test
  void whatWasNeverTriedIsLessSafeWhereItIsControlled() {
    DeviceDeclaration simulated = with();
    DeviceDeclaration imported = declared(Maturity.IMPORTED, Map.of(), points());
    String text = "It is IMPORTED instead of SIMULATED.";
    assertEquals(less(text), Declared.compare(simulated, imported, true));
    assertEquals(changed(text), Declared.compare(simulated, imported, false));
    assertEquals(
        changed("It is SIMULATED instead of IMPORTED."),
        Declared.compare(imported, simulated, true));
  }

  private static List<Point> points() {
    return List.of(Points.ACTIVE_POWER_W);
  }
}
