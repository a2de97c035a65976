package org.busbar.core.site;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.busbar.api.control.Decision;
import org.busbar.api.control.Proposal;
import org.busbar.api.events.Event;
import org.busbar.api.events.Severity;
import org.busbar.api.face.CommandStatus;
import org.busbar.api.face.CommandStatus.State;
import org.busbar.api.face.EnergyFlow;
import org.busbar.api.face.LoopCounters;
import org.busbar.api.face.ModeStatus;
import org.busbar.api.face.SampleTap;
import org.busbar.api.face.Site;
import org.busbar.api.face.SiteListener;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.Audit;
import org.busbar.api.safety.DeviceStatus;
import org.busbar.api.safety.Field;
import org.busbar.api.safety.Freeze;
import org.busbar.api.safety.Recorder;
import org.busbar.api.safety.Setpoints;
import org.busbar.api.safety.SiteState;
import org.busbar.api.safety.SiteStatus;
import org.busbar.api.safety.StopSource;
import org.busbar.api.series.Series;
import org.busbar.api.site.SiteModel;
import org.busbar.api.site.Snapshot;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.Level;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.core.arbiter.Arbiter;
import org.busbar.core.arbiter.Ruling;
import org.busbar.core.arbiter.Situation;
import org.busbar.core.arbiter.Topology;
import org.busbar.core.image.Image;
import org.busbar.core.image.ImageSnapshot;
import org.busbar.core.loop.Agent;
import org.busbar.core.loop.Loops;
import org.busbar.core.mode.Modes;
import org.busbar.core.record.CycleNote;
import org.jspecify.annotations.Nullable;

/** One site: freezes, lets modes look, decides, hands over; and what faces see of it. */
final class SiteAgent implements Site, Agent {
  private static final int MOST_SERIES = 1_000;

  private volatile SiteModel model;
  private final Clock clock;
  private final Image image;
  private final EventRing events;
  private final Field field;
  private final Modes modes;
  private final Switching switching;
  private final Autostart autostart;
  private final Terrain terrain;
  private final Entitlement entitlement;
  private final StandingProposals standing;
  private final List<Listening> listeners = new CopyOnWriteArrayList<>();
  private final Object publishing = new Object();
  private final Losses losses;
  private final DeviceCommands commands;
  private final Traces traces = new Traces();

  private volatile Map<String, Series> series = Map.of();
  private volatile Snapshot snapshot;
  private volatile @Nullable Ruling ruling;
  private volatile Loops.@Nullable Handle handle;
  private long steps;
  private Set<NodeId> authority = Set.of();
  private boolean failing;

  /**
   * What a site is made of.
   *
   * @param image where samples go
   * @param events where events go
   * @param field its field side
   * @param modes its control modes
   * @param switches which modes are on
   * @param autostart whether it starts by itself
   * @param commands what people switched
   * @param entitlement what plug-ins may ask by themselves
   */
  record Parts(
      Image image,
      EventRing events,
      Field field,
      Modes modes,
      Switches switches,
      Autostart autostart,
      DeviceCommands commands,
      Entitlement entitlement) {}

  SiteAgent(SiteModel model, Clock clock, Parts parts) {
    this.model = model;
    this.clock = clock;
    this.image = parts.image();
    this.events = parts.events();
    this.field = parts.field();
    this.modes = parts.modes();
    this.switching = new Switching(modes, parts.switches(), field.audit(), events);
    this.autostart = parts.autostart();
    this.commands = parts.commands();
    this.terrain = new Terrain(model, field);
    this.entitlement = parts.entitlement();
    this.standing = new StandingProposals(model, field.audit(), entitlement);
    this.losses = new Losses(name(), parts.events());
    this.snapshot = ImageSnapshot.empty(clock.nanos(), clock.instant());
  }

  /** Has it stepped. */
  void startOn(Loops loops) {
    handle = loops.start(this);
  }

  /** Ends in order: the loop first, then the field. */
  void close() {
    Loops.Handle running = handle;
    if (running != null) {
      running.close();
    }
    field.close();
  }

  @Override
  public String name() {
    return model.id().site();
  }

  @Override
  public Duration period() {
    return model.cycle();
  }

