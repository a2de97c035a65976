package org.busbar.safety;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.busbar.api.events.Severity;
import org.busbar.api.safety.Cause;
import org.busbar.api.safety.SiteState;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.safety.stop.Isolation;
import org.busbar.safety.stop.StopPlan;

/** Has contactors opened in the course of a stop. On the lease thread only. */
final class Separation {
  private final Ground ground;
  private final List<FieldDevice> devices;
  private final Map<NodeId, Long> opened = new HashMap<>();
  private final Set<NodeId> told = new HashSet<>();
  private volatile Isolation isolation = Isolation.NONE;

  Separation(Ground ground, List<FieldDevice> devices) {
    this.ground = ground;
    this.devices = devices;
  }

  /** Takes over who opens contactors. */
  void by(Isolation contactors) {
    isolation = contactors;
  }

  void tend(SiteGate.Phase site, long nowNanos) {
    Isolation contactors = isolation;
    for (FieldDevice device : devices) {
      if (!contactors.hasContactors(device.id())) {
        continue;
      }
      Cell.Shut shut = device.cell().shut();
      if (!shut.cell().isOpen()) {
        StopPlan plan = device.plan(shut);
        String why = shut.cell().cause().map(Cause::text).orElse("");
        // A more urgent cause begins a new stop.
        if (plan.isolates(nowNanos, contactors.isUnloaded(device.id()))) {
          open(contactors, device.id(), shut.sinceNanos(), why);
        }
      } else if (site.state() == SiteState.STOPPED) {
        inOrder(contactors, device, site.nanos(), nowNanos);
      } else {
        opened.remove(device.id());
        told.remove(device.id());
      }
    }
  }

  /** An ordered stop opens without load only. */
  private void inOrder(Isolation contactors, FieldDevice device, long sinceNanos, long nowNanos) {
    StopPlan plan = device.plan(new Cell.Shut(device.cell().get(), 1, sinceNanos));
    if (contactors.isUnloaded(device.id())) {
      open(contactors, device.id(), sinceNanos, "The site was stopped in order.");
    } else if (plan.isolates(nowNanos, false)
        && !opened.containsKey(device.id())
        && told.add(device.id())) {
      ground
          .events()
          .raise(
              Severity.ALARM,
              device.id().toString(),
              "not-isolated",
              "The contactors of " + device.id() + " stay closed: current still flows.");
    }
  }

  private void open(Isolation contactors, NodeId device, long sinceNanos, String why) {
    Long before = opened.put(device, sinceNanos);
    if (before == null || before != sinceNanos) {
      contactors.open(device, why);
    }
  }
}
