package org.busbar.plugin.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.busbar.plugin.format.Reason;
import org.busbar.plugin.format.RefusedException;
import org.osgi.framework.VersionRange;
import org.osgi.resource.Namespace;
import org.osgi.resource.Resource;
import org.osgi.resource.Wire;
import org.osgi.service.resolver.ResolutionException;
import org.osgi.service.resolver.Resolver;

/**
 * Finds out what a request comes to, or why it cannot be. The lock is mandatory: nothing of it is
 * exchanged or left out, only additions are resolved. Pure: same input, same answer.
 */
public final class Planner {
  private static final int MOST_ROUNDS = 10;
  private static final VersionRange ANY = new VersionRange("0");

  private final Resolver resolver;

  /** With the resolver of the framework. */
  public Planner(Resolver resolver) {
    this.resolver = resolver;
  }

  /** What the request comes to. */
  public Resolution resolve(Installed installed, Offers offers, Request request)
      throws RefusedException {
    return switch (request.action()) {
      case INSTALL -> install(installed, offers, request);
      case UPDATE -> update(installed, offers, request);
      case REMOVE -> remove(installed, request);
    };
  }

  private Resolution install(Installed installed, Offers offers, Request request)
      throws RefusedException {
    if (installed.plugin(request.id()).isPresent()) {
      throw new RefusedException(
          Reason.CONFLICT,
          installed.plugin(request.id()).get().title() + " is installed already",
          request.id(),
          "Update it instead");
    }
    return additions(installed, offers, request, List.of());
  }

  private Resolution update(Installed installed, Offers offers, Request request)
      throws RefusedException {
    Offer old = installed(installed, request);
    List<Offer> others = without(installed, old);
    Installed rest = new Installed(installed.platform(), installed.lock(), others);
    Resolution resolution = additions(rest, offers, request, List.of(old));
    requireAlone(installed, old);
    for (Offer other : others) {
      for (var required : other.requires()) {
        Offer fresh = resolution.added().getLast();
        if (required.plugin().equals(old.id()) && !required.range().includes(fresh.version())) {
          throw new RefusedException(
              Reason.CONFLICT,
              other.title() + " needs " + old.id() + " " + required.range(),
              old.id(),
              "Update " + other.id() + " first, or choose another version");
        }
      }
    }
    return resolution;
  }

  private Resolution remove(Installed installed, Request request) throws RefusedException {
    Offer old = installed(installed, request);
    for (Offer other : without(installed, old)) {
      if (other.requires().stream().anyMatch(each -> each.plugin().equals(old.id()))) {
        throw new RefusedException(
            Reason.CONFLICT,
            other.title() + " needs it",
            old.title(),
            "Remove " + other.id() + " first");
      }
    }
    requireAlone(installed, old);
    return new Resolution(List.of(), List.of(), List.of(old), List.of());
  }

  private static Offer installed(Installed installed, Request request) throws RefusedException {
    return installed
        .plugin(request.id())
        .orElseThrow(
            () ->
                new RefusedException(
                    Reason.MISSING_DEPENDENCY,
                    "it is not installed",
                    request.id(),
                    "Look at the list of what is"));
  }

  private static List<Offer> without(Installed installed, Offer old) {
    return installed.plugins().stream().filter(each -> each != old).toList();
  }

  private Resolution additions(
      Installed installed, Offers offers, Request request, List<Offer> replaced)
      throws RefusedException {
    Closure closure = new Closure(installed, offers);
    closure.add(request.id(), request.range(), "This request");
    for (int round = 0; round < MOST_ROUNDS; round++) {
      List<Part> shared = new ArrayList<>();
      List<Part> parts = parts(installed, closure.chosen(), shared);
      Set<Offer> drawn = new LinkedHashSet<>();
      for (Resource resource : wires(parts, offers, closure.chosen()).keySet()) {
        Offer owner = offers.of((Part) resource);
        if (!parts.contains(resource) && owner != null) {
          drawn.add(owner);
        }
      }
      if (drawn.isEmpty()) {
        return new Resolution(closure.chosen(), replaced, List.of(), shared);
      }
      for (Offer offer : drawn) {
        closure.add(offer.id(), exactly(offer), request.id());
      }
    }
    throw new RefusedException(
        Reason.CONFLICT,
        "one addition leads to the next without an end",
        request.id(),
        "Tell its publisher");
  }

  private static VersionRange exactly(Offer offer) {
    return new VersionRange(
        VersionRange.LEFT_CLOSED, offer.version(), offer.version(), VersionRange.RIGHT_CLOSED);
  }

  /** Lock, installed and chosen bundles; a bundle that is there in the same version is shared. */
  private static List<Part> parts(Installed installed, List<Offer> chosen, List<Part> shared)
      throws RefusedException {
    Map<String, Part> byName = new LinkedHashMap<>();
    List<Part> parts = new ArrayList<>(installed.lock());
    installed.lock().forEach(part -> byName.put(part.name(), part));
    Map<String, Part> exact = new LinkedHashMap<>();
    installed.lock().forEach(part -> exact.put(part.toString(), part));
    for (Offer offer : installed.plugins()) {
      parts.addAll(offer.bundles());
      offer.bundles().forEach(part -> exact.put(part.toString(), part));
    }
    for (Offer offer : chosen) {
      for (Part part : offer.bundles()) {
        if (exact.containsKey(part.toString())) {
          shared.add(part);
        } else if (byName.containsKey(part.name()) && part.name().startsWith("org.busbar.")) {
          throw new RefusedException(
              Reason.CONFLICT,
              offer.title()
                  + " would exchange "
                  + byName.get(part.name())
                  + ", which belongs to this assembly, for "
                  + part.version(),
              offer.id(),
              "Use the version that comes with this Busbar, or update Busbar");
        } else {
          parts.add(part);
          exact.put(part.toString(), part);
        }
      }
    }
    return parts;
  }

  private Map<Resource, List<Wire>> wires(List<Part> parts, Offers offers, List<Offer> chosen)
      throws RefusedException {
    PlanContext context = new PlanContext(parts, offers);
    try {
      return resolver.resolve(context);
    } catch (ResolutionException e) {
      throw new Explanation(parts, offers, chosen).of(e);
    }
  }

  /**
   * Refuses where something outside the plug-in hangs on its bundles: it would restart too. Who
   * merely uses a service of theirs does not: services come and go.
   */
  private void requireAlone(Installed installed, Offer old) throws RefusedException {
    List<Part> parts = new ArrayList<>(installed.lock());
    installed.plugins().forEach(each -> parts.addAll(each.bundles()));
    if (!PlanContext.mayLead(parts, old.bundles())) {
      return; // As good as always, and without the resolver.
    }
    Offers none = new Offers(List.of());
    for (Map.Entry<Resource, List<Wire>> entry : wires(parts, none, List.of()).entrySet()) {
      for (Wire wire : entry.getValue()) {
        boolean leads =
            old.bundles().contains(wire.getProvider())
                && "resolve"
                    .equals(
                        wire.getRequirement()
                            .getDirectives()
                            .getOrDefault(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE, "resolve"));
        if (leads && !old.bundles().contains(entry.getKey())) {
          throw new RefusedException(
              Reason.CONFLICT,
              entry.getKey() + " hangs on " + wire.getProvider() + " and would restart with it",
              old.title(),
              "Remove what hangs on it first");
        }
      }
    }
  }

  /** Any version. */
  public static VersionRange any() {
    return Objects.requireNonNull(ANY);
  }
}