  @Override
  public void step() {
    long nanos = clock.nanos();
    Instant at = clock.instant();
    Image.Frozen frozen = image.freeze(++steps, nanos, at);
    Freeze freeze = field.freeze(frozen.snapshot());
    followModel();
    Topology topology = terrain.look(model, nanos);
    Optional<Ruling> last = Optional.ofNullable(ruling);
    Map<String, Series> known = series;
    List<Proposal> proposals =
        new ArrayList<>(modes.turn(frozen.snapshot(), topology, last, known));
    proposals.addAll(standing.valid(nanos));
    proposals.addAll(commands.proposals(terrain.declared(), nanos));
    authority = authority(topology, proposals);
    Ruling next =
        Arbiter.decide(
            new Situation(
                topology,
                frozen.snapshot(),
                freeze,
                proposals,
                authority,
                modes.ranks(),
                model.cycle()));
    field.submit(next.setpoints().asked(traces.decided(next.decision(), model)));
    field.keep(
        new CycleNote(
            model,
            terrain.declared(),
            frozen.snapshot(),
            freeze,
            authority,
            known,
            modes.taken(),
            next.decision(),
            next.setpoints()));
    snapshot = frozen.snapshot();
    ruling = next;
    if (failing) {
      failing = false;
      events.raise(Severity.INFO, name(), "step-failed", "Steps are made again");
    }
    autostart.look(field, frozen.snapshot(), model, authority);
    tell(frozen, next.decision());
    losses.look(nanos);
  }

  /** The field has taken over another model: what is gone is forgotten. */
  private void followModel() {
    SiteModel now = field.model().orElse(model);
    if (now != model) {
      model = now;
      modes.follow(now);
      Set<NodeId> present = new HashSet<>();
      now.nodes().keySet().forEach(node -> present.add(node.device()));
      image.retain(present);
    }
  }

  /** Why another model cannot be taken over as the site is; empty where it can. */
  Optional<String> obstacle(SiteModel next) {
    return field.obstacle(next);
  }

  /** Takes over another model that has no obstacle; the next step shows it. */
  void change(SiteModel next) {
    field.change(next);
  }

  /** Takes over what types read that are about to come; the next step shows it. */
  void prepare(SiteModel next) {
    field.prepare(next);
  }

  Audit audit() {
    return field.audit();
  }

  /** Devices within a node that an enabled mode is assigned or that somebody proposes for. */
  private Set<NodeId> authority(Topology topology, List<Proposal> proposals) {
    Set<NodeId> nodes = new LinkedHashSet<>(modes.assigned());
    proposals.forEach(proposal -> nodes.add(proposal.node()));
    Set<NodeId> devices = new LinkedHashSet<>();
    nodes.forEach(node -> devices.addAll(topology.devicesWithin(node)));
    return devices;
  }

  private void tell(Image.Frozen frozen, Decision decision) {
    for (Listening each : listeners) {
      try {
        if (!each.ended) {
          each.listener.stepped(frozen.snapshot(), frozen.changed(), decision);
        }
      } catch (RuntimeException e) {
        listeners.remove(each);
        events.raise(
            Severity.WARNING,
            each.listener.getClass().getName(),
            "listener-failed",
            "A listener threw and is not told any more: " + e);
      }
    }
  }

  @Override
  public void failed(Throwable thrown) {
    if (!failing) {
      failing = true;
      events.raise(
          Severity.CRITICAL,
          name(),
          "step-failed",
          "A step failed, devices are released: " + thrown);
    }
    field.submit(new Setpoints(steps, authority, List.of()));
  }

  @Override
  public SiteModel model() {
    return model;
  }

  @Override
  public Snapshot snapshot() {
    return snapshot;
  }

  @Override
  public Optional<Decision> decision() {
    return Optional.ofNullable(ruling).map(Ruling::decision);
  }

  @Override
  public SiteStatus status() {
    return field.status();
  }

  @Override
  public List<DeviceStatus> devices() {
    return field.devices();
  }

  @Override
  public List<ModeStatus> modes() {
    return modes.status();
  }

  @Override
  public EnergyFlow flow() {
    return Balance.of(terrain.topology(), snapshot, clock.nanos());
  }

