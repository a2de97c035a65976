package org.busbar.runtime.itest;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.events.Event;
import org.busbar.api.events.Severity;
import org.busbar.api.history.HistoryBatch;
import org.busbar.api.site.HistoryConfig;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.api.vocabulary.SiteId;
import org.busbar.history.sqlite.SqliteHistory;

/**
 * A process that writes history as fast as it can until it is killed, and says what was kept. Each
 * batch is a minute of several devices; hours are sealed and archived in between.
 */
final class HistoryWriter {
  static final SiteId SITE = new SiteId("local", "kill");
  static final Instant T0 = Instant.parse("2026-03-01T00:00:00Z");
  static final int DEVICES = 8;
  static final int PER_MINUTE = 60;

  private static final HistoryConfig BRIEF =
      new HistoryConfig(
          Duration.ofHours(6),
          Duration.ofHours(6),
          Duration.ofDays(1_000),
          HistoryConfig.FOR_EVER,
          HistoryConfig.FOR_EVER,
          HistoryConfig.FOR_EVER,
          Duration.ofDays(1_000),
          Duration.ofDays(1_000),
          true,
          Optional.empty());

  private HistoryWriter() {}

  static NodeId device(int number) {
    return new NodeId("bat" + number);
  }

  /** The value that a device has at a second, in W. */
  static double powerW(int device, long second) {
    return (second * 7919 % 20_011 - 10_000 + device) / 10.0;
  }

  private static HistoryBatch minute(long minute) {
    List<Sample> samples = new ArrayList<>();
    for (int device = 1; device <= DEVICES; device++) {
      Address address = Address.of(device(device), Points.ACTIVE_POWER_W);
      for (long second = minute * 60; second < (minute + 1) * 60; second++) {
        samples.add(
            new Sample(
                address,
                powerW(device, second),
                Quality.GOOD,
                0,
                Duration.ofSeconds(3).toNanos(),
                T0.plusSeconds(second)));
      }
    }
    Event event =
        new Event(
            minute + 1,
            SITE,
            T0.plusSeconds(minute * 60),
            0,
            Severity.INFO,
            "test",
            "minute",
            "A minute.",
            Map.of());
    return new HistoryBatch(samples, List.of(), List.of(event));
  }

  /** {@code HOME FIRST_MINUTE}: prints each minute after it was kept. */
  public static void main(String[] args) throws Exception {
    try (SqliteHistory history = new SqliteHistory(Path.of(args[0]))) {
      for (long minute = Long.parseLong(args[1]); ; minute++) {
        history.append(SITE, minute(minute));
        System.out.println(minute);
        System.out.flush();
        if (minute % 7 == 0) {
          history.maintain(SITE, T0.plusSeconds(minute * 60), BRIEF);
        }
      }
    }
  }
}
