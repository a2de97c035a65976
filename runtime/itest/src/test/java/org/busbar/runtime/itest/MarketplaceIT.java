package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the how-to for vendors says, in its order, by the commands that people type; the gateway it
 * is installed into has no network but loopback.
 */
class MarketplaceIT {
  private static final Path HOW_TO = Path.of("../../docs/how-to/first-plugin.md");
  private static final Pattern BOX = Pattern.compile("(?ms)^```sh\n(.*?)^```");
  private static final String PUBLIC = "Public:";
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration MOST = Duration.ofMinutes(30);
  private static final String MODE =
      "  sunny: {node: bat1, config: {power-w: 0 W}}   # as agreed\n";
  private static final String DEVICE =
      "  acme1: {driver: drive, type: acme.drive, connection: meters, unit: 2}\n";

  @TempDir Path folder = Path.of("");

  private final List<String> times = new ArrayList<>();
  private long began;

  @BeforeEach
  void namespaces() throws Exception {
    Peer.require(
        "making a network namespace (unshare of util-linux, ip of iproute2, allowed by the kernel)",
        List.of("unshare", "--user", "--map-root-user", "--net", "sh", "-c", "ip link set lo up"));
    Peer.require("nsenter (Debian: util-linux)", List.of("nsenter", "--version"));
    began = System.nanoTime();
  }

  @Test
  void whatTheHowToSaysLeadsFromNothingToPublishedInstalledUpdatedAndBack() throws Exception {
    List<String> boxes =
        BOX.matcher(Files.readString(HOW_TO))
            .results()
            .map((MatchResult box) -> box.group(1))
            .toList();
    assertEquals(7, boxes.size(), "boxes of the how-to");
    Path site = site("modes:\n", MODE);
    command("exec sh " + busbar() + " \"$@\"");
    run(boxes.get(0));
    run(boxes.get(1));
    try (Program gateway = gateway()) {
      command(within(gateway));
      String own = run("./busbar plugin search kind:mode --home second");
      assertTrue(own.contains("org.busbar."), own);
      run(boxes.get(2));
      assertTrue(
          Program.await(PATIENCE, () -> said(gateway, "Control mode sunny is RUNNING") > 0),
          gateway::output);
      String before = Files.readString(site);

      String update = run(boxes.get(3));
      assertTrue(update.contains("+   sunny: {node: bat1, config: {target-w: 0 W}}"), update);
      assertEquals(before.replace("{power-w: 0 W}}", "{target-w: 0 W}}"), Files.readString(site));
      assertTrue(installed("com.acme.sunny", "0.2.0"), gateway::output);

      run(boxes.get(4).lines().toList().getFirst());
      String back = run(boxes.get(4).lines().toList().getLast());
      assertTrue(back.contains("Changes com.acme.sunny 0.2.0 to 0.1.0."), back);
      assertEquals(before, Files.readString(site), "as it was, to the letter");
      assertTrue(installed("com.acme.sunny", "0.1.0"), gateway::output);
      assertEquals(0, said(gateway, "Control mode sunny is FAILED"), gateway::output);
      assertEquals(0, said(gateway, "Control mode sunny is REFUSED"), gateway::output);

      run(boxes.get(5));
      assertTrue(installed("com.acme.hall", "0.1.0"), gateway::output);
      run(boxes.get(6));
    } finally {
      tell();
    }
  }

