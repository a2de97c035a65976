package org.busbar.marketplace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;
import org.busbar.marketplace.archetype.Archetype;
import org.busbar.marketplace.archetype.ArchetypeRepository;
import org.busbar.plugin.format.Names;

/**
 * {@code ./busbar new KIND FOLDER --id ID}: a project of its own that builds and passes its tests
 * at once, against the contracts of this Busbar.
 */
public final class NewMain {
  private static final String USAGE =
      "Usage: busbar new driver|profile|mode|service|page FOLDER --id com.acme.thing"
          + " [--name NAME] [--vendor VENDOR]";

  private static final Pattern UNQUOTED = Pattern.compile("[\"\\\\<>$`\t]");

  private NewMain() {}

  /** Exit code 0, or 1 where it cannot be made, or 2 where it was not understood. */
  public static void main(String[] args) {
    try {
      Path archetypes = Path.of(System.getProperty("busbar.dist", "."), "archetypes");
      make(List.of(args), new ArchetypeRepository(archetypes)).forEach(System.out::println);
    } catch (IllegalArgumentException e) {
      System.out.println("busbar new: " + e.getMessage());
      System.out.println(USAGE);
      System.exit(2);
    } catch (IOException e) {
      System.out.println("busbar new: " + Terminal.words(e));
      System.exit(1);
    }
  }

  /** Makes a project of the archetype of its kind. */
  public static List<String> make(List<String> args, ArchetypeRepository archetypes)
      throws IOException {
    Arguments arguments = Arguments.parse(args).within(USAGE.substring(USAGE.indexOf("driver")));
    String kind = arguments.word(0, "kind");
    Path folder = Path.of(arguments.word(1, "folder"));
    String id = arguments.required("--id");
    if (!Names.isId(id)) {
      throw new IllegalArgumentException(
          "the id \"" + id + "\" is not lower-case words with dots, at least two");
    }
    if (!SourceVersion.isName(inJava(id))) {
      throw new IllegalArgumentException(
          "the id \"" + id + "\" has a word that no Java package may have; choose another one");
    }
    Archetype archetype = archetypes.archetype(kind);
    if (Files.exists(folder) && !isEmpty(folder)) {
      throw new IOException(folder + " is there already and holds something");
    }
    archetype.unfold(folder, words(id, arguments, archetype));
    return List.of(
        "Made "
            + folder
            + ". Next: mvn package in it, then busbar publish "
            + folder.resolve("plugin")
            + ".");
  }

  /** What the archetype asks for, as its descriptor would guess it of the id. */
  private static Map<String, String> words(String id, Arguments arguments, Archetype archetype)
      throws IOException {
    int dot = id.lastIndexOf('.');
    String last = id.substring(dot + 1);
    String group = id.substring(0, dot);
    return Map.of(
        "groupId", group,
        "artifactId", id,
        "version", "0.1.0",
        "package", inJava(id),
        "word", last,
        "profileId", id.substring(id.lastIndexOf('.', dot - 1) + 1),
        "className", className(id, archetype),
        "name", plain("--name", arguments.option("--name", camel(last))),
        "vendor", plain("--vendor", arguments.option("--vendor", group)));
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findFirst().isEmpty();
    }
  }

  private static String inJava(String id) {
    return id.replace("-", "");
  }

  /** The last word, and as many before it as it takes to be no name that the sources use. */
  private static String className(String id, Archetype archetype) throws IOException {
    String[] words = id.split("\\.");
    String name = camel(words[words.length - 1]);
    for (int i = words.length - 2; i >= 0 && isTaken(name, archetype); i--) {
      name = camel(words[i]) + name;
    }
    return name;
  }

  private static boolean isTaken(String name, Archetype archetype) throws IOException {
    return Object.class.getResource(name + ".class") != null || archetype.uses(name);
  }

  /** It goes into JSON, YAML, XML and Java: later, in these, anything can be written as it must. */
  private static String plain(String option, String name) {
    if (name.isBlank() || !name.equals(Terminal.plain(name)) || UNQUOTED.matcher(name).find()) {
      throw new IllegalArgumentException(
          option
              + " is empty or has something like \" \\ < > $ in it; write that in the files later");
    }
    return name;
  }

  private static String camel(String word) {
    StringBuilder out = new StringBuilder();
    for (String part : word.split("-")) {
      out.append(part.substring(0, 1).toUpperCase(Locale.ROOT)).append(part.substring(1));
    }
    return out.toString();
  }
}
