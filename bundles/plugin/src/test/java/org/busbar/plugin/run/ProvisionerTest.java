package org.busbar.plugin.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.busbar.api.plugin.PluginJob;
import org.busbar.api.plugin.PluginPlan;
import org.busbar.api.plugin.PluginStatus;
import org.busbar.api.plugin.PluginWish;
import org.busbar.api.plugin.Trial;
import org.busbar.plugin.generation.Step;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From one generation to another in a real framework, in virtual time. */
@Timeout(60)
class ProvisionerTest {
  private static final PluginWish TO_SECOND = new PluginWish.Back(2);

  @TempDir Path home = Path.of("");
  private Gateway gateway;

  @BeforeEach
  void theFirstVersionRuns() throws Exception {
    gateway = Gateway.onTheFirstOfTwo(home);
    assertEquals(Set.of("1.0.0"), gateway.running());
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
  }

  @Test
  @Tag("OTA-08")
  void theNewIsTriedOutBesideTheOldMovedToWatchedAndTheOldLetGoOf() throws Exception {
    AtomicReference<Set<String>> beside = new AtomicReference<>(Set.of());
    FakeSuccession modes =
        new FakeSuccession(
            asked -> asked < 3 ? Trial.State.TRYING : Trial.State.GOOD,
            _ -> Trial.State.GOOD,
            () -> beside.set(gateway.running()));
    gateway.successions.add(modes);

    PluginJob job = gateway.ended(gateway.begin(TO_SECOND).number());

    assertEquals(PluginJob.State.DONE, job.state(), job.toString());
    assertEquals(Set.of("1.0.0", "2.0.0"), beside.get());
    assertEquals(List.of("try 1 1", "move", "close"), modes.calls);
    assertEquals(Set.of("2.0.0"), gateway.present());
    assertTrue(gateway.pointer().matches("2 \\w+\n"), gateway.pointer());
    assertTrue(
        job.steps().stream()
            .anyMatch(each -> each.text().equals("The class loaders of all 1 bundles are gone")),
        job.toString());
    assertTrue(
        gateway.audited.getFirst().startsWith("plugin-updated {before=1.0.0"),
        gateway.audited.toString());
    assertEquals("2.0.0", gateway.configured.get(Gateway.MODE).get("version"));
    PluginStatus status = gateway.provisioner.installed().getFirst();
    assertEquals("running", status.state());
    assertTrue(Duration.between(status.since(), gateway.clock().instant()).toMinutes() >= 5);
    assertEquals(7, status.swaps().getFirst().gap().toMillis());
  }

  @Test
  void aTrialThatGoesBadChangesNothing() throws Exception {
    gateway.successions.add(
        new FakeSuccession(_ -> Trial.State.BAD, _ -> Trial.State.GOOD, () -> {}));
    assertRolledBack("The trial of modes is not good: It stands so.");
  }

  @Test
  void aTrialThatIsNeverGoodEndsInTime() throws Exception {
    gateway.successions.add(
        new FakeSuccession(_ -> Trial.State.TRYING, _ -> Trial.State.GOOD, () -> {}));
    assertRolledBack("It was not good within 30 s. modes: It stands so.");
  }

  @Test
  @Tag("OTA-02")
  @Tag("OTA-08")
  void whatGoesBadInItsWatchTimeGoesBackByItself() throws Exception {
    FakeSuccession modes =
        new FakeSuccession(
            _ -> Trial.State.GOOD,
            asked -> asked < 100 ? Trial.State.GOOD : Trial.State.BAD,
            () -> {});
    gateway.successions.add(modes);
    assertRolledBack("The trial of modes is not good: It stands so.");
    assertEquals(List.of("try 1 1", "move", "back", "close"), modes.calls);
  }

  @Test
  void whatTakesTooMuchInItsWatchTimeGoesBackByItself() throws Exception {
    gateway.successions.add(
        new FakeSuccession(
            _ -> Trial.State.GOOD,
            asked -> {
              if (asked == 10) {
                gateway.complain("2.0.0", "300 % of a processor");
              }
              return Trial.State.GOOD;
            },
            () -> {}));
    assertRolledBack("com.acme.mode 2.0.0 takes too much: 300 % of a processor");
  }

