package org.busbar.profile.importing;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.busbar.config.api.ConfigException;
import org.busbar.config.api.Nearest;
import org.busbar.profile.read.ProfileReader;

/** Makes profiles of register tables: {@code ./busbar profile import KIND FILE [--out DIR]}. */
public final class ProfileImport {
  private static final int USAGE = 2;

  /** One line here makes a kind of the command. */
  private static final List<Importer> IMPORTERS =
      List.of(
          new CsvImporter(), new SunSpecImporter(), new VictronImporter(), new SolarmanImporter());

  private ProfileImport() {}

  /** Exit code 0 where all that was made is right, 1 where something is wrong, 2 for misuse. */
  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments), System.out));
  }

  static int run(List<String> arguments, PrintStream out) {
    List<String> words = new ArrayList<>();
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).startsWith("--") && i + 1 < arguments.size()) {
        options.put(arguments.get(i).substring(2), arguments.get(++i));
      } else {
        words.add(arguments.get(i));
      }
    }
    if (words.size() != 2) {
      out.println("usage: ./busbar profile import KIND FILE [--out DIR] [--OPTION VALUE ...]");
      IMPORTERS.forEach(importer -> out.println("  " + importer.kind() + ": " + importer.help()));
      return USAGE;
    }
    Importer importer =
        IMPORTERS.stream().filter(i -> i.kind().equals(words.get(0))).findFirst().orElse(null);
    if (importer == null) {
      List<String> kinds = IMPORTERS.stream().map(Importer::kind).toList();
      out.println(
          "kind '" + words.get(0) + "' is not known. " + Nearest.remedy(words.get(0), kinds));
      return USAGE;
    }
    Path folder = Path.of(options.getOrDefault("out", "."));
    options.remove("out");
    try {
      return write(importer.read(Path.of(words.get(1)), options), folder, out);
    } catch (ConfigException wrong) {
      wrong.problems().forEach(out::println);
      return 1;
    } catch (IOException wrong) {
      out.println(
          words.get(1) + ": cannot be read or written: " + wrong + ". Check path and rights");
      return 1;
    } catch (IllegalArgumentException wrong) {
      out.println(words.get(1) + ": " + wrong.getMessage());
      return 1;
    }
  }

  private static int write(List<Draft> drafts, Path folder, PrintStream out) throws IOException {
    int wrong = 0;
    for (Draft draft : drafts) {
      Path file = folder.resolve(draft.file());
      Files.createDirectories(file.getParent());
      Files.writeString(file, draft.text());
      draft.left().forEach(out::println);
      out.println(file + ": " + draft.size() + " points, " + draft.left().size() + " remarks");
      try {
        ProfileReader.read(file);
      } catch (ConfigException incomplete) {
        wrong++;
        incomplete.problems().forEach(problem -> out.println("  " + problem));
      }
    }
    return wrong == 0 ? 0 : 1;
  }
}
