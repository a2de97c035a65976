package org.busbar.web.rest.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.busbar.api.events.Severity;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.SiteState;
import org.busbar.api.vocabulary.Points;
import org.busbar.testkit.api.FixedSnapshot;
import org.busbar.testkit.api.ManualClock;
import org.busbar.web.rest.FakeSite;
import org.busbar.web.rest.view.Projection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveHubTest {
  private static final String EVERYTHING =
      "{\"type\":\"subscribe\",\"devices\":[\"*\"],\"events\":true,\"decisions\":true}";

  private final ManualClock clock = new ManualClock();
  private final AtomicBoolean allowed = new AtomicBoolean(true);
  private FakeSite site = new FakeSite(clock);
  private final LiveHub hub = new LiveHub(() -> Optional.of(site), new Projection(clock));

  @BeforeEach
  void aSiteThatSteps() {
    hub.round();
    site.step();
  }

  private FakeOutlet connect(String... messages) {
    FakeOutlet outlet = new FakeOutlet();
    outlet.client = hub.join(outlet, "rest", allowed::get).orElseThrow();
    for (String message : messages) {
      hub.receive(outlet.client, message);
    }
    return outlet;
  }

  private void say(FakeOutlet outlet, String message) {
    hub.receive(outlet.client, message);
  }

  private void value(double watts) {
    site.snapshot(
        new FixedSnapshot(8, clock.nanos(), clock.instant(), new TreeMap<>())
            .with("pcc", Points.ACTIVE_POWER_W, watts)
            .with("bat1", Points.ACTIVE_POWER_W, 5000));
  }

  private void rounds(int count, long eachMs) {
    for (int i = 0; i < count; i++) {
      clock.advanceMs(eachMs);
      hub.round();
    }
  }

  private static List<Double> watts(List<JsonNode> frames) {
    List<Double> watts = new ArrayList<>();
    for (JsonNode frame : frames) {
      for (JsonNode value : frame.get("values")) {
        if (value.get("device").asText().equals("pcc")) {
          watts.add(value.get("value").asDouble());
        }
      }
    }
    return watts;
  }

  @Test
  void anEmergencyStopBeforeTheFirstRoundStopsAndIsAcknowledged() {
    LiveHub young = new LiveHub(() -> Optional.of(site), new Projection(clock));
    FakeOutlet outlet = new FakeOutlet();
    outlet.client = young.join(outlet, "rest", allowed::get).orElseThrow();
    young.receive(outlet.client, "{\"type\":\"emergency-stop\",\"reason\":\"smoke\"}");
    assertEquals("emergency stop by rest: smoke", site.commands().getLast());
    assertEquals("accepted", outlet.of("acknowledgement").getFirst().get("result").asText());
  }

  @Test
  void theFirstFrameHasAllAndTheNextWhatChanged() {
    FakeOutlet client = connect("{\"type\":\"subscribe\",\"devices\":[\"pcc\",\"bat1\"]}");
    hub.round();
    assertEquals(3, client.of("values").getFirst().get("values").size());
    value(7);
    rounds(1, 300);
    JsonNode second = client.of("values").get(1);
    assertEquals(1, second.get("values").size(), second.toString());
    assertEquals("pcc", second.at("/values/0/device").asText());
    assertEquals(7, second.at("/values/0/value").asDouble());
    rounds(20, 100);
    assertEquals(2, client.of("values").size());
  }

  @Test
  void aSubscriptionToAPointBringsNoOther() {
    FakeOutlet client = connect("{\"type\":\"subscribe\",\"points\":[\"pcc/activePowerW\"]}");
    hub.round();
    JsonNode frame = client.of("values").getFirst();
    assertEquals(1, frame.get("values").size());
    assertEquals("activePowerW", frame.at("/values/0/point").asText());
  }

  @Test
  void aPointChangesAtMostFourTimesASecondAndTheLatestWins() {
    FakeOutlet client = connect("{\"type\":\"subscribe\",\"devices\":[\"pcc\"]}");
    hub.round();
    clock.advanceMs(1000);
    List<Long> at = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      int before = client.of("values").size();
      clock.advanceMs(10);
      value(i);
      hub.round();
      if (client.of("values").size() > before) {
        at.add(clock.nanos());
        assertEquals((double) i, watts(client.of("values")).getLast());
      }
    }
    assertTrue(at.size() >= 18 && at.size() <= 21, at.size() + " frames in 5 s");
    for (int i = 1; i < at.size(); i++) {
      assertTrue(at.get(i) - at.get(i - 1) >= 250_000_000L);
    }
    rounds(1, 250);
    assertEquals(499.0, watts(client.of("values")).getLast());
  }

  @Test
  void aFirstChangeIsToldAtOnceWhateverOtherPointsDo() {
    FakeOutlet client = connect("{\"type\":\"subscribe\",\"devices\":[\"*\"]}");
    hub.round();
    rounds(4, 100);
    value(1);
    rounds(1, 1);
    assertEquals(1.0, watts(client.of("values")).getLast());
    // The grid has just been told; a battery that changes now does not wait for it.
    site.snapshot(
        new FixedSnapshot(9, clock.nanos(), clock.instant(), new TreeMap<>())
            .with("pcc", Points.ACTIVE_POWER_W, 2)
            .with("bat1", Points.ACTIVE_POWER_W, 4000));
    rounds(1, 1);
    JsonNode frame = client.of("values").getLast();
    assertEquals(1, frame.get("values").size(), frame.toString());
    assertEquals(4000, frame.at("/values/0/value").asDouble());
    rounds(1, 247);
    assertEquals(1.0, watts(client.of("values")).getLast());
    rounds(1, 2);
    assertEquals(2.0, watts(client.of("values")).getLast());
  }

  @Test
  void whatStaysTheSameIsToldAgainAfterTwoSecondsWhenItWasMeasuredAgain() {
    FakeOutlet client = connect("{\"type\":\"subscribe\",\"points\":[\"pcc/activePowerW\"]}");
    value(7);
    hub.round();
    int told = client.of("values").size();
    rounds(100, 100);
    assertEquals(told, client.of("values").size());
    for (int i = 0; i < 100; i++) {
      clock.advanceMs(100);
      value(7);
      hub.round();
    }
    int again = client.of("values").size() - told;
    assertTrue(again >= 5 && again <= 6, again + " times in 10 s");
    Instant measuredAt =
        Instant.parse(client.of("values").getLast().at("/values/0/measuredAt").asText());
    assertTrue(Duration.between(measuredAt, clock.instant()).toMillis() <= 2000);
  }

  @Test
  void theSiteIsToldAtOnceWhenItChangesAndNotForItsStepAlone() {
    FakeOutlet client = connect("{\"type\":\"subscribe\",\"site\":true}");
    FakeOutlet other = connect("{\"type\":\"subscribe\",\"events\":true}");
    hub.round();
    assertEquals("RUNNING", client.of("site").getFirst().get("state").asText());
    for (int i = 0; i < 20; i++) {
      clock.advanceMs(100);
      site.step();
      hub.round();
    }
    assertEquals(1, client.of("site").size());
    site.state(SiteState.ERROR);
    rounds(1, 1);
    assertEquals("ERROR", client.of("site").getLast().get("state").asText());
    site.state(SiteState.IDLE);
    rounds(1, 25);
    assertEquals(2, client.of("site").size());
    rounds(10, 25);
    assertEquals("IDLE", client.of("site").getLast().get("state").asText());
    assertEquals(3, client.of("site").size());
    assertEquals(0, other.of("site").size());
  }

  @Test
  void aChangeThatIsTakenBackWhileItWaitsIsNotTold() {
    FakeOutlet client = connect("{\"type\":\"subscribe\",\"devices\":[\"pcc\"]}");
    hub.round();
    rounds(4, 100);
    value(1);
    rounds(1, 1);
    int told = client.of("values").size();
    value(2);
    rounds(1, 25);
    value(1);
    rounds(20, 25);
    assertEquals(told, client.of("values").size());
  }

  @Test
  void clientsWithTheSameInterestShareEachFrameWheneverTheyCame() {
    List<FakeOutlet> clients = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      clients.add(connect("{\"type\":\"subscribe\",\"devices\":[\"*\"]}"));
      value(i);
      rounds(1, 30);
    }
    for (int i = 0; i < 100; i++) {
      value(100 + i);
      rounds(1, 20);
    }
    String shared = clients.getFirst().texts.getLast();
    clients.forEach(client -> assertSame(shared, client.texts.getLast()));
  }

  @Test
  void decisionsComeOnChangeAndOnceASecond() {
    FakeOutlet client = connect(EVERYTHING);
    hub.round();
    for (int i = 0; i < 50; i++) {
      clock.advanceMs(100);
      site.step();
      hub.round();
    }
    assertEquals(LongStream.rangeClosed(1, 6).boxed().toList(), client.sequences("decision"));
    assertEquals("bat1", client.of("decision").getFirst().at("/setpoints/0/device").asText());
  }

  @Test
  void recordsResumeBehindTheLastNumber() {
    for (int i = 0; i < 700; i++) {
      site.raise(Severity.INFO, "something");
    }
    FakeOutlet client =
        connect("{\"type\":\"subscribe\",\"events\":true,\"after\":{\"events\":3}}");
    assertEquals(0, client.texts.size());
    rounds(5, 25);
    assertEquals(LongStream.rangeClosed(4, 700).boxed().toList(), client.sequences("event"));
    assertEquals(3, client.of("subscribed").getFirst().get("events").asLong());
    FakeOutlet other = connect("{\"type\":\"subscribe\",\"events\":true}");
    site.raise(Severity.ALARM, "news");
    rounds(2, 25);
    assertEquals(List.of(701L), other.sequences("event"));
    assertEquals("news", other.of("event").getFirst().get("kind").asText());
  }

  @Test
  void aRingThatMovedOnTellsTheGap() {
    for (int i = 0; i < Decisions.MOST + 10; i++) {
      clock.advanceMs(1000);
      site.step();
      hub.round();
    }
    FakeOutlet client =
        connect("{\"type\":\"subscribe\",\"decisions\":true,\"after\":{\"decisions\":2}}");
    rounds(100, 25);
    JsonNode gap = client.of("gap").getFirst();
    long from = client.sequences("decision").getFirst();
    assertEquals("decisions", gap.get("stream").asText());
    assertEquals(3, gap.get("from").asLong());
    assertEquals(from - 1, gap.get("to").asLong());
    assertEquals(Decisions.MOST, client.sequences("decision").size());
    assertEquals(1, client.of("gap").size());
  }

  @Test
  void whatCouldNotBePutAsideIsAGap() {
    FakeOutlet client = connect(EVERYTHING);
    hub.round();
    for (int i = 0; i < Decisions.MOST_WAITING + 5; i++) {
      site.step();
    }
    rounds(2, 25);
    clock.advanceMs(1000);
    site.step();
    rounds(2, 25);
    assertEquals(
        5,
        client.of("gap").getFirst().get("to").asLong()
            - client.of("gap").getFirst().get("from").asLong()
            + 1);
  }

  @Test
  void numbersOfAnotherRunAreVoid() {
    site.raise(Severity.INFO, "one");
    site.raise(Severity.INFO, "two");
    FakeOutlet client =
        connect(
            "{\"type\":\"subscribe\",\"events\":true,\"after\":{\"run\":\"old\",\"events\":1}}");
    FakeOutlet beyond =
        connect("{\"type\":\"subscribe\",\"events\":true,\"after\":{\"events\":9}}");
    rounds(1, 25);
    assertEquals(List.of(1L, 2L), client.sequences("event"));
    assertEquals(List.of(1L, 2L), beyond.sequences("event"));
    String run = client.of("subscribed").getFirst().get("run").asText();
    FakeOutlet known =
        connect(
            "{\"type\":\"subscribe\",\"events\":true,\"after\":{\"run\":\""
                + run
                + "\",\"events\":1}}");
    rounds(1, 25);
    assertEquals(List.of(2L), known.sequences("event"));
  }

  @Test
  void aClientThatTakesNothingIsLetGoAndOthersDoNotNotice() {
    FakeOutlet slow = connect(EVERYTHING);
    FakeOutlet other = connect(EVERYTHING);
    slow.stuck = true;
    for (int i = 0; i < 52; i++) {
      value(i);
      rounds(1, 100);
      site.raise(Severity.INFO, "something");
    }
    assertEquals(List.of("1008 too slow"), slow.ends);
    assertEquals(1, slow.texts.size());
    assertEquals(1, hub.dropped());
    assertEquals(51, other.sequences("event").size());
    assertTrue(other.of("values").size() >= 16);
    assertEquals(List.of(), other.ends);
    rounds(11, 100);
    assertEquals(List.of("1008 too slow", "cut"), slow.ends);
    assertEquals(1, hub.clients());
  }

  @Test
  void aClientThatNeverReadsAsFarAsThePingIsLetGo() {
    FakeOutlet client = connect(EVERYTHING);
    client.answersPings = false;
    rounds(140, 100);
    assertEquals(List.of(), client.ends);
    rounds(12, 100);
    assertEquals(List.of("1008 too slow"), client.ends);
  }

  @Test
  void answersThatNobodyTakesAreBounded() {
    FakeOutlet client = connect();
    client.stuck = true;
    for (int i = 0; i < Client.MOST_WAITING + 2; i++) {
      say(client, "nonsense");
    }
    hub.round();
    assertEquals(List.of("1008 too slow"), client.ends);
    assertEquals(1, client.texts.size());
  }

  @Test
  void aProposalIsAcknowledgedWithItsNumber() {
    FakeOutlet client =
        connect(
            "{\"type\":\"propose\",\"id\":\"x\",\"node\":\"bat1\",\"quantity\":\"activePowerW\","
                + "\"target\":-2000,\"validFor\":\"PT15M\",\"reason\":\"charge now\"}");
    assertTrue(site.commands().getLast().startsWith("propose bat1 activePowerW -2000.0"));
    assertTrue(site.commands().getLast().endsWith("at ECONOMIC by rest: charge now"));
    JsonNode answer = client.last();
    assertEquals("acknowledgement", answer.get("type").asText());
    assertEquals(1, answer.get("sequence").asLong());
    assertEquals("x", answer.get("id").asText());
    assertEquals("accepted", answer.get("result").asText());
    site.answer(new Answer.Refused("The meter is silent.", "Check its cable."));
    say(
        client,
        "{\"type\":\"propose\",\"id\":\"y\",\"node\":\"bat1\",\"quantity\":\"activePowerW\","
            + "\"target\":1,\"validFor\":\"PT1M\"}");
    assertEquals("refused", client.last().get("result").asText());
    assertEquals("The meter is silent.", client.last().get("reason").asText());
    assertEquals("Check its cable.", client.last().get("remedy").asText());
  }

  @Test
  void acknowledgementsResumeOnce() {
    FakeOutlet first = connect("{\"type\":\"emergency-stop\",\"id\":\"a\"}");
    say(first, "{\"type\":\"emergency-stop\",\"id\":\"b\"}");
    hub.leave(first.client);
    FakeOutlet again =
        connect(
            "{\"type\":\"subscribe\",\"acknowledgements\":true,\"after\":{\"acknowledgements\":1}}",
            "{\"type\":\"emergency-stop\",\"id\":\"c\"}");
    rounds(3, 25);
    assertEquals(List.of(2L, 3L), again.sequences("acknowledgement"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          {"type":"emergency-stop","reason":"smoke"}    | smoke
          {"type":"emergency-stop","raison":"x"}        | no reason given
          {"type":"emergency-stop","id":5,"reason":[1]} | no reason given
          """)
  void anEmergencyStopIsTakenWhateverElseTheMessageSays(String message, String reason) {
    site.answer(new Answer.Refused("never", "never"));
    FakeOutlet client = connect(message);
    assertEquals("emergency stop by rest: " + reason, site.commands().getLast());
    assertEquals("accepted", client.last().get("result").asText());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          {"type":"dance"}                                     | type     | dance
          {}                                                   | type     | -
          {"type":7}                                           | type     | 7
          nonsense                                             | -        | -
          {"type":"subscribe","devices":["bat9"]}              | devices  | bat9
          {"type":"subscribe","points":["activePowerW"]}       | points   | activePowerW
          {"type":"subscribe","points":["bat9/activePowerW"]}  | points   | bat9/activePowerW
          {"type":"subscribe","after":{"events":-1}}           | after.events | -1
          {"type":"subscribe","colour":"red"}                  | colour   | -
          {"type":"propose","node":"bat1"}                     | id       | -
          {"type":"propose","id":"x","node":"bat9"}            | node     | bat9
          {"type":"propose","id":"x","node":"bat1","quantity":"activePowerW","validFor":"1 min","target":1} | validFor | 1 min
          {"type":"propose","id":"x","node":"bat1","quantity":"activePowerW","validFor":"PT1M","level":"SAFETY"} | level | SAFETY
          """)
  void aMistakeIsNamedAndNothingIsDone(String message, String field, String value) {
    int before = site.commands().size();
    FakeOutlet client = connect(message);
    JsonNode problem = client.last();
    assertEquals("problem", problem.get("type").asText());
    assertTrue(problem.get("is").asText().startsWith("urn:busbar:problem:"), problem.toString());
    assertEquals(field == null ? "" : field, problem.path("field").asText());
    assertEquals(value == null ? "" : value, problem.path("value").asText());
    assertEquals(message.contains("\"id\"") ? "x" : "", problem.path("id").asText());
    assertNotEquals("", problem.path("detail").asText());
    assertEquals(before, site.commands().size());
  }

  @Test
  void aSessionThatIsOverEndsTheConnection() {
    FakeOutlet client = connect(EVERYTHING);
    rounds(60, 100);
    assertEquals(List.of(), client.ends);
    allowed.set(false);
    rounds(51, 100);
    assertEquals("1008 the session is over", client.ends.getFirst());
    assertEquals(0, hub.dropped());
  }

  @Test
  void aSiteThatIsReplacedSendsItsClientsAway() {
    FakeOutlet client = connect(EVERYTHING);
    hub.round();
    FakeSite old = site;
    site = new FakeSite(clock);
    hub.round();
    assertEquals(List.of("1012 the site was replaced"), client.ends);
    assertEquals(0, old.listeners());
    assertEquals(1, site.listeners());
  }

  @Test
  void thereIsAnEndToTheNumberOfClients() {
    for (int i = 0; i < LiveHub.MOST_CLIENTS; i++) {
      connect();
    }
    assertTrue(hub.join(new FakeOutlet(), "rest", () -> true).isEmpty());
    assertEquals(LiveHub.MOST_CLIENTS, hub.clients());
  }
}
