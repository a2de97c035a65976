package org.busbar.safety.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.busbar.safety.audit.AuditChain.Keep;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever one does to the files of a chain, the check finds it. */
@Tag("AUD-03")
class HashChainTest {
  /** Otherwise each byte is changed in one way, by turns. */
  private static final boolean DEEP = Boolean.getBoolean("busbar.deep");

  @TempDir Path home = Path.of("");
  private Path folder = Path.of("");

  @BeforeEach
  void aChainInSeveralFilesWhoseOldestWasPruned() throws IOException {
    folder = home.resolve("audit");
    Keep keep = new Keep(700, Duration.ofDays(9_999), 2_600, Duration.ofDays(9_999));
    Chains.of(folder, keep, 14);
    assertTrue(AuditFiles.in(folder).size() > 2);
    assertTrue(Files.exists(folder.resolve(Mark.ANCHOR)));
    assertEquals(List.of(), AuditCheck.check(folder).problems());
  }

  private List<Path> everyFile() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    }
  }

  private void assertFound(String what) {
    assertFalse(AuditCheck.check(folder).problems().isEmpty(), what);
  }

  @Test
  void anyByteChangedIsFound() throws IOException {
    for (Path file : everyFile()) {
      byte[] whole = Files.readAllBytes(file);
      for (int i = 0; i < whole.length; i++) {
        int[] ways = {whole[i] ^ 1, whole[i] ^ 0x80, ' ', '\n', '"'};
        for (int way = 0; way < ways.length; way++) {
          if ((DEEP || i % ways.length == way) && (byte) ways[way] != whole[i]) {
            byte[] changed = whole.clone();
            changed[i] = (byte) ways[way];
            write(file, changed);
            assertFound(file + " byte " + i + " to " + ways[way]);
          }
        }
      }
      write(file, whole);
    }
  }

  @Test
  void anyByteTakenOutOrPutInIsFound() throws IOException {
    for (Path file : everyFile()) {
      String whole = Files.readString(file, StandardCharsets.ISO_8859_1);
      for (int i = 0; i < whole.length(); i++) {
        if (DEEP || i % 4 != 0) {
          write(file, whole.substring(0, i) + whole.substring(i + 1));
          assertFound(file + " without byte " + i);
        }
        if (DEEP || i % 4 == 0) {
          write(file, whole.substring(0, i) + '0' + whole.substring(i));
          assertFound(file + " with one more byte at " + i);
        }
      }
      write(file, whole);
    }
  }

  @Test
  void anyCutAtTheEndIsFound() throws IOException {
    for (Path file : everyFile()) {
      byte[] whole = Files.readAllBytes(file);
      for (int length = 0; length < whole.length; length++) {
        write(file, java.util.Arrays.copyOf(whole, length));
        assertFound(file + " cut to " + length);
      }
      Files.delete(file);
      assertFound(file + " deleted");
      write(file, whole);
    }
  }

  @Test
  void anyLineTakenOutDoubledOrMovedIsFoundWithFileAndLine() throws IOException {
    for (Path file : AuditFiles.in(folder)) {
      List<String> lines = AuditFiles.read(file).lines();
      for (int i = 0; i < lines.size(); i++) {
        List<String> without = new ArrayList<>(lines);
        without.remove(i);
        writeLines(file, without);
        assertFound(file + " without line " + i);
        for (int j = 0; j <= lines.size(); j++) {
          List<String> doubled = new ArrayList<>(lines);
          doubled.add(j, lines.get(i));
          writeLines(file, doubled);
          assertFound(file + " line " + i + " doubled at " + j);
          if (j < lines.size() && j != i) {
            List<String> moved = new ArrayList<>(without);
            moved.add(j, lines.get(i));
            writeLines(file, moved);
            String found = AuditCheck.check(folder).problems().getFirst();
            int line = Math.min(i, j) + 1;
            assertTrue(found.startsWith(file + ":" + line + ": "), found);
          }
        }
      }
      writeLines(file, lines);
    }
    assertEquals(List.of(), AuditCheck.check(folder).problems());
  }

  @Test
  void filesThatChangePlacesAreFound() throws IOException {
    List<Path> files = AuditFiles.in(folder);
    for (int i = 0; i < files.size(); i++) {
      for (int j = i + 1; j < files.size(); j++) {
        byte[] first = Files.readAllBytes(files.get(i));
        byte[] second = Files.readAllBytes(files.get(j));
        write(files.get(i), second);
        write(files.get(j), first);
        assertFound(files.get(i) + " and " + files.get(j));
        write(files.get(i), first);
        write(files.get(j), second);
      }
    }
  }

  @Test
  void aRecordWithAHashOfItsOwnIsFound() throws IOException {
    Path file = AuditFiles.in(folder).getFirst();
    List<String> lines = new ArrayList<>(AuditFiles.read(file).lines());
    AuditLine old = AuditLine.parse(lines.getFirst()).orElseThrow();
    AuditLine forged =
        AuditLine.of(
            AuditLine.NOTHING,
            old.sequence(),
            new AuditLine.Origin("local", "home"),
            Chains.content(99));
    lines.set(0, forged.text());
    writeLines(file, lines);
    String found = AuditCheck.check(folder).problems().getFirst();
    assertTrue(found.startsWith(file + ":1: "), found);
  }

  @Test
  void retentionThatNoRecordTellsOfIsFound() throws IOException {
    Path first = AuditFiles.in(folder).getFirst();
    Mark forged = Mark.of(AuditFiles.read(first).last().orElseThrow());
    Files.delete(first);
    forged.write(folder, Mark.ANCHOR);
    assertFound("an anchor moved on by hand");
  }

  @Test
  void theCommandNamesTheLineAndTellsByItsExitCode() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    AuditMain main = new AuditMain(new PrintStream(out, true, StandardCharsets.UTF_8));
    assertEquals(0, main.run(List.of("verify", "--home", home.toString())));
    Path file = AuditFiles.in(folder).getLast();
    write(file, Files.readString(file).replaceFirst("reason", "season"));
    assertEquals(1, main.run(List.of("verify", "--home", home.toString())));
    String said = out.toString(StandardCharsets.UTF_8);
    assertTrue(said.contains(file + ":"), said);
    assertEquals(2, main.run(List.of("verify", "--home", home.resolve("nowhere").toString())));
  }

  @Test
  void aHeadThatWasNotedElsewhereMustBeInTheChain() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    AuditMain main = new AuditMain(new PrintStream(out, true, StandardCharsets.UTF_8));
    String noted = AuditCheck.check(folder).last().hash();
    List<String> args = List.of("verify", "--home", home.toString(), "--head", noted);
    assertEquals(0, main.run(args));
    for (Path each : everyFile()) {
      Files.delete(each);
    }
    Chains.of(folder, Chains.FOREVER, 3);
    assertEquals(1, main.run(args), "a chain written anew from its beginning");
  }

  @Test
  void aRecordIsShownInWords() {
    AuditLine line =
        AuditLine.of(
            AuditLine.NOTHING, 1, new AuditLine.Origin("local", "home"), Chains.content(1));
    assertEquals(
        "1  2026-03-01T12:00:01Z  local  home  command  käthe \"k\"  reason 1  "
            + "{\"command\":\"state\",\"wanted\":\"RUNNING\"}",
        AuditMain.words(line.text()));
  }

  private static void write(Path file, String text) throws IOException {
    write(file, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Over what is there: some file systems flush a file that was emptied first to the disk. */
  private static void write(Path file, byte[] bytes) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.write(bytes);
      open.setLength(bytes.length);
    }
  }

  private static void writeLines(Path file, List<String> lines) throws IOException {
    write(file, lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
  }
}
