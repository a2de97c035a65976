package org.busbar.plugin.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.busbar.api.plugin.PluginJob;
import org.busbar.api.plugin.PluginPlan;
import org.busbar.api.plugin.PluginWish;
import org.busbar.api.plugin.Trial;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.Pretty;
import org.busbar.plugin.intake.Market;
import org.busbar.plugin.intake.Source;
import org.busbar.plugin.trust.Catalogue;
import org.busbar.plugin.trust.Key;
import org.busbar.plugin.trust.KeyUse;
import org.busbar.plugin.trust.Revocation;
import org.busbar.plugin.trust.Role;
import org.busbar.plugin.trust.Root;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.VersionRange;

/** What is said against plug-ins is heeded, whatever else goes on. */
@Timeout(60)
class AttentionTest {
  private static final PluginWish TO_SECOND = new PluginWish.Back(2);

  @TempDir Path home = Path.of("");
  private Gateway gateway;
  private Attention attention;

  @BeforeEach
  void theFirstVersionRuns() throws Exception {
    gateway = Gateway.onTheFirstOfTwo(home);
    attention =
        new Attention(gateway.parts, new Installations(home, gateway.generations, gateway.parts));
    assertEquals(Set.of("1.0.0"), gateway.running());
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
  }

  @Test
  void whatIsTakenBackStopsAndStaysStoppedOverARestartUntilItIsGoodAgain() throws Exception {
    attention.fetched(market(taken(Revocation.Severity.STOP)));
    attention.heed();
    assertEquals(Set.of(), gateway.running());
    assertEquals("failed", gateway.provisioner.installed().getFirst().state());
    assertTrue(gateway.audited.getLast().contains("reason=revoked"), gateway.audited.toString());
    assertTrue(gateway.raised.getLast().contains("it burns what it should save"));
    assertTrue(
        Files.readString(gateway.plugins.resolve("withheld"))
            .startsWith(Gateway.MODE + "\t1.0.0\tREVOKED\t"));

    attention.fetched(market(List.of()));
    attention.heed();
    assertEquals(Set.of("1.0.0"), gateway.running());
  }

  @Test
  void nothingIsGoodAgainOnlyBecauseItsCatalogueCannotBeReadAnyMore() throws Exception {
    attention.fetched(market(taken(Revocation.Severity.STOP)));
    attention.heed();
    assertEquals(Set.of(), gateway.running());

    Source.add(home.resolve("trust"), "frozen", "/nowhere", root());
    attention.fetched(market(List.of())); // Of another catalogue, that knows nothing of it.
    attention.heed();
    assertEquals(Set.of(), gateway.running());
  }

  @Test
  void whatIsBlockedOrAdvisedAgainstRunsOn() {
    attention.fetched(market(taken(Revocation.Severity.BLOCK)));
    attention.heed();
    attention.fetched(market(taken(Revocation.Severity.ADVISE)));
    attention.heed();
    assertEquals(Set.of("1.0.0"), gateway.running());
    assertFalse(Files.exists(gateway.plugins.resolve("withheld")));
  }

  @Test
  void aCatalogueThatCannotBeFetchedIsNamedOnce() throws Exception {
    Source.add(home.resolve("trust"), "acme", home.resolve("nowhere").toString(), root());
    try (Rounds rounds = new Rounds(gateway.parts.supply(), gateway, () -> {})) {
      rounds.round();
      rounds.round();
      List<String> warned =
          gateway.raised.stream().filter(each -> each.contains("plugin-source")).toList();
      assertEquals(2, warned.size(), warned::toString); // Not there, and nothing from before.
      assertTrue(warned.getFirst().startsWith("WARNING"), warned::toString);
      assertTrue(warned.getFirst().contains(home.resolve("nowhere").toString()));
      assertEquals(
          2,
          gateway.audited.stream().filter(each -> each.startsWith("plugin-refused")).count(),
          gateway.audited::toString);
    }
  }

  @Test
  void whatTakesTooMuchStopsThoughAJobWaitsForItsConfirmation() throws Exception {
    waitsForConfirmation();
    gateway.complain("1.0.0", "it asked for a GB");
    while (!gateway.running().isEmpty()) {
      Thread.onSpinWait();
    }
    assertEquals(
        PluginJob.State.WAITS_FOR_CONFIRMATION, gateway.provisioner.jobs().getFirst().state());
  }

  @Test
  void whatIsTakenBackStopsThoughAJobWaitsForItsConfirmation() throws Exception {
    waitsForConfirmation();
    gateway.provisioner.fetched(market(taken(Revocation.Severity.STOP)));
    while (!gateway.running().isEmpty()) {
      Thread.onSpinWait();
    }
    assertEquals(
        PluginJob.State.WAITS_FOR_CONFIRMATION, gateway.provisioner.jobs().getFirst().state());
  }

