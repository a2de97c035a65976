package org.busbar.plugin.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.busbar.plugin.format.Reason;
import org.busbar.plugin.format.RefusedException;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.resource.Capability;
import org.osgi.resource.Requirement;
import org.osgi.service.resolver.ResolutionException;

/** Puts into words why the resolver found no way. */
final class Explanation {
  private final List<Part> parts;
  private final Offers offers;
  private final String wanted;

  Explanation(List<Part> parts, Offers offers, List<Offer> chosen) {
    this.parts = parts;
    this.offers = offers;
    this.wanted = chosen.isEmpty() ? "the gateway" : chosen.getLast().title();
  }

  RefusedException of(ResolutionException failure) {
    // What a plug-in lacks tells more than what then hangs on the plug-in.
    return failure.getUnresolvedRequirements().stream()
        .min(Comparator.comparing(each -> part(each).plugin().isEmpty()))
        .map(this::unresolved)
        .orElseGet(
            () ->
                new RefusedException(
                    Reason.CONFLICT,
                    "what it needs excludes something else: " + failure.getMessage(),
                    wanted,
                    "Choose another version"));
  }

  private RefusedException unresolved(Requirement requirement) {
    String needs = part(requirement) + " needs " + words(requirement);
    if (requirement.getNamespace().equals("osgi.ee")
        || requirement.getNamespace().equals("osgi.native")) {
      return new RefusedException(
          Reason.PLATFORM,
          needs + ", and this machine is another",
          wanted,
          "Choose a version of the plug-in that is made for this machine");
    }
    List<Capability> others = new ArrayList<>();
    for (Part part : parts) {
      others.addAll(part.getCapabilities(requirement.getNamespace()));
    }
    if (requirement.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE)) {
      others.addAll(offers.exports(PlanContext.packageName(requirement)));
    }
    return others.stream()
        .filter(each -> sameName(requirement, each))
        .findFirst()
        .map(
            other ->
                new RefusedException(
                    reasonOf(requirement),
                    needs
                        + ", and "
                        + other.getResource()
                        + " offers version "
                        + other.getAttributes().get("version"),
                    wanted,
                    "Choose a version of the plug-in that goes with what is there"))
        .orElseGet(
            () ->
                new RefusedException(
                    Reason.MISSING_DEPENDENCY,
                    needs + ", and nothing here or in a catalogue offers it",
                    wanted,
                    "Tell its publisher, or add the catalogue that has what is missing"));
  }

  /** A contract of the platform in another version is a matter of the platform's version. */
  private static Reason reasonOf(Requirement requirement) {
    return PlanContext.packageName(requirement).startsWith("org.busbar.api")
        ? Reason.PLATFORM
        : Reason.CONFLICT;
  }

  private static boolean sameName(Requirement requirement, Capability capability) {
    Object name = capability.getAttributes().get(requirement.getNamespace());
    return name != null
        && requirement
            .getDirectives()
            .getOrDefault("filter", "")
            .contains("(" + requirement.getNamespace() + "=" + name + ")");
  }

  private static Part part(Requirement requirement) {
    return (Part) requirement.getResource();
  }

  private static String words(Requirement requirement) {
    String name = PlanContext.packageName(requirement);
    String filter = requirement.getDirectives().getOrDefault("filter", "");
    return name.isEmpty() ? requirement.getNamespace() + " " + filter : "package " + filter;
  }
}
