package org.busbar.runtime.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Scenarios over real sockets: a few in each run, in a deep one all that can be. */
class WireScenariosDeepIT {
  private static final boolean DEEP = Boolean.getBoolean("busbar.deep");
  private static final Set<String> FEW = Set.of("cell-overvoltage", "link-drop", "rogue-nan");
  private static final int AT_ONCE = 12;

  @Test
  void scenariosPassOverTheWireAsTheyDoInVirtualTime() throws IOException {
    List<FaultClass> faults =
        WireRun.of(Faults.ready()).stream()
            .filter(fault -> DEEP || FEW.contains(fault.id()))
            .toList();
    Map<String, Object> report = WireRun.all(faults, 7, AT_ONCE);
    for (String figure : List.of("violations", "missedReactions", "notRecovered")) {
      assertEquals(0L, report.get(figure), () -> figure + "\n" + Json.of(report));
    }
  }
}
