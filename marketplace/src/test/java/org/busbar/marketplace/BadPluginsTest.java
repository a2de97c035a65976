package org.busbar.marketplace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.busbar.marketplace.sign.KeyFile;
import org.busbar.marketplace.write.PluginFolder;
import org.busbar.plugin.check.Contents;
import org.busbar.plugin.format.Reason;
import org.busbar.plugin.format.Refusal;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.format.Tier;
import org.busbar.plugin.intake.Intake;
import org.busbar.plugin.intake.Staged;
import org.busbar.plugin.trust.KeyUse;
import org.busbar.plugin.trust.Policy;
import org.busbar.plugin.trust.Revocation;
import org.busbar.plugin.trust.Role;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.VersionRange;

/** Each bad plug-in is refused before anything of it is unpacked or loaded, and it is said why. */
@Tag("OTA-03")
class BadPluginsTest {
  private static final String ID = "com.acme.good";

  @TempDir Path folder = Path.of("");
  private Workshop workshop;

  @BeforeEach
  void open() throws Exception {
    workshop = new Workshop(folder);
  }

  private Staged install(String id) throws IOException, RefusedException {
    return workshop.install(workshop.gateway(Policy.production()), Workshop.installed(), id);
  }

  private Refusal refused(Reason reason, String id) {
    return refused(reason, () -> install(id));
  }

  private Refusal refused(Reason reason, Executable install) {
    return workshop.refused(reason, install);
  }

  private Path inMarket(String path) {
    return workshop.market().resolve("plugins").resolve(ID).resolve("1.0.0").resolve(path);
  }

  private Workshop.Draft good() {
    return workshop.draft(ID, "1.0.0");
  }

  @Test
  void aGoodPluginIsStagedAndItsDigestsHold() throws Exception {
    workshop.publish(good(), Tier.COMMUNITY);
    workshop.open();
    Staged staged = install(ID);
    assertEquals(ID, staged.plugins().getFirst().feature().name());
    assertTrue(
        Files.exists(
            staged
                .plugins()
                .getFirst()
                .jar(staged.plugins().getFirst().feature().bundles().getFirst())));
    assertTrue(workshop.audited.isEmpty());
    assertTrue(
        staged
            .plan()
            .words()
            .getFirst()
            .startsWith("Adds com.acme.good 1.0.0, signed by Acme, tier community, 1 bundle"),
        staged.plan().words().toString());
  }

  @Test
  void unsigned() throws Exception {
    workshop.publish(good(), Tier.COMMUNITY);
    workshop.open();
    Files.delete(inMarket("feature.json.sig"));
    refused(Reason.UNSIGNED, ID);
  }

  @Test
  void unsignedEvenWhereItsCatalogueIsNot() throws Exception {
    workshop.publish(good(), Tier.COMMUNITY);
    workshop.open();
    Files.delete(workshop.market().resolve("targets.json.sig"));
    refused(Reason.UNSIGNED, ID);
  }

  @Test
  void wrongKey() throws Exception {
    workshop.publish(good(), Tier.COMMUNITY);
    workshop.open();
    PluginFolder.sign(inMarket("x").getParent(), KeyFile.generate(KeyUse.PRODUCTION));
    refused(Reason.WRONG_KEY, ID);
  }

  @Test
  void developmentKey() throws Exception {
    Workshop other = new Workshop(folder.resolve("dev"), KeyUse.DEVELOPMENT);
    other.catalogue.write(Workshop.NOW);
    workshop = other;
    other.open();
    refused(Reason.DEVELOPMENT_KEY, ID);
  }

  @Test
  void revoked() throws Exception {
    workshop.publish(good(), Tier.COMMUNITY);
    workshop.catalogue.revoke(
        new Revocation(
            ID, new VersionRange("[1.0,1.1)"), "", Revocation.Severity.BLOCK, "it inverts signs"));
    workshop.open();
    assertTrue(refused(Reason.REVOKED, ID).what().contains("it inverts signs"));
  }

