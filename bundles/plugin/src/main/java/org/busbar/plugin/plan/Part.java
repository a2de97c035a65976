package org.busbar.plugin.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.osgi.framework.Version;
import org.osgi.resource.Capability;
import org.osgi.resource.Requirement;
import org.osgi.resource.Resource;

/** A bundle, or the platform itself, as the resolver sees it. Equal only to itself. */
public final class Part implements Resource {
  private final String name;
  private final Version version;
  private final String plugin;
  private final List<Capability> capabilities = new ArrayList<>();
  private final List<Requirement> requirements = new ArrayList<>();

  /**
   * Without anything yet.
   *
   * @param name symbolic name
   * @param version its version
   * @param plugin id and version of the plug-in it belongs to, empty where it is of the lock
   */
  public Part(String name, Version version, String plugin) {
    this.name = name;
    this.version = version;
    this.plugin = plugin;
  }

  /** Symbolic name. */
  public String name() {
    return name;
  }

  /** Version of the bundle. */
  public Version version() {
    return version;
  }

  /** Plug-in it belongs to, {@code id version}; empty where it is of the lock. */
  public String plugin() {
    return plugin;
  }

  /** Adds something it offers. */
  public void offers(String namespace, Map<String, Object> attributes, Map<String, String> more) {
    capabilities.add(new Offered(namespace, attributes, more, this));
  }

  /** Adds something it needs. */
  public void needs(String namespace, Map<String, Object> attributes, Map<String, String> more) {
    requirements.add(new Needed(namespace, attributes, more, this));
  }

  @Override
  public List<Capability> getCapabilities(String namespace) {
    return namespace == null
        ? List.copyOf(capabilities)
        : capabilities.stream().filter(each -> each.getNamespace().equals(namespace)).toList();
  }

  @Override
  public List<Requirement> getRequirements(String namespace) {
    return namespace == null
        ? List.copyOf(requirements)
        : requirements.stream().filter(each -> each.getNamespace().equals(namespace)).toList();
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, version, plugin);
  }

  @Override
  public String toString() {
    return name + " " + version;
  }

  private record Offered(
      String getNamespace,
      Map<String, Object> getAttributes,
      Map<String, String> getDirectives,
      Resource getResource)
      implements Capability {
    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  private record Needed(
      String getNamespace,
      Map<String, Object> getAttributes,
      Map<String, String> getDirectives,
      Resource getResource)
      implements Requirement {
    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }
}
