package org.busbar.web.rest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.busbar.api.control.Decision;
import org.busbar.api.control.Envelope;
import org.busbar.api.control.Proposal;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceType;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.device.Writable;
import org.busbar.api.events.Event;
import org.busbar.api.events.Severity;
import org.busbar.api.face.CommandStatus;
import org.busbar.api.face.EnergyFlow;
import org.busbar.api.face.Gateway;
import org.busbar.api.face.LoopCounters;
import org.busbar.api.face.ModeStatus;
import org.busbar.api.face.SampleTap;
import org.busbar.api.face.Site;
import org.busbar.api.face.SiteEditor;
import org.busbar.api.face.SiteListener;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.DeviceStatus;
import org.busbar.api.safety.Discovery;
import org.busbar.api.safety.GateCell;
import org.busbar.api.safety.Recorder;
import org.busbar.api.safety.SiteState;
import org.busbar.api.safety.SiteStatus;
import org.busbar.api.safety.StopSource;
import org.busbar.api.series.Series;
import org.busbar.api.site.ContactConfig;
import org.busbar.api.site.LimitConfig;
import org.busbar.api.site.ModeConfig;
import org.busbar.api.site.Node;
import org.busbar.api.site.SiteChange;
import org.busbar.api.site.SiteModel;
import org.busbar.api.site.SiteModelBuilder;
import org.busbar.api.site.Snapshot;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Level;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Phase;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.api.vocabulary.SiteId;
import org.busbar.testkit.api.FixedSnapshot;

/**
 * A small home that a test sets up and watches: a meter at the grid, PV and a battery, one mode. A
 * site in memory; every command is written down. Thread-safe.
 */
public final class FakeSite implements Site {
  /** The grid meter. */
  public static final NodeId PCC = new NodeId("pcc");

  /** The battery. */
  public static final NodeId BAT1 = new NodeId("bat1");

  private final Clock clock;
  private final List<String> devices;
  private final List<String> commands = new CopyOnWriteArrayList<>();
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final List<SiteListener> listeners = new CopyOnWriteArrayList<>();
  private volatile SiteStatus status;
  private volatile Snapshot snapshot;
  private volatile Answer answer = new Answer.Done();
  private volatile UnaryOperator<DeviceStatus> deviceChange = UnaryOperator.identity();
  private volatile boolean modeEnabled = true;

  /** A running home with the devices pcc, pv1 and bat1. */
  public FakeSite(Clock clock) {
    this(clock, List.of("pcc", "pv1", "bat1"));
  }

  /** A running home with these devices. */
  public FakeSite(Clock clock, List<String> devices) {
    this.clock = clock;
    this.devices = List.copyOf(devices);
    this.status = new SiteStatus(SiteState.RUNNING, clock.instant(), "started", List.of());
    this.snapshot = home();
  }

  /** A gateway with these sites. */
  public static Gateway gateway(Site... sites) {
    return new Gateway() {
      @Override
      public Collection<Site> sites() {
        return List.of(sites);
      }

      @Override
      public Optional<Site> site(SiteId id) {
        return sites().stream().filter(site -> site.model().id().equals(id)).findFirst();
      }

      @Override
      public Optional<SiteEditor> editor(SiteId id) {
        return site(id).map(site -> ((FakeSite) site).new Editor());
      }

      @Override
      public Optional<Discovery> discovery() {
        return Arrays.stream(sites).findFirst().map(site -> ((FakeSite) site).new Looking());
      }

      @Override
      public List<DeviceType> deviceTypes() {
        return List.of(
            new DeviceType(
                "profile",
                "busbar.meter",
                "Meter",
                "Busbar",
                List.of(),
                Map.of("", "meter"),
                DeviceDeclaration.Maturity.SIMULATED,
                List.of(),
                List.of(new DeviceType.Option("invert", "flag", "false", "")),
                List.of()));
      }
    };
  }

  /** The file of this site, as it never was: every edit gets the answer of the test. */
  private final class Editor implements SiteEditor {
    @Override
    public Map<String, Object> document() {
      return Map.of(
          "site", "home", "tree", Map.of("children", List.of(Map.of("group", "storage"))));
    }

