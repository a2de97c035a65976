package org.busbar.runtime.checklist;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.busbar.api.site.SiteModel;
import org.busbar.api.time.Clock;
import org.busbar.config.api.ConfigException;
import org.busbar.core.model.SiteFile;
import org.jspecify.annotations.Nullable;

/** {@code ./busbar checklist}: 0 where every item has evidence, 1 where not, 2 for a wrong call. */
public final class ChecklistMain {
  private static final int USAGE = 2;
  private static final String CALL =
      "usage: ./busbar checklist SITE.YAML [--home DIR], or ./busbar checklist verify RESULT [--home DIR]";

  private final PrintStream out;
  private final Clock clock;

  ChecklistMain(PrintStream out, Clock clock) {
    this.out = out;
    this.clock = clock;
  }

  /** Runs and exits. */
  public static void main(String[] arguments) {
    System.exit(new ChecklistMain(System.out, Clock.system()).run(List.of(arguments)));
  }

  int run(List<String> arguments) {
    List<String> words = new ArrayList<>(arguments);
    Path home = Path.of(System.getProperty("user.home"), ".busbar");
    int option = words.indexOf("--home");
    if (option >= 0 && option + 1 < words.size()) {
      home = Path.of(words.remove(option + 1));
      words.remove(option);
    }
    try {
      if (words.size() == 2 && words.getFirst().equals("verify")) {
        return verify(Path.of(words.get(1)), home);
      }
      if (words.size() == 1 && !words.getFirst().startsWith("--")) {
        return check(Path.of(words.getFirst()).toAbsolutePath(), home);
      }
    } catch (ConfigException wrong) {
      wrong.problems().forEach(out::println);
      return 1;
    } catch (IOException | GeneralSecurityException e) {
      out.println("busbar: " + e.getMessage());
      return 1;
    }
    out.println(CALL);
    return USAGE;
  }

  private int check(Path siteFile, Path home)
      throws ConfigException, IOException, GeneralSecurityException {
    SiteModel site = SiteFile.read(siteFile);
    List<Item> items = Item.of(site, list());
    Path written = siteFile.resolveSibling("checklist.yaml");
    if (!Files.exists(written)) {
      Files.writeString(written, template(items));
      out.println(written + " was made: fill it in, item by item.");
    }
    LocalDate today = clock.instant().atZone(ZoneOffset.UTC).toLocalDate().plusDays(1);
    Map<String, Evidence> evidence = Evidence.read(written, items, today);
    ObjectNode result = new ObjectMapper().createObjectNode();
    result.put("site", site.id().toString());
    result.put("at", clock.instant().toString());
    result.put("siteFile", siteFile.getFileName().toString());
    result.put("siteDigest", SignedResult.digest(siteFile));
    result.put("evidenceFile", written.getFileName().toString());
    result.put("evidenceDigest", SignedResult.digest(written));
    ArrayNode list = result.putArray("items");
    int missing = 0;
    for (Item item : items) {
      Evidence found = evidence.get(item.id());
      missing += found == null ? 1 : 0;
      out.println((found == null ? "missing  " : "shown    ") + item.id() + ": " + item.text());
      list.add(entry(item, found, written));
    }
    result.put("missing", missing);
    Path signed = siteFile.resolveSibling("checklist.json");
    SignedResult.write(signed, result, SignedResult.keys(home));
    out.println(items.size() - missing + " of " + items.size() + " items have evidence");
    out.println("signed result: " + signed);
    return missing == 0 ? 0 : 1;
  }

  private static ObjectNode entry(Item item, @Nullable Evidence found, Path written)
      throws IOException {
    ObjectNode entry = new ObjectMapper().createObjectNode();
    entry.put("item", item.id());
    entry.put("text", item.text());
    entry.put("shown", found != null);
    if (found != null) {
      entry.put("on", found.on().toString());
      entry.put("by", found.by());
      entry.put("saw", found.text());
      if (found.file().isPresent()) {
        Path file = found.file().get();
        entry.put(
            "file",
            written.toAbsolutePath().getParent().relativize(file.toAbsolutePath()).toString());
        entry.put("digest", SignedResult.digest(file));
      }
    }
    return entry;
  }

  /** Whether a result is whole and the files it speaks of are those it was made from. */
  private int verify(Path file, Path home) throws IOException {
    Path key = home.resolve("checklist.pub");
    String trusted = Files.exists(key) ? Files.readString(key).strip() : "";
    JsonNode result = SignedResult.read(file, trusted);
    List<String> changed = new ArrayList<>();
    compare(file, result, "siteFile", "siteDigest", changed);
    compare(file, result, "evidenceFile", "evidenceDigest", changed);
    for (JsonNode item : result.path("items")) {
      if (item.has("file")) {
        compare(file, item, "file", "digest", changed);
      }
    }
    changed.forEach(out::println);
    int missing = result.path("missing").asInt();
    out.println(
        "signed "
            + result.path("at").asText()
            + (trusted.isEmpty() ? " by a key this machine does not know" : " by this gateway")
            + ", "
            + missing
            + " items without evidence, "
            + changed.size()
            + " files changed since");
    return changed.isEmpty() && missing == 0 ? 0 : 1;
  }

  private static void compare(
      Path result, JsonNode of, String name, String digest, List<String> changed)
      throws IOException {
    Path file = result.resolveSibling(of.path(name).asText());
    if (!Files.isReadable(file)) {
      changed.add(file + ": is not there any more");
    } else if (!SignedResult.digest(file).equals(of.path(digest).asText())) {
      changed.add(file + ": was changed after the checklist was signed; run it again");
    }
  }

  private static String template(List<Item> items) {
    StringBuilder text = new StringBuilder("busbar: checklist/1\nitems:\n");
    for (Item item : items) {
      text.append("  # ").append(item.text()).append('\n');
      text.append("  # ")
          .append(item.id())
          .append(": {on: 2026-01-31, by: NAME, text: WHAT WAS SEEN}\n");
    }
    return text.append("  {}\n").toString();
  }

  private static String list() throws IOException {
    try (InputStream in = ChecklistMain.class.getResourceAsStream("items.yaml")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
