package org.busbar.runtime.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CampaignTest {
  private final Catalogue profiles = Catalogue.carried();

  /** Its report is kept: the safety suite is told by it. */
  @Test
  void everyFaultAloneIsAnsweredInTimeAndNoInvariantIsBroken() throws IOException {
    List<FaultClass> faults = Faults.ready();
    Map<String, Object> report =
        new Campaign(World.Setup.of(7), faults, profiles).runSlots(0, faults.size());
    Path kept = Files.createDirectories(Path.of("target/campaign")).resolve("alone.json");
    Files.writeString(kept, Json.of(report));
    for (String figure : List.of("violations", "missedReactions", "notRecovered", "falseStops")) {
      assertEquals(0L, report.get(figure), () -> figure + "\n" + Json.of(report));
    }
  }

  @Test
  void theSameSeedGivesTheSameBytesAndAnotherOneDoesNot() throws IOException {
    List<FaultClass> faults = Faults.ready().subList(0, 2);
    String first = Json.of(new Campaign(World.Setup.of(3), faults, profiles).runSlots(0, 2));
    String second = Json.of(new Campaign(World.Setup.of(3), faults, profiles).runSlots(0, 2));
    String other = Json.of(new Campaign(World.Setup.of(4), faults, profiles).runSlots(0, 2));
    assertEquals(first, second);
    assertNotEquals(first, other);
  }

  @Test
  void aSiteOnWhichNothingGoesWrongDoesNotStop() throws IOException {
    Map<String, Object> report =
        new Campaign(World.Setup.of(11).with(10_000), List.of(), profiles).runSlots(0, 4);
    assertEquals(0L, report.get("stops"));
    assertEquals(0L, report.get("violations"));
    assertEquals(240L, report.get("steps"));
  }
}
