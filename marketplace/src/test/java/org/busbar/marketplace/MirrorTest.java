package org.busbar.marketplace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.busbar.marketplace.write.Mirror;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.format.Tier;
import org.busbar.plugin.intake.Fetch;
import org.busbar.plugin.intake.Source;
import org.busbar.plugin.plan.Planner;
import org.busbar.plugin.trust.Policy;
import org.busbar.plugin.trust.Revocation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies of a catalogue, and servers that give none. */
class MirrorTest {
  private static final String ID = "com.acme.good";

  @TempDir Path folder = Path.of("");
  private Workshop workshop;

  @BeforeEach
  void open() throws Exception {
    workshop = new Workshop(folder);
    workshop.publish(workshop.draft(ID, "1.0.0"), Tier.COMMUNITY);
    workshop.open();
  }

  private Mirror mirror() throws RefusedException {
    return new Mirror(Fetch.of(workshop.market().toString()), Policy.production(), Workshop.NOW);
  }

  private static Map<String, String> digests(Path folder) throws IOException, RefusedException {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        digests.put(folder.relativize(file).toString(), Bytes.digest(file, 1 << 24));
      }
    }
    return digests;
  }

  @Test
  void aMirrorIsNeverMadeOfItself() throws Exception {
    Map<String, String> before = digests(workshop.market());
    byte[] root = Files.readAllBytes(workshop.catalogue.firstRoot());
    Mirror mirror = mirror();
    for (Path to : List.of(workshop.market(), workshop.market().resolve("copy"), folder)) {
      assertThrows(IOException.class, () -> mirror.copy(to, root), to.toString());
    }
    Files.deleteIfExists(workshop.market().resolve("copy"));
    assertEquals(before, digests(workshop.market()));
  }

  @Test
  void aMirrorThatIsRefusedLeavesTheLastGoodOne() throws Exception {
    Path stick = folder.resolve("stick");
    byte[] root = Files.readAllBytes(workshop.catalogue.firstRoot());
    Mirror mirror = mirror();
    mirror.copy(stick, root);
    Map<String, String> good = digests(stick);
    Path bad = workshop.market().resolve("plugins/" + ID + "/1.0.0/sbom.cdx.json");
    Files.writeString(bad, "{}");
    assertEquals(1, mirror.copy(stick, root), "what is there and whole is not fetched again");
    Files.delete(stick.resolve("plugins/" + ID + "/1.0.0/feature.json"));
    assertThrows(RefusedException.class, () -> mirror.copy(stick, root));
    good.keySet().removeIf(path -> path.endsWith("feature.json"));
    Map<String, String> now = digests(stick);
    now.keySet().removeIf(path -> path.startsWith("incoming"));
    assertEquals(good, now);
  }

  @Test
  void aMirrorHoldsWhatWasTakenBackAndThatItWas() throws Exception {
    workshop.catalogue.revoke(
        new Revocation(ID, Planner.any(), "", Revocation.Severity.BLOCK, "it inverts signs"));
    workshop.catalogue.write(Workshop.NOW);
    byte[] root = Files.readAllBytes(workshop.catalogue.firstRoot());
    Path stick = folder.resolve("stick");
    mirror().copy(stick, root);
    assertEquals(digests(workshop.market()), digests(stick));
  }

  /** It serves the same page for whatever it is asked, as many do for what they do not have. */
  @Test
  void aServerThatAnswersEverythingIsRefusedAtTheFirstAnswer() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    byte[] page = "<html>Not found</html>".getBytes(StandardCharsets.UTF_8);
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    server.start();
    try {
      byte[] root = Files.readAllBytes(workshop.catalogue.firstRoot());
      String place = "http://127.0.0.1:" + server.getAddress().getPort();
      Source source = Source.add(workshop.home().resolve("trust"), "all", place, root);
      assertThrows(RefusedException.class, () -> source.refresh(Policy.production(), Workshop.NOW));
      assertEquals(2, asked.get(), "the second root and its signatures");
    } finally {
      server.stop(0);
    }
  }

  /** Once it was written down, nothing could be looked at any more. */
  @ParameterizedTest
  @ValueSource(strings = {"http://a b/", "ftp://x/y", "http:///x", "file://x", "a\0b", "://"})
  void aPlaceThatIsNoneIsNotBelieved(String place) throws Exception {
    Path trust = workshop.home().resolve("trust");
    byte[] root = Files.readAllBytes(workshop.catalogue.firstRoot());
    assertThrows(RefusedException.class, () -> Source.add(trust, "odd", place, root));
    assertEquals(1, Source.all(trust).size());
  }

  @Test
  void whoDoesNotAnswerIsNamed() throws Exception {
    int port;
    try (ServerSocket taken = new ServerSocket(0)) {
      port = taken.getLocalPort();
    }
    Fetch fetch = Fetch.of("http://127.0.0.1:" + port);
    IOException e = assertThrows(IOException.class, () -> fetch.get("a", folder.resolve("a"), 9));
    assertEquals("http://127.0.0.1:" + port + "/ does not answer", e.getMessage());
  }

  @Test
  void whoStopsInTheMiddleOfAFileIsNotWaitedForForEver() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write(new byte[500]);
          exchange.getResponseBody().flush();
          try {
            over.await(1, TimeUnit.MINUTES);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    server.start();
    try {
      URI place = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
      Fetch fetch = new Fetch.Web(place, Duration.ofSeconds(1));
      IOException e =
          assertThrows(IOException.class, () -> fetch.get("a", folder.resolve("a"), 1000));
      assertEquals("it sends nothing any more, or next to nothing", e.getMessage());
    } finally {
      over.countDown();
      server.stop(0);
    }
  }
}
