package org.busbar.marketplace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.busbar.marketplace.archetype.ArchetypeRepository;
import org.busbar.marketplace.write.PluginFolder;
import org.busbar.plugin.format.RefusedException;
import org.busbar.profile.read.ProfileReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NewMainTest {
  private static final Path TEMPLATES = Path.of("src/main/archetypes");
  private static final List<String> CONTRACTS =
      List.of("api", "config", "profile", "testkit.conformance", "transport.modbus");

  @TempDir Path folder = Path.of("");

  private Path jar(String name, String version, String entry) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Bundle-Version", version);
    manifest.getMainAttributes().putValue("Bundle-SymbolicName", "org.busbar." + name);
    Path jar = folder.resolve(entry + name + ".jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      out.putNextEntry(new ZipEntry(entry));
    }
    return jar;
  }

  private ArchetypeRepository archetypes(String version, String entry) throws IOException {
    ArchetypeRepository archetypes = new ArchetypeRepository(folder.resolve("repository"));
    List<Path> jars = new ArrayList<>();
    for (String name : CONTRACTS) {
      jars.add(jar(name, version, entry));
    }
    archetypes.make(TEMPLATES, jars);
    return archetypes;
  }

  private String contracts(String version, String entry) throws IOException {
    Path to = folder.resolve("of-" + entry + version);
    NewMain.make(
        List.of("service", to.toString(), "--id", "com.acme.thing"), archetypes(version, entry));
    try (Stream<Path> versions = Files.list(to.resolve("contracts/org/busbar/org.busbar.api"))) {
      String name = versions.toList().getFirst().getFileName().toString();
      assertTrue(Files.readString(to.resolve("pom.xml")).contains("<version>" + name + "<"));
      return name;
    }
  }

  @Test
  void contractsOfAnotherBuildAreAnotherVersionForMaven() throws IOException {
    String one = contracts("0.1.0.SNAPSHOT", "one");
    String other = contracts("0.1.0.SNAPSHOT", "other");
    assertTrue(one.matches("0\\.1\\.0-[0-9a-f]{12}"), one);
    assertTrue(!one.equals(other), one);
    assertEquals("0.2.0", contracts("0.2.0", "released"));
  }

  @Test
  void whatWasNotBuiltIsToldInWords() throws IOException {
    contracts("0.2.0", "released");
    Path plugin = folder.resolve("of-released0.2.0/plugin");
    RefusedException e =
        assertThrows(
            RefusedException.class, () -> PluginFolder.make(plugin, folder.resolve("made")));
    assertTrue(e.getMessage().contains("mvn package"), e.getMessage());
  }

  /** What {@code ./busbar new} fills in, Velocity fills in alike: it stands in for plain words. */
  @Test
  void templatesUseOfVelocityNothingButNames() throws IOException {
    Pattern other = Pattern.compile("\\$(?!\\{)|\\$\\{(?!project\\.)[^}a-zA-Z]|##|#[a-z{\\[*]");
    try (Stream<Path> files = Files.walk(TEMPLATES)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        boolean filtered = !file.endsWith("main.js") && !file.endsWith("archetype-metadata.xml");
        assertTrue(!filtered || !other.matcher(Files.readString(file)).find(), () -> "in " + file);
      }
    }
  }

  @Test
  void everythingThatIsAskedForIsFilledIn() throws IOException {
    ArchetypeRepository archetypes = archetypes("0.2.0", "released");
    for (String kind : List.of("driver", "profile", "mode", "service", "page")) {
      Path to = folder.resolve(kind);
      NewMain.make(List.of(kind, to.toString(), "--id", "com.acme.first-" + kind), archetypes);
      assertTrue(Files.exists(to.resolve(".gitignore")));
      try (Stream<Path> files = Files.walk(to)) {
        for (Path file :
            files
                .filter(Files::isRegularFile)
                .filter(
                    each -> !each.startsWith(to.resolve("contracts")) && !each.endsWith("main.js"))
                .toList()) {
          String text = Files.readString(file).replace("${project.", "").replace("{@code", "");
          assertTrue(!text.contains("${") && !file.toString().contains("__"), () -> file + text);
          assertTrue(!Pattern.compile("@[a-z]+@").matcher(text).find(), () -> file + text);
        }
      }
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> archetypes.archetype("driver").unfold(folder, Map.of("word", "w")));
    assertThrows(IllegalArgumentException.class, () -> archetypes.archetype("bridge"));
  }

  @Test
  void theKitComesWithTheLibrariesThatBusbarShips() throws IOException {
    archetypes("0.2.0", "released");
    Path kit = folder.resolve("driver/contracts/org/busbar/org.busbar.testkit.conformance/0.2.0");
    NewMain.make(
        List.of("driver", folder.resolve("driver").toString(), "--id", "com.acme.drive"),
        new ArchetypeRepository(folder.resolve("repository")));
    String needed =
        Files.readString(kit.resolve("org.busbar.testkit.conformance-0.2.0.pom"))
            .replaceAll("\\s", "");
    String shipped = Files.readString(Path.of("../bnd/pom.xml")).replaceAll("\\s", "");
    for (String library : List.of("slf4j-api", "snakeyaml-engine")) {
      Pattern version = Pattern.compile(library + "</artifactId><version>([^<]*)<");
      assertEquals(found(version, shipped), found(version, needed), library);
    }
    String jackson = found(Pattern.compile("<jackson.version>([^<]*)<"), shipped);
    assertTrue(needed.contains("jackson-core</artifactId><version>" + jackson), needed);
  }

  private static String found(Pattern pattern, String text) {
    return pattern.matcher(text).results().findFirst().orElseThrow().group(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "acme",
        "my-mode",
        "com.acme.class",
        "com.new.mode",
        "com.acme.3phase",
        "com.acme.Mode",
        "com.\u0430cme.mode",
        "com.acme.",
        "com..mode",
        "com.acme.mode\n",
        "com.acme.true"
      })
  void anIdThatNoProjectCanHaveIsRefusedBeforeAnythingIsMade(String id) throws IOException {
    Path to = folder.resolve("of-odd");
    ArchetypeRepository archetypes = archetypes("1.0.0.SNAPSHOT", "odd");
    List<String> args = List.of("mode", to.toString(), "--id", id);
    assertThrows(IllegalArgumentException.class, () -> NewMain.make(args, archetypes));
    assertFalse(Files.exists(to));
  }

  @ParameterizedTest
  @CsvSource({
    "mode, com.acme.view, AcmeView",
    "mode, com.acme.config, AcmeConfig",
    "page, com.acme.page, AcmePage",
    "driver, com.driver.driver, DriverDriver",
    "service, com.acme.string, AcmeString",
    "profile, com.acme.test, AcmeTest",
    "profile, com.acme.hall-2, Hall2",
  })
  void aClassBearsANameThatItsSourcesDoNotUse(String kind, String id, String name)
      throws IOException {
    Path to = folder.resolve("of-" + kind);
    NewMain.make(
        List.of(kind, to.toString(), "--id", id), archetypes("1.0.0.SNAPSHOT", "name" + kind));
    try (Stream<Path> files = Files.walk(to)) {
      assertTrue(files.anyMatch(file -> file.endsWith(name + "Test.java")), name);
    }
  }

  @Test
  void whatIsThereIsNotWrittenOver() throws IOException {
    Path to = Files.createDirectories(folder.resolve("of-mine"));
    Files.writeString(to.resolve("pom.xml"), "<mine/>");
    List<String> args = List.of("mode", to.toString(), "--id", "com.acme.sunny");
    ArchetypeRepository archetypes = archetypes("1.0.0.SNAPSHOT", "mine");
    assertThrows(IOException.class, () -> NewMain.make(args, archetypes));
    assertEquals("<mine/>", Files.readString(to.resolve("pom.xml")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a \"b\"", "a\\", "<a>", "${package}", "a\nb", " ", "a\u202Eb"})
  void aNameThatFilesWouldHaveToQuoteIsRefused(String name) throws IOException {
    ArchetypeRepository archetypes = archetypes("1.0.0.SNAPSHOT", "quoted");
    for (String option : List.of("--name", "--vendor")) {
      List<String> args =
          List.of(
              "mode", folder.resolve("of-q").toString(), "--id", "com.acme.sunny", option, name);
      assertThrows(IllegalArgumentException.class, () -> NewMain.make(args, archetypes));
    }
  }

  @Test
  void aNameMayHoldWhatNamesOfCompaniesHold() throws Exception {
    Path to = folder.resolve("of-firm");
    String firm = "M\u00fcller & S\u00f6hne: #1 'Yes'";
    NewMain.make(
        List.of(
            "profile", to.toString(), "--id", "com.acme.hall", "--name", firm, "--vendor", firm),
        archetypes("1.0.0.SNAPSHOT", "firm"));
    assertEquals(
        firm,
        new ObjectMapper()
            .readTree(to.resolve("plugin/plugin.json").toFile())
            .path("vendor")
            .asText());
    assertTrue(Files.readString(to.resolve("pom.xml")).contains("M\u00fcller &amp; S"), "pom.xml");
    assertEquals(firm, ProfileReader.read(to.resolve("plugin/profiles/Hall.yaml")).maker());
  }
}
