package org.busbar.safety;

import java.util.HashMap;
import java.util.Map;
import org.busbar.api.events.EventSink;
import org.busbar.api.events.Severity;
import org.busbar.api.vocabulary.Address;

/** Tells once why something that is under authority cannot be controlled. */
final class Obstacles {
  private final EventSink events;
  private final Map<Address, Alarm> byAddress = new HashMap<>();
  private final Alarm record;

  Obstacles(EventSink events) {
    this.events = events;
    this.record = new Alarm(events, Severity.ALARM, "site", "state-not-recorded");
  }

  /** On the site's loop. */
  void tell(FieldDevice device, Address address, String obstacle) {
    if (!device.order().authority()) {
      return;
    }
    if (obstacle.isEmpty()) {
      Alarm told = byAddress.get(address);
      if (told != null) {
        told.end(address + " can be controlled again.");
      }
      return;
    }
    byAddress
        .computeIfAbsent(
            address, a -> new Alarm(events, Severity.WARNING, a.toString(), "not-controllable"))
        .raise(address + " cannot be controlled: " + obstacle + ".");
  }

  void recordNotWritten(Exception cause) {
    record.raise("The state of the site cannot be recorded: " + cause.getMessage());
  }

  void recordWritten() {
    record.end("The state of the site is recorded again.");
  }
}