  @Test
  void whatTakesTooMuchWhileItIsTriedOutGoesBackAtOnce() throws Exception {
    gateway.successions.add(
        new FakeSuccession(
            asked -> {
              if (asked == 10) {
                gateway.complain("2.0.0", "300 % of a processor");
              }
              return Trial.State.TRYING;
            },
            _ -> Trial.State.GOOD,
            () -> {}));
    assertRolledBack("com.acme.mode 2.0.0 takes too much: 300 % of a processor");
  }

  @Test
  @Tag("OTA-02")
  void whatDoesNotStartChangesNothing() throws Exception {
    gateway.keep(3, "3.0.0", BadActivator.class);
    PluginJob job = gateway.ended(gateway.begin(new PluginWish.Back(3)).number());
    assertEquals(PluginJob.State.ROLLED_BACK, job.state());
    assertEquals(Set.of("1.0.0"), gateway.present());
  }

  @Test
  @Tag("OTA-02")
  void whatHangsInItsStartHoldsNobodyAndChangesNothing() throws Exception {
    gateway.keep(3, "3.0.0", HangingActivator.class);
    PluginJob job = gateway.ended(gateway.begin(new PluginWish.Back(3)).number());
    assertEquals(PluginJob.State.ROLLED_BACK, job.state());
    assertTrue(job.text().contains("start com.acme.mode was not done within 4 s"), job.text());
    assertEquals(Set.of("1.0.0"), gateway.running());
    assertTrue(gateway.pointer().matches("1 \\w+\n"), gateway.pointer());
  }

  private void assertRolledBack(String why) throws Exception {
    PluginJob job = gateway.ended(gateway.begin(TO_SECOND).number());
    assertEquals(PluginJob.State.ROLLED_BACK, job.state(), job.toString());
    assertEquals(why, job.text());
    assertEquals(Set.of("1.0.0"), gateway.present());
    assertEquals(Set.of("1.0.0"), gateway.running());
    assertTrue(gateway.pointer().matches("1 \\w+\n"), gateway.pointer());
    assertEquals("1.0.0", gateway.configured.get(Gateway.MODE).get("version"));
    assertTrue(gateway.audited.getLast().startsWith("plugin-rolled-back"));
    assertTrue(gateway.raised.getLast().contains(why), gateway.raised.toString());
  }

  @Test
  void aRemovalStopsAndLetsGoAndCanBeTakenBack() throws Exception {
    gateway.keep(3, "", GoodActivator.class);
    PluginJob gone = gateway.ended(gateway.begin(new PluginWish.Back(3)).number());
    assertEquals(PluginJob.State.DONE, gone.state(), gone.toString());
    assertEquals(Set.of(), gateway.present());
    assertFalse(gateway.configured.containsKey(Gateway.MODE));

    PluginJob again = gateway.ended(gateway.begin(new PluginWish.Back(1)).number());
    assertEquals(PluginJob.State.DONE, again.state(), again.toString());
    assertEquals(Set.of("1.0.0"), gateway.running());
    assertEquals(
        List.of("- com.acme.mode 1.0.0", "+ com.acme.mode 2.0.0"),
        gateway.provisioner.difference(1, 2));
  }

  /** Ends the worker as an end of the process would. */
  private static final class Halt extends Error {
    private static final long serialVersionUID = 1L;
  }

  @ParameterizedTest
  @EnumSource(
      value = Step.class,
      names = {
        "PLANNED",
        "VERIFIED",
        "CONFIGURATION_COPIED",
        "INSTALLED",
        "STARTED",
        "TRIED",
        "MOVED",
        "GENERATION_WRITTEN",
        "POINTER_MOVED",
        "WATCHED",
        "RETIRED"
      })
  void afterAnEndAtAnyStepOneWholeGenerationRuns(Step last) throws Exception {
    gateway.close();
    gateway =
        new Gateway(
            home,
            step -> {
              if (step == last) {
                throw new Halt();
              }
            });
    gateway.successions.add(FakeSuccession.good());
    gateway.begin(TO_SECOND);
    Path journal = gateway.plugins.resolve("journal");
    while (!Files.exists(journal)
        || !Files.readString(journal).contains("\t" + last.word() + "\t")) {
      Thread.onSpinWait();
    }
    gateway.close();
    boolean forward = last.compareTo(Step.POINTER_MOVED) >= 0;

    gateway = new Gateway(home, _ -> {});
    PluginJob job = gateway.ended(gateway.provisioner.jobs().getFirst().number());

    assertEquals(
        forward ? PluginJob.State.DONE : PluginJob.State.ROLLED_BACK, job.state(), job.toString());
    Set<String> one = Set.of(forward ? "2.0.0" : "1.0.0");
    assertEquals(one, gateway.running());
    assertEquals(one, gateway.present());
    assertTrue(gateway.pointer().matches((forward ? "2" : "1") + " \\w+\n"), gateway.pointer());
  }

