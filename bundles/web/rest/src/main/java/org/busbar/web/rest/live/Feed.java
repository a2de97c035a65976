package org.busbar.web.rest.live;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.busbar.api.control.Decision;
import org.busbar.api.face.Site;
import org.busbar.web.rest.json.Json;
import org.busbar.web.rest.live.message.Outgoing;
import org.busbar.web.rest.view.EventView;
import org.busbar.web.rest.view.Projection;

/** What there is to tell of one site as long as it lives here. */
final class Feed implements AutoCloseable {
  /** How many acknowledgements are kept for clients that come back. */
  static final int MOST_ACKNOWLEDGEMENTS = 1000;

  private static final int MOST_EVENTS = 1_000_000;

  private final String run = UUID.randomUUID().toString();
  private final Site site;
  private final Projection projection;
  private final Json json;
  private final Board board = new Board();
  private final Overview overview = new Overview();
  private final Decisions decisions = new Decisions();
  private final Ring<String> acknowledgements = new Ring<>(MOST_ACKNOWLEDGEMENTS);
  private final Site.Subscription listening;
  private final Map<Long, List<EventView>> eventsAfter = new HashMap<>();
  private final Map<Long, String> eventTexts = new HashMap<>();
  private final Map<Long, String> decisionTexts = new HashMap<>();

  Feed(Site site, Projection projection, Json json) {
    this.site = site;
    this.projection = projection;
    this.json = json;
    this.listening = site.listen((snapshot, changed, decision) -> decisions.made(decision));
  }

  /** Begins a round on the one thread that makes frames. */
  void begin(boolean somebodyLooks) {
    eventsAfter.clear();
    eventTexts.clear();
    decisionTexts.clear();
    decisions.sort();
    if (somebodyLooks) {
      board.take(site.snapshot(), projection.clock().nanos());
    }
  }

  /** Looks at the site as a whole, because somebody wants it. */
  void overlook() {
    overview.take(projection.site(site), projection.clock().nanos(), json);
  }

  Overview overview() {
    return overview;
  }

  Site site() {
    return site;
  }

  String run() {
    return run;
  }

  Board board() {
    return board;
  }

  /** Events after a number, oldest first. */
  List<EventView> eventsAfter(long sequence) {
    return eventsAfter.computeIfAbsent(
        sequence, after -> projection.events(site, after, MOST_EVENTS));
  }

  String text(EventView event) {
    return eventTexts.computeIfAbsent(
        event.sequence(), sequence -> json.text(new Outgoing.EventFrame("event", event)));
  }

  String text(Ring.Numbered<Decision> decision) {
    return decisionTexts.computeIfAbsent(
        decision.sequence(),
        sequence ->
            json.text(
                new Outgoing.DecisionFrame(
                    "decision", sequence, Projection.decision(decision.content()))));
  }

  Ring<Decision> decisions() {
    return decisions.ring();
  }

  Ring<String> acknowledgements() {
    return acknowledgements;
  }

  /** Number of the newest event, 0 before the first. */
  long newestEvent() {
    List<EventView> newest = projection.events(site, 0, 1);
    return newest.isEmpty() ? 0 : newest.getLast().sequence();
  }

  @Override
  public void close() {
    listening.close();
  }
}
