package org.busbar.safety.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.busbar.safety.audit.AuditChain.Keep;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a chain is said with its place, so that a person finds it. */
class CheckWordsTest {
  private static final Duration LONG = Duration.ofDays(9_999);

  @TempDir Path folder = Path.of("");

  private Path file = Path.of("");
  private List<String> lines = List.of();

  @BeforeEach
  void fourRecordsInOneFile() throws IOException {
    Chains.of(folder, new Keep(1 << 20, LONG, 1 << 30, LONG), 4);
    file = AuditFiles.of(folder, 1);
    lines = new ArrayList<>(Files.readAllLines(file));
  }

  private AuditCheck.Report after(List<String> changed) throws IOException {
    Files.writeString(file, String.join("\n", changed) + "\n");
    return AuditCheck.check(folder);
  }

  @Test
  void whatIsMissingAtTheEndIsCounted() throws IOException {
    assertEquals(
        List.of(file + ": records 3 to 4 are missing at the end"),
        after(lines.subList(0, 2)).problems());
    Files.delete(file);
    assertEquals(
        List.of(folder + ": records 1 to 4 are missing at the end"),
        AuditCheck.check(folder).problems());
  }

  @Test
  void whatIsNewerThanTheHeadIsANoteAndWhatIsNotIsNone() throws IOException {
    assertEquals(List.of(), AuditCheck.check(folder).notes());
    Mark.of(AuditLine.parse(lines.get(1)).orElseThrow()).write(folder, Mark.HEAD);
    assertEquals(List.of("2 records are newer than the head"), AuditCheck.check(folder).notes());
    assertEquals(List.of(), AuditCheck.check(folder).problems());
  }

  @Test
  void aLineThatWasTakenOutIsNamedByItsPlaceAndNumber() throws IOException {
    lines.remove(1);
    assertEquals(
        List.of(
            file + ":2: record 3 stands where 2 should: a record was taken out, put in or moved"),
        after(lines).problems());
  }

  @Test
  void aLineThatIsNoRecordIsNamedByItsPlace() throws IOException {
    lines.set(2, "nonsense");
    assertEquals(
        List.of(file + ":3: is no record of an audit: it was changed"), after(lines).problems());
  }

  @Test
  void aFileThatBeginsElsewhereIsNamed() throws IOException {
    Path moved = AuditFiles.of(folder, 5);
    Files.move(file, moved);
    assertEquals(
        List.of(moved + ": begins with another record than 1: a file is missing or was renamed"),
        AuditCheck.check(folder).problems());
  }

  @Test
  void aLineThatIsBeingWrittenIsANoteWithItsPlace() throws IOException {
    Files.writeString(file, String.join("\n", lines) + "\n{\"seq");
    AuditCheck.Report report = AuditCheck.check(folder);
    assertEquals(List.of(), report.problems());
    assertEquals(
        List.of(file + ":5: a line is being written, or was when the gateway was killed"),
        report.notes());
  }

  @Test
  void aLineThatIsNotWholeIsAllThatIsToldOfAChainThatEndsThere() throws IOException {
    String half = lines.get(2).substring(0, 20);
    Files.writeString(file, lines.get(0) + "\n" + lines.get(1) + "\n" + half);
    assertEquals(List.of(file + ":3: the line is not whole"), AuditCheck.check(folder).problems());
  }

  @Test
  void anEmptyLineIsOne() throws IOException {
    lines.addFirst("");
    assertEquals(
        List.of(file + ":1: is no record of an audit: it was changed"), after(lines).problems());
  }

  @Test
  void aChainIsThereByItsHeadOrByItsFiles() throws IOException {
    assertTrue(AuditCheck.isThere(folder));
    Files.delete(folder.resolve(Mark.HEAD));
    assertTrue(AuditCheck.isThere(folder));
    Files.delete(file);
    assertFalse(AuditCheck.isThere(folder));
    assertFalse(AuditCheck.isThere(folder.resolve("nowhere")));
  }
}
