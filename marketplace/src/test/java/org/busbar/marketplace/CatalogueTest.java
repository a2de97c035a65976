package org.busbar.marketplace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.busbar.api.plugin.PluginPicture;
import org.busbar.marketplace.publish.Publishing;
import org.busbar.marketplace.sign.KeyFile;
import org.busbar.marketplace.sign.Signer;
import org.busbar.marketplace.write.CatalogueFolder;
import org.busbar.marketplace.write.Mirror;
import org.busbar.marketplace.write.OperatorKeys;
import org.busbar.marketplace.write.PluginFolder;
import org.busbar.plugin.check.StagedCheck;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.Pretty;
import org.busbar.plugin.format.Reason;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.format.Tier;
import org.busbar.plugin.intake.Fetch;
import org.busbar.plugin.intake.Intake;
import org.busbar.plugin.intake.Market;
import org.busbar.plugin.intake.Pictures;
import org.busbar.plugin.intake.Source;
import org.busbar.plugin.intake.Staged;
import org.busbar.plugin.plan.Installed;
import org.busbar.plugin.plan.ManifestReader;
import org.busbar.plugin.plan.Offer;
import org.busbar.plugin.plan.Plan;
import org.busbar.plugin.plan.Planner;
import org.busbar.plugin.plan.Request;
import org.busbar.plugin.plan.Resolution;
import org.busbar.plugin.trust.KeyUse;
import org.busbar.plugin.trust.Policy;
import org.busbar.plugin.trust.Publisher;
import org.busbar.plugin.trust.Role;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Catalogues that go on, are mirrored, and are planned from. */
class CatalogueTest {
  private static final String ID = "com.acme.good";

  @TempDir Path folder = Path.of("");
  private Workshop workshop;
  private Intake gateway;

  @BeforeEach
  void open() throws Exception {
    workshop = new Workshop(folder);
    workshop.publish(
        workshop.draft(ID, "1.0.0").need("levels", List.of("ECONOMIC")), Tier.COMMUNITY);
    workshop.open();
    gateway = workshop.gateway(Policy.production());
  }

  private static Request request(Request.Action action, String id) {
    return new Request(action, id, Planner.any());
  }

  private Staged stage(Installed installed, Request request) throws Exception {
    Market market = gateway.refresh("tester");
    assertEquals(List.of(), market.refusals());
    Plan plan = gateway.plan(market, installed, request, "tester");
    return gateway.stage(market, installed, plan, "tester");
  }

  /** What is installed once a staged plan was carried out. */
  private Installed after(Staged staged) throws Exception {
    Installed before = Workshop.installed();
    Path made = folder.resolve("made").resolve(ID + "-1.0.0");
    return new Installed(
        before.platform(), before.lock(), List.of(Intake.offer(workshop.checked(made))));
  }

  @Test
  void theNextRootIsSignedByTheOldKeysAndTheNewOnes() throws Exception {
    OperatorKeys fresh = OperatorKeys.generate(KeyUse.PRODUCTION);
    workshop.catalogue.rotate(2, fresh, Workshop.NOW);
    CatalogueFolder.open(workshop.market(), fresh).write(Workshop.NOW);
    stage(Workshop.installed(), request(Request.Action.INSTALL, ID));
    assertTrue(
        Files.readString(workshop.home().resolve("trust/acme/root.json"))
            .contains("\"version\" : 2"));

    // The keys of the first root are worth nothing any more.
    CatalogueFolder.open(workshop.market(), workshop.keys).write(Workshop.NOW);
    assertEquals(Reason.WRONG_KEY, gateway.refresh("tester").refusals().getFirst().reason());
  }

  @Test
  void oneKeyOfTheRootIsNotEnough() throws Exception {
    OperatorKeys fresh = OperatorKeys.generate(KeyUse.PRODUCTION);
    workshop.catalogue.rotate(2, fresh, Workshop.NOW);
    Signer.sign(
        workshop.market().resolve("roots/2.json"),
        Role.ROOT.purpose(),
        List.of(workshop.keys.of(Role.ROOT).getFirst(), fresh.of(Role.ROOT).getFirst()));
    assertEquals(Reason.WRONG_KEY, gateway.refresh("tester").refusals().getFirst().reason());
  }

