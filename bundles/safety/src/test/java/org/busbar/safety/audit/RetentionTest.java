package org.busbar.safety.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.busbar.safety.audit.AuditChain.Keep;
import org.busbar.safety.audit.AuditLine.Origin;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Old records go; what is left can be checked. */
@Tag("AUD-04")
class RetentionTest {
  private static final Duration LONG = Duration.ofDays(9_999);

  @TempDir Path folder = Path.of("");

  private long size() throws IOException {
    long size = 0;
    for (Path file : AuditFiles.in(folder)) {
      size += Files.size(file);
    }
    return size;
  }

  @Test
  void theCapOnTheSizeIsKeptAndTheChainHoldsAfterEveryRecord() throws IOException {
    Keep keep = new Keep(1_000, LONG, 4_000, LONG);
    AuditChain chain = Chains.of(folder, keep, 0);
    for (int i = 1; i <= 100; i++) {
      chain.write(List.of(Chains.content(i)));
      AuditCheck.Report report = AuditCheck.check(folder);
      assertEquals(List.of(), report.problems(), "after record " + i);
      assertEquals(chain.last(), report.last());
      assertTrue(size() <= keep.totalBytes() + 2 * keep.fileBytes(), "after record " + i);
    }
    assertTrue(Mark.read(folder, Mark.ANCHOR).orElseThrow().sequence() > 50);
  }

  @Test
  void recordsThatAreOldEnoughGo() throws IOException {
    Keep keep = new Keep(1 << 20, Duration.ofSeconds(10), 1 << 20, Duration.ofSeconds(60));
    AuditChain chain = Chains.of(folder, keep, 0);
    for (int i = 1; i <= 200; i++) {
      chain.write(List.of(Chains.content(i)));
    }
    AuditCheck.Report report = AuditCheck.check(folder);
    assertEquals(List.of(), report.problems());
    assertTrue(report.records() >= 60 && report.records() <= 90, "kept " + report.records());
  }

  @Test
  void aRestartGoesOnWithTheSameChain() throws IOException {
    Keep keep = new Keep(1_000, LONG, 4_000, LONG);
    for (int round = 0; round < 30; round++) {
      Chains.of(folder, keep, 3);
      assertEquals(List.of(), AuditCheck.check(folder).problems(), "round " + round);
    }
    assertTrue(AuditCheck.check(folder).last().sequence() > 90);
    assertEquals(List.of(), AuditFiles.broken(folder));
  }

  /** A kill between any two steps of a pruning: record, anchor, deletion of the files. */
  @Test
  void aPruningThatWasCutOffAnywhereLeavesAChainThatHolds() throws IOException {
    Keep keep = new Keep(700, LONG, 1 << 30, LONG);
    Chains.of(folder, keep, 14);
    Map<Path, byte[]> before = new TreeMap<>();
    for (Path file : AuditFiles.in(folder)) {
      before.put(file, Files.readAllBytes(file));
    }
    Keep less = new Keep(700, LONG, 1_500, LONG);
    for (int i = 0; Mark.read(folder, Mark.ANCHOR).isEmpty(); i++) {
      assertTrue(i < 10, "nothing was given up");
      Chains.of(folder, less, 1);
    }
    Mark anchor = Mark.read(folder, Mark.ANCHOR).orElseThrow();
    List<Path> gone = before.keySet().stream().filter(file -> !Files.exists(file)).toList();
    assertFalse(gone.isEmpty());
    // The files are still there, all or some, with and without the anchor.
    for (int kept = gone.size(); kept >= 0; kept--) {
      for (Path file : gone) {
        Files.deleteIfExists(file);
      }
      for (Path file : gone.subList(gone.size() - kept, gone.size())) {
        Files.write(file, before.get(file));
      }
      anchor.write(folder, Mark.ANCHOR);
      assertEquals(List.of(), AuditCheck.check(folder).problems(), kept + " files are left");
      if (kept == gone.size() && AuditFiles.firstSequence(gone.getFirst()) == 1) {
        Files.delete(folder.resolve(Mark.ANCHOR));
        assertEquals(List.of(), AuditCheck.check(folder).problems(), "before the anchor");
      }
    }
    anchor.write(folder, Mark.ANCHOR);
    Files.write(gone.getLast(), before.get(gone.getLast()));
    new AuditChain(folder, new Origin("local", "home"), less).open(Chains.START);
    assertFalse(Files.exists(gone.getLast()), "the next start finishes the pruning");
    assertEquals(List.of(), AuditCheck.check(folder).problems());
  }
}
