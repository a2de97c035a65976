package org.busbar.runtime.campaign;

import static org.busbar.runtime.campaign.GuestSite.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.busbar.api.control.ControlMode;
import org.busbar.api.device.write.Driver;
import org.busbar.api.face.Site;
import org.busbar.api.safety.DeviceStatus;
import org.busbar.api.time.Clock;
import org.busbar.plugin.format.Kind;
import org.busbar.plugin.format.Needs;
import org.busbar.plugin.health.Budgets;
import org.busbar.plugin.health.PluginHealth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Code drivers of plug-ins that misbehave, all at once, beside a battery of a good driver. */
class BadDriversTest {
  private static final String DRIVER =
      """
      package guest.%1$s;
      import java.time.*;
      import java.util.*;
      import org.busbar.api.device.*;
      import org.busbar.api.device.write.*;
      import org.busbar.api.time.Clock;
      import org.busbar.api.transport.Connection;
      import org.busbar.api.vocabulary.*;
      public final class Made implements Driver {
        public String id() { return "%1$s"; }
        public DeviceDeclaration describe(DeviceConfig config) {
          NodeId node = config.id();
          Address power = Address.of(node, Points.ACTIVE_POWER_W);
          Writable writable = new Writable(node, Points.ACTIVE_POWER_W, new Interval(-5000, 5000), 1,
              Double.POSITIVE_INFINITY, Duration.ZERO, Duration.ZERO, Optional.empty(),
              Optional.of(Duration.ofSeconds(60)), 0, 0, Optional.of(power), 10, Double.POSITIVE_INFINITY);
          return new DeviceDeclaration(node, "Bad", Map.of(node, "battery"),
              Map.of(power, Duration.ofSeconds(1),
                  Address.of(node, Points.STATE_OF_CHARGE_PCT), Duration.ofSeconds(1)),
              Map.of(), List.of(writable), Map.of(), Duration.ofSeconds(1),
              DeviceDeclaration.Maturity.FIELD_TESTED);
        }
        public DeviceSession open(Connection connection, DeviceConfig config, SampleSink sink, Clock clock) {
          %2$s
          return new Opened(describe(config), connection, sink, clock);
        }
        static final class Opened implements DeviceSession {
          final DeviceDeclaration declaration; final Connection connection; final SampleSink sink; final Clock clock;
          long given;
          Opened(DeviceDeclaration declaration, Connection connection, SampleSink sink, Clock clock) {
            this.declaration = declaration; this.connection = connection; this.sink = sink; this.clock = clock;
            connection.urgent(this::turn);
          }
          void give(String node, Point point, int index, double value) {
            long now = clock.nanos();
            sink.accept(new Sample(new Address(new NodeId(node), point, index), value, Quality.GOOD, now,
                now + 3_000_000_000L, clock.instant()));
            given++;
          }
          void turn() {
            String own = declaration.device().value();
            %3$s
          }
          public DeviceDeclaration declaration() { return declaration; }
          public SessionStatus status() { %4$s }
          public WriteResult write(Command command) { %5$s }
          public void close() {}
        }
      }
      """;

  private static final String READY = "return new SessionStatus(SessionStatus.State.READY, \"\");";
  private static final String ACCEPTED = "return new WriteResult.Accepted(command.value());";
  private static final String GIVES =
      "give(own, Points.ACTIVE_POWER_W, 0, 0); give(own, Points.STATE_OF_CHARGE_PCT, 0, 50);";

  /** What it does when it is opened, in its turn, when it is asked how it is, when it writes. */
  private record Bad(String open, String turn, String status, String write) {
    String source(String name) {
      return DRIVER.formatted(name, open, turn, status, write);
    }
  }

  private static final Map<String, Bad> ALL = new LinkedHashMap<>();

