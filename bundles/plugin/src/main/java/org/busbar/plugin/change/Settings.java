package org.busbar.plugin.change;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.Fields;
import org.busbar.plugin.format.Limits;
import org.busbar.plugin.format.RefusedException;

/**
 * How this gateway goes about plug-ins: {@code HOME/plugins/policy.json}, all keys of which may be
 * left out.
 *
 * @param trial how long a trial may take to be good ({@code trial-s})
 * @param watch how long a new generation is watched ({@code watch-s})
 * @param automatic whether updates are installed without being asked for ({@code automatic})
 * @param coolDown how long after it was first seen, at the earliest ({@code cool-down-h})
 * @param refresh how often catalogues are fetched, whatever is done about updates ({@code
 *     refresh-s})
 * @param ring how many days later than the first gateways of a fleet ({@code ring})
 * @param collect whether a collection may be asked for to see that an old class loader is gone
 *     ({@code collect}); it stops everything for some tens of milliseconds
 * @param unsigned ids of plug-ins that need no signature ({@code unsigned}); heeded in development
 *     assemblies only
 */
public record Settings(
    Duration trial,
    Duration watch,
    boolean automatic,
    Duration coolDown,
    Duration refresh,
    int ring,
    boolean collect,
    Set<String> unsigned) {
  public Settings {
    unsigned = Set.copyOf(unsigned);
  }

  private static final Duration TRIAL = Duration.ofSeconds(30);
  private static final Duration WATCH = Duration.ofMinutes(5);
  private static final Duration COOL_DOWN = Duration.ofHours(72);
  private static final Duration REFRESH = Duration.ofHours(1);
  private static final String FILE = "policy.json";

  public static Settings standard() {
    return new Settings(TRIAL, WATCH, false, COOL_DOWN, REFRESH, 0, false, Set.of());
  }

  /** Reads the file again; it may be changed while the gateway runs. */
  public static Settings read(Path plugins) throws IOException, RefusedException {
    Path file = plugins.resolve(FILE);
    if (!Files.exists(file)) {
      return standard();
    }
    Fields fields = Fields.parse(Bytes.read(file, Limits.SIGNATURE), file.toString());
    fields.only(
        "trial-s",
        "watch-s",
        "automatic",
        "cool-down-h",
        "refresh-s",
        "ring",
        "collect",
        "unsigned");
    return new Settings(
        Duration.ofSeconds(number(fields, "trial-s", TRIAL.toSeconds())),
        Duration.ofSeconds(number(fields, "watch-s", WATCH.toSeconds())),
        fields.flag("automatic", false),
        Duration.ofHours(number(fields, "cool-down-h", COOL_DOWN.toHours())),
        Duration.ofSeconds(Math.max(1, number(fields, "refresh-s", REFRESH.toSeconds()))),
        (int) number(fields, "ring", 0),
        fields.flag("collect", false),
        Set.copyOf(fields.texts("unsigned")));
  }

  private static long number(Fields fields, String key, long otherwise) throws RefusedException {
    return fields.has(key) ? fields.number(key) : otherwise;
  }

  /** When an update that was first seen then may be installed by itself. */
  public Instant due(Instant seen) {
    return seen.plus(coolDown).plus(Duration.ofDays(ring));
  }
}
