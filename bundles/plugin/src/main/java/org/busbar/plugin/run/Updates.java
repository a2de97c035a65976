package org.busbar.plugin.run;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.busbar.api.plugin.PluginStatus;
import org.busbar.api.plugin.PluginWish;
import org.busbar.plugin.check.StagedCheck;
import org.busbar.plugin.format.PluginFeature;
import org.busbar.plugin.format.RefusedException;

/**
 * Updates that nobody asks for. There are none unless the policy of this gateway says so; then one
 * is due once it lay on a shelf for the cool-down and the days of the ring.
 */
final class Updates {
  private final Supply supply;

  Updates(Supply supply) {
    this.supply = supply;
  }

  /** The first of those that are due. */
  static Optional<PluginWish.Update> due(List<PluginStatus> installed, Instant now) {
    return installed.stream()
        .filter(each -> each.state().equals("running"))
        .filter(each -> each.updateFrom().filter(from -> !from.isAfter(now)).isPresent())
        .map(each -> new PluginWish.Update(each.card().id(), each.update()))
        .findFirst();
  }

  /** Whether the new asks for no more than the old was allowed; then nobody is asked again. */
  boolean asksForNoMore(Planned planned, Generation current) throws IOException, RefusedException {
    for (PluginFeature fresh : planned.plan().orElseThrow().added()) {
      Optional<Generation.Plugin> old = current.plugin(fresh.name());
      if (old.isEmpty()) {
        return false;
      }
      PluginFeature known =
          StagedCheck.feature(supply.folder(old.get()), old.get().featureSha256());
      if (!known.needs().equals(fresh.needs()) || known.isFieldSide() != fresh.isFieldSide()) {
        return false;
      }
    }
    return true;
  }
}
