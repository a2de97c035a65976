package org.busbar.safety;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.device.Consent;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.Writable;
import org.busbar.api.device.write.Command;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.Freeze;
import org.busbar.api.safety.Setpoint;
import org.busbar.api.safety.Setpoints;
import org.busbar.api.safety.SiteState;
import org.busbar.api.site.ContactorConfig;
import org.busbar.api.site.EmergencyConfig;
import org.busbar.api.site.InterlockConfig;
import org.busbar.api.site.LimitConfig;
import org.busbar.api.site.Node;
import org.busbar.api.site.ProtectionConfig;
import org.busbar.api.site.SampleStore;
import org.busbar.api.site.SiteModel;
import org.busbar.api.site.SiteModelBuilder;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Sample;
import org.busbar.api.vocabulary.SiteId;
import org.busbar.safety.audit.AuditTrail;
import org.busbar.safety.guard.Supervision;
import org.busbar.safety.record.BlackBox;
import org.busbar.testkit.api.FakeConnection;
import org.busbar.testkit.api.FakeDevice;
import org.busbar.testkit.api.FakeDriver;
import org.busbar.testkit.api.FakeTransport;
import org.busbar.testkit.api.FakeWritable;
import org.busbar.testkit.api.FixedSnapshot;
import org.busbar.testkit.api.ManualClock;
import org.busbar.testkit.api.RecordedEvents;

/** A site with fake devices on a bench: everything happens by hand. */
final class Rig {
  static final String BAT = "bat1";
  static final Duration CYCLE = Duration.ofMillis(100);

  final ManualClock clock = new ManualClock();
  final RecordedEvents events = new RecordedEvents(clock);
  final Fields fields;
  final FakeDriver driver = new FakeDriver();
  final FakeTransport transport;
  private final Map<Address, Sample> store = new HashMap<>();
  private final List<DeviceDeclaration> declarations = new ArrayList<>();
  private final List<LimitConfig> limits = new ArrayList<>();
  private final List<ProtectionConfig> protections = new ArrayList<>();
  private final List<InterlockConfig> interlocks = new ArrayList<>();
  private final List<ContactorConfig> contactors = new ArrayList<>();
  private EmergencyConfig emergency = EmergencyConfig.USUAL;
  private final List<DeviceConfig> more = new ArrayList<>();
  private final List<Consent> consents =
      new ArrayList<>(List.of(new Consent("control", "Anna", "2026-11-21", "a test")));
  private Optional<NodeId> meter = Optional.empty();
  private List<NodeId> feeder = List.of();
  Ground ground;
  private SiteField opened;
  private boolean recorder = true;
  private final List<ConnectionConfig> before = new ArrayList<>();
  private int alerts;
  private AuditTrail audit;
  private BlackBox.Room room = BlackBox.Room.USUAL;
  private long step;
  private int fed;

  Rig() {
    this(FakeConnection.Mode.AT_ONCE);
  }

  Rig(FakeConnection.Mode mode) {
    transport = new FakeTransport(mode);
    fields = new Fields(() -> {});
  }

  /** Under a supervisor that has made these counters, with devices on Modbus. */
  Rig(Path counters) {
    this(counters, FakeConnection.Mode.AT_ONCE);
  }

  Rig(Path counters, FakeConnection.Mode mode) {
    this(new FakeTransport("modbus-tcp", mode), counters, "");
  }

  /** The same with any devices, and with what the supervisor says of the gateway before. */
  Rig(FakeTransport transport, Path counters, String told) {
    this.transport = transport;
    Supervision supervision = Supervision.join(counters, told, clock);
    fields = new Fields(() -> {}, () -> {}, supervision, BlackBox.Room.USUAL);
  }

  // --- what the site is ---

  Rig with(DeviceDeclaration declaration) {
    declarations.add(declaration);
    driver.with(declaration);
    return this;
  }

  Rig battery(Writable... writables) {
    return with(declared(BAT, Maturity.SIMULATED, Map.of(), writables));
  }

  Rig limit(String node, Point point, Interval interval, LimitConfig.Reaction reaction) {
    Address address = Address.of(new NodeId(node), point);
    limits.add(new LimitConfig(address, interval, reaction, "site.yaml:9"));
    return this;
  }

  Rig protect(ProtectionConfig protection) {
    protections.add(protection);
    return this;
  }

  Rig emergency(EmergencyConfig config) {
    emergency = config;
    return this;
  }

  Rig contactors(ContactorConfig config) {
    contactors.add(config);
    return this;
  }

  Rig interlock(InterlockConfig config) {
    interlocks.add(config);
    return this;
  }

