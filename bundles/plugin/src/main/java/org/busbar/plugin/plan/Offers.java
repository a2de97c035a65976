package org.busbar.plugin.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.resource.Capability;

/** Everything on offer, found by id and by the packages it exports. Immutable once made. */
public final class Offers {
  private final Map<String, List<Offer>> byId = new HashMap<>();
  private final Map<String, List<Capability>> byPackage = new HashMap<>();
  private final Map<String, Offer> byTitle = new HashMap<>();

  /** Of one or several catalogues. */
  public Offers(Collection<Offer> offers) {
    for (Offer offer : offers) {
      if (byTitle.putIfAbsent(offer.title(), offer) != null) {
        continue;
      }
      byId.computeIfAbsent(offer.id(), _ -> new ArrayList<>()).add(offer);
      for (Part bundle : offer.bundles()) {
        for (Capability exported : bundle.getCapabilities(PackageNamespace.PACKAGE_NAMESPACE)) {
          String name = (String) exported.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE);
          byPackage.computeIfAbsent(name, _ -> new ArrayList<>()).add(exported);
        }
      }
    }
    byId.values().forEach(list -> list.sort(Comparator.comparing(Offer::version).reversed()));
  }

  /** All versions of a plug-in, newest first. */
  public List<Offer> versions(String id) {
    return byId.getOrDefault(id, List.of());
  }

  /** Ids of all plug-ins. */
  public Collection<String> ids() {
    return byId.keySet();
  }

  /** Exports of a package, in no order. */
  List<Capability> exports(String name) {
    return byPackage.getOrDefault(name, List.of());
  }

  /** The offer a part belongs to. */
  Offer of(Part part) {
    return byTitle.get(part.plugin());
  }
}
