package org.busbar.runtime.campaign;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** One fault alone, with safety stepped at the product's own periods. */
final class Scenario {
  private Scenario() {}

  /** Runs it once. */
  static Map<String, Object> run(FaultClass fault, long seed, Catalogue profiles)
      throws IOException {
    World.Setup setup = World.Setup.of(seed).with(Kernel.Grain.FINE);
    Campaign campaign = new Campaign(setup, List.of(fault), profiles);
    Map<String, Object> report = campaign.runSlots(0, 1);
    report.put("contactors", campaign.monitors().moves());
    return report;
  }
}
