package org.busbar.marketplace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.busbar.marketplace.sign.Signer;
import org.busbar.marketplace.write.PluginFolder;
import org.busbar.plugin.format.Card;
import org.busbar.plugin.format.FeatureReader;
import org.busbar.plugin.format.Reason;
import org.busbar.plugin.format.Refusal;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.format.Tier;
import org.busbar.plugin.intake.Intake;
import org.busbar.plugin.intake.Market;
import org.busbar.plugin.plan.IndexReader;
import org.busbar.plugin.plan.IndexWriter;
import org.busbar.plugin.plan.Offer;
import org.busbar.plugin.trust.Key;
import org.busbar.plugin.trust.KeyUse;
import org.busbar.plugin.trust.Listed;
import org.busbar.plugin.trust.Policy;
import org.busbar.plugin.trust.Publisher;
import org.busbar.plugin.trust.Revocation;
import org.busbar.plugin.trust.Role;
import org.busbar.plugin.trust.Root;
import org.busbar.plugin.trust.Signatures;
import org.busbar.plugin.trust.Signed;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.VersionRange;

/**
 * Inputs that somebody made to be read in two ways, or not at all: each bears the signatures it
 * needs, so that nothing but what it says is in its way.
 */
@Tag("OTA-03")
class HostileInputsTest {
  private static final String ID = "com.acme.good";
  private static final JsonMapper MAPPER = new JsonMapper();

  @TempDir Path folder = Path.of("");
  private Workshop workshop;

  @BeforeEach
  void open() throws Exception {
    workshop = new Workshop(folder);
  }

  private Workshop.Draft good() {
    return workshop.draft(ID, "1.0.0");
  }

  private Refusal refused(Reason reason) {
    return workshop.refused(
        reason,
        () -> workshop.install(workshop.gateway(Policy.production()), Workshop.installed(), ID));
  }

  /** The same plug-in with another feature, signed by its publisher and listed by the operator. */
  private Refusal feature(Reason reason, UnaryOperator<byte[]> change) throws Exception {
    Path made = workshop.make(good());
    altered(made, change);
    workshop.list(made, good(), Tier.COMMUNITY);
    workshop.open();
    return refused(reason);
  }

  private void altered(Path made, UnaryOperator<byte[]> change)
      throws IOException, GeneralSecurityException {
    Path feature = made.resolve("feature.json");
    Files.write(feature, change.apply(Files.readAllBytes(feature)));
    PluginFolder.sign(made, workshop.vendor);
  }

  private static UnaryOperator<byte[]> text(UnaryOperator<String> change) {
    return before -> {
      String was = new String(before, StandardCharsets.UTF_8);
      String is = change.apply(was);
      assertTrue(!is.equals(was), "nothing was changed");
      return is.getBytes(StandardCharsets.UTF_8);
    };
  }

  @Test
  void aKeyThatIsThereTwice() throws Exception {
    Refusal refusal =
        feature(
            Reason.FORMAT, text(was -> was.replaceFirst("\\{", "{\"vendor\": \"Somebody else\",")));
    assertTrue(refusal.what().contains("Duplicate"), refusal.text());
  }

  @Test
  void aKeyThatIsThereTwiceInWhatTheAuthorWrote() throws Exception {
    Workshop.Draft draft = good();
    draft.write();
    Path spec = draft.folder.resolve(PluginFolder.SPEC);
    Files.writeString(spec, Files.readString(spec).replaceFirst("\\{", "{\"license\": \"MIT\","));
    RefusedException e =
        assertThrows(
            RefusedException.class, () -> PluginFolder.make(draft.folder, folder.resolve("to")));
    assertTrue(e.refusal().what().contains("Duplicate"), e.getMessage());
  }

