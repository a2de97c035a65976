package org.busbar.marketplace.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.busbar.marketplace.sign.Signer;
import org.busbar.plugin.check.CheckedPlugin;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.Card;
import org.busbar.plugin.format.Fields;
import org.busbar.plugin.format.Limits;
import org.busbar.plugin.format.PluginFeature;
import org.busbar.plugin.format.Pretty;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.format.Tier;
import org.busbar.plugin.format.Words;
import org.busbar.plugin.intake.Intake;
import org.busbar.plugin.plan.IndexReader;
import org.busbar.plugin.plan.IndexWriter;
import org.busbar.plugin.plan.Offer;
import org.busbar.plugin.trust.Catalogue;
import org.busbar.plugin.trust.ChainCheck;
import org.busbar.plugin.trust.Key;
import org.busbar.plugin.trust.Listed;
import org.busbar.plugin.trust.Publisher;
import org.busbar.plugin.trust.Revocation;
import org.busbar.plugin.trust.Role;
import org.busbar.plugin.trust.RoleHeader;
import org.busbar.plugin.trust.Root;

/**
 * The folder of a catalogue, for the one who runs it. It is read as it is, changed in memory, and
 * written and signed as a whole; files of plug-ins are laid down at once.
 */
public final class CatalogueFolder {
  private final Path folder;
  private final OperatorKeys keys;
  private final Map<Role, Duration> lives = new EnumMap<>(Role.class);
  private final Map<String, Publisher> publishers = new LinkedHashMap<>();
  private final Map<String, Listed> listed = new TreeMap<>();
  private final Map<String, Offer> offers = new TreeMap<>();
  private final Map<String, Card> cards = new TreeMap<>();
  private final List<Revocation> revocations = new ArrayList<>();
  private long version;

  private CatalogueFolder(Path folder, OperatorKeys keys) {
    this.folder = folder;
    this.keys = keys;
    for (Role role : Role.values()) {
      lives.put(role, Duration.ofDays(role == Role.ROOT ? 365 : role == Role.TIMESTAMP ? 7 : 90));
    }
  }

  /** An empty catalogue with its first root; two of the root's keys must sign, or its only one. */
  public static CatalogueFolder create(Path folder, OperatorKeys keys, Instant now)
      throws IOException, GeneralSecurityException {
    CatalogueFolder made = new CatalogueFolder(folder, keys);
    Files.createDirectories(folder.resolve(ChainCheck.ROOTS));
    made.root(1, keys, keys.of(Role.ROOT), now);
    return made;
  }

  /** A catalogue as it was written last. */
  public static CatalogueFolder open(Path folder, OperatorKeys keys)
      throws IOException, RefusedException {
    CatalogueFolder read = new CatalogueFolder(folder, keys);
    Fields targets =
        Fields.parse(
            Bytes.read(folder.resolve(Role.TARGETS.file()), Limits.TARGETS), "targets.json");
    Fields timestamp =
        Fields.parse(
            Bytes.read(folder.resolve(Role.TIMESTAMP.file()), Limits.ROLE), "timestamp.json");
    read.version = timestamp.number("version");
    for (Fields entry : targets.list("publishers")) {
      read.add(Publisher.read(entry));
    }
    for (Fields entry : targets.list("plugins")) {
      Listed each = Listed.read(entry);
      read.listed.put(each.id() + " " + each.version(), each);
    }
    for (Offer offer :
        IndexReader.read(Bytes.read(folder.resolve(Catalogue.INDEX), Limits.INDEX), "index.xml")) {
      read.offers.put(offer.title(), offer);
    }
    for (Card card :
        Card.readAll(
            Bytes.read(folder.resolve(Catalogue.PEOPLE), Limits.INDEX), Catalogue.PEOPLE)) {
      read.cards.put(card.id() + " " + card.version(), card);
    }
    Fields revoked =
        Fields.parse(
            Bytes.read(folder.resolve(Role.REVOKED.file()), Limits.REVOKED), "revoked.json");
    for (Fields entry : revoked.list("entries")) {
      read.revocations.add(Revocation.read(entry));
    }
    return read;
  }

  /**
   * Refuses other keys than the newest root names: with them a catalogue would be signed that no
   * gateway believes.
   */
  public CatalogueFolder requireKeys() throws IOException, RefusedException {
    int newest = 1;
    while (Files.exists(rootFile(newest + 1))) {
      newest++;
    }
    Path file = rootFile(newest);
    Root root = Root.read(Bytes.read(file, Limits.ROLE), file.toString());
    for (Role role : Role.values()) {
      List<Key> own = keys.of(role).stream().map(Signer::key).toList();
      long good = root.of(role).keys().stream().filter(own::contains).count();
      if (role != Role.ROOT && (good < root.of(role).threshold() || good < own.size())) {
        throw new IOException(
            "the keys for the role " + Words.word(role) + " are not those that " + file + " names");
      }
    }
    return this;
  }

  /** How many of the versions that are listed something taken back means. */
  public long meant(Revocation revocation) {
    return listed.values().stream()
        .filter(each -> revocation.means(each.id(), each.comparable(), each.publisher()))
        .count();
  }

  /** How long files of a role are good for from when they are signed. */
  public CatalogueFolder life(Role role, Duration life) {
    lives.put(role, life);
    return this;
  }

  /** Makes a publisher known, or changes its name and what is its own. */
  public CatalogueFolder add(Publisher publisher) {
    publishers.put(publisher.key().id(), publisher);
    listed.forEach(
        (title, each) -> {
          if (each.publisher().equals(publisher.key().id())) {
            cards.computeIfPresent(title, (same, card) -> card.by(publisher.name()));
          }
        });
    return this;
  }

