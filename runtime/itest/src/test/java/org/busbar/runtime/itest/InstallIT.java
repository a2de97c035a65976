package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.busbar.marketplace.sign.KeyFile;
import org.busbar.marketplace.write.PluginFolder;
import org.busbar.plugin.trust.KeyUse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway lets be installed: as it ships, and as a development assembly. */
class InstallIT {
  private static final String ALLOWED = "com.acme.allowed";
  private static final String OTHER = "com.acme.other";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final String SOURCE =
      """
      package com.acme;
      import org.osgi.framework.*;
      public final class Activator implements BundleActivator {
        public void start(BundleContext context) { %s }
        public void stop(BundleContext context) {}
      }
      """;

  @TempDir Path folder = Path.of("");
  private Path home = Path.of("");
  private Path site = Path.of("");
  private KeyFile production;
  private KeyFile development;

  InstallIT() throws Exception {
    production = KeyFile.generate(KeyUse.PRODUCTION);
    development = KeyFile.generate(KeyUse.DEVELOPMENT);
  }

  /** A home whose operator knows two publishers, and would take one plug-in unsigned. */
  @BeforeEach
  void prepare() throws IOException {
    home = Files.createDirectories(folder.resolve("home"));
    site = Program.distribution().resolve("demo/site.yaml");
    Path publishers = Files.createDirectories(home.resolve("trust/publishers"));
    for (KeyFile key : List.of(production, development)) {
      String use = key.key().use().name().toLowerCase(Locale.ROOT);
      Files.writeString(
          publishers.resolve(use + ".json"),
          "{\"name\": \"Acme %s\", \"use\": \"%s\", \"ed25519\": \"%s\", \"ids\": [\"com.acme.*\"]}"
              .formatted(use, use, key.key().text()));
    }
    Files.createDirectories(home.resolve("plugins"));
    Files.writeString(
        home.resolve("plugins/policy.json"),
        "{\"watch-s\": 0, \"unsigned\": [\"" + ALLOWED + "\"]}");
  }

  private Path archive(String id, @Nullable KeyFile signer, boolean isNative) throws Exception {
    String name = id + "-" + (signer == null ? "unsigned" : signer.key().id().substring(0, 8));
    Path author = folder.resolve(name + (isNative ? "-native" : ""));
    Path jar = Files.createDirectories(author.resolve("bundles")).resolve(id + "-1.0.0.jar");
    PluginJar bundle = new PluginJar(id, folder.resolve("build-" + author.getFileName()));
    bundle.source(
        "com.acme.Activator", SOURCE.formatted(isNative ? "System.loadLibrary(\"acme\");" : ""));
    bundle.imports("org.osgi.framework");
    bundle.write(jar, "com.acme.Activator");
    Files.writeString(
        author.resolve("plugin.json"),
        """
        {"feature-resource-version": "1.0", "id": "com.acme:%1$s:1.0.0", "name": "%1$s",
         "description": "test", "vendor": "Acme", "license": "Apache-2.0",
         "bundles": [{"id": "com.acme:%1$s:1.0.0", "start-order": 5}],
         "extensions": {"busbar-plugin": {"kind": "mandatory", "type": "json", "json":
           {"format": 1, "kinds": ["service"], "platform": "[0.1,0.2)",
            "needs": {"reads": ["*"], "hosts": ["prices.example"], "native": %2$s}}}}}
        """
            .formatted(id, isNative));
    Path made = folder.resolve("made-" + author.getFileName());
    PluginFolder.make(author, made);
    if (signer != null) {
      PluginFolder.sign(made, signer);
    }
    Path archive = folder.resolve(author.getFileName() + ".busbar");
    PluginFolder.pack(made, archive);
    return archive;
  }