  @Test
  void aByteOrderMark() throws Exception {
    Refusal refusal =
        feature(
            Reason.FORMAT, was -> joined(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}, was));
    assertTrue(refusal.what().contains("byte order mark"), refusal.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32BE"})
  void anotherEncoding(String charset) throws Exception {
    Refusal refusal =
        feature(
            Reason.FORMAT,
            was ->
                new String(was, StandardCharsets.UTF_8)
                    .getBytes(java.nio.charset.Charset.forName(charset)));
    assertTrue(refusal.what().contains("no UTF-8"), refusal.text());
  }

  @ParameterizedTest
  @CsvSource({
    "com.acm\u0435.good, is not group:name:version",
    "com.acme.g\uFF4Fod, is not group:name:version",
    "Com.Acme.Good, not lower-case words"
  })
  void anIdThatLooksLikeAnother(String id, String said) throws Exception {
    Refusal refusal =
        feature(
            Reason.FORMAT, text(was -> was.replace("com.acme:com.acme.good", "com.acme:" + id)));
    assertTrue(refusal.what().contains(said), refusal.text());
  }

  @ParameterizedTest
  @CsvSource({
    "A\u0441me, mixes letters that look alike",
    "Ac\u200Bme, do not show",
    "\u202Eemca, turn others round"
  })
  void aVendorThatLooksLikeAnother(String vendor, String said) throws Exception {
    Refusal refusal =
        feature(
            Reason.FORMAT,
            text(
                was ->
                    was.replace("\"vendor\" : \"Acme\"", "\"vendor\" : \"" + vendor + "\"")
                        .replace("\"vendor\": \"Acme\"", "\"vendor\": \"" + vendor + "\"")));
    assertTrue(refusal.what().contains(said), refusal.text());
  }

  /** A person consents to these, so they hold what they seem to hold. */
  @ParameterizedTest
  @CsvSource({
    "hosts, api.acme.com:443. It asks for nothing else",
    "hosts, \u0430pi.acme.com:443",
    "hosts, moc.emca\u202E:443",
    "reads, 'a\u001b[2K'",
    "levels, ECONOMIC\u200B",
    "transports, modbus http",
  })
  void aNeedThatSaysMoreThanItIs(String need, String value) throws Exception {
    Workshop.Draft draft = good().need(need, List.of(value));
    RefusedException e = assertThrows(RefusedException.class, () -> workshop.make(draft));
    assertEquals(Reason.FORMAT, e.refusal().reason());
    assertTrue(e.refusal().what().contains(need), e.getMessage());
  }

  @Test
  void aPublisherThatLooksLikeAnother() throws Exception {
    workshop.catalogue.add(
        new Publisher(
            "A\u0441me",
            org.busbar.marketplace.sign.KeyFile.generate(KeyUse.PRODUCTION).key(),
            List.of("com.acme.*")));
    workshop.publish(good(), Tier.COMMUNITY);
    workshop.open();
    assertTrue(refused(Reason.FORMAT).what().contains("mixes letters"));
  }

  @Test
  void aRangeThatNoVersionIsIn() throws Exception {
    Refusal refusal = feature(Reason.FORMAT, text(was -> was.replace("[0.1,0.2)", "[0.2,0.1)")));
    assertTrue(refusal.what().contains("no version is in"), refusal.text());
  }

  @Test
  void aPlatformThatTheBundlesDoNotRunOn() throws Exception {
    workshop.publish(
        good()
            .platform("[0.0,99)")
            .header("Import-Package", "org.busbar.api.control;version=\"[7,8)\""),
        Tier.COMMUNITY);
    workshop.open();
    assertTrue(refused(Reason.PLATFORM).what().contains("offers version 0.4.0"));
  }

  @Test
  void anIndexThatHidesWhatAPluginNeeds() throws Exception {
    Path made = workshop.make(good().requires("com.acme.base", "[1,2)"));
    Listed listed = listed(made);
    Offer honest = Offer.of(workshop.checked(made).feature(), Tier.COMMUNITY, List.of());
    Offer lie =
        new Offer(
            ID,
            "1.0.0",
            honest.version(),
            Tier.COMMUNITY,
            honest.platform(),
            List.of(),
            1,
            List.of());
    workshop.catalogue.add(made, listed, lie, card(made, Tier.COMMUNITY, "Acme"));
    workshop.open();
    assertTrue(refused(Reason.MISSING_DEPENDENCY).what().contains("com.acme.base"));
  }

  private Listed listed(Path made) throws IOException {
    return new Listed(
        ID,
        "1.0.0",
        Tier.COMMUNITY,
        workshop.vendor.key().id(),
        org.busbar.plugin.format.Bytes.digest(Files.readAllBytes(made.resolve("feature.json"))));
  }

  private Card card(Path made, Tier tier, String publisher) throws Exception {
    return Card.of(workshop.checked(made).feature(), tier, publisher);
  }

  @ParameterizedTest
  @CsvSource({
    "CORE, Acme, says that com.acme.good 1.0.0 is core",
    "COMMUNITY, Somebody better known, is of Somebody better known"
  })
  void aCatalogueForPeopleThatSaysMoreThanIsListed(Tier tier, String publisher, String said)
      throws Exception {
    Path made = workshop.make(good());
    Offer offer = Offer.of(workshop.checked(made).feature(), Tier.COMMUNITY, List.of());
    workshop.catalogue.add(made, listed(made), offer, card(made, tier, publisher));
    workshop.open();
    assertTrue(refused(Reason.CONTRADICTION).what().contains(said));
  }

  @Test
  void aCatalogueForPeopleThatIsOfAnotherDayThanTheIndex() throws Exception {
    workshop.publish(good(), Tier.COMMUNITY);
    workshop.open();
    Intake gateway = workshop.gateway(Policy.production());
    gateway.refresh("tester");
    Path made = workshop.make(workshop.draft("com.acme.other", "1.0.0"));
    Offer offer = Offer.of(workshop.checked(made).feature(), Tier.COMMUNITY, List.of());
    workshop.catalogue.list(
        new Listed(offer.id(), "1.0.0", Tier.COMMUNITY, workshop.vendor.key().id(), "0".repeat(64)),
        offer,
        card(made, Tier.VERIFIED, "Acme"));
    workshop.catalogue.write(Workshop.NOW);
    Market market = gateway.refresh("tester");
    assertEquals(Reason.CONTRADICTION, market.refusals().getFirst().reason());
    assertEquals(List.of(ID), cards(market), "what was fetched before goes on");
    assertTrue(workshop.audited.getFirst().startsWith("plugin-refused tester contradiction"));
  }

  private static List<String> cards(Market market) {
    return market.search("", 9).stream().map(each -> each.card().id()).toList();
  }

  @Test
  void aVersionThatIsListedTwiceInTwoSpellings() throws Exception {
    workshop.publish(good(), Tier.COMMUNITY);
    workshop.publish(workshop.draft(ID, "1.0"), Tier.COMMUNITY);
    workshop.open();
    assertTrue(refused(Reason.FORMAT).what().contains("listed twice"));
  }

  @Test
  void aRangeOfWhatWasTakenBackThatNothingIsIn() throws Exception {
    workshop.publish(good(), Tier.COMMUNITY);
    workshop.catalogue.revoke(
        new Revocation(
            ID, new VersionRange("(1.0,1.0)"), "", Revocation.Severity.STOP, "it inverts signs"));
    workshop.open();
    refused(Reason.FORMAT);
  }

  @Test
  void aFileThatIsBroughtBearsAKeyThatWasTakenBack() throws Exception {
    Path archive = archive(good());
    workshop.catalogue.revoke(
        new Revocation(
            "*",
            new VersionRange("0"),
            workshop.vendor.key().id(),
            Revocation.Severity.BLOCK,
            "its key was stolen"));
    workshop.open();
    assertTrue(brought(Reason.REVOKED, archive).what().contains("its key was stolen"));
  }

  private Path archive(Workshop.Draft draft) throws Exception {
    Path archive = folder.resolve(draft.id + ".busbar");
    PluginFolder.pack(workshop.make(draft), archive);
    return archive;
  }

  /** Of a file that somebody brought to a gateway which believes the catalogue. */
  private Refusal brought(Reason reason, Path file) throws Exception {
    Intake gateway = workshop.gateway(Policy.production());
    Market market = gateway.refresh("tester");
    assertEquals(List.of(), market.refusals());
    return workshop.refused(reason, () -> gateway.bring(market, file, "tester"));
  }

  @ParameterizedTest
  @CsvSource({"0", "-1", "3", "4294967298", "9223372036854775807", "1e1", "\"2\""})
  void aThresholdThatNobodyOrAnybodyMeets(String threshold) throws Exception {
    workshop.publish(good(), Tier.COMMUNITY);
    workshop.open();
    // The second root bears all signatures it needs; only what it says is wrong.
    Path first = workshop.catalogue.firstRoot();
    ObjectNode root = (ObjectNode) MAPPER.readTree(first.toFile());
    root.put("version", 2);
    ((ObjectNode) root.at("/roles/targets")).set("threshold", MAPPER.readTree(threshold));
    Path second = first.resolveSibling("2.json");
    MAPPER.writeValue(second.toFile(), root);
    Signer.sign(second, Role.ROOT.purpose(), workshop.keys.of(Role.ROOT));
    assertTrue(refused(Reason.FORMAT).what().contains("threshold"));
  }

  @Test
  void aKeyThatSignsTwiceUnderTwoUses() throws Exception {
    Key key = workshop.vendor.key();
    Key same = new Key(KeyUse.DEVELOPMENT, key.text());
    Key other = org.busbar.marketplace.sign.KeyFile.generate(KeyUse.PRODUCTION).key();
    byte[] content = {1};
    byte[] signature = workshop.vendor.sign(Signatures.message("busbar root", content));
    String lines = Signatures.line(key, signature) + Signatures.line(same, signature);
    Signed file =
        new Signed(
            "root", content, Signatures.parse(lines.getBytes(StandardCharsets.UTF_8), "root"));
    Root.Signers signers = new Root.Signers(List.of(key, same, other), 2);
    assertThrows(RefusedException.class, () -> signers.require(file, "busbar root"));
  }

  @Test
  void aKeyThatCountsTwice() {
    Key key = workshop.vendor.key();
    Key same = new Key(KeyUse.DEVELOPMENT, key.text());
    assertThrows(IllegalArgumentException.class, () -> new Root.Signers(List.of(key, same), 2));
    String bits = key.text().substring(0, 42);
    char last = key.text().charAt(42);
    assertThrows(
        IllegalArgumentException.class,
        () -> new Key(key.use(), bits + (char) (last + 1) + "="),
        "the same bytes in another spelling");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e99", "99999999999999999999", "9223372036854775807", "-5", "1.5"})
  void aNumberThatIsNone(String size) throws Exception {
    Refusal refusal =
        feature(
            Reason.FORMAT,
            text(was -> was.replaceFirst("\"size\" ?: ?[0-9]+", "\"size\": " + size)));
    assertTrue(refusal.what().contains("\"size\""), refusal.text());
  }

  @Test
  void aNumberOfAThousandDigits() throws Exception {
    feature(
        Reason.FORMAT,
        text(was -> was.replaceFirst("\"size\" ?: ?[0-9]+", "\"size\": " + "9".repeat(1000))));
  }

  @Test
  void aFileThatSaysToBeLargerThanAnyPluginMayBe() throws Exception {
    feature(
        Reason.TOO_LARGE,
        text(was -> was.replaceFirst("\"size\" ?: ?[0-9]+", "\"size\": 9007199254740992")));
  }

  @Test
  void aBundleThatIsNotAmongTheFiles() throws Exception {
    Refusal refusal =
        feature(
            Reason.FORMAT,
            text(
                was ->
                    was.replaceFirst(
                        "(\"bundles\" ?: ?\\[)", "$1{\"id\": \"a:b:1\", \"start-order\": 5},")));
    assertTrue(refusal.what().contains("not the same"), refusal.text());
  }

  @Test
  void aDigestInUpperCase() throws Exception {
    Refusal refusal =
        feature(
            Reason.FORMAT,
            json(
                more -> {
                  ObjectNode file = (ObjectNode) more.withArray("files").get(0);
                  file.put(
                      "sha256", file.get("sha256").asText().toUpperCase(java.util.Locale.ROOT));
                }));
    assertTrue(refusal.what().contains("lower-case"), refusal.text());
  }

  private static UnaryOperator<byte[]> json(Consumer<ObjectNode> change) {
    return was -> {
      try {
        ObjectNode feature = (ObjectNode) MAPPER.readTree(was);
        change.accept((ObjectNode) feature.at("/extensions/busbar-plugin/json"));
        return MAPPER.writeValueAsBytes(feature);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    };
  }

  private static void file(ObjectNode more, String path) {
    ObjectNode entry = more.withArray("files").addObject();
    entry.put("path", path);
    entry.put("role", "text");
    entry.put("size", 1);
    entry.put("sha256", "0".repeat(64));
  }

  @Test
  void twoFilesThatAreOneOnAStick() throws Exception {
    Refusal refusal =
        feature(
            Reason.FORMAT,
            json(
                more -> {
                  file(more, "README.md");
                  file(more, "readme.MD");
                }));
    assertTrue(refusal.what().contains("large or small"), refusal.text());
  }

  @Test
  void aFileThatIsAFolderToo() throws Exception {
    Refusal refusal =
        feature(
            Reason.FORMAT,
            json(
                more -> {
                  file(more, "docs");
                  file(more, "docs/a.md");
                }));
    assertTrue(refusal.what().contains("a file and a folder"), refusal.text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "C:\\\\Windows",
        "a/../../b",
        "..",
        "a//b",
        "./a",
        "a\u202Eb",
        "-rf"
      })
  void aPathThatIsNoneInsideItsFolder(String path) throws Exception {
    feature(Reason.PATH_TRAVERSAL, json(more -> file(more, path)));
  }

  @Test
  void aFolderThatIsALinkElsewhere() throws Exception {
    Path made = workshop.make(good());
    Files.move(made.resolve("bundles"), folder.resolve("elsewhere"));
    Files.createSymbolicLink(made.resolve("bundles"), folder.resolve("elsewhere"));
    RefusedException e = assertThrows(RefusedException.class, () -> workshop.checked(made));
    assertEquals(Reason.PATH_TRAVERSAL, e.refusal().reason(), e.getMessage());
  }

  @Test
  void aFileThatIsALinkElsewhere() throws Exception {
    workshop.publish(good(), Tier.COMMUNITY);
    workshop.open();
    Path feature = workshop.market().resolve("plugins/com.acme.good/1.0.0/feature.json");
    Files.move(feature, folder.resolve("elsewhere.json"));
    Files.createSymbolicLink(feature, folder.resolve("elsewhere.json"));
    refused(Reason.MISSING_FILE);
  }

  @Test
  void aLinkAmongWhatTheAuthorPublishes() throws Exception {
    Workshop.Draft draft = good();
    draft.write();
    Path secret = Files.writeString(folder.resolve("secret"), "not for publication");
    Files.createSymbolicLink(draft.folder.resolve("README.md"), secret);
    RefusedException e =
        assertThrows(
            RefusedException.class, () -> PluginFolder.make(draft.folder, folder.resolve("to")));
    assertTrue(e.refusal().what().contains("README.md is a link"), e.getMessage());
  }

  @Test
  void twoEntriesOfTheSameNameInAnArchive() throws Exception {
    workshop.open();
    Path archive = folder.resolve("twice.busbar");
    twice(archive, "feature.json", "feature.jsoN");
    assertTrue(brought(Reason.FORMAT, archive).what().contains("twice"));
  }

  @Test
  void twoEntriesOfTheSameNameInABundle() throws Exception {
    Workshop.Draft draft = good();
    draft.write();
    Path jar = draft.folder.resolve("bundles/com.acme.good-1.0.0.jar");
    twice(jar, "META-INF/MANIFEST.MF", "META-INF/MANIFEST.MX");
    Path made = folder.resolve("made-twice");
    PluginFolder.make(draft.folder, made);
    PluginFolder.sign(made, workshop.vendor);
    workshop.list(made, draft, Tier.COMMUNITY);
    workshop.open();
    assertTrue(refused(Reason.FORMAT).what().contains("is in it twice"));
  }

  /** Writes two entries and gives the second the name of the first, everywhere. */
  private static void twice(Path archive, String name, String other) throws IOException {
    try (OutputStream out = Files.newOutputStream(archive);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String each : List.of(name, other)) {
        zip.putNextEntry(new ZipEntry(each));
        zip.write("Bundle-SymbolicName: com.acme.good\n".getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
    String raw = new String(Files.readAllBytes(archive), StandardCharsets.ISO_8859_1);
    Files.write(archive, raw.replace(other, name).getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void anArchiveThatIsCutShortOrDamagedAnywhere() throws Exception {
    workshop.open();
    Path archive = archive(good());
    byte[] whole = Files.readAllBytes(archive);
    Intake gateway = workshop.gateway(Policy.production());
    Market market = gateway.refresh("tester");
    Random random = new Random(20261121);
    for (int round = 0; round < 200; round++) {
      byte[] bad;
      if (round % 2 == 0) {
        bad = Arrays.copyOf(whole, random.nextInt(whole.length));
      } else {
        bad = whole.clone();
        int at = random.nextInt(whole.length);
        bad[at] = (byte) (bad[at] + 1 + random.nextInt(255));
      }
      Files.write(archive, bad);
      workshop.audited.clear();
      try {
        gateway.bring(market, archive, "tester");
      } catch (RefusedException e) {
        assertEquals(1, workshop.audited.size(), "round " + round + ": " + e.getMessage());
      }
    }
  }

  @Test
  void anEndOfAnArchiveInItsComment() throws Exception {
    workshop.open();
    Path archive = folder.resolve("comment.busbar");
    byte[] end = new byte[40];
    System.arraycopy(new byte[] {'P', 'K', 5, 6}, 0, end, 0, 4);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      for (int i = 0; i < 20_001; i++) {
        zip.putNextEntry(new ZipEntry("f" + i));
      }
      zip.setComment(new String(end, StandardCharsets.ISO_8859_1));
    }
    assertTrue(brought(Reason.ZIP_BOMB, archive).what().contains("20001 entries"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Bundle-SymbolicName | ;",
        "Bundle-SymbolicName | ;a:=b",
        "Bundle-Version | one",
        "Bundle-Version | 99999999999.0.0",
        "Import-Package | ;version=1",
        "Import-Package | a;version=\"[2,1\"",
        "Import-Package | a)(b=c",
        "Import-Package | *",
        "Export-Package | com.acme.api;version=x",
        "Require-Bundle | ;x",
        "Require-Capability | osgi.ee;filter:=\"(((\"",
        "Require-Capability | a;b:Long=x",
        "Provide-Capability | a;b:List<Version>=\"x,y\"",
        "Provide-Capability | =",
        "DynamicImport-Package | org.busbar.*",
      })
  void aManifestThatIsNone(String header, String value) throws Exception {
    Path made = workshop.make(good().header(header, value));
    workshop.list(made, good(), Tier.COMMUNITY);
    workshop.open();
    RefusedException e =
        assertThrows(
            RefusedException.class,
            () ->
                workshop.install(workshop.gateway(Policy.production()), Workshop.installed(), ID));
    assertEquals(1, workshop.audited.size(), e.getMessage());
  }

  @Test
  void aManifestOfNothingButCommasIsReadInNoTime() throws Exception {
    Path made = workshop.make(good().header("Import-Package", ",".repeat(120_000) + "a"));
    long begun = System.nanoTime();
    workshop.publish(made, Tier.COMMUNITY);
    assertTrue(System.nanoTime() - begun < Duration.ofSeconds(5).toNanos());
  }

  /** Each value of a feature in turn is something else: it is read or refused, nothing else. */
  @Test
  void anyValueThatIsSomethingElse() throws Exception {
    Path made = workshop.make(good().requires("com.acme.base", "[1,2)"));
    JsonNode feature = MAPPER.readTree(made.resolve("feature.json").toFile());
    List<String> others =
        List.of("null", "true", "-1", "1e400", "\"\"", "\"\\u0000\"", "[]", "{}", "[[]]", "[null]");
    List<String> places = new ArrayList<>();
    places("", feature, places);
    for (String place : places) {
      for (String other : others) {
        JsonNode changed = feature.deepCopy();
        set(changed, place, MAPPER.readTree(other));
        try {
          FeatureReader.read(MAPPER.writeValueAsBytes(changed), place);
        } catch (RefusedException refused) {
          assertTrue(!refused.refusal().what().isBlank(), place + " " + other);
        }
      }
    }
    assertTrue(places.size() > 30, places.toString());
  }

  private static void places(String at, JsonNode node, List<String> places) {
    if (!at.isEmpty()) {
      places.add(at);
    }
    node.fieldNames().forEachRemaining(name -> places(at + "/" + name, node.get(name), places));
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      places(at + "/" + i, node.get(i), places);
    }
  }

  private static void set(JsonNode root, String place, JsonNode value) {
    int slash = place.lastIndexOf('/');
    String name = place.substring(slash + 1);
    switch (root.at(place.substring(0, slash))) {
      case ObjectNode object -> object.set(name, value);
      case ArrayNode array -> array.set(Integer.parseInt(name), value);
      default -> throw new IllegalStateException(place);
    }
  }

  @Test
  void anIndexWithAnyByteAnotherIsReadOrRefused() throws Exception {
    Path made = workshop.make(good().requires("com.acme.base", "[1,2)"));
    Offer offer = Intake.offer(workshop.checked(made));
    byte[] index = IndexWriter.write(List.of(offer), Map.of(offer.title(), "0".repeat(64)));
    Random random = new Random(20261121);
    for (int round = 0; round < 1500; round++) {
      byte[] bad = index.clone();
      for (int i = 0; i < 1 + round % 3; i++) {
        bad[random.nextInt(bad.length)] = (byte) (32 + random.nextInt(95));
      }
      try {
        IndexReader.read(bad, "index.xml");
      } catch (RefusedException refused) {
        assertEquals(Reason.FORMAT, refused.refusal().reason());
      }
    }
  }

  private static byte[] joined(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
