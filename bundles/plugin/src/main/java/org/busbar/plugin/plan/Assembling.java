package org.busbar.plugin.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.IdentityNamespace;
import org.osgi.service.resolver.ResolutionException;
import org.osgi.service.resolver.Resolver;

/** Resolves a whole assembly from a pool, as the build does: by names, with everything drawn in. */
public final class Assembling {
  private final Resolver resolver;

  /** With the resolver of the framework. */
  public Assembling(Resolver resolver) {
    this.resolver = resolver;
  }

  /**
   * The parts it takes.
   *
   * @param pool what may be chosen, the framework among it
   * @param names symbolic names that must be there
   */
  public List<Part> resolve(Collection<Part> pool, Collection<String> names)
      throws ResolutionException {
    Part wanted = new Part("assembly", Version.emptyVersion, "");
    for (String name : names) {
      wanted.needs(
          IdentityNamespace.IDENTITY_NAMESPACE,
          Map.of(),
          Map.of("filter", "(" + IdentityNamespace.IDENTITY_NAMESPACE + "=" + name + ")"));
    }
    List<Part> chosen = new ArrayList<>();
    resolver
        .resolve(PlanContext.ofPool(wanted, names, pool))
        .keySet()
        .forEach(each -> chosen.add((Part) each));
    chosen.remove(wanted);
    return chosen;
  }
}
