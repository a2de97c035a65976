package org.busbar.transport.ocpp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.DeviceException.NoResponse;
import org.busbar.api.transport.DeviceException.Rejected;
import org.busbar.api.transport.StationConnection;
import org.busbar.api.transport.StationListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class OcppConnectionTest {
  @TempDir Path home;

  private final HttpClient client = HttpClient.newHttpClient();
  private StationConnection connection;
  private int port;

  @BeforeEach
  void listen() throws Exception {
    open(Map.of("timeout", "20 s"));
  }

  private void open(Map<String, String> settings) throws Exception {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    CompletableFuture<Void> listening = new CompletableFuture<>();
    Map<String, String> all = new java.util.HashMap<>(settings);
    all.put("port", Integer.toString(port));
    connection =
        new OcppTransport(home)
            .open(
                new ConnectionConfig("stations", "ocpp", all, "test"),
                new ConnectionListener() {
                  @Override
                  public void connected() {
                    listening.complete(null);
                  }

                  @Override
                  public void lost(DeviceException cause) {
                    listening.completeExceptionally(cause);
                  }
                },
                Clock.system());
    listening.get(30, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() {
    connection.close();
    client.close();
  }

  @Test
  void answersWhatTheListenerAnswersAndCallsBack() throws Exception {
    Heard heard = new Heard("{\"a\":1}");
    connection.attend("CP", Duration.ofSeconds(1), heard);
    Peer peer = peer("CP", "ocpp1.6");
    assertEquals("arrived ocpp1.6", heard.next());
    peer.send("[2,\"7\",\"Heartbeat\",{}]");
    assertEquals("Heartbeat {}", heard.next());
    assertEquals("[3,\"7\",{\"a\":1}]", peer.next());

    CompletableFuture<String> answer = call("CP", "Reset");
    assertEquals("[2,\"1\",\"Reset\",{}]", peer.next());
    peer.send("[3,\"1\",{\"status\":\"Accepted\"}]");
    assertEquals("{\"status\":\"Accepted\"}", answer.get(30, TimeUnit.SECONDS));
  }

  @Test
  void hearsTheStationWhileItWaitsForItsAnswer() throws Exception {
    Heard heard = new Heard("{}");
    connection.attend("CP", Duration.ofSeconds(1), heard);
    Peer peer = peer("CP", "ocpp2.0.1");
    heard.next();
    CompletableFuture<String> answer = call("CP", "Reset");
    peer.next();
    peer.send("[2,\"x\",\"Heartbeat\",{}]");
    assertEquals("[3,\"x\",{}]", peer.next());
    peer.send("[4,\"1\",\"NotSupported\",\"no\",{}]");
    Exception refused = assertThrows(Exception.class, () -> answer.get(30, TimeUnit.SECONDS));
    assertInstanceOf(Rejected.class, refused.getCause());
  }

  @Test
  void asksASilentStationOnceAndThenNotUntilItSpeaks() throws Exception {
    connection.close();
    open(Map.of("timeout", "2 s"));
    Heard heard = new Heard("{}");
    connection.attend("CP", Duration.ofSeconds(1), heard);
    Peer peer = peer("CP", "ocpp1.6");
    heard.next();
    for (int i = 0; i < 20; i++) {
      CompletableFuture<String> unanswered = call("CP", "Reset");
      Exception e = assertThrows(Exception.class, () -> unanswered.get(30, TimeUnit.SECONDS));
      assertInstanceOf(NoResponse.class, e.getCause());
    }
    assertEquals(1, connection.counters().timeouts());
    peer.next();
    peer.send("[2,\"x\",\"Heartbeat\",{}]");
    peer.next();
    CompletableFuture<String> answer = call("CP", "Reset");
    assertEquals("[2,\"2\",\"Reset\",{}]", peer.next());
    peer.send("[3,\"2\",{}]");
    assertEquals("{}", answer.get(30, TimeUnit.SECONDS));
  }

  @Test
  void turnsAwayWhomNobodyNamesAndWhoSpeaksSomethingElse() {
    connection.attend("CP", Duration.ofSeconds(1), new Heard("{}"));
    assertTurnedAway("OTHER", "ocpp1.6", "");
    assertTurnedAway("CP", "ocpp1.5", "");
  }

  @Test
  void turnsAwayWhoDoesNotKnowThePassword() throws Exception {
    connection.close();
    Path secret = Files.createDirectory(home.resolve("secrets")).resolve("ocpp-CP");
    Files.writeString(secret, "opensesame");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    open(Map.of("auth", "basic"));
    connection.attend("CP", Duration.ofSeconds(1), new Heard("{}"));
    connection.attend("NEW", Duration.ofSeconds(1), new Heard("{}"));
    assertTurnedAway("CP", "ocpp1.6", "");
    assertTurnedAway("CP", "ocpp1.6", "CP:opensesam");
    assertTurnedAway("NEW", "ocpp1.6", "NEW:null");
    assertNotNull(new Peer("CP", "ocpp1.6", "CP:opensesame"));
  }

  @Test
  void wantsPasswordsWhereOthersCanReachIt() {
    var config = new ConnectionConfig("s", "ocpp", Map.of("host", "0.0.0.0"), "test");
    assertTrue(
        new OcppTransport(home).problems(config).getFirst().contains("'auth' is none"),
        () -> new OcppTransport(home).problems(config).toString());
  }

  @Test
  void hangsUpOnWhoSendsMoreThanCanBeHeardAndKeepsHisNeighbour() throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    Heard slow = new Heard("{}");
    Heard neighbour = new Heard("{}");
    connection.attend("FLOOD", Duration.ofSeconds(1), slow);
    connection.attend("CP", Duration.ofSeconds(1), neighbour);
    Peer flood = peer("FLOOD", "ocpp1.6");
    Peer peer = peer("CP", "ocpp1.6");
    slow.next();
    neighbour.next();
    connection.urgent(go::join);
    for (int i = 0; i < 200 && !flood.closed.isDone(); i++) {
      flood.send("[2,\"" + i + "\",\"Heartbeat\",{}]");
    }
    flood.closed.get(30, TimeUnit.SECONDS);
    go.complete(null);
    peer.send("[2,\"x\",\"Heartbeat\",{}]");
    assertEquals("Heartbeat {}", neighbour.next());
  }

  /** Kept seed; the long form is a million. */
  @Test
  @Timeout(1_200)
  void bearsAnythingThatIsSent() throws Exception {
    int rounds = Boolean.getBoolean("busbar.deep") ? 1_000_000 : 3_000;
    SplittableRandom random = new SplittableRandom(20_261_121);
    String sound =
        "[2,\"7\",\"MeterValues\",{\"connectorId\":1,\"meterValue\":[{\"a\":[1e9,null]}]}]";
    Heard heard = new Heard("{}");
    connection.attend("CP", Duration.ofSeconds(1), heard);
    Peer peer = peer("CP", "ocpp1.6");
    heard.next();
    for (int i = 0; i < rounds; i++) {
      StringBuilder broken = new StringBuilder(sound);
      for (int change = random.nextInt(1, 6); change > 0; change--) {
        int at = random.nextInt(broken.length());
        switch (random.nextInt(3)) {
          case 0 -> broken.setCharAt(at, (char) random.nextInt(1, 0xd7ff));
          case 1 -> broken.deleteCharAt(at);
          default -> broken.insert(at, "[{\"2345e-,:".charAt(random.nextInt(11)));
        }
      }
      peer.send(broken.toString());
      if (i % 32 == 31) {
        // Never more at once than a station may send.
        peer.send("[2,\"sync" + i + "\",\"Heartbeat\",{}]");
        String wanted = "[3,\"sync" + i + "\",{}]";
        while (!wanted.equals(peer.next())) {
          heard.all.clear();
        }
      }
    }
    CompletableFuture<String> answer = call("CP", "Reset");
    while (!peer.next().startsWith("[2,")) {
      heard.all.clear();
    }
    peer.send("[3,\"1\",{}]");
    assertEquals("{}", answer.get(30, TimeUnit.SECONDS));
  }

  private CompletableFuture<String> call(String station, String action) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    connection.urgent(
        () -> {
          try {
            answer.complete(connection.call(station, action, "{}"));
          } catch (DeviceException e) {
            answer.completeExceptionally(e);
          }
        });
    return answer;
  }

  private Peer peer(String station, String protocol) {
    return new Peer(station, protocol, "");
  }

  private void assertTurnedAway(String station, String protocol, String login) {
    CompletionException e =
        assertThrows(CompletionException.class, () -> new Peer(station, protocol, login));
    assertTrue(
        e.getCause() instanceof WebSocketHandshakeException || e.getCause() instanceof IOException,
        () -> "not turned away: " + e.getCause());
  }

  /** A station's end, from the JDK. */
  private final class Peer implements WebSocket.Listener {
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final StringBuilder part = new StringBuilder();
    private final WebSocket socket;

    Peer(String station, String protocol, String login) {
      WebSocket.Builder builder = client.newWebSocketBuilder().subprotocols(protocol);
      if (!login.isEmpty()) {
        byte[] bytes = login.getBytes(StandardCharsets.UTF_8);
        builder.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
      }
      socket =
          builder.buildAsync(URI.create("ws://127.0.0.1:" + port + "/" + station), this).join();
    }

    void send(String text) {
      try {
        socket.sendText(text, true).join();
      } catch (CompletionException e) {
        closed.complete(null);
      }
    }

    String next() throws InterruptedException {
      String next = said.poll(30, TimeUnit.SECONDS);
      assertNotNull(next, "nothing was said");
      return next;
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        said.add(part.toString());
        part.setLength(0);
      }
      webSocket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
      closed.complete(null);
      return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
      closed.complete(null);
    }
  }

  /** Keeps what it hears, and gives one answer. */
  private static final class Heard implements StationListener {
    private final BlockingQueue<String> all = new LinkedBlockingQueue<>();
    private final String answer;

    Heard(String answer) {
      this.answer = answer;
    }

    String next() throws InterruptedException {
      String next = all.poll(30, TimeUnit.SECONDS);
      assertNotNull(next, "nothing was heard");
      return next;
    }

    @Override
    public void arrived(String protocol) {
      all.add("arrived " + protocol);
    }

    @Override
    public void left(DeviceException cause) {
      all.add("left");
    }

    @Override
    public Optional<String> called(String action, String payload, long nanos) {
      all.add(action + " " + payload);
      return Optional.of(answer);
    }

    @Override
    public void due() {}
  }
}
