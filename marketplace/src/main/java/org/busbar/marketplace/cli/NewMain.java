package org.busbar.marketplace.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.JarFile;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.Names;

/**
 * {@code ./busbar new KIND FOLDER --id ID}: a project of its own that builds and passes its tests
 * at once, against the contracts of this Busbar.
 */
public final class NewMain {
  private static final String USAGE =
      "Usage: busbar new driver|profile|mode|service|page FOLDER --id com.acme.thing"
          + " [--name NAME] [--vendor VENDOR]";

  /** What each kind asks for. */
  private static final Map<String, String> NEEDS =
      Map.of(
          "driver", "{\"transports\": [\"modbus\"]}",
          "profile", "{\"transports\": [\"modbus\"]}",
          "mode", "{\"reads\": [\"activePowerW\"], \"levels\": [\"ECONOMIC\"]}",
          "service", "{\"reads\": [\"*\"]}",
          "page", "{\"reads\": [\"activePowerW\"]}");

  private static final String SNAPSHOT = "-SNAPSHOT";
  private static final int DIGITS = 12;

  private final Path folder;
  private final Map<String, String> words = new LinkedHashMap<>();

  private NewMain(Path folder) {
    this.folder = folder;
  }

  /** Exit code 0, or 1 where it cannot be made, or 2 where it was not understood. */
  public static void main(String[] args) {
    try {
      Path contracts = Path.of(System.getProperty("busbar.dist", "."), "lib", "org.busbar.api.jar");
      make(List.of(args), contracts).forEach(System.out::println);
    } catch (IllegalArgumentException e) {
      System.out.println("busbar new: " + e.getMessage());
      System.out.println(USAGE);
      System.exit(2);
    } catch (IOException e) {
      System.out.println("busbar new: " + e.getMessage());
      System.exit(1);
    }
  }

  /**
   * Makes a project.
   *
   * @param contracts the jar of the contracts
   */
  public static List<String> make(List<String> args, Path contracts) throws IOException {
    Arguments arguments = Arguments.parse(args);
    String kind = arguments.word(0, "kind");
    Path folder = Path.of(arguments.word(1, "folder"));
    String id = arguments.required("--id");
    if (!NEEDS.containsKey(kind) || !Names.isId(id)) {
      throw new IllegalArgumentException(
          NEEDS.containsKey(kind)
              ? "the id \"" + id + "\" is not lower-case words with dots, at least two"
              : "\"" + kind + "\" is none of the kinds");
    }
    if (Files.exists(folder.resolve("plugin"))) {
      throw new IOException(folder + " holds a plug-in already");
    }
    NewMain made = new NewMain(folder);
    String version = version(contracts);
    made.describe(kind, id, arguments, version);
    made.words.put("contracts", unmistakable(version, contracts));
    if (kind.equals("profile")) {
      made.profile();
    } else {
      made.code(kind, contracts);
    }
    return List.of(
        "Made "
            + folder
            + ". "
            + (kind.equals("profile")
                ? "Next: busbar profile check "
                    + folder.resolve("plugin/profiles").resolve(made.words.get("class") + ".yaml")
                : "Next: mvn package in it, then busbar publish "
                    + folder.resolve("plugin")
                    + "."));
  }

  private void describe(String kind, String id, Arguments arguments, String busbar) {
    int dot = id.lastIndexOf('.');
    String last = id.substring(dot + 1);
    String[] number = busbar.split("[.-]");
    words.put("kind", kind);
    words.put("id", id);
    words.put("group", id.substring(0, dot));
    words.put("package", id.replace("-", ""));
    words.put("word", last);
    words.put("profile", id.substring(id.lastIndexOf('.', dot - 1) + 1));
    words.put("class", camel(last));
    words.put("name", arguments.option("--name", camel(last)));
    words.put("vendor", arguments.option("--vendor", id.substring(0, dot)));
    words.put("busbar", busbar);
    words.put(
        "platform",
        "["
            + number[0]
            + "."
            + number[1]
            + ","
            + number[0]
            + "."
            + (Integer.parseInt(number[1]) + 1)
            + ")");
    words.put("needs", NEEDS.get(kind));
  }

  private static String camel(String word) {
    StringBuilder out = new StringBuilder();
    for (String part : word.split("-")) {
      out.append(part.substring(0, 1).toUpperCase(Locale.ROOT)).append(part.substring(1));
    }
    return out.toString();
  }

  private void profile() throws IOException {
    write("profile/README.md", "README.md");
    write("profile/plugin.json", "plugin/plugin.json");
    write("profile/profile.yaml", "plugin/profiles/" + words.get("class") + ".yaml");
  }

  private void code(String kind, Path contracts) throws IOException {
    String source = words.get("package").replace('.', '/') + "/" + words.get("class");
    write("code/README.md", "README.md");
    write("code/pom.xml", "pom.xml");
    write("code/gitignore", ".gitignore");
    write("code/plugin.json", "plugin/plugin.json");
    write(kind + "/Main.java.txt", "src/main/java/" + source + ".java");
    write(kind + "/Test.java.txt", "src/test/java/" + source + "Test.java");
    if (kind.equals("page")) {
      write("page/main.js", "src/main/resources/page/main.js");
    }
    contracts(contracts);
  }

  /** A Maven repository with nothing but the contracts, so that no other is needed for them. */
  private void contracts(Path jar) throws IOException {
    String version = words.get("contracts");
    Path to = folder.resolve("contracts/org/busbar/org.busbar.api").resolve(version);
    Files.createDirectories(to);
    String name = "org.busbar.api-" + version;
    Files.copy(jar, to.resolve(name + ".jar"), StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(
        to.resolve(name + ".pom"),
        """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>org.busbar</groupId>
          <artifactId>org.busbar.api</artifactId>
          <version>%s</version>
        </project>
        """
            .formatted(version));
  }

  private void write(String template, String to) throws IOException {
    try (InputStream in = NewMain.class.getResourceAsStream("/archetypes/" + template)) {
      if (in == null) {
        throw new IOException("the template " + template + " is missing");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (Map.Entry<String, String> word : words.entrySet()) {
        text = text.replace("@" + word.getKey() + "@", word.getValue());
      }
      Path file = folder.resolve(to);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    }
  }

  /**
   * A version that is these contracts and no others: Maven keeps what it has once seen under a
   * version, and would compile against the contracts of an older build.
   */
  private static String unmistakable(String version, Path contracts) throws IOException {
    return version.endsWith(SNAPSHOT)
        ? version.replace(SNAPSHOT, "-")
            + Bytes.digest(Files.readAllBytes(contracts)).substring(0, DIGITS)
        : version;
  }

  /** Version of the contracts as Maven writes it. */
  private static String version(Path contracts) throws IOException {
    try (JarFile jar = new JarFile(contracts.toFile(), false)) {
      return jar.getManifest()
          .getMainAttributes()
          .getValue("Bundle-Version")
          .replace(".SNAPSHOT", SNAPSHOT);
    }
  }
}
