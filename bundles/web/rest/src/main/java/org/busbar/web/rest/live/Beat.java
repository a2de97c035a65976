package org.busbar.web.rest.live;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.web.rest.json.Json;
import org.busbar.web.rest.view.PointView;
import org.busbar.web.rest.view.Projection;

/**
 * The frames of all clients with the same interest. They keep step, so that each frame is made once
 * for all of them. One thread.
 */
final class Beat {
  /** Shortest time between two frames of values to a client. */
  static final long EACH_NANOS = Duration.ofMillis(250).toNanos();

  private final Interest interest;
  private final List<Board.Entry> covered = new ArrayList<>();
  private final Map<Long, Optional<String>> made = new HashMap<>();
  private int looked;
  private long lastNanos;
  private boolean struck;
  private boolean strikes;

  Beat(Interest interest) {
    this.interest = interest;
  }

  /** Begins a round. */
  void begin(Board board, long nowNanos) {
    made.clear();
    strikes = !struck || nowNanos - lastNanos >= EACH_NANOS;
    List<Board.Entry> all = board.entries();
    for (; looked < all.size(); looked++) {
      Board.Entry entry = all.get(looked);
      if (interest.covers(entry.sample().address())) {
        covered.add(entry);
      }
    }
  }

  /** Whether clients that keep step are served in this round. */
  boolean strikes() {
    return strikes;
  }

  /** A client that keeps step was served in this round. */
  void served(long nowNanos) {
    struck = true;
    lastNanos = nowNanos;
  }

  /** What changed after a version; made once per round; empty where nothing did. */
  Optional<String> frame(long since, Projection projection, Json json) {
    return made.computeIfAbsent(
        since,
        version -> {
          List<PointView> values = new ArrayList<>();
          for (Board.Entry entry : covered) {
            if (entry.changedSince(version)) {
              values.add(projection.point(entry.sample()));
            }
          }
          return values.isEmpty()
              ? Optional.empty()
              : Optional.of(
                  json.text(new Outgoing.Values("values", projection.clock().instant(), values)));
        });
  }
}
