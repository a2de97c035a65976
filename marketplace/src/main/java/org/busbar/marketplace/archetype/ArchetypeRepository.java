package org.busbar.marketplace.archetype;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.busbar.marketplace.publish.Publishing;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.plan.PlatformParts;

/**
 * A Maven repository with an archetype for each kind of plug-in. Each holds the contracts and the
 * conformance kit that its projects are compiled and tried against, so that they need no other
 * repository for them, under a version that is these bytes' alone: Maven keeps what it has once
 * seen under a version, and would compile against the contracts of an older build.
 */
public final class ArchetypeRepository {
  /** What each kind asks for. */
  private static final Map<String, String> NEEDS =
      Map.of(
          "driver", "{\"transports\": [\"modbus\"]}",
          "profile", "{\"transports\": [\"modbus\"]}",
          "mode", "{\"reads\": [\"activePowerW\"], \"levels\": [\"ECONOMIC\"]}",
          "service", "{\"reads\": [\"*\"]}",
          "page", "{\"reads\": [\"activePowerW\"]}");

  private static final String KIT = "org.busbar.testkit.conformance";

  /** Names of the contracts and of what the kit is made of. */
  private static final List<String> CONTRACTS =
      List.of(
          "org.busbar.api",
          KIT,
          "org.busbar.config",
          "org.busbar.profile",
          "org.busbar.transport.modbus");

  private static final String PREFIX = "org.busbar.archetypes.";
  private static final String SNAPSHOT = "-SNAPSHOT";
  private static final int DIGITS = 12;
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final Path folder;

  /** In this folder. */
  public ArchetypeRepository(Path folder) {
    this.folder = folder;
  }

  /** Build tool: {@code ArchetypeRepository TEMPLATES DISTRIBUTION}. */
  public static void main(String[] args) throws IOException {
    Path distribution = Path.of(args[1]);
    List<Path> jars = new ArrayList<>();
    try (Stream<Path> lib = Files.list(distribution.resolve("lib"));
        Stream<Path> bundles = Files.walk(distribution.resolve("bundles/org/busbar"))) {
      Stream.concat(lib, bundles)
          .filter(each -> each.toString().endsWith(".jar"))
          .forEach(jars::add);
    }
    new ArchetypeRepository(distribution.resolve("archetypes")).make(Path.of(args[0]), jars);
  }

  /** The archetype of a kind; the one that was made last. */
  public Archetype archetype(String kind) throws IOException {
    if (!NEEDS.containsKey(kind)) {
      throw new IllegalArgumentException("\"" + kind + "\" is none of the kinds");
    }
    Path versions = folder.resolve("org/busbar").resolve(PREFIX + kind);
    try (Stream<Path> files = Files.walk(versions, 2)) {
      return Archetype.of(
          files
              .filter(each -> each.toString().endsWith(".jar"))
              .findFirst()
              .orElseThrow(() -> new IOException("there is no archetype in " + versions)));
    }
  }

