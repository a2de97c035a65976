package org.busbar.safety.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.busbar.safety.audit.AuditChain.Keep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where files of a chain begin and end, and what is found there after a restart. */
class ChainEdgesTest {
  private static final Duration LONG = Duration.ofDays(9_999);

  @TempDir Path folder = Path.of("");

  private String last() throws IOException {
    return AuditFiles.read(AuditFiles.in(folder).getLast()).lines().getLast();
  }

  private void assertBroken(String why) throws IOException {
    assertEquals(1, AuditFiles.broken(folder).size(), "put aside");
    assertTrue(last().contains("chain-broken") && last().contains(why), last());
  }

  @Test
  void aNewChainHasAHeadBeforeItsFirstRecord() throws IOException {
    Chains.of(folder, Chains.FOREVER, 0);
    assertEquals(Mark.NOTHING, Mark.read(folder, Mark.HEAD).orElseThrow());
    assertTrue(AuditCheck.isThere(folder));
    assertEquals(List.of(), AuditCheck.check(folder).problems());
  }

  @Test
  void aFileThatIsExactlyFullIsFollowedByAnother() throws IOException {
    Chains.of(folder, new Keep(1 << 20, LONG, 1 << 30, LONG), 1);
    long one = Files.size(AuditFiles.in(folder).getFirst());
    Path again = Files.createDirectory(folder.resolve("again"));
    Chains.of(again, new Keep(one, LONG, 1 << 30, LONG), 2);
    assertEquals(2, AuditFiles.in(again).size());
    Path other = Files.createDirectory(folder.resolve("other"));
    Chains.of(other, new Keep(one + 1, LONG, 1 << 30, LONG), 2);
    assertEquals(1, AuditFiles.in(other).size());
  }

  @Test
  void theAgeOfAFileIsKnownAfterARestart() throws IOException {
    Keep keep = new Keep(1 << 20, Duration.ofSeconds(10), 1 << 30, LONG);
    Chains.of(folder, keep, 5);
    AuditChain chain = Chains.of(folder, keep, 0);
    chain.write(List.of(Chains.content(11)));
    assertEquals(1, AuditFiles.in(folder).size(), "ten seconds after its first record");
    chain.write(List.of(Chains.content(12)));
    assertEquals(2, AuditFiles.in(folder).size());
    chain.write(List.of(Chains.content(22)));
    assertEquals(2, AuditFiles.in(folder).size(), "the second began later");
  }

  @Test
  void theLastFileStaysHoweverLittleRoomThereIs() throws IOException {
    Keep keep = new Keep(1, LONG, 1, LONG);
    AuditChain chain = Chains.of(folder, keep, 0);
    for (int i = 1; i <= 4; i++) {
      chain.write(List.of(Chains.content(i)));
      assertFalse(AuditFiles.in(folder).isEmpty());
      assertEquals(List.of(), AuditCheck.check(folder).problems(), "after record " + i);
      assertTrue(AuditFiles.in(folder).size() <= 2, "given up at once, not at the next record");
    }
    assertTrue(last().contains("pruned"), last());
  }

  @Test
  void recordsThatJustFitAndAreJustOldEnoughStay() throws IOException {
    Chains.of(folder, new Keep(1, LONG, 1 << 30, LONG), 3);
    long all = 0;
    for (Path file : AuditFiles.in(folder)) {
      all += Files.size(file);
    }
    Path again = Files.createDirectory(folder.resolve("again"));
    Chains.of(again, new Keep(1, LONG, all, LONG), 3);
    assertTrue(Mark.read(again, Mark.ANCHOR).isEmpty(), "exactly as much as there may be");
    Path aged = Files.createDirectory(folder.resolve("aged"));
    AuditChain chain = Chains.of(aged, new Keep(1, LONG, 1 << 30, Duration.ofSeconds(5)), 2);
    chain.write(List.of(Chains.content(7)));
    assertTrue(Mark.read(aged, Mark.ANCHOR).isEmpty(), "the second record is five seconds old");
    chain.write(List.of(Chains.content(8)));
    assertEquals(1, Mark.read(aged, Mark.ANCHOR).orElseThrow().sequence());
  }

  @Test
  void eachTornLineHasAFileOfItsOwn() throws IOException {
    Chains.of(folder, Chains.FOREVER, 1);
    Path file = AuditFiles.in(folder).getFirst();
    byte[] whole = Files.readAllBytes(file);
    Mark head = Mark.read(folder, Mark.HEAD).orElseThrow();
    for (String torn : List.of("first", "second", "third")) {
      Files.write(file, whole);
      Files.writeString(file, torn, java.nio.file.StandardOpenOption.APPEND);
      head.write(folder, Mark.HEAD);
      Chains.of(folder, Chains.FOREVER, 0);
    }
    assertEquals("first", Files.readString(folder.resolve("torn-2")));
    assertEquals("second", Files.readString(folder.resolve("torn-2-2")));
    assertEquals("third", Files.readString(folder.resolve("torn-2-3")));
  }

  @Test
  void allFilesTakenAwayAreABreach() throws IOException {
    Chains.of(folder, Chains.FOREVER, 2);
    for (Path file : AuditFiles.in(folder)) {
      Files.delete(file);
    }
    Chains.of(folder, Chains.FOREVER, 0);
    assertBroken("ends before record 2");
  }

  @Test
  void aFileBeforeTheLastThatDoesNotEndWithARecordIsABreach() throws IOException {
    Chains.of(folder, new Keep(1, LONG, 1 << 30, LONG), 3);
    Files.writeString(AuditFiles.in(folder).get(1), "nonsense\n");
    Chains.of(folder, Chains.FOREVER, 0);
    assertBroken("does not end with a record");
  }

  /** The head may stand before what a kill left, but it must have stood in this chain. */
  @Test
  void aHeadOfAnotherChainIsABreach() throws IOException {
    Chains.of(folder, new Keep(1, LONG, 1 << 30, LONG), 3);
    new Mark(2, "a".repeat(64)).write(folder, Mark.HEAD);
    Chains.of(folder, Chains.FOREVER, 0);
    assertBroken("ends before record 2");
  }

  @Test
  void aHeadFurtherBackIsCaughtUpWith() throws IOException {
    Chains.of(folder, new Keep(1, LONG, 1 << 30, LONG), 3);
    Mark.of(AuditLine.parse(firstLine()).orElseThrow()).write(folder, Mark.HEAD);
    AuditChain chain = Chains.of(folder, Chains.FOREVER, 0);
    assertEquals(3, chain.last().sequence());
    assertEquals(List.of(), AuditFiles.broken(folder));
  }

  private String firstLine() throws IOException {
    return AuditFiles.read(AuditFiles.in(folder).getFirst()).lines().getFirst();
  }
}
