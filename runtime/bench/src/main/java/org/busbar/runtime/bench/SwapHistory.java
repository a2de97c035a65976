package org.busbar.runtime.bench;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.busbar.api.face.Site;
import org.busbar.api.history.History;
import org.busbar.api.history.HistoryException;
import org.busbar.api.history.HistoryQuery;
import org.busbar.api.history.HistoryStore;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.NodeId;

/**
 * What a store kept of the numbers that a device gave its answers.
 *
 * @param rows samples that are there
 * @param missing numbers that are not there
 * @param doubled numbers that are there again
 */
record SwapHistory(long rows, long missing, long doubled) {
  private static final int MOST = 1_000_000;

  /** Of the numbers of the battery that one run found; what is still in memory is waited for. */
  static SwapHistory of(SwapGateway gateway, Site site, SwapRun.Found found)
      throws HistoryException {
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
    HistoryStore store = gateway.service(HistoryStore.class, Duration.ofSeconds(10));
    HistoryQuery query =
        new HistoryQuery(
            site.model().id(),
            new NodeId(SwapBench.BATTERY),
            SwapTally.SEQUENCE,
            found.began,
            Clock.system().instant(),
            Duration.ZERO,
            MOST);
    List<History.Row> rows = store.history(query).map(History::rows).orElse(List.of());
    List<Long> numbers =
        rows.stream()
            .map(row -> (long) row.mean())
            .filter(n -> n >= found.first && n < found.end)
            .toList();
    long different = numbers.stream().distinct().count();
    return new SwapHistory(
        numbers.size(), found.end - found.first - different, numbers.size() - different);
  }
}
