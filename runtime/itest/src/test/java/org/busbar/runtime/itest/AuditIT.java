package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people do over REST ends in the audit, and a kill leaves a chain that holds. */
class AuditIT {
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir Path folder = Path.of("");

  private Path home() {
    return folder.resolve("home");
  }

  private List<JsonNode> records(String chain) {
    List<JsonNode> records = new ArrayList<>();
    try (Stream<Path> files = Files.list(home().resolve(chain))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".jsonl")).sorted().toList()) {
        for (String line : Files.readAllLines(file)) {
          records.add(new ObjectMapper().readTree(line));
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return records;
  }

  private boolean isKept(String kind, String name, String value, String reason) {
    return records("sites/local/demo/audit").stream()
        .anyMatch(
            each ->
                each.get("kind").asText().equals(kind)
                    && each.get("values").path(name).asText().equals(value)
                    && each.get("reason").asText().contains(reason)
                    && !each.get("by").asText().isEmpty()
                    && each.get("org").asText().equals("local")
                    && each.get("site").asText().equals("demo"));
  }

  private String audit(int code, String... words) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of("/bin/sh", Program.distribution().resolve("bin/busbar").toString(), "audit"));
    command.addAll(List.of(words));
    command.addAll(List.of("--home", home().toString()));
    Path log = folder.resolve("audit-" + System.nanoTime() + ".log");
    try (Program program = Program.start(log, command)) {
      assertEquals(code, program.exitCode(Duration.ofSeconds(30)), program::output);
      return program.output();
    }
  }

  @Test
  @Tag("AUD-02")
  void commandsAndSafetyEventsEndInTheAuditAlsoWhenTheGatewayIsKilled() throws Exception {
    try (RunningPlant plant = RunningPlant.start(folder.resolve("plant"));
        RunningGateway gateway = RunningGateway.start("edge", plant.writeSite(folder), home())) {
      gateway.run();
      gateway.rest().put("/modes/self-consumption", "{\"enabled\":false,\"reason\":\"a trial\"}");
      gateway.rest().post("/emergency-stop", "{\"reason\":\"smoke\"}");
      assertEquals(
          409,
          gateway
              .rest()
              .send("PUT", "/site/state", "{\"state\":\"RUNNING\",\"reason\":\"no\"}")
              .statusCode());
      assertTrue(
          Program.await(SOON, () -> isKept("command", "command", "emergency-stop", "smoke")));
      assertTrue(isKept("command", "wanted", "RUNNING", "test"));
      assertTrue(isKept("command", "mode", "self-consumption", "a trial"));
      assertTrue(isKept("site-state", "to", "RUNNING", "test"));
      assertTrue(isKept("emergency-stop", "severity", "CRITICAL", "smoke"));
      assertTrue(isKept("configuration", "file", "site.yaml", ""));
      assertEquals(
          1,
          records("sites/local/demo/audit").stream()
              .filter(each -> each.get("values").path("wanted").asText().equals("RUNNING"))
              .count(),
          "what was refused has no record");
      assertTrue(Program.await(SOON, () -> records("audit").size() == 1));
      assertEquals("gateway-started", records("audit").getFirst().get("kind").asText());
      gateway.program().signal("KILL");
      gateway.program().exitCode(SOON);
    }
    String held = audit(0, "verify");
    assertEquals(2, held.lines().filter(line -> line.startsWith("holds ")).count(), held);
    assertTrue(audit(0, "show").contains("smoke"));
    Path file = home().resolve("sites/local/demo/audit/audit-000000000001.jsonl");
    Files.writeString(file, Files.readString(file).replaceFirst("a trial", "a crime"));
    assertTrue(audit(1, "verify").contains(file + ":"));
  }
}
