package org.busbar.plugin.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.busbar.api.events.Severity;
import org.busbar.plugin.change.Settings;
import org.busbar.plugin.change.Surroundings;
import org.busbar.plugin.format.Refusal;
import org.busbar.plugin.format.RefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches the catalogues every hour, whatever the policy on updates is: what was taken back must
 * stop though nobody looks. Where one cannot be fetched or is not good any more, somebody is told,
 * since by that a gateway could be kept from hearing of it.
 */
final class Rounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
  private static final String KIND = "plugin-source";
  private static final Duration FIRST = Duration.ofMinutes(1);

  private final Supply supply;
  private final Surroundings around;
  private final Runnable after;

  /** What was told and is not over, by source and reason. */
  private final Map<String, Refusal> told = new LinkedHashMap<>();

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          body -> Thread.ofPlatform().name("busbar-plugin-sources").daemon(true).unstarted(body));

  /**
   * Not begun yet.
   *
   * @param after run after each round; must not wait
   */
  Rounds(Supply supply, Surroundings around, Runnable after) {
    this.supply = supply;
    this.around = around;
    this.after = after;
  }

  void start() {
    Duration refresh = period();
    next(refresh.compareTo(FIRST) < 0 ? refresh : FIRST);
  }

  private void next(Duration in) {
    timer.schedule(this::tick, in.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void tick() {
    try {
      round();
    } catch (IOException | RuntimeException e) {
      LOG.error("Catalogues could not be looked at", e);
    }
    next(period());
  }

  private Duration period() {
    Path plugins = supply.home().resolve("plugins");
    try {
      return Settings.read(plugins).refresh();
    } catch (IOException | RefusedException e) {
      LOG.error("How often to look cannot be read", e);
      return Settings.standard().refresh();
    }
  }

  /** Goes once. */
  void round() throws IOException {
    if (supply.sources().isEmpty()) {
      told.clear();
      return;
    }
    Map<String, Refusal> now = new LinkedHashMap<>();
    for (Refusal refusal : supply.refresh("gateway").refusals()) {
      now.putIfAbsent(refusal.reason().word() + " " + refusal.where(), refusal);
    }
    now.forEach(
        (key, refusal) -> {
          if (!told.containsKey(key)) {
            String text = "What a catalogue takes back may not be heard of here: " + refusal.text();
            around.raise(Severity.WARNING, "plugin", KIND, text);
          }
        });
    if (now.isEmpty() && !told.isEmpty()) {
      around.raise(Severity.INFO, "plugin", KIND, "All catalogues are good again.");
    }
    told.clear();
    told.putAll(now);
    after.run();
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