  /** Resets as often as a race wants. */
  Rig manyResets() {
    EmergencyConfig usual = EmergencyConfig.USUAL;
    return emergency(
        new EmergencyConfig(
            Map.of(), usual.ramp(), usual.isolateWithin(), Integer.MAX_VALUE, List.of()));
  }

  /** The meter of the site's node. */
  Rig meter(String id) {
    meter = Optional.of(new NodeId(id));
    return this;
  }

  /** Puts devices behind a feeder, whose meter is that of the site's node otherwise. */
  Rig feeder(String... ids) {
    feeder = Stream.of(ids).map(NodeId::new).toList();
    return this;
  }

  Rig consent(String word) {
    consents.add(new Consent(word, "Anna", "2026-11-21", "a test"));
    return this;
  }

  /** Room for recordings: bytes in memory and on disk. */
  Rig shelf(long ringBytes, long shelfBytes) {
    room = new BlackBox.Room(ringBytes, shelfBytes);
    return this;
  }

  /** A consent with what is left out of it. */
  Rig consent(Consent instead) {
    consents.clear();
    consents.add(instead);
    return this;
  }

  /** A device beside those of the tree, computed of them. */
  Rig virtual(DeviceConfig config) {
    more.add(config);
    return this;
  }

  /** A connection that nobody uses, written before that of the devices. */
  Rig beside(String name, String host) {
    before.add(new ConnectionConfig(name, transport.id(), Map.of("host", host), "site.yaml:1"));
    return this;
  }

  Rig withoutConsent() {
    consents.clear();
    return this;
  }

  static DeviceDeclaration declared(
      String id, Maturity maturity, Map<Address, Interval> limits, Writable... writables) {
    NodeId device = new NodeId(id);
    Map<Address, Duration> points = new LinkedHashMap<>();
    for (Point point :
        List.of(Points.ACTIVE_POWER_W, Points.STATE_OF_CHARGE_PCT, Points.TEMPERATURE_C)) {
      points.put(Address.of(device, point), Duration.ofSeconds(1));
    }
    limits.keySet().forEach(address -> points.put(address, Duration.ofSeconds(1)));
    return new DeviceDeclaration(
        device,
        "Fake",
        Map.of(device, "battery"),
        points,
        Map.of(),
        List.of(writables),
        limits,
        Duration.ofSeconds(1),
        maturity);
  }

  SiteModel model() {
    Map<NodeId, Node> nodes = new LinkedHashMap<>();
    NodeId root = new NodeId("home");
    NodeId group = new NodeId("feeder");
    List<NodeId> ids = declarations.stream().map(DeviceDeclaration::device).toList();
    List<NodeId> top = new ArrayList<>(ids);
    if (top.removeAll(feeder)) {
      top.add(group);
      nodes.put(
          group,
          new Node(group, Node.Kind.GROUP, Optional.of(root), feeder, Optional.empty(), meter));
    }
    Optional<NodeId> own = feeder.isEmpty() ? meter : Optional.empty();
    nodes.put(root, new Node(root, Node.Kind.SITE, Optional.empty(), top, Optional.empty(), own));
    List<DeviceConfig> devices = new ArrayList<>();
    for (NodeId id : ids) {
      nodes.put(
          id,
          new Node(
              id,
              Node.Kind.DEVICE,
              Optional.of(feeder.contains(id) ? group : root),
              List.of(),
              Optional.of("battery"),
              Optional.empty()));
      devices.add(
          new DeviceConfig(
              id, FakeDriver.ID, "fake", "line", 1, Map.of(), consents, "site.yaml:3"));
    }
    devices.addAll(more);
    List<ConnectionConfig> lines = new ArrayList<>(before);
    lines.add(new ConnectionConfig("line", transport.id(), Map.of("host", "bat"), "site.yaml:1"));
    if (!more.isEmpty()) {
      lines.add(new ConnectionConfig("virtual", "virtual", Map.of(), "site.yaml:2"));
    }
    return new SiteModelBuilder(new SiteId("local", "home"))
        .cycle(CYCLE)
        .connections(lines)
        .devices(devices)
        .nodes(nodes)
        .limits(limits)
        .protections(protections)
        .emergency(emergency)
        .interlocks(interlocks)
        .contactors(contactors)
        .build();
  }

  // --- its life ---

  SiteField open(Path home) {
    fields.add(transport);
    fields.add(driver);
    return openOnly(home);
  }

  SiteField openOnly(Path home) {
    SampleStore keeping =
        sample -> {
          synchronized (store) {
            store.put(sample.address(), sample);
          }
          return sample;
        };
    audit = AuditTrail.ofSite(home, model().id(), clock, events, () -> {});
    BlackBox box = new BlackBox(room, home, model(), clock, new BlackBox.Sinks(events, audit));
    ground = new Ground(model(), keeping, audit.watching(events), clock, this::alerted, audit, box);
    opened = fields.openField(ground, home);
    watch();
    return opened;
  }

