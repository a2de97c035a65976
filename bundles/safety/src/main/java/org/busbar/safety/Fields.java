package org.busbar.safety;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.busbar.api.device.DeviceType;
import org.busbar.api.device.write.Driver;
import org.busbar.api.events.EventSink;
import org.busbar.api.safety.Discovery;
import org.busbar.api.safety.Field;
import org.busbar.api.safety.FieldFactory;
import org.busbar.api.site.SampleStore;
import org.busbar.api.site.SiteModel;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Transport;
import org.busbar.api.vocabulary.SiteId;
import org.busbar.safety.audit.AuditTrail;
import org.busbar.safety.discover.Scout;
import org.busbar.safety.guard.Supervision;
import org.busbar.safety.record.BlackBox;
import org.jspecify.annotations.Nullable;

/** All fields of this process and the types they are made of. Thread-safe. */
final class Fields implements FieldFactory {
  /** One field with the clock it lives by. */
  private record Entry(SiteId id, SiteField field, Clock clock) {}

  private final ServiceTypes types = new ServiceTypes();
  private final Runnable alert;
  private final Runnable auditWake;
  private final Supervision supervision;
  private final BlackBox.Room room;
  private final List<Entry> entries = new CopyOnWriteArrayList<>();
  private final Scout scout = new Scout(new Places());

  /** What is there for who looks for devices. */
  private final class Places implements Scout.Surroundings {
    @Override
    public @Nullable Transport transport(String id) {
      return types.transport(id);
    }

    @Override
    public @Nullable Driver driver(String id) {
      return types.driver(id);
    }

    @Override
    public List<Driver> drivers() {
      return types.drivers();
    }

    @Override
    public Optional<Scout.Live> live(String transport, Map<String, String> wire) {
      return entries.stream()
          .flatMap(entry -> entry.field().links().live(transport, wire).stream())
          .findFirst();
    }
  }

  /**
   * No field yet.
   *
   * @param alert has the watch and the record threads look at once
   * @param auditWake has the thread that writes audits look at once
   * @param supervision who ends what has no timer, where there is somebody
   * @param room how much recordings may take
   */
  Fields(Runnable alert, Runnable auditWake, Supervision supervision, BlackBox.Room room) {
    this.alert = alert;
    this.auditWake = auditWake;
    this.supervision = supervision;
    this.room = room;
  }

  /** The same without a supervisor, and nobody to be woken for audits. */
  Fields(Runnable alert) {
    this(alert, () -> {}, Supervision.none(), BlackBox.Room.USUAL);
  }

  @Override
  public List<String> problems(SiteModel model) {
    return Findings.of(model, types);
  }

  @Override
  public Optional<Discovery> discovery() {
    return Optional.of(scout);
  }

  @Override
  public List<DeviceType> deviceTypes() {
    return types.deviceTypes();
  }

  @Override
  public Field open(SiteModel model, SampleStore store, EventSink events, Path home, Clock clock) {
    AuditTrail audit = AuditTrail.ofSite(home, model.id(), clock, events, auditWake);
    EventSink watched = audit.watching(events);
    BlackBox box = new BlackBox(room, home, model, clock, new BlackBox.Sinks(events, audit));
    return openField(new Ground(model, store, watched, clock, alert, audit, box), home);
  }

  SiteField openField(Ground ground, Path home) {
    SiteField field = new SiteField(ground, types, home, supervision, this::closed);
    synchronized (entries) {
      SiteId id = ground.model().id();
      if (entries.stream().anyMatch(entry -> entry.id().equals(id))) {
        throw new IllegalArgumentException("site " + id + " is open already; close it first");
      }
      entries.add(new Entry(id, field, ground.clock()));
    }
    field.open();
    return field;
  }

  private void closed(SiteField field) {
    entries.removeIf(entry -> entry.field() == field);
  }

  ServiceTypes types() {
    return types;
  }

  List<SiteField> open() {
    return entries.stream().map(Entry::field).toList();
  }

  void add(Driver driver) {
    add(driver, 0);
  }

  void add(Driver driver, long bundle) {
    if (types.add(driver, bundle)) {
      entries.forEach(entry -> entry.field().servicesCame());
    }
  }

  void remove(Driver driver) {
    if (types.remove(driver)) {
      entries.forEach(entry -> entry.field().links().driverGone(driver.id()));
      entries.forEach(entry -> entry.field().servicesCame());
    }
  }

  void add(Transport transport) {
    if (types.add(transport)) {
      entries.forEach(entry -> entry.field().servicesCame());
    }
  }

  void remove(Transport transport) {
    if (types.remove(transport)) {
      entries.forEach(entry -> entry.field().links().transportGone(transport.id()));
      entries.forEach(entry -> entry.field().servicesCame());
    }
  }

  /** One round of the lease thread. */
  void tend() {
    boolean onTime = !entries.isEmpty();
    for (Entry entry : entries) {
      long now = entry.clock().nanos();
      entry.field().tend(now);
      onTime &= entry.field().isOnTime(now);
    }
    supervision.beat(onTime);
  }

  /** One round of the record thread. */
  void keepRecords() {
    for (Entry entry : entries) {
      entry.field().keepRecord();
    }
  }

  /** One round of the watch thread. */
  void watch() {
    for (Entry entry : entries) {
      entry.field().watch(entry.clock().nanos());
    }
  }

  /** One round of the thread that writes audits. */
  void writeAudits() {
    for (Entry entry : entries) {
      entry.field().audit().flush();
    }
  }

  /** One round of the thread that writes recordings. */
  void writeRecordings() {
    for (Entry entry : entries) {
      entry.field().recorder().round();
    }
  }

  void close() {
    scout.close();
    entries.forEach(entry -> entry.field().close());
    supervision.close();
  }
}
