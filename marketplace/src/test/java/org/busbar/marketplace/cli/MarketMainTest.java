package org.busbar.marketplace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator types by mistake leaves a catalogue and its keys as they are. */
class MarketMainTest {
  @TempDir Path folder = Path.of("");

  @BeforeEach
  void open() throws Exception {
    run(0, "init", "cat", "--keys", "keys");
    run(0, "key", "acme.key");
  }

  /** Words that name something here lead into the folder of the test. */
  private String run(int code, String... args) throws InterruptedException {
    List<String> all =
        Stream.of(args)
            .map(
                word ->
                    word.matches("(cat|keys|other|cat2|acme[.]key|nowhere).*")
                        ? folder.resolve(word).toString()
                        : word)
            .toList();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      int ended = Subcommand.run("market", MarketMain.TABLE, all, out);
      assertEquals(code, ended, () -> all + ": " + said);
    }
    return said.toString(StandardCharsets.UTF_8);
  }

  private Map<String, String> all() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(file).toString(), Files.readString(file));
      }
    }
    return files;
  }

  @Test
  void aSecondCatalogueDoesNotTakeThePlaceOfTheFirst() throws Exception {
    Map<String, String> before = all();
    assertTrue(run(1, "init", "cat", "--keys", "keys2").contains("is a catalogue already"));
    assertTrue(run(1, "init", "cat2", "--keys", "keys").contains("is there already"));
    assertTrue(run(1, "key", "acme.key").contains("is there already"));
    assertEquals(before, all());
  }

  @Test
  void keysDoNotLieWhereEverybodyCanReadThem() throws Exception {
    assertTrue(run(1, "init", "cat2", "--keys", "cat2/keys").contains("everybody"));
    assertFalse(Files.exists(folder.resolve("cat2")));
  }

  @Test
  void keysOfAnotherCatalogueSignNothing() throws Exception {
    run(0, "init", "other", "--keys", "other-keys");
    Map<String, String> before = all();
    assertTrue(run(1, "sign", "cat", "--keys", "other-keys").contains("are not those that"));
    Files.delete(folder.resolve("other-keys/timestamp-1.key"));
    assertTrue(run(1, "sign", "other", "--keys", "other-keys").contains("timestamp"));
    before.remove("other-keys/timestamp-1.key");
    assertEquals(before, all());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"*", "com.acme*", "Com.Acme.*", "com.acme.*, org.x.*", "", "com..*", ".*"})
  void idsThatNobodyCouldEverPublish(String ids) throws Exception {
    Map<String, String> before = all();
    run(2, "publisher", "cat", "--keys", "keys", "--name", "A", "--ids", ids, "--key", "acme.key");
    assertEquals(before, all());
  }

  @Test
  void aNameThatGatewaysWouldRefuseIsRefusedAtOnce() throws Exception {
    Map<String, String> before = all();
    run(
        1,
        "publisher",
        "cat",
        "--keys",
        "keys",
        "--name",
        "A\u0441me",
        "--ids",
        "com.acme.*",
        "--key",
        "acme.key");
    assertEquals(before, all());
  }

  @Test
  void whoTakesBackWhatIsNotThereLearnsIt() throws Exception {
    String said =
        run(0, "revoke", "cat", "com.acme.x", "--keys", "keys", "--reason", "it inverts signs");
    assertTrue(said.contains("nothing that is listed here is meant"), said);
    run(2, "revoke", "cat", "com acme", "--keys", "keys", "--reason", "it inverts signs");
  }

  @Test
  void aFileThatIsMissingIsCalledMissing() throws Exception {
    assertTrue(run(1, "sign", "cat", "--keys", "nowhere").contains("is not there"));
  }
}