  /**
   * Makes it anew.
   *
   * @param templates what the archetypes are made of
   * @param jars bundles, the contracts and the kit among them
   * @return the version of the archetypes
   */
  public String make(Path templates, Collection<Path> jars) throws IOException {
    if (Files.exists(folder)) {
      Publishing.delete(folder);
    }
    SortedMap<String, byte[]> contracts = new TreeMap<>();
    String own = "";
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Path jar : jars) {
      Map<String, String> headers = PlatformParts.headers(jar);
      String name = headers.getOrDefault("Bundle-SymbolicName", "").split(";")[0];
      if (CONTRACTS.contains(name) && contracts.put(name, Files.readAllBytes(jar)) == null) {
        own = headers.getOrDefault("Bundle-Version", own);
      }
    }
    if (!contracts.keySet().containsAll(CONTRACTS)) {
      throw new IOException("of " + CONTRACTS + " there are only " + contracts.keySet());
    }
    Map<String, byte[]> sources = new TreeMap<>();
    lay(templates, sources);
    for (Map<String, byte[]> content : List.of(contracts, sources)) {
      for (byte[] each : content.values()) {
        all.write(each);
      }
    }
    String version = version(own.replace(".SNAPSHOT", SNAPSHOT), all.toByteArray());
    for (String kind : NEEDS.keySet()) {
      archetype(templates, kind, version, contracts);
    }
    return version;
  }

  private static String version(String own, byte[] bytes) {
    return own.endsWith(SNAPSHOT)
        ? own.replace(SNAPSHOT, "-") + Bytes.digest(bytes).substring(0, DIGITS)
        : own;
  }

  private void archetype(Path templates, String kind, String version, Map<String, byte[]> contracts)
      throws IOException {
    Map<String, byte[]> entries = new TreeMap<>();
    lay(templates.resolve("all"), entries);
    lay(templates.resolve(kind.equals("profile") ? "profile" : "code"), entries);
    lay(templates.resolve(kind), entries);
    byte[] packing = entries.remove("packing.xml");
    Map<String, String> words =
        Map.of(
            "@kind@",
            kind,
            "@needs@",
            NEEDS.getOrDefault(kind, ""),
            "@platform@",
            platform(version),
            "@contracts@",
            version,
            "@packing@",
            new String(packing, StandardCharsets.UTF_8));
    SortedMap<String, byte[]> jar = new TreeMap<>();
    entries.forEach(
        (name, bytes) ->
            jar.put(
                name.startsWith("META-INF/") ? name : Archetype.RESOURCES + name,
                filled(bytes, words)));
    contracts.forEach(
        (name, bytes) -> {
          String place = Archetype.RESOURCES + "contracts/" + place(name, version);
          jar.put(place + ".jar", bytes);
          jar.put(place + ".pom", text(pom(name, version)));
        });
    String name = PREFIX + kind;
    byte[] own = text(pom(name, version));
    jar.put("META-INF/maven/org.busbar/" + name + "/pom.xml", own);
    Path to = folder.resolve(place(name, version) + ".jar");
    Files.createDirectories(to.getParent());
    Files.write(folder.resolve(place(name, version) + ".pom"), own);
    write(to, jar);
  }

  private static void lay(Path from, Map<String, byte[]> entries) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        entries.put(from.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
      }
    }
  }

  private static byte[] filled(byte[] bytes, Map<String, String> words) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    for (Map.Entry<String, String> word : words.entrySet()) {
      text = text.replace(word.getKey(), word.getValue());
    }
    return text(text);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** This minor version and its patches. */
  private static String platform(String version) {
    String[] number = version.split("[.-]");
    int minor = Integer.parseInt(number[1]);
    return "[" + number[0] + "." + minor + "," + number[0] + "." + (minor + 1) + ")";
  }

  private static String place(String name, String version) {
    return "org/busbar/" + name + "/" + version + "/" + name + "-" + version;
  }

  /** Libraries of others that the kit needs, in the versions that Busbar ships. */
  private static String pom(String name, String version) {
    StringBuilder needs = new StringBuilder();
    if (name.equals(KIT)) {
      CONTRACTS.stream()
          .filter(each -> !each.equals(KIT))
          .forEach(each -> needs.append(dependency("org.busbar", each, version)));
      needs.append(dependency("org.slf4j", "slf4j-api", "2.0.20"));
      needs.append(dependency("org.snakeyaml", "snakeyaml-engine", "3.0.1"));
      needs.append(dependency("com.fasterxml.jackson.core", "jackson-core", "2.22.1"));
    }
    return """
    <project xmlns="http://maven.apache.org/POM/4.0.0">
      <modelVersion>4.0.0</modelVersion>
      <groupId>org.busbar</groupId>
      <artifactId>%s</artifactId>
      <version>%s</version>
      <dependencies>%s</dependencies>
    </project>
    """
        .formatted(name, version, needs);
  }

  private static String dependency(String group, String name, String version) {
    return "<dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version></dependency>"
        .formatted(group, name, version);
  }

  /** The same content gives the same bytes. */
  private static void write(Path to, SortedMap<String, byte[]> entries) throws IOException {
    try (OutputStream out = Files.newOutputStream(to);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> each : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(each.getKey());
        entry.setTimeLocal(EPOCH);
        zip.putNextEntry(entry);
        zip.write(each.getValue());
      }
    }
  }
}
