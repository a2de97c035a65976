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
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.busbar.api.time.Clock;
import org.busbar.marketplace.cli.NewMain;
import org.busbar.marketplace.publish.Finding;
import org.busbar.marketplace.publish.Publishing;
import org.busbar.marketplace.sign.KeyFile;
import org.busbar.marketplace.write.CatalogueFolder;
import org.busbar.marketplace.write.OperatorKeys;
import org.busbar.plugin.format.Tier;
import org.busbar.plugin.intake.Intake;
import org.busbar.plugin.intake.Market;
import org.busbar.plugin.intake.Source;
import org.busbar.plugin.trust.KeyUse;
import org.busbar.plugin.trust.Policy;
import org.busbar.plugin.trust.Publisher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From nothing to a catalogue, as a vendor would, outside the checkout. */
class VendorIT {
  private static final Path CONTRACTS =
      Path.of("../bundles/api/target/org.busbar.api-0.1.0-SNAPSHOT.jar")
          .toAbsolutePath()
          .normalize();
  private static final List<String> KINDS = List.of("driver", "mode", "service", "page");
  private static final Duration PATIENCE = Duration.ofMinutes(8);

  @TempDir Path folder = Path.of("");

  @Test
  void whatBusbarNewMakesBuildsPassesIsPublishedAndFound() throws Exception {
    for (String kind : KINDS) {
      make(kind);
    }
    make("profile");
    Files.writeString(
        folder.resolve("pom.xml"),
        """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>com.acme</groupId><artifactId>all</artifactId><version>1</version>
          <packaging>pom</packaging>
          <modules>
            <module>driver</module><module>mode</module>
            <module>service</module><module>page</module>
          </modules>
        </project>
        """);
    build();

    KeyFile key = KeyFile.generate(KeyUse.DEVELOPMENT);
    Publisher publisher = new Publisher("Acme", key.key(), List.of("com.acme.*"));
    Path market = folder.resolve("market");
    CatalogueFolder catalogue =
        CatalogueFolder.create(
                market, OperatorKeys.generate(KeyUse.DEVELOPMENT), Clock.system().instant())
            .add(publisher);
    Publishing publishing = new Publishing(publisher, key, CONTRACTS);
    for (String kind : List.of("driver", "mode", "service", "page", "profile")) {
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

  private void make(String kind) throws IOException {
    NewMain.make(
        List.of(kind, folder.resolve(kind).toString(), "--id", "com.acme.first-" + kind),
        CONTRACTS);
  }

  private void build() throws IOException, InterruptedException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Process maven =
        new ProcessBuilder("mvn", "--batch-mode", "--quiet", "package")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    try (PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      maven.getInputStream().transferTo(out);
    }
    assertTrue(maven.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    assertEquals(0, maven.exitValue(), said.toString(StandardCharsets.UTF_8));
  }
}
