package org.busbar.web.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.busbar.api.face.Gateway;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.SiteState;
import org.busbar.api.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.ServiceRegistration;

/** The whole interface as a client sees it: real bundles, real server, real requests. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestOnTheWireTest {
  static {
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
  }

  @TempDir static Path home;

  private final HttpClient client = HttpClient.newHttpClient();
  private final FakeSite site = new FakeSite(Clock.system());
  private final FakeHistory history = new FakeHistory(site);
  private Framework framework;
  private ServiceRegistration<Gateway> gateway;
  private String token;

  @BeforeAll
  void start() throws Exception {
    framework = new Framework(home, "once-only");
    gateway = framework.register(FakeSite.gateway(site));
    framework.register(history);
    awaitHealthy();
    token = Files.readString(home.resolve("token")).strip();
  }

  private void awaitHealthy() throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (get("/api/v1/health").statusCode() != 200) {
      assertTrue(System.nanoTime() < deadline, "REST did not come up");
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  @AfterAll
  void stop() throws Exception {
    framework.close();
  }

  @BeforeEach
  void aSiteThatRuns() {
    site.answer(new Answer.Done());
    site.state(SiteState.RUNNING);
    site.step();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder().GET(), path);
  }

  private HttpResponse<String> send(HttpRequest.Builder request, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + framework.serverPort() + path);
    return client.send(request.uri(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder known() {
    return HttpRequest.newBuilder().header("Authorization", "Bearer " + token);
  }

  private HttpResponse<String> ask(String method, String path, String body) throws Exception {
    return send(
        known()
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body)),
        path);
  }

  private static JsonNode json(HttpResponse<String> answer) throws Exception {
    return new ObjectMapper().readTree(answer.body());
  }

  private static void assertProblem(int status, HttpResponse<String> answer) throws Exception {
    assertEquals(status, answer.statusCode(), answer.body());
    assertEquals(
        "application/problem+json", answer.headers().firstValue("Content-Type").orElse("none"));
    JsonNode problem = json(answer);
    assertEquals(status, problem.get("status").asInt());
    for (String field : List.of("type", "title", "detail")) {
      assertTrue(problem.get(field).isTextual(), field);
    }
    assertFalse(answer.body().contains("Exception"), answer.body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "site",
        "devices",
        "devices/bat1",
        "points",
        "events",
        "decisions/latest",
        "modes",
        "openapi.json",
        "nothing",
        "health/../site"
      })
  void everyDocumentNeedsTheToken(String path) throws Exception {
    assertProblem(401, get("/api/v1/" + path));
    HttpResponse<String> wrong =
        send(
            HttpRequest.newBuilder().header("Authorization", "Bearer " + token + "x").GET(),
            "/api/v1/" + path);
    assertProblem(401, wrong);
    assertNotEquals(401, send(known().GET(), "/api/v1/" + path).statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/api/v1/health"})
  @Tag("OBS-06")
  void healthHasItsThreeFieldsForAnybody(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    assertEquals(200, answer.statusCode());
    JsonNode health = json(answer);
    assertEquals("healthy", health.get("status").asText());
    assertEquals("busbar", health.get("service").asText());
    assertTrue(health.get("timestamp").asText().endsWith("Z"));
    assertEquals(3, health.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health/ready", "/api/v1/health/ready"})
  @Tag("OBS-06")
  void readinessFollowsTheGatewayThatGoesAndComes(String path) throws Exception {
    assertEquals(200, get(path).statusCode());
    gateway.unregister();
    HttpResponse<String> without = get(path);
    assertEquals(503, without.statusCode());
    assertEquals("no site runs here", json(without).get("reasons").get(0).asText());
    assertProblem(503, send(known().GET(), "/api/v1/site"));
    gateway = framework.register(FakeSite.gateway(site));
    site.step();
    assertEquals(200, get(path).statusCode());
  }

  @Test
  @Tag("OBS-01")
  void metricsAreOpenAndInTheirFormat() throws Exception {
    HttpResponse<String> answer = get("/metrics");
    assertEquals(200, answer.statusCode());
    assertEquals(
        "text/plain;version=0.0.4;charset=utf-8",
        answer.headers().firstValue("Content-Type").orElse("none").replace(" ", ""));
    assertTrue(answer.body().contains("busbar_device_up{site=\"local/home\",device=\"bat1\"} 1"));
  }

  @Test
  void everythingDescribedIsServedAndTheOtherWayRound() throws Exception {
    JsonNode paths = json(send(known().GET(), "/api/v1/openapi.json")).get("paths");
    for (Iterator<String> i = paths.fieldNames(); i.hasNext(); ) {
      String path = i.next();
      String real =
          path.replace("devices/{id}", "devices/bat1")
              .replace("device-types/{id}", "device-types/busbar.meter")
              .replace("discovery/{id}", "discovery/scan-1")
              .replace("device-tests/{id}", "device-tests/test-1")
              .replace("groups/{id}", "groups/storage")
              .replace("{id}", "self");
      List<String> described = new ArrayList<>();
      paths.get(path).fieldNames().forEachRemaining(described::add);
      for (String method : List.of("get", "put", "post", "delete")) {
        String body = method.equals("get") ? "" : "{}";
        int status = ask(method.toUpperCase(Locale.ROOT), real, body).statusCode();
        assertEquals(
            !described.contains(method), status == 405, method + " " + path + " gave " + status);
        assertNotEquals(404, status, method + " " + path);
        assertNotEquals(500, status, method + " " + path);
      }
    }
  }

  @Test
  void aStateIsAskedForAndTheSiteComesBack() throws Exception {
    HttpResponse<String> answer =
        ask("PUT", "/api/v1/site/state", "{\"state\":\"IDLE\",\"reason\":\"lunch\"}");
    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals("IDLE", json(answer).get("state").asText());
    assertEquals("request IDLE by rest: lunch", site.commands().getLast());
  }

  @Test
  void aRefusalNamesItsRemedy() throws Exception {
    site.answer(new Answer.Refused("The meter is silent.", "Check its cable."));
    HttpResponse<String> answer = ask("PUT", "/api/v1/site/state", "{\"state\":\"RUNNING\"}");
    assertProblem(409, answer);
    assertEquals("The meter is silent.", json(answer).get("detail").asText());
    assertEquals("Check its cable.", json(answer).get("remedy").asText());
    assertProblem(409, ask("POST", "/api/v1/emergency-stop/reset", ""));
    assertProblem(409, ask("PUT", "/api/v1/modes/self", "{\"enabled\":true}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PUT  | site/state     | {"state":"ERROR"}                | 400 | state
          PUT  | site/state     | {"state":7}                      | 400 | -
          PUT  | site/state     | {}                               | 400 | state
          PUT  | site/state     | {"sate":"IDLE"}                  | 400 | sate
          PUT  | site/state     | {"state":                        | 400 | -
          PUT  | site/state     | []                               | 400 | -
          PUT  | modes/self     | {"enabled":"yes"}                | 400 | enabled
          PUT  | modes/self     | {"reason":"x"}                   | 400 | enabled
          PUT  | modes/none     | {"enabled":true}                 | 404 | -
          GET  | devices/none   |                                  | 404 | -
          GET  | events?limit=x |                                  | 400 | limit
          GET  | events?after=-1|                                  | 400 | after
          GET  | events?from=yesterday |                          | 400 | from
          GET  | events?to=2026-03-01 |                           | 400 | to
          GET  | events?from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z | | 400 | from
          GET  | events?from=2026-03-02T00:00:00Z&to=2026-03-02T00:00:00Z | | 400 | from
          GET  | events?from=2026-03-02T00:00:00Z&after=3 |       | 400 | after
          GET  | events?from=2026-03-02T00:00:00Z&limit=10001 |   | 400 | limit
          GET  | history        |                                  | 400 | device
          GET  | history?device=bat1 |                             | 400 | point
          GET  | history?device=BAT1&point=activePowerW |          | 400 | device
          GET  | history?device=bat1&point=none |                  | 404 | -
          GET  | history?device=bat1&point=activePowerW&from=yesterday |        | 400 | from
          GET  | history?device=bat1&point=activePowerW&to=+1000000-01-01T00:00:00Z | | 400 | to
          GET  | history?device=bat1&point=activePowerW&from=2100-01-01T00:00:00Z |  | 400 | from
          GET  | history?device=bat1&point=activePowerW&resolution=7s |         | 400 | resolution
          GET  | history?device=bat1&point=activePowerW&resolution=-PT1S |      | 400 | resolution
          GET  | history?device=bat1&point=activePowerW&resolution=fine |       | 400 | resolution
          GET  | history?device=bat1&point=activePowerW&resolution=1s&from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z | | 400 | resolution
          GET  | history?device=bat1&point=activePowerW&width=1 |         | 400 | width
          GET  | history?device=bat1&point=activePowerW&width=10001 |     | 400 | width
          GET  | history?device=bat1&point=activePowerW&width=wide |      | 400 | width
          GET  | history?device=bat1&point=activePowerW&width=800&resolution=1h | | 400 | width
          GET  | decisions?from=x |                                | 400 | from
          GET  | decisions?limit=1001 |                            | 400 | limit
          POST | proposals      | {}                               | 400 | node
          POST | proposals      | {"node":"bat1","quantity":"activePowerW","target":1,"validFor":"PT1M","level":"SAFETY"} | 403 | level
          POST | proposals      | {"node":"bat1","quantity":"activePowerW","target":1,"validFor":"1 min"} | 400 | validFor
          POST | proposals      | {"node":"bat1","quantity":"activePowerW","validFor":"PT1M"} | 400 | target
          POST | proposals      | {"node":"bat1","quantity":"activePowerKw","target":1,"validFor":"PT1M"} | 400 | quantity
          POST | proposals      | {"node":"pcc","quantity":"activePowerW","target":1,"validFor":"PT1M"} | 409 | -
          POST | proposals      | {"node":"bat1","quantity":"frequencyHz","target":1,"validFor":"PT1M"} | 409 | -
          POST | proposals      | {"node":"bat9","quantity":"activePowerW","target":1,"validFor":"PT1M"} | 400 | node
          POST | proposals      | {"node":"bat1","quantity":"activePowerW","target":1e999,"validFor":"PT1M"} | 400 | target
          POST | session        | {}                               | 400 | code
          """)
  void aMistakeIsNamed(String method, String path, String body, int status, String field)
      throws Exception {
    HttpResponse<String> answer = ask(method, "/api/v1/" + path, body == null ? "" : body);
    assertProblem(status, answer);
    if (!field.equals("-")) {
      assertEquals(field, json(answer).get("field").asText());
    }
  }

  @Test
  void aProposalOfAPersonIsEconomic() throws Exception {
    HttpResponse<String> answer =
        ask(
            "POST",
            "/api/v1/proposals",
            """
            {"node":"bat1","quantity":"activePowerW","target":-2000,"min":-3000,
             "validFor":"PT15M","reason":"charge now"}
            """);
    assertEquals(202, answer.statusCode(), answer.body());
    assertEquals(
        "propose bat1 activePowerW -2000.0 in Interval[min=-3000.0, max=Infinity] at ECONOMIC by"
            + " rest: charge now",
        site.commands().getLast());
    assertTrue(json(answer).get("max").isNull());
  }

  @ParameterizedTest
  @CsvSource({
    "raw, PT0S, raw",
    "1s, PT1S, 1s",
    "15min, PT15M, 15min",
    "PT2H, PT2H, 2h",
    "7d, PT168H, 7d",
    "auto, PT2M, 2min"
  })
  void historyComesInTheResolutionThatWasAskedFor(String asked, String length, String told)
      throws Exception {
    HttpResponse<String> answer =
        ask(
            "GET",
            "/api/v1/history?device=bat1&point=activePowerW&from=2026-03-01T00:00:00Z"
                + "&to=2026-03-02T00:00:00Z&resolution="
                + asked,
            "");
    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals(Duration.parse(length), history.lastResolution());
    assertEquals(
        "{\"unit\":\"W\",\"resolution\":\""
            + told
            + "\",\"rows\":[[\"2026-03-01T00:00:00.000Z\",-1.5,-3.0,0.0,60],"
            + "[\"2026-03-01T00:01:00.000Z\",null,null,null,1]]}",
        answer.body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "events?from=yesterday",
        "events?from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z",
        "events?to=2026-03-02T00:00:00Z&after=3",
        "events?limit=x",
        "history?device=bat1&point=activePowerW&width=0",
        "history?device=bat1&point=activePowerW&width=9&resolution=raw",
        "history?device=bat1&point=activePowerW&resolution=7s"
      })
  void aWrongQuestionIsToldFieldValueAndRemedy(String path) throws Exception {
    HttpResponse<String> answer = ask("GET", "/api/v1/" + path, "");
    assertProblem(400, answer);
    JsonNode problem = json(answer);
    String field = problem.get("field").asText();
    assertTrue(
        path.contains(field + "=" + problem.get("value").asText()), field + " of " + answer.body());
    assertTrue(problem.get("remedy").isTextual(), answer.body());
  }

  @ParameterizedTest
  @CsvSource({"2, PT12H", "24, PT1H", "800, PT2M", "8640, PT10S", "10000, PT10S"})
  void historyComesInAtMostSoManyRowsAsThePictureIsWide(int width, String length) throws Exception {
    HttpResponse<String> answer =
        ask(
            "GET",
            "/api/v1/history?device=bat1&point=activePowerW&from=2026-03-01T00:00:00Z"
                + "&to=2026-03-02T00:00:00Z&width="
                + width,
            "");
    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals(Duration.parse(length), history.lastResolution());
  }

  @Test
  void eventsOfARangeAreThoseThatAreKept() throws Exception {
    history.happened(Instant.parse("2026-02-28T23:59:59.999Z"), "before");
    history.happened(Instant.parse("2026-03-01T00:00:00Z"), "first");
    history.happened(Instant.parse("2026-03-01T12:00:00Z"), "second");
    history.happened(Instant.parse("2026-03-02T00:00:00Z"), "after");
    String day = "/api/v1/events?from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z";
    JsonNode events = json(ask("GET", day, ""));
    assertEquals(
        List.of("first", "second"), events.findValuesAsText("kind"), () -> events.toString());
    assertEquals("2026-03-01T00:00:00.000Z", events.at("/0/at").asText());
    assertEquals(List.of("first"), json(ask("GET", day + "&limit=1", "")).findValuesAsText("kind"));
    assertEquals(
        List.of("before"),
        json(ask("GET", "/api/v1/events?to=2026-03-01T00:00:00Z", "")).findValuesAsText("kind"));
  }

  @Test
  void whatStandsAgainstReadingHistoryIsForTheLogOnly() throws Exception {
    history.broken = true;
    try {
      HttpResponse<String> answer =
          ask("GET", "/api/v1/history?device=bat1&point=activePowerW", "");
      assertProblem(503, answer);
      assertFalse(answer.body().contains("secret"), answer.body());
    } finally {
      history.broken = false;
    }
  }

  @Test
  void whyIsToldOfAPastSecond() throws Exception {
    HttpResponse<String> answer = ask("GET", "/api/v1/decisions", "");
    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals(
        "clipped from 6234.5 W", json(answer).at("/0/setpoints/0/reason").asText(), answer.body());
    assertEquals(
        "[]",
        ask("GET", "/api/v1/decisions?from=2026-03-01T00:00:00Z&to=2026-03-01T00:00:01Z", "")
            .body());
  }

  @Test
  void otherMethodsAndMediaTypesAreProblems() throws Exception {
    HttpResponse<String> notAllowed = ask("PUT", "/api/v1/points", "{}");
    assertProblem(405, notAllowed);
    assertTrue(notAllowed.headers().firstValue("Allow").orElse("").contains("GET"));
    assertProblem(
        415,
        send(
            known()
                .header("Content-Type", "text/plain")
                .PUT(HttpRequest.BodyPublishers.ofString("{}")),
            "/api/v1/site/state"));
    assertProblem(404, send(known().GET(), "/api/v2/site"));
    assertProblem(404, send(known().GET(), "/nothing"));
    assertProblem(405, ask("POST", "/", "{}"));
  }

  @Test
  void aBodyThatIsTooLongIsRefused() throws Exception {
    String longReason = "{\"state\":\"IDLE\",\"reason\":\"" + "x".repeat(70_000) + "\"}";
    assertProblem(
        413,
        send(
            known()
                .header("Content-Type", "application/json")
                .expectContinue(true)
                .PUT(HttpRequest.BodyPublishers.ofString(longReason)),
            "/api/v1/site/state"));
    byte[] bytes = longReason.getBytes(StandardCharsets.UTF_8);
    assertProblem(
        413,
        send(
            known()
                .header("Content-Type", "application/json")
                .PUT(
                    HttpRequest.BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(bytes))),
            "/api/v1/site/state"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "null",
      textBlock =
          """
          {"reason":"smoke"} | smoke
          {"reason":         | no reason given
          null               | no reason given
          {"raison":"x"}     | no reason given
          """)
  void anEmergencyStopIsTakenWithWhateverBody(String body, String reason) throws Exception {
    site.answer(new Answer.Refused("never", "never"));
    HttpResponse<String> answer = ask("POST", "/api/v1/emergency-stop", body == null ? "" : body);
    assertEquals(202, answer.statusCode(), answer.body());
    assertEquals("emergency stop by rest: " + reason, site.commands().getLast());
  }

  @Test
  void anEmergencyStopIsNotForStrangers() throws Exception {
    int before = site.commands().size();
    assertProblem(
        401,
        send(
            HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.noBody()),
            "/api/v1/emergency-stop"));
    assertEquals(before, site.commands().size());
  }

  @Test
  void slowRequestsDoNotDelayAnEmergencyStop() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 300; i++) {
        Socket socket = new Socket("127.0.0.1", framework.serverPort());
        slow.add(socket);
        String path = i % 2 == 0 ? "site/state" : "emergency-stop/reset";
        String head =
            (i % 2 == 0 ? "PUT" : "POST")
                + " /api/v1/"
                + path
                + " HTTP/1.1\r\nHost: 127.0.0.1:"
                + framework.serverPort()
                + "\r\nAuthorization: Bearer "
                + token
                + "\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
      }
      long begun = System.nanoTime();
      HttpResponse<String> stop = ask("POST", "/api/v1/emergency-stop", "{\"reason\":\"now\"}");
      long tookMs = Duration.ofNanos(System.nanoTime() - begun).toMillis();
      assertEquals(202, stop.statusCode(), stop.body());
      assertEquals("emergency stop by rest: now", site.commands().getLast());
      assertTrue(tookMs < 5000, tookMs + " ms");
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
      awaitHealthy();
    }
  }

  @Test
  void anEmergencyStopDoesNotWaitForItsReason() throws Exception {
    int before = site.commands().size();
    try (Socket socket = new Socket("127.0.0.1", framework.serverPort())) {
      String head =
          "POST /api/v1/emergency-stop HTTP/1.1\r\nHost: 127.0.0.1:"
              + framework.serverPort()
              + "\r\nAuthorization: Bearer "
              + token
              + "\r\nContent-Length: 1000\r\n\r\n{";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      byte[] answer = new byte[12];
      socket.setSoTimeout(10_000);
      assertEquals(12, socket.getInputStream().readNBytes(answer, 0, 12));
      assertEquals("HTTP/1.1 202", new String(answer, StandardCharsets.US_ASCII));
    }
    assertEquals(
        List.of("emergency stop by rest: no reason given"),
        site.commands().subList(before, site.commands().size()));
  }

  @Test
  void theConsoleIsOpenAndProtected() throws Exception {
    HttpResponse<String> page = get("/");
    assertEquals("index.html", page.body());
    assertEquals("no-cache", page.headers().firstValue("Cache-Control").orElse(""));
    assertEquals(
        "text/html;charset=utf-8",
        page.headers().firstValue("Content-Type").orElse("").replace(" ", ""));
    assertTrue(
        page.headers()
            .firstValue("Content-Security-Policy")
            .orElse("")
            .startsWith("default-src 'self';"));
    assertEquals("nosniff", page.headers().firstValue("X-Content-Type-Options").orElse(""));
    HttpResponse<String> script = get("/assets/app-1a2b.js");
    assertEquals(
        "public, max-age=31536000, immutable",
        script.headers().firstValue("Cache-Control").orElse(""));
    assertProblem(401, get("/assets"));
    assertProblem(401, get("/assets/../META-INF/MANIFEST.MF"));
  }

  @Test
  void aForeignHostOrOriginIsTurnedAway() throws Exception {
    assertProblem(421, send(known().header("Host", "evil.example").GET(), "/api/v1/site"));
    assertProblem(421, send(HttpRequest.newBuilder().header("Host", "evil.example"), "/health"));
    assertProblem(403, send(known().header("Origin", "http://evil.example").GET(), "/health"));
    String own = "http://127.0.0.1:" + framework.serverPort();
    assertEquals(200, send(known().header("Origin", own).GET(), "/api/v1/site").statusCode());
  }

  @Test
  void theCodeOpensOneSessionAndTheCookieDoesTheRest() throws Exception {
    String own = "http://127.0.0.1:" + framework.serverPort();
    HttpRequest.Builder request =
        HttpRequest.newBuilder()
            .header("Origin", own)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"code\":\"once-only\"}"));
    HttpResponse<String> opened = send(request, "/api/v1/session");
    assertEquals(204, opened.statusCode(), opened.body());
    String cookie = opened.headers().firstValue("Set-Cookie").orElseThrow();
    assertTrue(cookie.endsWith("; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict"), cookie);
    assertProblem(401, send(request, "/api/v1/session"));

    String pair = cookie.substring(0, cookie.indexOf(';'));
    HttpRequest.Builder browser = HttpRequest.newBuilder().header("Cookie", pair);
    assertEquals(200, send(browser.copy().GET(), "/api/v1/site").statusCode());
    HttpRequest.Builder command =
        browser
            .copy()
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString("{\"state\":\"IDLE\"}"));
    assertProblem(401, send(command.copy(), "/api/v1/site/state"));
    assertEquals(
        200, send(command.copy().header("Origin", own), "/api/v1/site/state").statusCode());
    assertTrue(site.commands().getLast().startsWith("request IDLE by console"));

    HttpResponse<String> closed =
        send(browser.copy().header("Origin", own).DELETE(), "/api/v1/session");
    assertEquals(204, closed.statusCode());
    assertProblem(401, send(browser.copy().GET(), "/api/v1/site"));
  }

  @Test
  void theTokenIsForItsOwnerOnly() throws Exception {
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("token"))));
  }
}
