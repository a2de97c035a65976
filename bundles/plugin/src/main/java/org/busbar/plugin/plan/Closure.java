package org.busbar.plugin.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.busbar.plugin.format.PluginFeature;
import org.busbar.plugin.format.Reason;
import org.busbar.plugin.format.RefusedException;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/**
 * Follows what plug-ins require of one another, and names what is missing, in the way or a circle.
 */
final class Closure {
  private final Installed installed;
  private final Offers offers;
  private final Map<String, Offer> chosen = new LinkedHashMap<>();
  private final List<String> path = new ArrayList<>();

  Closure(Installed installed, Offers offers) {
    this.installed = installed;
    this.offers = offers;
  }

  /** Chosen so far, what is required before what requires it. */
  List<Offer> chosen() {
    return List.copyOf(chosen.values());
  }

  /** Chooses a version of a plug-in and all it requires. */
  void add(String id, VersionRange range, String wantedBy) throws RefusedException {
    choose(id, range, wantedBy, true);
  }

  /** Chooses exactly this one. */
  void add(Offer offer) throws RefusedException {
    if (!chosen.containsKey(offer.id())) {
      follow(offer);
    }
  }

  private void choose(String id, VersionRange range, String wantedBy, boolean replace)
      throws RefusedException {
    if (path.contains(id)) {
      List<String> circle = new ArrayList<>(path.subList(path.indexOf(id), path.size()));
      circle.add(id);
      throw new RefusedException(
          Reason.CYCLE,
          "plug-ins require one another in a circle: " + String.join(" -> ", circle),
          id,
          "Tell their publishers; none of them can be installed");
    }
    Offer already = chosen.get(id);
    if (already == null && !replace) {
      already = installed.plugin(id).orElse(null);
    }
    if (already == null) {
      follow(newest(id, range, wantedBy));
    } else if (!range.includes(already.version())) {
      throw new RefusedException(
          Reason.CONFLICT,
          wantedBy
              + " needs "
              + id
              + " "
              + range
              + ", and it is "
              + already.versionText()
              + (chosen.containsKey(id) ? " that something else needs" : " that is installed"),
          id,
          "Update or remove the other one first, or choose another version");
    }
  }

  private void follow(Offer offer) throws RefusedException {
    path.add(offer.id());
    for (PluginFeature.Required required : offer.requires()) {
      choose(required.plugin(), required.range(), offer.title(), false);
    }
    path.removeLast();
    chosen.put(offer.id(), offer);
  }

  private Offer newest(String id, VersionRange range, String wantedBy) throws RefusedException {
    List<Offer> versions = offers.versions(id);
    List<Offer> fitting = versions.stream().filter(each -> range.includes(each.version())).toList();
    if (fitting.isEmpty()) {
      String known =
          versions.isEmpty()
              ? "no catalogue has it"
              : "there is only "
                  + String.join(", ", versions.stream().map(Offer::versionText).limit(5).toList());
      throw new RefusedException(
          Reason.MISSING_DEPENDENCY,
          wantedBy + " needs " + id + shown(range) + ", and " + known,
          id,
          "Add the catalogue that has it, or bring it as a file");
    }
    return fitting.stream()
        .filter(each -> runsOn(each, installed.platform()))
        .findFirst()
        .orElseThrow(() -> otherPlatform(fitting.getFirst()));
  }

  /** Nothing where any version will do. */
  private static String shown(VersionRange range) {
    return range.equals(Planner.any()) ? "" : " " + range;
  }

  private RefusedException otherPlatform(Offer offer) {
    return new RefusedException(
        Reason.PLATFORM,
        offer.title()
            + " runs on Busbar "
            + offer.platform()
            + ", and this is "
            + installed.platform(),
        offer.id(),
        "Update Busbar, or choose another version of the plug-in");
  }

  /** A build that is not released yet counts as the release it becomes. */
  static boolean runsOn(Offer offer, Version platform) {
    return offer
        .platform()
        .includes(new Version(platform.getMajor(), platform.getMinor(), platform.getMicro()));
  }
}
