package org.busbar.safety.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.busbar.api.safety.Freeze;
import org.busbar.api.safety.SiteState;
import org.busbar.testkit.api.FixedSnapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps on their way into blocks, and blocks on their way onto a tape. */
class PressTest {
  @TempDir Path home = Path.of("");

  private static FakeNote note(int step, String more) {
    FixedSnapshot snapshot =
        new FixedSnapshot(step, step * 100L, Instant.EPOCH.plusSeconds(step), new TreeMap<>());
    Freeze freeze = new Freeze(SiteState.IDLE, Map.of(), Map.of(), Map.of());
    return new FakeNote(snapshot, freeze, more);
  }

  private static List<String> lines(byte[] gzip) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static String line(int step, boolean whole) {
    return "{\"step\":%d,\"nanos\":%d,\"state\":\"IDLE\",\"whole\":%b,\"more\":\"\"}"
        .formatted(step, step * 100, whole);
  }

  private void fill(Press press) {
    press.add(note(1, ""));
    press.add("{\"wrote\":1}");
    press.add(note(2, ""));
  }

  @Test
  void blocksOfBothKindsHoldTheSameLines() throws IOException {
    for (boolean loosely : List.of(true, false)) {
      Press press = new Press(loosely);
      assertEquals(Optional.empty(), press.seal(), "nothing is in it");
      fill(press);
      Block block = press.seal().orElseThrow();
      assertEquals(100, block.firstNanos());
      assertEquals(200, block.lastNanos());
      assertEquals(loosely, block.bytes() == 0);
      List<String> expected = List.of(line(1, true), "{\"wrote\":1}", line(2, false));
      assertEquals(expected, lines(block.gzip()));
      assertEquals(expected, lines(block.gzip()), "asked for once more");
      assertEquals(block.gzip().length, block.bytes());
      press.add(note(3, ""));
      Block next = press.seal().orElseThrow();
      assertEquals(List.of(line(3, true)), lines(next.gzip()), "whole again");
      assertEquals(300, next.firstNanos());
    }
  }

  @Test
  void aBlockIsFullByTimeOrBySize() {
    Press press = new Press(false);
    assertFalse(press.isFull(0), "without a step it has no time");
    press.add(note(1, ""));
    press.add(note(2, ""));
    assertFalse(press.isFull(101));
    assertTrue(press.isFull(100));
    press.seal();
    press.add(note(3, "x".repeat(1 << 19)));
    assertFalse(press.isFull(1_000));
    press.add("x".repeat(1 << 19));
    assertTrue(press.isFull(1_000));
  }

  @Test
  void aTapeEndsAtItsTimeAndIsOnlyMadeLonger() {
    Tape tape = new Tape(home.resolve("a"), true, 1_000, 2_000);
    assertTrue(tape.isAsked());
    assertFalse(tape.isOver(1_999));
    assertTrue(tape.isOver(2_000));
    tape.extend(1_500, 5_000);
    assertFalse(tape.isOver(1_999), "not made shorter");
    tape.extend(3_000, 5_000);
    assertFalse(tape.isOver(2_999));
    assertTrue(tape.isOver(3_000));
    tape.extend(4_500, 5_000);
    assertTrue(tape.isOver(4_500));
    tape.extend(6_000, 5_000);
    assertTrue(tape.isOver(6_000));
    tape.extend(9_000, 5_000);
    assertFalse(tape.isOver(5_999));
    assertTrue(tape.isOver(6_000), "in all no longer than it may be");
  }

  @Test
  void aTapeOpensWithItsHeadAndTheSiteAndCountsItsBytes() throws IOException {
    Path file = home.resolve("folder").resolve("a");
    Tape tape = new Tape(file, false, 0, 1);
    assertFalse(tape.isAsked());
    assertEquals(file, tape.file());
    tape.open("{\"head\":1}", note(1, ""));
    tape.append(Press.gzip("more\n"));
    assertEquals(Files.size(file), tape.bytes());
    assertEquals(
        List.of("{\"head\":1}", "{\"site\":\"home\"}", "more"), lines(Files.readAllBytes(file)));
  }
}
