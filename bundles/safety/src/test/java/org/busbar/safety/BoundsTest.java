package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.Map;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.safety.Allowed;
import org.busbar.api.vocabulary.Interval;
import org.busbar.testkit.api.FakeWritable;
import org.junit.jupiter.api.Test;

/** What a battery of 5 kW may do, by the apparent power that its inverter can carry. */
class BoundsTest {
  private static final Rules.Rule NONE = (values, range) -> {};

  private static Bounds rated(double apparentVa) {
    var writable = FakeWritable.rated(Rig.power(), apparentVa);
    return new Bounds(
        Rig.declared(Rig.BAT, Maturity.SIMULATED, Map.of(), writable), writable, List.of());
  }

  private static Verdict verdict(double apparentVa, double beside) {
    return rated(apparentVa).verdict(address -> Double.NaN, beside, NONE);
  }

  @Test
  void whatOnePowerTakesOfTheCapabilityTheOtherLacks() {
    Allowed beside = verdict(5000, 3000).allowed();
    assertEquals(new Interval(-4000, 4000), beside.interval());
    assertEquals("capability of 5000 VA leaves 4000 W", beside.lowerReason());
    assertEquals("capability of 5000 VA leaves 4000 W", beside.upperReason());
    assertEquals(new Interval(-5000, 5000), verdict(8000, 3000).allowed().interval());
    assertEquals(Interval.ZERO, verdict(5000, 9000).allowed().interval());
  }

  @Test
  void anInverterOfNoPowerCarriesNoneAndOneOfUnknownPowerIsNotControlled() {
    assertEquals(Interval.ZERO, verdict(0, 0).allowed().interval());
    for (double unknown : new double[] {Double.NaN, -1}) {
      assertNull(verdict(unknown, 0).allowed());
      assertEquals("the apparent power rating is not known", verdict(unknown, 0).obstacle());
    }
  }

  @Test
  void whatIsNotOfTheDeviceNarrowsItAsWell() {
    Bounds bounds = rated(Double.POSITIVE_INFINITY);
    Rules.Rule cap = (values, range) -> range.atMost(100, bound -> "a cap");
    Allowed capped = bounds.verdict(address -> Double.NaN, 4000, cap).allowed();
    assertEquals(new Interval(-5000, 100), capped.interval());
    assertEquals("a cap", capped.upperReason());
    assertEquals("the device takes no less than -5000 W", capped.lowerReason());
    Verdict free = bounds.verdict(address -> Double.NaN, 4000, NONE);
    assertEquals(5000, free.allowed().interval().max(), "only as long as it does");
    assertSame(free, bounds.verdict(address -> Double.NaN, 4000, NONE), "nothing to be copied");
  }

  @Test
  void theLegOfTheCapabilityIsAsLongAsItCanBe() {
    assertEquals(4, Bounds.leg(5, 3));
    assertEquals(5, Bounds.leg(5, 0));
    assertEquals(0, Bounds.leg(3, 3));
    assertEquals(0, Bounds.leg(3, 5));
    assertEquals(0, Bounds.leg(5, Double.NaN));
    double leg = Bounds.leg(1, 0.1);
    double longer = StrictMath.nextUp(StrictMath.nextUp(leg));
    assertEquals(true, longer * longer + 0.1 * 0.1 > 1);
  }
}
