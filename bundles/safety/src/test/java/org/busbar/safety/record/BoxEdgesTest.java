package org.busbar.safety.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.Audit;
import org.busbar.api.safety.Cause;
import org.busbar.api.safety.Freeze;
import org.busbar.api.safety.GateCell;
import org.busbar.api.safety.Recorder;
import org.busbar.api.safety.Recorder.Recording;
import org.busbar.api.safety.SiteState;
import org.busbar.api.site.SiteModelBuilder;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.SiteId;
import org.busbar.testkit.api.FixedSnapshot;
import org.busbar.testkit.api.ManualClock;
import org.busbar.testkit.api.RecordedEvents;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much of the past is kept, where a recording begins and ends. */
class BoxEdgesTest {
  @TempDir Path home = Path.of("");

  private final ManualClock clock = new ManualClock();
  private final RecordedEvents events = new RecordedEvents(clock);
  private BlackBox box = box(0, 0);
  private int step;

  @BeforeEach
  void place() {
    box = box(1 << 20, 1 << 20);
  }

  private BlackBox box(long ringBytes, long shelfBytes) {
    return new BlackBox(
        new BlackBox.Room(ringBytes, shelfBytes),
        home,
        new SiteModelBuilder(new SiteId("local", "home")).cycle(Duration.ofSeconds(1)).build(),
        clock,
        new BlackBox.Sinks(events, Audit.none()));
  }

  private FakeNote note(double atS, SiteState state) {
    step++;
    Instant at = ManualClock.START.plusMillis((long) (atS * 1000));
    FixedSnapshot snapshot = new FixedSnapshot(step, (long) (atS * 1e9), at, new TreeMap<>());
    return new FakeNote(snapshot, new Freeze(state, Map.of(), Map.of(), Map.of()), "");
  }

  private void keep(double atS, SiteState state) {
    box.keep(note(atS, state));
    box.round();
  }

  /** Steps every so many seconds, the first and the last included. */
  private void idle(int fromS, int toS, int everyS) {
    for (int at = fromS; at <= toS; at += everyS) {
      keep(at, SiteState.IDLE);
    }
  }

  /** What the next steps, in a block of their own, take. */
  private int pressed(SiteState state, double... atS) {
    Press press = new Press(false);
    for (double at : atS) {
      press.add(note(at, state));
    }
    return press.seal().orElseThrow().bytes();
  }

