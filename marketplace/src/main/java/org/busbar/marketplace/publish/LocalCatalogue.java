package org.busbar.marketplace.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.busbar.api.time.Clock;
import org.busbar.marketplace.sign.KeyFile;
import org.busbar.marketplace.write.CatalogueFolder;
import org.busbar.marketplace.write.OperatorKeys;
import org.busbar.marketplace.write.PluginFolder;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.Coordinates;
import org.busbar.plugin.format.Fields;
import org.busbar.plugin.format.Limits;
import org.busbar.plugin.format.Pretty;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.format.Tier;
import org.busbar.plugin.plan.PlatformParts;
import org.busbar.plugin.trust.KeyUse;
import org.busbar.plugin.trust.Publisher;
import org.busbar.plugin.trust.Role;

/**
 * Build tool: publishes the project's own plug-ins into a catalogue beside the distribution. The
 * bundles come from the locks, the profiles from {@code drivers/}. Its keys are made anew by each
 * build, are development keys, and are thrown away: only a development assembly takes it.
 */
public final class LocalCatalogue {
  private static final Duration LIFE = Duration.ofDays(365);

  private static final Pattern TRANSPORT = Pattern.compile("(?m)^transport:.*?kind: *(\\w+)");

  private final Path checkout;
  private final Path work;
  private final Map<String, Coordinates> bundles = new HashMap<>();
  private final Map<String, Path> jars = new HashMap<>();

  private LocalCatalogue(Path checkout, Path work) {
    this.checkout = checkout;
    this.work = work;
  }

  /** {@code LocalCatalogue CHECKOUT DISTRIBUTION VERSION}. */
  public static void main(String[] args)
      throws IOException, RefusedException, GeneralSecurityException {
    Path distribution = Path.of(args[1]);
    Path work = Files.createTempDirectory("busbar-catalogue");
    try {
      int count =
          new LocalCatalogue(Path.of(args[0]), work)
              .make(distribution, args[2], Clock.system().instant());
      System.out.println(count + " plug-ins in the local catalogue");
    } finally {
      Publishing.delete(work);
    }
  }

  int make(Path distribution, String version, Instant now)
      throws IOException, RefusedException, GeneralSecurityException {
    Path to = distribution.resolve("catalogue");
    if (Files.exists(to)) {
      Publishing.delete(to);
    }
    pool(distribution.resolve("bundles").toRealPath());
    KeyFile key = KeyFile.generate(KeyUse.DEVELOPMENT);
    Publisher publisher =
        new Publisher("The Busbar authors (development)", key.key(), List.of("org.busbar.*"));
    CatalogueFolder catalogue =
        CatalogueFolder.create(to, OperatorKeys.generate(KeyUse.DEVELOPMENT), now).add(publisher);
    for (Role role : Role.values()) {
      catalogue.life(role, LIFE);
    }
    Publishing publishing =
        new Publishing(publisher, key, distribution.resolve("lib/org.busbar.api.jar"));
    int count = 0;
    for (Path draft : drafts(version)) {
      try {
        Publishing.Result result = publishing.publish(draft, Tier.CORE);
        catalogue.add(result.plugin(), result.checked(), Tier.CORE);
        Publishing.delete(result.plugin().getParent());
        count++;
      } catch (IOException | RefusedException e) {
        // What is wrong with a profile is its own test's to fail; the catalogue does without it.
        System.out.println(draft.getFileName() + ": " + e.getMessage());
      }
    }
    catalogue.write(now);
    return count;
  }

  /** Bundles of the distribution, laid out as in a Maven repository, by symbolic name. */
  private void pool(Path repository) throws IOException {
    try (Stream<Path> files = Files.walk(repository)) {
      for (Path jar : files.filter(each -> each.toString().endsWith(".jar")).sorted().toList()) {
        String name =
            PlatformParts.headers(jar).getOrDefault("Bundle-SymbolicName", "").split(";")[0];
        Path inside = repository.relativize(jar);
        int depth = inside.getNameCount();
        bundles.put(
            name,
            new Coordinates(
                inside.subpath(0, depth - 3).toString().replace('\\', '/').replace('/', '.'),
                inside.getName(depth - 3).toString(),
                "",
                inside.getName(depth - 2).toString()));
        jars.put(name, jar);
      }
    }
  }

