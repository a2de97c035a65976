package org.busbar.runtime.itest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.busbar.marketplace.publish.Publishing;
import org.busbar.marketplace.sign.KeyFile;
import org.busbar.marketplace.sign.Signer;
import org.busbar.marketplace.write.CatalogueFolder;
import org.busbar.marketplace.write.OperatorKeys;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.Tier;
import org.busbar.plugin.trust.KeyUse;
import org.busbar.plugin.trust.Publisher;
import org.busbar.plugin.trust.Revocation;
import org.busbar.plugin.trust.Role;
import org.osgi.framework.VersionRange;

/** A vendor with a catalogue of its own, signed with development keys. */
final class Vendor {
  private static final String GROUP = "com.acme";

  /** A battery by code: what it says of its health tells the version. */
  private static final String BATTERY =
      """
      package com.acme.battery;
      import java.time.Duration;
      import java.util.*;
      import org.busbar.api.device.*;
      import org.busbar.api.device.write.*;
      import org.busbar.api.time.Clock;
      import org.busbar.api.transport.*;
      import org.busbar.api.vocabulary.*;
      import org.osgi.framework.*;
      public final class Activator implements BundleActivator, Driver {
        public void start(BundleContext context) {
          context.registerService(Driver.class, this, null);
        }
        public void stop(BundleContext context) {}
        public String id() { return "acmebattery"; }
        static Address at(DeviceConfig config, Point point) {
          return Address.of(config.id(), point);
        }
        public DeviceDeclaration describe(DeviceConfig config) {
          Address power = at(config, Points.ACTIVE_POWER_W);
          Writable writable = new Writable(config.id(), Points.ACTIVE_POWER_W,
              new Interval(-10000, 10000), 1, 10000, Duration.ofSeconds(2), Duration.ZERO,
              Optional.empty(), Optional.of(Duration.ofSeconds(10)), 0, 0, Optional.of(power), 10,
              10000);
          return new DeviceDeclaration(config.id(), "Acme battery", Map.of(config.id(), "battery"),
              Map.of(power, Duration.ofMillis(200),
                  at(config, Points.STATE_OF_CHARGE_PCT), Duration.ofMillis(200),
                  at(config, Points.STATE_OF_HEALTH_PCT), Duration.ofMillis(200)),
              Map.of(), List.of(writable), Map.of(), Duration.ofMillis(500),
              DeviceDeclaration.Maturity.SIMULATED);
        }
        public DeviceSession open(Connection connection, DeviceConfig config, SampleSink sink,
            Clock clock) {
          return new Session((RegisterConnection) connection, describe(config), config, sink, clock);
        }
        private static final class Session implements DeviceSession, ReadListener {
          private final RegisterConnection connection;
          private final DeviceDeclaration declaration;
          private final DeviceConfig config;
          private final SampleSink sink;
          private final Clock clock;
          private final Connection.Poll poll;
          private volatile SessionStatus status =
              new SessionStatus(SessionStatus.State.CONNECTING, "");
          Session(RegisterConnection connection, DeviceDeclaration declaration, DeviceConfig config,
              SampleSink sink, Clock clock) {
            this.connection = connection;
            this.declaration = declaration;
            this.config = config;
            this.sink = sink;
            this.clock = clock;
            ReadItem item = new Registers(config.unit(), Table.HOLDING, 2, 4);
            poll = connection.poll(List.of(item), Duration.ofMillis(200), ReadLimits.DEFAULT, this);
          }
          public void received(ReadItem item, Words words, long sent) {
            status = new SessionStatus(SessionStatus.State.READY, "");
            double powerW = words.at(0) << 16 | words.at(1);
            %s
          }
          void give(Point point, double value, long sent) {
            sink.accept(new Sample(at(config, point), value, Quality.GOOD, sent,
                sent + 1_000_000_000L, clock.instant()));
          }
          public void failed(ReadItem item, DeviceException cause) {
            status = new SessionStatus(SessionStatus.State.FAULTY, String.valueOf(cause.getMessage()));
          }
          public DeviceDeclaration declaration() { return declaration; }
          public SessionStatus status() { return status; }
          public WriteResult write(Command command) {
            double value = Double.isNaN(command.value()) ? 0 : command.value();
            int watts = (int) value;
            try {
              connection.write(new RegisterWrite(config.unit(), Table.HOLDING, 0x40, Words.of(10), false));
              connection.write(new RegisterWrite(config.unit(), Table.HOLDING, 0x42,
                  Words.of(watts >>> 16, watts & 0xffff), false));
              Words held = connection.read(new Registers(config.unit(), Table.HOLDING, 0x42, 2));
              return new WriteResult.Accepted(held.at(0) << 16 | held.at(1));
            } catch (DeviceException e) {
              return new WriteResult.Unknown(String.valueOf(e.getMessage()));
            }
          }
          public void close() { poll.cancel(); }
        }
      }
      """;

