package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.Freeze;
import org.busbar.api.safety.Recorder.Recording;
import org.busbar.api.safety.SiteState;
import org.busbar.api.site.LimitConfig.Reaction;
import org.busbar.api.site.Snapshot;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.safety.record.FakeNote;
import org.busbar.testkit.api.FakeWritable;
import org.busbar.testkit.api.FixedSnapshot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The minute before and the half after a trip are on disk, step by step. */
class BlackBoxTest {
  private static final Address TEMPERATURE = Address.of(new NodeId(Rig.BAT), Points.TEMPERATURE_C);

  @TempDir Path home = Path.of("");

  private final Random random = new Random(1);
  private final Rig rig =
      new Rig()
          .battery(FakeWritable.power(Rig.BAT))
          .limit(Rig.BAT, Points.TEMPERATURE_C, new Interval(-20, 60), Reaction.TRIP);
  private long number;
  private int moreBytes;

  /** Steps as core makes them; the recorder looks every second one. */
  private void live(int steps) {
    for (int i = 0; i < steps; i++) {
      rig.clock.advanceMs(100);
      number++;
      Freeze freeze = rig.freeze();
      rig.field().keep(new FakeNote(snapshot(), freeze, more()));
      if (i % 2 == 0) {
        rig.field().recorder().round();
      }
    }
    rig.field().recorder().round();
  }

  private Snapshot snapshot() {
    FixedSnapshot now = FixedSnapshot.at(rig.clock);
    return new FixedSnapshot(number, now.nanos(), now.at(), now.byAddress());
  }

  private String more() {
    StringBuilder more = new StringBuilder();
    for (int i = 0; i < moreBytes; i++) {
      more.append((char) ('a' + random.nextInt(26)));
    }
    return more.toString();
  }

  private void trip() {
    rig.bat().delivers(rig.good(TEMPERATURE, 80));
  }

  private void reset() {
    rig.bat().delivers(rig.good(TEMPERATURE, 25));
    assertInstanceOf(Answer.Done.class, rig.field().reset("test", "cool again"));
  }