  @Test
  void revokedWithTheKeyOfItsPublisher() throws Exception {
    workshop.publish(good(), Tier.COMMUNITY);
    workshop.catalogue.revoke(
        new Revocation(
            "*",
            new VersionRange("0"),
            workshop.vendor.key().id(),
            Revocation.Severity.STOP,
            "its key was stolen"));
    workshop.open();
    refused(Reason.REVOKED, ID);
  }

  @Test
  void advisedAgainstIsShownAndNotRefused() throws Exception {
    workshop.publish(good(), Tier.COMMUNITY);
    workshop.catalogue.revoke(
        new Revocation(ID, new VersionRange("0"), "", Revocation.Severity.ADVISE, "it is slow"));
    workshop.open();
    assertTrue(
        install(ID)
            .plan()
            .words()
            .toString()
            .contains("advises against com.acme.good: it is slow"));
  }

  @Test
  @Tag("OTA-05")
  void aFlippedByteAnywhere() throws Exception {
    workshop.publish(good(), Tier.COMMUNITY);
    workshop.open();
    List<Path> files;
    try (Stream<Path> all = Files.walk(workshop.market())) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    Set<Reason> reasons = new HashSet<>();
    for (Path file : files) {
      if (file.startsWith(workshop.market().resolve("roots"))) {
        continue; // The first root is pinned, and read from nowhere else.
      }
      byte[] whole = Files.readAllBytes(file);
      byte[] flipped = whole.clone();
      flipped[flipped.length / 2] ^= 1;
      Files.write(file, flipped);
      workshop.audited.clear();
      RefusedException e = assertThrows(RefusedException.class, () -> install(ID), file.toString());
      reasons.add(e.refusal().reason());
      String record = "plugin-refused tester " + e.refusal().reason().word();
      assertTrue(workshop.audited.getFirst().startsWith(record), workshop.audited.toString());
      Files.write(file, whole);
    }
    assertTrue(
        Set.of(Reason.DIGEST, Reason.WRONG_KEY, Reason.UNSIGNED).containsAll(reasons),
        reasons.toString());
    assertFalse(Files.exists(workshop.home().resolve("plugins/staged")));
    install(ID);
  }

  @Test
  @Tag("OTA-05")
  void theDigestIsLookedAtFirstThenTheSignatureThenWhatIsInside() throws Exception {
    Path made =
        workshop.make(
            good().header("Import-Package", "org.busbar.api.transport;version=\"[0.1,1)\""));
    byte[] feature = Files.readAllBytes(made.resolve("feature.json"));
    Path jar = made.resolve("bundles/com.acme.good-1.0.0.jar");
    byte[] whole = Files.readAllBytes(jar);
    byte[] flipped = whole.clone();
    flipped[flipped.length / 2] ^= 1;
    Files.write(jar, flipped);
    PluginFolder.sign(made, KeyFile.generate(KeyUse.PRODUCTION));
    assertEquals(Reason.DIGEST, checkRefused(made));
    Files.write(jar, whole);
    assertEquals(Reason.WRONG_KEY, checkRefused(made));
    PluginFolder.sign(made, workshop.vendor);
    assertEquals(Reason.WRITE_IMPORT, checkRefused(made));
    assertArrayEquals(feature, Files.readAllBytes(made.resolve("feature.json")));
  }

  @Test
  void olderIndex() throws Exception {
    workshop.publish(good(), Tier.COMMUNITY);
    workshop.open();
    Path old = folder.resolve("old");
    copy(workshop.market(), old);
    workshop.catalogue.write(Workshop.NOW);
    install(ID);
    deleteStaged();
    copy(old, workshop.market());
    refused(Reason.OLDER_INDEX, ID);
  }

  @Test
  void expiredIndex() throws Exception {
    workshop.publish(good(), Tier.COMMUNITY);
    workshop.catalogue.life(Role.TIMESTAMP, Duration.ofDays(2));
    workshop.open();
    Instant later = Workshop.NOW.plus(Duration.ofDays(2));
    Intake gateway = workshop.gateway(Policy.production(), later);
    refused(Reason.EXPIRED_INDEX, () -> workshop.install(gateway, Workshop.installed(), ID));
  }

