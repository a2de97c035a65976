package org.busbar.plugin.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.busbar.api.plugin.PluginCard;
import org.busbar.api.plugin.PluginStatus;
import org.busbar.api.plugin.PluginWish;
import org.busbar.plugin.change.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When an update comes that nobody asked for. */
class UpdatesTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path folder = Path.of("");

  private static PluginStatus status(String state, Optional<Instant> from) {
    PluginCard card =
        new PluginCard(
            "com.acme.mode",
            "1.0.0",
            "",
            "",
            "",
            "",
            "",
            "core",
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            "",
            "",
            0);
    return new PluginStatus(
        card,
        state,
        "",
        NOW,
        false,
        "1.1.0",
        from,
        new PluginStatus.Health(Double.NaN, OptionalLong.empty(), 0, 0, 0),
        List.of());
  }

  @Test
  void thereAreNoneUnlessThePolicySaysSo() throws Exception {
    assertEquals(false, Settings.read(folder).automatic());
    assertEquals(Duration.ofHours(72), Settings.read(folder).coolDown());
    assertEquals(Duration.ofMinutes(5), Settings.read(folder).watch());
    assertEquals(Optional.empty(), Updates.due(List.of(status("running", Optional.empty())), NOW));
  }

  @Test
  void aGatewayOfALaterRingWaitsDaysLonger() throws Exception {
    Files.writeString(
        folder.resolve("policy.json"), "{\"automatic\": true, \"cool-down-h\": 1, \"ring\": 2}");
    Settings settings = Settings.read(folder);
    assertEquals(NOW.plus(Duration.ofHours(49)), settings.due(NOW));
  }

  @Test
  void oneIsDueFromItsTimeOnAndOnlyWhereAllIsWell() {
    PluginStatus early = status("running", Optional.of(NOW.plusSeconds(1)));
    PluginStatus due = status("running", Optional.of(NOW));
    PluginStatus held = status("quarantined", Optional.of(NOW));
    assertEquals(Optional.empty(), Updates.due(List.of(early, held), NOW));
    assertEquals(
        Optional.of(new PluginWish.Update("com.acme.mode", "1.1.0")),
        Updates.due(List.of(early, due), NOW));
  }
}