    @Override
    public List<Generation> generations() {
      return List.of(new Generation(1, clock.instant(), "file", "", OptionalInt.empty(), "00"));
    }

    @Override
    public Edited check(List<SiteChange> changes) {
      return edited("check " + changes);
    }

    @Override
    public Edited change(List<SiteChange> changes, String by, String reason) {
      return edited("change " + changes + " by " + by + ": " + reason);
    }

    @Override
    public Edited undo(String by, String reason) {
      return edited("undo by " + by + ": " + reason);
    }

    private Edited edited(String text) {
      return command(text) instanceof Answer.Refused(String _, String why, String remedy)
          ? new Edited.Refused(false, List.of(new Flaw("", "", why, remedy)))
          : new Edited.Done(2, true, false);
    }
  }

  /** One search and one trial that always were. */
  private final class Looking implements Discovery {
    private final Scan scan =
        new Scan("scan-1", "modbus-tcp", Progress.DONE, clock.instant(), 1, 1, List.of());

    @Override
    public Optional<Scan> scan(Search search) {
      return answer instanceof Answer.Done ? Optional.of(scan) : Optional.empty();
    }

    @Override
    public List<Scan> scans() {
      return List.of(scan);
    }

    @Override
    public boolean cancelScan(String id) {
      return true;
    }

    @Override
    public Optional<Trial> test(ConnectionConfig connection, DeviceConfig device) {
      return answer instanceof Answer.Done ? trials().stream().findFirst() : Optional.empty();
    }

    @Override
    public List<Trial> trials() {
      return List.of(
          new Trial(
              "test-1",
              Progress.RUNNING,
              clock.instant(),
              new SessionStatus(SessionStatus.State.READY, ""),
              declaration(BAT1),
              List.copyOf(snapshot.samples())));
    }

    @Override
    public boolean endTrial(String id) {
      return true;
    }
  }

  /** Sets the state. */
  public void state(SiteState state) {
    status = new SiteStatus(state, clock.instant(), "as the test says", List.of());
  }

  /** Freezes a new snapshot now. */
  public void step() {
    snapshot = home();
    listeners.forEach(each -> each.stepped(snapshot, List.of(), decision().orElseThrow()));
  }

  /** How many listen now. */
  public int listeners() {
    return listeners.size();
  }

  /** Sets the newest snapshot. */
  public void snapshot(Snapshot next) {
    snapshot = next;
  }

  /** Sets what every command is answered with. */
  public void answer(Answer next) {
    answer = next;
  }

  /** Changes how every device shows. */
  public void devices(UnaryOperator<DeviceStatus> change) {
    deviceChange = change;
  }

  /** Lets something happen. */
  public void raise(Severity severity, String kind) {
    events.add(
        new Event(
            events.size() + 1L,
            model().id(),
            clock.instant(),
            clock.nanos(),
            severity,
            "bat1",
            kind,
            "Something happened.",
            Map.of("limitW", "5000")));
  }

  /** Commands so far, in words. */
  public List<String> commands() {
    return List.copyOf(commands);
  }

  private Snapshot home() {
    FixedSnapshot frozen = new FixedSnapshot(7, clock.nanos(), clock.instant(), new TreeMap<>());
    Sample unknown =
        frozen.good(Address.of(BAT1, Points.STATE_OF_CHARGE_PCT), 50).judged(Quality.INVALID);
    return frozen
        .with("pcc", Points.ACTIVE_POWER_W, -1234.5)
        .with("bat1", Points.ACTIVE_POWER_W, 5000)
        .with(unknown);
  }

