package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edge and cloud are put together from the same bundle files. */
class SameBundleBothSidesIT {
  private static final Duration START = Duration.ofSeconds(40);

  @TempDir Path folder = Path.of("");

  /** Digest by coordinates, as the lock of an assembly says. */
  private static Map<String, String> lock(String assembly) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    Path file = Program.distribution().resolve("features/" + assembly + ".feature.json");
    for (JsonNode bundle : new ObjectMapper().readTree(file.toFile()).get("bundles")) {
      digests.put(bundle.get("id").asText(), bundle.get("sha256").asText());
    }
    return digests;
  }

  private static String digestOfFile(String id) throws Exception {
    String[] part = id.split(":");
    Path file =
        Program.distribution()
            .resolve("bundles")
            .resolve(part[0].replace('.', '/'))
            .resolve(part[1])
            .resolve(part[2])
            .resolve(part[1] + "-" + part[2] + ".jar");
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }

  @Test
  @Tag("PLG-10")
  void sharedBundlesAreTheSameFiles() throws Exception {
    Map<String, String> edge = lock("edge");
    Map<String, String> cloud = lock("cloud");
    List<String> shared =
        cloud.keySet().stream().filter(id -> id.startsWith("org.busbar:")).toList();
    for (String name : List.of("api", "core", "safety", "profile", "web.rest", "webconsole")) {
      assertTrue(shared.stream().anyMatch(id -> id.contains(":org.busbar." + name + ":")), name);
    }
    for (String id : shared) {
      assertEquals(edge.get(id), cloud.get(id), id);
      assertEquals(cloud.get(id), digestOfFile(id), id);
    }
    assertTrue(cloud.keySet().stream().noneMatch(id -> id.contains("transport")));
  }

  @Test
  @Tag("PLG-10")
  void theCloudAssemblyStartsAndSaysThatNoSiteRuns() throws Exception {
    Path home = Files.createDirectories(folder.resolve("home"));
    int port = RunningGateway.freePort();
    Program cloud =
        Program.start(
            folder.resolve("cloud.log"),
            List.of(
                "/bin/sh",
                Program.distribution().resolve("bin/busbar").toString(),
                "cloud",
                "--home",
                home.toString(),
                "--port",
                Integer.toString(port)));
    try (cloud) {
      assertTrue(
          Program.await(START, () -> cloud.output().contains(" is up: ") || !cloud.isAlive()),
          cloud::output);
      Rest rest =
          new Rest("http://127.0.0.1:" + port, Files.readString(home.resolve("token")).strip());
      assertTrue(Program.await(START, () -> rest.status("/health") == 200), cloud::output);
      HttpResponse<String> ready = rest.send("GET", "/health/ready", "");
      assertEquals(503, ready.statusCode());
      assertTrue(ready.body().contains("no site"), ready.body());
      HttpResponse<String> site = rest.send("GET", "/api/v1/site", "");
      assertEquals(503, site.statusCode());
      assertTrue(site.body().contains("No site"), site.body());
      JsonNode bundles = rest.get("/api/v1/bundles");
      for (JsonNode bundle : bundles) {
        // Fragments are resolved and no more.
        if (!Set.of("library", "logging").contains(bundle.get("feature").asText())) {
          assertEquals("ACTIVE", bundle.get("state").asText(), bundle.toString());
        }
      }
    }
  }
}
