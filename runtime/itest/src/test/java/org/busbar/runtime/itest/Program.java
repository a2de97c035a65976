package org.busbar.runtime.itest;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A process started by a test; its output goes to a file and is shown when the test fails. */
final class Program implements AutoCloseable {
  private final Process process;
  private final Path log;

  private Program(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static Program start(Path log, List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new Program(process, log);
  }

  /** Folder of the distribution that the build has just made. */
  static Path distribution() {
    Path folder = Path.of("../distribution/target/busbar").toAbsolutePath().normalize();
    if (!Files.isDirectory(folder)) {
      throw new IllegalStateException(folder + " is missing: build runtime/distribution first");
    }
    return folder;
  }

  /**
   * The same as a development assembly, below a folder: it starts what lies unsigned in {@code
   * HOME/plugins}, which no assembly does that ships.
   */
  static Path development(Path folder) throws IOException {
    Path dist = folder.resolve("development");
    if (Files.isDirectory(dist)) {
      return dist;
    }
    Files.createDirectories(dist.resolve("features"));
    try (Stream<Path> files = Files.list(distribution())) {
      for (Path file : files.filter(each -> !each.endsWith("features")).toList()) {
        Files.createSymbolicLink(dist.resolve(file.getFileName()), file);
      }
    }
    String lock = Files.readString(distribution().resolve("features/edge.feature.json"));
    Files.writeString(
        dist.resolve("features/edge.feature.json"),
        lock.replaceFirst(
            "\"org.apache.felix.http.host\"",
            "\"busbar.development\": \"true\", \"org.apache.felix.http.host\""));
    return dist;
  }

  /** Class path of all jars of the distribution. */
  static String classPath() throws IOException {
    try (Stream<Path> files = Files.walk(distribution())) {
      return String.join(
          ":", files.map(Path::toString).filter(name -> name.endsWith(".jar")).sorted().toList());
    }
  }

  /** The chain of the audit holds; anything else fails the test. */
  static void auditVerified(Path home, Path folder) throws IOException, InterruptedException {
    String script = distribution().resolve("bin/busbar").toString();
    List<String> command = List.of("sh", script, "audit", "verify", "--home", home.toString());
    try (Program audit = start(folder.resolve("audit.log"), command)) {
      if (audit.exitCode(Duration.ofSeconds(30)) != 0) {
        throw new AssertionError(audit.output());
      }
    }
  }

  /** What measures coverage in this process, to measure a started one as well; mostly nothing. */
  static List<String> agents() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("-javaagent:"))
        .toList();
  }

  /** A command of the launcher's tool, to be completed. */
  static List<String> tool(String word) {
    List<String> command = new ArrayList<>(List.of(java()));
    command.addAll(agents());
    Path jar = distribution().resolve("lib/org.busbar.runtime.launcher.jar");
    command.addAll(List.of("-cp", jar.toString(), "org.busbar.runtime.launcher.Tool", word));
    return command;
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Sends a signal by name: KILL, STOP, CONT, TERM. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for the end and returns the exit code. */
  int exitCode(Duration atMost) throws InterruptedException {
    if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("did not end within " + atMost + "\n" + output());
    }
    return process.exitValue();
  }

  long pid() {
    return process.pid();
  }

  /** All it has printed so far. */
  String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /**
   * Waits for a condition that other threads or processes bring about. Who waits long asks seldom,
   * since each question takes of the processor what the gateway that is tried may need.
   */
  static boolean await(Duration atMost, BooleanSupplier condition) {
    long begun = System.nanoTime();
    while (!condition.getAsBoolean()) {
      long waited = System.nanoTime() - begun;
      if (waited > atMost.toNanos()) {
        return false;
      }
      LockSupport.parkNanos(Math.clamp(waited / 50, 20_000_000L, 100_000_000L));
    }
    return true;
  }

  /** Lets real time pass, while other processes run. */
  static void pass(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
