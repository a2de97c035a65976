package org.busbar.safety;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.write.Driver;
import org.busbar.api.site.EmergencyConfig;
import org.busbar.api.site.InterlockConfig;
import org.busbar.api.site.LimitConfig;
import org.busbar.api.site.SiteModel;
import org.busbar.api.transport.Transport;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.safety.limit.Settings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is wrong with a site as far as the types that are there can tell, one line per problem. What
 * has no driver or transport yet is judged when it comes.
 */
final class Findings {
  private static final Logger LOG = LoggerFactory.getLogger(Findings.class);

  private final SiteModel model;
  private final ServiceTypes types;
  private final Map<String, ConnectionConfig> connections = new HashMap<>();
  private final List<String> lines = new ArrayList<>();

  private Findings(SiteModel model, ServiceTypes types) {
    this.model = model;
    this.types = types;
    model.connections().forEach(connection -> connections.put(connection.name(), connection));
  }

  /** All problems. Opens nothing. */
  static List<String> of(SiteModel model, ServiceTypes types) {
    Findings findings = new Findings(model, types);
    findings.surroundings();
    model.devices().forEach(findings::described);
    return findings.lines;
  }

  /** Problems of all but what the drivers describe. */
  static List<String> around(SiteModel model, ServiceTypes types) {
    Findings findings = new Findings(model, types);
    findings.surroundings();
    return findings.lines;
  }

  private void surroundings() {
    for (ConnectionConfig connection : model.connections()) {
      Transport transport = types.transport(connection.transport());
      if (transport != null) {
        add(connection.source(), connection.name(), () -> transport.problems(connection));
      }
    }
    for (DeviceConfig device : model.devices()) {
      ConnectionConfig connection = connections.get(device.connection());
      Transport transport = connection == null ? null : types.transport(connection.transport());
      if (transport != null) {
        add(device.source(), device.id().value(), () -> transport.problems(device));
      }
    }
    Set<NodeId> devices =
        model.devices().stream().map(DeviceConfig::id).collect(Collectors.toSet());
    model.limits().forEach(limit -> check(limit, devices));
    model.protections().forEach(protection -> Settings.of(protection, lines));
    for (EmergencyConfig.Input input : model.emergency().inputs()) {
      input.channels().forEach(channel -> known(channel, input.source()));
    }
    for (InterlockConfig interlock : model.interlocks()) {
      interlock.conditions().forEach(each -> known(each.address(), interlock.source()));
    }
  }

  /** A point that safety depends on must exist; not known while its device has no driver yet. */
  private void known(Address address, String source) {
    DeviceConfig device = model.device(address.node().device()).orElse(null);
    Driver driver = device == null ? null : types.driver(device.driver());
    boolean wrong = device == null;
    if (device != null && driver != null) {
      try {
        wrong = !driver.describe(device).points().containsKey(address);
      } catch (RuntimeException e) {
        LOG.debug("{} cannot be described; that is told where it is opened", device.id(), e);
      }
    }
    if (wrong) {
      lines.add(source + ": '" + address + "' is no point that a device of this site has");
    }
  }

  private void described(DeviceConfig device) {
    Driver driver = types.driver(device.driver());
    if (driver != null) {
      add(
          device.source(),
          device.id().value(),
          () -> {
            try {
              driver.describe(device);
              requireCarried(driver, device, connections.get(device.connection()));
              return List.of();
            } catch (IllegalArgumentException e) {
              return List.of(String.valueOf(e.getMessage()));
            }
          });
    }
  }

  /**
   * Refuses a device on a connection that does not speak as it does.
   *
   * @throws IllegalArgumentException naming the connection, what the device needs and the remedy
   */
  static void requireCarried(
      Driver driver, DeviceConfig device, @Nullable ConnectionConfig connection) {
    List<String> wanted = driver.transports(device);
    if (connection != null && !wanted.isEmpty() && !wanted.contains(connection.transport())) {
      String needed = String.join(" or ", wanted);
      String kind = driver.id().equals(device.type()) ? "" : " '" + device.type() + "'";
      throw new IllegalArgumentException(
          "connection '%s' is of transport %s, but %s%s speaks %s. Name a connection of transport %s"
              .formatted(
                  connection.name(), connection.transport(), driver.id(), kind, needed, needed));
    }
  }

  private interface Judge {
    List<String> problems();
  }

  /** A driver or transport with a bug costs its own devices only; that is told when they open. */
  private void add(String source, String what, Judge judge) {
    try {
      judge.problems().forEach(problem -> lines.add(source + ": " + problem));
    } catch (RuntimeException e) {
      LOG.error("{} cannot be judged", what, e);
    }
  }

  private void check(LimitConfig limit, Set<NodeId> devices) {
    Address address = limit.address();
    String what = limit.source() + ": limit of '" + address + "'";
    if (!devices.contains(address.node().device())) {
      lines.add(what + ", which is no device");
    } else if (limit.reaction() == LimitConfig.Reaction.CLAMP && !Rules.clamps(address.point())) {
      lines.add(what + " cannot clamp a setpoint; write 'reaction: trip'");
    }
  }
}
