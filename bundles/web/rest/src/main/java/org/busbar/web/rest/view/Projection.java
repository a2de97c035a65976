package org.busbar.web.rest.view;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.control.Decision;
import org.busbar.api.control.Proposal;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.events.Event;
import org.busbar.api.face.EnergyFlow;
import org.busbar.api.face.ModeStatus;
import org.busbar.api.face.Site;
import org.busbar.api.safety.Cause;
import org.busbar.api.safety.DeviceStatus;
import org.busbar.api.safety.SiteStatus;
import org.busbar.api.site.LimitConfig;
import org.busbar.api.site.Node;
import org.busbar.api.site.SiteModel;
import org.busbar.api.site.Snapshot;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Level;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Sample;
import org.jspecify.annotations.Nullable;

/** The one projection of a site onto what clients see. Any thread; never blocks. */
public final class Projection {
  private static final long LEAST_SILENCE_MS = 2_000;

  /** A device that was silent for longer than so many periods of its fastest point is offline. */
  private static final int OFFLINE_AFTER = 3;

  private final Clock clock;

  /** Judges quality by this clock. */
  public Projection(Clock clock) {
    this.clock = clock;
  }

  /** The clock everything here is judged by. */
  public Clock clock() {
    return clock;
  }

  /** The site as a whole. */
  public SiteView site(Site site) {
    SiteModel model = site.model();
    SiteStatus status = site.status();
    Snapshot snapshot = site.snapshot();
    return new SiteView(
        model.id().org(),
        model.id().site(),
        model.name(),
        status.state().name(),
        status.subState().map(Enum::name).orElse(null),
        status.since(),
        status.reason(),
        status.causes().stream().findFirst().map(Cause::text).orElse(null),
        model.cycle().toMillis(),
        snapshot.step(),
        nodes(site),
        flow(site.flow()),
        limits(site, snapshot),
        contacts(model));
  }

  private static List<SiteView.NodeView> nodes(Site site) {
    SiteModel model = site.model();
    Map<NodeId, String> natures = new HashMap<>();
    for (DeviceStatus device : site.devices()) {
      device.declaration().ifPresent(declared -> natures.putAll(declared.natures()));
    }
    Map<NodeId, String> measured = new HashMap<>();
    for (Node node : model.nodes().values()) {
      node.meter().ifPresent(meter -> measured.putIfAbsent(meter, measures(node.kind())));
    }
    return model.nodes().values().stream()
        .map(
            node ->
                new SiteView.NodeView(
                    node.id().value(),
                    node.kind().name().toLowerCase(Locale.ROOT),
                    node.parent().map(NodeId::value).orElse(null),
                    node.nature().orElse(natures.get(node.id())),
                    node.meter().map(NodeId::value).orElse(null),
                    measured.get(node.id())))
        .toList();
  }

  private static String measures(Node.Kind metered) {
    return switch (metered) {
      case SITE -> "pcc";
      case GROUP -> "group";
      case DEVICE, TERMINAL -> "device";
    };
  }

  private static SiteView.FlowView flow(EnergyFlow flow) {
    return new SiteView.FlowView(
        flow.gridW(),
        flow.pvW(),
        flow.batteryW(),
        flow.loadW(),
        flow.chargerW(),
        flow.selfConsumptionPct(),
        flow.autarkyPct());
  }

  private List<SiteView.LimitView> limits(Site site, Snapshot snapshot) {
    List<SiteView.LimitView> limits = new ArrayList<>();
    site.decision().stream()
        .flatMap(decision -> decision.outcomes().stream())
        .forEach(outcome -> outcome.limitedBy().ifPresent(by -> limits.add(binding(outcome, by))));
    for (LimitConfig limit : site.model().limits()) {
      double value = usableNow(snapshot, limit);
      Interval allowed = limit.interval();
      boolean active = value <= allowed.min() || value >= allowed.max();
      limits.add(
          new SiteView.LimitView(
              limit.address().node().value(),
              text(limit),
              active,
              limit.address().pointName(),
              value,
              limit.address().point().unit().symbol(),
              allowed.min(),
              allowed.max(),
              limit.reaction().name()));
    }
    return limits;
  }

