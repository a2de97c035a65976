package org.busbar.rules;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs one long trial in a process of its own, so that one that hangs or dies costs no other. What
 * it says and reports lies in {@code target/deep}.
 */
final class DeepRun {
  private static final Duration TELL = Duration.ofMinutes(1);
  private static final long TO_MUTE_S = 20;

  private final Path checkout;
  private final DeepTrial trial;
  private final Path folder;
  private final Path log;

  DeepRun(Path checkout, DeepTrial trial) {
    this.checkout = checkout;
    this.trial = trial;
    this.folder = checkout.resolve("target/deep").resolve(trial.folder());
    this.log = folder.resolve("log.txt");
  }

  /**
   * How a trial ended.
   *
   * @param trial what was tried
   * @param seconds how long it took
   * @param problem empty when it passed; else why not, in words
   * @param rows of the report
   */
  record Outcome(DeepTrial trial, long seconds, String problem, List<String> rows) {
    boolean isGood() {
      return problem.isEmpty();
    }

    /** What a person reads when it has ended. */
    String line() {
      return isGood() ? "passed in " + seconds + " s" : "FAILED: " + problem;
    }
  }

  /** Tries it; tells each minute that it goes on. */
  Outcome run() throws IOException, InterruptedException {
    clear();
    long begun = System.nanoTime();
    Process process =
        new ProcessBuilder(trial.isMutation() ? mutation() : test())
            .directory(trial.isMutation() ? checkout.toFile() : room().toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    // Ends with us, whoever ends us.
    Thread last = new Thread(() -> end(process));
    Runtime.getRuntime().addShutdownHook(last);
    boolean inTime = await(process, begun);
    if (!inTime) {
      mark(process);
      end(process);
    }
    process.waitFor();
    Runtime.getRuntime().removeShutdownHook(last);
    long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
    return outcome(inTime, process.exitValue(), seconds);
  }

  private boolean await(Process process, long begun) throws InterruptedException {
    while (true) {
      Duration spent = Duration.ofNanos(System.nanoTime() - begun);
      Duration left = trial.limit().minus(spent);
      if (!left.isPositive()) {
        return !process.isAlive();
      }
      Duration wait = left.compareTo(TELL) < 0 ? left : TELL;
      if (process.waitFor(wait.toMillis() + 1, TimeUnit.MILLISECONDS)) {
        return true;
      }
      System.out.printf(
          "          %s goes on: %d of at most %d min%n",
          trial.title(), spent.plus(wait).toMinutes(), trial.limit().toMinutes());
    }
  }

  private Outcome outcome(boolean inTime, int status, long seconds) throws IOException {
    List<String> rows = new ArrayList<>(trial.isMutation() ? noticed() : reported());
    String problem = "";
    if (!inTime) {
      problem =
          "not done after %d min, so it was ended; where it stood: target/deep/%s/threads.txt"
              .formatted(trial.limit().toMinutes(), trial.folder());
    } else if (status != 0) {
      problem =
          "ended with %d; what it said: target/deep/%s/log.txt".formatted(status, trial.folder());
    } else if (rows.isEmpty()) {
      problem =
          "nothing was reported; what it said: target/deep/%s/log.txt".formatted(trial.folder());
    } else if (rows.stream().anyMatch(row -> row.contains("| FAILED |"))) {
      problem = "too little changed code was noticed";
    }
    if (!problem.isEmpty()) {
      rows.add("| %s: %s | FAILED | %d | |".formatted(trial.title(), problem, seconds));
    }
    return new Outcome(trial, seconds, problem, rows);
  }

  private List<String> noticed() throws IOException {
    Path made = room().resolve("target/pit-reports/mutations.csv");
    if (!Files.exists(made)) {
      return List.of();
    }
    Path kept = folder.resolve("mutations.csv");
    Files.copy(made, kept, StandardCopyOption.REPLACE_EXISTING);
    return List.of(Mutations.read(trial.title(), kept).row());
  }

  private List<String> reported() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> reports = files.filter(file -> file.toString().endsWith(".xml")).sorted().toList();
      List<String> rows = new ArrayList<>();
      for (Path report : reports) {
        rows.addAll(DeepReport.rows(trial.name(), report, DeepReport.seeds(log)));
      }
      return rows;
    }
  }

  private Path room() {
    return checkout.resolve(trial.room());
  }

  private List<String> test() throws IOException {
    String classes =
        Stream.of(
                checkout.resolve("bnd/rules/target/console.jar").toString(),
                room().resolve("target/test-classes").toString(),
                room().resolve("target/classes").toString(),
                Files.readString(room().resolve("target/test.classpath")).strip())
            .reduce((a, b) -> a + File.pathSeparator + b)
            .orElseThrow();
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "--enable-native-access=ALL-UNNAMED",
        "-Dbusbar.deep=true",
        "-Dbusbar.requirePeers=" + Boolean.getBoolean("busbar.requirePeers"),
        "-Dbasedir=" + room(),
        "-cp",
        classes,
        "org.junit.platform.console.ConsoleLauncher",
        "execute",
        "--disable-banner",
        "--disable-ansi-colors",
        "--details=testfeed",
        "--fail-if-no-tests",
        "--select-class=" + trial.name(),
        "--reports-dir=" + folder,
        "--config=jqwik.tries.default=100000",
        "--config=jqwik.database=" + folder.resolve("jqwik"));
  }

  private List<String> mutation() {
    return List.of(
        "mvn",
        "--batch-mode",
        "-Dstyle.color=never",
        "-pl",
        trial.room(),
        "-am",
        "test-compile",
        "org.pitest:pitest-maven:mutationCoverage",
        "-Djacoco.skip=true",
        "-Dmutation.least=0",
        "-Dmutation.classes=" + trial.changed());
  }

  /** Where its threads stand. */
  private void mark(Process process) throws IOException, InterruptedException {
    new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
            Long.toString(process.pid()),
            "Thread.print")
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("threads.txt").toFile())
        .start()
        .waitFor(TO_MUTE_S, TimeUnit.SECONDS);
  }

  private static void end(Process process) {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
  }

  private void clear() throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectories(folder);
    if (trial.isMutation()) {
      Files.deleteIfExists(room().resolve("target/pit-reports/mutations.csv"));
    }
  }
}
