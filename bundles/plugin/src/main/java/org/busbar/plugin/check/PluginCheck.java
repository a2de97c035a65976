package org.busbar.plugin.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.FeatureReader;
import org.busbar.plugin.format.Limits;
import org.busbar.plugin.format.PluginFeature;
import org.busbar.plugin.format.PluginFile;
import org.busbar.plugin.format.Reason;
import org.busbar.plugin.format.Refusal;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.format.Tier;
import org.busbar.plugin.trust.Catalogue;
import org.busbar.plugin.trust.Key;
import org.busbar.plugin.trust.KeyUse;
import org.busbar.plugin.trust.Listed;
import org.busbar.plugin.trust.Policy;
import org.busbar.plugin.trust.Publisher;
import org.busbar.plugin.trust.Revocation;
import org.busbar.plugin.trust.Signatures;

/**
 * Checks a plug-in that was downloaded or brought as a file, in this order: digest of the feature
 * (where a catalogue lists it), digests of all files, the publisher's signature over the feature
 * that holds them, what was taken back, then the bytes of the bundles. Nothing is loaded, and
 * nothing is unpacked before it was verified.
 */
public final class PluginCheck {
  /** Name of the feature. */
  public static final String FEATURE = "feature.json";

  private static final String SIGNATURES = FEATURE + Signatures.ENDING;

  private final Policy policy;
  private final Path scratch;
  private final Collection<Publisher> publishers;
  private final List<Listed> listed;
  private final List<Revocation> revocations;

  /**
   * For plug-ins of one catalogue, or brought as files.
   *
   * @param policy what this gateway accepts
   * @param catalogue the verified catalogue
   * @param own publishers the operator of this gateway trusts beside those of the catalogue
   * @param scratch a folder for copies of verified jars while they are read
   */
  public PluginCheck(Policy policy, Catalogue catalogue, Collection<Publisher> own, Path scratch) {
    this.policy = policy;
    this.scratch = scratch;
    this.listed = catalogue.plugins();
    this.revocations = catalogue.revocations();
    List<Publisher> all = new ArrayList<>(catalogue.publishers().values());
    all.addAll(own);
    this.publishers = List.copyOf(all);
  }

  /**
   * The feature alone, for a plan: its digest as listed, then the signature of its publisher.
   * Nothing else needs to have been fetched.
   */
  public PluginFeature feature(Contents contents, Listed as) throws IOException, RefusedException {
    byte[] bytes = contents.read(FEATURE, Limits.FEATURE);
    PluginFeature feature = asListed(contents, as, bytes);
    Publisher publisher = publisher(contents, bytes, feature, publishers(as));
    advice(contents, feature, publisher.key());
    return feature;
  }

  /**
   * All that a review would find in the bytes of the bundles, not only the first of it; empty where
   * all is well.
   */
  public List<Refusal> findings(
      Contents contents, PluginFeature feature, Tier tier, Publisher publisher)
      throws IOException, RefusedException {
    List<Refusal> findings = new ArrayList<>();
    BundleRules rules = new BundleRules(feature, tier, publisher);
    for (PluginFile file : feature.files(PluginFile.Role.BUNDLE)) {
      findings.addAll(rules.findings(scan(contents, file.path(), file.path()), file.path()));
    }
    return findings;
  }

  /** Checks what a catalogue lists. */
  public CheckedPlugin check(Contents contents, Listed as) throws IOException, RefusedException {
    byte[] bytes = contents.read(FEATURE, Limits.FEATURE);
    PluginFeature feature = asListed(contents, as, bytes);
    return check(contents, bytes, feature, as.tier(), publishers(as));
  }

  private PluginFeature asListed(Contents contents, Listed as, byte[] bytes)
      throws RefusedException {
    String digest = Bytes.digest(bytes);
    if (!digest.equals(as.sha256())) {
      throw notAsListed(contents, as, digest);
    }
    PluginFeature feature = FeatureReader.read(bytes, contents.where() + "/" + FEATURE);
    if (!feature.name().equals(as.id()) || !feature.id().version().equals(as.version())) {
      throw swapped(contents, as, feature.id().text());
    }
    return feature;
  }

  private List<Publisher> publishers(Listed as) {
    return publishers.stream().filter(each -> each.key().id().equals(as.publisher())).toList();
  }

  /** Checks what was brought as a file: any publisher this gateway knows may have signed it. */
  public CheckedPlugin check(Contents contents) throws IOException, RefusedException {
    if (!contents.has(FEATURE)) {
      throw missing(contents, FEATURE);
    }
    byte[] bytes = contents.read(FEATURE, Limits.FEATURE);
    String digest = Bytes.digest(bytes);
    Optional<Listed> known =
        listed.stream().filter(each -> each.sha256().equals(digest)).findFirst();
    if (known.isPresent()) {
      return check(contents, known.get());
    }
    PluginFeature feature = FeatureReader.read(bytes, contents.where() + "/" + FEATURE);
    return check(contents, bytes, feature, Tier.PRIVATE, publishers);
  }

  /**
   * Checks what is about to be listed in a tier: any publisher that is known may have signed it.
   */
  public CheckedPlugin check(Contents contents, Tier tier) throws IOException, RefusedException {
    byte[] bytes = contents.read(FEATURE, Limits.FEATURE);
    PluginFeature feature = FeatureReader.read(bytes, contents.where() + "/" + FEATURE);
    return check(contents, bytes, feature, tier, publishers);
  }

