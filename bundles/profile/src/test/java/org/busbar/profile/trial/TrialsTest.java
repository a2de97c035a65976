package org.busbar.profile.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.profile.ProfileDriver;
import org.busbar.profile.ProfileLibrary;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a report of a trial must be for its profile to control without consent. */
class TrialsTest {
  private static final String PROFILE =
      """
      busbar: profile/1
      id: acme.bat10
      version: 3
      name: Acme battery
      maker: Acme
      models: [B10]
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

  @TempDir Path home;
  private KeyPair pair;
  private final List<String> told = new ArrayList<>();

  @BeforeEach
  void aPublisherIsTrusted() throws IOException, GeneralSecurityException {
    pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Files.createDirectories(home.resolve("trust/reports"));
    Files.createDirectories(home.resolve("trust/publishers"));
    Files.createDirectories(home.resolve("profiles/acme"));
    Files.writeString(home.resolve("profiles/acme/bat10.yaml"), PROFILE);
    trust("production", "acme.*");
  }

  private String key() {
    byte[] encoded = pair.getPublic().getEncoded();
    return Base64.getEncoder()
        .encodeToString(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
  }

  private void trust(String use, String ids) throws IOException {
    Files.writeString(
        home.resolve("trust/publishers/lab.json"),
        "{\"name\": \"Lab\", \"use\": \"%s\", \"ed25519\": \"%s\", \"ids\": [\"%s\"]}"
            .formatted(use, key(), ids));
  }

  private static String report(String text, String result) {
    return """
    {"busbar": "field-report/1", "profile": "acme.bat10", "version": 3, "sha256": "%s",
     "model": "B10", "firmware": "1.4", "serial-sha256": "%s", "by": "Anna", "on": "2026-11-21",
     "tests": [{"what": "charge, discharge and release", "result": "%s"}]}
    """
        .formatted(TrialReport.digest(text), "ab".repeat(32), result);
  }

  private Path write(String report) throws IOException {
    return Files.writeString(home.resolve("trust/reports/bat10.json"), report);
  }

  private void sign(Path report, String use) throws IOException, GeneralSecurityException {
    Signature signer = Signature.getInstance("Ed25519");
    signer.initSign(pair.getPrivate());
    String digest = TrialReport.digest(Files.readString(report));
    signer.update((TrialReport.PURPOSE + "\n" + digest + "\n").getBytes(StandardCharsets.US_ASCII));
    Files.writeString(
        report.resolveSibling("bat10.json.sig"),
        TrialReport.digest("busbar key " + use + " " + key())
            + " "
            + Base64.getEncoder().encodeToString(signer.sign())
            + "\n");
  }

  private ProfileLibrary library() throws IOException {
    ProfileLibrary library = new ProfileLibrary(Trials.of(home, told::add));
    library.addFolder("home", home.resolve("profiles"));
    return library;
  }

  private Maturity maturity() throws IOException {
    return maturity(library());
  }

  private static Maturity maturity(ProfileLibrary library) {
    DeviceConfig config =
        new DeviceConfig(
            new NodeId("b"),
            "profile",
            "acme.bat10",
            "c",
            1,
            java.util.Map.of(),
            java.util.Set.of(),
            "site.yaml:1");
    return new ProfileDriver(library).describe(config).maturity();
  }

  private void refused(String why) throws IOException {
    assertEquals(Maturity.SIMULATED, maturity());
    assertTrue(told.toString().contains(why), told::toString);
  }

  @Test
  void aReportThatATrustedKeySignedOverThisVeryTextCounts() throws Exception {
    sign(write(report(PROFILE, "passed")), "production");
    assertEquals(Maturity.FIELD_TESTED, maturity());
    assertTrue(
        told.getFirst().contains("tried on a B10 with firmware 1.4 by Anna"), told::toString);
  }

  @Test
  void aReportThatComesOrGoesWhileTheGatewayRunsCountsForTheNextOpening() throws Exception {
    ProfileLibrary library = library();
    assertEquals(Maturity.SIMULATED, maturity(library));
    Path report = write(report(PROFILE, "passed"));
    assertEquals(Maturity.SIMULATED, maturity(library), "not signed yet");
    sign(report, "production");
    assertEquals(Maturity.FIELD_TESTED, maturity(library));
    int lines = told.size();
    assertEquals(Maturity.FIELD_TESTED, maturity(library));
    assertEquals(lines, told.size(), "told once");
    Files.delete(home.resolve("trust/publishers/lab.json"));
    assertEquals(Maturity.SIMULATED, maturity(library), "nobody is trusted any more");
  }

  @Test
  void withoutAReportThereIsNothingToSay() throws IOException {
    assertEquals(Maturity.SIMULATED, maturity());
    assertEquals(List.of(), told);
  }

  @Test
  void oneThatNobodySignedDoesNot() throws IOException {
    write(report(PROFILE, "passed"));
    refused("it is not signed");
  }

  @Test
  void oneOfAnotherTextDoesNot() throws Exception {
    sign(write(report(PROFILE.replace("at: 1", "at: 2"), "passed")), "production");
    refused("it is of another text of acme.bat10");
  }

  @Test
  void oneThatWasChangedAfterItWasSignedDoesNot() throws Exception {
    Path file = write(report(PROFILE, "passed"));
    sign(file, "production");
    Files.writeString(file, Files.readString(file).replace("1.4", "1.5"));
    refused("no key of trust/publishers signed it");
  }

  @Test
  void oneOfAKeyNobodyTrustsDoesNot() throws Exception {
    pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    sign(write(report(PROFILE, "passed")), "production");
    refused("no key of trust/publishers signed it");
  }

  @Test
  void oneOfAKeyThatSpeaksForOthersDoesNot() throws Exception {
    trust("production", "beta.*");
    sign(write(report(PROFILE, "passed")), "production");
    refused("Lab signed it and may not speak for acme.bat10");
  }

  @Test
  void oneOfADevelopmentKeyDoesNot() throws Exception {
    trust("development", "acme.*");
    sign(write(report(PROFILE, "passed")), "development");
    refused("its key is one of development");
  }

  @Test
  void oneThatTellsOfAFailureDoesNot() throws Exception {
    sign(write(report(PROFILE, "release took 40 s")), "production");
    refused("'charge, discharge and release' came out as 'release took 40 s'");
  }

  @Test
  void oneForWhatWasOnlyImportedDoesNot() throws Exception {
    String imported = PROFILE.replace("maturity: simulated", "maturity: imported");
    Files.writeString(home.resolve("profiles/acme/bat10.yaml"), imported);
    sign(write(report(imported, "passed")), "production");
    assertEquals(Maturity.IMPORTED, maturity());
  }

  @Test
  void whatIsNoReportIsToldWithItsField() throws IOException {
    write(report(PROFILE, "passed").replace("2026-11-21", "yesterday"));
    refused("on = 'yesterday': is no day. Write such as 2026-11-21");
    write("{\"busbar\": \"field-report/1\"");
    refused("is no YAML");
  }

  @Test
  void theCommandJudgesAsAGatewayWould() throws Exception {
    Path file = write(report(PROFILE, "passed"));
    String profile = home.resolve("profiles/acme/bat10.yaml").toString();
    List<String> words = List.of(profile, file.toString(), "--home", home.toString());
    assertEquals("1 does not count: it is not signed", check(words));
    sign(file, "production");
    assertEquals("0 acme.bat10 was tried on a B10", check(words));
    assertEquals("2 usage", check(List.of(profile)));
    assertFalse(told.toString().contains("Exception"));
  }

  private static String check(List<String> words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code = ReportCheck.run(words, new PrintStream(out, true, StandardCharsets.UTF_8));
    String text = out.toString(StandardCharsets.UTF_8);
    for (String said :
        List.of("does not count: it is not signed", "acme.bat10 was tried on a B10", "usage")) {
      if (text.contains(said)) {
        return code + " " + said;
      }
    }
    return code + " " + text;
  }
}