  /** Opens with one battery at 50 % and brings the site to RUNNING. */
  SiteField running(Path home) {
    SiteField field = open(home);
    feed();
    freeze();
    start();
    return field;
  }

  /** Has the site started, as a person would. */
  void start() {
    require(opened.request(SiteState.RUNNING, "test", "a test"));
  }

  /** The record thread is as quick as it can be; what it keeps of stops is up to the test. */
  private void alerted() {
    alerts++;
    if (recorder && opened.status().state() == SiteState.RUNNING) {
      record();
    }
  }

  /** How often the watch and the record threads were asked to look at once. */
  int alerts() {
    return alerts;
  }

  Rig withoutRecorder() {
    recorder = false;
    return this;
  }

  void record() {
    opened.keepRecord();
  }

  static void require(Answer answer) {
    if (!(answer instanceof Answer.Done)) {
      throw new AssertionError(answer);
    }
  }

  AuditTrail audit() {
    return audit;
  }

  FieldDevice device(String id) {
    return opened.device(new NodeId(id));
  }

  SiteField field() {
    return opened;
  }

  FakeDevice bat() {
    return driver.device(BAT);
  }

  /** Delivers fresh, harmless values of every declared device. */
  void feed() {
    for (DeviceDeclaration declaration : declarations) {
      if (driver.hasOpened(declaration.device().value())) {
        declaration
            .points()
            .keySet()
            .forEach(
                a -> driver.device(declaration.device().value()).delivers(good(a, harmless(a))));
      }
    }
  }

  /** The same without one device. */
  void feedAllBut(String device) {
    for (DeviceDeclaration declaration : declarations) {
      String id = declaration.device().value();
      if (!id.equals(device) && driver.hasOpened(id)) {
        declaration
            .points()
            .keySet()
            .forEach(a -> driver.device(id).delivers(good(a, harmless(a))));
      }
    }
  }

  private double harmless(Address address) {
    return switch (address.point().id()) {
      case "stateOfChargePct" -> 50;
      case "temperatureC" -> 25 + ++fed % 2 / 10.0; // Nothing real stands quite still.
      case "cellTemperatureMinC", "cellTemperatureMaxC" -> 25;
      case "cellVoltageMinV", "cellVoltageMaxV" -> 3.3;
      case "dcVoltageV" -> 400;
      case "chargePowerMaxW", "dischargePowerMaxW" -> 5000;
      case "voltageLnV" -> 230;
      case "switchOn" -> 1;
      default -> 0;
    };
  }

  Sample stored(Address address) {
    synchronized (store) {
      return store.get(address);
    }
  }

  double lastStored(Address address) {
    synchronized (store) {
      return store.get(address).value();
    }
  }

  Sample good(Address address, double value) {
    return FixedSnapshot.at(clock).good(address, value);
  }

  Freeze freeze() {
    FixedSnapshot snapshot = FixedSnapshot.at(clock);
    synchronized (store) {
      for (Sample sample : store.values()) {
        snapshot = snapshot.with(sample);
      }
    }
    return opened.freeze(snapshot);
  }

  /** One step that wants a power of the battery, with a lease of 3 s. */
  void step(double powerW) {
    Freeze freeze = freeze();
    submit(freeze, new NodeId(BAT), Points.ACTIVE_POWER_W, powerW);
  }

  void submit(Freeze freeze, NodeId node, Point quantity, double value) {
    submit(List.of(setpoint(freeze, node, quantity, value)));
  }

  void submit(List<Setpoint> setpoints) {
    Set<NodeId> authority = new HashSet<>();
    declarations.forEach(d -> authority.add(d.device()));
    opened.submit(new Setpoints(++step, authority, setpoints));
  }

  Setpoint setpoint(Freeze freeze, NodeId node, Point quantity, double value) {
    int epoch = freeze.cells().get(node.device()).epoch();
    long now = clock.nanos();
    return new Setpoint(node, quantity, value, epoch, now, now + Duration.ofSeconds(3).toNanos());
  }

  void advance(Duration by) {
    clock.advance(by);
  }

  void tend() {
    opened.tend(clock.nanos());
  }

  void watch() {
    opened.keepRecord();
    opened.watch(clock.nanos());
  }

  /** What the battery was told so far, as {@code SET 1000}. */
  List<String> told() {
    return told(BAT);
  }

  List<String> told(String device) {
    return driver.device(device).written().stream()
        .map(FakeDevice.Written::command)
        .map(Rig::text)
        .toList();
  }

  static String text(Command command) {
    return command.action() + " " + Phrases.number(command.value());
  }

  static Writable power() {
    return FakeWritable.power(BAT);
  }
}
