package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.SessionStatus.State;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.transport.ConnectionCounters;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.testkit.api.FakeWritable;
import org.busbar.testkit.api.ManualClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VirtualDevicesTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final ManualClock clock = new ManualClock();
  private final Map<Address, Sample> held = new HashMap<>();
  private final Virtuals virtuals =
      new Virtuals(
          sample -> {
            held.put(sample.address(), sample);
            return sample;
          });

  private DeviceSession open(String id, String kind, String... options) {
    Map<String, String> named = new HashMap<>();
    named.put("points", "activePowerW");
    named.put("nature", "meter");
    for (int i = 0; i < options.length; i += 2) {
      named.put(options[i], options[i + 1]);
    }
    DeviceConfig config =
        new DeviceConfig(
            new NodeId(id), "virtual", kind, "virtual", 0, named, List.of(), "site.yaml:1");
    return new VirtualDriver().open(new VirtualConnection(virtuals), config, virtuals::put, clock);
  }

  private void feed(String id, Point point, double value, Quality quality, long ageNanos) {
    long measured = clock.nanos() - ageNanos;
    Address address = Address.of(new NodeId(id), point);
    virtuals.put(
        new Sample(address, value, quality, measured, measured + 3 * SECOND, Instant.EPOCH));
  }

  private void power(String id, double valueW) {
    feed(id, Points.ACTIVE_POWER_W, valueW, Quality.GOOD, 0);
  }

  private Sample sample(String id, Point point) {
    return held.get(Address.of(new NodeId(id), point));
  }

  private Sample power(String id) {
    return sample(id, Points.ACTIVE_POWER_W);
  }

  @Test
  void aSumWaitsForAllOfItsParts() {
    DeviceSession session = open("all", "sum", "of", "a b.pv c");
    power("a", 100);
    power("b.pv", 20);
    assertNull(power("all"));
    assertEquals(State.CONNECTING, session.status().state());
    power("c", -3);
    assertEquals(117, power("all").value());
    assertEquals(State.READY, session.status().state());
    power("a", 200);
    assertEquals(217, power("all").value());
  }

  @Test
  void aDifferenceIsTheFirstWithoutTheOthers() {
    open("rest", "difference", "of", "pcc a b");
    power("a", 100);
    power("b", 20);
    power("pcc", 50);
    assertEquals(-70, power("rest").value());
  }

  @Test
  void aMirroredMeterTurnsPowersAndExchangesEnergies() {
    open(
        "twin",
        "mirror",
        "of",
        "pcc",
        "points",
        "activePowerW reactivePowerVar dcCurrentA energyInjectedWh energyAbsorbedWh frequencyHz");
    feed("pcc", Points.REACTIVE_POWER_VAR, -30, Quality.GOOD, 0);
    feed("pcc", Points.DC_CURRENT_A, 4, Quality.GOOD, 0);
    assertEquals(30, sample("twin", Points.REACTIVE_POWER_VAR).value());
    assertEquals(-4, sample("twin", Points.DC_CURRENT_A).value());
    power("pcc", 1500);
    feed("pcc", Points.ENERGY_INJECTED_WH, 7, Quality.GOOD, 0);
    feed("pcc", Points.ENERGY_ABSORBED_WH, 9, Quality.GOOD, 0);
    feed("pcc", Points.FREQUENCY_HZ, 50, Quality.GOOD, 0);
    assertEquals(-1500, power("twin").value());
    assertEquals(9, sample("twin", Points.ENERGY_INJECTED_WH).value());
    assertEquals(7, sample("twin", Points.ENERGY_ABSORBED_WH).value());
    assertEquals(50, sample("twin", Points.FREQUENCY_HZ).value());
  }

  @Test
  void aConstantIsThereAtOnceAndDoesNotAge() {
    DeviceSession session = open("base", "constant", "activePowerW", "-300");
    assertEquals(-300, power("base").value());
    clock.advance(Duration.ofDays(365));
    assertTrue(Double.isFinite(power("base").usableAt(clock.nanos())));
    assertEquals(State.READY, session.status().state());
  }

  @Test
  void aResultIsAsOldAsItsOldestPartAndExpiresWithTheFirst() {
    open("all", "sum", "of", "a b");
    feed("a", Points.ACTIVE_POWER_W, 1, Quality.GOOD, 2 * SECOND);
    power("b", 2);
    assertEquals(clock.nanos() - 2 * SECOND, power("all").measuredNanos());
    assertEquals(clock.nanos() + SECOND, power("all").expiresNanos());
    clock.advance(Duration.ofMillis(1500));
    power("b", 5);
    assertEquals(3, power("all").value(), "nothing new of a part that is too old");
    assertEquals(Quality.STALE, power("all").qualityAt(clock.nanos()));
  }

  @Test
  void aResultIsAsBadAsItsWorstPart() {
    open("all", "sum", "of", "a b");
    power("a", 1);
    feed("b", Points.ACTIVE_POWER_W, 2, Quality.SUBSTITUTED, 0);
    assertEquals(Quality.SUBSTITUTED, power("all").quality());
    feed("b", Points.ACTIVE_POWER_W, 2, Quality.INVALID, 0);
    assertEquals(Quality.INVALID, power("all").quality());
    assertTrue(Double.isNaN(power("all").value()));
    power("b", 4);
    assertEquals(5, power("all").value());
  }

  @Test
  void aVirtualDeviceMayBeComputedOfAnother() {
    open("roofs", "sum", "of", "a b");
    open("house", "difference", "of", "pcc roofs");
    power("a", 10);
    power("b", 20);
    power("pcc", 100);
    assertEquals(70, power("house").value());
  }

  @Test
  void whatIsClosedHearsNothingMore() {
    DeviceSession session = open("all", "sum", "of", "a b");
    power("a", 1);
    power("b", 1);
    session.close();
    power("a", 50);
    assertEquals(2, power("all").value());
    assertEquals(State.CLOSED, session.status().state());
  }

  @Test
  void aSiteOpensItBesideTheOthersAndComputesItAsTheyAreRead(@TempDir Path home) {
    Rig rig =
        new Rig()
            .battery(FakeWritable.power(Rig.BAT))
            .virtual(
                new DeviceConfig(
                    new NodeId("twin"),
                    "virtual",
                    "mirror",
                    "virtual",
                    0,
                    Map.of("of", Rig.BAT, "points", "activePowerW", "nature", "meter"),
                    List.of(),
                    "site.yaml:9"));
    try (SiteField field = rig.open(home)) {
      rig.watch();
      assertEquals(State.CONNECTING, rig.device("twin").sessionStatus().state());
      rig.bat().delivers(Rig.BAT, Points.ACTIVE_POWER_W, 1200);
      rig.watch();
      assertEquals(State.READY, rig.device("twin").sessionStatus().state());
      assertTrue(rig.device("twin").isAlive(rig.clock.nanos()));
      assertFalse(field.devices().getLast().controlled());
      Address twin = Address.of(new NodeId("twin"), Points.ACTIVE_POWER_W);
      assertEquals(-1200, rig.device("twin").plant().usableAt(twin, rig.clock.nanos()));
      assertEquals(2, field.devices().size());
    }
    assertEquals(List.of(), rig.events.ofKind("release-not-confirmed"), "nothing waits for it");
  }

  @Test
  void aVirtualDeviceIsNeverWritten() {
    DeviceSession session = open("all", "sum", "of", "a b");
    assertFalse(session.declaration().writables().iterator().hasNext());
    assertInstanceOf(
        WriteResult.Refused.class,
        session.write(
            new Command(
                FakeWritable.power("all"), Command.Action.SET, 1, Duration.ofSeconds(3), 1)));
  }

  @Test
  void aPointThatIsNoneIsNamed() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> open("all", "sum", "points", "activePower"));
    assertEquals("'activePower' is no point", refused.getMessage());
  }

  @Test
  void whatHasNoWireIsNeverStuckAndCountsNothing() {
    VirtualConnection wire = new VirtualConnection(virtuals);
    WireWatch watch = new WireWatch(Runnable::run, clock);
    watch.add(wire, null);
    assertEquals("", watch.stuck());
    clock.advance(Duration.ofMinutes(1));
    assertEquals("", watch.stuck());
    assertEquals("virtual", wire.name());
    assertEquals(new ConnectionCounters(0, 0, 0, 0, 0), wire.counters());
  }
}
