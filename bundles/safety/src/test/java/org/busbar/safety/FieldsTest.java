package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.safety.Discovery;
import org.busbar.api.safety.Field;
import org.busbar.api.site.SiteModel;
import org.busbar.api.site.SiteModelBuilder;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.SiteId;
import org.busbar.safety.discover.Scout;
import org.busbar.testkit.api.FakeConnection;
import org.busbar.testkit.api.FakeTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices are looked for beside a site that runs, and on its own connections. */
class FieldsTest {
  @TempDir Path home;
  private final Rig rig = new Rig().battery(Rig.power());

  private static DeviceConfig device(String driver) {
    return new DeviceConfig(
        new NodeId("new1"), driver, "fake", "search", 1, Map.of(), Set.of(), "search");
  }

  private static ConnectionConfig wire(String transport, String host) {
    return new ConnectionConfig("search", transport, Map.of("host", host), "search");
  }

  private Discovery discovery() {
    return rig.fields.discovery().orElseThrow();
  }

  @Test
  void aWireThatASiteHoldsIsKnownWithItsDevices() {
    SiteField field = rig.open(home);
    Scout.Live live = field.links().live("fake", Map.of("host", "bat")).orElseThrow();
    assertSame(rig.transport.connection("line"), live.connection());
    assertEquals(Map.of(1, "bat1"), live.devices());
    assertEquals(Optional.empty(), field.links().live("fake", Map.of("host", "elsewhere")));
    assertEquals(Optional.empty(), field.links().live("another", Map.of("host", "bat")));
    field.close();
    assertEquals(Optional.empty(), field.links().live("fake", Map.of("host", "bat")));
  }

  @Test
  void aDeviceIsTriedOutOnTheWireThatTheSiteHoldsAndOnItsOwnOtherwise() {
    rig.open(home);
    rig.driver.with(Rig.declared("new1", Maturity.SIMULATED, Map.of()));
    discovery().test(wire("fake", "bat"), device("fake")).orElseThrow();
    assertThrows(IllegalStateException.class, () -> rig.transport.connection("search"));
    discovery().test(wire("fake", "elsewhere"), device("fake")).orElseThrow();
    assertTrue(!rig.transport.connection("search").isClosed());
    rig.fields.close();
    assertTrue(rig.transport.connection("search").isClosed(), "whoever tries out ends as well");
    assertTrue(rig.transport.connection("line").isClosed());
    assertEquals(SessionStatus.State.CLOSED, rig.bat().status().state());
    assertEquals(List.of(), rig.fields.open());
  }

  @Test
  void whatIsNotThereCannotBeTriedOut() {
    rig.open(home);
    assertEquals(
        "driver 'none' is not there",
        assertThrows(
                IllegalArgumentException.class,
                () -> discovery().test(wire("fake", "bat"), device("none")))
            .getMessage());
    assertEquals(
        "transport 'none' is not there",
        assertThrows(
                IllegalArgumentException.class,
                () -> discovery().test(wire("none", "bat"), device("fake")))
            .getMessage());
  }

  @Test
  void sitesComeAndGoWithoutEachOther() {
    final SiteField field = rig.open(home);
    SiteModel other = new SiteModelBuilder(new SiteId("local", "other")).build();
    Field second =
        rig.fields.open(other, sample -> sample, rig.events, home.resolve("other"), rig.clock);
    assertEquals(List.of(field, second), rig.fields.open());
    second.close();
    assertEquals(List.of(field), rig.fields.open());
    assertTrue(!rig.transport.connection("line").isClosed());
  }

  @Test
  void theRoundsOfLeasesAndAuditsReachEverySite() {
    rig.running(home);
    rig.step(1000);
    assertFalse(Files.exists(home.resolve("audit")));
    rig.fields.writeAudits();
    assertTrue(Files.exists(home.resolve("audit")));
    rig.advance(Duration.ofMillis(3_001));
    rig.fields.tend();
    assertEquals("RELEASE 0", rig.told().getLast());
  }

  @Test
  void aTransportThatWaitedTakesOverFromOneThatGoes() {
    rig.open(home);
    FakeTransport next = new FakeTransport(FakeConnection.Mode.AT_ONCE);
    rig.fields.add(next);
    rig.fields.remove(rig.transport);
    assertTrue(rig.transport.connection("line").isClosed());
    assertFalse(next.connection("line").isClosed());
    assertTrue(rig.device(Rig.BAT).open() != null);
  }
}
