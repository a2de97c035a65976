package org.busbar.marketplace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.felix.resolver.Logger;
import org.apache.felix.resolver.ResolverImpl;
import org.busbar.api.safety.Audit;
import org.busbar.api.time.Clock;
import org.busbar.marketplace.sign.KeyFile;
import org.busbar.marketplace.write.CatalogueFolder;
import org.busbar.marketplace.write.OperatorKeys;
import org.busbar.marketplace.write.PluginFolder;
import org.busbar.plugin.check.CheckedPlugin;
import org.busbar.plugin.check.Contents;
import org.busbar.plugin.check.PluginCheck;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.Card;
import org.busbar.plugin.format.FeatureReader;
import org.busbar.plugin.format.PluginFeature;
import org.busbar.plugin.format.Pretty;
import org.busbar.plugin.format.Reason;
import org.busbar.plugin.format.Refusal;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.format.Tier;
import org.busbar.plugin.intake.Intake;
import org.busbar.plugin.intake.Market;
import org.busbar.plugin.intake.Source;
import org.busbar.plugin.intake.Staged;
import org.busbar.plugin.plan.Installed;
import org.busbar.plugin.plan.ManifestReader;
import org.busbar.plugin.plan.Offer;
import org.busbar.plugin.plan.Part;
import org.busbar.plugin.plan.Plan;
import org.busbar.plugin.plan.Planner;
import org.busbar.plugin.plan.Request;
import org.busbar.plugin.trust.Catalogue;
import org.busbar.plugin.trust.KeyUse;
import org.busbar.plugin.trust.Listed;
import org.busbar.plugin.trust.Policy;
import org.busbar.plugin.trust.Publisher;
import org.junit.jupiter.api.function.Executable;
import org.osgi.framework.Version;

/** A vendor, an operator and a gateway, in one folder, on a clock that stands. */
final class Workshop {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  final Path folder;
  final OperatorKeys keys;
  final KeyFile vendor;
  final Publisher publisher;
  final CatalogueFolder catalogue;
  final List<String> audited = new ArrayList<>();

  Workshop(Path folder, KeyUse use) throws IOException, GeneralSecurityException {
    this.folder = folder;
    this.keys = OperatorKeys.generate(use);
    this.vendor = KeyFile.generate(use);
    this.publisher = new Publisher("Acme", vendor.key(), List.of("com.acme.*"));
    this.catalogue = CatalogueFolder.create(market(), keys, NOW).add(publisher);
  }

  Workshop(Path folder) throws IOException, GeneralSecurityException {
    this(folder, KeyUse.PRODUCTION);
  }

  Path market() {
    return folder.resolve("market");
  }

  Path home() {
    return folder.resolve("home");
  }

  /** An author's folder. */
  Draft draft(String id, String version) {
    return new Draft(folder.resolve("drafts").resolve(id + "-" + version), id, version);
  }

  /** Made, signed, and laid into the catalogue as its operator would without looking at it. */
  Path publish(Draft draft, Tier tier)
      throws IOException, RefusedException, GeneralSecurityException {
    Path made = make(draft);
    publish(made, tier);
    return made;
  }

  void publish(Path made, Tier tier) throws IOException, RefusedException {
    try (Contents contents = Contents.of(made)) {
      catalogue.add(made, check(Policy.production()).check(contents), tier);
    }
  }

  PluginCheck check(Policy policy) throws IOException {
    return new PluginCheck(policy, Catalogue.none(), List.of(publisher), folder.resolve("scratch"));
  }

  Path make(Draft draft) throws IOException, RefusedException, GeneralSecurityException {
    draft.write();
    Path made = folder.resolve("made").resolve(draft.id + "-" + draft.version);
    PluginFolder.make(draft.folder, made);
    PluginFolder.sign(made, vendor);
    return made;
  }

  CheckedPlugin checked(Path made) throws IOException, RefusedException {
    try (Contents contents = Contents.of(made)) {
      return check(Policy.production()).check(contents);
    }
  }

  static Planner planner() {
    return new Planner(new ResolverImpl(new Logger(0), 1));
  }

  Intake gateway(Policy policy) {
    return gateway(policy, NOW);
  }

