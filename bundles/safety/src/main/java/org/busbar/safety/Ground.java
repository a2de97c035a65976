package org.busbar.safety;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.busbar.api.events.EventSink;
import org.busbar.api.safety.SiteState;
import org.busbar.api.site.SampleStore;
import org.busbar.api.site.SiteModel;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.safety.audit.AuditTrail;
import org.busbar.safety.record.BlackBox;

/**
 * What the field of one site stands on.
 *
 * @param current the model of the site; another one takes its place while devices come and go
 * @param store entry of samples, at which virtual devices listen
 * @param alert has the watch and the record threads look at once instead of at their next round
 * @param correlations ids of requests that the next write to a device is logged under
 */
record Ground(
    AtomicReference<SiteModel> current,
    Virtuals store,
    EventSink events,
    Clock clock,
    Runnable alert,
    AuditTrail audit,
    BlackBox box,
    Map<NodeId, String> correlations) {
  /** With this model of the site at first. */
  Ground(
      SiteModel model,
      SampleStore store,
      EventSink events,
      Clock clock,
      Runnable alert,
      AuditTrail audit,
      BlackBox box) {
    this(
        new AtomicReference<>(model),
        new Virtuals(store),
        events,
        clock,
        alert,
        audit,
        box,
        new ConcurrentHashMap<>());
  }

  /** The site as it is now. */
  SiteModel model() {
    return current.get();
  }

  /** Records a command that was accepted, and from which state to which it led. */
  void commanded(
      String by, String reason, SiteState before, SiteState after, Map<String, String> what) {
    Map<String, String> values = new TreeMap<>(what);
    values.put("before", before.name());
    values.put("after", after.name());
    audit.append("command", by, reason, values);
  }
}
