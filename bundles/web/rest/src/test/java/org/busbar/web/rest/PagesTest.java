package org.busbar.web.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.busbar.api.page.Page;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** Pages of real bundles that come and go. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagesTest {
  @TempDir static Path home;

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Bundle> bundles = new ArrayList<>();
  private Framework framework;
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
  }

  @AfterAll
  void stop() throws Exception {
    framework.close();
  }

  @AfterEach
  void removeAll() throws BundleException {
    for (Bundle bundle : bundles) {
      bundle.uninstall();
    }
    bundles.clear();
  }

  private HttpResponse<String> get(String path) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + framework.serverPort() + path));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode pages() throws Exception {
    return new ObjectMapper().readTree(get("/api/v1/pages").body());
  }

  private static InputStream jar(String name) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
    manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
    manifest.getMainAttributes().putValue("Bundle-SymbolicName", name);
    try (var jar = new JarOutputStream(bytes, manifest)) {
      for (String file : List.of("page/main.js", "page/parts/part.js", "secret.js")) {
        jar.putNextEntry(new ZipEntry(file));
        jar.write((name + " " + file).getBytes(StandardCharsets.UTF_8));
      }
    }
    return new ByteArrayInputStream(bytes.toByteArray());
  }

  /** A running bundle that brings this page. */
  private Bundle bring(Page page) throws Exception {
    String name = "fixture" + bundles.size();
    Bundle bundle = framework.context().installBundle(name, jar(name));
    bundles.add(bundle);
    bundle.start();
    bundle.getBundleContext().registerService(Page.class, page, null);
    return bundle;
  }

  @Test
  void aPageIsThereAsLongAsItsBundleRuns() throws Exception {
    bring(new Named("tariffs", "Tariffs", "page/main.js"));
    Bundle energy = bring(new Named("energy", "Energy of the day", "page/main.js"));
    assertEquals(List.of("energy", "tariffs"), pages().findValuesAsText("id"));
    String module = pages().get(0).get("module").asText();
    HttpResponse<String> script = get(module);
    assertEquals("fixture1 page/main.js", script.body());
    assertEquals(
        "text/javascript;charset=utf-8",
        script.headers().firstValue("Content-Type").orElse("").replace(" ", ""));
    assertEquals("nosniff", script.headers().firstValue("X-Content-Type-Options").orElse(""));
    assertEquals(
        "fixture1 page/parts/part.js", get(module.replace("main.js", "parts/part.js")).body());
    energy.stop();
    assertEquals(List.of("tariffs"), pages().findValuesAsText("id"));
    assertEquals(404, get(module).statusCode());
    assertEquals(200, get(pages().get(0).get("module").asText()).statusCode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../secret.js",
        "%2e%2e/secret.js",
        "../META-INF/MANIFEST.MF",
        "parts",
        "parts/",
        "none.js",
        "",
        "//secret.js"
      })
  void nothingButItsOwnFilesIsServed(String file) throws Exception {
    bring(new Named("energy", "Energy", "page/main.js"));
    String module = pages().get(0).get("module").asText();
    int status = get(module.replace("main.js", file)).statusCode();
    assertTrue(status == 404 || status == 400, file + " gave " + status);
  }

  @Test
  void aPageIsNotForStrangers() throws Exception {
    bring(new Named("energy", "Energy", "page/main.js"));
    String module = pages().get(0).get("module").asText();
    String known = token;
    token = "";
    try {
      assertEquals(401, get(module).statusCode());
      assertEquals(401, get("/api/v1/pages").statusCode());
    } finally {
      token = known;
    }
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          Energy,   Energy, page/main.js
          a/b,      Energy, page/main.js
          energy,   '',     page/main.js
          energy,   Energy, secret.js
          energy,   Energy, page/none.js
          energy,   Energy, page/../secret.js
          energy,   Energy, /page/main.js
          """)
  void aPageThatSaysNonsenseIsLeftOutAndTheOthersStay(String id, String title, String module)
      throws Exception {
    bring(new Named(id, title, module));
    bring(new Named("tariffs", "Tariffs", "page/main.js"));
    assertEquals(List.of("tariffs"), pages().findValuesAsText("id"));
  }

  @Test
  void aPageThatThrowsIsLeftOutAndTheOthersStay() throws Exception {
    bring(
        new Page() {
          @Override
          public String id() {
            throw new IllegalStateException("broken");
          }

          @Override
          public String title() {
            return "Broken";
          }

          @Override
          public String module() {
            return "page/main.js";
          }
        });
    bring(new Named("tariffs", "Tariffs", "page/main.js"));
    assertEquals(List.of("tariffs"), pages().findValuesAsText("id"));
  }

  @Test
  void ofTwoWithTheSameIdTheOlderStaysUntilItGoes() throws Exception {
    Bundle first = bring(new Named("energy", "First", "page/main.js"));
    bring(new Named("energy", "Second", "page/main.js"));
    assertEquals(List.of("First"), pages().findValuesAsText("title"));
    first.stop();
    assertEquals(List.of("Second"), pages().findValuesAsText("title"));
    assertEquals("fixture1 page/main.js", get(pages().get(0).get("module").asText()).body());
  }
}
