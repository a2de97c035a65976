package org.busbar.web.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plug-ins as a client sees them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PluginsOnTheWireTest {
  static {
    // Whichever test comes first decides for the whole process.
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
  }

  @TempDir static Path home;

  private final HttpClient client = HttpClient.newHttpClient();
  private final FakePlugins plugins = new FakePlugins();
  private Framework framework;
  private String token = "";

  @BeforeAll
  void start() throws Exception {
    framework = new Framework(home, "once-only");
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (ask("GET", "health", "").statusCode() != 200) {
      assertTrue(System.nanoTime() < deadline, "REST did not come up");
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    token = Files.readString(home.resolve("token")).strip();
    HttpResponse<String> without = ask("GET", "plugins", "");
    assertEquals(503, without.statusCode());
    assertTrue(without.body().contains("Wait for the end of the start"), without.body());
    framework.register(plugins);
  }

  @AfterAll
  void stop() throws Exception {
    framework.close();
  }

  @BeforeEach
  void calm() {
    plugins.asked.clear();
    plugins.refuses = false;
    plugins.finds = true;
    plugins.trouble = "";
  }

  private HttpResponse<String> ask(String method, String path, String body) throws Exception {
    return send(
        method,
        path,
        "application/json",
        body.isEmpty()
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body));
  }

  private HttpResponse<String> send(
      String method, String path, String type, HttpRequest.BodyPublisher body) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + framework.serverPort() + "/api/v1/" + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).method(method, body);
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return client.send(
        request.header("Content-Type", type).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> answer) throws Exception {
    return new ObjectMapper().readTree(answer.body());
  }

  @Test
  void filtersBecomeOneSearch() throws Exception {
    String path = "plugin-offers?words=em&kind=profile&nature=meter&protocol=modbus&tier=community";
    JsonNode found = json(ask("GET", path + "&device=EM-1&limit=7", ""));
    assertEquals(1, found.get("plugins").size());
    assertTrue(found.get("why").isNull());
    assertTrue(found.at("/plugins/0/fits").asBoolean());
    assertEquals(
        "search em kind:profile nature:meter protocol:modbus tier:community EM-1 7",
        plugins.asked.getFirst());
  }

  @Test
  void anEmptyListSaysWhy() throws Exception {
    plugins.finds = false;
    String none = json(ask("GET", "plugin-offers?words=em", "")).get("why").asText();
    assertEquals("None of 2 versions of plug-ins has all of: em.", none);
    plugins.trouble = "The stick is not there.";
    String failed = json(ask("GET", "plugin-offers?words=em", "")).get("why").asText();
    assertEquals(
        "Catalogue local cannot be used: The stick is not there. It was last fetched at"
            + " 2026-11-20T10:00:00.000Z.",
        failed);
  }

  @Test
  void whatIsInstalledTellsWhatItTakesAndWhatItsSwapsCost() throws Exception {
    JsonNode installed = json(ask("GET", "plugins", "")).get(0);
    assertEquals("org.example.meter", installed.get("id").asText());
    assertEquals("1.1.0", installed.get("update").asText());
    assertTrue(installed.at("/health/busyPct").isNull());
    assertEquals(4096, installed.at("/health/allocatedBytes").asInt());
    assertEquals(12.0, installed.at("/swaps/0/gapMs").asDouble());
  }

  @Test
  void aPlanSaysWhatItComesToOrWhyNot() throws Exception {
    String wish = "{\"wish\":\"update\",\"id\":\"org.example.meter\",\"version\":\"1.1.0\"}";
    JsonNode can = json(ask("POST", "plugin-plans", wish));
    assertTrue(can.get("possible").asBoolean());
    assertEquals("abc", can.get("digest").asText());
    assertEquals(12.0, can.at("/changes/0/lastGapMs").asDouble());
    plugins.refuses = true;
    JsonNode cannot = json(ask("POST", "plugin-plans", wish));
    assertFalse(cannot.get("possible").asBoolean());
    assertTrue(cannot.get("digest").isNull());
    assertEquals("missing-dependency", cannot.at("/impossible/reason").asText());
    assertEquals("Add its source.", cannot.at("/impossible/remedy").asText());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"wish":"install","id":"org.a.b"}                 | Install[id=org.a.b, version=]
          {"wish":"remove","id":"org.a.b"}                  | Remove[id=org.a.b]
          {"wish":"back"}                                   | Back[generation=0]
          {"wish":"back","generation":4}                    | Back[generation=4]
          {"wish":"remove-source","name":"more"}            | RemoveSource[name=more]
          """)
  void eachWishIsUnderstood(String wish, String understood) throws Exception {
    assertEquals(200, ask("POST", "plugin-plans", wish).statusCode());
    assertEquals("plan " + understood + " rest", plugins.asked.getFirst());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"wish":"explode"}                                                  | wish
          {"wish":"install"}                                                  | id
          {"wish":"install","id":"../../etc"}                                 | id
          {"wish":"back","generation":-1}                                     | generation
          {"wish":"add-source","name":"More","place":"/a","root":"ab"}        | name
          {"wish":"add-source","name":"more","place":"/a","root":"ab"}        | root
          {"wish":"add-source","name":"more","root":"ab"}                     | place
          """)
  void aWishThatIsNoneNamesItsField(String wish, String field) throws Exception {
    HttpResponse<String> answer = ask("POST", "plugin-plans", wish);
    assertEquals(400, answer.statusCode(), answer.body());
    assertEquals(field, json(answer).get("field").asText());
  }

  @Test
  void nothingBeginsWithoutConsentOrByAnotherPlan() throws Exception {
    String wish = "{\"wish\":{\"wish\":\"remove\",\"id\":\"org.example.meter\"},";
    HttpResponse<String> no =
        ask("POST", "plugin-jobs", wish + "\"digest\":\"abc\",\"consent\":false}");
    assertEquals(400, no.statusCode());
    assertEquals("consent", json(no).get("field").asText());
    HttpResponse<String> other =
        ask("POST", "plugin-jobs", wish + "\"digest\":\"abd\",\"consent\":true}");
    assertEquals(409, other.statusCode());
    assertTrue(json(other).get("remedy").asText().startsWith("Ask for the plan again"));
    HttpResponse<String> begun =
        ask("POST", "plugin-jobs", wish + "\"digest\":\"abc\",\"consent\":true,\"reason\":\"x\"}");
    assertEquals(202, begun.statusCode());
    assertEquals("/api/v1/plugin-jobs/1", location(begun));
    assertEquals("WAITS_FOR_CONFIRMATION", json(begun).get("state").asText());
    assertTrue(json(begun).get("text").asText().contains("./busbar plugin confirm 1"));
    assertEquals("begin Remove[id=org.example.meter] rest x", plugins.asked.getLast());
  }

  private static String location(HttpResponse<String> answer) {
    return URI.create(answer.headers().firstValue("Location").orElse("")).getPath();
  }

  @Test
  void anArchiveLongerThanADocumentIsTakenAsItComes() throws Exception {
    byte[] file = new byte[3_000_000];
    HttpResponse<String> brought =
        send(
            "POST",
            "plugin-archives?name=meter.busbar",
            "application/octet-stream",
            HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(file)));
    assertEquals(201, brought.statusCode(), brought.body());
    assertEquals("bring meter.busbar 3000000", plugins.asked.getLast());
    plugins.refuses = true;
    HttpResponse<String> refused =
        send(
            "POST",
            "plugin-archives?name=meter.busbar",
            "application/octet-stream",
            HttpRequest.BodyPublishers.ofByteArray(file));
    assertEquals(409, refused.statusCode());
    assertEquals("Have it signed.", json(refused).get("remedy").asText());
  }

  @Test
  void anArchiveThatNeverEndsIsCut() throws Exception {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 0;
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            return length;
          }
        };
    try {
      HttpResponse<String> cut =
          send(
              "POST",
              "plugin-archives?name=meter.busbar",
              "application/octet-stream",
              HttpRequest.BodyPublishers.ofInputStream(() -> endless));
      assertEquals(413, cut.statusCode());
    } catch (java.io.IOException e) {
      // The connection was closed while the client still wrote: it was cut as well.
      assertTrue(plugins.asked.isEmpty());
    }
  }

  @Test
  void anArchiveIsReadBackUnderItsName() throws Exception {
    HttpResponse<String> file = ask("GET", "plugins/org.example.meter/archive", "");
    assertEquals("archive", file.body());
    assertEquals(
        "attachment; filename=\"org.example.meter-1.0.0.busbar\"",
        file.headers().firstValue("Content-Disposition").orElse(""));
  }

  @Test
  void aDifferenceIsWithTheGenerationThatRunsUnlessSaidOtherwise() throws Exception {
    JsonNode difference = json(ask("GET", "plugin-generations/1/difference", ""));
    assertEquals(2, difference.get("to").asInt());
    assertEquals("+ org.example.meter 1.0.0", difference.get("lines").get(0).asText());
  }
}