  private List<Path> drafts(String version) throws IOException, RefusedException {
    List<Path> drafts = new ArrayList<>();
    Path table = checkout.resolve("marketplace/plugins.json");
    for (Fields entry :
        Fields.parse(Bytes.read(table, Limits.FEATURE), "plugins.json").list("plugins")) {
      if (jars.keySet().containsAll(entry.texts("bundles"))) {
        drafts.add(code(entry, version));
      }
    }
    try (Stream<Path> makers = Files.list(checkout.resolve("drivers"))) {
      for (Path maker : makers.filter(Files::isDirectory).sorted().toList()) {
        List<Path> profiles = yaml(maker);
        if (!profiles.isEmpty()) {
          drafts.add(profiles(maker.getFileName().toString(), profiles, version));
        }
      }
    }
    return drafts;
  }

  private static List<Path> yaml(Path maker) throws IOException {
    try (Stream<Path> files = Files.list(maker)) {
      return files.filter(each -> each.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  private Path code(Fields entry, String version) throws IOException, RefusedException {
    List<Map<String, Object>> listed = new ArrayList<>();
    Path draft = work.resolve(entry.text("id"));
    Files.createDirectories(draft.resolve("bundles"));
    for (String name : entry.texts("bundles")) {
      Coordinates id = bundles.get(name);
      Files.copy(jars.get(name), draft.resolve("bundles").resolve(id.fileName()));
      listed.add(Map.of("id", id.text(), "start-order", 4));
    }
    Map<String, Object> needs = new LinkedHashMap<>();
    for (String need : List.of("reads", "levels", "transports")) {
      needs.put(need, entry.texts(need));
    }
    needs.put("native", entry.flag("native", false));
    Map<String, Object> more = more(entry.text("kind"), version);
    more.put("needs", needs);
    return write(
        draft,
        entry.text("id") + ":" + version,
        List.of(entry.text("name"), entry.text("description")),
        listed,
        more);
  }

  private Path profiles(String maker, List<Path> files, String version) throws IOException {
    Path draft = work.resolve("org.busbar.drivers." + maker);
    Files.createDirectories(draft.resolve("profiles"));
    List<String> names = new ArrayList<>();
    Set<String> transports = new TreeSet<>();
    for (Path file : files) {
      Matcher transport = TRANSPORT.matcher(Files.readString(file));
      transports.add(transport.find() ? transport.group(1) : "modbus");
      Files.copy(file, draft.resolve("profiles").resolve(file.getFileName()));
      names.add(file.getFileName().toString().replace(".yaml", ""));
    }
    Map<String, Object> more = more("profile", version);
    more.put(
        "devices", names.stream().map(name -> Map.of("vendor", maker, "model", name)).toList());
    more.put("needs", Map.of("transports", List.copyOf(transports)));
    return write(
        draft,
        "org.busbar.drivers." + maker + ":" + version,
        List.of("Devices of " + maker, "Profiles of " + String.join(", ", names) + "."),
        List.of(),
        more);
  }

  private static Map<String, Object> more(String kind, String version) {
    String[] number = version.split("[.-]");
    int minor = Integer.parseInt(number[1]);
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("format", 1);
    more.put("kinds", List.of(kind));
    more.put("platform", "[" + number[0] + "." + minor + "," + number[0] + "." + (minor + 1) + ")");
    return more;
  }

  private static Path write(
      Path draft,
      String id,
      List<String> texts,
      List<Map<String, Object>> bundles,
      Map<String, Object> more)
      throws IOException {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("feature-resource-version", "1.0");
    spec.put("id", "org.busbar:" + id);
    spec.put("name", texts.get(0));
    spec.put("description", texts.get(1));
    spec.put("vendor", "The Busbar authors");
    spec.put("license", "Apache-2.0");
    spec.put("bundles", bundles);
    spec.put(
        "extensions",
        Map.of("busbar-plugin", Map.of("kind", "mandatory", "type", "json", "json", more)));
    Files.write(draft.resolve(PluginFolder.SPEC), Pretty.json(spec));
    return draft;
  }
}