  @Test
  @Tag("API-07")
  void aDriverFromTheArchetypeReadsADeviceAlsoAfterARestart() throws Exception {
    site("devices:\n", DEVICE);
    command("exec sh " + busbar() + " \"$@\"");
    run(
        """
        ./busbar new driver drive --id com.acme.drive --vendor Acme
        mvn -q package -f drive/pom.xml
        ./busbar market key acme.key --development
        ./busbar publish drive/plugin --key acme.key --name Acme --ids com.acme.* --pack drive.busbar
        """);
    Path publishers = Files.createDirectories(folder.resolve("second/trust/publishers"));
    String key =
        Files.readAllLines(folder.resolve("acme.key")).stream()
            .filter(line -> line.startsWith(PUBLIC))
            .findFirst()
            .orElseThrow();
    Files.writeString(
        publishers.resolve("acme.json"),
        "{\"name\": \"Acme\", \"use\": \"development\", \"ed25519\": \""
            + key.substring(PUBLIC.length()).strip()
            + "\", \"ids\": [\"com.acme.*\"]}");
    try (Program gateway = gateway()) {
      command(within(gateway));
      run(
          """
          mkdir -p second/plugins && echo '{"watch-s": 2}' >second/plugins/policy.json
          ./busbar plugin import drive.busbar --home second --yes com.acme.drive --wait
          """);
      assertTrue(
          Program.await(PATIENCE, () -> said(gateway, "acme1 is READY") > 0), gateway::output);
    }
    try (Program again = gateway()) {
      assertTrue(Program.await(PATIENCE, () -> said(again, "acme1 is READY") > 0), again::output);
      command(within(again));
      assertTrue(installed("com.acme.drive", "0.1.0"), again::output);
      assertTrue(System.nanoTime() - began < MOST.toNanos());
    } finally {
      tell();
    }
  }

  private static String busbar() {
    return "'" + Program.distribution().resolve("bin/busbar") + "'";
  }

  /** What {@code ./busbar} is from now on. */
  private void command(String line) throws IOException {
    Path script = folder.resolve("busbar");
    Files.writeString(script, "#!/bin/sh\n" + variables() + line + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Which Java, and what measures coverage where it is measured. */
  private static String variables() {
    return "export JAVA_HOME='"
        + System.getProperty("java.home")
        + "' BUSBAR_JAVA_OPTS='"
        + String.join(" ", Program.agents())
        + "'\n";
  }

  /** On the gateway's own machine, as far as networks go. */
  private static String within(Program gateway) {
    return "exec nsenter --target "
        + gateway.pid()
        + " --user --net --preserve-credentials sh "
        + busbar()
        + " \"$@\"";
  }

  /** The demo's site with one more line. */
  private Path site(String below, String line) throws IOException {
    String demo = Files.readString(Program.distribution().resolve("demo/site.yaml"));
    return Files.writeString(
        folder.resolve("second.yaml"), demo.replace("\n" + below, "\n" + below + line));
  }

  /** The demo without any network but loopback, so on its usual ports, too. */
  private Program gateway() throws IOException {
    Path log = folder.resolve("gateway-" + times.size() + ".log");
    long start = System.nanoTime();
    String script =
        variables()
            + "ip link set lo up && exec sh "
            + busbar()
            + " demo --headless --home second --site second.yaml --no-supervisor";
    Program gateway =
        Program.start(
            log,
            List.of(
                "unshare",
                "--user",
                "--map-root-user",
                "--net",
                "sh",
                "-c",
                "cd '" + folder + "' && " + script));
    if (!Program.await(PATIENCE, () -> !gateway.isAlive() || gateway.output().contains(" is up: "))
        || !gateway.isAlive()) {
      gateway.close();
      throw new AssertionError(gateway.output());
    }
    time("(the demo starts)", start);
    return gateway;
  }

  private static long said(Program gateway, String text) {
    return gateway.output().lines().filter(line -> line.contains(text)).count();
  }

  private boolean installed(String id, String version) throws Exception {
    return run("./busbar plugin list --home second")
        .lines()
        .anyMatch(line -> line.matches(Pattern.quote(id) + " +" + Pattern.quote(version) + " .*"));
  }

  /** Line by line; one that fails fails the test with all it said. */
  private String run(String lines) throws Exception {
    StringBuilder said = new StringBuilder();
    for (String line : lines.lines().filter(each -> !each.isBlank()).toList()) {
      long start = System.nanoTime();
      Path log = folder.resolve("said-" + times.size() + ".log");
      List<String> command = List.of("bash", "-c", "cd '" + folder + "' && " + line);
      try (Program program = Program.start(log, command)) {
        assertEquals(0, program.exitCode(PATIENCE), () -> line + "\n" + program.output());
        said.append(program.output());
      }
      time(line, start);
    }
    return said.toString();
  }

  private void time(String what, long start) {
    times.add(String.format(Locale.ROOT, "%6.1f s  %s", (System.nanoTime() - start) / 1e9, what));
  }

  /** For the report of the build. */
  private void tell() {
    time("all together", began);
    times.forEach(System.out::println);
  }
}
