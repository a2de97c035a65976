package org.busbar.core.site;

import java.util.ArrayList;
import java.util.List;
import org.busbar.api.face.EnergyFlow;
import org.busbar.api.site.Node;
import org.busbar.api.site.Snapshot;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Natures;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.core.arbiter.Topology;

/** Powers of a site by what its devices are; the load is the rest that makes the sum zero. */
final class Balance {
  private static final double PERCENT = 100;

  private Balance() {}

  /** The flow of a site as its samples stand at a moment. */
  static EnergyFlow of(Topology topology, Snapshot snapshot, long nowNanos) {
    double gridW =
        topology.root().meter().map(meter -> powerW(snapshot, meter, nowNanos)).orElse(Double.NaN);
    double pvW = sumW(topology, snapshot, Natures.PV.id(), nowNanos);
    double batteryW = sumW(topology, snapshot, Natures.BATTERY.id(), nowNanos);
    double chargerW = sumW(topology, snapshot, Natures.CHARGER.id(), nowNanos);
    // 0.0 - x instead of -x: a load of nothing is 0, not -0.
    double loadW = 0.0 - (gridW + pvW + batteryW + chargerW);
    return new EnergyFlow(
        gridW,
        pvW,
        batteryW,
        chargerW,
        loadW,
        selfConsumptionPct(gridW, pvW),
        autarkyPct(gridW, loadW + chargerW));
  }

  private static double selfConsumptionPct(double gridW, double pvW) {
    double exportW = Math.max(0, -gridW);
    return pvW > 0 ? PERCENT * (pvW - Math.min(exportW, pvW)) / pvW : Double.NaN;
  }

  private static double autarkyPct(double gridW, double consumedW) {
    double consumptionW = -consumedW;
    double importW = Math.max(0, gridW);
    return consumptionW > 0
        ? PERCENT * (consumptionW - Math.min(importW, consumptionW)) / consumptionW
        : Double.NaN;
  }

  private static double sumW(Topology topology, Snapshot snapshot, String nature, long nowNanos) {
    List<NodeId> found = new ArrayList<>();
    for (Node node : topology.nodes().values()) {
      if (node.nature().filter(nature::equals).isPresent() && !topology.isMeter(node.id())) {
        found.add(node.id());
      }
    }
    double sumW = 0;
    for (NodeId node : found) {
      sumW += powerW(snapshot, node, nowNanos);
    }
    return sumW;
  }

  private static double powerW(Snapshot snapshot, NodeId node, long nowNanos) {
    return snapshot
        .sample(Address.of(node, Points.ACTIVE_POWER_W))
        .map(sample -> sample.usableAt(nowNanos))
        .orElse(Double.NaN);
  }
}
