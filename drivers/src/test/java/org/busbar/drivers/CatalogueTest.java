package org.busbar.drivers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.vocabulary.Nature;
import org.busbar.api.vocabulary.Natures;
import org.busbar.profile.api.Profile;
import org.busbar.profile.read.ProfileReader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CatalogueTest {
  private static final Path PAGE = Path.of("../docs/reference/devices.md");
  private static final List<Profile> PROFILES = new ArrayList<>();

  @BeforeAll
  static void read() throws Exception {
    for (Path file : EveryProfileTest.profiles()) {
      PROFILES.add(ProfileReader.read(file));
    }
  }

  private static TreeSet<String> products() {
    return PROFILES.stream()
        .flatMap(profile -> profile.models().stream().map(model -> profile.maker() + " " + model))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void holdsAtLeastAHundredAndFiftyProducts() {
    assertTrue(products().size() >= 150, () -> products().size() + " products");
  }

  /** Facts of others are read only until somebody has tried them, and name where they come from. */
  @Test
  void whatWasTakenFromOthersIsReadOnlyAndNamesItsSource() {
    for (Profile profile : PROFILES) {
      if (!profile.maker().equals("Busbar")) {
        assertEquals(Maturity.IMPORTED, profile.maturity(), profile.id());
        assertEquals(List.of(), profile.writes(), profile.id());
        assertTrue(
            profile.evidence().source().matches("(?s).* at [0-9a-f]{40} .*"),
            () -> profile.id() + ": " + profile.evidence().source());
      }
    }
  }

  @Test
  void thePageOfDevicesSaysWhatThereIs() throws IOException {
    String page = Files.readString(PAGE);
    String wanted = table();
    int from = page.indexOf("<!-- begin -->\n");
    int to = page.indexOf("<!-- end -->");
    Path made = Path.of("target/devices.txt");
    Files.writeString(made, wanted);
    assertEquals(
        wanted,
        page.substring(from + "<!-- begin -->\n".length(), to),
        "put drivers/" + made + " between the marks of " + PAGE);
  }

  private static String table() {
    StringBuilder text = new StringBuilder();
    text.append(PROFILES.size()).append(" profiles, ").append(products().size());
    text.append(" products.\n\n| nature | profiles | may control |\n|---|---|---|\n");
    for (Nature nature : Natures.all()) {
      List<Profile> of = PROFILES.stream().filter(p -> p.nature().equals(nature.id())).toList();
      long control = of.stream().filter(p -> p.maturity() != Maturity.IMPORTED).count();
      if (!of.isEmpty()) {
        text.append("| `").append(nature.id()).append("` | ").append(of.size());
        text.append(" | ").append(control).append(" |\n");
      }
    }
    Map<String, List<Profile>> byMaker =
        PROFILES.stream()
            .collect(Collectors.groupingBy(Profile::maker, TreeMap::new, Collectors.toList()));
    text.append("\n| maker | models | profiles |\n|---|---|---|\n");
    byMaker.forEach(
        (maker, profiles) ->
            text.append("| ")
                .append(maker)
                .append(" | ")
                .append(
                    profiles.stream()
                        .flatMap(p -> p.models().stream())
                        .distinct()
                        .collect(Collectors.joining(", ")))
                .append(" | ")
                .append(
                    profiles.stream()
                        .map(p -> "`" + p.id() + "`")
                        .collect(Collectors.joining(", ")))
                .append(" |\n"));
    return text.toString();
  }
}