  static {
    ALL.put(
        "refuses",
        new Bad("if (true) { throw new StackOverflowError(\"mine\"); }", "", READY, ACCEPTED));
    ALL.put(
        "unlinked",
        new Bad(
            "if (true) { throw new NoClassDefFoundError(\"com/acme/Gone\"); }",
            "",
            READY,
            ACCEPTED));
    ALL.put(
        "blocks",
        new Bad(
            "",
            GIVES
                + " while (true) { try { Thread.sleep(1_000_000); } catch (InterruptedException e) { given++; } }",
            READY,
            ACCEPTED));
    ALL.put("raises", new Bad("", GIVES, READY, "throw new IllegalStateException(\"mine\");"));
    ALL.put("asserts", new Bad("", GIVES, READY, "throw new AssertionError(\"mine\");"));
    ALL.put("unwell", new Bad("", GIVES, "throw new NoSuchMethodError(\"mine\");", ACCEPTED));
    ALL.put(
        "floods",
        new Bad(
            "",
            "for (int i = 0; i < 1_000_000; i++) { give(own, Points.ACTIVE_POWER_W, 0, i % 3); }",
            READY,
            ACCEPTED));
    ALL.put(
        "scatters",
        new Bad(
            "",
            GIVES + " for (int i = 1; i < 60_000; i++) { give(own, Points.VOLTAGE_LN_V, i, 230); }",
            READY,
            ACCEPTED));
    ALL.put(
        "meddles",
        new Bad(
            "",
            GIVES
                + " give(\"goodbat\", Points.ACTIVE_POWER_W, 0, 4999); give(\"goodbat\", Points.STATE_OF_CHARGE_PCT, 0, 1);",
            READY,
            ACCEPTED));
    ALL.put("silent", new Bad("", "", READY, ACCEPTED));
    ALL.put("nulls", new Bad("", "sink.accept(null);", "return null;", "return null;"));
  }

  private static final String MODE =
      """
      package guest.mode;
      import java.util.*;
      import org.busbar.api.control.*;
      import org.busbar.api.site.Node;
      import org.busbar.api.vocabulary.*;
      public final class Mode implements ControlMode<Mode.Config, Mode.State> {
        public record Config() {}
        public record State() {}
        public String id() { return "all"; }
        public Class<Config> configType() { return Config.class; }
        public Class<State> stateType() { return State.class; }
        public Config defaults() { return new Config(); }
        public State initial(Config config) { return new State(); }
        public Step<State> step(Config config, View view, State state) {
          List<Ask> asks = new ArrayList<>();
          for (NodeId child : view.root().children()) {
            asks.add(Ask.target(child, Points.ACTIVE_POWER_W, 1000, "all"));
          }
          return new Step<>(state, asks);
        }
      }
      """;

  @TempDir Path folder = Path.of("");

  @Test
  void theGoodOneIsReadAndControlledAndNoSampleOfAnotherIsTaken() throws Exception {
    Needs needs = new Needs(List.of("*"), List.of("ECONOMIC"), List.of(), List.of(), false);
    try (Guests guests = new Guests(folder);
        GuestSite house = new GuestSite()) {
      PluginHealth health = new PluginHealth(Budgets.USUAL, Clock.system());
      health.addResidents(guests);
      house.safety.addContainment(health);
      house.battery("goodbat").mode("all", "house");
      guests.bring("mode", Kind.MODE, needs, "Mode", MODE);
      house.types.add((ControlMode<?, ?>) guests.start("mode", "Mode"));
      for (Map.Entry<String, Bad> bad : ALL.entrySet()) {
        house.device(bad.getKey() + "bat", bad.getKey());
        guests.bring(bad.getKey(), Kind.DRIVER, needs, "Made", bad.getValue().source(bad.getKey()));
      }
      health.look();
      for (String name : ALL.keySet()) {
        house.safety.addDriver((Driver) guests.start(name, "Made"));
      }
      Site site = house.open(folder);
      until("the good one at its target", () -> house.power("goodbat") == 1000);
      house.steps(20);
      assertEquals(1000, house.power("goodbat"));
      assertTrue(
          site.snapshot().samples().stream()
              .filter(sample -> sample.address().node().value().equals("goodbat"))
              .noneMatch(sample -> sample.value() == 4999 || sample.value() == 1),
          "a driver spoke for a device that is not its own");
      long scattered =
          site.snapshot().samples().stream()
              .filter(sample -> sample.address().node().value().equals("scattersbat"))
              .count();
      assertTrue(scattered <= 2_000, scattered + " addresses of one device");
      Map<String, DeviceStatus> devices = new LinkedHashMap<>();
      site.devices().forEach(device -> devices.put(device.device().value(), device));
      assertTrue(devices.get("goodbat").controlled());
      for (String bad : List.of("refusesbat", "unlinkedbat", "unwellbat", "nullsbat")) {
        assertFalse(devices.get(bad).controlled(), bad);
      }
      assertTrue(
          site.events(0, 10_000).stream()
              .anyMatch(
                  event ->
                      event.kind().equals("device-not-opened")
                          && event.source().equals("refusesbat")));
      long missed = site.loop().skipped();
      long bearable = house.isQuiet() ? 1 : site.loop().steps() / 2;
      assertTrue(missed <= house.empty().skipped() + bearable, site.loop()::toString);
      assertTrue(health.health("floods").failures() > 0, "nobody counted what was dropped");
    }
  }
}
