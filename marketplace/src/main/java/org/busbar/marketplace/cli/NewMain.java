package org.busbar.marketplace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
      System.out.println("busbar new: " + e.getMessage());
      System.exit(1);
    }
  }

  /** Makes a project of the archetype of its kind. */
  public static List<String> make(List<String> args, ArchetypeRepository archetypes)
      throws IOException {
    Arguments arguments = Arguments.parse(args);
    String kind = arguments.word(0, "kind");
    Path folder = Path.of(arguments.word(1, "folder"));
    String id = arguments.required("--id");
    if (!Names.isId(id)) {
      throw new IllegalArgumentException(
          "the id \"" + id + "\" is not lower-case words with dots, at least two");
    }
    Archetype archetype = archetypes.archetype(kind);
    if (Files.exists(folder.resolve("plugin"))) {
      throw new IOException(folder + " holds a plug-in already");
    }
    archetype.unfold(folder, words(id, arguments));
    return List.of(
        "Made "
            + folder
            + ". Next: mvn package in it, then busbar publish "
            + folder.resolve("plugin")
            + ".");
  }

  /** What the archetype asks for, as its descriptor would guess it of the id. */
  private static Map<String, String> words(String id, Arguments arguments) {
    int dot = id.lastIndexOf('.');
    String last = id.substring(dot + 1);
    String group = id.substring(0, dot);
    return Map.of(
        "groupId", group,
        "artifactId", id,
        "version", "0.1.0",
        "package", id.replace("-", ""),
        "word", last,
        "profileId", id.substring(id.lastIndexOf('.', dot - 1) + 1),
        "className", camel(last),
        "name", arguments.option("--name", camel(last)),
        "vendor", arguments.option("--vendor", group));
  }

  private static String camel(String word) {
    StringBuilder out = new StringBuilder();
    for (String part : word.split("-")) {
      out.append(part.substring(0, 1).toUpperCase(Locale.ROOT)).append(part.substring(1));
    }
    return out.toString();
  }
}
