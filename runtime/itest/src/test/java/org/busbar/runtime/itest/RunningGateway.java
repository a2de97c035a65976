package org.busbar.runtime.itest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A gateway started from the distribution, with its REST interface. */
final class RunningGateway implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(4);

  private final Program program;
  private final Rest rest;
  private final Rest root;
  private final Path home;
  private final int port;

  private RunningGateway(Program program, Rest rest, Rest root, Path home, int port) {
    this.program = program;
    this.rest = rest;
    this.root = root;
    this.home = home;
    this.port = port;
  }

  /** A port that was free a moment ago. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Starts an assembly on a site and waits until it answers. */
  static RunningGateway start(String assembly, Path site, Path home, String... jvmOptions)
      throws IOException {
    return start(Program.distribution(), assembly, site, home, jvmOptions);
  }

  /** Starts the edge assembly and does not wait. */
  static Program starting(Path site, Path home) throws IOException {
    Files.createDirectories(home);
    return Program.start(
        home.resolve("starting.log"),
        command(Program.distribution(), "edge", site, home, freePort()));
  }

  /** The same from another folder than the distribution. */
  static RunningGateway start(
      Path dist, String assembly, Path site, Path home, String... jvmOptions) throws IOException {
    Files.createDirectories(home);
    int port = freePort();
    Program program =
        Program.start(
            home.resolve("gateway-" + port + ".log"),
            command(dist, assembly, site, home, port, jvmOptions));
    return started(program, home, port);
  }

  /**
   * The same with a file system of its own for the home, of so many MB. It is in memory and needs
   * no rights but those to make a user namespace; {@link #home} is where the test sees it.
   */
  static RunningGateway startOnSmallDisk(Path site, Path home, int mb) throws IOException {
    Files.createDirectories(home);
    int port = freePort();
    List<String> command =
        new ArrayList<>(
            List.of(
                "unshare",
                "--user",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=" + mb + "m tmpfs \"$0\" && exec \"$@\"",
                home.toString()));
    command.addAll(command(Program.development(home.getParent()), "edge", site, home, port));
    Program program = Program.start(home.resolve("gateway-" + port + ".log"), command);
    return started(program, Path.of("/proc/" + program.pid() + "/root" + home), port);
  }

  /**
   * The same with a wall clock that a file sets: an offset like {@code +1h}. The monotonic clock is
   * left alone, as by a person or a time server that sets the clock.
   */
  static RunningGateway startWithClock(Path offset, Path site, Path home) throws IOException {
    Files.createDirectories(home);
    int port = freePort();
    List<String> command =
        new ArrayList<>(
            List.of(
                "/usr/bin/env",
                "LD_PRELOAD=" + fakeTime().orElseThrow(),
                "FAKETIME_DONT_FAKE_MONOTONIC=1",
                "FAKETIME_FORCE_MONOTONIC_FIX=0",
                "FAKETIME_NO_CACHE=1",
                "FAKETIME_TIMESTAMP_FILE=" + offset));
    command.addAll(command(Program.development(home.getParent()), "edge", site, home, port));
    return started(Program.start(home.resolve("gateway-" + port + ".log"), command), home, port);
  }

  /** Debian's libfaketime for programs with threads, empty where it is not installed. */
  static Optional<Path> fakeTime() throws IOException {
    try (Stream<Path> folders = Files.list(Path.of("/usr/lib"))) {
      return folders
          .map(folder -> folder.resolve("faketime/libfaketimeMT.so.1"))
          .filter(Files::exists)
          .findFirst();
    }
  }

  private static List<String> command(
      Path dist, String assembly, Path site, Path home, int port, String... jvmOptions)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(Program.java()));
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx160m",
            "-XX:MetaspaceSize=64m",
            "-XX:ReservedCodeCacheSize=128m",
            "--enable-native-access=ALL-UNNAMED"));
    // What is kept is good for jars of that very path; many assemblies are links to them.
    Path lib = dist.resolve("lib").toRealPath();
    if (Files.exists(lib.resolve("standard.aot"))) {
      command.add("-XX:AOTCache=" + lib.resolve("standard.aot"));
    }
    command.addAll(Program.agents());
    command.addAll(List.of(jvmOptions));
    command.addAll(
        List.of(
            "-cp",
            lib.resolve("org.busbar.runtime.launcher.jar")
                + ":"
                + lib.resolve("org.apache.felix.framework.jar"),
            "org.busbar.runtime.launcher.Launcher",
            "--dist",
            dist.toString(),
            "--assembly",
            assembly,
            "--site",
            site.toString(),
            "--home",
            home.toString(),
            "--port",
            Integer.toString(port),
            "--headless"));
    return command;
  }

  /** Waits until it answers. */
  private static RunningGateway started(Program program, Path home, int port) throws IOException {
    String base = "http://127.0.0.1:" + port;
    if (!Program.await(START, () -> !program.isAlive() || program.output().contains(" is up: "))
        || !program.isAlive()) {
      program.close();
      throw new AssertionError("the gateway did not start\n" + program.output());
    }
    String token = Files.readString(home.resolve("token")).strip();
    Rest rest = new Rest(base + "/api/v1", token);
    if (!Program.await(START, () -> !program.isAlive() || rest.status("/site") == 200)) {
      program.close();
      throw new AssertionError("the gateway has no site\n" + program.output());
    }
    return new RunningGateway(program, rest, new Rest(base, token), home, port);
  }

  Program program() {
    return program;
  }

  Rest rest() {
    return rest;
  }

  /** Paths outside {@code /api/v1}. */
  Rest root() {
    return root;
  }

  /** Its folder, as the test sees it. */
  Path home() {
    return home;
  }

  int port() {
    return port;
  }

  String state() {
    return rest.get("/site").get("state").asText();
  }

  /** Asks for RUNNING as a person would. */
  void run() {
    if (!Program.await(Duration.ofSeconds(15), () -> !state().equals("BOOT"))) {
      throw new AssertionError("still in BOOT\n" + program.output());
    }
    if (!Program.await(
        Duration.ofSeconds(10),
        () ->
            rest.send("PUT", "/site/state", "{\"state\":\"RUNNING\",\"reason\":\"test\"}")
                    .statusCode()
                == 200)) {
      throw new AssertionError("not started: " + rest.get("/site") + "\n" + program.output());
    }
  }

  /** The value of a point, NaN where unknown or not usable. */
  double value(String device, String point) {
    for (JsonNode node : rest.get("/points?device=" + device)) {
      if (node.get("point").asText().equals(point) && node.get("quality").asText().equals("GOOD")) {
        return node.get("value").asDouble(Double.NaN);
      }
    }
    return Double.NaN;
  }

  /** A figure of {@code /metrics}: the sum over the lines that begin with the name. */
  double metric(String name) {
    return root.send("GET", "/metrics", "")
        .body()
        .lines()
        .filter(line -> line.startsWith(name) && !line.startsWith("#"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Number of the newest event. */
  long lastEvent() {
    long last = 0;
    for (JsonNode event : rest.get("/events?limit=1000")) {
      last = Math.max(last, event.get("sequence").asLong());
    }
    return last;
  }

  /** Whether an event of this source, kind and severity came after the one with that number. */
  boolean isTold(String source, String kind, String severity, long after) {
    for (JsonNode event : rest.get("/events?limit=1000&after=" + after)) {
      if (event.get("source").asText().equals(source)
          && event.get("kind").asText().equals(kind)
          && event.get("severity").asText().equals(severity)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    program.close();
  }
}