  /** Time is virtual, so it stands still between two looks, or the hour would be over at once. */
  private void waitsForConfirmation() throws Exception {
    gateway.slow = true;
    Path catalogue = home.resolve("catalogue");
    Files.createDirectories(catalogue.resolve("roots"));
    Files.write(catalogue.resolve("roots/1.json"), root());
    gateway.begin(new PluginWish.AddSource("acme", catalogue.toString(), Bytes.digest(root())));
    while (!Files.exists(gateway.plugins.resolve("waiting/1.json"))) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aComplaintAboutTheOldVersionIsNotTheFaultOfTheNew() throws Exception {
    gateway.successions.add(
        new FakeSuccession(
            _ -> Trial.State.GOOD,
            asked -> {
              if (asked == 10) {
                gateway.complain("1.0.0", "300 % of a processor");
              }
              return Trial.State.GOOD;
            },
            () -> {}));
    PluginJob job = gateway.ended(gateway.begin(TO_SECOND).number());
    assertEquals(PluginJob.State.DONE, job.state(), job.toString());
    assertEquals(Set.of("2.0.0"), gateway.running());
    assertEquals("running", gateway.provisioner.installed().getFirst().state());
  }

  @Test
  void theOldThatTakesTooMuchWhileTheNewIsTriedOutStops() throws Exception {
    gateway.successions.add(
        new FakeSuccession(
            asked -> {
              if (asked == 10) {
                gateway.complain("1.0.0", "300 % of a processor");
              }
              return Trial.State.TRYING;
            },
            _ -> Trial.State.GOOD,
            () -> {}));
    PluginJob job = gateway.ended(gateway.begin(TO_SECOND).number());
    assertEquals(PluginJob.State.ROLLED_BACK, job.state(), job.toString());
    assertEquals("com.acme.mode 1.0.0 takes too much: 300 % of a processor", job.text());
    while (!gateway.running().isEmpty()) {
      Thread.onSpinWait();
    }
    assertEquals("quarantined", gateway.provisioner.installed().getFirst().state());
  }

  @Test
  void aVersionThatIsTakenBackInItsWatchTimeGoesBack() throws Exception {
    Revocation second =
        new Revocation(
            Gateway.MODE, new VersionRange("[2,3)"), "", Revocation.Severity.STOP, "it burns");
    gateway.successions.add(
        new FakeSuccession(
            _ -> Trial.State.GOOD,
            asked -> {
              if (asked == 10) {
                gateway.provisioner.fetched(market(List.of(second)));
              }
              return Trial.State.GOOD;
            },
            () -> {}));
    PluginJob job = gateway.ended(gateway.begin(TO_SECOND).number());
    assertEquals(PluginJob.State.ROLLED_BACK, job.state(), job.toString());
    assertEquals("com.acme.mode 2.0.0 was taken back: it burns", job.text());
    assertEquals(Set.of("1.0.0"), gateway.running());
    assertTrue(gateway.parts.avoided().of(Gateway.MODE, "2.0.0").isPresent());
  }

  @Test
  void nobodyGoesBackToWhatWasTakenBack() throws Exception {
    gateway.successions.add(
        new FakeSuccession(_ -> Trial.State.GOOD, _ -> Trial.State.GOOD, () -> {}));
    gateway.ended(gateway.begin(TO_SECOND).number());
    for (Revocation.Severity each : Revocation.Severity.values()) {
      gateway.parts.supply().lay(market(taken(each)));
      PluginPlan plan = gateway.provisioner.plan(new PluginWish.Back(1), "anna");
      if (each == Revocation.Severity.ADVISE) {
        assertInstanceOf(PluginPlan.Possible.class, plan);
      } else {
        assertEquals("revoked", assertInstanceOf(PluginPlan.Impossible.class, plan).reason());
      }
    }
  }

  @Test
  void anUpdateOfTheNewestSaysThatItIs() {
    gateway.parts.supply().lay(market(List.of()));
    PluginPlan plan = gateway.provisioner.plan(new PluginWish.Update(Gateway.MODE, ""), "anna");
    assertEquals(
        "com.acme.mode 1.0.0 is the newest that can be had",
        assertInstanceOf(PluginPlan.Impossible.class, plan).what());
  }

  @Test
  void aGenerationThatWasNotKeptIsCalledThat() {
    for (int number : new int[] {99, -1}) {
      PluginPlan plan = gateway.provisioner.plan(new PluginWish.Back(number), "anna");
      assertEquals(
          "there is none of this number",
          assertInstanceOf(PluginPlan.Impossible.class, plan).what());
    }
  }

  private static List<Revocation> taken(Revocation.Severity severity) {
    return List.of(
        new Revocation(
            Gateway.MODE, new VersionRange("[1,2)"), "", severity, "it burns what it should save"));
  }

  private Market market(List<Revocation> revocations) {
    Catalogue none = Catalogue.none();
    Catalogue catalogue =
        new Catalogue(
            none.root(), new byte[0], none.seen(), Map.of(), List.of(), Map.of(), revocations);
    return new Market(
        List.of(new Market.Shelf(new Source(home.resolve("x")), catalogue, List.of(), List.of())),
        List.of());
  }

  private static byte[] root() {
    Root.Signers nobody = new Root.Signers(List.of(Key.of(KeyUse.PRODUCTION, new byte[32])), 1);
    Map<Role, Root.Signers> signers = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      signers.put(role, nobody);
    }
    return Pretty.json(new Root(1, Instant.parse("2030-01-01T00:00:00Z"), signers).json());
  }
}