  private List<String> lines() throws IOException {
    Recording newest = box.recordings().getFirst();
    try (GZIPInputStream in = new GZIPInputStream(box.open(newest.name()))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private long whole() throws IOException {
    return lines().stream().filter(line -> line.contains("\"whole\":true")).count();
  }

  private void ask(Duration length) {
    assertInstanceOf(Answer.Done.class, box.record(length, "Anna", "a look"));
  }

  @Test
  void closingWritesWhatIsThereAndEndsEveryRecording() throws IOException {
    keep(0, SiteState.IDLE);
    ask(Duration.ofMinutes(1));
    keep(0.1, SiteState.IDLE);
    box.keep(note(0.2, SiteState.IDLE));
    assertFalse(box.recordings().getFirst().complete());
    box.close();
    assertTrue(box.recordings().getFirst().complete());
    assertTrue(lines().getLast().contains("\"step\":3"), lines().toString());
  }

  @Test
  void aDayMayBeAskedForAndEightRecordingsAtATime() {
    String refused = ((Answer.Refused) box.record(day(1), "Anna", "long")).reason();
    assertTrue(refused.contains("cannot be made"), refused);
    keep(0, SiteState.IDLE);
    for (int i = 0; i < 3; i++) {
      ask(Recorder.LONGEST);
    }
    keep(0.1, SiteState.IDLE);
    for (int i = 0; i < 5; i++) {
      ask(Duration.ofSeconds(1));
    }
    refused = ((Answer.Refused) box.record(day(0), "Anna", "one more")).reason();
    assertTrue(refused.contains("8 recordings"), refused);
    assertEquals(3, box.recordings().size());
    assertInstanceOf(Answer.Done.class, box.end("Anna", "enough"));
    keep(0.2, SiteState.IDLE);
    assertInstanceOf(Answer.Refused.class, box.end("Anna", "nothing runs"));
  }

  private static Duration day(int moreNanos) {
    return Recorder.LONGEST.plusNanos(moreNanos);
  }

  @Test
  void onATapeABlockIsASecondLongElseTen() throws IOException {
    for (int i = 0; i <= 25; i++) {
      keep(i, SiteState.IDLE);
    }
    keep(26, SiteState.ERROR);
    assertEquals(3, whole(), "of 0, 11 and 22 s");
    keep(26.5, SiteState.ERROR);
    int written = lines().size();
    keep(27, SiteState.ERROR);
    assertEquals(written, lines().size(), "its block is half a second long");
    keep(27.5, SiteState.ERROR);
    assertEquals(written + 3, lines().size());
    assertEquals(4, whole());
  }

  @Test
  void eachStepThatIsMissedIsCountedOnce() throws IOException {
    keep(0, SiteState.IDLE);
    ask(Duration.ofMinutes(1));
    for (int burst = 0; burst < 2; burst++) {
      for (int i = 0; i < 20; i++) {
        box.keep(note(1 + burst + i * 0.01, SiteState.IDLE));
      }
      box.round();
    }
    box.close();
    List<String> missed = lines().stream().filter(line -> line.contains("missed")).toList();
    assertEquals(List.of("{\"missed\":4}", "{\"missed\":4}"), missed);
  }

  @Test
  void aBlockIsGivenUpOnceTheNextOneReachesBackAMinute() throws IOException {
    idle(0, 84, 12);
    keep(84, SiteState.ERROR);
    assertTrue(lines().get(2).contains("\"nanos\":24000000000,"), lines().get(2));
    assertEquals(List.of(), events.ofKind("recording-shortened"));
  }

  @Test
  void aCellThatClosesIsATripAndOneThatStaysClosedIsNone() throws IOException {
    NodeId bat = new NodeId("bat1");
    Cause hot = new Cause("limit", "bat1", "too hot", ManualClock.START, 0);
    cells(0, Map.of());
    cells(1, Map.of(bat, new GateCell(Optional.of(hot), 1)));
    assertTrue(lines().getFirst().contains("\"cause\":\"too hot\""));
    cells(40, Map.of(bat, new GateCell(Optional.of(hot), 1)));
    assertTrue(box.recordings().getFirst().complete());
    cells(41, Map.of(bat, new GateCell(Optional.of(hot), 2)));
    cells(42, Map.of(bat, new GateCell(Optional.empty(), 3)));
    assertEquals(1, box.recordings().size());
    cells(43, Map.of(bat, new GateCell(Optional.of(hot), 4)));
    assertEquals(2, box.recordings().size());
  }

  private void cells(int atS, Map<NodeId, GateCell> cells) {
    FakeNote note = note(atS, SiteState.RUNNING);
    Freeze freeze = new Freeze(SiteState.RUNNING, cells, Map.of(), Map.of());
    box.keep(new FakeNote(note.snapshot(), freeze, ""));
    box.round();
  }

  @Test
  void aWriteIsKeptWithWhatIsKnownOfItAndOneTooManyIsCounted() throws IOException {
    Address power = Address.of(new NodeId("bat1"), Points.ACTIVE_POWER_W);
    keep(0, SiteState.IDLE);
    ask(Duration.ofMinutes(1));
    box.wrote(power, "SET", 5, "accepted", 7);
    box.wrote(power, "RELEASE", Double.NaN, "lost", 8);
    keep(0.1, SiteState.IDLE);
    for (int i = 0; i < 1_003; i++) {
      box.wrote(power, "SET", 6, "accepted", 9);
    }
    keep(0.2, SiteState.IDLE);
    box.close();
    String wrote = "{\"wrote\":\"bat1/activePowerW\",\"action\":\"";
    List<String> lines = lines();
    assertTrue(lines.contains(wrote + "SET\",\"value\":5.0,\"outcome\":\"accepted\",\"nanos\":7}"));
    assertTrue(
        lines.contains(wrote + "RELEASE\",\"value\":null,\"outcome\":\"lost\",\"nanos\":8}"));
    assertEquals(1_002, lines.stream().filter(line -> line.startsWith(wrote)).count());
    assertTrue(lines.contains("{\"missed\":3}"));
  }

  @Test
  void aMinuteIsShortenedOnlyWhereThereIsNoRoomForIt() throws IOException {
    int one = pressed(SiteState.IDLE, 0, 12);
    int two = pressed(SiteState.IDLE, 24, 36);
    step = 0;
    box = box(one + two, 1 << 20);
    idle(0, 36, 12);
    assertEquals(0, events.ofKind("recording-shortened").size(), "exactly as much as there is");
    step = 0;
    box = box(one + two - 1, 1 << 20);
    idle(0, 36, 12);
    assertEquals(1, events.ofKind("recording-shortened").size());
    keep(37, SiteState.ERROR);
    assertTrue(lines().get(2).contains("\"nanos\":24000000000,"), lines().get(2));
  }

  @Test
  void whatIsGivenUpTakesNoRoom() {
    int block = pressed(SiteState.IDLE, 0, 12);
    step = 0;
    box = box(6L * block, 1 << 20);
    idle(0, 1200, 12);
    assertEquals(List.of(), events.ofKind("recording-shortened"));
  }

  @Test
  void aTapeTakesNoRoomOfTheRing() {
    int three =
        pressed(SiteState.IDLE, 0, 12)
            + pressed(SiteState.IDLE, 24, 36)
            + pressed(SiteState.ERROR, 37);
    shortensAfterThreeBlocksAndATrip(2 * three, 0);
    shortensAfterThreeBlocksAndATrip(three, 1);
  }

  private void shortensAfterThreeBlocksAndATrip(int room, int expected) {
    step = 0;
    box = box(room, 1 << 20);
    idle(0, 36, 12);
    keep(37, SiteState.ERROR);
    assertEquals(0, events.ofKind("recording-shortened").size());
    keep(37.5, SiteState.ERROR);
    keep(38.5, SiteState.ERROR);
    assertEquals(expected, events.ofKind("recording-shortened").size(), "a fourth one");
  }

  @Test
  void aRecordingEndsOnceItIsMoreThanHalfOfTheShelf() throws IOException {
    long bytes = recordTwoSteps(1 << 20);
    assertFalse(box.recordings().getFirst().complete());
    assertEquals(bytes, recordTwoSteps(2 * bytes));
    assertFalse(box.recordings().getFirst().complete(), "exactly half");
    recordTwoSteps(2 * bytes - 2);
    assertTrue(box.recordings().getFirst().complete());
  }

  private long recordTwoSteps(long shelfBytes) {
    step = 0;
    clock.advanceMs(1);
    box = box(1 << 20, shelfBytes);
    keep(0, SiteState.IDLE);
    ask(Duration.ofMinutes(1));
    keep(0, SiteState.IDLE);
    keep(1, SiteState.IDLE);
    return box.recordings().getFirst().sizeBytes();
  }
}
