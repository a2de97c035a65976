package org.busbar.web.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.busbar.api.page.Page;
import org.busbar.api.plugin.Succession;
import org.busbar.api.plugin.Trial;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** A page of a bundle that gives way to its successor while somebody looks at it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageSuccessionTest {
  static {
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
  }

  @TempDir static Path home;

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Bundle> bundles = new ArrayList<>();
  private Framework framework;
  private Succession succession;
  private String token = "";

  private record Named(String id, String title, String module) implements Page {}

  @BeforeAll
  void start() throws Exception {
    framework = new Framework(home, "once-only");
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (get("/api/v1/health").statusCode() != 200) {
      assertTrue(System.nanoTime() < deadline, "REST did not come up");
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    token = Files.readString(home.resolve("token")).strip();
    var found = framework.context().getAllServiceReferences(Succession.class.getName(), null);
    succession = (Succession) framework.context().getService(found[0]);
  }

  @AfterAll
  void stop() throws Exception {
    framework.close();
  }

  @AfterEach
  void removeAll() throws BundleException {
    for (Bundle bundle : bundles) {
      if (bundle.getState() != Bundle.UNINSTALLED) {
        bundle.uninstall();
      }
    }
    bundles.clear();
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + framework.serverPort() + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Address of the module that the only page has now. */
  private String module() throws Exception {
    JsonNode pages = new ObjectMapper().readTree(get("/api/v1/pages").body());
    assertEquals(1, pages.size());
    return pages.get(0).get("module").asText();
  }

  /** A running bundle with these files. */
  private Bundle bundle(String version, Map<String, String> files) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
    manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
    manifest.getMainAttributes().putValue("Bundle-SymbolicName", "org.example.page");
    manifest.getMainAttributes().putValue("Bundle-Version", version);
    try (var jar = new JarOutputStream(bytes, manifest)) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        jar.putNextEntry(new ZipEntry(file.getKey()));
        jar.write(file.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    Bundle bundle =
        framework
            .context()
            .installBundle(
                "page" + version + System.nanoTime(),
                new ByteArrayInputStream(bytes.toByteArray()));
    bundles.add(bundle);
    bundle.start();
    return bundle;
  }

  private static void bring(Bundle bundle, String module) {
    // A high rank does not go before who was there.
    bundle
        .getBundleContext()
        .registerService(
            Page.class,
            new Named("energy", "Energy", module),
            new Hashtable<>(Map.of("service.ranking", (int) bundle.getBundleId())));
  }

  private Bundle page(String version) throws Exception {
    Bundle bundle = bundle(version, Map.of("page/main.js", version));
    bring(bundle, "page/main.js");
    return bundle;
  }

  private Trial tryOut(Bundle old, Bundle next) {
    return succession.tryOut(Set.of(old.getBundleId()), Set.of(next.getBundleId()));
  }

  @Test
  void theSuccessorWaitsUntilItIsMovedToAndIsThenAtANewAddress() throws Exception {
    Bundle old = page("1.0.0");
    String first = module();
    Bundle next = page("2.0.0");
    assertEquals(first, module());
    try (Trial trial = tryOut(old, next)) {
      assertEquals(Trial.State.GOOD, trial.standing().state(), trial.standing().toString());
      assertEquals(first, module());
      assertEquals(new Trial.Moved(1, Duration.ZERO), trial.move());
      assertNotEquals(first, module());
      assertEquals("2.0.0", get(module()).body());
      assertEquals("1.0.0", get(first).body(), "an open console has it still");
      assertEquals(Trial.State.GOOD, trial.standing().state());
    }
    old.uninstall();
    assertEquals("2.0.0", get(module()).body());
    assertEquals(404, get(first).statusCode());
  }

  @Test
  void whatWasMovedToIsLeftAgain() throws Exception {
    Bundle old = page("1.0.0");
    Bundle next = page("2.0.0");
    try (Trial trial = tryOut(old, next)) {
      trial.move();
      next.stop();
      assertEquals(Trial.State.TRYING, trial.standing().state());
      assertEquals("1.0.0", get(module()).body());
      trial.back();
    }
    assertEquals("1.0.0", get(module()).body());
    next.uninstall();
    assertEquals("1.0.0", get(module()).body());
  }

  @Test
  void aSuccessorThatCannotBeServedIsNotMovedTo() throws Exception {
    Bundle old = page("1.0.0");
    for (Map<String, String> files :
        List.of(
            Map.of("page/main.js", ""),
            Map.of("page/main.js", "x", "page/.hidden", "x"),
            Map.of("other/main.js", "x"))) {
      Bundle next = bundle("2.0.0", files);
      bring(next, "page/main.js");
      try (Trial trial = tryOut(old, next)) {
        assertEquals(Trial.State.BAD, trial.standing().state(), files.toString());
        assertThrows(IllegalStateException.class, trial::move);
      }
      next.uninstall();
      assertEquals("1.0.0", get(module()).body());
    }
  }

  @Test
  void aSuccessorWithoutThePageIsAwaited() throws Exception {
    Bundle old = page("1.0.0");
    Bundle next = bundle("2.0.0", Map.of("page/main.js", "2.0.0"));
    try (Trial trial = tryOut(old, next)) {
      assertEquals(Trial.State.TRYING, trial.standing().state());
      assertThrows(IllegalStateException.class, trial::move);
      bring(next, "page/main.js");
      assertEquals(Trial.State.GOOD, trial.standing().state());
    }
  }

  @Test
  void fiftySwapsAreNeverWithoutThePage() throws Exception {
    Bundle old = page("1.0.0");
    AtomicBoolean ended = new AtomicBoolean();
    List<String> wrong = new ArrayList<>();
    Thread looker =
        Thread.ofVirtual()
            .start(
                () -> {
                  while (!ended.get()) {
                    try {
                      HttpResponse<String> read = get(module());
                      // The list may be read just before the old goes; a console asks it again.
                      for (int again = 0; read.statusCode() == 404 && again < 3; again++) {
                        read = get(module());
                      }
                      if (read.statusCode() != 200) {
                        wrong.add(read.statusCode() + " " + read.body());
                      }
                    } catch (Exception | AssertionError e) {
                      wrong.add(e.toString());
                    }
                  }
                });
    Bundle last = old;
    for (int swap = 1; swap <= 50; swap++) {
      Bundle next = page("1.0." + swap);
      try (Trial trial = tryOut(last, next)) {
        trial.move();
        // As long as it is watched the old is there.
        assertEquals("1.0." + swap, get(module()).body());
      }
      last.uninstall();
      last = next;
    }
    ended.set(true);
    looker.join();
    assertEquals(List.of(), wrong);
  }
}
