package org.busbar.runtime.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Faults in pairs: some of them in each run, thirty days of them in a deep one. */
class CampaignDeepTest {
  private static final boolean DEEP = Boolean.getBoolean("busbar.deep");
  private static final int SLOTS_OF_30_DAYS = 30 * 144;
  private static final int SOME = 4;

  @Test
  void pairsOfFaultsBreakNoInvariantAndTheSiteComesBack() throws IOException {
    List<FaultClass> faults = Faults.ready();
    Campaign campaign = new Campaign(World.Setup.of(7), faults, Catalogue.carried());
    Map<String, Object> report =
        DEEP ? campaign.runSlots(0, SLOTS_OF_30_DAYS) : campaign.runSlots(faults.size(), SOME);
    Files.writeString(Path.of("target/campaign.json"), Json.of(report));
    for (String figure : List.of("violations", "missedReactions", "notRecovered", "falseStops")) {
      assertEquals(0L, report.get(figure), () -> figure + "\n" + Json.of(report));
    }
  }
}
