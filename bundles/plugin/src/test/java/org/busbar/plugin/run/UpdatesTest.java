package org.busbar.plugin.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.busbar.plugin.change.Settings;
import org.busbar.plugin.format.Card;
import org.busbar.plugin.format.Tier;
import org.busbar.plugin.intake.Market;
import org.busbar.plugin.intake.Source;
import org.busbar.plugin.trust.Catalogue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When an update comes that nobody asked for. */
class UpdatesTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path folder = Path.of("");

  @Test
  void thereAreNoneUnlessThePolicySaysSo() throws Exception {
    assertEquals(false, Settings.read(folder).automatic());
    assertEquals(Duration.ofHours(72), Settings.read(folder).coolDown());
    assertEquals(Duration.ofMinutes(5), Settings.read(folder).watch());
  }

  @Test
  void aGatewayOfALaterRingWaitsDaysLonger() throws Exception {
    Files.writeString(
        folder.resolve("policy.json"), "{\"automatic\": true, \"cool-down-h\": 1, \"ring\": 2}");
    Settings settings = Settings.read(folder);
    assertEquals(NOW.plus(Duration.ofHours(49)), settings.due(NOW));
  }

  @Test
  void theNewestThatIsDueComesWhereANewerOneIsNotDueYetOrWentBack() throws Exception {
    try (Gateway gateway = new Gateway(folder, _ -> {})) {
      Installations installations = new Installations(folder, gateway.generations, gateway.parts);
      installations.heedRevocations(market("1.1.0")); // From now on they were seen.
      gateway.pause(Duration.ofHours(40));
      installations.heedRevocations(market("1.1.0", "1.2.0"));
      gateway.pause(Duration.ofHours(10));
      gateway.parts.supply().lay(market("1.1.0", "1.2.0"));
      assertEquals(Optional.empty(), due(installations, gateway), "not unless the policy says so");

      Files.writeString(
          gateway.plugins.resolve("policy.json"),
          "{\"automatic\": true, \"cool-down-h\": 1, \"ring\": 2}");
      assertEquals(Optional.of("1.1.0"), due(installations, gateway));
      gateway.pause(Duration.ofHours(40));
      assertEquals(Optional.of("1.2.0"), due(installations, gateway));
      gateway.parts.avoided().add(Gateway.MODE, "1.2.0", "It went back.");
      assertEquals(Optional.of("1.1.0"), due(installations, gateway));
    }
  }

  private static Optional<String> due(Installations installations, Gateway gateway)
      throws Exception {
    return installations.due(Gateway.MODE, "1.0.0", gateway.clock().instant());
  }

  private Market market(String... versions) {
    List<Card> cards = new ArrayList<>();
    for (String version : versions) {
      cards.add(
          new Card(
              Gateway.MODE,
              version,
              "",
              "",
              "",
              "",
              "",
              Tier.COMMUNITY,
              List.of(),
              List.of(),
              List.of(),
              List.of(),
              "",
              0,
              List.of()));
    }
    return new Market(
        List.of(
            new Market.Shelf(new Source(folder.resolve("x")), Catalogue.none(), cards, List.of())),
        List.of());
  }
}
