package org.busbar.web.rest.live;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.web.rest.json.Json;
import org.busbar.web.rest.live.message.Outgoing;
import org.busbar.web.rest.view.PointView;
import org.busbar.web.rest.view.Projection;

/** The frames of all clients with the same interest, each made once for all of them. One thread. */
final class Frames {
  private final Interest interest;
  private final List<Board.Entry> covered = new ArrayList<>();
  private final Map<Long, Optional<String>> made = new HashMap<>();
  private int looked;

  Frames(Interest interest) {
    this.interest = interest;
  }

  /** Begins a round. */
  void begin(Board board) {
    made.clear();
    List<Board.Entry> all = board.entries();
    for (; looked < all.size(); looked++) {
      Board.Entry entry = all.get(looked);
      if (interest.covers(entry.sample().address())) {
        covered.add(entry);
      }
    }
  }

  /** What changed after a version; empty where nothing did. */
  Optional<String> since(long since, Projection projection, Json json) {
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