  @Test
  void swappedFileOfAnotherPlugin() throws Exception {
    workshop.publish(good(), Tier.COMMUNITY);
    workshop.publish(workshop.draft("com.acme.other", "1.0.0"), Tier.COMMUNITY);
    workshop.open();
    copy(workshop.market().resolve("plugins/com.acme.other/1.0.0"), inMarket("x").getParent());
    Refusal refusal = refused(Reason.SWAPPED, ID);
    assertTrue(
        refusal.what().contains("com.acme.other 1.0.0 in the place of com.acme.good"),
        refusal.text());
  }

  @Test
  void swappedBundleOfAnotherPlugin() throws Exception {
    workshop.publish(good(), Tier.COMMUNITY);
    workshop.publish(workshop.draft("com.acme.other", "1.0.0"), Tier.COMMUNITY);
    workshop.open();
    Files.copy(
        workshop.market().resolve("plugins/com.acme.other/1.0.0/bundles/com.acme.other-1.0.0.jar"),
        inMarket("bundles/com.acme.good-1.0.0.jar"),
        StandardCopyOption.REPLACE_EXISTING);
    RefusedException e = assertThrows(RefusedException.class, () -> install(ID));
    assertTrue(
        Set.of(Reason.DIGEST, Reason.TOO_LARGE).contains(e.refusal().reason()), e.getMessage());
  }

  /** What the bytes of a bundle show; its operator has listed it without looking. */
  private Refusal bytes(Reason reason, Workshop.Draft draft, Tier tier) throws Exception {
    Path made = workshop.make(draft);
    workshop.list(made, draft, tier);
    workshop.open();
    return refused(reason, draft.id);
  }

  @Test
  void zipBomb() throws Exception {
    bytes(Reason.ZIP_BOMB, good().entry("zeros", new byte[140 << 20]), Tier.COMMUNITY);
  }

  @Test
  void zipBombOfManyParts() throws Exception {
    Workshop.Draft draft = good();
    byte[] zeros = new byte[60 << 20];
    for (int i = 0; i < 5; i++) {
      draft.entry("zeros" + i, zeros);
    }
    bytes(Reason.ZIP_BOMB, draft, Tier.COMMUNITY);
  }

  @Test
  void archiveInAnArchiveInAnArchive() throws Exception {
    Path inner = folder.resolve("inner.jar");
    Workshop.jar(inner, Map.of(), Map.of("x", new byte[1]));
    Path outer = folder.resolve("outer.jar");
    Workshop.jar(outer, Map.of(), Map.of("inner.jar", Files.readAllBytes(inner)));
    bytes(Reason.ZIP_BOMB, good().entry("outer.jar", Files.readAllBytes(outer)), Tier.COMMUNITY);
  }

  @Test
  void pathTraversal() throws Exception {
    bytes(Reason.PATH_TRAVERSAL, good().entry("../../etc/cron.d/x", new byte[1]), Tier.COMMUNITY);
  }

  @Test
  void giantManifest() throws Exception {
    bytes(Reason.GIANT_MANIFEST, good().header("X-Much", "x".repeat(300 << 10)), Tier.COMMUNITY);
  }

  @Test
  void nativeCodeBelowItsTier() throws Exception {
    byte[] elf = {0x7f, 'E', 'L', 'F', 2, 1, 1, 0};
    bytes(Reason.NATIVE_CODE, good().need("native", true).entry("data.bin", elf), Tier.COMMUNITY);
  }

  @Test
  void nativeCodeThatIsNotDeclared() throws Exception {
    byte[] load =
        Workshop.call("com.acme.Load", "java.lang.System", "loadLibrary", "(Ljava/lang/String;)V");
    bytes(Reason.NATIVE_CODE, good().entry("com/acme/Load.class", load), Tier.VERIFIED);
  }

  @Test
  void importOfTheWriteContract() throws Exception {
    bytes(
        Reason.WRITE_IMPORT,
        good().header("Import-Package", "org.busbar.api.device.write;version=\"[0.1,1)\""),
        Tier.VERIFIED);
  }

  @Test
  void useOfTheTransportContractWithoutAnImport() throws Exception {
    byte[] hidden =
        Workshop.call("com.acme.Hidden", "org.busbar.api.transport.Connection", "open", "()V");
    bytes(Reason.WRITE_IMPORT, good().entry("com/acme/Hidden.class", hidden), Tier.VERIFIED);
  }