  private List<JsonNode> lines(Recording recording) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(rig.field().recorder().open(recording.name())),
                StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.add(new ObjectMapper().readTree(line));
      }
    }
    return lines;
  }

  private static List<JsonNode> steps(List<JsonNode> lines) {
    return lines.stream().filter(line -> line.has("step")).toList();
  }

  private List<Recording> recordings() {
    return rig.field().recorder().recordings();
  }

  private static void assertEveryStep(List<JsonNode> steps) {
    for (int i = 1; i < steps.size(); i++) {
      assertEquals(
          steps.get(i - 1).get("step").asLong() + 1, steps.get(i).get("step").asLong(), "gap");
    }
  }

  @Test
  @Tag("SAF-21")
  void aTripKeepsAMinuteBeforeAndHalfAMinuteAfterAtCycleRate() throws IOException {
    rig.running(home);
    live(1_000);
    assertEquals(List.of(), recordings(), "nothing is written while nothing happens");
    trip();
    live(1);
    long tripped = number;
    assertEquals(1, recordings().size(), "what is known so far is on disk at once");
    assertTrue(steps(lines(recordings().getFirst())).getLast().get("step").asLong() == tripped);
    live(100);
    assertFalse(recordings().getFirst().complete());
    live(300);
    Recording recording = recordings().getFirst();
    assertTrue(recording.complete());
    List<JsonNode> lines = lines(recording);
    assertTrue(lines.getFirst().get("cause").asText().contains("80"), lines.getFirst().toString());
    assertEquals("home", lines.get(1).get("site").asText());
    List<JsonNode> steps = steps(lines);
    assertEveryStep(steps);
    long before = tripped - steps.getFirst().get("step").asLong();
    long after = steps.getLast().get("step").asLong() - tripped;
    assertTrue(before >= 600 && before <= 720, before + " steps before");
    assertTrue(after >= 300 && after <= 311, after + " steps after");
    assertTrue(steps.getFirst().get("whole").asBoolean());
    assertEquals("RUNNING", steps.getFirst().get("state").asText());
    assertEquals("ERROR", steps.getLast().get("state").asText());
    assertEquals(1, rig.events.ofKind("recording").size());
  }

  @Test
  void writesStandBetweenTheSteps() throws IOException {
    rig.running(home);
    live(2);
    rig.step(1_000);
    trip();
    live(310);
    List<JsonNode> writes =
        lines(recordings().getFirst()).stream().filter(line -> line.has("wrote")).toList();
    assertEquals("bat1/activePowerW", writes.getFirst().get("wrote").asText());
    assertEquals("SAFE", writes.getLast().get("action").asText());
    assertEquals(0, writes.getLast().get("value").asDouble());
    assertEquals("accepted", writes.getLast().get("outcome").asText());
  }

  @Test
  void aSecondTripGoesOnTheSameRecording() throws IOException {
    rig.running(home);
    live(50);
    trip();
    live(100);
    reset();
    live(50);
    trip();
    live(1);
    long second = number;
    live(400);
    assertEquals(1, recordings().size());
    List<JsonNode> steps = steps(lines(recordings().getFirst()));
    assertEveryStep(steps);
    assertEquals(1, steps.getFirst().get("step").asLong());
    assertTrue(steps.getLast().get("step").asLong() - second >= 300);
  }

  @Test
  @Tag("SAF-21")
  void theCapOfTheShelfIsKeptAndTheOldestGoFirst() throws IOException {
    moreBytes = 10_000;
    rig.shelf(1 << 20, 8 << 20);
    rig.running(home);
    live(2);
    String newest = "";
    for (int i = 0; i < 6; i++) {
      trip();
      live(350);
      List<Recording> all = recordings();
      long bytes = all.stream().mapToLong(Recording::sizeBytes).sum();
      assertTrue(bytes <= 8 << 20, "after trip " + i + ": " + bytes);
      assertFalse(all.getFirst().name().equals(newest));
      newest = all.getFirst().name();
      reset();
      live(2);
      Rig.require(rig.field().request(SiteState.RUNNING, "t", "again"));
    }
    assertTrue(recordings().size() < 6);
    assertEquals(1, rig.events.ofKind("recording-shortened").size(), "told once");
  }

  @Test
  void aRecordingTakesNoMoreThanHalfOfTheShelf() {
    moreBytes = 10_000;
    rig.shelf(1 << 20, 4 << 20);
    rig.running(home);
    live(1);
    Rig.require(rig.field().recorder().record(Duration.ofHours(1), "käthe", "long"));
    live(600);
    assertEquals(1, recordings().size());
    assertTrue(recordings().getFirst().complete());
    assertTrue(recordings().getFirst().sizeBytes() < 3 << 20);
  }

  @Test
  void anyIntervalIsRecordedWhenAskedForAndEndedEarly() throws IOException {
    rig.running(home);
    live(20);
    Answer refused = rig.field().recorder().record(Duration.ofSeconds(5), "käthe", " ");
    assertInstanceOf(Answer.Refused.class, refused);
    refused = rig.field().recorder().record(Duration.ZERO, "käthe", "no time at all");
    assertInstanceOf(Answer.Refused.class, refused);
    assertInstanceOf(Answer.Refused.class, rig.field().recorder().end("käthe", "nothing runs"));
    Rig.require(rig.field().recorder().record(Duration.ofSeconds(5), "käthe", "a look"));
    live(100);
    List<JsonNode> steps = steps(lines(recordings().getFirst()));
    assertEveryStep(steps);
    assertTrue(steps.size() >= 50 && steps.size() <= 52, steps.size() + " steps");
    assertEquals("käthe", lines(recordings().getFirst()).getFirst().get("by").asText());
    Rig.require(rig.field().recorder().record(Duration.ofHours(1), "käthe", "long"));
    live(20);
    Rig.require(rig.field().recorder().end("käthe", "enough"));
    live(20);
    assertTrue(recordings().stream().allMatch(Recording::complete));
    assertTrue(steps(lines(recordings().getFirst())).size() < 30);
    rig.field().close();
    String audit = Files.readString(home.resolve("audit/audit-000000000001.jsonl"));
    assertEquals(3, audit.lines().filter(line -> line.contains("\"command\":\"record")).count());
  }

  @Test
  void aRecorderThatDoesNotKeepUpMissesStepsAndSaysSo() throws IOException {
    rig.running(home);
    Rig.require(rig.field().recorder().record(Duration.ofSeconds(60), "käthe", "a look"));
    live(2);
    for (int i = 0; i < 80; i++) {
      rig.clock.advanceMs(100);
      number++;
      rig.field().keep(new FakeNote(snapshot(), rig.freeze(), ""));
    }
    live(2);
    rig.field().close();
    List<JsonNode> lines = lines(recordings().getFirst());
    assertEquals(
        31,
        lines.stream()
            .filter(line -> line.has("missed"))
            .mapToInt(l -> l.get("missed").asInt())
            .sum());
    assertEquals(1, rig.events.ofKind("steps-not-recorded").size());
  }

  @Test
  void aDiskThatTakesNothingEndsTheRecordingAndNothingElse() throws IOException {
    rig.running(home);
    Files.writeString(home.resolve("recordings"), "a file where the folder should be");
    live(10);
    trip();
    live(20);
    assertEquals(1, rig.events.ofKind("recording-not-written").size());
    Files.delete(home.resolve("recordings"));
    reset();
    live(20);
    trip();
    live(400);
    assertEquals(1, recordings().size());
  }
}