  @Override
  public SiteModel model() {
    Map<NodeId, Node> nodes = new LinkedHashMap<>();
    NodeId root = new NodeId("home");
    List<NodeId> ids = devices.stream().map(NodeId::new).toList();
    nodes.put(
        root,
        new Node(root, Node.Kind.SITE, Optional.empty(), ids, Optional.empty(), Optional.of(PCC)));
    NodeId storage = new NodeId("storage");
    nodes.put(
        storage,
        new Node(
            storage,
            Node.Kind.GROUP,
            Optional.of(root),
            List.of(),
            Optional.empty(),
            Optional.empty()));
    for (NodeId id : ids) {
      nodes.put(
          id,
          new Node(
              id,
              Node.Kind.DEVICE,
              Optional.of(root),
              List.of(),
              Optional.of(nature(id)),
              Optional.empty()));
    }
    return new SiteModelBuilder(new SiteId("local", "home"))
        .name("Home")
        .connections(List.of(new ConnectionConfig("field", "modbus-tcp", Map.of(), "site.yaml:9")))
        .devices(ids.stream().map(FakeSite::config).toList())
        .nodes(nodes)
        .limits(
            List.of(
                new LimitConfig(
                    Address.of(BAT1, Points.ACTIVE_POWER_W),
                    new Interval(-5000, 5000),
                    LimitConfig.Reaction.CLAMP,
                    "site.yaml:30")))
        .modes(List.of(mode()))
        .contacts(List.of(new ContactConfig("Jo Example", "on duty", "112", "", "")))
        .build();
  }

  private static String nature(NodeId id) {
    return id.equals(BAT1) ? "battery" : id.equals(PCC) ? "meter" : "pv";
  }

  private static DeviceConfig config(NodeId id) {
    Map<String, String> options =
        id.value().startsWith("ev") ? Map.of("tags", "04A1B2C3") : Map.of();
    return new DeviceConfig(
        id, "profile", "sim-" + id, "field", 1, options, Set.of(), "site.yaml:12");
  }

  private static ModeConfig mode() {
    return new ModeConfig(
        "self",
        "self-consumption",
        new NodeId("home"),
        Level.ECONOMIC,
        0,
        true,
        Map.of("targetW", "0"),
        "site.yaml:40");
  }

  @Override
  public Snapshot snapshot() {
    return snapshot;
  }

  @Override
  public Optional<Decision> decision() {
    Proposal proposal =
        new Proposal(
            "self",
            Level.ECONOMIC,
            BAT1,
            Points.ACTIVE_POWER_W,
            Phase.TOTAL,
            Interval.UNBOUNDED,
            6234.5,
            snapshot.nanos() + Duration.ofSeconds(1).toNanos(),
            "cover the load");
    EnumMap<Level, Interval> levels = new EnumMap<>(Level.class);
    levels.put(Level.SAFETY, new Interval(-5000, 5000));
    for (Level level : Level.values()) {
      levels.putIfAbsent(level, new Interval(0, 5000));
    }
    Decision.Outcome outcome =
        new Decision.Outcome(
            BAT1,
            Points.ACTIVE_POWER_W,
            5000,
            new Envelope(levels),
            Optional.of("discharge limit of the device"),
            "clipped from 6234.5 W");
    return Optional.of(
        new Decision(
            7,
            snapshot.nanos(),
            snapshot.at(),
            List.of(proposal),
            List.of(new Decision.Dropped(proposal, "grid")),
            List.of(outcome)));
  }

  @Override
  public SiteStatus status() {
    return status;
  }

  @Override
  public List<DeviceStatus> devices() {
    List<DeviceStatus> all = new ArrayList<>();
    for (String device : devices) {
      NodeId id = new NodeId(device);
      all.add(
          deviceChange.apply(
              new DeviceStatus(
                  id,
                  Optional.of(declaration(id)),
                  new SessionStatus(SessionStatus.State.READY, ""),
                  id.equals(BAT1),
                  new GateCell(Optional.empty(), 3),
                  Optional.of(snapshot.at()),
                  id.equals(BAT1) ? "accepted 5000 W" : "")));
    }
    return all;
  }

  private static DeviceDeclaration declaration(NodeId id) {
    return new DeviceDeclaration(
        id,
        "Maker " + id,
        Map.of(id, nature(id)),
        Map.of(),
        Map.of(),
        id.equals(BAT1) ? List.of(power()) : List.of(),
        Map.of(),
        Duration.ofSeconds(1),
        DeviceDeclaration.Maturity.SIMULATED);
  }

