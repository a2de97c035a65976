package org.busbar.safety;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.busbar.api.events.Severity;
import org.busbar.api.site.Snapshot;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.safety.stop.Interlocks;

/** The interlocks of a site: judged by the image on the loop, by the newest values at the gate. */
final class SiteInterlocks implements AutoCloseable {
  private final Ground ground;
  private final ServiceTypes types;
  private final Interlocks interlocks;
  private final Map<NodeId, FieldDevice> devices = new ConcurrentHashMap<>();
  private final Map<String, Alarm> alarms = new HashMap<>();
  private Set<NodeId> held = Set.of();

  SiteInterlocks(Ground ground, ServiceTypes types) {
    this.ground = ground;
    this.types = types;
    this.interlocks = new Interlocks(ground.model(), types::judge);
  }

  /** Adds a device, or has it take the place of the one with its id. */
  void guard(FieldDevice device) {
    devices.put(device.id(), device);
  }

  /** Devices are gone, and the model is another one. */
  void takeOver(List<FieldDevice> gone) {
    gone.forEach(device -> devices.remove(device.id(), device));
    interlocks.takeOver(ground.model());
  }

  /** Asks bundles, tells what changed, wakes whom it concerns; returns the devices held. Loop. */
  Set<NodeId> freeze(Snapshot snapshot) {
    interlocks.ask(types.interlocks(), snapshot);
    ToDoubleFunction<Address> values = snapshot::value;
    long now = snapshot.nanos();
    Map<String, String> broken = interlocks.broken(values, now);
    alarms.forEach(
        (id, alarm) -> {
          if (!broken.containsKey(id)) {
            alarm.end("Interlock " + id + " holds again.");
          }
        });
    broken.forEach(
        (id, why) ->
            alarms
                .computeIfAbsent(
                    id, i -> new Alarm(ground.events(), Severity.ALARM, i, "interlock"))
                .raise(why));
    if (broken.isEmpty() && held.isEmpty()) {
      return held;
    }
    Set<NodeId> next = new HashSet<>();
    for (FieldDevice device : devices.values()) {
      boolean stands = !broken.isEmpty() && !interlocks.why(device.id(), values, now).isEmpty();
      if (stands) {
        next.add(device.id());
      }
      if (stands != held.contains(device.id())) {
        device.wake();
      }
    }
    held = next;
    return held;
  }

  /** Why a device may not be controlled at this very moment, empty where it may. Any thread. */
  String why(NodeId device) {
    long now = ground.clock().nanos();
    return interlocks.why(device, address -> value(address, now), now);
  }

  /** Why the site may not be started, empty where it may. Any thread. */
  String whySite() {
    long now = ground.clock().nanos();
    return interlocks.whySite(address -> value(address, now), now);
  }

  private double value(Address address, long nowNanos) {
    FieldDevice device = devices.get(address.node().device());
    return device == null ? Double.NaN : device.usableAt(address, nowNanos);
  }

  @Override
  public void close() {
    interlocks.close();
  }
}
