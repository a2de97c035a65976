package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.Driver;
import org.busbar.api.device.write.SampleSink;
import org.busbar.api.events.Event;
import org.busbar.api.events.Severity;
import org.busbar.api.safety.SiteState;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.Transport;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.testkit.api.FakeDriver;
import org.busbar.testkit.api.FakeTransport;
import org.busbar.testkit.api.FakeWritable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What opens, what does not, and what is said of it. */
class LinksTest {
  @TempDir Path home;

  private final Rig rig =
      new Rig()
          .battery(Rig.power())
          .with(Rig.declared("bat2", Maturity.SIMULATED, Map.of(), FakeWritable.power("bat2")));
  private final List<ConnectionListener> listeners = new ArrayList<>();

  /** The rig's transport, which tells who listens and may refuse. */
  private final class Told implements Transport {
    private final String refusal;

    private Told(String refusal) {
      this.refusal = refusal;
    }

    @Override
    public String id() {
      return FakeTransport.ID;
    }

    @Override
    public Connection open(ConnectionConfig config, ConnectionListener listener, Clock clock) {
      if (!refusal.isEmpty()) {
        throw new IllegalArgumentException(refusal);
      }
      listeners.add(listener);
      return rig.transport.open(config, listener, clock);
    }
  }

  /** The rig's driver, with something against the second battery. */
  private record Picky(FakeDriver driver, RuntimeException against, boolean early)
      implements Driver {
    @Override
    public String id() {
      return FakeDriver.ID;
    }

    private void look(DeviceConfig config) {
      if (config.id().value().equals("bat2")) {
        throw against;
      }
    }

    @Override
    public DeviceDeclaration describe(DeviceConfig config) {
      if (early) {
        look(config);
      }
      return driver.describe(config);
    }

    @Override
    public DeviceSession open(
        Connection connection, DeviceConfig config, SampleSink sink, Clock clock) {
      look(config);
      return driver.open(connection, config, sink, clock);
    }
  }

  private List<String> notOpened() {
    return rig.events.ofKind("device-not-opened").stream().map(Event::text).toList();
  }

  @Test
  void aDriverWithABugCostsTheDeviceItFailsForOnly() {
    for (boolean early : new boolean[] {true, false}) {
      Rig other = early ? rig : new Rig().battery(Rig.power()).with(second());
      other.fields.add(other.transport);
      other.fields.add(new Picky(other.driver, new IllegalStateException("mine"), early));
      other.openOnly(home.resolve("home" + early));
      assertTrue(other.driver.hasOpened(Rig.BAT));
      Event told = other.events.ofKind("device-not-opened").getFirst();
      assertEquals(Severity.ALARM, told.severity());
      assertEquals("bat2", told.source());
      assertEquals(
          "bat2 is not opened: its driver or transport failed:"
              + " java.lang.IllegalStateException: mine.",
          told.text());
    }
  }

  private static DeviceDeclaration second() {
    return Rig.declared("bat2", Maturity.SIMULATED, Map.of(), FakeWritable.power("bat2"));
  }

  @Test
  void whatADriverRefusesStopsTheStartWithItsLine() {
    for (boolean early : new boolean[] {true, false}) {
      Rig other = new Rig().battery(Rig.power()).with(second());
      other.fields.add(other.transport);
      other.fields.add(new Picky(other.driver, new IllegalArgumentException("no unit"), early));
      IllegalArgumentException refused =
          assertThrows(
              IllegalArgumentException.class, () -> other.openOnly(home.resolve("home" + early)));
      assertEquals("site.yaml:3: no unit", refused.getMessage());
    }
  }

  @Test
  void whatADriverRefusesThatComesLaterIsAnAlarm() {
    rig.fields.add(rig.transport);
    rig.openOnly(home);
    rig.fields.add(new Picky(rig.driver, new IllegalArgumentException("no unit"), true));
    assertEquals(List.of("site.yaml:3: no unit"), notOpened());
    assertTrue(rig.driver.hasOpened(Rig.BAT));
  }

