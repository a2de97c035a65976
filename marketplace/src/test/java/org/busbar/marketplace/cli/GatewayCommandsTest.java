package org.busbar.marketplace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server that answers as a gateway does. */
class GatewayCommandsTest {
  private static final String DIGEST = "ab".repeat(32);
  private static final String ID = "com.acme.sunny";

  @TempDir Path home = Path.of("");

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile String plan =
      """
      {"possible": true, "digest": "%s", "words": ["Adds Sunny 1.0.0."], "asks": [],
       "changes": [{"id": "com.acme.sunny", "lastGapMs": 3.5}],
       "configuration": ["site.yaml:3", "- a: 1", "+ b: 1"], "impossible": null}
      """
          .formatted(DIGEST);
  private volatile String end = "DONE";
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/v1/", this::answer);
    server.start();
    Files.writeString(home.resolve("running.lock"), server.getAddress().getPort() + "\n");
    Files.writeString(home.resolve("token"), "secret\n");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString().substring("/api/v1/".length());
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    asked.add((exchange.getRequestMethod() + " " + path + " " + body).strip());
    boolean known = "Bearer secret".equals(exchange.getRequestHeaders().getFirst("Authorization"));
    String text =
        switch (path) {
          case "plugin-plans" -> plan;
          case "plugin-jobs" -> exchange.getRequestMethod().equals("POST") ? job() : "[]";
          case "plugin-jobs/7" -> job();
          case "plugins" -> "[{\"id\": \"com.acme.sunny\"}]";
          default -> "";
        };
    int status = !known ? 401 : text.isEmpty() ? 404 : 200;
    byte[] bytes =
        (status == 200 ? text : "{\"detail\": \"There is none.\", \"remedy\": \"Look.\"}")
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** Waits until it was confirmed. */
  private String job() throws IOException {
    Path confirmed = home.resolve("plugins/confirmed/7");
    Path waiting = home.resolve("plugins/waiting/7.json");
    boolean yes = Files.exists(confirmed) && Files.readString(confirmed).strip().equals(DIGEST);
    if (!yes && !Files.exists(waiting)) {
      Files.createDirectories(waiting.getParent());
      Files.writeString(
          waiting,
          """
          {"job": 7, "digest": "%s", "by": "console", "reason": "nicer", "words": ["Adds it."]}
          """
              .formatted(DIGEST));
    }
    return """
        {"number": 7, "wish": {"wish": "install", "id": "%s"}, "by": "console", "state": "%s",
         "ended": %s, "steps": [{"at": "2026-11-21T20:00:00.000Z", "text": "Planned"}],
         "text": null}
        """
        .formatted(ID, yes ? end : "WAITS_FOR_CONFIRMATION", yes);
  }