  private static Writable power() {
    return new Writable(
        BAT1,
        Points.ACTIVE_POWER_W,
        new Interval(-5000, 5000),
        1,
        Double.POSITIVE_INFINITY,
        Duration.ofSeconds(1),
        Duration.ZERO,
        Optional.empty(),
        Optional.of(Duration.ofSeconds(10)),
        0,
        0,
        Optional.empty(),
        50,
        Double.POSITIVE_INFINITY);
  }

  @Override
  public List<ModeStatus> modes() {
    return List.of(
        new ModeStatus(
            mode(),
            modeEnabled,
            modeEnabled ? "RUNNING" : "OFF",
            "",
            70,
            1,
            0,
            Map.of("integralW", "12")));
  }

  @Override
  public EnergyFlow flow() {
    return new EnergyFlow(-1234.5, 3000, Double.NaN, 0, -0.0, Double.NaN, 100);
  }

  @Override
  public LoopCounters loop() {
    return new LoopCounters(7, 1, 2, 0.0015, 0.02, 0.001);
  }

  @Override
  public List<Event> events(long afterSequence, int limit) {
    List<Event> after = events.stream().filter(e -> e.sequence() > afterSequence).toList();
    return after.subList(Math.max(0, after.size() - limit), after.size());
  }

  private Answer command(String text) {
    commands.add(text);
    return answer;
  }

  @Override
  public Answer request(SiteState wanted, String by, String reason) {
    Answer given = command("request " + wanted + " by " + by + ": " + reason);
    if (given instanceof Answer.Done) {
      Instant now = clock.instant();
      status = new SiteStatus(wanted, now, reason, List.of());
    }
    return given;
  }

  @Override
  public void emergencyStop(StopSource source, String by, String reason) {
    command("emergency stop by " + by + ": " + reason);
  }

  /** One recording, and the answer of the test to whoever asks for more. */
  @Override
  public Recorder recorder() {
    return new Recorder() {
      @Override
      public Answer record(Duration length, String by, String reason) {
        return answer;
      }

      @Override
      public Answer end(String by, String reason) {
        return answer;
      }

      @Override
      public List<Recording> recordings() {
        return List.of(new Recording("one", "a trip", Instant.EPOCH, 3, true));
      }

      @Override
      public InputStream open(String name) throws IOException {
        if (name.equals("none")) {
          throw new IOException(name);
        }
        return new ByteArrayInputStream(new byte[] {1, 2, 3});
      }
    };
  }

  @Override
  public Answer reset(String by, String reason) {
    return command("reset by " + by + ": " + reason);
  }

  @Override
  public Answer enable(String mode, boolean enabled, String by, String reason) {
    modeEnabled = enabled;
    return command("enable " + mode + " " + enabled + " by " + by + ": " + reason);
  }

  @Override
  public Answer propose(Proposal proposal) {
    return command(
        "propose "
            + proposal.node()
            + " "
            + proposal.quantity()
            + " "
            + proposal.target()
            + " in "
            + proposal.interval()
            + " at "
            + proposal.level()
            + " by "
            + proposal.source()
            + ": "
            + proposal.reason());
  }

  @Override
  public CommandStatus command(
      NodeId device, String word, Duration validFor, String by, String reason) {
    Answer given = command(word + " " + device + " by " + by + ": " + reason);
    CommandStatus.State state =
        given instanceof Answer.Done ? CommandStatus.State.ACCEPTED : CommandStatus.State.REFUSED;
    return new CommandStatus(1, device, word, state, "as the test says", clock.instant(), by);
  }

  @Override
  public List<CommandStatus> deviceCommands() {
    Instant at = clock.instant();
    return List.of(
        new CommandStatus(1, BAT1, "stop", CommandStatus.State.ACHIEVED, "it is", at, "rest"));
  }

  @Override
  public void publish(Series series) {
    command("publish " + series.id());
  }

  @Override
  public SampleTap tapSamples(int capacity) {
    throw new UnsupportedOperationException("nobody asks for samples here");
  }

  @Override
  public void raise(Severity severity, String source, String kind, String text) {
    command("raise " + severity + " " + source + " " + kind + ": " + text);
  }

  @Override
  public Subscription listen(SiteListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
