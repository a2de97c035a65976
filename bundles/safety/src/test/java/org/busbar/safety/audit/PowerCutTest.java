package org.busbar.safety.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.busbar.safety.audit.AuditChain.Keep;
import org.busbar.safety.file.FrailDisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was told as written is on the disk, and a disk that fills up leaves a whole chain. */
class PowerCutTest {
  @TempDir Path home;
  private final FrailDisk disk = new FrailDisk();

  private AuditChain open(Keep keep) throws IOException {
    AuditChain chain =
        new AuditChain(disk.at(home.resolve("audit")), new AuditLine.Origin("local", "home"), keep);
    chain.open(Chains.START);
    return chain;
  }

  private List<String> problems() throws IOException {
    return AuditCheck.check(home.resolve("audit")).problems();
  }

  @Test
  void noRecordIsTakenByAPowerCutAfterItWasWritten() throws IOException {
    AuditChain chain = open(Chains.FOREVER);
    for (int i = 1; i <= 9; i++) {
      chain.write(List.of(Chains.content(i)));
      assertEquals(Set.of(), disk.atRisk());
    }
    assertTrue(AuditFiles.in(home.resolve("audit")).size() > 1, "of several files");
  }

  @Test
  void aChainThatDoesNotHoldIsPutAsideForGood() throws IOException {
    AuditChain chain = open(Chains.FOREVER);
    chain.write(List.of(Chains.content(1)));
    Files.writeString(AuditFiles.in(home.resolve("audit")).getFirst(), "nonsense\n");
    open(Chains.FOREVER).write(List.of(Chains.content(2)));
    assertEquals(Set.of(), disk.atRisk());
    assertTrue(Files.isDirectory(home.resolve("audit/broken-1")));
  }

  @Test
  void whatRetentionGivesUpDoesNotComeBack() throws IOException {
    AuditChain chain = open(new Keep(900, Duration.ofDays(9_999), 2_000, Duration.ofDays(9_999)));
    for (int i = 1; i <= 20; i++) {
      chain.write(List.of(Chains.content(i)));
      assertEquals(Set.of(), disk.atRisk());
    }
    assertTrue(AuditFiles.in(home.resolve("audit")).size() < 6, "some are given up");
    assertEquals(List.of(), problems());
  }

  @Test
  void aDiskThatIsFullInTheMiddleOfARecordLeavesNoHalfOne() throws IOException {
    AuditChain chain = open(Chains.FOREVER);
    chain.write(List.of(Chains.content(1)));
    Path file = AuditFiles.in(home.resolve("audit")).getFirst();
    final String before = Files.readString(file);
    disk.takes(40);
    assertThrows(IOException.class, () -> chain.write(List.of(Chains.content(2))));
    assertEquals(before, Files.readString(file));
    assertFalse(disk.atRisk().contains(AuditFiles.nameOf(file)), "nor after a power cut");
    disk.takes(Long.MAX_VALUE);
    chain.write(List.of(Chains.content(2)));
    assertEquals(List.of(), problems());
    assertEquals(2, AuditCheck.check(home.resolve("audit")).records());
  }
}
