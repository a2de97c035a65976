package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a running gateway logs, and how that is changed while it runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogLevelIT {
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir static Path folder = Path.of("");

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private RunningPlant plant;
  private RunningGateway gateway;

  @BeforeAll
  void start() throws IOException {
    plant = RunningPlant.start(folder.resolve("plant"));
    Path home = Files.createDirectories(folder.resolve("home"));
    Files.copy(Program.distribution().resolve("lib/logback-json.xml"), home.resolve("logback.xml"));
    gateway = RunningGateway.start("edge", plant.writeSite(folder), home);
  }

  @AfterAll
  void stop() {
    client.close();
    gateway.close();
    plant.close();
  }

  private int level(String logger, String level) {
    return gateway
        .rest()
        .send("PUT", "/logging/" + logger, "{\"level\":\"" + level + "\"}")
        .statusCode();
  }

  /** Sends a command that changes nothing, under a correlation id. */
  private HttpResponse<String> command(String id) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + gateway.port() + "/api/v1/modes/none"))
            .header(
                "Authorization", "Bearer " + Files.readString(folder.resolve("home/token")).strip())
            .header("Content-Type", "application/json")
            .header("X-Correlation-Id", id)
            .PUT(HttpRequest.BodyPublishers.ofString("{\"enabled\":true}"))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private boolean isLogged(String id) {
    return gateway
        .program()
        .output()
        .lines()
        .anyMatch(
            line -> line.startsWith("{") && line.contains("\"correlationId\":\"" + id + "\""));
  }

  @Test
  @Tag("OBS-15")
  void aLevelIsChangedWhileTheGatewayRunsAndThatIsAnEvent() throws Exception {
    String access = "org.busbar.web.rest.access";
    assertEquals(200, level(access, "WARN"));
    command("quiet-1");
    command("next-1"); // On the same connection: what the first one logs is logged by now.
    assertEquals(200, level(access, "INFO"));
    command("loud-1");
    assertTrue(Program.await(SOON, () -> isLogged("loud-1")), gateway.program().output());
    assertFalse(isLogged("quiet-1"), gateway.program().output());
    List<String> texts = gateway.rest().get("/events?limit=1000").findValuesAsText("text");
    assertTrue(
        texts.stream().anyMatch(text -> text.startsWith("Log level of " + access)),
        texts.toString());
    assertTrue(gateway.rest().get("/logging").findValuesAsText("logger").contains(access));
  }

  @Test
  void onlyAKnownLevelIsTakenAndOnlyFromWhoIsLetIn() {
    assertEquals(400, level("org.busbar", "LOUD"));
    Rest stranger = new Rest("http://127.0.0.1:" + gateway.port() + "/api/v1", "");
    assertEquals(
        401, stranger.send("PUT", "/logging/org.busbar", "{\"level\":\"OFF\"}").statusCode());
  }

  @Test
  void anAnswerCarriesTheCorrelationIdOfItsRequest() throws Exception {
    HttpResponse<String> answer = command("mine-1");
    assertEquals("mine-1", answer.headers().firstValue("X-Correlation-Id").orElse(""));
    HttpResponse<String> unfit = command("a b");
    assertEquals(36, unfit.headers().firstValue("X-Correlation-Id").orElse("").length());
  }
}
