package org.busbar.api.site;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.SiteId;

/**
 * Makes a site model out of what differs from an empty site in UTC with a cycle of 100 ms, the
 * usual emergency stop and the usual history. For one thread.
 */
public final class SiteModelBuilder {
  private final SiteId id;
  private String name;
  private ZoneId zone = ZoneId.of("UTC");
  private Duration cycle = Duration.ofMillis(100);
  private boolean autostart;
  private List<ConnectionConfig> connections = List.of();
  private List<DeviceConfig> devices = List.of();
  private Map<NodeId, Node> nodes = Map.of();
  private List<LimitConfig> limits = List.of();
  private List<ModeConfig> modes = List.of();
  private List<ProtectionConfig> protections = List.of();
  private EmergencyConfig emergency = EmergencyConfig.USUAL;
  private List<InterlockConfig> interlocks = List.of();
  private List<ContactorConfig> contactors = List.of();
  private HistoryConfig history = HistoryConfig.USUAL;
  private List<ContactConfig> contacts = List.of();

  /** Begins with a site that is called what its id says. */
  public SiteModelBuilder(SiteId id) {
    this.id = id;
    this.name = id.site();
  }

  /** The model of all that was said. */
  public SiteModel build() {
    return new SiteModel(
        id,
        name,
        zone,
        cycle,
        autostart,
        connections,
        devices,
        nodes,
        limits,
        modes,
        protections,
        emergency,
        interlocks,
        contactors,
        history,
        contacts);
  }

  /** Name for people. */
  public SiteModelBuilder name(String name) {
    this.name = name;
    return this;
  }

  /** Time zone for people and schedules. */
  public SiteModelBuilder zone(ZoneId zone) {
    this.zone = zone;
    return this;
  }

  /** Period of the step, 10 ms to 10 s. */
  public SiteModelBuilder cycle(Duration cycle) {
    this.cycle = cycle;
    return this;
  }

  /** Whether it may go to RUNNING by itself on a new home folder. */
  public SiteModelBuilder autostart(boolean autostart) {
    this.autostart = autostart;
    return this;
  }

  /** The connections. */
  public SiteModelBuilder connections(Collection<ConnectionConfig> connections) {
    this.connections = List.copyOf(connections);
    return this;
  }

  /** The devices, in the order of the file. */
  public SiteModelBuilder devices(Collection<DeviceConfig> devices) {
    this.devices = List.copyOf(devices);
    return this;
  }

  /** The tree by id, in the order of the file, the site first. */
  public SiteModelBuilder nodes(Map<NodeId, Node> nodes) {
    this.nodes = nodes;
    return this;
  }

  /** Limits written by people. */
  public SiteModelBuilder limits(Collection<LimitConfig> limits) {
    this.limits = List.copyOf(limits);
    return this;
  }

  /** The control modes, in the order of their rank. */
  public SiteModelBuilder modes(Collection<ModeConfig> modes) {
    this.modes = List.copyOf(modes);
    return this;
  }

  /** How batteries are protected. */
  public SiteModelBuilder protections(Collection<ProtectionConfig> protections) {
    this.protections = List.copyOf(protections);
    return this;
  }

  /** How it is stopped. */
  public SiteModelBuilder emergency(EmergencyConfig emergency) {
    this.emergency = emergency;
    return this;
  }

  /** What must hold for devices to be controlled. */
  public SiteModelBuilder interlocks(Collection<InterlockConfig> interlocks) {
    this.interlocks = List.copyOf(interlocks);
    return this;
  }

  /** The contactors of batteries. */
  public SiteModelBuilder contactors(Collection<ContactorConfig> contactors) {
    this.contactors = List.copyOf(contactors);
    return this;
  }

  /** How long its history is kept. */
  public SiteModelBuilder history(HistoryConfig history) {
    this.history = history;
    return this;
  }

  /** Who is to be called in an emergency, in the order of the file. */
  public SiteModelBuilder contacts(Collection<ContactConfig> contacts) {
    this.contacts = List.copyOf(contacts);
    return this;
  }
}
