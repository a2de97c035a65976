package org.busbar.plugin.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.busbar.plugin.format.Card;
import org.busbar.plugin.format.Tier;
import org.busbar.plugin.intake.Market;
import org.busbar.plugin.intake.Source;
import org.busbar.plugin.trust.Catalogue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstSeenTest {
  private static final Instant THEN = Instant.parse("2026-11-20T10:00:00Z");
  private static final Instant LATER = Instant.parse("2026-11-21T10:00:00Z");

  @TempDir Path plugins = Path.of("");

  private Market market() {
    List<String> none = List.of();
    Card card =
        new Card(
            "com.acme.hall",
            "1.0.0",
            "Hall",
            "",
            "Acme",
            "Acme",
            "",
            Tier.COMMUNITY,
            none,
            none,
            none,
            none,
            "",
            0,
            none);
    Source source = new Source(plugins.resolve("x"));
    return new Market(
        List.of(new Market.Shelf(source, Catalogue.none(), List.of(card), List.of())), List.of());
  }

  /** Whoever asks what is installed, or heeds what was taken back, looks here first. */
  @Test
  void whatCannotBeWrittenIsKnownAllTheSameAndWrittenLater() throws Exception {
    Path inTheWay = Files.createDirectories(plugins.resolve("seen.json.new/full"));
    FirstSeen seen = new FirstSeen(plugins);
    Market market = market();
    seen.look(market, THEN);
    assertEquals(Optional.of(THEN), seen.of("com.acme.hall", "1.0.0"));
    assertFalse(Files.exists(plugins.resolve("seen.json")));
    Files.delete(inTheWay);
    Files.delete(inTheWay.getParent());
    seen.look(market, LATER);
    FirstSeen afterAStart = new FirstSeen(plugins);
    afterAStart.look(market, LATER);
    assertEquals(Optional.of(THEN), afterAStart.of("com.acme.hall", "1.0.0"));
  }
}