  private HttpResponse<String> bring(RunningGateway gateway, Path archive) throws Exception {
    URI place =
        URI.create(
            "http://127.0.0.1:%d/api/v1/plugin-archives?name=%s"
                .formatted(gateway.port(), archive.getFileName()));
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(place)
              .header("Authorization", "Bearer " + Files.readString(home.resolve("token")).strip())
              .header("Content-Type", "application/octet-stream")
              .POST(HttpRequest.BodyPublishers.ofFile(archive))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  /** It is refused, says why, and that is in the audit. */
  private void refused(RunningGateway gateway, Path archive, String word) throws Exception {
    HttpResponse<String> answer = bring(gateway, archive);
    assertEquals(409, answer.statusCode(), answer.body());
    assertTrue(BadVersionIT.audited(gateway, "plugin-refused", word), word + answer.body());
    assertEquals("{}", PluginJobs.versions(gateway).toString());
  }

  @Test
  @Tag("PLG-06")
  void whatShipsTakesOnlyWhatIsSignedReviewedAndConsentedTo() throws Exception {
    try (RunningGateway gateway = RunningGateway.start("edge", site, home)) {
      refused(gateway, archive(ALLOWED, null, false), "unsigned");
      assertTrue(gateway.program().output().contains("Only a development assembly takes"));
      refused(gateway, archive(OTHER, KeyFile.generate(KeyUse.PRODUCTION), false), "wrong-key");
      refused(gateway, archive(OTHER, development, false), "development-key");
      refused(gateway, archive(OTHER, production, true), "native-code");

      Path good = archive(OTHER, production, false);
      assertEquals(201, bring(gateway, good).statusCode());
      asksBefore(gateway);
      assertEquals("{" + OTHER + "=1.0.0}", PluginJobs.versions(gateway).toString());
      assertTrue(BadVersionIT.audited(gateway, "plugin-installed", OTHER));
      believesNoDevelopmentCatalogue(gateway);
      Program.auditVerified(home, folder);
    }
  }

  private void believesNoDevelopmentCatalogue(RunningGateway gateway) throws Exception {
    Vendor vendor = new Vendor(folder.resolve("acme"));
    vendor.mode("1.0.0", "");
    PluginJobs.ended(gateway, PluginJobs.begin(gateway, vendor.believe()));
    PluginJobs.refresh(gateway);
    assertTrue(BadVersionIT.audited(gateway, "plugin-refused", "signed with development keys"));
    JsonNode plan = gateway.rest().post("/plugin-plans", PluginJobs.install(Vendor.MODE_ID));
    assertFalse(plan.get("possible").asBoolean(), plan.toString());
  }

  /** What it asks for is said; nothing is done before it was consented to and confirmed. */
  private void asksBefore(RunningGateway gateway) throws Exception {
    String wish = PluginJobs.install(OTHER);
    JsonNode plan = gateway.rest().post("/plugin-plans", wish);
    assertTrue(plan.get("asks").toString().contains("prices.example"), plan.toString());
    String digest = plan.get("digest").asText();
    assertEquals(400, begin(gateway, wish, digest, false).statusCode());
    assertEquals(
        409, begin(gateway, wish, digest.replace(digest.charAt(0), '_'), true).statusCode());

    Path log = folder.resolve("asked.log");
    String script = Program.distribution().resolve("bin/busbar").toString();
    String typed = "echo no | sh '%s' plugin install %s --home '%s'".formatted(script, OTHER, home);
    List<String> command =
        List.of("env", "JAVA_HOME=" + System.getProperty("java.home"), "bash", "-c", typed);
    try (Program asked = Program.start(log, command)) {
      assertEquals(0, asked.exitCode(PATIENCE), asked::output);
      assertTrue(asked.output().contains("prices.example"), asked::output);
      assertTrue(asked.output().contains("Type " + OTHER + " to consent"), asked::output);
      assertTrue(asked.output().contains("Nothing was changed."), asked::output);
    }
    assertEquals("[]", gateway.rest().get("/plugin-jobs").toString());

    assertEquals(202, begin(gateway, wish, digest, true).statusCode());
    JsonNode job = gateway.rest().get("/plugin-jobs").get(0);
    assertEquals("WAITS_FOR_CONFIRMATION", job.get("state").asText());
    assertEquals("{}", PluginJobs.versions(gateway).toString());
    PluginJobs.confirm(gateway, job.get("number").asInt(), digest);
    assertEquals("DONE", PluginJobs.ended(gateway, job.get("number").asInt()));
    assertTrue(BadVersionIT.audited(gateway, "plugin-confirmed", digest));
  }

  private static HttpResponse<String> begin(
      RunningGateway gateway, String wish, String digest, boolean consent) {
    String body =
        "{\"wish\":%s,\"digest\":\"%s\",\"consent\":%s,\"reason\":\"test\"}"
            .formatted(wish, digest, consent);
    return gateway.rest().send("POST", "/plugin-jobs", body);
  }

  @Test
  @Tag("PLG-06")
  void aDevelopmentAssemblyTakesUnsignedOnlyWhatIsNamed() throws Exception {
    Path dist = Program.development(folder);
    try (RunningGateway gateway = RunningGateway.start(dist, "edge", site, home)) {
      refused(gateway, archive(OTHER, null, false), "unsigned");
      HttpResponse<String> named = bring(gateway, archive(ALLOWED, null, false));
      assertEquals(201, named.statusCode(), named.body());
      assertTrue(named.body().contains("nobody (unsigned)"), named.body());
      PluginJobs.done(gateway, PluginJobs.install(ALLOWED), "DONE");
      assertEquals("{" + ALLOWED + "=1.0.0}", PluginJobs.versions(gateway).toString());
    }
  }
}
