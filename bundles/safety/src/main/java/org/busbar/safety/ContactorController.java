package org.busbar.safety;

import java.util.LinkedHashMap;
import java.util.Map;
import org.busbar.api.site.ContactorConfig;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.safety.stop.Isolation;

/** All contactors of a site. On the lease thread only. */
final class ContactorController implements Isolation {
  private final Map<NodeId, PackSwitch> switches = new LinkedHashMap<>();
  private final Clock clock;

  /** Takes the relays that hold contactors away from everybody else. */
  ContactorController(Ground ground, SiteGate gate, Map<NodeId, FieldDevice> devices) {
    this.clock = ground.clock();
    for (ContactorConfig config : ground.model().contactors()) {
      FieldDevice battery = devices.get(config.device());
      if (battery != null) {
        switches.put(config.device(), new PackSwitch(ground, gate, config, battery, devices));
      }
    }
  }

  /** One step of each. */
  void tend(long nowNanos) {
    switches.values().forEach(each -> each.tend(nowNanos));
  }

  @Override
  public boolean hasContactors(NodeId device) {
    return switches.containsKey(device);
  }

  @Override
  public boolean isUnloaded(NodeId device) {
    PackSwitch of = switches.get(device);
    return of != null && of.isUnloaded(clock.nanos());
  }

  @Override
  public void open(NodeId device, String reason) {
    PackSwitch of = switches.get(device);
    if (of != null) {
      of.separate(reason);
    }
  }
}
