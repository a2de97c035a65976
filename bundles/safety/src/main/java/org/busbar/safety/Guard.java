package org.busbar.safety;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.device.write.Command.Action;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.WritePlan;
import org.busbar.api.device.write.guard.GuardList;
import org.busbar.api.events.Severity;
import org.busbar.api.transport.Connection;
import org.busbar.safety.guard.GuardFile;
import org.busbar.safety.guard.Supervision;

/**
 * Who ends a setpoint when this process dies: the device's own timer, or else the supervisor, as
 * soon as it is there and its list holds how. Thread-safe.
 */
final class Guard {
  private static final String MODBUS_TCP = "modbus-tcp";

  private final Ground ground;
  private final Supervision supervision;
  private final GuardFile file;
  private final Alarm lost;
  private final Alarm unplanned;
  private final Set<String> planned = ConcurrentHashMap.newKeySet();

  /** Quantities whose session changed: until the new entry is on disk, the old one ends them. */
  private final Set<String> passed = ConcurrentHashMap.newKeySet();

  Guard(Ground ground, Path home, Supervision supervision) {
    this.ground = ground;
    this.supervision = supervision;
    this.file = new GuardFile(home, ground.events());
    this.lost = new Alarm(ground.events(), Severity.ALARM, "site", "supervisor-lost");
    if (!supervision.told().isEmpty()) {
      ground.events().raise(Severity.CRITICAL, "site", "supervisor-acted", supervision.told());
    }
    this.unplanned = new Alarm(ground.events(), Severity.ALARM, "site", "guard-list");
  }

  /** Whether somebody would end a setpoint of this quantity now. */
  boolean mayGuard(Lane lane) {
    return lane.isGuarded() || supervision.isThere();
  }

  /** Why a device may not be written at all, empty where it may. */
  String observeOnly(Plant plant) {
    if (!plant.observeOnly().isEmpty() || plant.isTimed() || supervision.isThere()) {
      return plant.observeOnly();
    }
    return "it has no timer of its own that ends a setpoint when the gateway dies";
  }

  /** What to do so that it may, empty where nothing can be done. */
  String observeRemedy(Plant plant) {
    return plant.observeOnly().isEmpty()
        ? "it can be controlled as soon as a supervisor process guards it"
        : plant.observeRemedy();
  }

  /**
   * Whether a setpoint may go to the wire: its end is seen to, on disk. Asks for the entry where it
   * is not. On the connection's thread.
   */
  boolean covers(FieldDevice device, Lane lane, Connection connection, DeviceSession session) {
    if (lane.isGuarded()) {
      return true;
    }
    String quantity = lane.address().toString();
    if (planned.contains(quantity)) {
      boolean kept = file.keeps(quantity);
      if (kept) {
        passed.remove(quantity);
      }
      return kept || (passed.contains(quantity) && file.keepsAny(quantity));
    }
    Optional<GuardList.Entry> entry = entry(device, lane, connection, session);
    if (entry.isEmpty()) {
      unplanned.raise(
          quantity + " is not controlled: how to release it cannot be told beforehand.");
      return false;
    }
    unplanned.end("How to release every device can be told again.");
    file.want(entry.get());
    planned.add(quantity);
    ground.alert().run();
    return false;
  }

  private Optional<GuardList.Entry> entry(
      FieldDevice device, Lane lane, Connection connection, DeviceSession session) {
    Optional<WritePlan> release = session.plan(lane.resting(Action.RELEASE));
    Optional<WritePlan> safe = session.plan(lane.resting(Action.SAFE));
    Optional<ConnectionConfig> wire =
        ground.model().connections().stream()
            .filter(config -> config.name().equals(device.config().connection()))
            .filter(config -> config.transport().equals(MODBUS_TCP))
            .findFirst();
    if (release.isEmpty() || safe.isEmpty() || wire.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> settings = wire.get().settings();
    return Optional.of(
        new GuardList.Entry(
            device.id().toString(),
            lane.address().toString(),
            settings.getOrDefault("host", "").strip(),
            Integer.parseInt(settings.getOrDefault("port", "502").strip()),
            connection.responseTimeout(),
            release.get(),
            safe.get()));
  }

  /** Whether a session can tell how everything is ended that may be held now. */
  boolean mayPassOn(FieldDevice device, Plant plant, FieldDevice.Open next) {
    return plant.lanes().stream()
        .filter(this::isHeld)
        .allMatch(lane -> entry(device, lane, next.claim().wire(), next.session()).isPresent());
  }

  /** Another session has the device: what may be held now is ended as that one tells. */
  void passOn(FieldDevice device, Plant plant, FieldDevice.Open next) {
    for (Lane lane : plant.lanes()) {
      if (isHeld(lane)) {
        Connection wire = next.claim().wire();
        entry(device, lane, wire, next.session())
            .ifPresent(
                entry -> {
                  file.want(entry);
                  planned.add(entry.quantity());
                  passed.add(entry.quantity());
                });
        ground.alert().run();
      }
    }
  }

  private boolean isHeld(Lane lane) {
    return !lane.isGuarded() && file.holds(lane.address().toString());
  }

  /** A quantity is at rest: nobody has to end anything. */
  void drop(Lane lane) {
    if (!lane.isGuarded()) {
      String quantity = lane.address().toString();
      planned.remove(quantity);
      file.drop(quantity);
    }
  }

  /** A device was described: what is on the list may still be held, and has to be told anew. */
  void describe(Plant plant, boolean first) {
    for (Lane lane : plant.lanes()) {
      String quantity = lane.address().toString();
      planned.remove(quantity);
      if (first && file.holds(quantity)) {
        lane.recall();
      }
    }
  }

  /** Whether anything of a device is on the list. */
  boolean holdsAny(Plant plant) {
    return plant.lanes().stream().anyMatch(this::isHeld);
  }

  /**
   * Keeps the list, and tells of the supervisor; returns whether writers may go on. Watch thread.
   */
  boolean keep() {
    if (supervision.isExpected() && !supervision.isThere()) {
      lost.raise(
          "Devices without a timer of their own go to their release and are only observed: "
              + supervision.missing()
              + ".");
    } else {
      lost.end("The supervisor is there again.");
    }
    return file.keep();
  }
}