  private List<String> run(int code, String... args) throws InterruptedException {
    List<String> all = new ArrayList<>(Arrays.asList(args));
    all.addAll(List.of("--home", home.toString()));
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream standard = System.out;
    try (PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      System.setOut(out);
      assertEquals(code, Subcommand.run("plugin", GatewayCommands.TABLE, all, out));
    } finally {
      System.setOut(standard);
    }
    return said.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void anInstallationIsShownConsentedToConfirmedAndFollowed() throws Exception {
    assertEquals(
        List.of(
            "  Adds Sunny 1.0.0.",
            "  The last swap of com.acme.sunny cost 3.5 ms.",
            "  Configuration:",
            "    site.yaml:3",
            "    - a: 1",
            "    + b: 1",
            "Job 7",
            "  2026-11-21T20:00:00.000Z Planned",
            "Done."),
        run(0, "install", ID, "--version", "1.0.0", "--yes", ID, "--reason", "why not"));
    assertTrue(
        asked.contains(
            "POST plugin-plans {\"wish\":\"install\",\"id\":\"com.acme.sunny\",\"version\":\"1.0.0\"}"),
        asked.toString());
    assertTrue(
        asked.stream().anyMatch(each -> each.endsWith("\"consent\":true,\"reason\":\"why not\"}")),
        asked.toString());
  }

  @Test
  void aScriptThatConsentsToSomethingElseChangesNothing() throws Exception {
    List<String> said = run(2, "install", ID, "--yes", "com.acme.other");
    assertTrue(said.getLast().startsWith("Usage: "), said.toString());
    assertFalse(asked.stream().anyMatch(each -> each.startsWith("POST plugin-jobs")));
  }

  /**
   * With a version that is not heeded the newest would come, with a second id only the first go.
   */
  @Test
  void whatIsNotUnderstoodChangesNothing() throws Exception {
    List<List<String>> odd =
        List.of(
            List.of("install", ID, "--verison", "1.0.0", "--yes", ID),
            List.of("remove", ID, "com.acme.other", "--yes", ID),
            List.of("pin", ID, "--on", "yes"),
            List.of("update", ID, "--yes", ID, "--yes", ID),
            List.of("rollback", "one"),
            List.of("generations", "1", "x"),
            List.of("generations", "1"),
            List.of("confirm", "99999999999"));
    for (List<String> each : odd) {
      List<String> said = run(2, each.toArray(String[]::new));
      assertTrue(said.getLast().startsWith("Usage: "), said.toString());
      assertFalse(said.getFirst().contains("For input string"), said.toString());
    }
    assertFalse(asked.stream().anyMatch(each -> !each.startsWith("GET ")), asked.toString());
  }

  @Test
  void aFolderIsNotWrittenOverByAPlugin() throws Exception {
    Path folder = Files.createDirectory(home.resolve("mine"));
    for (Path to : List.of(folder, home.resolve("nowhere/x.busbar"))) {
      assertTrue(run(1, "export", ID, to.toString()).getFirst().contains("name a file"));
    }
    assertTrue(Files.isDirectory(folder));
    assertFalse(asked.stream().anyMatch(each -> each.contains("archive")), asked.toString());
  }

  @Test
  void whatComesFromElsewhereDoesNotSteerTheTerminal() throws Exception {
    plan =
        """
        {"possible": false, "impossible": {"reason": "format", "what": "a\\u001b[2Jb\\u202Ec",
         "where": "x", "remedy": "y"}}
        """;
    assertEquals(
        List.of("busbar plugin update: it cannot be done (format): a?[2Jb?c (x). y"),
        run(1, "update", ID, "--yes", ID));
  }

  @Test
  void whatCannotBeDoneSaysWhyAndWhatToDo() throws Exception {
    plan =
        """
        {"possible": false, "impossible": {"reason": "missing-dependency", "what": "b is nowhere",
         "where": "com.acme.sunny", "remedy": "Add a catalogue"}}
        """;
    assertEquals(
        List.of(
            "busbar plugin update: it cannot be done (missing-dependency): b is nowhere"
                + " (com.acme.sunny). Add a catalogue"),
        run(1, "update", ID, "--yes", ID));
  }

  @Test
  void whatWasBegunElsewhereIsShownAndConfirmedByItsId() throws Exception {
    job();
    end = "ROLLED_BACK";
    assertEquals(
        List.of(
            "Wanted by console: nicer",
            "  Adds it.",
            "  2026-11-21T20:00:00.000Z Planned",
            "busbar plugin confirm: everything is as it was before:"),
        run(1, "confirm", "7", "--yes", ID).stream().map(String::stripTrailing).toList());
  }

  @Test
  void aProblemOfTheGatewayIsSaidInItsWordsAndAGatewayThatIsNotThereIsNamed() throws Exception {
    assertEquals(
        List.of("busbar plugin pin: There is none. Look."), run(1, "pin", "com.acme.moony"));
    Files.delete(home.resolve("running.lock"));
    assertTrue(
        run(1, "install", ID).getLast().contains("no gateway runs on " + home), "no gateway");
  }
}
