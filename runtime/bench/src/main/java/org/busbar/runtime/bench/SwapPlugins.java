package org.busbar.runtime.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.busbar.api.time.Clock;
import org.busbar.marketplace.publish.Publishing;
import org.busbar.marketplace.sign.KeyFile;
import org.busbar.marketplace.write.CatalogueFolder;
import org.busbar.marketplace.write.OperatorKeys;
import org.busbar.marketplace.write.PluginFolder;
import org.busbar.plugin.format.Pretty;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.format.Tier;
import org.busbar.plugin.trust.KeyUse;
import org.busbar.plugin.trust.Publisher;

/**
 * A signed catalogue of small plug-ins, some versions of each: {@code FOLDER DISTRIBUTION BATTERY}.
 * In a process of its own, because a compiler beside a gateway would be what is measured.
 */
final class SwapPlugins {
  /** Versions of each, one after the other in a circle; more than a gateway keeps. */
  static final int VERSIONS = 12;

  /** What can be swapped. */
  enum Kind {
    PROFILE("profile"),
    DRIVER("driver"),
    MODE("mode"),
    STORE("history"),
    PAGE("page"),
    /** All of them in one plug-in. */
    ALL("");

    private final String kind;

    Kind(String kind) {
      this.kind = kind;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Id of the plug-in. */
    String plugin() {
      return "bench." + word();
    }

    /** What it is made of: itself, or all the others. */
    List<Kind> parts() {
      return this == ALL ? SINGLE : List.of(this);
    }

    /** Symbolic names of its bundles. */
    List<String> bundles() {
      return parts().stream()
          .map(part -> part == PROFILE ? plugin() + ".profiles" : part.plugin())
          .toList();
    }
  }

  /** One thing each. */
  static final List<Kind> SINGLE =
      List.of(Kind.PROFILE, Kind.DRIVER, Kind.MODE, Kind.STORE, Kind.PAGE);

  private static final String STILL = "bench.still";
  private static final String FAST = "{fast: 100 ms, normal: 200 ms}";
  private static final List<String> IMPORTS =
      List.of("control", "vocabulary", "device", "time", "page", "site");
  private static final List<String> FIELD_SIDE = List.of("device.write", "transport");

  private final Path folder;
  private final Path distribution;
  private final String battery;

  private SwapPlugins(Path folder, Path distribution, String battery) {
    this.folder = folder;
    this.distribution = distribution;
    this.battery = battery;
  }

  public static void main(String[] args)
      throws IOException, GeneralSecurityException, RefusedException {
    Path folder = Path.of(args[0]);
    new SwapPlugins(folder, Path.of(args[1]), Files.readString(Path.of(args[2])))
        .make(folder.resolve("catalogue"));
  }

  /** Id of the plug-in with the profiles that are never swapped. */
  static String still() {
    return STILL;
  }

  /** The version with this number, counted from 0 for ever. */
  static String version(long number) {
    return "1.0." + (1 + number % VERSIONS);
  }

  private void make(Path to) throws IOException, GeneralSecurityException, RefusedException {
    Clock clock = Clock.system();
    KeyFile key = KeyFile.generate(KeyUse.DEVELOPMENT);
    Publisher publisher = new Publisher("Bench", key.key(), List.of("bench.*"));
    CatalogueFolder catalogue =
        CatalogueFolder.create(to, OperatorKeys.generate(KeyUse.DEVELOPMENT), clock.instant())
            .add(publisher);
    Publishing publishing =
        new Publishing(publisher, key, distribution.resolve("lib/org.busbar.api.jar"));
    publish(publishing, catalogue, neighbours());
    for (Kind kind : List.of(Kind.DRIVER, Kind.MODE, Kind.PAGE)) {
      compile(kind, folder.resolve(kind.word()));
    }
    for (Kind kind : Kind.values()) {
      for (int i = 0; i < VERSIONS; i++) {
        publish(publishing, catalogue, draft(kind, version(i)));
      }
    }
    catalogue.write(clock.instant());
  }

  private static void publish(Publishing publishing, CatalogueFolder catalogue, Path draft)
      throws IOException, GeneralSecurityException, RefusedException {
    Publishing.Result result = publishing.publish(draft, Tier.CORE);
    catalogue.add(result.plugin(), result.checked(), Tier.CORE);
    Publishing.delete(result.plugin().getParent());
  }

  /** One that is read in the same way and never swapped, and the many that are read seldom. */
  private Path neighbours() throws IOException {
    Path draft = folder.resolve("draft").resolve(STILL);
    write(draft.resolve("profiles/still.yaml"), profile("bench.still", "1", FAST));
    write(draft.resolve("profiles/slow.yaml"), profile("bench.slow", "1", "{fast: 1 s}"));
    return spec(draft, STILL, List.of(Kind.PROFILE), "1.0.0");
  }

