package org.busbar.web.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.SiteState;
import org.busbar.api.time.Clock;
import org.busbar.web.rest.openapi.Compatibility;
import org.busbar.web.rest.openapi.Shape;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each operation of the description, called in every way the description tells of: what it answers
 * must be described, and what is described must have been answered. An operation without a row in
 * {@link #CALLS} fails.
 */
@Tag("API-01")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryPathTest {
  static {
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
  }

  /**
   * Method, path as described, path as asked, body, status. The first row of each succeeds; but
   * nothing here can be logged to, so that the assembly shows what levels are, and {@link
   * LiveOnTheWireTest} shows the WebSocket.
   */
  private static final String CALLS =
      """
      get    | /health                         | /health                                  |                     | 200
      get    | /health/ready                   | /health/ready                            |                     | 200
      get    | /metrics                        | /metrics                                 |                     | 200
      get    | /api/v1/health                  | /api/v1/health                           |                     | 200
      get    | /api/v1/health/ready            | /api/v1/health/ready                     |                     | 200
      get    | /api/v1/openapi.json            | /api/v1/openapi.json                     |                     | 200
      get    | /api/v1/site                    | /api/v1/site                             |                     | 200
      put    | /api/v1/site/state              | /api/v1/site/state                       | {"state":"IDLE"}    | 200
      put    | /api/v1/site/state              | /api/v1/site/state                       | {"state":"IDLE"}    | 409
      get    | /api/v1/devices                 | /api/v1/devices                          |                     | 200
      get    | /api/v1/devices/{id}            | /api/v1/devices/bat1                     |                     | 200
      get    | /api/v1/devices/{id}            | /api/v1/devices/none                     |                     | 404
      post   | /api/v1/devices                 | /api/v1/devices                          | DEVICE              | 201
      post   | /api/v1/devices                 | /api/v1/devices?look=true                | DEVICE              | 200
      post   | /api/v1/devices                 | /api/v1/devices                          | {"id":"bat1","connection":"field"} | 409
      put    | /api/v1/devices/{id}            | /api/v1/devices/bat1                     | {"unit":2}          | 200
      put    | /api/v1/devices/{id}            | /api/v1/devices/none                     | {"unit":2}          | 404
      put    | /api/v1/devices/{id}            | /api/v1/devices/bat1                     | {"unit":2}          | 409
      delete | /api/v1/devices/{id}            | /api/v1/devices/bat1?reason=gone         |                     | 200
      delete | /api/v1/devices/{id}            | /api/v1/devices/bat1?reason=TOOLONG      |                     | 400
      delete | /api/v1/devices/{id}            | /api/v1/devices/none                     |                     | 404
      delete | /api/v1/devices/{id}            | /api/v1/devices/bat1                     |                     | 409
      get    | /api/v1/device-types            | /api/v1/device-types                     |                     | 200
      get    | /api/v1/device-types/{id}       | /api/v1/device-types/busbar.meter        |                     | 200
      get    | /api/v1/device-types/{id}       | /api/v1/device-types/none                |                     | 404
      get    | /api/v1/devices/{id}/commands   | /api/v1/devices/bat1/commands            |                     | 200
      get    | /api/v1/devices/{id}/commands   | /api/v1/devices/none/commands            |                     | 404
      post   | /api/v1/devices/{id}/commands   | /api/v1/devices/bat1/commands            | {"command":"stop"}  | 202
      post   | /api/v1/devices/{id}/commands   | /api/v1/devices/none/commands            | {"command":"stop"}  | 404
      post   | /api/v1/devices/{id}/commands   | /api/v1/devices/bat1/commands            | {"command":"on"}    | 409
      post   | /api/v1/groups/{id}/commands    | /api/v1/groups/storage/commands          | {"command":"stop"}  | 202
      post   | /api/v1/groups/{id}/commands    | /api/v1/groups/none/commands             | {"command":"stop"}  | 404
      get    | /api/v1/discovery               | /api/v1/discovery                        |                     | 200
      post   | /api/v1/discovery               | /api/v1/discovery                        | {"network":"10.0.0.0/30"} | 201
      post   | /api/v1/discovery               | /api/v1/discovery                        | {"network":"10.0.0.0/30"} | 409
      get    | /api/v1/discovery/{id}          | /api/v1/discovery/scan-1                 |                     | 200
      get    | /api/v1/discovery/{id}          | /api/v1/discovery/none                   |                     | 404
      delete | /api/v1/discovery/{id}          | /api/v1/discovery/scan-1                 |                     | 200
      delete | /api/v1/discovery/{id}          | /api/v1/discovery/none                   |                     | 404
      get    | /api/v1/device-tests            | /api/v1/device-tests                     |                     | 200
      post   | /api/v1/device-tests            | /api/v1/device-tests                     | DEVICE              | 201
      post   | /api/v1/device-tests            | /api/v1/device-tests                     | DEVICE              | 409
      get    | /api/v1/device-tests/{id}       | /api/v1/device-tests/test-1              |                     | 200
      get    | /api/v1/device-tests/{id}       | /api/v1/device-tests/none                |                     | 404
      delete | /api/v1/device-tests/{id}       | /api/v1/device-tests/test-1              |                     | 200
      delete | /api/v1/device-tests/{id}       | /api/v1/device-tests/none                |                     | 404
      get    | /api/v1/groups                  | /api/v1/groups                           |                     | 200
      get    | /api/v1/groups/{id}             | /api/v1/groups/storage                   |                     | 200
      get    | /api/v1/groups/{id}             | /api/v1/groups/none                      |                     | 404
      post   | /api/v1/groups                  | /api/v1/groups                           | {"id":"more"}       | 201
      post   | /api/v1/groups                  | /api/v1/groups                           | {"id":"storage"}    | 409
      put    | /api/v1/groups/{id}             | /api/v1/groups/storage                   | {"members":["pv1"]} | 200
      put    | /api/v1/groups/{id}             | /api/v1/groups/none                      | {}                  | 404
      put    | /api/v1/groups/{id}             | /api/v1/groups/storage                   | {"meter":"pv1"}     | 409
      delete | /api/v1/groups/{id}             | /api/v1/groups/storage?reason=x          |                     | 200
      delete | /api/v1/groups/{id}             | /api/v1/groups/storage?reason=TOOLONG    |                     | 400
      delete | /api/v1/groups/{id}             | /api/v1/groups/none                      |                     | 404
      delete | /api/v1/groups/{id}             | /api/v1/groups/storage                   |                     | 409
      get    | /api/v1/site/generations        | /api/v1/site/generations                 |                     | 200
      post   | /api/v1/site/undo               | /api/v1/site/undo                        | {"reason":"wrong"}  | 200
      post   | /api/v1/site/undo               | /api/v1/site/undo                        | {"reason":"wrong"}  | 409
      get    | /api/v1/points                  | /api/v1/points?device=bat1               |                     | 200
      get    | /api/v1/points                  | /api/v1/points?device=BAT1               |                     | 400
      get    | /api/v1/events                  | /api/v1/events?after=0&limit=10          |                     | 200
      get    | /api/v1/events                  | /api/v1/events?limit=x                   |                     | 400
      get    | /api/v1/decisions/latest        | /api/v1/decisions/latest                 |                     | 200
      get    | /api/v1/decisions               | /api/v1/decisions                        |                     | 200
      get    | /api/v1/decisions               | /api/v1/decisions?from=x                 |                     | 400
      get    | /api/v1/history                 | /api/v1/history?device=bat1&point=activePowerW |               | 200
      get    | /api/v1/history                 | /api/v1/history?device=bat1              |                     | 400
      get    | /api/v1/history                 | /api/v1/history?device=bat1&point=none   |                     | 404
      post   | /api/v1/history/exports         | /api/v1/history/exports                  | {"points":["bat1/activePowerW"]} | 204
      post   | /api/v1/history/exports         | /api/v1/history/exports                  | {"points":[]}       | 400
      get    | /api/v1/modes                   | /api/v1/modes                            |                     | 200
      put    | /api/v1/modes/{id}              | /api/v1/modes/self                       | {"enabled":true}    | 200
      put    | /api/v1/modes/{id}              | /api/v1/modes/none                       | {"enabled":true}    | 404
      put    | /api/v1/modes/{id}              | /api/v1/modes/self                       | {"enabled":true}    | 409
      post   | /api/v1/proposals               | /api/v1/proposals                        | PROPOSAL            | 202
      post   | /api/v1/proposals               | /api/v1/proposals                        | PROPOSAL            | 409
      post   | /api/v1/emergency-stop          | /api/v1/emergency-stop                   | {"reason":"smoke"}  | 202
      post   | /api/v1/emergency-stop/reset    | /api/v1/emergency-stop/reset             | {"reason":"over"}   | 200
      post   | /api/v1/emergency-stop/reset    | /api/v1/emergency-stop/reset             | {"reason":"over"}   | 409
      get    | /api/v1/recordings              | /api/v1/recordings                       |                     | 200
      post   | /api/v1/recordings              | /api/v1/recordings                       | {"seconds":20}      | 202
      post   | /api/v1/recordings              | /api/v1/recordings                       | {"seconds":20}      | 409
      delete | /api/v1/recordings              | /api/v1/recordings                       |                     | 202
      delete | /api/v1/recordings              | /api/v1/recordings                       |                     | 409
      get    | /api/v1/recordings/{id}         | /api/v1/recordings/one                   |                     | 200
      get    | /api/v1/recordings/{id}         | /api/v1/recordings/none                  |                     | 404
      get    | /api/v1/live                    | /api/v1/live                             |                     | 426
      get    | /api/v1/bundles                 | /api/v1/bundles                          |                     | 200
      get    | /api/v1/pages                   | /api/v1/pages                            |                     | 200
      get    | /api/v1/plugins                 | /api/v1/plugins                          |                     | 200
      get    | /api/v1/plugins/{id}            | /api/v1/plugins/org.example.meter        |                     | 200
      get    | /api/v1/plugins/{id}            | /api/v1/plugins/none                     |                     | 404
      put    | /api/v1/plugins/{id}/pin        | /api/v1/plugins/org.example.meter/pin    | {"pinned":true}     | 200
      put    | /api/v1/plugins/{id}/pin        | /api/v1/plugins/none/pin                 | {"pinned":true}     | 404
      post   | /api/v1/plugins/{id}/restore    | /api/v1/plugins/org.example.meter/restore | {"reason":"x"}      | 200
      post   | /api/v1/plugins/{id}/restore    | /api/v1/plugins/none/restore             | {"reason":"x"}      | 404
      post   | /api/v1/plugins/{id}/restore    | /api/v1/plugins/org.example.meter/restore | {"reason":"x"}      | 409
      get    | /api/v1/plugins/{id}/archive    | /api/v1/plugins/org.example.meter/archive |                     | 200
      get    | /api/v1/plugins/{id}/archive    | /api/v1/plugins/none/archive             |                     | 404
      get    | /api/v1/plugin-offers           | /api/v1/plugin-offers?words=meter        |                     | 200
      get    | /api/v1/plugin-offers           | /api/v1/plugin-offers?limit=x            |                     | 400
      get    | /api/v1/plugin-offers/{id}      | /api/v1/plugin-offers/org.example.meter  |                     | 200
      get    | /api/v1/plugin-offers/{id}      | /api/v1/plugin-offers/none               |                     | 404
      get    | /api/v1/plugin-offers/{id}/pictures | /api/v1/plugin-offers/org.example.meter/pictures?version=1.1.0&path=icon.png | | 200
      get    | /api/v1/plugin-offers/{id}/pictures | /api/v1/plugin-offers/org.example.meter/pictures?version=1.1.0&path=none | | 404
      get    | /api/v1/plugin-offers/{id}/pictures | /api/v1/plugin-offers/org.example.meter/pictures | | 400
      post   | /api/v1/plugin-plans            | /api/v1/plugin-plans                     | WISH                | 200
      get    | /api/v1/plugin-jobs             | /api/v1/plugin-jobs                      |                     | 200
      get    | /api/v1/plugin-jobs/{id}        | /api/v1/plugin-jobs/1                    |                     | 200
      get    | /api/v1/plugin-jobs/{id}        | /api/v1/plugin-jobs/99                   |                     | 404
      post   | /api/v1/plugin-jobs             | /api/v1/plugin-jobs                      | JOB                 | 202
      post   | /api/v1/plugin-jobs             | /api/v1/plugin-jobs                      | JOB                 | 409
      delete | /api/v1/plugin-jobs/{id}        | /api/v1/plugin-jobs/1                    |                     | 200
      delete | /api/v1/plugin-jobs/{id}        | /api/v1/plugin-jobs/x                    |                     | 404
      delete | /api/v1/plugin-jobs/{id}        | /api/v1/plugin-jobs/1                    |                     | 409
      get    | /api/v1/plugin-generations      | /api/v1/plugin-generations               |                     | 200
      get    | /api/v1/plugin-generations/{id}/difference | /api/v1/plugin-generations/1/difference?to=2 |                     | 200
      get    | /api/v1/plugin-generations/{id}/difference | /api/v1/plugin-generations/1/difference?to=x |                     | 400
      get    | /api/v1/plugin-generations/{id}/difference | /api/v1/plugin-generations/9/difference  |                     | 404
      get    | /api/v1/plugin-sources          | /api/v1/plugin-sources                   |                     | 200
      post   | /api/v1/plugin-sources/refresh  | /api/v1/plugin-sources/refresh           |                     | 200
      post   | /api/v1/plugin-archives         | /api/v1/plugin-archives?name=a.busbar    | FILE                | 201
      post   | /api/v1/plugin-archives         | /api/v1/plugin-archives                  | FILE                | 400
      post   | /api/v1/plugin-archives         | /api/v1/plugin-archives?name=a.busbar    | FILE                | 409
      get    | /api/v1/logging                 | /api/v1/logging                          |                     | 503
      put    | /api/v1/logging/{id}            | /api/v1/logging/org.busbar.test          | {"level":"INFO"}    | 503
      post   | /api/v1/session                 | /api/v1/session                          | {"token":"TOKEN"}   | 204
      post   | /api/v1/session                 | /api/v1/session                          | {"code":"wrong"}    | 401
      delete | /api/v1/session                 | /api/v1/session                          |                     | 204
      """;

  private static final String DEVICE =
      "{\"id\":\"new\",\"profile\":\"busbar.meter\",\"connection\":\"field\",\"unit\":9}";

  private static final String PROPOSAL =
      "{\"node\":\"bat1\",\"quantity\":\"activePowerW\",\"target\":1,\"validFor\":\"PT1M\"}";

  private static final String WISH = "{\"wish\":\"update\",\"id\":\"org.example.meter\"}";

  private static final String JOB =
      "{\"wish\":" + WISH + ",\"digest\":\"abc\",\"consent\":true,\"reason\":\"needed\"}";

  private static final String FILES = "/api/v1/plugin-archives";

  private static final Path PROMISE = Path.of("../../../docs/reference/openapi-v1.json");

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private record Row(String operation, String path, String body, int status) {
    private String method() {
      return operation.split(" ")[0].toUpperCase(Locale.ROOT);
    }
  }

  @TempDir static Path home;

  private final HttpClient client = HttpClient.newHttpClient();
  private final FakeSite site = new FakeSite(Clock.system());
  private final FakePlugins plugins = new FakePlugins();
  private final Map<String, Set<Integer>> answered = new HashMap<>();
  private List<Row> rows = List.of();
  private Framework framework;
  private String token;
  private JsonNode description;

  @BeforeAll
  void start() throws Exception {
    framework = new Framework(home, "once-only");
    var gateway = framework.register(FakeSite.gateway(site));
    framework.register(new FakeHistory(site));
    framework.register(plugins);
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (send(request("GET", ""), "/api/v1/health").statusCode() != 200) {
      assertTrue(System.nanoTime() < deadline, "REST did not come up");
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    token = Files.readString(home.resolve("token")).strip();
    site.step();
    description = JSON.readTree(send(known("GET", ""), "/api/v1/openapi.json").body());
    Files.writeString(
        Path.of("target/openapi.json"),
        JSON.writeValueAsString(JSON.treeToValue(description, TreeMap.class)) + "\n");
    rows = CALLS.lines().map(line -> line.split("\\|")).map(this::row).collect(Collectors.toList());
    askWhileBusy();
    gateway.unregister();
    rows.forEach(this::ask);
    framework.register(FakeSite.gateway(site));
  }

  private Row row(String[] cells) {
    String body =
        cells[3]
            .strip()
            .replace("TOKEN", token)
            .replace("PROPOSAL", PROPOSAL)
            .replace("DEVICE", DEVICE)
            .replace("WISH", WISH)
            .replace("JOB", JOB);
    return new Row(
        cells[0].strip() + " " + cells[1].strip(),
        cells[2].strip().replace("TOOLONG", "x".repeat(600)),
        body,
        Integer.parseInt(cells[4].strip()));
  }

  @AfterAll
  void stop() throws Exception {
    framework.close();
  }

  /** Every place is taken by a body that does not come. */
  private void askWhileBusy() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      while (send(known("GET", ""), "/api/v1/devices").statusCode() != 503) {
        assertTrue(slow.size() < 200, "never too many");
        Socket socket = new Socket("127.0.0.1", framework.serverPort());
        slow.add(socket);
        String head =
            "PUT /api/v1/site/state HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\n"
                .formatted(framework.serverPort(), token);
        String type = "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{";
        socket.getOutputStream().write((head + type).getBytes(StandardCharsets.US_ASCII));
      }
      for (Row row : rows) {
        HttpResponse<String> answer = ask(row);
        boolean isStop = row.operation().equals("post /api/v1/emergency-stop");
        assertEquals(isStop ? 202 : 503, answer.statusCode(), row.toString());
        assertEquals(isStop ? "" : "1", answer.headers().firstValue("Retry-After").orElse(""));
      }
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
    while (send(known("GET", ""), "/api/v1/devices").statusCode() == 503) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private HttpRequest.Builder request(String method, String body) {
    return HttpRequest.newBuilder()
        .header("Content-Type", "application/json")
        .method(
            method,
            body.isEmpty()
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body));
  }

  private HttpRequest.Builder known(String method, String body) {
    return request(method, body).header("Authorization", "Bearer " + token);
  }

  private HttpResponse<String> send(HttpRequest.Builder request, String path) {
    if (path.startsWith(FILES)) {
      request.setHeader("Content-Type", "application/octet-stream");
    }
    return sendAsItIs(request, path);
  }

  private HttpResponse<String> sendAsItIs(HttpRequest.Builder request, String path) {
    URI uri = URI.create("http://127.0.0.1:" + framework.serverPort() + path);
    try {
      return client.send(request.uri(uri).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(path, e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse<String> ask(Row row) {
    return note(row, send(known(row.method(), row.body()), row.path()));
  }

  private HttpResponse<String> note(Row row, HttpResponse<String> answer) {
    answered.computeIfAbsent(row.operation(), name -> new TreeSet<>()).add(answer.statusCode());
    return answer;
  }

  private Stream<String> operations() {
    List<String> operations = new ArrayList<>();
    description
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(method -> operations.add(method + " " + path.getKey())));
    return operations.stream();
  }

  @TestFactory
  Stream<DynamicTest> eachOperationAnswersAsItIsDescribedAndInNoOtherWay() {
    return operations()
        .map(operation -> DynamicTest.dynamicTest(operation, () -> callInEveryWay(operation)));
  }

  private void callInEveryWay(String operation) throws Exception {
    List<Row> own = rows.stream().filter(row -> row.operation().equals(operation)).toList();
    assertTrue(!own.isEmpty(), operation + " is described and nobody calls it here");
    String[] words = operation.split(" ");
    JsonNode described = description.get("paths").get(words[1]).get(words[0]);
    for (Row row : own) {
      site.state(SiteState.RUNNING);
      site.step();
      site.answer(
          row.status() == 409 ? new Answer.Refused("No.", "Ask again.") : new Answer.Done());
      plugins.refuses = row.status() == 409;
      HttpResponse<String> answer = ask(row);
      assertEquals(row.status(), answer.statusCode(), row + " " + answer.body());
      assertDescribed(described, answer);
    }
    plugins.refuses = false;
    callAsAStranger(own.getFirst(), described);
    callWithABadBody(own.getFirst(), described);
    Set<Integer> told = new TreeSet<>();
    described
        .get("responses")
        .fieldNames()
        .forEachRemaining(name -> told.add(Integer.valueOf(name)));
    switch (own.getFirst().status()) {
      case 503 -> told.remove(200);
      case 426 -> told.remove(101);
      default -> {}
    }
    assertEquals(told, answered.get(operation), "described, and answered");
  }

  private void callAsAStranger(Row row, JsonNode described) throws Exception {
    boolean isOpen = described.has("security");
    for (String authorization : List.of("", "Bearer " + token + "x", "Basic " + token)) {
      HttpRequest.Builder request = request(row.method(), row.body());
      if (!authorization.isEmpty()) {
        request.header("Authorization", authorization);
      }
      site.step(); // It is ready for a second only, and that has to be enough for one request.
      HttpResponse<String> answer = note(row, send(request, row.path()));
      assertEquals(isOpen ? row.status() : 401, answer.statusCode(), row + " " + authorization);
      assertDescribed(described, answer);
    }
    HttpRequest.Builder foreign = known(row.method(), row.body());
    foreign.header("Origin", "http://evil.example");
    assertProblem(403, described, note(row, send(foreign, row.path())));
    HttpRequest.Builder misnamed = known(row.method(), row.body());
    misnamed.header("Host", "evil.example");
    assertProblem(421, described, note(row, send(misnamed, row.path())));
  }

  private void callWithABadBody(Row row, JsonNode described) throws Exception {
    String tooLong = "{\"reason\":\"" + "x".repeat(70_000) + "\"}";
    HttpRequest.Builder lengthy = known(row.method(), tooLong).expectContinue(true);
    if (row.path().startsWith(FILES)) {
      lengthy.POST(tooLongFile());
    }
    site.step();
    HttpResponse<String> answer = note(row, send(lengthy, row.path()));
    if (described.get("responses").has("413")) {
      assertProblem(413, described, answer);
    } else {
      assertEquals(row.status(), answer.statusCode());
    }
    if (described.has("requestBody") && described.get("responses").has("415")) {
      boolean isFile = row.path().startsWith(FILES);
      for (String body :
          isFile ? List.<String>of() : List.of("{\"", "[]", "{\"unknown\":1}", "{} {}")) {
        assertProblem(400, described, note(row, send(known(row.method(), body), row.path())));
      }
      HttpRequest.Builder text =
          HttpRequest.newBuilder()
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "text/plain")
              .method(row.method(), HttpRequest.BodyPublishers.ofString(row.body()));
      assertProblem(415, described, note(row, sendAsItIs(text, row.path())));
    }
  }

  /** Announced, and never sent. */
  private static HttpRequest.BodyPublisher tooLongFile() {
    return HttpRequest.BodyPublishers.fromPublisher(
        HttpRequest.BodyPublishers.noBody(), (128L << 20) + 1);
  }

  private void assertProblem(int status, JsonNode described, HttpResponse<String> answer)
      throws Exception {
    assertEquals(status, answer.statusCode(), answer.body());
    assertDescribed(described, answer);
  }

  /** Media type and document are those of the description. */
  private void assertDescribed(JsonNode operation, HttpResponse<String> answer) throws Exception {
    JsonNode content = operation.at("/responses/" + answer.statusCode()).path("content");
    String told = answer.headers().firstValue("Content-Type").orElse("").split(";")[0];
    if (content.isMissingNode() || content.isEmpty()) {
      assertEquals("", answer.body());
      return;
    }
    assertEquals(content.fieldNames().next(), told);
    if (told.endsWith("json")) {
      assertEquals(
          List.of(),
          Shape.wrong(description, content.get(told).get("schema"), JSON.readTree(answer.body())),
          answer.body());
    }
  }

  @Test
  void noRowIsLeftOverFromAnOperationThatIsGone() {
    Set<String> described = operations().collect(Collectors.toSet());
    rows.forEach(row -> assertTrue(described.contains(row.operation()), row.operation()));
  }

  @Test
  void nothingThatWasPromisedIsTakenBack() throws IOException {
    assertEquals(
        List.of(),
        Compatibility.broken(JSON.readTree(Files.readString(PROMISE)), description),
        "a client of the last release would break");
  }
}
