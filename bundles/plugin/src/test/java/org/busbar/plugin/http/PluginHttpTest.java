package org.busbar.plugin.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.busbar.api.http.HostRefusedException;
import org.busbar.api.http.HttpAccess;
import org.busbar.api.http.HttpAnswer;
import org.busbar.api.http.HttpAsk;
import org.busbar.api.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PluginHttpTest {
  private final AtomicLong passedNanos = new AtomicLong();
  private final Clock clock =
      new Clock() {
        @Override
        public long nanos() {
          return passedNanos.get();
        }

        @Override
        public Instant instant() {
          return Instant.EPOCH;
        }
      };
  private final List<String> refused = new ArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch end = new CountDownLatch(1);
  private final Wire wire = new Wire();
  private ExecutorService workers;
  private HttpServer server;
  private String here;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    workers = Executors.newCachedThreadPool();
    server.setExecutor(workers);
    here = "localhost:" + server.getAddress().getPort();
    server.createContext("/prices", this::prices);
    server.createContext("/elsewhere", exchange -> answer(exchange, 302, new byte[0]));
    server.createContext("/huge", this::huge);
    server.createContext(
        "/never",
        exchange -> {
          asked.incrementAndGet();
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    end.countDown();
    wire.end();
    server.stop(0);
    workers.shutdownNow();
  }

  private void prices(HttpExchange exchange) throws IOException {
    asked.incrementAndGet();
    byte[] body = exchange.getRequestBody().readAllBytes();
    String said =
        exchange.getRequestMethod() + " " + exchange.getRequestHeaders().getFirst("X-Key");
    answer(
        exchange,
        200,
        (said + " " + new String(body, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
  }

  private void huge(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      byte[] block = new byte[1 << 20];
      for (int i = 0; i < 64; i++) {
        out.write(block);
      }
    }
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Location", "http://127.0.0.2/");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private PluginHttp plugin(String... hosts) {
    return new PluginHttp(
        wire,
        () -> Optional.of(Hosts.of(List.of(hosts))),
        (host, why) -> refused.add(host + ": " + why),
        clock);
  }

  private HttpAsk ask(String path, Duration timeout) {
    return new HttpAsk("GET", URI.create("http://" + here + path), Map.of(), new byte[0], timeout);
  }

  @Test
  void aHostThatWasDeclaredAnswers() throws IOException {
    byte[] body = "tomorrow".getBytes(StandardCharsets.UTF_8);
    URI uri = URI.create("http://LOCALHOST:" + server.getAddress().getPort() + "/prices");
    HttpAnswer answer =
        plugin(here).send(new HttpAsk("POST", uri, Map.of("X-Key", "k"), body, HttpAccess.LONGEST));
    assertTrue(answer.isGood());
    assertArrayEquals("POST k tomorrow".getBytes(StandardCharsets.UTF_8), answer.body());
    assertEquals(List.of(), refused);
  }

  @Test
  void aHostThatWasNotDeclaredIsRefusedBeforeAnythingIsSentAndToldOnceAMinute() {
    PluginHttp http = plugin("prices.example:443");
    for (int i = 0; i < 50; i++) {
      assertThrows(HostRefusedException.class, () -> http.send(ask("/prices", HttpAccess.LONGEST)));
    }
    assertEquals(0, asked.get());
    assertEquals(1, refused.size(), refused.toString());
    assertTrue(refused.getFirst().contains("declared [prices.example:443]"), refused.toString());
    passedNanos.addAndGet(Duration.ofMinutes(1).toNanos());
    assertThrows(HostRefusedException.class, () -> http.send(ask("/prices", HttpAccess.LONGEST)));
    assertEquals(2, refused.size());
  }

  @Test
  void manyNamesOfHostsAreNotManyAlarms() {
    PluginHttp http = plugin();
    for (int i = 0; i < 1000; i++) {
      URI uri = URI.create("https://h" + i + ".example/");
      assertThrows(HostRefusedException.class, () -> http.get(uri));
    }
    assertEquals(17, refused.size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://prices.example/",
        "https://prices.example:8443/",
        "https://prices.example.evil.example/",
        "https://user@prices.example/",
        "https://prices.example@evil.example/",
        "file:///etc/passwd",
        "ftp://prices.example:443/",
        "https:prices.example",
        "//prices.example/",
        "https://[::1]/",
        "https://xprices.example/"
      })
  void whatOnlyLooksLikeADeclaredHostIsRefused(String uri) {
    PluginHttp http = plugin("prices.example");
    assertThrows(HostRefusedException.class, () -> http.get(URI.create(uri)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://prices.example/",
        "https://PRICES.example:443/x",
        "https://prices.example./"
      })
  void theSameHostInOtherSpellingsIsTheSame(String uri) {
    assertTrue(Hosts.of(List.of("Prices.example")).has(Hosts.of(URI.create(uri))));
  }

  @Test
  void aBundleOfTheAssemblyAsksWhomItWants() throws IOException {
    PluginHttp own = new PluginHttp(wire, Optional::empty, (host, why) -> refused.add(why), clock);
    assertTrue(own.send(ask("/prices", HttpAccess.LONGEST)).isGood());
  }

  @Test
  void aRedirectionComesBackAsAnAnswer() throws IOException {
    HttpAnswer answer = plugin(here).send(ask("/elsewhere", HttpAccess.LONGEST));
    assertEquals(302, answer.status());
    assertEquals(List.of("http://127.0.0.2/"), answer.headers().get("location"));
  }

  @Test
  void anAnswerThatIsTooLargeIsNotTaken() {
    PluginHttp http = plugin(here);
    assertThrows(IOException.class, () -> http.send(ask("/huge", HttpAccess.LONGEST)));
  }

  @Test
  void anAnswerThatDoesNotComeIsGivenUpInTime() {
    PluginHttp http = plugin(here);
    long begun = System.nanoTime();
    IOException e =
        assertThrows(IOException.class, () -> http.send(ask("/never", Duration.ofMillis(200))));
    assertTrue(System.nanoTime() - begun < Duration.ofSeconds(10).toNanos());
    assertTrue(e.getMessage().contains("/never"), e.getMessage());
  }

  @Test
  void moreThanFourAtATimeWaitForTheirTurnInTheirOwnTime() throws Exception {
    PluginHttp http = plugin(here);
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 4; i++) {
        pool.submit(() -> http.send(ask("/never", Duration.ofSeconds(20))));
      }
      while (asked.get() < 4) {
        Thread.onSpinWait();
      }
      IOException e =
          assertThrows(IOException.class, () -> http.send(ask("/prices", Duration.ofMillis(50))));
      assertTrue(e.getMessage().contains("under way already"), e.getMessage());
      end.countDown();
    }
  }

  @Test
  void aRequestHasItsLimits() {
    URI uri = URI.create("https://prices.example/");
    byte[] none = new byte[0];
    byte[] much = new byte[HttpAccess.LARGEST + 1];
    Duration long1 = HttpAccess.LONGEST.plusMillis(1);
    Duration good = HttpAccess.LONGEST;
    assertThrows(
        IllegalArgumentException.class, () -> new HttpAsk("GET", uri, Map.of(), none, long1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new HttpAsk("GET", uri, Map.of(), none, Duration.ZERO));
    assertThrows(
        IllegalArgumentException.class, () -> new HttpAsk("POST", uri, Map.of(), much, good));
  }
}
