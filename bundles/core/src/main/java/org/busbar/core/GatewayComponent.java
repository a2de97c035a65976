package org.busbar.core;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.busbar.api.control.ControlMode;
import org.busbar.api.device.DeviceType;
import org.busbar.api.face.Gateway;
import org.busbar.api.face.ModeStatus;
import org.busbar.api.face.Site;
import org.busbar.api.face.SiteEditor;
import org.busbar.api.plugin.Containment;
import org.busbar.api.plugin.Succession;
import org.busbar.api.plugin.Trial;
import org.busbar.api.safety.Discovery;
import org.busbar.api.safety.FieldFactory;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.SiteId;
import org.busbar.core.loop.Runner;
import org.busbar.core.mode.ModeSuccession;
import org.busbar.core.mode.ModeTypes;
import org.busbar.core.mode.ThreadWorkers;
import org.busbar.core.site.SiteGateway;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds the sites that the framework property {@code busbar.site} names (paths, separated by
 * commas) with their state below {@code busbar.home}, as soon as a field side is there. With {@code
 * busbar.tuning} {@code fast} the loops of short cycles wait awake for the last fraction of a
 * millisecond.
 */
@Component(
    service = {Gateway.class, Succession.class},
    immediate = true)
public final class GatewayComponent implements Gateway, Succession {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayComponent.class);
  private static final int SHARED_THREADS = 2;
  private static final int MODE_WORKERS = 2;

  private final ModeTypes types = new ModeTypes();
  private final ThreadWorkers workers;
  private final Runner runner;
  private final SiteGateway gateway;
  private final ModeSuccession modes;

  /** Builds the sites and starts their loops; does not wait for devices. */
  @Activate
  public GatewayComponent(BundleContext context, @Reference FieldFactory fields) {
    Clock clock = Clock.system();
    boolean fast = "fast".equals(context.getProperty("busbar.tuning"));
    workers = new ThreadWorkers(clock, MODE_WORKERS);
    runner = new Runner(clock, SHARED_THREADS, fast);
    gateway =
        new SiteGateway(
            files(context),
            Path.of(property(context, "busbar.home", "home")),
            new SiteGateway.Platform(fields, types, workers, runner, clock));
    modes = new ModeSuccession(types, this::allModes, clock);
    for (String problem : gateway.problems()) {
      LOG.error("{}", problem);
    }
  }

  private static List<Path> files(BundleContext context) {
    return Arrays.stream(property(context, "busbar.site", "").split(","))
        .map(String::strip)
        .filter(path -> !path.isEmpty())
        .map(Path::of)
        .toList();
  }

  private static String property(BundleContext context, String name, String fallback) {
    String value = context.getProperty(name);
    return value == null ? fallback : value;
  }

  /** A type of control mode came. */
  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addMode(ControlMode<?, ?> type, Map<String, Object> properties) {
    types.add(type, properties.get(Constants.SERVICE_BUNDLEID) instanceof Long bundle ? bundle : 0);
  }

  /** A type of control mode goes. */
  void removeMode(ControlMode<?, ?> type) {
    types.remove(type);
  }

  /** Who holds plug-ins to what they declared is there. */
  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void addContainment(Containment containment) {
    types.containedBy(containment);
  }

  /** Who holds plug-ins to what they declared goes; what it counted is gone. */
  void removeContainment(Containment containment) {
    types.uncontainedBy(containment);
  }

  /** Ends in order: loops, fields, threads. */
  @Deactivate
  void end() {
    gateway.close();
    runner.close();
    workers.close();
  }

  private List<ModeStatus> allModes() {
    return sites().stream().flatMap(site -> site.modes().stream()).toList();
  }

  @Override
  public String what() {
    return modes.what();
  }

  @Override
  public Trial tryOut(Set<Long> old, Set<Long> next) {
    return modes.tryOut(old, next);
  }

  @Override
  public Collection<Site> sites() {
    return gateway.sites();
  }

  @Override
  public Optional<Site> site(SiteId id) {
    return gateway.site(id);
  }

  @Override
  public Optional<SiteEditor> editor(SiteId id) {
    return gateway.editor(id);
  }

  @Override
  public Optional<Discovery> discovery() {
    return gateway.discovery();
  }

  @Override
  public List<DeviceType> deviceTypes() {
    return gateway.deviceTypes();
  }

  @Override
  public List<String> problems() {
    return gateway.problems();
  }
}
