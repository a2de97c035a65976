package org.busbar.web.rest.live;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.busbar.api.control.Proposal;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.StopSource;
import org.busbar.api.site.SiteModel;
import org.busbar.web.rest.ProposalsResource;
import org.busbar.web.rest.Requests;
import org.busbar.web.rest.json.Json;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.json.ProblemException;
import org.busbar.web.rest.json.ProblemMapper;
import org.busbar.web.rest.live.message.Incoming;
import org.busbar.web.rest.live.message.Outgoing;
import org.busbar.web.rest.view.Projection;
import org.jspecify.annotations.Nullable;

/** Does what clients ask for. Any thread; waits for nothing. */
final class Commands {
  private static final int MOST_NAMES = 1000;
  private static final int MOST_ID_LENGTH = 100;

  private final Projection projection;
  private final Json json;

  Commands(Projection projection, Json json) {
    this.projection = projection;
    this.json = json;
  }

  /** Does what a message says; a message that says it wrongly is answered with the problem. */
  void receive(Client client, @Nullable Feed feed, String text) {
    String id = null;
    try {
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      Incoming.Head head = json.read(body, Incoming.Head.class);
      id = head.id() instanceof String given ? given : null;
      if (feed == null) {
        throw new ProblemException(Problem.noSite(List.of()));
      }
      switch (Requests.required("type", head.type()) instanceof String type ? type : "") {
        case "subscribe" -> subscribe(client, feed, json.read(body, Incoming.Subscribe.class));
        case "propose" -> propose(client, feed, json.read(body, Incoming.Propose.class));
        case "emergency-stop" -> stop(client, feed, id, body);
        default ->
            throw new ProblemException(
                Problem.field(
                    "type",
                    String.valueOf(head.type()),
                    "There is no such message.",
                    "Use subscribe, propose or emergency-stop."));
      }
    } catch (RuntimeException e) {
      client.send(json.text(problem(id, ProblemMapper.problemOf(e))));
    }
  }

  private static Map<String, Object> problem(@Nullable String id, Problem problem) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("type", "problem");
    if (id != null) {
      document.put("id", id);
    }
    problem
        .document()
        .forEach((key, value) -> document.put(key.equals("type") ? "is" : key, value));
    return document;
  }

  private void subscribe(Client client, Feed feed, Incoming.Subscribe asked) {
    SiteModel model = feed.site().model();
    Set<String> devices = names("devices", asked.devices());
    devices.forEach(device -> checkDevice(model, device));
    Set<String> points = names("points", asked.points());
    points.forEach(point -> checkPoint(model, point));
    Incoming.After after =
        asked.after() == null ? new Incoming.After(null, null, null, null) : asked.after();
    boolean sameRun = after.run() == null || after.run().equals(feed.run());
    long events = start("events", after.events(), sameRun, feed::newestEvent);
    long decisions =
        start("decisions", after.decisions(), sameRun, () -> feed.decisions().newest());
    long acknowledgements =
        start(
            "acknowledgements",
            after.acknowledgements(),
            sameRun,
            () -> feed.acknowledgements().newest());
    String answer =
        json.text(
            new Outgoing.Subscribed("subscribed", feed.run(), events, decisions, acknowledgements));
    client.subscribe(
        new Client.Taken(
            new Subscription(
                new Interest(devices, points),
                wanted(asked.site()),
                wanted(asked.events()) ? events : Subscription.NONE,
                wanted(asked.decisions()) ? decisions : Subscription.NONE,
                wanted(asked.acknowledgements()) ? acknowledgements : Subscription.NONE),
            answer));
  }

  private static boolean wanted(@Nullable Boolean asked) {
    return asked != null && asked;
  }

  /** Numbers of another run, or greater than any given out, are void: all that is kept follows. */
  private static long start(
      String stream, @Nullable Long after, boolean sameRun, LongSupplier newest) {
    if (after == null) {
      return newest.getAsLong();
    }
    if (after < 0) {
      throw new ProblemException(
          Problem.field(
              "after." + stream,
              after.toString(),
              "A sequence number is not negative.",
              "Send the last one received, 0 for all that is kept."));
    }
    return sameRun && after <= newest.getAsLong() ? after : 0;
  }

  private static Set<String> names(String field, @Nullable List<String> names) {
    if (names == null) {
      return Set.of();
    }
    if (names.size() > MOST_NAMES) {
      throw new ProblemException(
          Problem.field(
              field,
              Integer.toString(names.size()),
              "More than " + MOST_NAMES + " names.",
              "Name devices instead of points, or \"*\"."));
    }
    return names.stream().map(name -> Requests.required(field, name)).collect(Collectors.toSet());
  }

  private static void checkDevice(SiteModel model, String device) {
    boolean known =
        device.equals(Interest.ALL)
            || model.nodes().keySet().stream().anyMatch(node -> node.value().equals(device))
            || model.devices().stream().anyMatch(config -> config.id().value().equals(device));
    if (!known) {
      throw new ProblemException(
          Problem.field(
              "devices",
              device,
              "There is no such device.",
              "GET /api/v1/devices lists them; \"*\" stands for all."));
    }
  }

  private static void checkPoint(SiteModel model, String point) {
    int slash = point.lastIndexOf('/');
    if (slash <= 0 || slash == point.length() - 1) {
      throw new ProblemException(
          Problem.field(
              "points", point, "This names no point of a device.", "Write pcc/activePowerW."));
    }
    String node = point.substring(0, slash);
    if (model.nodes().keySet().stream().noneMatch(known -> known.value().equals(node))) {
      throw new ProblemException(
          Problem.field(
              "points", point, "There is no such device.", "GET /api/v1/points lists all points."));
    }
  }

  private void propose(Client client, Feed feed, Incoming.Propose asked) {
    String id = Requests.required("id", asked.id());
    if (id.length() > MOST_ID_LENGTH) {
      throw new ProblemException(
          Problem.field(
              "id", id, "The id is longer than " + MOST_ID_LENGTH + " characters.", "Shorten it."));
    }
    Proposal proposal =
        ProposalsResource.proposal(
            feed.site(),
            projection.clock(),
            new Requests.ProposalRequest(
                asked.node(),
                asked.quantity(),
                asked.phase(),
                asked.min(),
                asked.max(),
                asked.target(),
                asked.level(),
                asked.validFor(),
                asked.reason()),
            client.caller());
    acknowledge(client, feed, id, feed.site().propose(proposal));
  }

  private void stop(Client client, Feed feed, @Nullable String id, byte[] body) {
    feed.site().emergencyStop(StopSource.WEBSOCKET, client.caller(), reason(body));
    acknowledge(client, feed, id, new Answer.Done());
  }

  private String reason(byte[] body) {
    try {
      return Requests.reason(json.read(body, Incoming.EmergencyStop.class).reason());
    } catch (ProblemException e) {
      return Requests.NO_REASON; // it stops all the same
    }
  }

  private void acknowledge(Client client, Feed feed, @Nullable String id, Answer answer) {
    String text =
        feed.acknowledgements()
            .add(
                sequence ->
                    json.text(
                        switch (answer) {
                          case Answer.Done() ->
                              new Outgoing.Acknowledgement(
                                  "acknowledgement", sequence, id, "accepted", null, null);
                          case Answer.Refused(String _, String why, String remedy) ->
                              new Outgoing.Acknowledgement(
                                  "acknowledgement", sequence, id, "refused", why, remedy);
                        }));
    if (!client.hearsAcknowledgements()) {
      client.send(text);
    }
  }
}
