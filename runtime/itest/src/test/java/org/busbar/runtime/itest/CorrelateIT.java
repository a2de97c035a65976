package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One id from a request over REST through arbiter, gate and audit, in logs that a program reads.
 */
class CorrelateIT {
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder = Path.of("");

  private Path home() {
    return folder.resolve("home");
  }

  private int post(int port, String path, String body, String id) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path))
            .header("Authorization", "Bearer " + Files.readString(home().resolve("token")).strip())
            .header("Content-Type", "application/json")
            .header("X-Correlation-Id", id)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      assertEquals(id, answer.headers().firstValue("X-Correlation-Id").orElse(""));
      return answer.statusCode();
    }
  }

  /** Lines of the log under an id, by the logger's last name. */
  private static boolean isLogged(RunningGateway gateway, String id, String logger, String text) {
    for (String line : gateway.program().output().lines().toList()) {
      if (line.startsWith("{") && line.contains(id)) {
        JsonNode said = read(line);
        if (said.at("/mdc/correlationId").asText().equals(id)
            && said.get("loggerName").asText().endsWith(logger)
            && said.get("formattedMessage").asText().contains(text)) {
          return true;
        }
      }
    }
    return false;
  }

  private static JsonNode read(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new AssertionError(line, e);
    }
  }

  private boolean isAudited(String id, String command) {
    try {
      Path file = home().resolve("sites/local/demo/audit/audit-000000000001.jsonl");
      return Files.readAllLines(file).stream()
          .map(CorrelateIT::read)
          .map(each -> each.get("values"))
          .anyMatch(
              values ->
                  values.path("correlationId").asText().equals(id)
                      && values.path("command").asText().equals(command));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void oneIdIsFollowedFromTheRequestThroughArbiterGateAndAudit() throws Exception {
    Files.createDirectories(home());
    Files.copy(
        Program.distribution().resolve("lib/logback-json.xml"), home().resolve("logback.xml"));
    try (RunningPlant plant = RunningPlant.start(folder.resolve("plant"));
        RunningGateway gateway = RunningGateway.start("edge", plant.writeSite(folder), home())) {
      gateway.run();
      String proposal =
          "{\"node\":\"bat1\",\"quantity\":\"activePowerW\",\"target\":-700,\"validFor\":\"PT1M\",\"reason\":\"a"
              + " trial\"}";
      assertEquals(202, post(gateway.port(), "/proposals", proposal, "trial-1"));
      followed(gateway, "trial-1", "proposal");
      assertEquals(
          202, post(gateway.port(), "/devices/bat1/commands", "{\"command\":\"stop\"}", "stop-2"));
      followed(gateway, "stop-2", "stop");
    }
  }

  private void followed(RunningGateway gateway, String id, String command) {
    for (List<String> each :
        List.of(
            List.of("AccessFilter", "POST"),
            List.of("Traces", "decides bat1"),
            List.of("WriteReports", "the gate lets bat1"))) {
      assertTrue(
          Program.await(SOON, () -> isLogged(gateway, id, each.get(0), each.get(1))),
          () -> each + " under " + id + "\n" + gateway.program().output());
    }
    assertTrue(Program.await(SOON, () -> isAudited(id, command)), id);
  }
}
