package org.busbar.marketplace.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.busbar.marketplace.sign.Signer;
import org.busbar.marketplace.write.CatalogueFolder;
import org.busbar.marketplace.write.PluginFolder;
import org.busbar.plugin.check.CheckedPlugin;
import org.busbar.plugin.check.Contents;
import org.busbar.plugin.check.PluginCheck;
import org.busbar.plugin.format.PluginFeature;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.format.Tier;
import org.busbar.plugin.format.Words;
import org.busbar.plugin.trust.Catalogue;
import org.busbar.plugin.trust.Policy;
import org.busbar.plugin.trust.Publisher;

/** From an author's folder to a signed plug-in in a catalogue, or to a report that says why not. */
public final class Publishing {
  private final Publisher publisher;
  private final Signer signer;
  private final Path api;

  /**
   * For one publisher.
   *
   * @param api the jar of the contracts
   */
  public Publishing(Publisher publisher, Signer signer, Path api) {
    this.publisher = publisher;
    this.signer = signer;
    this.api = api;
  }

  /**
   * What came of it.
   *
   * @param plugin the signed plug-in's folder; the caller deletes its parent
   * @param checked what a gateway says of it
   * @param findings of every check
   */
  public record Result(Path plugin, CheckedPlugin checked, List<Finding> findings) {}

  /** Makes, reviews, signs, and checks as a gateway would. */
  public Result publish(Path author, Tier tier)
      throws IOException, RefusedException, GeneralSecurityException {
    Path work = Files.createTempDirectory("busbar-publish");
    Path plugin = work.resolve("plugin");
    PluginFeature feature = PluginFolder.make(author, plugin);
    List<Finding> findings = new Review(plugin, feature, publisher, tier).run(api);
    List<Finding> bad =
        findings.stream().filter(each -> each.grade() == Finding.Grade.BAD).toList();
    if (!bad.isEmpty()) {
      delete(work);
      throw new IOException(
          "not published:\n" + String.join("\n", bad.stream().map(Publishing::line).toList()));
    }
    PluginFolder.sign(plugin, signer);
    try (Contents contents = Contents.of(plugin)) {
      PluginCheck check =
          new PluginCheck(
              new Policy(true, Set.of()),
              Catalogue.none(),
              List.of(publisher),
              work.resolve("scratch"));
      return new Result(plugin, check.check(contents, tier), findings);
    }
  }

  /** Lays a result into a catalogue that knows its publisher, and signs the catalogue. */
  public static void into(CatalogueFolder catalogue, Result result, Tier tier, Instant now)
      throws IOException, RefusedException, GeneralSecurityException {
    Publisher known =
        catalogue
            .publisher(result.checked().publisher().key())
            .orElseThrow(
                () ->
                    new IOException(
                        "the catalogue does not know this publisher: busbar market publisher makes"
                            + " it known"));
    String name = result.checked().publisher().name();
    if (!known.name().equals(name)) {
      throw new IOException("the catalogue knows this key as " + known.name() + ", not as " + name);
    }
    PluginFeature feature = result.checked().feature();
    if (!known.owns(feature.name())) {
      throw new IOException(
          "the catalogue lets " + name + " publish " + known.ids() + ", not " + feature.name());
    }
    if (catalogue.hasOther(feature, result.checked().featureSha256())) {
      throw new IOException(
          feature.id().text()
              + " is published already, and this is not the same: each change needs a version of"
              + " its own");
    }
    catalogue.add(result.plugin(), result.checked(), tier);
    catalogue.write(now);
  }

  /** A report for people. */
  public static List<String> report(Result result, Tier tier) {
    List<String> lines = new ArrayList<>();
    PluginFeature feature = result.checked().feature();
    lines.add("# " + feature.title() + " " + feature.id().version());
    lines.add("");
    lines.add(
        "`"
            + feature.id().text()
            + "`, tier "
            + Words.word(tier)
            + ", signed by "
            + result.checked().publisher().name()
            + " (key "
            + result.checked().publisher().key().id().substring(0, 16)
            + "), feature SHA-256 "
            + result.checked().featureSha256());
    lines.add("");
    result.findings().forEach(each -> lines.add(line(each)));
    return lines;
  }

  private static String line(Finding finding) {
    return String.format(
        Locale.ROOT,
        "- %-4s %-12s %s",
        Words.word(finding.grade()),
        finding.check(),
        finding.text());
  }

  /** Deletes a folder of work. */
  public static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