  /** The publisher with a key, if it is known. */
  public Optional<Publisher> publisher(Key key) {
    return Optional.ofNullable(publishers.get(key.id()));
  }

  /** Whether the same version is there with other content. */
  public boolean hasOther(PluginFeature feature, String sha256) {
    return listed.values().stream()
        .anyMatch(
            each ->
                each.id().equals(feature.name())
                    && each.comparable().equals(feature.version())
                    && !each.sha256().equals(sha256));
  }

  /** Copies a checked and signed plug-in into the catalogue. */
  public CatalogueFolder add(Path plugin, CheckedPlugin checked, Tier tier)
      throws IOException, RefusedException {
    Offer offer = Intake.offer(checked);
    return add(
        plugin,
        new Listed(
            offer.id(),
            offer.versionText(),
            tier,
            checked.publisher().key().id(),
            checked.featureSha256()),
        new Offer(
            offer.id(),
            offer.versionText(),
            offer.version(),
            tier,
            offer.platform(),
            offer.requires(),
            offer.size(),
            offer.bundles()),
        Card.of(checked.feature(), tier, checked.publisher().name()));
  }

  /** As above, of whatever is said: what a careless operator would do. */
  public CatalogueFolder add(Path plugin, Listed as, Offer offer, Card card) throws IOException {
    Path to = folder.resolve(as.folder());
    try (Stream<Path> files = Files.walk(plugin)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        Path copy = to.resolve(plugin.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return list(as, offer, card);
  }

  /** Lists a plug-in whose files are there, or never will be. */
  public CatalogueFolder list(Listed as, Offer offer, Card card) {
    listed.put(offer.title(), as);
    offers.put(offer.title(), offer);
    cards.put(offer.title(), card);
    return this;
  }

  /** Takes something back. */
  public CatalogueFolder revoke(Revocation revocation) {
    revocations.add(revocation);
    return this;
  }

  /** Writes and signs everything but the root, one version newer than before. */
  public void write(Instant now) throws IOException, GeneralSecurityException {
    version++;
    Map<String, String> features = new LinkedHashMap<>();
    listed.forEach((title, each) -> features.put(title, each.sha256()));
    byte[] index = IndexWriter.write(offers.values(), features);
    byte[] people =
        Pretty.json(Map.of("plugins", cards.values().stream().map(Card::json).toList()));
    Files.write(folder.resolve(Catalogue.INDEX), index);
    Files.write(folder.resolve(Catalogue.PEOPLE), people);

    Map<String, Object> targets = header(Role.TARGETS, now);
    targets.put("publishers", publishers.values().stream().map(Publisher::json).toList());
    targets.put("plugins", listed.values().stream().map(Listed::json).toList());
    Map<String, Object> files = new LinkedHashMap<>();
    files.put(Catalogue.INDEX, Map.of("sha256", Bytes.digest(index)));
    files.put(Catalogue.PEOPLE, Map.of("sha256", Bytes.digest(people)));
    targets.put("files", files);
    Map<String, Object> revoked = header(Role.REVOKED, now);
    revoked.put("entries", revocations.stream().map(Revocation::json).toList());
    Map<String, Object> pins = new LinkedHashMap<>();
    pins.put(Role.TARGETS.file(), sign(Role.TARGETS, targets));
    pins.put(Role.REVOKED.file(), sign(Role.REVOKED, revoked));
    Map<String, Object> snapshot = header(Role.SNAPSHOT, now);
    snapshot.put("files", pins);
    Map<String, Object> timestamp = header(Role.TIMESTAMP, now);
    timestamp.put("snapshot", sign(Role.SNAPSHOT, snapshot));
    sign(Role.TIMESTAMP, timestamp);
  }

  /** Writes the next root: other keys from now on, signed by the old ones and the new ones. */
  public void rotate(long next, OperatorKeys fresh, Instant now)
      throws IOException, GeneralSecurityException {
    List<Signer> both = new ArrayList<>(keys.of(Role.ROOT));
    both.addAll(fresh.of(Role.ROOT));
    root(next, fresh, both, now);
  }

  private void root(long next, OperatorKeys of, List<Signer> signers, Instant now)
      throws IOException, GeneralSecurityException {
    Map<Role, Root.Signers> roles = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      List<Key> own = of.of(role).stream().map(Signer::key).toList();
      roles.put(
          role, new Root.Signers(own, role == Role.ROOT ? Math.min(2, own.size()) : own.size()));
    }
    Root root = new Root(next, now.plus(lives.get(Role.ROOT)), roles);
    Path file = rootFile(next);
    Files.write(file, Pretty.json(root.json()));
    Signer.sign(file, Role.ROOT.purpose(), signers);
  }

  private Path rootFile(long number) {
    return folder.resolve(ChainCheck.ROOTS).resolve(number + ".json");
  }

  private Map<String, Object> header(Role role, Instant now) {
    return new RoleHeader(version, now.plus(lives.get(role))).json(role);
  }

  /** Writes and signs a role file; returns what pins it. */
  private Map<String, Object> sign(Role role, Map<String, Object> json)
      throws IOException, GeneralSecurityException {
    if (keys.of(role).isEmpty()) {
      throw new IOException("there is no key for the role " + Words.word(role));
    }
    byte[] content = Pretty.json(json);
    Path file = folder.resolve(role.file());
    Files.write(file, content);
    Signer.sign(file, role.purpose(), keys.of(role));
    Map<String, Object> pin = new LinkedHashMap<>();
    pin.put("version", version);
    pin.put("length", content.length);
    pin.put("sha256", Bytes.digest(content));
    return pin;
  }

  /** The first root, which whoever trusts this catalogue begins with. */
  public Path firstRoot() {
    return rootFile(1);
  }
}
