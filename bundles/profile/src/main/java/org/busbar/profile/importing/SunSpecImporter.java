package org.busbar.profile.importing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.busbar.config.api.ConfigException;
import org.busbar.config.api.Document;
import org.busbar.config.api.Section;

/**
 * SunSpec model files (JSON) at fixed places, for a device whose list of models is known. {@code
 * profile: sunspec} needs no such file: it walks the list of the device itself.
 */
final class SunSpecImporter implements Importer {
  private static final Pattern LINK =
      Pattern.compile("([0-9]{1,5})(?:@(0x[0-9a-fA-F]{1,4}|[0-9]{1,5}))?(?:x([0-9]{1,3}))?");
  private static final int FIRST = 40_002;
  private static final int LAST = 65_535;

  @Override
  public String kind() {
    return "sunspec";
  }

  @Override
  public String help() {
    return "SunSpec model files model_N.json, a folder or one of them; --id maker.model --nature pv"
        + " --chain '1 103@40070 160x2' (model, register of its id, modules) --source TEXT"
        + " --source-licence SPDX";
  }

  @Override
  public List<Draft> read(Path file, Map<String, String> options)
      throws IOException, ConfigException {
    Asked asked = new Asked(options);
    asked.check(
        Set.of("chain", "points", "sign"),
        List.of("id", "nature", "chain", "source", "source-licence"));
    Path folder = Files.isDirectory(file) ? file : file.toAbsolutePath().getParent();
    SunSpecPlaces places = new SunSpecPlaces(asked, asked.draft("maker", Map.of()));
    int at = FIRST;
    for (Link link : links(asked.text("chain", ""))) {
      at = link.at() < 0 ? at : link.at();
      String name = "model_" + link.model() + ".json";
      Section root = Document.parse(name, Asked.read(folder.resolve(name)));
      int after = places.place(link.model(), root, at, link.modules());
      if (!root.problems().isEmpty()) {
        throw new ConfigException(root.problems());
      }
      if (after > LAST) {
        throw new IllegalArgumentException(
            "--chain: model " + link.model() + " at " + at + " ends beyond register " + LAST);
      }
      at = after;
    }
    return List.of(places.done());
  }

  private record Link(int model, int at, int modules) {}

  private static List<Link> links(String chain) {
    List<Link> links = new ArrayList<>();
    for (String word : chain.strip().split("[ ,]+")) {
      Matcher link = LINK.matcher(word);
      if (!link.matches()) {
        throw new IllegalArgumentException(
            "--chain '" + word + "' is no model. Write such as 103, 103@40070 or 160x2");
      }
      links.add(
          new Link(
              Integer.parseInt(link.group(1)),
              link.group(2) == null
                  ? -1
                  : Integer.decode(link.group(2).replaceFirst("^0+(?=\\d)", "")),
              link.group(3) == null ? 0 : Integer.parseInt(link.group(3))));
    }
    return links;
  }
}