  @Test
  void useOfTheTransportContractInAJarInside() throws Exception {
    Path inner = folder.resolve("inner.jar");
    byte[] hidden =
        Workshop.call("com.acme.Hidden", "org.busbar.api.transport.Connection", "open", "()V");
    Workshop.jar(inner, Map.of(), Map.of("com/acme/Hidden.class", hidden));
    bytes(Reason.WRITE_IMPORT, good().entry("lib.bin", Files.readAllBytes(inner)), Tier.VERIFIED);
  }

  @Test
  void aFragmentOfThePlatform() throws Exception {
    bytes(Reason.WRITE_IMPORT, good().header("Fragment-Host", "org.busbar.safety"), Tier.CORE);
  }

  @Test
  void aNameOfThePlatform() throws Exception {
    bytes(
        Reason.FOREIGN_NAME, good().header("Bundle-SymbolicName", "org.busbar.safety"), Tier.CORE);
  }

  @Test
  void aModeThatStartsThreads() throws Exception {
    byte[] thread =
        Workshop.call(
            "com.acme.Busy",
            "java.lang.Thread",
            "startVirtualThread",
            "(Ljava/lang/Runnable;)Ljava/lang/Thread;");
    Refusal refusal =
        bytes(Reason.FORBIDDEN_CALL, good().entry("com/acme/Busy.class", thread), Tier.CORE);
    assertTrue(refusal.what().contains("com.acme.Busy starts threads"), refusal.text());
  }

  @Test
  void aServiceThatEndsTheProcess() throws Exception {
    byte[] exit = Workshop.call("com.acme.Exit", "java.lang.System", "exit", "(I)V");
    bytes(
        Reason.FORBIDDEN_CALL,
        good().kind("service").entry("com/acme/Exit.class", exit),
        Tier.VERIFIED);
  }

  @Test
  void anExportedPackage() throws Exception {
    bytes(Reason.UNDECLARED, good().header("Export-Package", "com.acme.model"), Tier.CORE);
  }

  @Test
  @Tag("PLG-02")
  void missingDependency() throws Exception {
    workshop.publish(good().requires("com.acme.base", "[1,2)"), Tier.COMMUNITY);
    workshop.open();
    Refusal refusal = refused(Reason.MISSING_DEPENDENCY, ID);
    assertTrue(
        refusal
            .what()
            .contains(
                "com.acme.good 1.0.0 needs com.acme.base [1.0.0,2.0.0), and no catalogue has it"),
        refusal.text());
  }

  @Test
  @Tag("PLG-02")
  void missingPackage() throws Exception {
    workshop.publish(good().header("Import-Package", "com.acme.nowhere"), Tier.COMMUNITY);
    workshop.open();
    assertTrue(refused(Reason.MISSING_DEPENDENCY, ID).what().contains("com.acme.nowhere"));
  }

  @Test
  @Tag("PLG-02")
  void conflictingDependency() throws Exception {
    workshop.publish(workshop.draft("com.acme.base", "1.0.0"), Tier.COMMUNITY);
    workshop.publish(workshop.draft("com.acme.base", "2.0.0"), Tier.COMMUNITY);
    workshop.publish(
        workshop.draft("com.acme.left", "1.0.0").requires("com.acme.base", "[1,2)"),
        Tier.COMMUNITY);
    workshop.publish(
        good().requires("com.acme.base", "[2,3)").requires("com.acme.left", "[1,2)"),
        Tier.COMMUNITY);
    workshop.open();
    Refusal refusal = refused(Reason.CONFLICT, ID);
    assertTrue(
        refusal
            .what()
            .contains("com.acme.left 1.0.0 needs com.acme.base [1.0.0,2.0.0), and it is 2.0.0"),
        refusal.text());
  }