  @Override
  public LoopCounters loop() {
    Loops.Handle running = handle;
    return running == null ? new LoopCounters(0, 0, 0, 0, 0, 0) : running.counters();
  }

  @Override
  public List<Event> events(long afterSequence, int limit) {
    return events.after(afterSequence, limit);
  }

  @Override
  public Answer request(SiteState wanted, String by, String reason) {
    autostart.cancel();
    return field.request(wanted, by, reason);
  }

  @Override
  public void emergencyStop(StopSource source, String by, String reason) {
    autostart.cancel();
    field.emergencyStop(source, by, reason);
  }

  @Override
  public Answer reset(String by, String reason) {
    Optional<String> plugin = Callers.plugin();
    if (plugin.isPresent()) {
      String why = "the plug-in " + plugin.get() + " asked, and only a person may";
      Map<String, String> values = Map.of("to", "reset", "by", by, "code", "not-a-person");
      events.raise(
          Severity.WARNING, plugin.get(), "state-refused", "A reset was refused: " + why, values);
      return new Answer.Refused("not-a-person", why, "reset by the console or REST");
    }
    return field.reset(by, reason);
  }

  @Override
  public Answer enable(String mode, boolean enabled, String by, String reason) {
    return switching.enable(mode, enabled, by, reason);
  }

  @Override
  public Answer propose(Proposal proposal) {
    Answer answer = standing.propose(proposal, terrain.topology(), clock.nanos());
    if (answer instanceof Answer.Done) {
      traces.asked(proposal.node());
    }
    return answer;
  }

  @Override
  public CommandStatus command(
      NodeId device, String command, Duration validFor, String by, String reason) {
    DeviceStatus status =
        devices().stream()
            .filter(each -> each.device().equals(device))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("there is no device " + device));
    Optional<Answer.Refused> undeclared =
        command.equals(DeviceCommands.STOP)
            ? Optional.empty()
            : entitlement.refusal(Level.ECONOMIC, by, command + " of " + device);
    if (undeclared.isPresent()) {
      return commands.answered(device, command, undeclared.get(), by);
    }
    if (command.equals("reserve")) {
      Answer answer = field.spendReserve(device, validFor, by, reason);
      return commands.answered(device, command, answer, by);
    }
    CommandStatus taken = new CommandStatus(0, device, command, State.ACCEPTED, "", at(), by);
    String before = commands.standing(device);
    try {
      taken = commands.take(status, command, validFor, by, reason);
      traces.asked(device);
    } catch (IOException e) {
      String text = "The " + command + " of " + device + " is not kept over a restart: " + e;
      events.raise(Severity.ALARM, device.value(), "not-kept", text);
    }
    Map<String, String> what =
        Map.of(
            "command", command,
            "device", device.value(),
            "state", taken.state().name(),
            "before", before,
            "after", commands.standing(device));
    field.audit().append("command", by, reason, what);
    String text = command + " of " + device + " by " + by + ": " + reason;
    events.raise(Severity.INFO, device.value(), "device-command", text, what);
    return taken;
  }

  private Instant at() {
    return clock.instant();
  }

  @Override
  public List<CommandStatus> deviceCommands() {
    return commands.judged(new CommandJudge(this, clock));
  }

  @Override
  public void publish(Series published) {
    synchronized (publishing) {
      Map<String, Series> next = new HashMap<>(series);
      next.put(published.id(), published);
      if (next.size() > MOST_SERIES) {
        throw new IllegalArgumentException("a site holds at most " + MOST_SERIES + " series");
      }
      series = Map.copyOf(next);
    }
  }

  @Override
  public SampleTap tapSamples(int capacity) {
    return losses.watch(image.tap(capacity));
  }

  @Override
  public Recorder recorder() {
    return field.recorder();
  }

  @Override
  public void raise(Severity severity, String source, String kind, String text) {
    events.raise(severity, source, kind, text);
  }

  @Override
  public Subscription listen(SiteListener listener) {
    Listening listening = new Listening(listener);
    listeners.add(listening);
    return () -> {
      listening.ended = true;
      listeners.remove(listening);
    };
  }

  private static final class Listening {
    final SiteListener listener;
    volatile boolean ended;

    Listening(SiteListener listener) {
      this.listener = listener;
    }
  }
}
