package org.busbar.runtime.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The plug-ins of the generation that runs: {@code HOME/plugins/current} names it with its digest
 * ({@code N SHA256}, while it is watched {@code N SHA256 watched M SHA256 STARTS}), and it names
 * every bundle with its own. One that ended the gateway twice in its watch time is left for the one
 * before.
 *
 * @param bundles that may start
 * @param refusals one sentence each
 */
record Plugins(List<Lock.Entry> bundles, List<String> refusals) {
  private static final int WATCHED = 6;
  private static final Pattern POINTER =
      Pattern.compile("\\d{1,9} \\w+( watched \\d{1,9} \\w+ \\d{1,9})?");

  static Plugins read(Path folder) throws IOException {
    Path pointer = folder.resolve("current");
    if (!Files.exists(pointer)) {
      return new Plugins(List.of(), List.of());
    }
    String line = Files.readString(pointer).strip();
    if (!POINTER.matcher(line).matches()) {
      return new Plugins(List.of(), List.of(pointer + " was altered: no plug-in starts"));
    }
    String[] words = chosen(pointer, line.split(" "));
    Path file = folder.resolve("generations").resolve(words[0] + ".json");
    if (!Files.exists(file) || !Selection.digest(file).equals(words[1])) {
      return new Plugins(
          List.of(),
          List.of(
              "generation "
                  + words[0]
                  + " of plug-ins is missing or was altered: none of them starts"));
    }
    return of(folder, (Map<?, ?>) Json.parse(Files.readString(file)));
  }

  /** Counts a start in the watch time; the second that nobody stopped leads back. */
  private static String[] chosen(Path pointer, String[] words) throws IOException {
    if (words.length < WATCHED) {
      return words;
    }
    boolean back = Integer.parseInt(words[5]) > 0;
    String[] now = back ? new String[] {words[3], words[4]} : words.clone();
    if (!back) {
      now[5] = Integer.toString(Integer.parseInt(words[5]) + 1);
    }
    Path fresh = pointer.resolveSibling("current.new");
    Files.write(fresh, (String.join(" ", now) + "\n").getBytes(StandardCharsets.US_ASCII));
    Files.move(fresh, pointer, StandardCopyOption.ATOMIC_MOVE);
    return now;
  }

  /** A plug-in of which one bundle is refused does not start at all. */
  private static Plugins of(Path folder, Map<?, ?> generation) throws IOException {
    List<String> refusals = new ArrayList<>();
    Set<Object> refused = withheld(folder, generation);
    for (Object item : (List<?>) generation.get("bundles")) {
      Map<?, ?> bundle = (Map<?, ?>) item;
      Optional<String> why = refusal(folder, bundle);
      if (why.isPresent()) {
        refused.add(bundle.get("plugin"));
        refusals.add(bundle.get("plugin") + " does not start: " + why.get());
      }
    }
    List<Lock.Entry> bundles = new ArrayList<>();
    Set<Object> seen = new HashSet<>();
    for (Object item : (List<?>) generation.get("bundles")) {
      Map<?, ?> bundle = (Map<?, ?>) item;
      if (!refused.contains(bundle.get("plugin")) && seen.add(bundle.get("sha256"))) {
        bundles.add(
            new Lock.Entry(
                folder.resolve((String) bundle.get("file")),
                (String) bundle.get("sha256"),
                Integer.parseInt((String) bundle.get("start-order"))));
      }
    }
    return new Plugins(bundles, refusals);
  }

  /** Quarantined or taken back: what must not run, by id and version, with tabs between. */
  private static Set<Object> withheld(Path folder, Map<?, ?> generation) throws IOException {
    Set<Object> withheld = new HashSet<>();
    Path file = folder.resolve("withheld");
    List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
    for (Object item : (List<?>) generation.get("plugins")) {
      Map<?, ?> plugin = (Map<?, ?>) item;
      String begin = plugin.get("id") + "\t" + plugin.get("version") + "\t";
      if (lines.stream().anyMatch(line -> line.startsWith(begin))) {
        withheld.add(plugin.get("id"));
      }
    }
    return withheld;
  }

  private static Optional<String> refusal(Path folder, Map<?, ?> bundle) throws IOException {
    Path file = folder.resolve((String) bundle.get("file")).normalize();
    if (!file.startsWith(folder) || !Files.isRegularFile(file)) {
      return Optional.of(file + " is missing");
    }
    if (!Selection.digest(file).equals(bundle.get("sha256"))) {
      return Optional.of(file + " is not the file that was installed: its SHA-256 differs");
    }
    return ImportCheck.refusal(
        file,
        "true".equals(bundle.get("field-side"))
            ? ImportCheck.Origin.FIELD_SIDE
            : ImportCheck.Origin.PLUG_IN);
  }
}
