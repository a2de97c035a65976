package org.busbar.marketplace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.busbar.api.time.Clock;
import org.busbar.marketplace.sign.KeyFile;
import org.busbar.plugin.format.Pretty;
import org.busbar.plugin.trust.KeyUse;
import org.busbar.plugin.trust.Publisher;
import org.busbar.profile.trial.Trials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys and signatures of plug-ins and of reports are of one form. */
class ReportMainTest {
  private static final String PROFILE =
      """
      busbar: profile/1
      id: acme.em1
      version: 2
      name: Acme meter
      maker: Acme
      models: [EM1]
      licence: Apache-2.0
      evidence: {source: manual, quality: maker}
      maturity: simulated
      nature: meter
      transport: {kind: modbus}
      points:
        activePowerW: {at: 1, type: i16, sign: import+}
      vectors:
        - given: {1: 5}
          expect: {activePowerW: 5}
      """;

  @TempDir Path folder;

  @Test
  void whatIsSignedWithAKeyOfAPublisherCountsWhereThePublisherIsTrusted() throws Exception {
    KeyFile key = KeyFile.generate(KeyUse.PRODUCTION);
    key.write(folder.resolve("key"));
    Path profile = Files.writeString(folder.resolve("em1.yaml"), PROFILE);
    Path publishers = Files.createDirectories(folder.resolve("trust/publishers"));
    Path reports = folder.resolve("trust/reports");
    List<String> words =
        new ArrayList<>(
            List.of(profile.toString(), "--key", folder.resolve("key").toString(), "--out"));
    words.addAll(List.of(reports.toString(), "--model", "EM1", "--firmware", "1.0"));
    words.addAll(
        List.of("--serial", "4711", "--by", "Anna", "--tested", "readings; sign = passed"));
    words.addAll(List.of("--on", "2026-11-21"));
    assertEquals(0, ReportMain.run(words, Clock.system()));

    Trials trials = Trials.of(folder, line -> {});
    Path report = reports.resolve("acme.em1-2026-11-21.json");
    assertTrue(
        trials.judge(report, 2, PROFILE).text().contains("no key of trust/publishers signed it"));
    Publisher acme = new Publisher("Acme", key.key(), List.of("acme.*"));
    Files.write(publishers.resolve("acme.json"), Pretty.json(acme.json()));
    assertTrue(trials.judge(report, 2, PROFILE).counts());
    assertTrue(trials.prove("acme.em1", 2, PROFILE));
  }

  @Test
  void aProfileOfDocumentsIsSignedToo() throws Exception {
    KeyFile.generate(KeyUse.PRODUCTION).write(folder.resolve("key"));
    Path profile = folder.resolve("m.yaml");
    try (InputStream shelly = Files.newInputStream(Path.of("../drivers/shelly/gen2-switch.yaml"))) {
      Files.write(profile, shelly.readAllBytes());
    }
    List<String> words =
        new ArrayList<>(List.of(profile.toString(), "--key", folder.resolve("key").toString()));
    words.addAll(List.of("--out", folder.toString(), "--model", "Plus 1", "--firmware", "1.0"));
    words.addAll(List.of("--serial", "1", "--by", "Anna", "--tested", "on; off=stayed on"));
    words.addAll(List.of("--on", "2026-11-21"));
    assertEquals(0, ReportMain.run(words, Clock.system()));
    String made = Files.readString(folder.resolve("shelly.gen2-switch-2026-11-21.json"));
    assertTrue(made.contains("stayed on"), made);
  }

  @Test
  void whatIsMissingIsTold() {
    assertEquals(2, ReportMain.run(List.of(), Clock.system()));
    assertEquals(
        1, ReportMain.run(List.of("nowhere.yaml", "--key", "k"), Clock.system()), "no such file");
  }
}