  /** A mode that wants one power of the battery; what it says of it tells the version. */
  private static final String MODE =
      """
      package com.acme.mode;
      import java.util.List;
      import org.busbar.api.control.*;
      import org.busbar.api.vocabulary.Points;
      import org.osgi.framework.*;
      public final class Activator
          implements BundleActivator, ControlMode<Activator.Config, Activator.State> {
        public record Config(double targetW) {}
        public record State(long count) {}
        public void start(BundleContext context) {
          context.registerService(ControlMode.class, this, null);
        }
        public void stop(BundleContext context) {}
        public String id() { return "acmemode"; }
        public Class<Config> configType() { return Config.class; }
        public Class<State> stateType() { return State.class; }
        public Config defaults() { return new Config(-2000); }
        public State initial(Config config) { return new State(0); }
        public Step<State> step(Config config, View view, State state) {
          %s
          return new Step<>(new State(state.count() + 1),
              List.of(Ask.target(view.node(), Points.ACTIVE_POWER_W, config.targetW(), "acme")));
        }
      }
      """;

  static final String BATTERY_ID = "com.acme.battery";
  static final String MODE_ID = "com.acme.mode";

  private static final String BATTERY_IMPORTS =
      "org.osgi.framework,org.busbar.api.vocabulary;version=\"[0,9)\",org.busbar.api.device;version=\"[0,9)\","
          + "org.busbar.api.device.write;version=\"[0,9)\",org.busbar.api.transport;version=\"[0,9)\",org.busbar.api.time;version=\"[0,9)\"";
  private static final String MODE_IMPORTS =
      "org.osgi.framework,org.busbar.api.control;version=\"[0,9)\",org.busbar.api.vocabulary;version=\"[0,9)\"";

  private final Path folder;
  private final CatalogueFolder catalogue;
  private final Signer signer;
  private final Publisher publisher;

  Vendor(Path folder) throws Exception {
    this.folder = folder;
    this.signer = KeyFile.generate(KeyUse.DEVELOPMENT);
    this.publisher = new Publisher("Acme", signer.key(), List.of("com.acme.*"));
    this.catalogue =
        CatalogueFolder.create(
            place(), OperatorKeys.generate(KeyUse.DEVELOPMENT), Clock.systemUTC().instant());
    catalogue.add(publisher);
    write();
  }

  /** Where its catalogue lies. */
  Path place() {
    return folder.resolve("catalogue");
  }

  /** The wish to believe it. */
  String believe() throws IOException {
    return "{\"wish\":\"add-source\",\"name\":\"acme\",\"place\":\""
        + place()
        + "\",\"root\":\""
        + Bytes.digest(Files.readAllBytes(catalogue.firstRoot()))
        + "\"}";
  }

  private void write() throws Exception {
    catalogue.write(Clock.systemUTC().instant());
  }