  /** What bound a setpoint, with the bounds of the first level that left it no more. */
  private static SiteView.LimitView binding(Decision.Outcome outcome, String by) {
    Interval bounds =
        Arrays.stream(Level.values())
            .map(level -> outcome.envelope().at(level))
            .filter(left -> left.min() == outcome.value() || left.max() == outcome.value())
            .findFirst()
            .orElse(outcome.envelope().at(Level.SAFETY));
    return new SiteView.LimitView(
        outcome.node().value(),
        by,
        true,
        outcome.quantity().id(),
        outcome.value(),
        outcome.quantity().unit().symbol(),
        bounds.min(),
        bounds.max(),
        null);
  }

  private static List<SiteView.ContactView> contacts(SiteModel model) {
    return model.contacts().stream()
        .map(c -> new SiteView.ContactView(c.name(), c.role(), c.phone(), c.mail(), c.text()))
        .toList();
  }

  private double usableNow(Snapshot snapshot, LimitConfig limit) {
    return snapshot
        .sample(limit.address())
        .map(sample -> sample.usableAt(clock.nanos()))
        .orElse(Double.NaN);
  }

  private static String text(LimitConfig limit) {
    return limit.address().pointName()
        + " "
        + range(limit.interval(), limit.address().point().unit().symbol())
        + (limit.reaction() == LimitConfig.Reaction.TRIP ? ", trips" : "");
  }

