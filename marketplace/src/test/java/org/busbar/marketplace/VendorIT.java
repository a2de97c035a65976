package org.busbar.marketplace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.busbar.api.time.Clock;
import org.busbar.marketplace.archetype.ArchetypeRepository;
import org.busbar.marketplace.cli.NewMain;
import org.busbar.marketplace.publish.Finding;
import org.busbar.marketplace.publish.Publishing;
import org.busbar.marketplace.sign.KeyFile;
import org.busbar.marketplace.write.CatalogueFolder;
import org.busbar.marketplace.write.OperatorKeys;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.Tier;
import org.busbar.plugin.intake.Intake;
import org.busbar.plugin.intake.Market;
import org.busbar.plugin.intake.Source;
import org.busbar.plugin.trust.KeyUse;
import org.busbar.plugin.trust.Policy;
import org.busbar.plugin.trust.Publisher;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From nothing to a catalogue, as a vendor would, outside the checkout. */
class VendorIT {
  private static final Path CONTRACTS = built("api", "api");
  private static final List<String> KINDS = List.of("driver", "mode", "service", "page", "profile");
  private static final Duration PATIENCE = Duration.ofMinutes(8);

  @TempDir Path folder = Path.of("");

  private ArchetypeRepository archetypes = new ArchetypeRepository(Path.of(""));
  private String version = "";

  @BeforeEach
  void archetypes() throws IOException {
    archetypes = new ArchetypeRepository(folder.resolve("archetypes"));
    version =
        archetypes.make(
            Path.of("src/main/archetypes"),
            List.of(
                CONTRACTS,
                built("config", "config"),
                built("profile", "profile"),
                built("testkit/conformance", "testkit.conformance"),
                built("transport/modbus", "transport.modbus")));
  }

  @Test
  @Tag("PLG-04")
  void whatTheArchetypesMakeBuildsPassesTheKitIsPublishedAndFound() throws Exception {
    for (String kind : KINDS) {
      make(kind);
    }
    unfoldByMaven("driver");
    Files.writeString(
        folder.resolve("pom.xml"),
        """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>com.acme</groupId><artifactId>all</artifactId><version>1</version>
          <packaging>pom</packaging>
          <modules>
            <module>driver</module><module>mode</module>
            <module>service</module><module>page</module><module>profile</module>
          </modules>
        </project>
        """);
    maven(folder, List.of("package"));
    for (String kind : List.of("driver", "profile", "mode")) {
      Path reports = folder.resolve(kind).resolve("target/surefire-reports");
      assertTrue(ran(reports).contains("itDoesWhatEvery"), kind);
    }

    KeyFile key = KeyFile.generate(KeyUse.DEVELOPMENT);
    Publisher publisher = new Publisher("Acme", key.key(), List.of("com.acme.*"));
    Path market = folder.resolve("market");
    CatalogueFolder catalogue =
        CatalogueFolder.create(
                market, OperatorKeys.generate(KeyUse.DEVELOPMENT), Clock.system().instant())
            .add(publisher);
    Publishing publishing = new Publishing(publisher, key, CONTRACTS);
    for (String kind : KINDS) {
      Publishing.Result result =
          publishing.publish(folder.resolve(kind).resolve("plugin"), Tier.COMMUNITY);
      assertTrue(
          result.findings().stream().noneMatch(each -> each.grade() == Finding.Grade.BAD),
          result.findings().toString());
      Publishing.into(catalogue, result, Tier.COMMUNITY, Clock.system().instant());
      Publishing.delete(result.plugin().getParent());
    }

    Path home = folder.resolve("home");
    Source.add(
        home.resolve("trust"),
        "acme",
        market.toString(),
        Files.readAllBytes(catalogue.firstRoot()));
    Intake gateway =
        new Intake(
            home,
            new Policy(true, Set.of()),
            Workshop.planner(),
            (kind, by, reason, values) -> {},
            Clock.system());
    Market found = gateway.refresh("tester");
    assertEquals(List.of(), found.refusals());
    assertEquals(5, found.search("acme", 10).size());
    assertEquals(1, found.search("kind:driver protocol:modbus", 10).size());
  }

  private static Path built(String room, String name) {
    String jar = "target/org.busbar." + name + "-0.1.0-SNAPSHOT.jar";
    return Path.of("../bundles", room, jar).toAbsolutePath().normalize();
  }

  private void make(String kind) throws IOException {
    NewMain.make(
        List.of(kind, folder.resolve(kind).toString(), "--id", "com.acme.first-" + kind),
        archetypes);
  }

  /** Maven's own plug-in unfolds the same archetype to the same project, to the letter. */
  private void unfoldByMaven(String kind) throws IOException, InterruptedException {
    Path settings =
        Files.writeString(
            folder.resolve("settings.xml"),
            """
            <settings><profiles><profile><id>busbar</id>
            <activation><activeByDefault>true</activeByDefault></activation>
            <repositories><repository><id>busbar</id><url>file://%s</url></repository></repositories>
            </profile></profiles></settings>
            """
                .formatted(folder.resolve("archetypes")));
    Path own = folder.resolve(kind);
    Path other = Files.createDirectories(folder.resolve("by-maven"));
    maven(
        other,
        List.of(
            "-gs",
            settings.toString(),
            "org.apache.maven.plugins:maven-archetype-plugin:3.4.1:generate",
            "-DarchetypeCatalog=internal",
            "-DarchetypeGroupId=org.busbar",
            "-DarchetypeArtifactId=org.busbar.archetypes." + kind,
            "-DarchetypeVersion=" + version,
            "-DgroupId=com.acme",
            "-DartifactId=com.acme.first-" + kind));
    Path made = other.resolve("com.acme.first-" + kind);
    assertEquals(everything(own), everything(made));
    Publishing.delete(own);
    Files.move(made, own);
  }

  /** Digest by path. */
  private static Map<String, String> everything(Path root) throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.put(root.relativize(file).toString(), Bytes.digest(Files.readAllBytes(file)));
      }
    }
    return all;
  }

  private static String ran(Path reports) throws IOException {
    StringBuilder said = new StringBuilder();
    for (String each : everything(reports).keySet()) {
      said.append(Files.readString(reports.resolve(each)));
    }
    return said.toString();
  }

  private static void maven(Path where, List<String> words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("mvn", "--batch-mode", "--quiet"));
    command.addAll(words);
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Process maven =
        new ProcessBuilder(command).directory(where.toFile()).redirectErrorStream(true).start();
    try (PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      maven.getInputStream().transferTo(out);
    }
    assertTrue(maven.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    assertEquals(0, maven.exitValue(), said.toString(StandardCharsets.UTF_8));
  }
}