  @Test
  void aConnectionThatItsTransportRefusesStopsTheStartWithItsLine() {
    rig.fields.add(new Told("no such port"));
    rig.fields.add(rig.driver);
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> rig.openOnly(home));
    assertEquals("site.yaml:1: no such port", refused.getMessage().lines().findFirst().get());
  }

  @Test
  void aDeviceOnAConnectionThatNobodyWroteStopsTheStart() {
    rig.virtual(
        new DeviceConfig(
            new NodeId("bat3"), "fake", "fake", "nowhere", 1, Map.of(), Set.of(), "site.yaml:7"));
    rig.driver.with(Rig.declared("bat3", Maturity.SIMULATED, Map.of(), FakeWritable.power("bat3")));
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> rig.open(home));
    assertEquals("site.yaml:7: connection 'nowhere' is not defined", refused.getMessage());
  }

  @Test
  void devicesOfOneConnectionShareIt() {
    rig.fields.add(new Told(""));
    rig.fields.add(rig.driver);
    rig.openOnly(home);
    assertTrue(rig.driver.hasOpened("bat2"));
    assertEquals(1, listeners.size());
  }

  @Test
  void aLostConnectionIsToldOnceAndSoIsItsReturn() {
    rig.fields.add(new Told(""));
    rig.fields.add(rig.driver);
    rig.openOnly(home);
    ConnectionListener line = listeners.getFirst();
    line.connected();
    line.lost(new DeviceException.NoResponse("the cable"));
    line.lost(new DeviceException.NoResponse("the cable"));
    line.connected();
    line.connected();
    List<Event> told = rig.events.ofKind("connection-lost");
    assertEquals(
        List.of("Connection line was lost: the cable", "Connection line is there again."),
        told.stream().map(Event::text).toList());
    assertEquals(Severity.WARNING, told.getFirst().severity());
    assertEquals("line", told.getFirst().source());
  }

  @Test
  void aTransportThatIsNotThereIsNamedOnceTheSiteGoesOnWithoutIt() {
    rig.fields.add(rig.driver);
    rig.openOnly(home);
    rig.advance(Duration.ofSeconds(5));
    rig.freeze();
    assertEquals(SiteState.BOOT, rig.field().status().state());
    rig.advance(Duration.ofNanos(1));
    rig.freeze();
    rig.freeze();
    assertEquals(SiteState.IDLE, rig.field().status().state());
    assertEquals(
        List.of(
            "bat1 is not opened: transport 'fake' is not there.",
            "bat2 is not opened: transport 'fake' is not there."),
        notOpened());
  }

  @Test
  void aSiteWhoseDevicesAreAllThereNamesNone() {
    rig.open(home);
    rig.feed();
    rig.freeze();
    assertEquals(SiteState.IDLE, rig.field().status().state());
    assertEquals(List.of(), notOpened());
  }

  @Test
  void whatWasClosedOpensNothingAnyMore() {
    SiteField field = rig.open(home);
    field.close();
    assertTrue(rig.transport.connection("line").isClosed());
    assertEquals(List.of(), field.links().open());
    assertEquals(null, field.device(new NodeId(Rig.BAT)).open());
  }

  @Test
  void aDriverThatGoesTakesItsOwnDevicesOnly() {
    rig.open(home);
    FakeDriver another = new FakeDriver();
    Driver named =
        new Driver() {
          @Override
          public String id() {
            return "another";
          }

          @Override
          public DeviceDeclaration describe(DeviceConfig config) {
            return another.describe(config);
          }

          @Override
          public DeviceSession open(
              Connection connection, DeviceConfig config, SampleSink sink, Clock clock) {
            return another.open(connection, config, sink, clock);
          }
        };
    rig.fields.add(named);
    rig.fields.remove(named);
    assertFalse(rig.transport.connection("line").isClosed());
    assertTrue(rig.device(Rig.BAT).open() != null);
  }

  /** The same site with a mirror of its first battery, on a connection of its own. */
  private SiteField withATwin() {
    rig.virtual(
        new DeviceConfig(
            new NodeId("twin"),
            "virtual",
            "mirror",
            "virtual",
            0,
            Map.of("of", Rig.BAT, "points", "activePowerW", "nature", "meter"),
            Set.of(),
            "site.yaml:9"));
    return rig.open(home);
  }

  private boolean isOpen(String id) {
    return rig.device(id).open() != null;
  }

  @Test
  void whateverGoesTakesWhatIsItsOwnOnly() {
    withATwin();
    final FieldDevice.Open twin = rig.device("twin").open();
    rig.fields.remove(rig.driver);
    assertFalse(isOpen(Rig.BAT));
    assertSame(twin, rig.device("twin").open());
    rig.fields.add(rig.driver);
    assertTrue(isOpen(Rig.BAT));
    assertFalse(rig.transport.connection("line").isClosed());
    rig.fields.remove(rig.transport);
    assertFalse(isOpen("bat2"));
    assertSame(twin, rig.device("twin").open(), "it was not even opened anew");
    assertTrue(rig.transport.connection("line").isClosed());
  }

  @Test
  void aConnectionThatIsLeftBehindTakesItsOwnDevicesOnly() {
    SiteField field = withATwin();
    assertEquals(2, field.links().abandon("line").size());
    assertFalse(isOpen(Rig.BAT));
    assertTrue(isOpen("twin"));
    assertTrue(rig.transport.connection("line").isClosed());
  }

  @Test
  void whoIsOnAWireIsKnownAndWhoIsNotIsNot() {
    Map<String, String> wire = Map.of("host", "bat");
    assertEquals(1, withATwin().links().live("fake", wire).orElseThrow().devices().size());
  }
}
