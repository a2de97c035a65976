package org.busbar.web.rest.live;

import java.util.List;
import org.busbar.api.control.Decision;
import org.busbar.web.rest.json.Json;
import org.busbar.web.rest.live.message.Outgoing;
import org.busbar.web.rest.view.EventView;
import org.busbar.web.rest.view.Projection;

/** How far a client has come in what there is to tell. One thread. */
final class Reader {
  private static final int MOST_EVENTS = 256;
  private static final int MOST_DECISIONS = 32;
  private static final int MOST_ACKNOWLEDGEMENTS = 128;

  private final Client client;
  private Subscription at = Subscription.NOTHING;
  private long version;
  private long siteVersion;

  Reader(Client client) {
    this.client = client;
  }

  Client client() {
    return client;
  }

  Interest interest() {
    return at.interest();
  }

  /** Takes over what the client last asked for. */
  void turn() {
    Client.Taken next = client.newlyWanted();
    if (next != null) {
      client.send(next.answer());
      at = next.subscription();
      version = 0;
      siteVersion = 0;
    }
  }

  /** Whether it wants the document of the site. */
  boolean wantsSite() {
    return at.site();
  }

  /** Sends the document of the site where it changed. */
  void site(Overview overview) {
    if (at.site() && siteVersion != overview.version()) {
      overview.frame().ifPresent(client::send);
      siteVersion = overview.version();
    }
  }

  /** Sends values that changed. */
  void values(Frames frames, Board board, Projection projection, Json json) {
    if (version != board.version()) {
      frames.since(version, projection, json).ifPresent(client::send);
      version = board.version();
    }
  }

  /** Sends what carries numbers. */
  void records(Feed feed, Json json) {
    at =
        new Subscription(
            at.interest(),
            at.site(),
            at.events() == Subscription.NONE ? Subscription.NONE : events(feed, json),
            at.decisions() == Subscription.NONE ? Subscription.NONE : decisions(feed, json),
            at.acknowledgements() == Subscription.NONE
                ? Subscription.NONE
                : acknowledgements(feed, json));
  }

  private long events(Feed feed, Json json) {
    List<EventView> events = feed.eventsAfter(at.events());
    long last = at.events();
    for (EventView event : events.subList(0, Math.min(MOST_EVENTS, events.size()))) {
      tellGap(json, "events", last, event.sequence());
      client.send(feed.text(event));
      last = event.sequence();
    }
    return last;
  }

  private long decisions(Feed feed, Json json) {
    long last = at.decisions();
    for (Ring.Numbered<Decision> each : feed.decisions().after(last, MOST_DECISIONS)) {
      tellGap(json, "decisions", last, each.sequence());
      client.send(feed.text(each));
      last = each.sequence();
    }
    return last;
  }

  private long acknowledgements(Feed feed, Json json) {
    long last = at.acknowledgements();
    for (Ring.Numbered<String> each : feed.acknowledgements().after(last, MOST_ACKNOWLEDGEMENTS)) {
      tellGap(json, "acknowledgements", last, each.sequence());
      client.send(each.content());
      last = each.sequence();
    }
    return last;
  }

  private void tellGap(Json json, String stream, long last, long next) {
    if (next > last + 1) {
      client.send(json.text(new Outgoing.Gap("gap", stream, last + 1, next - 1)));
    }
  }
}
