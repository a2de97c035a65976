package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The live interface of the shipped edge assembly on the simulated plant. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder = Path.of("");

  private final HttpClient http = HttpClient.newHttpClient();
  private RunningPlant plant;
  private RunningGateway gateway;

  @BeforeAll
  void start() throws IOException {
    plant = RunningPlant.start(folder.resolve("plant"));
    gateway = RunningGateway.start("edge", plant.writeSite(folder), folder.resolve("home"));
    gateway.run();
  }

  @AfterAll
  void stop() {
    gateway.close();
    plant.close();
  }

  /** A client that keeps what it hears. */
  private static final class Client implements WebSocket.Listener {
    private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final StringBuilder part = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        heard.add(part.toString());
        part.setLength(0);
      }
      socket.request(1);
      return null;
    }

    /** The next message that is wanted, within 20 s. */
    private JsonNode next(Predicate<JsonNode> wanted) throws InterruptedException {
      while (true) {
        String text = heard.poll(20, TimeUnit.SECONDS);
        assertTrue(text != null, "nothing came");
        JsonNode node = read(text);
        if (wanted.test(node)) {
          return node;
        }
      }
    }

    private static JsonNode read(String text) {
      try {
        return JSON.readTree(text);
      } catch (IOException e) {
        throw new UncheckedIOException(text, e);
      }
    }
  }

  private WebSocket connect(Client client, String message) throws IOException {
    WebSocket socket =
        http.newWebSocketBuilder()
            .header(
                "Authorization",
                "Bearer " + Files.readString(folder.resolve("home").resolve("token")).strip())
            .buildAsync(URI.create("ws://127.0.0.1:" + gateway.port() + "/api/v1/live"), client)
            .join();
    socket.sendText(message, true).join();
    return socket;
  }

  private static boolean is(JsonNode node, String type) {
    return node.get("type").asText().equals(type);
  }

  @Test
  @Tag("API-03")
  void valuesOfEveryDeviceComeAndGoOnChanging() throws Exception {
    Client client = new Client();
    WebSocket socket = connect(client, "{\"type\":\"subscribe\",\"devices\":[\"*\"]}");
    Set<String> devices = new HashSet<>();
    for (int frames = 0; frames < 5; frames++) {
      client
          .next(node -> is(node, "values"))
          .get("values")
          .forEach(value -> devices.add(value.get("device").asText()));
    }
    assertTrue(
        devices.containsAll(Set.of("pcc", "load1", "pv1", "bat1", "ev1")), devices::toString);
    socket.abort();
  }

  @Test
  @Tag("API-03")
  void aProposalIsAcknowledgedAndShowsInADecision() throws Exception {
    Client client = new Client();
    WebSocket socket = connect(client, "{\"type\":\"subscribe\",\"decisions\":true}");
    client.next(node -> is(node, "subscribed"));
    socket
        .sendText(
            "{\"type\":\"propose\",\"id\":\"p1\",\"node\":\"bat1\",\"quantity\":\"activePowerW\","
                + "\"min\":-1000,\"max\":1000,\"validFor\":\"PT10S\",\"reason\":\"by live\"}",
            true)
        .join();
    JsonNode answer = client.next(node -> is(node, "acknowledgement"));
    assertEquals("p1", answer.get("id").asText());
    assertEquals("accepted", answer.get("result").asText(), answer.toString());
    client.next(
        node ->
            is(node, "decision")
                && node.get("proposals").findValuesAsText("reason").contains("by live"));
    socket.abort();
  }

  @Test
  @Tag("API-03")
  void whatHappenedWhileAClientWasAwayComesWhenItIsBack() throws Exception {
    Client client = new Client();
    WebSocket socket = connect(client, "{\"type\":\"subscribe\",\"events\":true}");
    JsonNode subscribed = client.next(node -> is(node, "subscribed"));
    socket.abort();
    String since = "/events?after=" + subscribed.get("events").asLong();
    plant.fault("load1", "silent");
    assertTrue(
        Program.await(
            Duration.ofSeconds(30),
            () -> gateway.rest().get(since).findValuesAsText("source").contains("load1")));
    plant.fault("load1", "none");
    Client again = new Client();
    WebSocket back =
        connect(
            again,
            "{\"type\":\"subscribe\",\"events\":true,\"after\":{\"run\":\""
                + subscribed.get("run").asText()
                + "\",\"events\":"
                + subscribed.get("events").asLong()
                + "}}");
    JsonNode first = again.next(node -> is(node, "event"));
    assertEquals(subscribed.get("events").asLong() + 1, first.get("sequence").asLong());
    if (!first.get("source").asText().equals("load1")) {
      again.next(node -> is(node, "event") && node.get("source").asText().equals("load1"));
    }
    back.abort();
  }
}