  Intake gateway(Policy policy, Instant now) {
    Audit audit =
        (kind, by, reason, values) ->
            audited.add(kind + " " + by + " " + values.get("reason") + " " + values.get("where"));
    return new Intake(home(), policy, planner(), audit, at(now));
  }

  /** Trusts the catalogue and writes its role files. */
  void open() throws IOException, RefusedException, GeneralSecurityException {
    catalogue.write(NOW);
    Source.add(
        home().resolve("trust"),
        "acme",
        market().toString(),
        Files.readAllBytes(catalogue.firstRoot()));
  }

  /** Everything a gateway does for an installation, up to files that wait to be started. */
  Staged install(Intake intake, Installed installed, String id)
      throws IOException, RefusedException {
    Market market = intake.refresh("tester");
    if (!market.refusals().isEmpty()) {
      throw new RefusedException(market.refusals().getFirst());
    }
    Plan plan =
        intake.plan(
            market, installed, new Request(Request.Action.INSTALL, id, Planner.any()), "tester");
    return intake.stage(market, installed, plan, "tester");
  }

  /** Refused with this word, something to do about it and a record; nothing was staged. */
  Refusal refused(Reason reason, Executable install) {
    RefusedException e = assertThrows(RefusedException.class, install);
    assertEquals(reason, e.refusal().reason(), e.getMessage());
    assertFalse(e.refusal().what().isBlank() || e.refusal().remedy().isBlank(), e.getMessage());
    assertTrue(
        audited.stream()
            .anyMatch(each -> each.startsWith("plugin-refused tester " + reason.word())),
        audited.toString());
    assertFalse(Files.exists(home().resolve("plugins/staged")), "something was staged");
    return e.refusal();
  }

  /** Lists what was made without looking at it, as a careless operator would. */
  void list(Path made, Draft draft, Tier tier) throws IOException, RefusedException {
    PluginFeature feature;
    try {
      feature = FeatureReader.read(Files.readAllBytes(made.resolve("feature.json")), "feature");
    } catch (RefusedException unreadable) {
      feature = feature(draft); // What it says of itself to people and plans is honest.
    }
    catalogue.add(
        made,
        new Listed(
            draft.id,
            draft.version,
            tier,
            vendor.key().id(),
            Bytes.digest(Files.readAllBytes(made.resolve("feature.json")))),
        Offer.of(feature, tier, List.of()),
        Card.of(feature, tier, "Acme"));
  }

  /** A gateway of this version with the contracts and nothing else. */
  static Installed installed(String... more) {
    Map<String, String> api = new LinkedHashMap<>();
    api.put("Bundle-SymbolicName", "org.busbar.api");
    api.put("Bundle-Version", "0.1.0");
    api.put(
        "Export-Package",
        "org.busbar.api.control;version=0.4.0,org.busbar.api.transport;version=0.2.0"
            + ",org.busbar.api.vocabulary;version=0.1.0");
    List<Part> lock = new ArrayList<>(List.of(ManifestReader.read(api, "")));
    Part system = new Part("system.bundle", Version.emptyVersion, "");
    system.offers(
        "osgi.ee",
        Map.of("osgi.ee", "JavaSE", "version", List.of(new Version("21"), new Version("25"))),
        Map.of());
    lock.add(system);
    for (String name : more) {
      lock.add(
          ManifestReader.read(Map.of("Bundle-SymbolicName", name, "Bundle-Version", "0.1.0"), ""));
    }
    return new Installed(new Version("0.1.0"), lock, List.of());
  }

  static Clock at(Instant now) {
    return new Clock() {
      @Override
      public long nanos() {
        return 0;
      }

      @Override
      public Instant instant() {
        return now;
      }
    };
  }

  static PluginFeature feature(Draft draft) throws IOException, RefusedException {
    draft.write();
    return PluginFolder.make(draft.folder, draft.folder.resolveSibling("only-" + draft.id));
  }

  /** What an author writes, changed by each test. */
  static final class Draft {
    final Path folder;
    final String id;
    final String version;
    String kind = "mode";
    String platform = "[0.1,0.2)";
    final List<Map<String, Object>> requires = new ArrayList<>();
    final Map<String, Object> needs = new LinkedHashMap<>();
    final List<Map<String, Object>> migrations = new ArrayList<>();
    final Map<String, String> manifest = new LinkedHashMap<>();
    final Map<String, byte[]> entries = new LinkedHashMap<>();
    final Set<String> bundles = new TreeSet<>();