  @Test
  void aCatalogueThatIsRefusedLeavesTheLastGoodOne() throws Exception {
    gateway.refresh("tester");
    Files.delete(workshop.market().resolve("snapshot.json"));
    Market market = gateway.refresh("tester");
    assertEquals(Reason.MISSING_FILE, market.refusals().getFirst().reason());
    assertEquals(1, market.search("good", 10).size());
    Market later =
        workshop.gateway(Policy.production(), Workshop.NOW.plus(Duration.ofDays(8))).read();
    assertEquals(Reason.EXPIRED_INDEX, later.refusals().getFirst().reason());
    assertEquals(List.of(), later.search("good", 10));
  }

  @Test
  void aPublisherWithANewNameIsCalledThatEverywhere() throws Exception {
    workshop.catalogue.add(
        new Publisher("Acme International", workshop.vendor.key(), List.of("com.acme.*")));
    workshop.open();
    Market market = gateway.refresh("tester");
    assertEquals(List.of(), market.refusals());
    assertEquals("Acme International", market.show(ID).getFirst().card().publisher());
  }

  @Test
  void aVersionIsPublishedOnceAndByWhomTheCatalogueKnows() throws Exception {
    Workshop.Draft draft = workshop.draft("com.acme.again", "1.0.0");
    Path api = Path.of("no contracts to compare with");
    Publishing vendor = new Publishing(workshop.publisher, workshop.vendor, api);
    draft.write();
    into(vendor, draft);
    into(vendor, draft); // The same once more changes nothing.
    draft.entry("more.txt", new byte[] {1}).write();
    IOException changed = assertThrows(IOException.class, () -> into(vendor, draft));
    assertTrue(changed.getMessage().contains("each change needs a version"), changed.getMessage());
    Publisher renamed = new Publisher("Acme Inc", workshop.vendor.key(), List.of("com.acme.*"));
    Publishing other = new Publishing(renamed, workshop.vendor, api);
    IOException name = assertThrows(IOException.class, () -> into(other, draft));
    assertTrue(name.getMessage().contains("knows this key as Acme, not as"), name.getMessage());
    Publisher wider = new Publisher("Acme", workshop.vendor.key(), List.of("com.*"));
    Workshop.Draft foreign = workshop.draft("com.other.thing", "1.0.0");
    foreign.write();
    Publishing greedy = new Publishing(wider, workshop.vendor, api);
    IOException id = assertThrows(IOException.class, () -> into(greedy, foreign));
    assertTrue(id.getMessage().contains("not com.other.thing"), id.getMessage());
  }

  private void into(Publishing publishing, Workshop.Draft draft) throws Exception {
    Publishing.Result result = publishing.publish(draft.folder, Tier.COMMUNITY);
    try {
      Publishing.into(workshop.catalogue, result, Tier.COMMUNITY, Workshop.NOW);
    } finally {
      Publishing.delete(result.plugin().getParent());
    }
  }

  @Test
  void picturesAndTextsAreCarriedAndTold() throws Exception {
    Workshop.Draft draft = workshop.draft("com.acme.shown", "1.0.0");
    Files.createDirectories(draft.folder.resolve("screenshots"));
    Files.writeString(draft.folder.resolve("icon.svg"), "<svg/>");
    Files.writeString(draft.folder.resolve("screenshots/one.png"), "a picture");
    Files.writeString(draft.folder.resolve("README.md"), "What it does.");
    workshop.publish(draft, Tier.COMMUNITY);
    workshop.catalogue.write(Workshop.NOW);
    Market market = gateway.refresh("tester");
    assertEquals(
        List.of("README.md", "icon.svg", "screenshots/one.png"),
        market.show("com.acme.shown").getFirst().card().files());
    assertEquals(
        "a picture",
        Files.readString(
            workshop.market().resolve("plugins/com.acme.shown/1.0.0/screenshots/one.png")));
  }