  @Test
  @Tag("PLG-02")
  void cyclicDependency() throws Exception {
    workshop.publish(
        workshop.draft("com.acme.left", "1.0.0").requires("com.acme.right", "1"), Tier.COMMUNITY);
    workshop.publish(
        workshop.draft("com.acme.right", "1.0.0").requires("com.acme.left", "1"), Tier.COMMUNITY);
    workshop.publish(good().requires("com.acme.left", "1"), Tier.COMMUNITY);
    workshop.open();
    Refusal refusal = refused(Reason.CYCLE, ID);
    assertTrue(
        refusal.what().contains("com.acme.left -> com.acme.right -> com.acme.left"),
        refusal.text());
  }

  @Test
  void tooNewPlatform() throws Exception {
    workshop.publish(good().platform("[0.2,0.3)"), Tier.COMMUNITY);
    workshop.open();
    Refusal refusal = refused(Reason.PLATFORM, ID);
    assertTrue(
        refusal.what().contains("runs on Busbar [0.2.0,0.3.0), and this is 0.1.0"), refusal.text());
  }

  @Test
  void tooNewContract() throws Exception {
    workshop.publish(
        good().header("Import-Package", "org.busbar.api.control;version=\"[0.9,1)\""),
        Tier.COMMUNITY);
    workshop.open();
    Refusal refusal = refused(Reason.PLATFORM, ID);
    assertTrue(
        refusal.what().contains("org.busbar.api 0.1.0 offers version 0.4.0"), refusal.text());
  }

  @Test
  void unsignedIsAllowedByNameOnlyAndInADevelopmentAssemblyOnly() throws Exception {
    Path made = workshop.make(good());
    Path other = workshop.make(workshop.draft("com.acme.other", "1.0.0"));
    Files.delete(made.resolve("feature.json.sig"));
    Files.delete(other.resolve("feature.json.sig"));
    Policy policy = new Policy(true, Set.of(ID));
    try (Contents contents = Contents.of(made)) {
      assertEquals(ID, workshop.check(policy).check(contents).feature().name());
    }
    try (Contents contents = Contents.of(other)) {
      RefusedException e =
          assertThrows(RefusedException.class, () -> workshop.check(policy).check(contents));
      assertEquals(Reason.UNSIGNED, e.refusal().reason());
    }
    assertThrows(IllegalArgumentException.class, () -> new Policy(false, Set.of(ID)));
  }

  @Test
  void inAnArchiveNothingIsUnpackedBeforeItWasVerified() throws Exception {
    Path made = workshop.make(good());
    Path archive = folder.resolve("good.busbar");
    PluginFolder.pack(made, archive);
    try (Contents contents = Contents.of(archive)) {
      assertEquals(ID, workshop.check(Policy.production()).check(contents).feature().name());
    }
    Files.writeString(made.resolve("more.txt"), "unnamed", StandardCharsets.UTF_8);
    PluginFolder.pack(made, archive);
    assertEquals(Reason.UNDECLARED, checkRefused(archive));
    Files.delete(made.resolve("more.txt"));
    Path sbom = made.resolve("sbom.cdx.json");
    Files.writeString(sbom, Files.readString(sbom) + " ".repeat(50 << 20));
    PluginFolder.pack(made, archive);
    assertTrue(Files.size(archive) < 1 << 20);
    assertEquals(Reason.ZIP_BOMB, checkRefused(archive));
    Workshop.jar(archive, Map.of(), Map.of("../x", new byte[1]));
    assertEquals(Reason.PATH_TRAVERSAL, checkRefused(archive));
    Files.writeString(archive, "no archive");
    assertEquals(Reason.FORMAT, checkRefused(archive));
    try (Stream<Path> left = Files.list(folder.resolve("scratch"))) {
      assertEquals(List.of(), left.toList());
    }
  }

  private Reason checkRefused(Path plugin) {
    return assertThrows(
            RefusedException.class,
            () -> {
              try (Contents contents = Contents.of(plugin)) {
                workshop.check(Policy.production()).check(contents);
              }
            })
        .refusal()
        .reason();
  }

  private void deleteStaged() throws IOException {
    Path staged = workshop.home().resolve("plugins/staged");
    try (Stream<Path> all = Files.walk(staged)) {
      for (Path file : new ArrayList<>(all.toList()).reversed()) {
        Files.delete(file);
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file));
        Files.createDirectories(target.getParent());
        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
