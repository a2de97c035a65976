package org.busbar.safety.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person is told who checks the chains of two sites. */
class AuditMainTest {
  @TempDir Path home = Path.of("");

  private Path first = Path.of("");
  private Path second = Path.of("");
  private List<String> said = List.of();

  @BeforeEach
  void twoSites() throws IOException {
    first = home.resolve("local/a/audit");
    second = home.resolve("local/b/audit");
    Chains.of(first, Chains.FOREVER, 3);
    Chains.of(second, Chains.FOREVER, 5);
  }

  private int run(String command, String... options) throws IOException {
    List<String> args = new ArrayList<>(List.of(command, "--home", home.toString()));
    args.addAll(List.of(options));
    return plain(args.toArray(String[]::new));
  }

  private int plain(String... args) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    final int code =
        new AuditMain(new PrintStream(out, true, StandardCharsets.UTF_8)).run(List.of(args));
    said = out.toString(StandardCharsets.UTF_8).lines().toList();
    return code;
  }

  private static String holds(Path chain, int records) throws IOException {
    return "holds    "
        + chain
        + ": "
        + records
        + " records up to "
        + AuditCheck.check(chain).last();
  }

  @Test
  void whoAsksWronglyIsToldHow() throws IOException {
    String below = home.toString();
    for (List<String> wrong :
        List.of(
            List.<String>of(),
            List.of("prune"),
            List.of("verify", "--home"),
            List.of("show", "--home", below, "--last", "all"),
            List.of("show", "--home", below, "--last", "1234567890"),
            List.of("verify", "--colour", "red", "--home", below),
            List.of("--home", below))) {
      assertEquals(2, plain(wrong.toArray(String[]::new)), wrong::toString);
      assertEquals(List.of("usage: audit verify|show [--home DIR] [--head HASH] [--last N]"), said);
    }
  }

  @Test
  void whereThereIsNoChainNothingIsChecked() throws IOException {
    Path empty = Files.createDirectories(home.resolve("empty/audit"));
    for (Path none : List.of(empty, home.resolve("nowhere"))) {
      assertEquals(2, plain("verify", "--home", none.toString()));
      assertEquals(List.of("there is no audit below " + none + " (--home)"), said);
    }
  }

  @Test
  void everyChainIsToldWithItsRecordsAndItsEnd() throws IOException {
    Chains.of(home.resolve("local/c/copy"), Chains.FOREVER, 2);
    assertEquals(0, run("verify"));
    assertEquals(List.of(holds(first, 3), holds(second, 5)), said, "and no folder of another name");
  }

  @Test
  void oneThatDoesNotHoldIsToldWithItsPlaceWhateverTheOthersDo() throws IOException {
    Path file = AuditFiles.in(first).getFirst();
    Files.writeString(file, Files.readString(file).replaceFirst("reason 1", "reason 9"));
    assertEquals(1, run("verify"));
    assertEquals(3, said.size(), said::toString);
    assertEquals("BROKEN   " + first, said.getFirst().substring(0, 9 + first.toString().length()));
    assertEquals("  " + file + ":1: record 1 or the one before it was changed", said.get(1));
    assertEquals(holds(second, 5), said.getLast());
  }

  @Test
  void whatIsNoProblemIsANote() throws IOException {
    Path file = AuditFiles.in(second).getLast();
    Files.writeString(file, Files.readString(file) + "{\"seq");
    assertEquals(0, run("verify"));
    assertEquals(3, said.size());
    String place = file + ":" + (Files.readAllLines(file).size());
    assertEquals(
        "  note: " + place + ": a line is being written, or was when the gateway was killed",
        said.getLast());
  }

  @Test
  void aHeadThatWasNotedIsLookedForInEveryChain() throws IOException {
    for (Path chain : List.of(first, second)) {
      assertEquals(0, run("verify", "--head", AuditCheck.check(chain).last().hash()));
      assertEquals(2, said.size());
    }
    assertEquals(1, run("verify", "--head", "0000"));
    assertEquals("BROKEN   no chain has a record with the hash 0000", said.getLast());
  }

  @Test
  void theLastOnesOfEachChainAreShown() throws IOException {
    assertEquals(0, run("show", "--last", "2"));
    assertEquals(
        List.of("2  ", "3  ", "4  ", "5  "),
        said.stream().map(line -> line.substring(0, 3)).toList());
    assertEquals(0, run("show"));
    assertEquals(8, said.size());
    assertEquals(0, run("show", "--last", "0"));
    assertEquals(List.of(), said);
  }

  @Test
  void whatIsNoRecordIsShownAsItStands() throws IOException {
    Path file = AuditFiles.in(first).getLast();
    Files.writeString(file, "nonsense\n");
    assertEquals(0, run("show", "--last", "1"));
    assertEquals("nonsense", said.getFirst());
  }

  @Test
  void whatJsonEscapesIsShownAsItWasWritten() {
    AuditLine line =
        AuditLine.of(
            AuditLine.NOTHING,
            1,
            new AuditLine.Origin("local", "home"),
            new AuditLine.Content(
                Chains.START, "command", "a\\b ~", "tab\there $1", java.util.Map.of()));
    assertEquals(
        "1  2026-03-01T12:00:00Z  local  home  command  a\\b ~  tab\there $1  {}",
        AuditMain.words(line.text()));
    assertEquals(true, line.text().contains("\"a\\\\b ~\""), line.text());
  }
}