  @Test
  void aPictureIsShownAsItWasSignedAndByWhatItIs() throws Exception {
    Workshop.Draft draft = workshop.draft("com.acme.shown", "1.0.0");
    Files.createDirectories(draft.folder.resolve("screenshots"));
    Files.writeString(
        draft.folder.resolve("icon.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>");
    byte[] png = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 1};
    Files.write(draft.folder.resolve("screenshots/one.png"), png);
    Files.writeString(draft.folder.resolve("screenshots/two.png"), "<html><script>");
    Files.write(draft.folder.resolve("screenshots/three.png"), Arrays.copyOf(png, 1_100_000));
    workshop.publish(draft, Tier.COMMUNITY);
    workshop.catalogue.write(Workshop.NOW);
    Market market = gateway.refresh("tester");
    Pictures pictures = new Pictures(folder.resolve("shown"), gateway);
    PluginPicture icon =
        pictures.picture(market, "com.acme.shown", "1.0.0", "icon.svg").orElseThrow();
    assertEquals("image/svg+xml", icon.mediaType());
    PluginPicture page =
        pictures.picture(market, "com.acme.shown", "1.0.0", "screenshots/one.png").orElseThrow();
    assertEquals("image/png", page.mediaType());
    assertArrayEquals(png, page.bytes());
    for (String none :
        List.of(
            "screenshots/two.png", // no picture, whatever it is called
            "screenshots/three.png", // too large
            "screenshots/four.png",
            "feature.json",
            "../../../root.json")) {
      assertEquals(
          Optional.empty(), pictures.picture(market, "com.acme.shown", "1.0.0", none), none);
    }
    assertEquals(Optional.empty(), pictures.picture(market, "com.acme.other", "1.0.0", "icon.svg"));
    Files.write(
        folder.resolve("shown/plugins/incoming/pictures/com.acme.shown-1.0.0/screenshots/one.png"),
        Arrays.copyOf(png, 10));
    assertThrows(
        RefusedException.class,
        () -> pictures.picture(market, "com.acme.shown", "1.0.0", "screenshots/one.png"));
    assertArrayEquals(
        png,
        pictures
            .picture(market, "com.acme.shown", "1.0.0", "screenshots/one.png")
            .orElseThrow()
            .bytes(),
        "fetched anew");
  }

  @Test
  void aMirrorIsAsGoodAsTheOriginal() throws Exception {
    Path stick = folder.resolve("stick");
    byte[] root = Files.readAllBytes(workshop.catalogue.firstRoot());
    Mirror mirror =
        new Mirror(Fetch.of(workshop.market().toString()), Policy.production(), Workshop.NOW);
    assertEquals(1, mirror.copy(stick, root));
    assertEquals(digests(workshop.market()), digests(stick));

    Source.add(workshop.home().resolve("trust"), "acme", stick.toString(), root);
    assertEquals(
        1, stage(Workshop.installed(), request(Request.Action.INSTALL, ID)).plugins().size());
  }