  private CheckedPlugin check(
      Contents contents,
      byte[] bytes,
      PluginFeature feature,
      Tier tier,
      Collection<Publisher> accepted)
      throws IOException, RefusedException {
    digests(contents, feature);
    Publisher publisher = publisher(contents, bytes, feature, accepted);
    if (!publisher.owns(feature.name())) {
      throw new RefusedException(
          Reason.FOREIGN_NAME,
          feature.name() + " is not " + publisher.name() + "'s to publish",
          contents.where(),
          "Do not install it; tell the publisher whose name it bears");
    }
    List<Revocation> advice = advice(contents, feature, publisher.key());
    Map<String, BundleFacts> facts = new LinkedHashMap<>();
    BundleRules rules = new BundleRules(feature, tier, publisher);
    for (PluginFile file : feature.files(PluginFile.Role.BUNDLE)) {
      String where = contents.where() + "/" + file.path();
      BundleFacts read = scan(contents, file.path(), where);
      rules.require(read, where);
      facts.put(file.path(), read);
    }
    return new CheckedPlugin(feature, Bytes.digest(bytes), tier, publisher, facts, advice);
  }

  private BundleFacts scan(Contents contents, String path, String where)
      throws IOException, RefusedException {
    Files.createDirectories(scratch);
    Path file = contents.onDisk(path, scratch);
    try {
      return BundleScan.read(file, scratch, where);
    } finally {
      if (file.startsWith(scratch)) {
        Files.delete(file);
      }
    }
  }

  /** Every file the feature names is there and is that file; in an archive nothing else is. */
  private static void digests(Contents contents, PluginFeature feature)
      throws IOException, RefusedException {
    List<String> unknown = new ArrayList<>(contents.paths());
    unknown.removeAll(List.of(FEATURE, SIGNATURES));
    for (PluginFile file : feature.files()) {
      unknown.remove(file.path());
      if (!contents.has(file.path())) {
        throw missing(contents, file.path());
      }
      String digest = contents.digest(file);
      if (!digest.equals(file.sha256())) {
        throw new RefusedException(
            Reason.DIGEST,
            "it is not the file that was signed for: its SHA-256 differs",
            contents.where() + "/" + file.path(),
            "Fetch it again; where that does not help, tell the publisher");
      }
    }
    if (!unknown.isEmpty()) {
      throw new RefusedException(
          Reason.UNDECLARED,
          unknown.getFirst() + " is in the archive and not in its feature",
          contents.where(),
          "Do not install it; tell the publisher");
    }
  }

  private Publisher publisher(
      Contents contents, byte[] bytes, PluginFeature feature, Collection<Publisher> accepted)
      throws IOException, RefusedException {
    String where = contents.where() + "/" + SIGNATURES;
    if (!contents.has(SIGNATURES)) {
      if (policy.unsigned().contains(feature.name())) {
        return new Publisher(
            "nobody (unsigned)",
            Key.of(KeyUse.DEVELOPMENT, new byte[Key.LENGTH]),
            List.of(feature.name(), feature.name() + ".*"));
      }
      throw new RefusedException(
          Reason.UNSIGNED,
          feature.name() + " is not signed",
          where,
          "Get it from a publisher who signs; a development assembly can allow this one id");
    }
    Signatures signatures = Signatures.parse(contents.read(SIGNATURES, Limits.SIGNATURE), where);
    List<Key> keys = accepted.stream().map(Publisher::key).toList();
    String signed =
        signatures.valid(Signatures.PLUGIN, bytes, keys).stream().findFirst().orElse("");
    Publisher publisher =
        accepted.stream()
            .filter(each -> each.key().id().equals(signed))
            .findFirst()
            .orElseThrow(
                () ->
                    new RefusedException(
                        Reason.WRONG_KEY,
                        "none of the keys that may sign " + feature.name() + " has signed it",
                        where,
                        "Do not install it; a publisher you trust must first be made known"));
    if (publisher.key().use() == KeyUse.DEVELOPMENT && !policy.development()) {
      throw new RefusedException(
          Reason.DEVELOPMENT_KEY,
          feature.name() + " is signed with a development key",
          where,
          "Use it with a development assembly such as the demo only");
    }
    return publisher;
  }

  private List<Revocation> advice(Contents contents, PluginFeature feature, Key key)
      throws RefusedException {
    List<Revocation> against =
        revocations.stream()
            .filter(each -> each.means(feature.name(), feature.version(), key.id()))
            .toList();
    for (Revocation revocation : against) {
      if (revocation.severity() != Revocation.Severity.ADVISE) {
        throw new RefusedException(
            Reason.REVOKED,
            feature.id().text() + " was taken back: " + revocation.reason(),
            contents.where(),
            "Choose another version or plug-in");
      }
    }
    return against;
  }

  private RefusedException notAsListed(Contents contents, Listed as, String digest) {
    return listed.stream()
        .filter(each -> each.sha256().equals(digest))
        .findFirst()
        .map(other -> swapped(contents, as, other.id() + " " + other.version()))
        .orElseGet(
            () ->
                new RefusedException(
                    Reason.DIGEST,
                    "it is not the feature that the catalogue lists: its SHA-256 differs",
                    contents.where() + "/" + FEATURE,
                    "Fetch it again; where that does not help, tell the catalogue's operator"));
  }

  private static RefusedException swapped(Contents contents, Listed as, String other) {
    return new RefusedException(
        Reason.SWAPPED,
        "this is " + other + " in the place of " + as.id() + " " + as.version(),
        contents.where(),
        "Do not use this copy of the catalogue");
  }

  private static RefusedException missing(Contents contents, String path) {
    return new RefusedException(
        Reason.MISSING_FILE,
        path + " is missing",
        contents.where(),
        "Fetch or copy the plug-in again, whole");
  }
}
