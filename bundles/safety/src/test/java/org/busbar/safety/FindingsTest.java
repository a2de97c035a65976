package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
import org.busbar.api.site.LimitConfig;
import org.busbar.api.site.SiteModel;
import org.busbar.api.site.SiteModelBuilder;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.Transport;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.SiteId;
import org.busbar.testkit.api.FakeDriver;
import org.junit.jupiter.api.Test;

class FindingsTest {
  /** A transport that has something against everything and opens nothing. */
  private static final class Strict implements Transport {
    @Override
    public String id() {
      return "strict";
    }

    @Override
    public List<String> problems(ConnectionConfig config) {
      return List.of("setting 'port' is '" + config.settings().get("port") + "'");
    }

    @Override
    public List<String> problems(DeviceConfig device) {
      if (device.unit() > 900) {
        throw new IllegalStateException("a bug");
      }
      return List.of("unit '" + device.unit() + "' is out of range");
    }

    @Override
    public Connection open(ConnectionConfig config, ConnectionListener listener, Clock clock) {
      throw new AssertionError("opened");
    }
  }

  private static DeviceConfig device(String id, String driver, int unit, int line) {
    return new DeviceConfig(
        new NodeId(id), driver, "x", "plant", unit, Map.of(), Set.of(), "site.yaml:" + line);
  }

  private static SiteModel model() {
    return new SiteModelBuilder(new SiteId("local", "house"))
        .connections(
            List.of(
                new ConnectionConfig("plant", "strict", Map.of("port", "0"), "site.yaml:4"),
                new ConnectionConfig("later", "not-here-yet", Map.of(), "site.yaml:5")))
        .devices(
            List.of(
                device("bat1", FakeDriver.ID, 300, 7),
                device("bat2", "not-here-yet", 901, 8),
                device("bat3", FakeDriver.ID, 902, 9)))
        .limits(
            List.of(
                new LimitConfig(
                    new Address(new NodeId("site"), Points.ACTIVE_POWER_W, 0),
                    new Interval(0, 1),
                    LimitConfig.Reaction.TRIP,
                    "site.yaml:12")))
        .build();
  }

  @Test
  void transportsDriversAndLimitsAreJudgedTogetherAndNothingIsOpened() {
    ServiceTypes types = new ServiceTypes();
    types.add(new FakeDriver());
    types.add(new Strict());
    assertEquals(
        List.of(
            "site.yaml:4: setting 'port' is '0'",
            "site.yaml:7: unit '300' is out of range",
            "site.yaml:12: limit of 'site/activePowerW', which is no device",
            "site.yaml:7: type 'x' is not known",
            "site.yaml:9: type 'x' is not known"),
        Findings.of(model(), types));
  }

  @Test
  void aDeviceOnAConnectionThatSpeaksOtherwiseIsRefusedBeforeAnythingIsOpened() {
    FakeDriver fake = new FakeDriver();
    fake.with(Rig.declared("bat1", Maturity.IMPORTED, Map.of()));
    Driver speaksHttp =
        new Driver() {
          @Override
          public String id() {
            return "profile";
          }

          @Override
          public List<String> transports(DeviceConfig config) {
            return List.of("http");
          }

          @Override
          public DeviceDeclaration describe(DeviceConfig config) {
            return fake.describe(config);
          }

          @Override
          public DeviceSession open(
              Connection connection, DeviceConfig config, SampleSink sink, Clock clock) {
            throw new AssertionError("opened");
          }
        };
    ServiceTypes types = new ServiceTypes();
    types.add(speaksHttp);
    SiteModel site =
        new SiteModelBuilder(new SiteId("local", "house"))
            .connections(List.of(new ConnectionConfig("plant", "mqtt", Map.of(), "site.yaml:4")))
            .devices(List.of(device("bat1", "profile", 1, 7)))
            .build();
    String line =
        "site.yaml:7: connection 'plant' is of transport mqtt, but profile 'x' speaks http."
            + " Name a connection of transport http";
    assertEquals(List.of(line), Findings.of(site, types));
  }

  @Test
  void whatIsNotThereIsNotJudged() {
    assertEquals(1, Findings.of(model(), new ServiceTypes()).size());
  }
}