  /**
   * Publishes the driver of the battery.
   *
   * @param healthPct what it says of the battery's health in this version
   * @param factor what it makes of the power it reads
   */
  void battery(String version, int healthPct, double factor) throws Exception {
    String gives =
        String.format(
            Locale.ROOT,
            "give(Points.ACTIVE_POWER_W, powerW * %f, sent);"
                + " give(Points.STATE_OF_CHARGE_PCT, words.at(2) / 10.0, sent);"
                + " give(Points.STATE_OF_HEALTH_PCT, %d, sent);",
            factor,
            healthPct);
    publish(
        BATTERY_ID,
        version,
        "driver",
        BATTERY.formatted(gives),
        "{\"transports\": [\"modbus-tcp\"]}",
        Tier.COMMUNITY);
  }

  /** One that opens the battery and gives no samples. */
  void silentBattery(String version) throws Exception {
    publish(
        BATTERY_ID,
        version,
        "driver",
        BATTERY.formatted("if (powerW > 1e9) { give(Points.ACTIVE_POWER_W, 0, sent); }"),
        "{\"transports\": [\"modbus-tcp\"]}",
        Tier.COMMUNITY);
  }

  /**
   * Publishes the mode.
   *
   * @param first what it does first in each step
   */
  void mode(String version, String first) throws Exception {
    publish(
        MODE_ID,
        version,
        "mode",
        MODE.formatted(first),
        "{\"levels\": [\"ECONOMIC\"]}",
        Tier.COMMUNITY);
  }

  /** The same, and it says to bring native code. */
  void nativeMode(String version) throws Exception {
    publish(
        MODE_ID,
        version,
        "mode",
        MODE.formatted(""),
        "{\"levels\": [\"ECONOMIC\"], \"native\": true}",
        Tier.VERIFIED);
  }

  private void publish(
      String id, String version, String kind, String source, String needs, Tier tier)
      throws Exception {
    Path author = folder.resolve(id + "-" + version);
    Path bundles = Files.createDirectories(author.resolve("bundles"));
    PluginJar jar = new PluginJar(id, folder.resolve("build-" + id + "-" + version));
    jar.source(id + ".Activator", source);
    jar.imports(kind.equals("driver") ? BATTERY_IMPORTS : MODE_IMPORTS);
    jar.version(version);
    jar.write(bundles.resolve(id + "-" + version + ".jar"), id + ".Activator");
    String name = GROUP + ":" + id + ":" + version;
    Files.writeString(
        author.resolve("plugin.json"),
        """
        {"feature-resource-version": "1.0", "id": "%1$s", "name": "%2$s", "description": "test",
         "vendor": "Acme", "license": "Apache-2.0",
         "bundles": [{"id": "%1$s", "start-order": 5}],
         "extensions": {"busbar-plugin": {"kind": "mandatory", "type": "json", "json":
           {"format": 1, "kinds": ["%3$s"], "platform": "[0.1,0.2)", "needs": %4$s}}}}
        """
            .formatted(name, id, kind, needs));
    Path api = Program.distribution().resolve("lib/org.busbar.api.jar");
    Publishing.Result result = new Publishing(publisher, signer, api).publish(author, tier);
    Publishing.into(catalogue, result, tier, Clock.systemUTC().instant());
    Publishing.delete(result.plugin().getParent());
  }

  /** Takes something back. */
  void revoke(String id, String range, Revocation.Severity severity, String reason)
      throws Exception {
    catalogue.revoke(new Revocation(id, new VersionRange(range), "", severity, reason));
    write();
  }

  /** Signs the catalogue so that it is good for this long only. */
  void signFor(Duration life) throws Exception {
    catalogue.life(Role.TIMESTAMP, life);
    write();
  }

  /**
   * The demo's site on a plant, its battery by this driver and a mode of this type instead of its
   * own.
   */
  static String site(RunningPlant plant) throws IOException {
    return plant
        .siteYaml("100 ms")
        .replaceFirst(
            "bat1: \\s*\\{profile: busbar.battery-inverter,", "bat1: {driver: acmebattery,")
        .replaceFirst(
            "(?sm)^modes:.*", "modes:\n  acme: {type: acmemode, node: storage, level: economic}\n");
  }

  /** Publishes what it sells first: health 90, good. */
  void begin() throws Exception {
    battery("1.0.0", 90, 1);
    mode("1.0.0", "");
  }
}
