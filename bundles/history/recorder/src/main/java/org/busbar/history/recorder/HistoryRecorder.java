package org.busbar.history.recorder;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import org.busbar.api.face.Gateway;
import org.busbar.api.face.Site;
import org.busbar.api.history.HistoryStore;
import org.busbar.api.plugin.Succession;
import org.busbar.api.plugin.Trial;
import org.busbar.api.time.Clock;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Which store is written: the oldest, unless another was moved to. What comes beside it waits.
 * Thread-safe.
 */
@Component(service = Succession.class, immediate = true)
public final class HistoryRecorder implements Succession {
  private final AtomicReference<@Nullable Gateway> gateway = new AtomicReference<>();

  /** By the number of their service: the older goes first. */
  private final Map<Long, Offered> stores = new ConcurrentSkipListMap<>();

  private final Clock clock;
  private final Recorder recorder;

  private record Offered(HistoryStore store, long bundle) {}

  /** Begins to record. */
  @Activate
  public HistoryRecorder() {
    this(Clock.system());
  }

  HistoryRecorder(Clock clock) {
    this.clock = clock;
    recorder = new Recorder(gateway::get, clock);
    recorder.start();
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void bind(Gateway found) {
    gateway.set(found);
  }

  void unbind(Gateway gone) {
    gateway.compareAndSet(gone, null);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindStore(HistoryStore store, ServiceReference<HistoryStore> reference) {
    stores.put(number(reference), new Offered(store, reference.getBundle().getBundleId()));
    if (recorder.store() == null) {
      recorder.use(store);
    }
  }

  void unbindStore(HistoryStore store, ServiceReference<HistoryStore> reference) {
    stores.remove(number(reference));
    if (recorder.store() == store) {
      recorder.lose(store, stores.values().stream().map(Offered::store).findFirst().orElse(null));
    }
  }

  private static long number(ServiceReference<HistoryStore> reference) {
    return (Long) reference.getProperty(Constants.SERVICE_ID);
  }

  /** Writes what has come so far, then ends. */
  @Deactivate
  void end() {
    recorder.close();
  }

  Recorder recorder() {
    return recorder;
  }

  Collection<Site> sites() {
    Gateway now = gateway.get();
    return now == null ? List.of() : now.sites();
  }

  /** A store that one of these bundles offers. */
  Optional<HistoryStore> of(Set<Long> bundles) {
    return stores.values().stream()
        .filter(each -> bundles.contains(each.bundle()))
        .map(Offered::store)
        .findFirst();
  }

  @Override
  public String what() {
    return "history";
  }

  @Override
  public Trial tryOut(Set<Long> old, Set<Long> next) {
    return new StoreTrial(this, clock, Set.copyOf(old), Set.copyOf(next));
  }
}
