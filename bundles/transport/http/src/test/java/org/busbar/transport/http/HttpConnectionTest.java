package org.busbar.transport.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.DeviceException.Malformed;
import org.busbar.api.transport.DeviceException.NoResponse;
import org.busbar.api.transport.DeviceException.Rejected;
import org.busbar.api.transport.Document;
import org.busbar.api.transport.Message;
import org.busbar.api.transport.MessageConnection;
import org.busbar.api.transport.Source;
import org.busbar.testkit.api.Heard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpConnectionTest {
  private static final Duration OFTEN = Duration.ofMillis(20);

  @TempDir Path home;
  private final Heard heard = new Heard();

  private MessageConnection open(String url, String... more) {
    Map<String, String> settings = new HashMap<>(Map.of("url", url, "timeout", "30 s"));
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return new Http(home)
        .open(new ConnectionConfig("dev", "http", settings, "test"), heard, Clock.system());
  }

  private void secret(String name, String text) throws Exception {
    Path file = Files.createDirectories(home.resolve("secrets")).resolve(name);
    Files.writeString(file, text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void aDocumentIsAskedForAgainAndAgainAndWritesGoBetween() throws Exception {
    try (Host host = new Host(exchange -> Host.say(exchange, 200, "{\"w\": 5}"));
        MessageConnection connection = open(host.url())) {
      var poll = connection.watch(Source.of("/status?id=0"), OFTEN, heard);
      Document first = heard.next(Document.class);
      assertEquals("{\"w\": 5}", first.text());
      assertFalse(first.isRetained());
      heard.next(Document.class);
      assertEquals("connected", heard.changes.poll(30, TimeUnit.SECONDS));
      Heard.onThread(
          connection,
          () -> {
            connection.write(new Message("/relay/0?turn=on", "GET", ""));
            connection.write(new Message("/rpc", "POST", "{\"on\": true}"));
            return connection.read(Source.of("/relay/0"));
          });
      assertTrue(host.asked.contains("GET /relay/0?turn=on"));
      assertTrue(host.asked.contains("POST /rpc"));
      assertThrows(
          IllegalStateException.class, () -> connection.read(Source.of("/from-elsewhere")));
      poll.cancel();
      assertTrue(connection.counters().responses() >= 4);
    }
  }

  @Test
  void aSourceThatIsAskedByABodyIsThatAnswer() throws Exception {
    try (Host host =
            new Host(
                exchange ->
                    Host.say(
                        exchange,
                        200,
                        new String(
                            exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        MessageConnection connection = open(host.url())) {
      Source source = new Source("status", Optional.of(new Message("/rpc", "POST", "{\"id\":1}")));
      connection.watch(source, OFTEN, heard);
      assertEquals("{\"id\":1}", heard.next(Document.class).text());
    }
  }

  @Test
  void whatIsNoAnswerIsSaidToBeNone() throws Exception {
    Map<String, Integer> status = Map.of("/missing", 404, "/elsewhere", 302, "/broken", 500);
    try (Host other = new Host(exchange -> Host.say(exchange, 200, "{}"));
        Host host =
            new Host(
                exchange -> {
                  String path = exchange.getRequestURI().getPath();
                  switch (path) {
                    case "/long" -> Host.say(exchange, 200, "x".repeat(200_000));
                    case "/bytes" -> {
                      exchange.sendResponseHeaders(200, 2);
                      exchange.getResponseBody().write(new byte[] {(byte) 0xC3, 0x28});
                    }
                    default -> {
                      exchange.getResponseHeaders().add("Location", other.url() + "/");
                      Host.say(exchange, status.get(path), "no");
                    }
                  }
                });
        MessageConnection connection = open(host.url())) {
      for (String path : status.keySet()) {
        Rejected refused =
            assertThrows(
                Rejected.class,
                () -> Heard.onThread(connection, () -> connection.read(Source.of(path))));
        assertEquals(status.get(path), refused.code());
      }
      assertTrue(other.asked.isEmpty(), "a redirect is not followed");
      for (String path : new String[] {"/long", "/bytes"}) {
        assertThrows(
            Malformed.class,
            () -> Heard.onThread(connection, () -> connection.read(Source.of(path))));
      }
      for (String path : new String[] {"elsewhere", "http://evil/", "", "/a b"}) {
        assertThrows(
            IllegalArgumentException.class,
            () -> connection.watch(Source.of(path), OFTEN, heard),
            path);
      }
      assertThrows(
          IllegalArgumentException.class,
          () ->
              Heard.onThread(
                  connection,
                  () -> {
                    connection.write(new Message("/x", "DELETE", ""));
                    return 0;
                  }));
      assertThrows(
          IllegalArgumentException.class,
          () -> connection.watch(Source.of("/x"), Duration.ZERO, heard));
    }
  }

  @Test
  void anAnswerThatDripsEndsAtTheTimeOut() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        MessageConnection connection =
            open("http://127.0.0.1:" + server.getLocalPort(), "timeout", "200 ms")) {
      Thread.ofPlatform()
          .daemon()
          .start(
              () -> {
                try (Socket peer = server.accept()) {
                  peer.getOutputStream()
                      .write(
                          "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"
                              .getBytes(StandardCharsets.US_ASCII));
                  peer.getOutputStream().flush();
                  peer.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
                } catch (java.io.IOException e) {
                  heard.told.add(e);
                }
              });
      assertThrows(
          NoResponse.class,
          () -> Heard.onThread(connection, () -> connection.read(Source.of("/drip"))));
    }
  }

  @Test
  void aHostThatGoesIsToldOnceAndSoIsItsReturn() throws Exception {
    int port;
    try (Host host = new Host(exchange -> Host.say(exchange, 200, "1"));
        MessageConnection connection = open(host.url())) {
      port = host.port();
      connection.watch(Source.of("/"), OFTEN, heard);
      heard.next(Document.class);
      assertEquals("connected", heard.changes.poll(30, TimeUnit.SECONDS));
      host.stop();
      heard.next(NoResponse.class);
      assertEquals("lost", heard.changes.poll(30, TimeUnit.SECONDS));
      heard.next(NoResponse.class);
      try (Host again = new Host(port, exchange -> Host.say(exchange, 200, "2"))) {
        assertEquals(port, again.port());
        assertEquals("2", heard.next(Document.class).text());
        assertEquals("connected", heard.changes.poll(30, TimeUnit.SECONDS));
        assertEquals(1, connection.counters().reconnects());
      }
    }
  }

  @Test
  void aSilentDocumentIsAskedSeldomAndToldOfAndItsNeighbourReadOn() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (Host host =
            new Host(
                exchange -> {
                  if (exchange.getRequestURI().getPath().equals("/dead")) {
                    await(end);
                  }
                  Host.say(exchange, 200, "1");
                });
        MessageConnection connection = open(host.url(), "timeout", "400 ms")) {
      Heard dead = new Heard();
      connection.watch(Source.of("/dead"), Duration.ofMillis(100), dead);
      dead.next(NoResponse.class);
      connection.watch(Source.of("/alive"), Duration.ofMillis(100), heard);
      dead.told.clear();
      host.asked.clear();
      for (int i = 0; i < 30; i++) {
        heard.next(Document.class);
      }
      // Each costs the neighbour a period, and 30 of them would have come.
      long asked = host.asked.stream().filter("GET /dead"::equals).count();
      assertTrue(asked <= 15, "the silent one was asked " + asked + " times");
      assertTrue(dead.told.size() >= 10, "age is never hidden: " + dead.told.size());
      assertEquals(List.of("lost", "connected"), List.copyOf(heard.changes), "once each");
      end.countDown();
      assertEquals("1", dead.next(Document.class).text());
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void passwordsAndTokensComeFromFilesOfTheirOwn() throws Exception {
    secret("pw", "s3cret");
    try (Host host =
            new Host(
                exchange ->
                    Host.say(
                        exchange,
                        200,
                        String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))));
        MessageConnection basic =
            open(host.url(), "auth", "basic", "user", "u", "password", "secret:pw");
        MessageConnection bearer = open(host.url(), "auth", "bearer", "token", "secret:pw")) {
      Document first = Heard.onThread(basic, () -> basic.read(Source.of("/")));
      assertEquals("Basic dTpzM2NyZXQ=", first.text());
      Document second = Heard.onThread(bearer, () -> bearer.read(Source.of("/")));
      assertEquals("Bearer s3cret", second.text());
    }
  }

  @Test
  void aDigestIsAnsweredAndItsNonceUsedAgain() throws Exception {
    secret("pw", "s3cret");
    AtomicBoolean fresh = new AtomicBoolean();
    try (Host host =
            new Host(
                exchange -> {
                  String sent = exchange.getRequestHeaders().getFirst("Authorization");
                  if (sent != null && isRight(sent, exchange.getRequestURI().toString())) {
                    Host.say(exchange, 200, "in");
                  } else {
                    exchange
                        .getResponseHeaders()
                        .add(
                            "WWW-Authenticate",
                            "Digest qop=\"auth\", realm=\"dev\", nonce=\"60dc59c6\", algorithm=SHA-256");
                    fresh.set(true);
                    Host.say(exchange, 401, "");
                  }
                });
        MessageConnection connection =
            open(host.url(), "auth", "digest", "user", "admin", "password", "secret:pw")) {
      for (int i = 0; i < 3; i++) {
        String path = "/rpc/A?id=" + i;
        assertEquals(
            "in", Heard.onThread(connection, () -> connection.read(Source.of(path))).text());
      }
      assertTrue(fresh.get());
      assertEquals(4, host.asked.size());
    }
  }

  /** The JDK would where an interim answer came first, and take what lies in it for the next. */
  @Test
  void aConnectionOnWhichProtocolsWereSwitchedIsNotUsedAgain() throws Exception {
    String none = "HTTP/1.1 103 Early\r\nA: b\r\n\r\nHTTP/1.1 101 Switching\r\nA: b\r\n\r\n";
    String answer = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n";
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(
              () -> {
                try (Socket first = server.accept()) {
                  Thread.ofVirtual().start(() -> talk(first, none, answer + "9"));
                  talk(server.accept(), answer + "5");
                } catch (IOException closed) {
                  return; // The test is over.
                }
              });
      try (MessageConnection connection = open("http://127.0.0.1:" + server.getLocalPort())) {
        assertThrows(
            Malformed.class,
            () -> Heard.onThread(connection, () -> connection.read(Source.of("/"))));
        assertEquals("5", Heard.onThread(connection, () -> connection.read(Source.of("/"))).text());
      }
    }
  }

  /**
   * As a device does that keeps connections for a moment only: the next question comes too late.
   */
  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST"})
  void aReadingThatMeetsAConnectionJustClosedIsAskedAgainAndAWriteIsNot(String method)
      throws Exception {
    String answer = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n";
    AtomicInteger connections = new AtomicInteger();
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  while (true) {
                    Socket peer = server.accept();
                    String text = answer + connections.incrementAndGet();
                    Thread.ofVirtual().start(() -> talkAndHangUp(peer, text));
                  }
                } catch (IOException closed) {
                  return; // The test is over.
                }
              });
      Message ask = new Message("/rpc", method, method.equals("GET") ? "" : "{}");
      Source source = new Source("state", Optional.of(ask));
      try (MessageConnection connection = open("http://127.0.0.1:" + server.getLocalPort())) {
        for (String each : new String[] {"1", "2", "3"}) {
          assertEquals(
              each, Heard.onThread(connection, () -> connection.read(source)).text(), each);
        }
        assertEquals(0, connection.counters().timeouts());
        Message write = new Message("/set", "POST", "{}");
        assertThrows(
            NoResponse.class,
            () ->
                Heard.onThread(
                    connection,
                    () -> {
                      connection.write(write);
                      return 0;
                    }));
        assertEquals(3, connections.get(), "who writes decides whether it is written again");
      }
    }
  }

  /** Answers once, hears the next question and is gone. */
  private static void talkAndHangUp(Socket peer, String text) {
    try (peer) {
      hear(peer);
      peer.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      hear(peer);
    } catch (IOException gone) {
      return; // The other end was quicker.
    }
  }

  /** Head and body of a question: they may come one after the other. */
  private static void hear(Socket peer) throws IOException {
    StringBuilder heard = new StringBuilder();
    while (true) {
      int next = peer.getInputStream().read();
      heard.append((char) next);
      boolean post = heard.indexOf("POST") == 0;
      if (next < 0 || heard.toString().endsWith(post ? "\r\n\r\n{}" : "\r\n\r\n")) {
        return;
      }
    }
  }

  private static void talk(Socket peer, String... texts) {
    try {
      for (String text : texts) {
        peer.getInputStream().read(new byte[4_096]);
        peer.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      }
    } catch (IOException gone) {
      return; // The other end had enough.
    }
  }

  /** By the formula of RFC 7616, computed here anew. */
  private static boolean isRight(String sent, String path) {
    try {
      String ha1 = sha("admin:dev:s3cret");
      String ha2 = sha("GET:" + path);
      String response =
          sha(
              ha1
                  + ":60dc59c6:"
                  + part(sent, "nc=")
                  + ":"
                  + part(sent, "cnonce=")
                  + ":auth:"
                  + ha2);
      return part(sent, "response=").equals(response) && part(sent, "uri=").equals(path);
    } catch (Exception e) {
      return false;
    }
  }

  private static String part(String header, String key) {
    Matcher part = Pattern.compile("[ ,]" + key + "\"?([^\",]+)").matcher(header);
    return part.find() ? part.group(1) : "";
  }

  private static String sha(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void wrongSettingsAreNamedWithTheirRemedy() throws Exception {
    secret("pw", "x");
    Files.setPosixFilePermissions(
        home.resolve("secrets/pw"), PosixFilePermissions.fromString("rw-r--r--"));
    Map<String, Map<String, String>> wrong =
        Map.of(
            "'url' is missing", Map.of(),
            "'url' is 'ftp://x'", Map.of("url", "ftp://x"),
            "'ulr' is unknown. Did you mean 'url'?", Map.of("ulr", "http://x"),
            "'password' is missing", Map.of("url", "http://x", "auth", "basic", "user", "a"),
            "'password' is no reference",
                Map.of("url", "http://x", "auth", "basic", "user", "a", "password", "plain"),
            "which others may read",
                Map.of("url", "http://x", "auth", "bearer", "token", "secret:pw"),
            "'user' is not used", Map.of("url", "http://x", "user", "a"),
            "'ca' names", Map.of("url", "https://x", "ca", "none.pem"));
    wrong.forEach(
        (message, settings) ->
            assertTrue(
                new Http(home)
                    .problems(new ConnectionConfig("dev", "http", settings, "t")).stream()
                        .anyMatch(problem -> problem.contains(message)),
                () ->
                    message
                        + " in "
                        + new Http(home)
                            .problems(new ConnectionConfig("dev", "http", settings, "t"))));
  }
}
