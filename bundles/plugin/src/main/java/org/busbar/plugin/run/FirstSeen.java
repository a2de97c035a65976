package org.busbar.plugin.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.Fields;
import org.busbar.plugin.format.Limits;
import org.busbar.plugin.format.Pretty;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.generation.Durable;
import org.busbar.plugin.intake.Market;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When this gateway first saw each version on a shelf: {@code HOME/plugins/seen.json}. The clock of
 * a publisher says nothing. Thread-safe.
 */
final class FirstSeen {
  private static final Logger LOG = LoggerFactory.getLogger(FirstSeen.class);

  private final Path file;
  private boolean unwritten;
  private @Nullable Map<String, String> known;
  private @Nullable Market last;

  FirstSeen(Path plugins) {
    this.file = plugins.resolve("seen.json");
  }

  /**
   * Takes note of what is new. Where the disk takes no more it stays in memory, and is tried again
   * at the next look: neither is that a reason not to say what is installed nor to run on with what
   * was taken back.
   */
  synchronized void look(Market market, Instant now) throws IOException, RefusedException {
    if (market == last) {
      return;
    }
    Map<String, String> all = known();
    boolean fresh = unwritten;
    for (Market.Shelf shelf : market.shelves()) {
      for (var card : shelf.cards()) {
        fresh |= all.putIfAbsent(card.id() + " " + card.version(), now.toString()) == null;
      }
    }
    if (fresh) {
      write(all);
    }
    last = unwritten ? null : market;
  }

  private void write(Map<String, String> all) {
    try {
      Durable.write(file, Pretty.json(all));
      unwritten = false;
    } catch (IOException e) {
      if (!unwritten) {
        LOG.warn("What was seen on the shelves is not written down", e);
      }
      unwritten = true;
    }
  }

  synchronized Optional<Instant> of(String id, String version) {
    String at = known == null ? null : known.get(id + " " + version);
    return Optional.ofNullable(at).map(Instant::parse);
  }

  private Map<String, String> known() throws IOException, RefusedException {
    if (known == null) {
      known = new TreeMap<>();
      if (Files.exists(file)) {
        Map<String, String> read = known;
        Fields.parse(Bytes.read(file, Limits.INDEX), file.toString())
            .plain()
            .forEach((key, value) -> read.put(key, String.valueOf(value)));
      }
    }
    return known;
  }
}
