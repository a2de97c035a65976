package org.busbar.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Rules about the folder tree. */
final class Layout {
  private static final Set<String> TOP =
      Set.of(
          "README.md",
          "pom.xml",
          "busbar",
          "LICENSE",
          "NOTICE",
          "RELEASE_NOTES.md",
          "CONTRIBUTING.md",
          ".ci",
          ".mvn",
          "bnd",
          "bundles",
          "features",
          "drivers",
          "runtime",
          "marketplace",
          "web-console",
          "docs",
          ".git",
          ".gitignore",
          ".gitattributes",
          "target");

  private static final int README_LINES = 30;
  private static final String OWN = "org.busbar.rules";

  /** Has no class that a rule looks at. */
  private static final String TRIES = "runtime/itest";

  private Layout() {}

  /** The top level is what the architecture says, nothing else. */
  static List<String> topLevel(Path checkout) {
    return list(checkout)
        .map(path -> String.valueOf(path.getFileName()))
        .filter(name -> !TOP.contains(name))
        .map(name -> name + " has no place at the top level")
        .toList();
  }

  /** Every module has a README of at most 30 lines. */
  static List<String> readmes(Path checkout) {
    List<String> broken = new ArrayList<>();
    for (String folder :
        List.of("bundles", "runtime", "drivers", "marketplace", "web-console", "features")) {
      try (Stream<Path> poms = Files.walk(checkout.resolve(folder), 4)) {
        poms.filter(path -> path.endsWith("pom.xml") && !path.toString().contains("node_modules"))
            .map(Path::getParent)
            .forEach(module -> checkReadme(module.resolve("README.md"), broken));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return broken;
  }

  private static void checkReadme(Path readme, List<String> broken) {
    try (Stream<String> lines = Files.lines(readme)) {
      long count = lines.count();
      if (count > README_LINES) {
        broken.add(readme + " has " + count + " lines; at most " + README_LINES);
      }
    } catch (IOException e) {
      broken.add(readme + " is missing");
    }
  }

  /**
   * Modules that may be built beside the rules or after them, because nothing between them says
   * otherwise; the build runs on several threads.
   */
  static List<String> notWaitedFor(Path checkout) {
    Map<String, Set<String>> needs = new HashMap<>();
    Map<String, String> folders = new TreeMap<>();
    for (String module : all("<module>(.*?)</module>", checkout.resolve("pom.xml"))) {
      Path pom = checkout.resolve(module).resolve("pom.xml");
      List<String> names = all("<artifactId>(org\\.busbar\\..*?)</artifactId>", pom);
      // The first is the parent, the second its own.
      folders.put(names.get(1), module);
      needs.put(names.get(1), Set.copyOf(names.subList(2, names.size())));
    }
    Set<String> waitedFor = new HashSet<>(Set.of(OWN));
    while (waitedFor.addAll(
        waitedFor.stream().flatMap(each -> needs.getOrDefault(each, Set.of()).stream()).toList())) {
      // Until nothing is added.
    }
    return folders.entrySet().stream()
        .filter(each -> !waitedFor.contains(each.getKey()) && !each.getValue().equals(TRIES))
        .map(each -> each.getValue() + " is not waited for: name it in bnd/rules/pom.xml")
        .toList();
  }

  private static List<String> all(String pattern, Path file) {
    try {
      return Pattern.compile(pattern)
          .matcher(Files.readString(file))
          .results()
          .map(found -> found.group(1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> list(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
