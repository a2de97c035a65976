package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every path of the published description, asked of a running gateway: each request that changes
 * something leaves one record with what was before and what is after, and so does what is carried
 * out; a read of personal data leaves one. Paths of plug-ins have a test of their own kind beside
 * the provisioner (RecordedTest).
 */
class AuditCoverageIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path OPENAPI = Path.of("../../docs/reference/openapi-v1.json");
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Set<String> READING = Set.of("get", "head", "options", "parameters");

  /** In this order: operation, what follows {@code /api/v1}, body. */
  private static final String CALLS =
      """
      put /site/state             | /site/state                     | {"state":"RUNNING","reason":"a test"}
      put /modes/{id}             | /modes/self-consumption         | {"enabled":false,"reason":"a test"}
      post /proposals             | /proposals                      | {"node":"bat1","quantity":"activePowerW","target":100,"validFor":"PT1M"}
      post /devices/{id}/commands | /devices/bat1/commands          | {"command":"stop","reason":"a test"}
      post /groups/{id}/commands  | /groups/storage/commands        | {"command":"start","reason":"a test"}
      put /logging/{id}           | /logging/org.busbar.none        | {"level":"WARN"}
      post /recordings            | /recordings                     | {"seconds":20,"reason":"a test"}
      delete /recordings          | /recordings                     |
      put /site/state             | /site/state                     | {"state":"IDLE","reason":"a test"}
      post /devices               | /devices                        | {"id":"m2","profile":"busbar.meter","connection":"meters","unit":7,"reason":"a test"}
      put /devices/{id}           | /devices/m2                     | {"options":{"poll-fast":"500 ms"},"reason":"a test"}
      delete /devices/{id}        | /devices/m2?reason=gone         |
      post /groups                | /groups                         | {"id":"more","reason":"a test"}
      put /groups/{id}            | /groups/more                    | {"members":["ev1"],"reason":"a test"}
      delete /groups/{id}         | /groups/more?reason=gone        |
      post /site/undo             | /site/undo                      | {"reason":"a test"}
      post /discovery             | /discovery                      | {"network":"127.0.0.1","ports":[9]}
      delete /discovery/{id}      | /discovery/ID                   |
      post /device-tests          | /device-tests                   | {"profile":"busbar.meter","connection":"meters","unit":1}
      delete /device-tests/{id}   | /device-tests/ID                |
      post /emergency-stop        | /emergency-stop                 | {"reason":"smoke"}
      post /emergency-stop/reset  | /emergency-stop/reset           | {"reason":"over"}
      post /session               | /session                        | {"token":"TOKEN"}
      delete /session             | /session                        |
      post /history/exports       | /history/exports                | {"points":["pcc/activePowerW"]}
      """;

  /** Reads of personal data: operation, what follows {@code /api/v1}, who or what they are of. */
  private static final String PERSONAL =
      """
      get /history   | /history?device=pcc&point=activePowerW            | pcc
      get /history   | /history?device=bat1&point=activePowerW           | bat1
      get /events    | /events?from=2026-01-01T00:00:00Z                 |
      get /decisions | /decisions                                        |
      """;

  /**
   * What reads no personal data: what stands now on the site's own screen, how the gateway is made
   * up, and what it is told to do. What leaves as a file is an export. A path that comes is decided
   * about here and in docs/decisions/0034-reads-of-personal-data.md. {@code /devices/{id}} is one
   * where cards are listed (PersonalReadsTest).
   */
  private static final Set<String> NOT_PERSONAL =
      Set.of(
          "/bundles",
          "/decisions/latest",
          "/device-tests",
          "/device-tests/{id}",
          "/device-types",
          "/device-types/{id}",
          "/devices",
          "/devices/{id}",
          "/devices/{id}/commands",
          "/discovery",
          "/discovery/{id}",
          "/groups",
          "/groups/{id}",
          "/health",
          "/health/ready",
          "/live",
          "/logging",
          "/metrics",
          "/modes",
          "/openapi.json",
          "/pages",
          "/points",
          "/recordings",
          "/recordings/{id}",
          "/site",
          "/site/generations");

  @TempDir Path folder = Path.of("");
  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<String, String> asked = new TreeMap<>();
  private Path home = Path.of("");
  private RunningGateway gateway;
  private int reads;

  @Test
  @Tag("AUD-01")
  void everyRequestThatChangesCarriesOutOrReadsAboutPeopleLeavesOneRecord() throws Exception {
    home = folder.resolve("home");
    Set<String> tried = new TreeSet<>();
    try (RunningPlant plant = RunningPlant.start(folder.resolve("plant"));
        RunningGateway started = RunningGateway.start("edge", plant.writeSite(folder), home);
        client) {
      gateway = started;
      String id = "";
      for (String line : CALLS.lines().toList()) {
        String[] cells = line.split("\\|", -1);
        String operation = cells[0].strip();
        tried.add(operation);
        String path = cells[1].strip().replace("ID", id);
        String body = cells[2].strip().replace("TOKEN", token());
        HttpResponse<String> answer = ask(operation, path, body);
        id = answer.body().startsWith("{") ? JSON.readTree(answer.body()).path("id").asText() : "";
        if (operation.equals("post /recordings")) {
          carriesOutARecording();
        }
      }
      assertEquals(changing(), tried);
      once();
      readsAboutPeople();
      Program.auditVerified(home, folder);
    }
  }

  private String token() throws IOException {
    return Files.readString(home.resolve("token")).strip();
  }

  private HttpResponse<String> ask(String operation, String path, String body) throws Exception {
    String id = "coverage-" + asked.size();
    asked.put(id, operation);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/api/v1" + path))
            .header("Authorization", "Bearer " + token())
            .header("Content-Type", "application/json")
            .header("X-Correlation-Id", id)
            .method(
                operation.split(" ")[0].toUpperCase(Locale.ROOT),
                HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    assertTrue(answer.statusCode() < 300, operation + " " + answer.statusCode() + answer.body());
    assertTrue(
        Program.await(SOON, () -> !records(id).isEmpty()),
        () -> operation + " left no record; all there are:\n" + all());
    return answer;
  }

  /** The first of an hour at once; the next is counted, a long time is told each time. */
  private void readsAboutPeople() throws Exception {
    Set<String> tried = new TreeSet<>();
    for (String line : PERSONAL.lines().toList()) {
      String[] cells = line.split("\\|", -1);
      String operation = cells[0].strip();
      tried.add(operation.replace("get ", ""));
      String path = cells[1].strip();
      String first = read(path);
      JsonNode record = only(first, operation);
      assertEquals("personal-data-read", record.get("kind").asText());
      assertEquals("rest", record.get("by").asText());
      String of = cells[2].strip();
      String told = record.get("values").get("of").asText();
      assertTrue(of.isEmpty() ? !told.isBlank() : told.equals(of), record::toString);
      boolean isLong = path.contains("from=");
      String again = read(path);
      if (isLong) {
        only(again, operation);
      } else {
        // Records keep the order of the calls: what is asked next has one, so this had none.
        only(read("/history?device=pcc&point=activePowerW&from=2026-01-01T00:00:00Z"), operation);
        assertEquals(List.of(), records(again));
      }
    }
    tried.addAll(NOT_PERSONAL);
    assertEquals(reading(), tried);
  }

  private JsonNode only(String id, String operation) {
    assertTrue(Program.await(SOON, () -> !records(id).isEmpty()), operation + " left no record");
    assertEquals(1, records(id).size(), () -> operation + ": " + records(id));
    return records(id).getFirst();
  }

  /** Once there is something to read; what is not there has no record. */
  private String read(String path) throws Exception {
    String id = "read-" + reads++;
    int status = 404;
    for (long until = System.nanoTime() + PATIENCE.toNanos();
        status == 404 && System.nanoTime() < until; ) {
      status = client.send(get(path, id), HttpResponse.BodyHandlers.ofString()).statusCode();
      if (status == 404) {
        Program.pass(Duration.ofMillis(200));
      }
    }
    assertEquals(200, status, path);
    return id;
  }

  private HttpRequest get(String path, String id) throws IOException {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + gateway.port() + "/api/v1" + path))
        .header("Authorization", "Bearer " + token())
        .header("X-Correlation-Id", id)
        .build();
  }

  /** What a recording holds leaves the gateway. */
  private void carriesOutARecording() throws Exception {
    assertTrue(Program.await(SOON, () -> !gateway.rest().get("/recordings").isEmpty()));
    String name = gateway.rest().get("/recordings").get(0).get("name").asText();
    ask("get /recordings/{id}", "/recordings/" + name, "");
  }

  /** One record with both, or of something carried out; what came of a command stands beside. */
  private void once() {
    asked.forEach(
        (id, operation) -> {
          List<JsonNode> records = records(id);
          assertEquals(1, records.size(), () -> operation + ": " + records);
          assertTrue(!records.getFirst().get("by").asText().isBlank(), records::toString);
        });
  }

  private List<JsonNode> records(String id) {
    return all().stream()
        .filter(record -> record.path("values").path("correlationId").asText().equals(id))
        .filter(
            record ->
                record.get("values").has("before") && record.get("values").has("after")
                    || record.get("kind").asText().endsWith("-exported")
                    || record.get("kind").asText().startsWith("personal-data-read"))
        .toList();
  }

  private List<JsonNode> all() {
    List<JsonNode> records = new ArrayList<>();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.filter(AuditCoverageIT::isChain).toList()) {
        for (String line : Files.readAllLines(file)) {
          if (line.endsWith("}")) {
            records.add(JSON.readTree(line));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return records;
  }

  private static boolean isChain(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith("audit-") && name.endsWith(".jsonl");
  }

  private static Set<String> changing() throws IOException {
    return operations(
        (method, name) ->
            READING.contains(method) || name.startsWith("/plugin") ? "" : method + " " + name);
  }

  private static Set<String> reading() throws IOException {
    return operations(
        (method, name) -> method.equals("get") && !name.startsWith("/plugin") ? name : "");
  }

  private static Set<String> operations(BinaryOperator<String> named) throws IOException {
    Set<String> all = new TreeSet<>();
    for (var path : JSON.readTree(OPENAPI.toFile()).get("paths").properties()) {
      String name = path.getKey().replaceFirst("^/api/v1", "");
      path.getValue().fieldNames().forEachRemaining(method -> all.add(named.apply(method, name)));
    }
    all.remove("");
    return all;
  }
}
