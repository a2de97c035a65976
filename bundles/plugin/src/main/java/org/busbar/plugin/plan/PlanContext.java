package org.busbar.plugin.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.resource.Capability;
import org.osgi.resource.Namespace;
import org.osgi.resource.Requirement;
import org.osgi.resource.Resource;
import org.osgi.resource.Wiring;
import org.osgi.service.resolver.HostedCapability;
import org.osgi.service.resolver.ResolveContext;

/**
 * What the resolver is given: parts that must be there, and where to look for what they need. What
 * is there comes before what is on offer, then the more trusted, then the newer.
 */
final class PlanContext extends ResolveContext {
  private final List<Resource> mandatory;
  private final Offers offers;
  private final Map<String, List<Capability>> there = new HashMap<>();
  private final Map<Requirement, List<Capability>> found = new HashMap<>();

  PlanContext(Collection<? extends Part> mandatory, Offers offers) {
    this.mandatory = List.copyOf(mandatory);
    this.offers = offers;
    for (Part part : mandatory) {
      for (Capability capability : part.getCapabilities(null)) {
        there.computeIfAbsent(capability.getNamespace(), _ -> new ArrayList<>()).add(capability);
      }
    }
  }

  @Override
  public Collection<Resource> getMandatoryResources() {
    return mandatory;
  }

  @Override
  public List<Capability> findProviders(Requirement requirement) {
    return found.computeIfAbsent(requirement, this::search);
  }

  private List<Capability> search(Requirement requirement) {
    List<Capability> providers = new ArrayList<>();
    for (Capability capability : there.getOrDefault(requirement.getNamespace(), List.of())) {
      if (matches(requirement, capability)) {
        providers.add(capability);
      }
    }
    providers.sort(Comparator.comparing(PlanContext::version).reversed());
    if (requirement.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE)) {
      List<Capability> more = new ArrayList<>();
      for (Capability capability : offers.exports(packageName(requirement))) {
        boolean isThere = mandatory.contains(capability.getResource());
        if (!isThere && matches(requirement, capability)) {
          more.add(capability);
        }
      }
      more.sort(
          Comparator.comparing((Capability each) -> offers.of((Part) each.getResource()).tier())
              .thenComparing(PlanContext::version, Comparator.reverseOrder()));
      providers.addAll(more);
    }
    // The resolver puts capabilities of hosts among them.
    return new ArrayList<>(providers);
  }

  /** The name a package requirement asks for; our reader and bnd both write it first. */
  static String packageName(Requirement requirement) {
    String filter =
        requirement.getDirectives().getOrDefault(Namespace.REQUIREMENT_FILTER_DIRECTIVE, "");
    String key = "(" + PackageNamespace.PACKAGE_NAMESPACE + "=";
    int at = filter.indexOf(key);
    return at < 0 ? "" : filter.substring(at + key.length(), filter.indexOf(')', at));
  }

  static boolean matches(Requirement requirement, Capability capability) {
    if (!requirement.getNamespace().equals(capability.getNamespace())) {
      return false;
    }
    String filter = requirement.getDirectives().get(Namespace.REQUIREMENT_FILTER_DIRECTIVE);
    try {
      return (filter == null
              || FrameworkUtil.createFilter(filter).matches(capability.getAttributes()))
          && mandatoryAttributes(filter, capability);
    } catch (InvalidSyntaxException e) {
      return false;
    }
  }

  /** Attributes an exporter insists on must stand in the filter. */
  private static boolean mandatoryAttributes(@Nullable String filter, Capability capability) {
    String names = capability.getDirectives().get("mandatory");
    if (names == null || !capability.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE)) {
      return true;
    }
    for (String name : names.split(",")) {
      if (filter == null || !filter.contains("(" + name.strip() + "=")) {
        return false;
      }
    }
    return true;
  }

  private static Version version(Capability capability) {
    return capability.getAttributes().get("version") instanceof Version version
        ? version
        : Version.emptyVersion;
  }

  @Override
  public int insertHostedCapability(List<Capability> capabilities, HostedCapability hosted) {
    capabilities.add(hosted);
    return capabilities.size() - 1;
  }

  /** What must hold to start counts as what must hold to resolve. */
  @Override
  public boolean isEffective(Requirement requirement) {
    String effective = requirement.getDirectives().getOrDefault("effective", "resolve");
    return effective.equals("resolve") || effective.equals("active");
  }

  @Override
  public Map<Resource, Wiring> getWirings() {
    return Map.of();
  }
}