  @Test
  void anAlteredFileIsRefusedInWordsWithARecordAndTheRestRunsOn() throws Exception {
    Path jar;
    try (var files = Files.walk(gateway.plugins.resolve("staged"))) {
      jar = files.filter(each -> each.endsWith(Gateway.MODE + "-1.0.0.jar")).findFirst().get();
    }
    gateway.close();
    byte[] bytes = Files.readAllBytes(jar);
    Files.write(jar.getParent().getParent().resolve("sbom.cdx.json"), new byte[] {'[', ']'});
    assertTrue(bytes.length > 0);

    gateway = new Gateway(home, _ -> {});
    while (gateway.audited.isEmpty()) {
      Thread.onSpinWait();
    }
    assertTrue(gateway.audited.getFirst().contains("reason=digest"), gateway.audited.toString());
    assertEquals("failed", gateway.provisioner.installed().getFirst().state());
    assertEquals(Set.of(), gateway.running());
  }

  @Test
  void whatTakesTooMuchStopsUntilAPersonRestoresIt() throws Exception {
    gateway.complain("1.0.0", "it asked for a GB");
    while (!gateway.running().isEmpty()) {
      Thread.onSpinWait();
    }
    PluginStatus status = gateway.provisioner.installed().getFirst();
    assertEquals("quarantined", status.state());
    assertTrue(status.text().contains("it asked for a GB"));
    assertTrue(gateway.provisioner.restore(Gateway.MODE, "anna", "mended"));
    assertEquals(Set.of("1.0.0"), gateway.running());
    assertFalse(gateway.provisioner.restore(Gateway.MODE, "anna", "again"));
  }

  @Test
  void aPersonGoesBackBeforeTheWatchTimeIsOver() throws Exception {
    AtomicReference<PluginJob> back = new AtomicReference<>();
    gateway.successions.add(
        new FakeSuccession(
            _ -> Trial.State.GOOD,
            asked -> {
              if (asked == 20) {
                back.set(gateway.begin(new PluginWish.Back(0)));
              }
              return Trial.State.GOOD;
            },
            () -> {}));
    PluginJob job = gateway.ended(gateway.begin(TO_SECOND).number());
    assertEquals(PluginJob.State.ROLLED_BACK, job.state(), job.toString());
    assertEquals("anna wanted to go back.", job.text());
    assertEquals(PluginJob.State.DONE, gateway.ended(back.get().number()).state());
    assertEquals(Set.of("1.0.0"), gateway.running());
    assertTrue(gateway.pointer().matches("1 \\w+\n"), gateway.pointer());
  }

  @Test
  void aPinHoldsAndIsNoPartOfAGeneration() throws Exception {
    assertTrue(gateway.provisioner.pin(Gateway.MODE, true, "anna"));
    assertFalse(gateway.provisioner.pin("com.acme.other", true, "anna"));
    assertTrue(gateway.provisioner.installed().getFirst().pinned());
    PluginPlan plan = gateway.provisioner.plan(new PluginWish.Update(Gateway.MODE, ""), "anna");
    assertEquals("com.acme.mode 1.0.0 is pinned", ((PluginPlan.Impossible) plan).what());
  }

  @Test
  void onlyOneJobAtATimeAndOnlyWhatWasConsentedTo() {
    assertThrows(
        IllegalArgumentException.class,
        () -> gateway.provisioner.begin(TO_SECOND, "another", "anna", "test"));
    gateway.successions.add(FakeSuccession.good());
    PluginJob job = gateway.begin(TO_SECOND);
    assertFalse(gateway.provisioner.cancel(job.number(), "anna"));
    gateway.ended(job.number());
  }

  @Test
  void whatIsInstalledCanBeTakenAlong() throws Exception {
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    assertTrue(gateway.provisioner.export(Gateway.MODE, archive, "anna"));
    assertTrue(archive.size() > 1_000);
    assertFalse(gateway.provisioner.export("com.acme.other", archive, "anna"));
  }
}
