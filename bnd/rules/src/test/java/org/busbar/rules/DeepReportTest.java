package org.busbar.rules;

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
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeepReportTest {
  private static final Path CHECKOUT = Path.of("../..").toAbsolutePath().normalize();

  /** Of a test class that has a long form: the switch, its annotation, tries nobody has named. */
  private static final Pattern LONG =
      Pattern.compile("\"busbar\\.deep\"|^\\s*@Deep\\b|@Property\\s*$", Pattern.MULTILINE);

  private static final Pattern PACKAGE = Pattern.compile("^package ([a-z.]+);", Pattern.MULTILINE);

  @TempDir Path folder = Path.of("");

  @Test
  void whatHasALongFormIsOnTheListAndNothingElse() throws IOException {
    Set<String> written = new TreeSet<>();
    for (String top : List.of("bundles", "drivers", "marketplace", "runtime")) {
      try (Stream<Path> files = Files.walk(CHECKOUT.resolve(top))) {
        List<Path> tests =
            files.filter(f -> f.toString().matches(".*/src/test/java/.*(Test|IT)\\.java")).toList();
        for (Path file : tests) {
          String text = Files.readString(file);
          if (LONG.matcher(text).find()) {
            String module =
                CHECKOUT.relativize(file).toString().replaceAll("/src/test/java/.*", "");
            String type = String.valueOf(file.getFileName()).replace(".java", "");
            var home = PACKAGE.matcher(text);
            assertTrue(home.find(), file::toString);
            written.add(module + " " + home.group(1) + "." + type);
          }
        }
      }
    }
    Set<String> listed =
        DeepTrial.of(CHECKOUT).stream()
            .filter(trial -> !trial.isMutation())
            .map(trial -> trial.room() + " " + trial.name())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> missing = new TreeSet<>(written);
    missing.removeAll(listed);
    assertEquals(Set.of(), missing, "give it a line with a time limit in bnd/deep.csv");
    listed.removeAll(written);
    assertEquals(Set.of(), listed, "has no long form any more: take its line out of bnd/deep.csv");
  }

  @Test
  void allCodeOfSafetyAndOfTheArbiterIsChanged() throws IOException {
    List<Pattern> changed =
        DeepTrial.of(CHECKOUT).stream()
            .filter(DeepTrial::isMutation)
            .map(DeepTrial::changed)
            .map(DeepReportTest::pattern)
            .toList();
    Set<String> left = new TreeSet<>();
    for (String sources :
        List.of(
            "bundles/safety/src/main/java", "bundles/core/src/main/java/org/busbar/core/arbiter")) {
      try (Stream<Path> files = Files.walk(CHECKOUT.resolve(sources))) {
        files
            .map(file -> file.toString().replaceAll(".*/src/main/java/", ""))
            .filter(file -> file.endsWith(".java") && !file.endsWith("package-info.java"))
            .map(file -> file.replace(".java", "").replace('/', '.'))
            .filter(type -> changed.stream().noneMatch(each -> each.matcher(type).matches()))
            .forEach(left::add);
      }
    }
    assertEquals(Set.of(), left, "give it a line 'mutation' in bnd/deep.csv");
  }

  /** As PIT reads it: a star for any characters, or an expression after a tilde. */
  private static Pattern pattern(String changed) {
    return Pattern.compile(
        changed.startsWith("~")
            ? changed.substring(1)
            : changed.replace(".", "\\.").replace("*", ".*"));
  }

  @Test
  void shortOnesComeFirstAndEachHasAFolderOfItsOwn() throws IOException {
    List<DeepTrial> all = DeepTrial.of(CHECKOUT);
    List<Duration> limits = all.stream().map(DeepTrial::limit).toList();
    assertEquals(limits.stream().sorted().toList(), limits);
    assertEquals(all.size(), all.stream().map(DeepTrial::folder).distinct().count());
  }

  @Test
  void eachTestStandsInTheReportWithItsResultAndSeed() throws IOException {
    Path xml = folder.resolve("TEST-a.xml");
    Files.writeString(
        xml,
        """
        <testsuite name="a">
          <testcase name="good(String)" classname="a.BTest" time="7.5"/>
          <testcase name="bad()" classname="a.BTest" time="1"><failure message="x">y</failure></testcase>
          <testcase name="left()" classname="a.BTest" time="0"><skipped/></testcase>
        </testsuite>
        """);
    Path log = folder.resolve("log.txt");
    Files.writeString(
        log,
        """
        timestamp = 2026-11-21T10:00:00.1, BTest:good =
                                      |-----------------------jqwik-----------------------
        tries = 100000                | # of calls to property
        seed = -12                    | random seed to reproduce generated values
        """);
    assertEquals(
        List.of(
            "| a.BTest.good(String) | passed | 7.5 | 100000 tries, seed -12 |",
            "| a.BTest.bad() | FAILED | 1 |  |",
            "| a.BTest.left() | skipped | 0 |  |"),
        DeepReport.rows("a.BTest", xml, DeepReport.seeds(log)));
  }

  @Test
  void tooLittleChangedCodeNoticedFails() throws IOException {
    Path file = folder.resolve("mutations.csv");
    String change = "A.java,a.A,Math,run,%d,%s,a.ATest\n";
    StringBuilder changes = new StringBuilder();
    for (int i = 0; i < 19; i++) {
      changes.append(change.formatted(i, i == 7 ? "TIMED_OUT" : "KILLED"));
    }
    Files.writeString(file, changes + change.formatted(19, "SURVIVED"));
    assertTrue(Mutations.read("x", file).isEnough());
    Files.writeString(file, changes + change.formatted(19, "NO_COVERAGE").repeat(2));
    assertFalse(Mutations.read("x", file).isEnough());
    assertEquals("| x: 19 of 21 noticed | FAILED | | |", Mutations.read("x", file).row());
  }

  /** A checkout whose launcher of tests does what the name of the test class says. */
  private Path checkout(String list) throws IOException {
    Path source = folder.resolve("org/junit/platform/console/ConsoleLauncher.java");
    Files.createDirectories(source.getParent());
    Files.writeString(
        source,
        """
        package org.junit.platform.console;
        public class ConsoleLauncher {
          public static void main(String[] args) throws Exception {
            String all = String.join(" ", args);
            while (all.contains("HangsTest")) java.util.concurrent.locks.LockSupport.park();
            if (all.contains("DiesTest")) System.exit(3);
            for (String arg : args) {
              if (arg.startsWith("--reports-dir=")) {
                java.nio.file.Files.writeString(java.nio.file.Path.of(arg.substring(14), "TEST-a.xml"),
                    "<testsuite><testcase name='runs' time='1'/></testsuite>");
              }
            }
          }
        }
        """);
    assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, source.toString()));
    Path jar = folder.resolve("bnd/rules/target/console.jar");
    Files.createDirectories(jar.getParent());
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("org/junit/platform/console/ConsoleLauncher.class"));
      out.write(Files.readAllBytes(source.resolveSibling("ConsoleLauncher.class")));
    }
    Files.createDirectories(folder.resolve("x/target"));
    Files.writeString(folder.resolve("x/target/test.classpath"), "");
    Files.writeString(folder.resolve("bnd/deep.csv"), list);
    return folder;
  }

  @Test
  void oneThatDiesCostsNoOtherAndTheReportSaysSoInWords() throws Exception {
    Path checkout = checkout("x,a.DiesTest,1\nx,a.GoodTest,1\n");
    assertEquals(
        1, DeepMain.run(new String[] {checkout.toString(), "2026-11-21", "abc", "Acme 9000"}));
    List<String> report = Files.readAllLines(checkout.resolve("target/deep-report.md"));
    assertTrue(
        report.containsAll(
            List.of(
                "# Deep tests of 2026-11-21",
                "commit: abc",
                "machine: Acme 9000",
                "tried: 2 of 2",
                "| a.GoodTest.runs | passed | 1 |  |")),
        report::toString);
    assertTrue(
        String.join("\n", report).contains("| DiesTest: ended with 3; what it said: target/deep/"),
        report::toString);
    String[] unknown = {checkout.toString(), "d", "c", "m", "NoTest"};
    assertThrows(IllegalArgumentException.class, () -> DeepMain.run(unknown));
  }

  @Test
  void oneThatHangsIsEndedAfterItsTimeAndItsThreadsAreKept() throws Exception {
    Path checkout = checkout("");
    DeepTrial hangs = new DeepTrial("x", "a.HangsTest", Duration.ofMillis(1500));
    DeepRun.Outcome outcome = new DeepRun(checkout, hangs).run();
    assertTrue(
        outcome.problem().startsWith("not done after 0 min, so it was ended"), outcome::line);
    String threads = Files.readString(checkout.resolve("target/deep/HangsTest/threads.txt"));
    assertTrue(threads.contains("ConsoleLauncher.main"), threads);
  }
}
