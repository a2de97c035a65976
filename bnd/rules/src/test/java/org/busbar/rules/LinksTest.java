package org.busbar.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every link of the documents leads somewhere, and the safety manual says what it must. */
class LinksTest {
  private static final Path CHECKOUT = Path.of("../..").toAbsolutePath().normalize();
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern FENCED = Pattern.compile("(?ms)^ *```.*?^ *```|`[^`\\n]*`");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.*)$");

  @TempDir Path folder = Path.of("");

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    try (Stream<Path> top = Files.list(CHECKOUT)) {
      top.filter(path -> path.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    for (String name : List.of("docs", "bundles", "drivers", "features", "runtime", "bnd")) {
      try (Stream<Path> files = Files.walk(CHECKOUT.resolve(name))) {
        files
            .filter(path -> path.toString().endsWith(".md"))
            .filter(path -> !path.toString().contains("/target/"))
            .filter(path -> !path.toString().contains("/node_modules/"))
            .sorted()
            .forEach(pages::add);
      }
    }
    return pages;
  }

  /** The name a heading is linked by: lower case, no punctuation, hyphens for spaces. */
  private static String anchor(String heading) {
    return heading
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .strip()
        .replace(' ', '-');
  }

  /** Links of a page that lead nowhere. */
  private static List<String> dead(Path page) throws IOException {
    List<String> dead = new ArrayList<>();
    Matcher link = LINK.matcher(FENCED.matcher(Files.readString(page)).replaceAll(""));
    while (link.find()) {
      String to = link.group(1);
      if (to.matches("[a-z]+:.*")) {
        continue; // Of other hosts nothing is asked.
      }
      int hash = to.indexOf('#');
      String file = hash < 0 ? to : to.substring(0, hash);
      Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
      boolean leads = Files.exists(target);
      if (leads && hash >= 0 && target.toString().endsWith(".md")) {
        Set<String> anchors =
            HEADING
                .matcher(Files.readString(target))
                .results()
                .map(found -> anchor(found.group(1)))
                .collect(Collectors.toSet());
        leads = anchors.contains(to.substring(hash + 1));
      }
      if (!leads) {
        dead.add(page.getFileName() + ": " + to);
      }
    }
    return dead;
  }

  @Test
  void everyLinkOfTheDocumentsLeadsSomewhere() throws IOException {
    List<String> dead = new ArrayList<>();
    for (Path page : pages()) {
      dead.addAll(dead(page));
    }
    assertEquals(List.of(), dead);
  }

  @Test
  void aLinkThatLeadsNowhereIsFound() throws IOException {
    Path page = folder.resolve("page.md");
    Files.writeString(
        page,
        """
        # One, two & 3
        [self](#one-two--3) [gone](other.md) [no heading](page.md#four) [web](https://example.org)
        `[code](nothing.md)`
        """);
    assertEquals(List.of("page.md: other.md", "page.md: page.md#four"), dead(page));
  }

  @Test
  @Tag("SAF-37")
  void theSafetyManualListsAssumptionsOfUseLimitsAndTheIntervalOfProofTests() throws IOException {
    Path manual = CHECKOUT.resolve("docs/safety/manual.md");
    String text = Files.readString(manual);
    for (String section :
        List.of("Assumptions of use", "Limits of the promises", "Interval of proof tests")) {
      Matcher found = Pattern.compile("(?ms)^## " + section + "\\n(.*?)(?=^## |\\z)").matcher(text);
      assertTrue(found.find(), "no section '" + section + "'");
      assertTrue(found.group(1).strip().length() > 60, "'" + section + "' says nothing");
    }
    assertTrue(text.contains("[limits](limits.md)"), "the values are linked");
    assertTrue(text.contains("Yearly"), "the interval is a time");
    assertEquals(List.of(), dead(manual));
    try (Stream<Path> files = Files.list(CHECKOUT.resolve("docs/safety"))) {
      for (Path page : files.filter(path -> path.toString().endsWith(".md")).toList()) {
        assertEquals(List.of(), dead(page), page::toString);
      }
    }
  }
}
