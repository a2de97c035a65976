package org.busbar.safety.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.busbar.testkit.api.ManualClock;
import org.busbar.testkit.api.RecordedEvents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a kill or a full disk leaves, nothing is lost in silence. */
class CrashTest {
  @TempDir Path folder = Path.of("");

  private String text() throws IOException {
    return Files.readString(AuditFiles.in(folder).getLast());
  }

  @Test
  void aLineTornAnywhereIsKeptAsideAndTheChainGoesOn() throws IOException {
    Chains.of(folder, Chains.FOREVER, 2);
    Path file = AuditFiles.in(folder).getFirst();
    String two = Files.readString(file);
    String third =
        AuditLine.of("f".repeat(64), 3, new AuditLine.Origin("a", "b"), Chains.content(3)).text();
    for (int torn = 1; torn <= third.length(); torn += 7) {
      Files.writeString(file, two + third.substring(0, torn));
      Mark.of(AuditLine.parse(two.lines().toList().getLast()).orElseThrow())
          .write(folder, Mark.HEAD);
      assertEquals(List.of(), AuditCheck.check(folder).problems(), "before the restart");
      Chains.of(folder, Chains.FOREVER, 0);
      AuditCheck.Report report = AuditCheck.check(folder);
      assertEquals(List.of(), report.problems());
      assertEquals(3, report.records());
      assertTrue(text().contains("\"kind\":\"torn-line\""));
      assertTrue(text().contains("\"bytes\":\"" + torn + "\""));
    }
    assertEquals(third.substring(0, 1), Files.readString(folder.resolve("torn-3")));
  }

  @Test
  void recordsBeyondTheHeadAreTakenOver() throws IOException {
    Chains.of(folder, Chains.FOREVER, 2);
    Mark early = Mark.read(folder, Mark.HEAD).orElseThrow();
    Chains.of(folder, Chains.FOREVER, 1);
    early.write(folder, Mark.HEAD);
    AuditCheck.Report report = AuditCheck.check(folder);
    assertEquals(List.of(), report.problems());
    assertEquals(1, report.notes().size());
    assertEquals(4, Chains.of(folder, Chains.FOREVER, 1).last().sequence());
    assertEquals(List.of(), AuditCheck.check(folder).problems());
  }

  @Test
  void aChainThatDoesNotHoldIsPutAsideAndStaysABreach() throws IOException {
    Chains.of(folder, Chains.FOREVER, 4);
    Path file = AuditFiles.in(folder).getLast();
    List<String> lines = AuditFiles.read(file).lines();
    Files.writeString(file, String.join("\n", lines.subList(0, lines.size() - 1)) + "\n");
    AuditChain next = Chains.of(folder, Chains.FOREVER, 1);
    assertEquals(2, next.last().sequence(), "a new chain: its first record tells of the old one");
    assertTrue(text().contains("\"kind\":\"chain-broken\""));
    List<String> problems = AuditCheck.check(folder).problems();
    assertEquals(1, problems.size());
    assertTrue(problems.getFirst().contains("broken-1"), problems.toString());
  }

  @Test
  void aMissingHeadIsABreach() throws IOException {
    Chains.of(folder, Chains.FOREVER, 4);
    Files.delete(folder.resolve(Mark.HEAD));
    Chains.of(folder, Chains.FOREVER, 1);
    assertFalse(AuditCheck.check(folder).problems().isEmpty());
  }

  @Test
  void recordsWaitWhileTheDiskTakesNone() throws IOException {
    ManualClock clock = new ManualClock();
    RecordedEvents events = new RecordedEvents(clock);
    Path blocked = folder.resolve("audit");
    Files.writeString(blocked, "a file where the folder should be");
    AuditTrail trail =
        new AuditTrail(
            new AuditChain(blocked, new AuditLine.Origin("local", "home"), Chains.FOREVER),
            clock,
            events,
            () -> {});
    trail.append("command", "a", "first", Map.of());
    trail.flush();
    trail.append("command", "a", "second", Map.of());
    trail.flush();
    assertEquals(1, events.ofKind("audit-not-written").size());
    Files.delete(blocked);
    trail.append("command", "a", "third", Map.of());
    trail.flush();
    assertEquals(2, events.ofKind("audit-not-written").size());
    AuditCheck.Report report = AuditCheck.check(blocked);
    assertEquals(List.of(), report.problems());
    assertEquals(3, report.records());
    List<String> lines = AuditFiles.read(AuditFiles.in(blocked).getFirst()).lines();
    assertTrue(lines.getFirst().contains("first") && lines.getLast().contains("third"));
  }
}