    private Draft(Path folder, String id, String version) {
      this.folder = folder;
      this.id = id;
      this.version = version;
      manifest.put("Bundle-SymbolicName", id);
      manifest.put("Bundle-Version", version);
      manifest.put("Import-Package", "org.busbar.api.control;version=\"[0.4,0.5)\"");
      manifest.put("Require-Capability", "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=25))\"");
      entries.put("com/acme/Mode.class", call("com.acme.Mode", "java.lang.Math", "abs", "(I)I"));
      bundles.add(id);
    }

    Draft kind(String word) {
      this.kind = word;
      return this;
    }

    Draft platform(String range) {
      this.platform = range;
      return this;
    }

    Draft requires(String plugin, String range) {
      requires.add(Map.of("plugin", plugin, "range", range));
      return this;
    }

    Draft header(String name, String value) {
      manifest.put(name, value);
      return this;
    }

    Draft entry(String name, byte[] content) {
      entries.put(name, content);
      return this;
    }

    Draft need(String name, Object value) {
      needs.put(name, value);
      return this;
    }

    Draft migration(Map<String, Object> migration) {
      migrations.add(migration);
      return this;
    }

    void write() throws IOException {
      Files.createDirectories(folder.resolve("bundles"));
      Map<String, Object> more = new LinkedHashMap<>();
      more.put("format", 1);
      more.put("kinds", List.of(kind));
      more.put("platform", platform);
      more.put("requires", requires);
      more.put("needs", needs);
      more.put("migrations", migrations);
      Map<String, Object> spec = new LinkedHashMap<>();
      spec.put("feature-resource-version", "1.0");
      spec.put("id", "com.acme:" + id + ":" + version);
      spec.put("name", "Acme " + id);
      spec.put("vendor", "Acme");
      spec.put("license", "Apache-2.0");
      spec.put(
          "bundles",
          bundles.stream()
              .map(each -> Map.of("id", "com.acme:" + each + ":" + version, "start-order", 5))
              .toList());
      spec.put(
          "extensions",
          Map.of("busbar-plugin", Map.of("kind", "mandatory", "type", "json", "json", more)));
      Files.write(folder.resolve(PluginFolder.SPEC), Pretty.json(spec));
      for (String each : bundles) {
        jar(folder.resolve("bundles").resolve(each + "-" + version + ".jar"), manifest, entries);
      }
    }
  }

  static void jar(Path file, Map<String, String> manifest, Map<String, byte[]> entries)
      throws IOException {
    StringBuilder text = new StringBuilder("Manifest-Version: 1.0\nBundle-ManifestVersion: 2\n");
    manifest.forEach((key, value) -> text.append(folded(key + ": " + value)));
    Files.createDirectories(file.getParent());
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setLevel(1);
      put(zip, "META-INF/MANIFEST.MF", text.toString().getBytes(StandardCharsets.UTF_8));
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        put(zip, entry.getKey(), entry.getValue());
      }
    }
  }

  private static String folded(String line) {
    return line.replaceAll("(.{60})(?=.)", "$1\n ") + "\n";
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  /** A class whose only method makes one static call. */
  static byte[] call(String name, String owner, String method, String type) {
    MethodTypeDesc descriptor = MethodTypeDesc.ofDescriptor(type);
    return ClassFile.of()
        .build(
            ClassDesc.of(name),
            builder ->
                builder.withMethodBody(
                    "run",
                    ConstantDescs.MTD_void,
                    ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                    code -> {
                      for (ClassDesc parameter : descriptor.parameterList()) {
                        if (parameter.isPrimitive()) {
                          code.iconst_0();
                        } else {
                          code.aconst_null();
                        }
                      }
                      code.invokestatic(ClassDesc.of(owner), method, descriptor);
                      if (!descriptor.returnType().equals(ConstantDescs.CD_void)) {
                        code.pop();
                      }
                      code.return_();
                    }));
  }
}
