package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Has a gateway install, update and take back plug-ins, and confirms as a person there does. */
final class PluginJobs {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private PluginJobs() {}

  static String install(String id) {
    return "{\"wish\":\"install\",\"id\":\"" + id + "\"}";
  }

  static String update(String id, String version) {
    return "{\"wish\":\"update\",\"id\":\"" + id + "\",\"version\":\"" + version + "\"}";
  }

  static String back(int generation) {
    return "{\"wish\":\"back\",\"generation\":" + generation + "}";
  }

  /** Has it look at the catalogues now. */
  static void refresh(RunningGateway gateway) {
    gateway.rest().post("/plugin-sources/refresh", "");
  }

  /** Plans, consents, and confirms as a person at the terminal does. */
  static int begin(RunningGateway gateway, String wish) throws IOException {
    JsonNode plan = gateway.rest().post("/plugin-plans", wish);
    String digest = plan.path("digest").asText();
    JsonNode job =
        gateway
            .rest()
            .post(
                "/plugin-jobs",
                "{\"wish\":"
                    + wish
                    + ",\"digest\":\""
                    + digest
                    + "\",\"consent\":true,\"reason\":\"test\"}");
    int number = job.get("number").asInt();
    if (job.get("state").asText().equals("WAITS_FOR_CONFIRMATION")) {
      confirm(gateway, number, digest);
    }
    return number;
  }

  static void confirm(RunningGateway gateway, int number, String digest) throws IOException {
    Path plugins = gateway.home().resolve("plugins");
    if (Program.await(
        PATIENCE,
        () ->
            Files.exists(plugins.resolve("waiting/" + number + ".json"))
                || !gateway.program().isAlive())) {
      Path confirmed = Files.createDirectories(plugins.resolve("confirmed"));
      Path fresh = Files.writeString(plugins.resolve("confirming"), digest + "\n");
      Files.move(fresh, confirmed.resolve(Integer.toString(number)));
    }
  }

  /** How it ended. */
  static String ended(RunningGateway gateway, int job) {
    String path = "/plugin-jobs/" + job;
    assertTrue(
        Program.await(PATIENCE, () -> gateway.rest().get(path).get("ended").asBoolean()),
        () -> told(gateway));
    return gateway.rest().get(path).get("state").asText();
  }

  /** Does it, and it must end so. */
  static JsonNode done(RunningGateway gateway, String wish, String state) throws IOException {
    int job = begin(gateway, wish);
    assertEquals(state, ended(gateway, job), () -> told(gateway));
    return gateway.rest().get("/plugin-jobs/" + job);
  }

  static boolean isSettled(RunningGateway gateway) {
    JsonNode jobs = gateway.rest().get("/plugin-jobs");
    return jobs.isEmpty() || jobs.get(0).get("ended").asBoolean();
  }

  /** What is installed, with its version. */
  static Map<String, String> versions(RunningGateway gateway) {
    Map<String, String> versions = new TreeMap<>();
    for (JsonNode each : gateway.rest().get("/plugins")) {
      versions.put(each.get("id").asText(), each.get("version").asText());
    }
    return versions;
  }

  /** One that is installed. */
  static JsonNode plugin(RunningGateway gateway, String id) {
    for (JsonNode each : gateway.rest().get("/plugins")) {
      if (each.get("id").asText().equals(id)) {
        return each;
      }
    }
    throw new AssertionError(id + " is not installed" + told(gateway));
  }

  static String told(RunningGateway gateway) {
    return ": "
        + gateway.rest().get("/plugin-jobs")
        + "\n"
        + gateway.rest().get("/plugins")
        + "\n"
        + gateway.program().output();
  }
}
