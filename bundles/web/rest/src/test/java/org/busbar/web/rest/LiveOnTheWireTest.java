package org.busbar.web.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.busbar.api.events.Severity;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.Points;
import org.busbar.testkit.api.FixedSnapshot;
import org.busbar.web.rest.openapi.Shape;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The live interface as a client sees it: real bundles, real server, real sockets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveOnTheWireTest {
  static {
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path home;

  private final HttpClient http = HttpClient.newHttpClient();
  private final FakeSite site = new FakeSite(Clock.system());
  private Framework framework;
  private String token;

  @BeforeAll
  void start() throws Exception {
    framework = new Framework(home, "once-only");
    framework.register(FakeSite.gateway(site));
    await(() -> get("/api/v1/live").statusCode() == 426);
    await(() -> get("/api/v1/health").statusCode() == 200);
    token = Files.readString(home.resolve("token")).strip();
  }

  @AfterAll
  void stop() throws Exception {
    framework.close();
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "did not come about");
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private HttpResponse<String> get(String path) {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + framework.serverPort() + path));
      Path file = home.resolve("token");
      if (Files.exists(file)) {
        request.header("Authorization", "Bearer " + Files.readString(file).strip());
      }
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private double metric(String name) {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private URI address() {
    return URI.create("ws://127.0.0.1:" + framework.serverPort() + "/api/v1/live");
  }

  /** A client that keeps what it hears. */
  private static final class Client implements WebSocket.Listener {
    private final LinkedBlockingQueue<JsonNode> heard = new LinkedBlockingQueue<>();
    private final StringBuilder part = new StringBuilder();
    private volatile int closed;

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        try {
          heard.add(JSON.readTree(part.toString()));
        } catch (IOException e) {
          throw new UncheckedIOException(part.toString(), e);
        }
        part.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed = code;
      return null;
    }

    private JsonNode next(String type) throws InterruptedException {
      while (true) {
        JsonNode node = heard.poll(20, TimeUnit.SECONDS);
        assertTrue(node != null, "no " + type + " came");
        if (node.get("type").asText().equals(type)) {
          return node;
        }
      }
    }

    /** The first message of each type, whichever comes first. */
    private Map<String, JsonNode> all(String... types) throws InterruptedException {
      Map<String, JsonNode> came = new TreeMap<>();
      while (!came.keySet().containsAll(List.of(types))) {
        JsonNode node = heard.poll(20, TimeUnit.SECONDS);
        assertTrue(node != null, () -> "only " + came.keySet() + " came");
        came.putIfAbsent(node.get("type").asText(), node);
      }
      return came;
    }
  }

  private WebSocket connect(Client client) {
    return http.newWebSocketBuilder()
        .header("Authorization", "Bearer " + token)
        .buildAsync(address(), client)
        .join();
  }

  private static int status(CompletionException refused) {
    return ((WebSocketHandshakeException) refused.getCause()).getResponse().statusCode();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          -,            -,                   401
          Bearer wrong, -,                   401
          Bearer TOKEN, http://evil.example, 403
          -,            http://evil.example, 403
          Bearer TOKEN, null,                403
          """)
  void aHandshakeIsJudgedLikeEveryRequest(String authorization, String origin, int expected) {
    WebSocket.Builder builder = http.newWebSocketBuilder();
    if (authorization != null) {
      builder.header("Authorization", authorization.replace("TOKEN", token));
    }
    if (origin != null) {
      builder.header("Origin", origin);
    }
    CompletionException refused =
        assertThrows(
            CompletionException.class, () -> builder.buildAsync(address(), new Client()).join());
    assertEquals(expected, status(refused));
  }

  @Test
  void aHandshakeForAnotherHostIsRefused() throws IOException {
    try (Socket socket = shake("evil.example:" + framework.serverPort())) {
      byte[] line = socket.getInputStream().readNBytes(12);
      assertEquals("HTTP/1.1 421", new String(line, StandardCharsets.US_ASCII));
    }
  }

  @Test
  void aCookieWithItsOriginOpensAndOthersDoNot() throws Exception {
    String own = "http://127.0.0.1:" + framework.serverPort();
    HttpRequest open =
        HttpRequest.newBuilder(URI.create(own + "/api/v1/session"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"token\":\"" + token + "\"}"))
            .build();
    String cookie =
        http.send(open, HttpResponse.BodyHandlers.ofString())
            .headers()
            .firstValue("Set-Cookie")
            .orElseThrow()
            .split(";")[0];
    WebSocket.Builder bare = http.newWebSocketBuilder().header("Cookie", cookie);
    CompletionException refused =
        assertThrows(
            CompletionException.class, () -> bare.buildAsync(address(), new Client()).join());
    assertEquals(401, status(refused));
    Client client = new Client();
    WebSocket socket =
        http.newWebSocketBuilder()
            .header("Cookie", cookie)
            .header("Origin", own)
            .buildAsync(address(), client)
            .join();
    socket.sendText("{\"type\":\"emergency-stop\",\"reason\":\"smoke\"}", true).join();
    assertEquals("accepted", client.next("acknowledgement").get("result").asText());
    assertEquals("emergency stop by console: smoke", site.commands().getLast());
    HttpRequest leave =
        HttpRequest.newBuilder(URI.create(own + "/api/v1/session"))
            .header("Cookie", cookie)
            .header("Origin", own)
            .DELETE()
            .build();
    assertEquals(204, http.send(leave, HttpResponse.BodyHandlers.discarding()).statusCode());
    await(() -> client.closed == 1008);
  }

  /** That a message is what the description says of its type. */
  private static JsonNode described(JsonNode description, JsonNode message) {
    JsonNode schema =
        description
            .at("/paths/~1api~1v1~1live/get/x-messages/fromGateway")
            .get(message.get("type").asText());
    assertEquals(List.of(), Shape.wrong(description, schema, message), message.toString());
    return message;
  }

  @Test
  void valuesDecisionsAndAnswersComeOverOneConnectionAsDescribed() throws Exception {
    JsonNode description = JSON.readTree(get("/api/v1/openapi.json").body());
    Client client = new Client();
    WebSocket socket = connect(client);
    socket
        .sendText(
            "{\"type\":\"subscribe\",\"devices\":[\"*\"],\"site\":true,\"events\":true,\"decisions\":true}",
            true)
        .join();
    assertTrue(described(description, client.next("subscribed")).has("run"));
    site.step();
    site.raise(Severity.INFO, "something");
    Map<String, JsonNode> came = client.all("values", "site", "decision", "event");
    came.values().forEach(message -> described(description, message));
    assertEquals(3, came.get("values").get("values").size());
    assertEquals("bat1", came.get("decision").at("/setpoints/0/device").asText());
    String propose =
        "{\"type\":\"propose\",\"id\":\"1\",\"node\":\"bat1\",\"quantity\":\"activePowerW\",\"target\":1.5,\"validFor\":\"PT1M\"}";
    JsonNode sent = description.at("/paths/~1api~1v1~1live/get/x-messages/fromClient/propose");
    assertEquals(List.of(), Shape.wrong(description, sent, JSON.readTree(propose)));
    socket.sendText(propose, true).join();
    described(description, client.next("acknowledgement"));
    socket.sendText("{\"type\":\"subscribe\",\"devices\":[\"bat9\"]}", true).join();
    JsonNode problem = described(description, client.next("problem"));
    assertEquals("bat9", problem.get("value").asText());
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    await(() -> client.closed == WebSocket.NORMAL_CLOSURE);
  }

  @Test
  @Tag("API-03")
  void tenThousandEventsComeOnceThroughFiftyReconnects() throws Exception {
    long before = site.events(0, Integer.MAX_VALUE).size();
    List<Long> seen = new ArrayList<>();
    long last = before;
    for (int round = 0; round < 50; round++) {
      Client client = new Client();
      WebSocket socket = connect(client);
      subscribe(socket, last);
      for (int i = 0; i < 200; i++) {
        site.raise(Severity.INFO, "something");
      }
      last = read(client, 150, seen);
      socket.abort();
    }
    Client client = new Client();
    WebSocket socket = connect(client);
    subscribe(socket, last);
    read(client, 10_000 - seen.size(), seen);
    socket.abort();
    assertEquals(LongStream.rangeClosed(before + 1, before + 10_000).boxed().toList(), seen);
  }

  private static void subscribe(WebSocket socket, long after) {
    socket
        .sendText(
            "{\"type\":\"subscribe\",\"events\":true,\"after\":{\"events\":" + after + "}}", true)
        .join();
  }

  private static long read(Client client, int count, List<Long> seen) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      seen.add(client.next("event").get("sequence").asLong());
    }
    return seen.getLast();
  }

  /** Begins a handshake by hand. */
  private Socket shake(String host) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress("127.0.0.1", framework.serverPort()));
    socket.setSoTimeout(20_000);
    String head =
        "GET /api/v1/live HTTP/1.1\r\nHost: "
            + host
            + "\r\nAuthorization: Bearer "
            + token
            + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13"
            + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static byte[] masked(String text) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(0x81);
    frame.write(0x80 | payload.length);
    frame.writeBytes(new byte[4]); // a mask of zeros changes nothing
    frame.writeBytes(payload);
    return frame.toByteArray();
  }

  private void value(double watts) {
    Clock clock = Clock.system();
    site.snapshot(
        new FixedSnapshot(8, clock.nanos(), clock.instant(), new TreeMap<>())
            .with("pcc", Points.ACTIVE_POWER_W, watts));
  }

  @Test
  @Tag("API-03")
  void aReaderOfOneByteASecondIsLetGoAndOthersAreNotDisturbed() throws Exception {
    double droppedBefore = metric("busbar_live_dropped_total");
    Client other = new Client();
    WebSocket healthy = connect(other);
    String everything = "{\"type\":\"subscribe\",\"devices\":[\"*\"],\"events\":true}";
    healthy.sendText(everything, true).join();
    other.next("subscribed");
    await(() -> metric("busbar_live_clients") == 1);
    try (Socket slow = shake("127.0.0.1:" + framework.serverPort())) {
      slow.getOutputStream().write(masked(everything));
      long begun = System.nanoTime();
      long first = site.events(0, Integer.MAX_VALUE).size();
      long raised = first;
      for (int i = 0; metric("busbar_live_dropped_total") == droppedBefore; i++) {
        assertTrue(System.nanoTime() - begun < Duration.ofSeconds(60).toNanos(), "not let go");
        if (i % 10 == 0) {
          assertTrue(slow.getInputStream().read() >= 0);
        }
        value(i);
        site.raise(Severity.INFO, "something");
        raised++;
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      }
      for (long sequence = first + 1; sequence <= raised; sequence++) {
        assertEquals(sequence, other.next("event").get("sequence").asLong());
      }
      assertEquals(droppedBefore + 1, metric("busbar_live_dropped_total"));
      assertEquals(0, other.closed);
      await(() -> metric("busbar_live_clients") == 1);
    } finally {
      healthy.abort();
    }
  }
}
