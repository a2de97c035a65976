package org.busbar.runtime.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.busbar.api.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * From a sample to a live client: the time of measurement against the moment the frame is here,
 * with a hundred clients of the shipped edge assembly; then again beside a client that reads one
 * byte per second. Values coalesce at 4 Hz and are frozen each 100 ms, and that is in the figure.
 */
final class LiveBench implements Bench {
  private static final int CLIENTS = 100;
  private static final int PLANT_PORT = 29_100;
  private static final int PORT = 29_099;
  private static final String SUBSCRIBE =
      "{\"type\":\"subscribe\",\"devices\":[\"*\"],\"events\":true,\"decisions\":true}";

  @Override
  public String name() {
    return "live";
  }

  @Override
  public String text() {
    return "sample to live client with 100 clients, without and with one that reads 1 byte/s";
  }

  @Override
  public void run(Report report, boolean brief) throws Exception {
    Path home = Files.createTempDirectory("busbar-bench");
    Process plant =
        process(
            home.resolve("plant.log"),
            List.of(
                StartBench.java(),
                "-XX:+UseSerialGC",
                "-Xmx96m",
                "-cp",
                System.getProperty("java.class.path"),
                "org.busbar.sim.SimMain",
                "devices",
                "--port",
                Integer.toString(PLANT_PORT)));
    Process gateway = null;
    try {
      StartBench.waitFor(
          "http://127.0.0.1:" + (PLANT_PORT + 60) + "/plant", Duration.ofSeconds(30));
      Files.writeString(home.resolve("site.yaml"), StartBench.site(PLANT_PORT));
      Path dist = Path.of(System.getProperty("busbar.dist"));
      gateway = process(home.resolve("gateway.log"), StartBench.gateway(dist, home, PORT));
      StartBench.waitFor("http://127.0.0.1:" + PORT + "/health/ready", Duration.ofSeconds(60));
      String token = Files.readString(home.resolve("home").resolve("token")).strip();
      Duration each = Duration.ofSeconds(brief ? 12 : 60);
      Kernel.await(Duration.ofSeconds(30), () -> opens(token));
      measure(each, token, null, brief); // warm
      Samples alone = measure(each, token, null, brief);
      report.samples("live/sample-to-client", alone, 1e6, "ms", Map.of("clients", CLIENTS));
      Samples beside;
      try (Slow slow = new Slow(token)) {
        beside = measure(each, token, slow, brief);
      }
      report.samples(
          "live/sample-to-client-beside-slow", beside, 1e6, "ms", Map.of("clients", CLIENTS));
      report.value(
          "live/p95-moved",
          (beside.at(0.95) / alone.at(0.95) - 1) * 100,
          "%",
          Map.of("budget", 20.0));
    } finally {
      if (gateway != null) {
        end(gateway);
      }
      end(plant);
      StartBench.delete(home);
    }
  }

  private static Process process(Path log, List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private static void end(Process process) throws InterruptedException {
    process.destroy();
    process.waitFor(15, TimeUnit.SECONDS);
  }

  private static WebSocket open(HttpClient http, String token, Client client) {
    return http.newWebSocketBuilder()
        .header("Authorization", "Bearer " + token)
        .buildAsync(URI.create("ws://127.0.0.1:" + PORT + "/api/v1/live"), client)
        .join();
  }

  private static boolean opens(String token) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      open(http, token, new Client()).abort();
      return true;
    } catch (CompletionException e) {
      return false; // not there yet
    }
  }

  /** Listens with all clients for a while; the slow one reads on meanwhile. */
  private static Samples measure(Duration each, String token, @Nullable Slow slow, boolean brief)
      throws IOException {
    List<Client> clients = new ArrayList<>();
    List<WebSocket> sockets = new ArrayList<>();
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (int i = 0; i < CLIENTS; i++) {
        Client client = new Client();
        clients.add(client);
        WebSocket socket = open(http, token, client);
        sockets.add(socket);
        socket.sendText(SUBSCRIBE, true).join();
      }
      for (long second = 0; second < each.toSeconds(); second++) {
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        if (slow != null) {
          slow.readOne();
        }
      }
      sockets.forEach(WebSocket::abort);
    }
    Samples samples = new Samples(brief ? 1_000_000 : 5_000_000);
    for (Client client : clients) {
      client.addTo(samples);
    }
    return samples;
  }

  /** Keeps frames as they come; they are read when all is over, so that reading costs nothing. */
  private static final class Client implements WebSocket.Listener {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Frame> frames = new ArrayList<>();
    private final StringBuilder part = new StringBuilder();

    private record Frame(Instant at, String text) {}

    @Override
    public synchronized @Nullable CompletionStage<?> onText(
        WebSocket socket, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        if (part.indexOf("{\"type\":\"values\"") == 0) {
          frames.add(new Frame(Clock.system().instant(), part.toString()));
        }
        part.setLength(0);
      }
      socket.request(1);
      return null;
    }

    /** The first frame has everything, however old; those after it have what changed. */
    private synchronized void addTo(Samples samples) throws IOException {
      for (Frame frame : frames.subList(Math.min(1, frames.size()), frames.size())) {
        for (JsonNode value : JSON.readTree(frame.text()).get("values")) {
          if (value.get("quality").asText().equals("GOOD")) {
            Instant measured = Instant.parse(value.get("measuredAt").asText());
            samples.add(Duration.between(measured, frame.at()).toNanos());
          }
        }
      }
    }
  }

  /** A client by hand that reads one byte when asked; comes again when it was let go. */
  private static final class Slow implements AutoCloseable {
    private final String token;
    private Socket socket;

    Slow(String token) throws IOException {
      this.token = token;
      this.socket = connect();
    }

    private Socket connect() throws IOException {
      Socket made = new Socket();
      made.setReceiveBufferSize(4096);
      made.connect(new InetSocketAddress("127.0.0.1", PORT));
      made.setSoTimeout(5_000);
      String head =
          "GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1:"
              + PORT
              + "\r\nAuthorization: Bearer "
              + token
              + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13"
              + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
      ByteArrayOutputStream sent = new ByteArrayOutputStream();
      sent.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
      byte[] payload = SUBSCRIBE.getBytes(StandardCharsets.US_ASCII);
      sent.write(0x81);
      sent.write(0x80 | payload.length);
      sent.writeBytes(new byte[4]); // a mask of zeros changes nothing
      sent.writeBytes(payload);
      made.getOutputStream().write(sent.toByteArray());
      return made;
    }

    void readOne() throws IOException {
      if (isOver()) {
        socket.close();
        socket = connect();
      }
    }

    private boolean isOver() {
      try {
        return socket.getInputStream().read() < 0;
      } catch (IOException e) {
        return true; // let go
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