  private Path draft(Kind kind, String version) throws IOException {
    Path draft = folder.resolve("draft").resolve(kind.plugin() + "-" + version);
    for (Kind part : kind.parts()) {
      Path jar = draft.resolve("bundles").resolve(part.plugin() + "-" + version + ".jar");
      switch (part) {
        case PROFILE ->
            write(
                draft.resolve("profiles/battery.yaml"),
                profile("bench.battery", version.replaceFirst(".*\\.", ""), FAST));
        case STORE -> copy(jar, version);
        default -> pack(part, version, folder.resolve(part.word()), jar);
      }
    }
    return spec(draft, kind.plugin(), kind.parts(), version);
  }

  /** The battery's profile under another id, with the number of its answer as a point. */
  private String profile(String id, String version, String poll) {
    return battery
        .replace("id: busbar.battery-inverter", "id: " + id)
        .replaceFirst("(?m)^version: .*$", "version: " + version)
        .replaceFirst("(?m)^poll: .*$", "poll: " + poll)
        .replaceFirst(
            "(?m)^points:$",
            "points:\n  "
                + SwapTally.SEQUENCE
                + ": {at: 0x%04x, type: u32, poll: fast}".formatted(SwapDevices.SEQUENCE));
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private Path spec(Path draft, String id, List<Kind> parts, String version) throws IOException {
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("format", 1);
    more.put("kinds", parts.stream().map(part -> part.kind).toList());
    more.put("platform", "[0.1,0.2)");
    more.put(
        "needs",
        Map.of(
            "reads",
            List.of("*"),
            "levels",
            parts.contains(Kind.MODE) ? List.of("ECONOMIC") : List.of(),
            "transports",
            List.of("modbus")));
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("feature-resource-version", "1.0");
    spec.put("id", "bench:" + id + ":" + version);
    spec.put("name", "Bench " + id);
    spec.put("description", "To be swapped.");
    spec.put("vendor", "Bench");
    spec.put("license", "Apache-2.0");
    spec.put(
        "bundles",
        parts.stream()
            .filter(part -> part != Kind.PROFILE)
            .map(part -> "bench:" + part.plugin() + ":" + version)
            .map(bundle -> Map.of("id", bundle, "start-order", 5))
            .toList());
    spec.put(
        "extensions",
        Map.of("busbar-plugin", Map.of("kind", "mandatory", "type", "json", "json", more)));
    Files.createDirectories(draft);
    Files.write(draft.resolve(PluginFolder.SPEC), Pretty.json(spec));
    return draft;
  }

  private void compile(Kind kind, Path classes) throws IOException {
    Files.createDirectories(classes);
    Path source = folder.resolve(kind.word() + "-source/Activator.java");
    String text = "Bench" + kind.name().charAt(0) + kind.word().substring(1) + ".txt";
    try (InputStream in = SwapPlugins.class.getResourceAsStream(text)) {
      if (in == null) {
        throw new IOException(text + " is missing from the bench");
      }
      write(source, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    List<String> arguments =
        List.of(
            "-proc:none",
            "-nowarn",
            "-d",
            classes.toString(),
            "-cp",
            System.getProperty("java.class.path"),
            source.toString());
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    if (failed != 0) {
      throw new IOException("the plug-in " + kind + " of the bench does not compile");
    }
  }

  private static void pack(Kind kind, String version, Path classes, Path jar) throws IOException {
    if (kind == Kind.PAGE) {
      write(classes.resolve("page/main.js"), "export default {};// " + version);
    }
    Manifest manifest = new Manifest();
    named(manifest, kind, version);
    manifest.getMainAttributes().putValue("Import-Package", imports(kind));
    manifest
        .getMainAttributes()
        .putValue("Bundle-Activator", "bench." + kind.word() + ".Activator");
    Files.createDirectories(jar.getParent());
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream pack = new JarOutputStream(out, manifest);
        Stream<Path> all = Files.walk(classes)) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        pack.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, pack);
      }
    }
  }

  private static String imports(Kind kind) {
    Stream<String> packages =
        kind == Kind.DRIVER
            ? Stream.concat(IMPORTS.stream(), FIELD_SIDE.stream())
            : IMPORTS.stream();
    return packages
        .map(each -> "org.busbar.api." + each + ";version=\"[0.1,1)\"")
        .collect(Collectors.joining(",", "org.osgi.framework;version=\"[1.10,2)\",", ""));
  }

  private static void named(Manifest manifest, Kind kind, String version) {
    manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
    manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
    manifest.getMainAttributes().putValue("Bundle-SymbolicName", kind.plugin());
    manifest.getMainAttributes().putValue("Bundle-Version", version);
  }

  /** The store that ships, under another name. */
  private void copy(Path jar, String version) throws IOException {
    Path ships = distribution.resolve("bundles/org/busbar/" + SwapGateway.STORE);
    try (Stream<Path> files = Files.walk(ships)) {
      Path from = files.filter(file -> file.toString().endsWith(".jar")).findFirst().orElseThrow();
      Files.createDirectories(jar.getParent());
      try (JarInputStream in = new JarInputStream(Files.newInputStream(from))) {
        Manifest manifest = in.getManifest();
        named(manifest, Kind.STORE, version);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
          for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
            out.putNextEntry(new JarEntry(entry.getName()));
            in.transferTo(out);
          }
        }
      }
    }
  }
}
