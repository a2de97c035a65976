package org.busbar.runtime.itest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A gateway started as people start it: by the start script, under its supervisor. */
final class SupervisedGateway implements AutoCloseable {
  static final Duration START = Duration.ofSeconds(120);

  private final Program supervisor;
  private final Path home;
  private final Rest rest;

  private SupervisedGateway(Program supervisor, Path home, Rest rest) {
    this.supervisor = supervisor;
    this.home = home;
    this.rest = rest;
  }

  /** Starts the edge assembly and waits until it answers. */
  static SupervisedGateway start(Path site, Path home, Map<String, String> variables)
      throws IOException {
    return start(Program.distribution(), site, home, variables);
  }

  /** The same from another distribution. */
  static SupervisedGateway start(Path dist, Path site, Path home, Map<String, String> variables)
      throws IOException {
    Files.createDirectories(home);
    int port = RunningGateway.freePort();
    List<String> command = new ArrayList<>(List.of("/usr/bin/env"));
    command.add("JAVA_HOME=" + System.getProperty("java.home"));
    // The supervisor's options are nobody's to set.
    Program.agents().forEach(agent -> command.add("JAVA_TOOL_OPTIONS=" + agent));
    variables.forEach((name, value) -> command.add(name + "=" + value));
    command.addAll(
        List.of(
            "sh",
            dist.resolve("bin/busbar").toString(),
            "run",
            "--site",
            site.toString(),
            "--home",
            home.toString(),
            "--port",
            Integer.toString(port),
            "--headless"));
    Program supervisor = Program.start(home.resolve("supervisor.log"), command);
    if (!Program.await(
            START, () -> !supervisor.isAlive() || supervisor.output().contains(" is up: "))
        || !supervisor.isAlive()) {
      supervisor.close();
      throw new AssertionError("the gateway did not start\n" + supervisor.output());
    }
    String token = Files.readString(home.resolve("token")).strip();
    Rest rest = new Rest("http://127.0.0.1:" + port + "/api/v1", token);
    return new SupervisedGateway(supervisor, home, rest);
  }

  Program supervisor() {
    return supervisor;
  }

  Rest rest() {
    return rest;
  }

  Path home() {
    return home;
  }

  /** The process that the supervisor guards now. */
  Optional<ProcessHandle> gateway() {
    return ProcessHandle.of(supervisor.pid()).flatMap(process -> process.children().findFirst());
  }

  /** Sends a signal to the gateway, not to its supervisor; returns the process that it went to. */
  ProcessHandle signal(String name) throws IOException, InterruptedException {
    ProcessHandle target = gateway().orElseThrow();
    new ProcessBuilder("kill", "-" + name, Long.toString(target.pid())).start().waitFor();
    return target;
  }

  /** State of the site, empty while nobody answers. */
  String state() {
    try {
      return rest.get("/site").get("state").asText();
    } catch (UncheckedIOException | AssertionError e) {
      return "";
    }
  }

  /** Waits until a gateway is in a state again. */
  void await(String state) {
    if (!Program.await(START, () -> state().equals(state))) {
      throw new AssertionError("in '" + state() + "', not " + state + "\n" + supervisor.output());
    }
  }

  /** Asks for RUNNING as a person would. */
  void run() {
    await("IDLE");
    if (!Program.await(Duration.ofSeconds(10), () -> ask("RUNNING") == 200)) {
      throw new AssertionError("not started: " + rest.get("/site"));
    }
  }

  int ask(String state) {
    String body = "{\"state\":\"" + state + "\",\"reason\":\"test\"}";
    return rest.send("PUT", "/site/state", body).statusCode();
  }

  /** Whether an event of a kind was raised by the gateway that runs now. */
  boolean hasEvent(String kind) {
    JsonNode events = rest.get("/events?after=0&limit=1000");
    for (JsonNode event : events) {
      if (event.get("kind").asText().equals(kind)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    Optional<ProcessHandle> left = gateway();
    supervisor.close();
    left.ifPresent(ProcessHandle::destroyForcibly);
  }
}