  private static String range(Interval interval, String unit) {
    String suffix = unit.isEmpty() ? "" : " " + unit;
    if (Double.isInfinite(interval.min())) {
      return "at most " + number(interval.max()) + suffix;
    }
    if (Double.isInfinite(interval.max())) {
      return "at least " + number(interval.min()) + suffix;
    }
    return number(interval.min()) + " to " + number(interval.max()) + suffix;
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /** All devices, in the order of site.yaml. */
  public List<DeviceView> devices(Site site) {
    SiteModel model = site.model();
    return site.devices().stream().map(status -> device(model, status)).toList();
  }

  /** One device with its points, empty where there is none with this id. */
  public Optional<DeviceDetail> device(Site site, String id) {
    return site.devices().stream()
        .filter(status -> status.device().value().equals(id))
        .findFirst()
        .flatMap(
            status ->
                site.model()
                    .device(status.device())
                    .map(
                        config ->
                            DeviceDetail.of(
                                device(site.model(), status),
                                config,
                                points(site, id, null),
                                status.lastWrite().isEmpty() ? null : status.lastWrite())));
  }

  /** Whether a device is the right one, answers, and told something not long ago. */
  private boolean isOnline(DeviceStatus status) {
    long slowestMs =
        status
            .declaration()
            .flatMap(declared -> declared.points().values().stream().min(Duration::compareTo))
            .orElse(Duration.ofSeconds(1))
            .toMillis();
    long most = Math.max(LEAST_SILENCE_MS, OFFLINE_AFTER * slowestMs);
    return status.session().state() == SessionStatus.State.READY
        && status
            .lastSeen()
            .map(seen -> Duration.between(seen, clock.instant()).toMillis() <= most)
            .orElse(false);
  }

  private DeviceView device(SiteModel model, DeviceStatus status) {
    NodeId id = status.device();
    Optional<DeviceDeclaration> declared = status.declaration();
    String nature =
        declared
            .map(declaration -> declaration.natures().get(id))
            .or(() -> Optional.ofNullable(model.nodes().get(id)).flatMap(Node::nature))
            .orElse(null);
    return new DeviceView(
        id.value(),
        declared.map(DeviceDeclaration::name).orElse(id.value()),
        nature,
        model.device(id).map(DeviceConfig::type).orElse(""),
        status.session().state().name(),
        status.controlled() ? "control" : "observe",
        new DeviceView.GateView(
            status.cell().cause().map(Cause::text).orElse(null), status.cell().epoch()),
        declared.map(declaration -> declaration.maturity().name()).orElse(null),
        status.lastSeen().orElse(null),
        isOnline(status),
        model.device(id).map(DeviceConfig::connection).orElse(""),
        model.device(id).map(DeviceConfig::unit).orElse(0),
        declared.map(DeviceDeclaration::commands).orElse(List.of()),
        status.waitsForStart());
  }

  /** Samples, ordered by address; of one device with its terminals, of one point, or all. */
  public List<PointView> points(Site site, @Nullable String device, @Nullable String point) {
    long now = clock.nanos();
    return site.snapshot().samples().stream()
        .filter(sample -> device == null || isOf(sample.address().node(), device))
        .filter(sample -> point == null || isPoint(sample, point))
        .map(sample -> point(sample, now))
        .toList();
  }

  private static boolean isOf(NodeId node, String device) {
    return node.value().equals(device) || node.device().value().equals(device);
  }

  private static boolean isPoint(Sample sample, String point) {
    return sample.address().pointName().equals(point)
        || sample.address().point().id().equals(point);
  }

  /** A sample, its quality judged now. */
  public PointView point(Sample sample) {
    return point(sample, clock.nanos());
  }

  private static PointView point(Sample sample, long now) {
    return new PointView(
        sample.address().node().value(),
        sample.address().pointName(),
        sample.value(),
        sample.address().point().unit().symbol(),
        sample.qualityAt(now).name(),
        sample.measuredAt());
  }

  /** The newest events after a sequence number, oldest first. */
  public List<EventView> events(Site site, long after, int limit) {
    return site.events(after, limit).stream().map(Projection::event).toList();
  }

  /** An event as it is shown. */
  public static EventView event(Event event) {
    return new EventView(
        event.sequence(),
        event.at(),
        event.severity().name(),
        event.source(),
        event.kind(),
        event.text(),
        event.values());
  }

  /** The newest decision; step 0 before the first. */
  public DecisionView decision(Site site) {
    return site.decision()
        .map(Projection::decision)
        .orElseGet(() -> new DecisionView(0, null, List.of(), List.of(), List.of()));
  }

  /** A decision. */
  public static DecisionView decision(Decision decision) {
    return new DecisionView(
        decision.step(),
        decision.at(),
        decision.proposals().stream().map(p -> proposal(p, decision)).toList(),
        decision.dropped().stream()
            .map(
                dropped ->
                    new DecisionView.DroppedView(
                        proposal(dropped.proposal(), decision), dropped.against()))
            .toList(),
        decision.outcomes().stream().map(Projection::setpoint).toList());
  }

  private static ProposalView proposal(Proposal proposal, Decision decision) {
    return proposal(proposal, decision.at(), decision.nanos());
  }

  /** A proposal whose deadline is told from one moment on both clocks. */
  public static ProposalView proposal(Proposal proposal, Instant at, long nanos) {
    return new ProposalView(
        proposal.source(),
        proposal.level().name(),
        proposal.node().value(),
        proposal.quantity().id(),
        proposal.phase().name(),
        proposal.interval().min(),
        proposal.interval().max(),
        proposal.target(),
        proposal.quantity().unit().symbol(),
        at.plusNanos(proposal.validUntilNanos() - nanos),
        proposal.reason());
  }

  private static DecisionView.SetpointView setpoint(Decision.Outcome outcome) {
    return new DecisionView.SetpointView(
        outcome.node().value(),
        outcome.quantity().id(),
        outcome.value(),
        outcome.quantity().unit().symbol(),
        Arrays.stream(Level.values())
            .map(
                level ->
                    new DecisionView.EnvelopeView(
                        level.name(),
                        outcome.envelope().at(level).min(),
                        outcome.envelope().at(level).max()))
            .toList(),
        outcome.limitedBy().orElse(null),
        outcome.reason());
  }

  /** All control modes, in the order of their rank. */
  public List<ModeView> modes(Site site) {
    return site.modes().stream().map(Projection::mode).toList();
  }

  private static ModeView mode(ModeStatus mode) {
    return new ModeView(
        mode.config().id(),
        mode.config().type(),
        mode.config().node().value(),
        mode.config().level().name(),
        mode.config().rank(),
        mode.enabled(),
        mode.state(),
        mode.text(),
        mode.steps(),
        mode.late(),
        mode.config().config(),
        mode.values());
  }
}
