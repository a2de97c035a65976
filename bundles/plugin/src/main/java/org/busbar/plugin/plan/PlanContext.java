package org.busbar.plugin.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.framework.Constants;
import org.osgi.framework.Filter;
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
  private static final int DRAWN = 2;
  private static final Filter NOTHING = nothing();

  private final Set<Resource> mandatory;
  private final Offers offers;
  private final Set<String> wanted = new HashSet<>();
  private final Map<String, List<Capability>> there = new HashMap<>();
  private final Map<Requirement, List<Capability>> found = new HashMap<>();

  PlanContext(Collection<? extends Part> mandatory, Offers offers) {
    this(mandatory, offers, mandatory);
  }

  /** A part that must be there, what it wants by name, and a pool it may draw in. */
  static PlanContext ofPool(Part mandatory, Collection<String> wanted, Collection<Part> pool) {
    List<Part> all = new ArrayList<>(List.of(mandatory));
    all.addAll(pool);
    PlanContext context = new PlanContext(List.of(mandatory), new Offers(List.of()), all);
    context.wanted.addAll(wanted);
    return context;
  }

  private PlanContext(
      Collection<? extends Part> mandatory, Offers offers, Collection<? extends Part> there) {
    this.mandatory = new LinkedHashSet<>(mandatory);
    this.offers = offers;
    index(there);
  }

  /** Whether anything that one of these needs could come from those: only then a wire may lead. */
  static boolean mayLead(Collection<Part> these, Collection<Part> those) {
    PlanContext context = new PlanContext(those, new Offers(List.of()));
    return these.stream()
        .filter(part -> !those.contains(part))
        .flatMap(part -> part.getRequirements(null).stream())
        .anyMatch(each -> context.isEffective(each) && !context.search(each).isEmpty());
  }

  private void index(Collection<? extends Part> parts) {
    for (Part part : parts) {
      for (Capability capability : part.getCapabilities(null)) {
        there.computeIfAbsent(key(capability), _ -> new ArrayList<>()).add(capability);
      }
    }
  }

  private static Filter nothing() {
    try {
      return FrameworkUtil.createFilter("(!(|(a=*)(!(a=*))))");
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException("a fixed filter is valid", e);
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
    boolean optional = "optional".equals(requirement.getDirectives().get("resolution"));
    Wanted filter = Wanted.of(requirement);
    List<Capability> providers = new ArrayList<>();
    for (Capability capability : candidates(requirement)) {
      // What nobody insists on draws nothing in.
      if ((!optional || mandatory.contains(capability.getResource()))
          && filter.matches(capability)) {
        providers.add(capability);
      }
    }
    providers.sort(
        Comparator.comparing((Capability each) -> rank((Part) each.getResource()))
            .thenComparing(PlanContext::version, Comparator.reverseOrder())
            .thenComparing(each -> each.getResource().toString()));
    // Nothing is drawn in for what is there.
    if (!providers.isEmpty() && rank((Part) providers.getFirst().getResource()) < DRAWN) {
      providers.removeIf(each -> rank((Part) each.getResource()) == DRAWN);
    }
    if (!optional
        && providers.isEmpty()
        && requirement.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE)) {
      List<Capability> more = new ArrayList<>();
      for (Capability capability : offers.exports(packageName(requirement))) {
        boolean isThere = mandatory.contains(capability.getResource());
        if (!isThere && filter.matches(capability)) {
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

  /** Packages are kept by their names, everything else by its namespace. */
  private static String key(Capability capability) {
    return capability.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE)
        ? "package " + capability.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE)
        : capability.getNamespace();
  }

  private List<Capability> candidates(Requirement requirement) {
    String key =
        requirement.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE)
            ? "package " + packageName(requirement)
            : requirement.getNamespace();
    return there.getOrDefault(key, List.of());
  }

  /** The framework first, then what is wanted by name, then what is only drawn in. */
  private int rank(Part part) {
    if (part.name().equals(Constants.SYSTEM_BUNDLE_SYMBOLICNAME)) {
      return 0;
    }
    return wanted.contains(part.name()) || mandatory.contains(part) ? 1 : DRAWN;
  }

  /** The name a package requirement asks for; our reader and bnd both write it first. */
  static String packageName(Requirement requirement) {
    String filter =
        requirement.getDirectives().getOrDefault(Namespace.REQUIREMENT_FILTER_DIRECTIVE, "");
    String key = "(" + PackageNamespace.PACKAGE_NAMESPACE + "=";
    int at = filter.indexOf(key);
    return at < 0 ? "" : filter.substring(at + key.length(), filter.indexOf(')', at));
  }

  /** A filter that is read once for all it is held against. */
  private record Wanted(String text, Optional<Filter> filter) {
    static Wanted of(Requirement requirement) {
      String text =
          requirement.getDirectives().getOrDefault(Namespace.REQUIREMENT_FILTER_DIRECTIVE, "");
      try {
        return new Wanted(
            text,
            text.isEmpty() ? Optional.empty() : Optional.of(FrameworkUtil.createFilter(text)));
      } catch (InvalidSyntaxException e) {
        return new Wanted(text, Optional.of(NOTHING));
      }
    }

    boolean matches(Capability capability) {
      return filter.map(each -> each.matches(capability.getAttributes())).orElse(true)
          && mandatoryAttributes(text, capability);
    }
  }

  /** Attributes an exporter insists on must stand in the filter. */
  private static boolean mandatoryAttributes(String filter, Capability capability) {
    String names = capability.getDirectives().get("mandatory");
    if (names == null || !capability.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE)) {
      return true;
    }
    for (String name : names.split(",")) {
      if (!filter.contains("(" + name.strip() + "=")) {
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
