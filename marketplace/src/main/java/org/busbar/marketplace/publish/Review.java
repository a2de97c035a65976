package org.busbar.marketplace.publish;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.busbar.plugin.check.Contents;
import org.busbar.plugin.check.PluginCheck;
import org.busbar.plugin.format.Fields;
import org.busbar.plugin.format.Limits;
import org.busbar.plugin.format.PluginFeature;
import org.busbar.plugin.format.PluginFile;
import org.busbar.plugin.format.Refusal;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.format.Tier;
import org.busbar.plugin.plan.ManifestReader;
import org.busbar.plugin.plan.Part;
import org.busbar.plugin.plan.PlatformParts;
import org.busbar.plugin.trust.Catalogue;
import org.busbar.plugin.trust.Policy;
import org.busbar.plugin.trust.Publisher;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.resource.Requirement;

/** Looks at a plug-in that was made and not yet signed; every check says something. */
public final class Review {
  private static final long LARGE = 20L << 20;

  private final Path plugin;
  private final PluginFeature feature;
  private final Publisher publisher;
  private final Tier tier;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * Of one plug-in.
   *
   * @param plugin its folder, with its feature
   * @param publisher who will sign it
   * @param tier where it is to go
   */
  public Review(Path plugin, PluginFeature feature, Publisher publisher, Tier tier) {
    this.plugin = plugin;
    this.feature = feature;
    this.publisher = publisher;
    this.tier = tier;
  }

  /**
   * All checks.
   *
   * @param api the jar of the contracts
   */
  public List<Finding> run(Path api) throws IOException, RefusedException {
    licence();
    materials();
    texts();
    size();
    bytes();
    ranges();
    contracts(api);
    profiles();
    return List.copyOf(findings);
  }

  private void say(Finding.Grade grade, String check, String text) {
    findings.add(new Finding(grade, check, text));
  }

  private void licence() {
    String licence = feature.licence().toUpperCase(Locale.ROOT);
    boolean copyleft = licence.matches(".*\\bA?GPL-.*") && !licence.contains(" OR ");
    if (copyleft) {
      say(
          Finding.Grade.NOTE,
          "licence",
          feature.licence() + " cannot be shipped with Busbar itself");
    } else if (feature.files(PluginFile.Role.LICENCE).isEmpty()) {
      say(
          Finding.Grade.NOTE,
          "licence",
          feature.licence() + ", and its text is not among the files");
    } else {
      say(Finding.Grade.GOOD, "licence", feature.licence());
    }
  }

  /** Every bundle stands in the bill of materials with its digest. */
  private void materials() throws IOException, RefusedException {
    PluginFile sbom = feature.files(PluginFile.Role.SBOM).getFirst();
    String text = Files.readString(plugin.resolve(sbom.path()));
    Fields read = Fields.parse(text.getBytes(StandardCharsets.UTF_8), sbom.path());
    boolean format = read.text("bomFormat", "").equals("CycloneDX");
    List<String> unnamed =
        feature.files(PluginFile.Role.BUNDLE).stream()
            .filter(file -> !text.contains(file.sha256()))
            .map(PluginFile::path)
            .toList();
    if (!format) {
      say(Finding.Grade.BAD, "sbom", "the bill of materials is not CycloneDX");
    } else if (!unnamed.isEmpty()) {
      say(Finding.Grade.BAD, "sbom", "the bill of materials lacks " + String.join(", ", unnamed));
    } else {
      say(Finding.Grade.GOOD, "sbom", read.list("components").size() + " components");
    }
  }

  private void texts() {
    if (feature.description().isBlank()) {
      say(Finding.Grade.NOTE, "texts", "there is no description");
    }
    if (feature.files(PluginFile.Role.ICON).isEmpty()) {
      say(Finding.Grade.NOTE, "texts", "there is no icon");
    }
  }

  private void size() {
    long size = feature.files().stream().mapToLong(PluginFile::size).sum();
    say(
        size > LARGE ? Finding.Grade.NOTE : Finding.Grade.GOOD,
        "size",
        size / 1000 + " kB in " + feature.files().size() + " files");
  }

  /** Names, exports, contracts of the field side, native code, threads and sockets. */
  private void bytes() throws IOException, RefusedException {
    PluginCheck check =
        new PluginCheck(
            new Policy(true, Set.of()),
            Catalogue.none(),
            List.of(publisher),
            plugin.resolveSibling("scratch"));
    List<Refusal> found;
    try (Contents contents = Contents.of(plugin)) {
      found = check.findings(contents, feature, tier, publisher);
    }
    found.forEach(
        each -> say(Finding.Grade.BAD, each.reason().word(), each.where() + ": " + each.what()));
    if (!publisher.owns(feature.name())) {
      say(
          Finding.Grade.BAD,
          "foreign-name",
          feature.name() + " is not " + publisher.name() + "'s to publish");
    }
    if (found.isEmpty()) {
      say(Finding.Grade.GOOD, "bytes", feature.bundles().size() + " bundles read, every class");
    }
    Files.deleteIfExists(plugin.resolveSibling("scratch"));
  }

  /** An import of a contract has an upper bound, else the next Busbar breaks it unseen. */
  private void ranges() throws IOException {
    for (PluginFeature.BundleEntry bundle : feature.bundles()) {
      Part part = ManifestReader.read(PlatformParts.headers(plugin.resolve(bundle.path())), "");
      for (Requirement each : part.getRequirements(PackageNamespace.PACKAGE_NAMESPACE)) {
        String filter = each.getDirectives().getOrDefault("filter", "");
        if (filter.contains("=org.busbar.api") && !filter.contains("!(version>=")) {
          say(
              Finding.Grade.BAD,
              "ranges",
              part.name() + " imports without an upper bound: " + filter);
        }
      }
    }
  }

  private void contracts(Path api) throws IOException {
    if (!Files.isRegularFile(api)) {
      say(Finding.Grade.NOTE, "contracts", "not compared: there is no " + api);
      return;
    }
    Compatibility compatibility = new Compatibility(api);
    for (PluginFeature.BundleEntry bundle : feature.bundles()) {
      Set<String> missing = compatibility.missing(plugin.resolve(bundle.path()));
      if (missing.isEmpty()) {
        say(Finding.Grade.GOOD, "contracts", bundle.id().name() + " uses what the contracts have");
      } else {
        say(
            Finding.Grade.BAD,
            "contracts",
            bundle.id().name()
                + " uses what the contracts do not have: "
                + String.join(", ", missing.stream().limit(5).toList()));
      }
    }
  }

  /** Profiles are read and their vectors run, as {@code ./busbar profile check} does. */
  private void profiles() throws IOException, RefusedException {
    for (PluginFile file : feature.files(PluginFile.Role.PROFILE)) {
      if (file.size() > Limits.FEATURE) {
        say(Finding.Grade.BAD, "profiles", file.path() + " is too large");
        continue;
      }
      List<String> problems = Conformance.problems(plugin.resolve(file.path()));
      if (problems.isEmpty()) {
        say(Finding.Grade.GOOD, "profiles", file.path() + " is read and its vectors come out");
      }
      problems.forEach(each -> say(Finding.Grade.BAD, "profiles", each));
    }
  }
}