  @Test
  void aFileThatIsBroughtIsPlannedAndStagedWithoutAnyCatalogue() throws Exception {
    Path archive = folder.resolve("good.busbar");
    PluginFolder.pack(folder.resolve("made").resolve(ID + "-1.0.0"), archive);
    Path home = folder.resolve("far");
    Files.createDirectories(home.resolve("trust/publishers"));
    Intake far =
        new Intake(
            home,
            Policy.production(),
            Workshop.planner(),
            (kind, by, reason, values) -> workshop.audited.add(kind + " " + values.get("reason")),
            Workshop.at(Workshop.NOW));
    assertThrows(RefusedException.class, () -> far.bring(far.read(), archive, "tester"));
    assertEquals(List.of("plugin-refused wrong-key"), workshop.audited);

    Files.write(home.resolve("trust/publishers/acme.json"), Pretty.json(workshop.publisher.json()));
    Market market = far.bring(far.read(), archive, "tester");
    Installed installed = Workshop.installed();
    Plan plan = far.plan(market, installed, request(Request.Action.INSTALL, ID), "tester");
    assertTrue(plan.words().getFirst().contains("signed by Acme, tier private"));
    Staged.Plugin plugin = far.stage(market, installed, plan, "tester").plugins().getFirst();
    assertEquals(digests(folder.resolve("made").resolve(ID + "-1.0.0")), digests(plugin.folder()));

    Workshop.Draft draft = workshop.draft(ID, "1.0.0").need("levels", List.of("GRID_OBLIGATION"));
    draft.write();
    Path mended = folder.resolve("mended");
    PluginFolder.make(draft.folder, mended);
    PluginFolder.sign(mended, workshop.vendor);
    PluginFolder.pack(mended, folder.resolve("mended.busbar"));
    Market later = far.bring(market, folder.resolve("mended.busbar"), "tester");
    assertTrue(
        far.plan(later, installed, request(Request.Action.INSTALL, ID), "tester")
            .words()
            .toString()
            .contains("GRID_OBLIGATION"),
        "the file that was shown last is the one that is meant");
  }

