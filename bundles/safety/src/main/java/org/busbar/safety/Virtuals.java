package org.busbar.safety;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.busbar.api.site.SampleStore;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Sample;

/**
 * The entry of samples, and whoever computes others of them: he hears each as it was judged, on the
 * thread that brought it. Thread-safe.
 */
final class Virtuals implements SampleStore {
  private final SampleStore store;
  private final Map<Address, List<VirtualSession>> listeners = new ConcurrentHashMap<>();

  Virtuals(SampleStore store) {
    this.store = store;
  }

  @Override
  public Sample put(Sample sample) {
    Sample judged = store.put(sample);
    for (VirtualSession session : listeners.getOrDefault(judged.address(), List.of())) {
      session.heard(judged);
    }
    return judged;
  }

  void listen(Address address, VirtualSession session) {
    listeners.computeIfAbsent(address, _ -> new CopyOnWriteArrayList<>()).add(session);
  }

  void forget(VirtualSession session) {
    listeners.values().forEach(sessions -> sessions.remove(session));
  }
}
