package org.busbar.safety;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.busbar.api.device.DeviceType;
import org.busbar.api.device.write.Driver;
import org.busbar.api.events.EventSink;
import org.busbar.api.plugin.Containment;
import org.busbar.api.plugin.Succession;
import org.busbar.api.safety.Discovery;
import org.busbar.api.safety.Field;
import org.busbar.api.safety.FieldFactory;
import org.busbar.api.safety.Interlock;
import org.busbar.api.site.SampleStore;
import org.busbar.api.site.SiteModel;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Transport;
import org.busbar.safety.guard.Supervision;
import org.busbar.safety.record.BlackBox;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.component.annotations.ServiceScope;

/** The service: fields, the types they are made of, and the four threads that keep them. */
@Component(service = FieldFactory.class, scope = ServiceScope.BUNDLE)
public final class Safety implements FieldFactory {
  private static final String CORE = "org.busbar.core";
  private static final Duration LEASE_PERIOD = Duration.ofMillis(20);
  private static final Duration WATCH_PERIOD = Duration.ofMillis(100);
  private static final Duration RECORD_PERIOD = Duration.ofMillis(200);
  private static final Duration AUDIT_PERIOD = Duration.ofSeconds(1);

  private final Map<Driver, Driver> contained =
      Collections.synchronizedMap(new IdentityHashMap<>());
  private volatile Containment containment = Containment.none();
  private final Rounds rounds;
  private final Fields fields;
  private final Runnable watch;
  private final Runnable audits;
  private final Runnable records;
  private final Succession succession;
  private final Runnable withdraw;

  /**
   * Starts the threads, without any field. One instance per using bundle, and only one bundle may:
   * whoever can open a field can control devices.
   *
   * @throws IllegalStateException for every bundle but the core
   */
  @Activate
  public Safety(ComponentContext context) {
    this(new Keepers(), supervision(context), BlackBox.Room.USUAL, of -> offered(context, of));
  }

  /** Starts the threads, for programs that put the kernel together without a framework. */
  public Safety() {
    this(new Keepers(), Supervision.none(), BlackBox.Room.USUAL, of -> () -> {});
  }

  /** Has its rounds made by somebody else, for virtual time. */
  public static Safety steppedBy(Rounds rounds) {
    return new Safety(rounds, Supervision.none(), BlackBox.Room.LOOSE, of -> () -> {});
  }

  private Safety(
      Rounds rounds,
      Supervision supervision,
      BlackBox.Room room,
      Function<Succession, Runnable> offer) {
    this.rounds = rounds;
    fields = new Fields(this::alert, this::audit, supervision, room);
    succession = new DeviceSuccession(fields, Safety::aside, Clock.system());
    withdraw = offer.apply(succession);
    rounds.every("busbar-safety-leases", LEASE_PERIOD, fields::tend);
    watch = rounds.every("busbar-safety-watch", WATCH_PERIOD, fields::watch);
    audits = rounds.every("busbar-safety-audit", AUDIT_PERIOD, fields::writeAudits);
    rounds.every("busbar-safety-recordings", RECORD_PERIOD, fields::writeRecordings);
    records = rounds.every("busbar-safety-record", WATCH_PERIOD, fields::keepRecords);
  }

  /** Offers it to the provisioner; returns how to take it back. */
  private static Runnable offered(ComponentContext context, Succession succession) {
    ServiceRegistration<Succession> offered =
        context.getBundleContext().registerService(Succession.class, succession, new Hashtable<>());
    return offered::unregister;
  }

  /** What may not come back runs on a thread of its own. */
  private static void aside(Runnable job) {
    Thread.ofPlatform().name("busbar-safety-trial").daemon(true).start(job);
  }

  private static Supervision supervision(ComponentContext context) {
    Bundle user = context.getUsingBundle();
    if (user == null || !CORE.equals(user.getSymbolicName())) {
      throw new IllegalStateException("fields are opened by " + CORE + " only, not by " + user);
    }
    String counters = context.getBundleContext().getProperty("busbar.supervisor");
    String told = context.getBundleContext().getProperty("busbar.supervisor.told");
    return counters == null
        ? Supervision.none()
        : Supervision.join(Path.of(counters), told == null ? "" : told, Clock.system());
  }

  /** The record first: a latch is to be on disk as soon as it can be. */
  private void alert() {
    records.run();
    watch.run();
  }

  private void audit() {
    audits.run();
  }

  @Override
  public List<String> problems(SiteModel model) {
    return fields.problems(model);
  }

  @Override
  public Optional<Discovery> discovery() {
    return fields.discovery();
  }

  @Override
  public List<DeviceType> deviceTypes() {
    return fields.deviceTypes();
  }

  @Override
  public Field open(SiteModel model, SampleStore store, EventSink events, Path home, Clock clock) {
    return fields.open(model, store, events, home, clock);
  }

  /** A driver came, for programs without a framework. */
  public void addDriver(Driver driver) {
    fields.add(contained(driver));
  }

  private Driver contained(Driver driver) {
    return contained.computeIfAbsent(driver, each -> new ContainedDriver(each, () -> containment));
  }

  /** Who counts what plug-ins take is there. */
  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  public void addContainment(Containment by) {
    containment = by;
  }

  /** Who counts what plug-ins take goes. */
  public void removeContainment(Containment gone) {
    if (containment == gone) {
      containment = Containment.none();
    }
  }

  /** A driver came: opens the devices that waited for it. */
  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindDriver(Driver driver, Map<String, Object> properties) {
    fields.add(
        contained(driver),
        properties.get(Constants.SERVICE_BUNDLEID) instanceof Long bundle ? bundle : 0);
  }

  /** A driver goes: waits at most 5 s until its devices are released. */
  void unbindDriver(Driver driver) {
    fields.remove(contained(driver));
    contained.remove(driver);
  }

  /** Goes over from one version of a driver or a profile to the next. */
  public Succession succession() {
    return succession;
  }

  /** A transport came: opens the devices that waited for it. */
  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  public void addTransport(Transport transport) {
    fields.add(transport);
  }

  /** A transport goes: waits at most 5 s until its devices are released. */
  public void removeTransport(Transport transport) {
    fields.remove(transport);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addInterlock(Interlock interlock) {
    fields.types().add(interlock);
  }

  void removeInterlock(Interlock interlock) {
    fields.types().remove(interlock);
  }

  /** Closes every field in order, then ends the threads. */
  @Deactivate
  public void close() {
    withdraw.run();
    fields.close();
    rounds.close();
  }
}