  private static Map<String, String> digests(Path folder) throws IOException, RefusedException {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        digests.put(folder.relativize(file).toString(), Bytes.digest(file, 1 << 24));
      }
    }
    return digests;
  }

  @Test
  void whatIsStagedIsReadAgainFromDiskAtEachStart() throws Exception {
    Staged staged = stage(Workshop.installed(), request(Request.Action.INSTALL, ID));
    Staged.Plugin plugin = staged.plugins().getFirst();
    assertEquals(ID, StagedCheck.check(plugin.folder(), plugin.featureSha256()).name());
    Path jar = plugin.jar(plugin.feature().bundles().getFirst());
    byte[] bytes = Files.readAllBytes(jar);
    bytes[100] ^= 1;
    Files.write(jar, bytes);
    RefusedException e =
        assertThrows(
            RefusedException.class,
            () -> StagedCheck.check(plugin.folder(), plugin.featureSha256()));
    assertEquals(Reason.DIGEST, e.refusal().reason());
  }

  @Test
  void anUpdateSaysWhatItChangesAsksForAndMigrates() throws Exception {
    Staged first = stage(Workshop.installed(), request(Request.Action.INSTALL, ID));
    Map<String, Object> migration =
        Map.of(
            "of", ID, "from", "[1,1.1)", "steps", List.of(Map.of("rename", "speed", "to", "rate")));
    workshop.publish(
        workshop.draft(ID, "1.1.0").need("reads", List.of("activePowerW")).migration(migration),
        Tier.COMMUNITY);
    workshop.catalogue.write(Workshop.NOW);
    Installed installed = after(first);
    Staged second = stage(installed, request(Request.Action.UPDATE, ID));
    String words = String.join("\n", second.plan().words());
    assertTrue(words.contains("Changes com.acme.good 1.0.0 to 1.1.0, signed by Acme"), words);
    assertTrue(words.contains("asks to read activePowerW"), words);
    assertTrue(words.contains("Changes stored configuration of com.acme.good in 1 steps"), words);
    assertTrue(words.contains("Nothing that is installed restarts."), words);
    assertTrue(Files.isDirectory(first.plugins().getFirst().folder()), "the old one stays");
  }

  @Test
  void whatIsNeededByAnotherIsNotRemoved() throws Exception {
    workshop.publish(
        workshop.draft("com.acme.user", "1.0.0").requires(ID, "[1,2)"), Tier.COMMUNITY);
    workshop.catalogue.write(Workshop.NOW);
    Staged staged = stage(Workshop.installed(), request(Request.Action.INSTALL, "com.acme.user"));
    assertEquals(
        List.of(ID, "com.acme.user"),
        staged.plugins().stream().map(each -> each.feature().name()).toList());

    Installed before = Workshop.installed();
    Installed both =
        new Installed(
            before.platform(),
            before.lock(),
            List.of(
                Intake.offer(workshop.checked(folder.resolve("made").resolve(ID + "-1.0.0"))),
                Intake.offer(workshop.checked(folder.resolve("made/com.acme.user-1.0.0")))));
    Planner planner = Workshop.planner();
    RefusedException e =
        assertThrows(
            RefusedException.class,
            () ->
                planner.resolve(both, gateway.read().offers(), request(Request.Action.REMOVE, ID)));
    assertEquals(Reason.CONFLICT, e.refusal().reason());
    assertTrue(e.getMessage().contains("com.acme.user 1.0.0 needs it"), e.getMessage());
    Resolution gone =
        planner.resolve(
            both, gateway.read().offers(), request(Request.Action.REMOVE, "com.acme.user"));
    assertEquals("com.acme.user", gone.removed().getFirst().id());
  }

  /** The plug-in with another manifest, beside something of the assembly with this header. */
  private Installed usedBy(String name, String value) throws Exception {
    Installed before = Workshop.installed();
    var base =
        ManifestReader.read(
            Map.of(
                "Bundle-SymbolicName", "com.acme.good",
                "Bundle-Version", "1.0.0",
                "Export-Package", "com.acme.good.api;version=1.0.0",
                "Provide-Capability", "osgi.service;objectClass:List<String>=\"com.acme.Thing\""),
            ID + " 1.0.0");
    var above =
        ManifestReader.read(
            Map.of("Bundle-SymbolicName", "com.acme.above", "Bundle-Version", "1.0.0", name, value),
            "");
    var lock = new ArrayList<>(before.lock());
    lock.add(above);
    var offer = Intake.offer(workshop.checked(folder.resolve("made").resolve(ID + "-1.0.0")));
    return new Installed(
        before.platform(),
        lock,
        List.of(
            new Offer(
                offer.id(),
                offer.versionText(),
                offer.version(),
                offer.tier(),
                offer.platform(),
                List.of(),
                0,
                List.of(base))));
  }

  @Test
  void whatThePlatformHangsOnDoesNotGo() throws Exception {
    Installed installed = usedBy("Import-Package", "com.acme.good.api");
    RefusedException e =
        assertThrows(
            RefusedException.class,
            () ->
                Workshop.planner()
                    .resolve(
                        installed, gateway.read().offers(), request(Request.Action.REMOVE, ID)));
    assertTrue(
        e.getMessage().contains("com.acme.above 1.0.0 hangs on com.acme.good 1.0.0"),
        e.getMessage());
  }

  @Test
  void whoeverUsesAServiceDoesNotHangOnIt() throws Exception {
    Installed installed =
        usedBy(
            "Require-Capability",
            "osgi.service;effective:=active;resolution:=optional;filter:=\"(objectClass=com.acme.Thing)\"");
    assertEquals(
        ID,
        Workshop.planner()
            .resolve(installed, gateway.read().offers(), request(Request.Action.REMOVE, ID))
            .removed()
            .getFirst()
            .id());
  }

  @Test
  void aKeyFileIsForItsOwnerOnlyAndHoldsWhatItSays() throws Exception {
    Path file = folder.resolve("my.key");
    KeyFile key = KeyFile.generate(KeyUse.DEVELOPMENT);
    key.write(file);
    assertEquals(key.key(), KeyFile.read(file).key());
    assertEquals(
        Set.of("OWNER_READ", "OWNER_WRITE"),
        Set.copyOf(Files.getPosixFilePermissions(file).stream().map(Enum::name).toList()));
    assertThrows(IOException.class, () -> key.write(file));
    Files.writeString(
        file,
        Files.readString(file)
            .replace(key.key().text(), KeyFile.generate(KeyUse.DEVELOPMENT).key().text()));
    assertThrows(IOException.class, () -> KeyFile.read(file));
  }
}
