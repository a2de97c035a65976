package org.busbar.plugin.intake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.Card;
import org.busbar.plugin.format.Fields;
import org.busbar.plugin.format.Limits;
import org.busbar.plugin.format.Names;
import org.busbar.plugin.format.Pretty;
import org.busbar.plugin.format.Reason;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.plan.IndexReader;
import org.busbar.plugin.trust.Catalogue;
import org.busbar.plugin.trust.ChainCheck;
import org.busbar.plugin.trust.Policy;
import org.busbar.plugin.trust.Role;
import org.busbar.plugin.trust.Root;
import org.busbar.plugin.trust.Seen;
import org.busbar.plugin.trust.Signatures;

/**
 * A catalogue this gateway looks at: where it is, the root that is trusted for it, the newest
 * versions seen, and the last copy that was accepted. All of it in one folder below {@code
 * HOME/trust}.
 */
public final class Source {
  /** Folder of publishers that the operator trusts beside those of the catalogues. */
  static final String PUBLISHERS = "publishers";

  private static final String ROOT = "root.json";
  private static final String SEEN = "seen.json";
  private static final String SOURCE = "source.json";

  private final Path folder;

  /** In a folder that is there. */
  public Source(Path folder) {
    this.folder = folder;
  }

  /** Refuses a name that is none, that is there already, or that means something else there. */
  public static void requireNew(Path trust, String name) throws IOException, RefusedException {
    if (!name.matches("[a-z0-9][a-z0-9-]{0,40}") || name.equals(PUBLISHERS)) {
      throw new RefusedException(
          Reason.FORMAT,
          "a name has lower-case letters, digits and hyphens, and is not \"" + PUBLISHERS + "\"",
          "source " + Names.shown(name),
          "Choose another name");
    }
    if (all(trust).stream().anyMatch(each -> each.name().equals(name))) {
      throw new RefusedException(
          Reason.CONFLICT, "it is there already", "source " + name, "Choose another name");
    }
  }

  /**
   * Makes a gateway look at a catalogue. This is a decision about trust: the root that is given is
   * believed from now on.
   *
   * @param trust {@code HOME/trust}
   * @param name a plain word
   * @param root the root to begin with, got on another way than the catalogue
   */
  public static Source add(Path trust, String name, String location, byte[] root)
      throws IOException, RefusedException {
    Names.path(name, "name of a source");
    Root.read(root, "root of " + name);
    Fetch.of(location);
    Path folder = trust.resolve(name);
    Files.createDirectories(folder);
    Files.write(folder.resolve(ROOT), root);
    Files.write(folder.resolve(SEEN), Seen.nothing().write());
    Files.write(folder.resolve(SOURCE), Pretty.json(Map.of("location", location)));
    return new Source(folder);
  }

  /** All sources of a gateway, by name. */
  public static List<Source> all(Path trust) throws IOException {
    if (!Files.isDirectory(trust)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(trust)) {
      return folders
          .filter(each -> Files.exists(each.resolve(SOURCE)))
          .sorted(Comparator.comparing(Path::getFileName))
          .map(Source::new)
          .toList();
    }
  }

  /** Its name. */
  public String name() {
    return folder.getFileName().toString();
  }

  /** Where its files come from. */
  public Fetch fetch() throws IOException, RefusedException {
    return Fetch.of(
        Fields.parse(Bytes.read(folder.resolve(SOURCE), Limits.SIGNATURE), SOURCE)
            .text("location"));
  }

  /** Folder of the last accepted copy: role files, index, catalogue for people; no plug-ins. */
  public Path copy() {
    return folder.resolve("copy");
  }

  /** Checks the last accepted copy again, by the time of now. */
  public Catalogue read(Policy policy, Instant now) throws IOException, RefusedException {
    return check(copy(), policy, now);
  }

  /** What the last accepted copy has on offer, checked again, by the time of now. */
  public Market.Shelf shelf(Policy policy, Instant now) throws IOException, RefusedException {
    return shelf(copy(), policy, now);
  }

  private Market.Shelf shelf(Path at, Policy policy, Instant now)
      throws IOException, RefusedException {
    Catalogue catalogue = check(at, policy, now);
    ChainCheck check = new ChainCheck(at, policy, now);
    Market.Shelf shelf =
        new Market.Shelf(
            this,
            catalogue,
            Card.readAll(check.file(catalogue, Catalogue.PEOPLE), Catalogue.PEOPLE),
            IndexReader.read(check.file(catalogue, Catalogue.INDEX), Catalogue.INDEX));
    Agreement.require(shelf);
    return shelf;
  }

  /** Fetches the catalogue anew; the last accepted copy stays unless all of it is good. */
  public Catalogue refresh(Policy policy, Instant now) throws IOException, RefusedException {
    Path incoming = folder.resolve("incoming");
    delete(incoming);
    Fetch fetch = fetch();
    ChainCheck.follow(pinned(), incoming, path -> get(fetch, path, incoming, Limits.ROLE));
    for (Role role : List.of(Role.TIMESTAMP, Role.SNAPSHOT, Role.TARGETS, Role.REVOKED)) {
      require(get(fetch, role.file(), incoming, role.limit()), role.file(), fetch);
    }
    for (String file : List.of(Catalogue.INDEX, Catalogue.PEOPLE)) {
      require(fetch.get(file, incoming.resolve(file), Limits.INDEX), file, fetch);
    }
    Catalogue catalogue = shelf(incoming, policy, now).catalogue();
    keep(SEEN, catalogue.seen().write());
    keep(ROOT, catalogue.rootBytes());
    delete(copy());
    Files.move(incoming, copy());
    return catalogue;
  }

  /** A file and, where there is one, its signatures; that they must be there is said later. */
  private static boolean get(Fetch fetch, String path, Path to, int limit)
      throws IOException, RefusedException {
    if (!fetch.get(path, to.resolve(path), limit)) {
      return false;
    }
    String signatures = path + Signatures.ENDING;
    fetch.get(signatures, to.resolve(signatures), Limits.SIGNATURE);
    return true;
  }

  private static void require(boolean there, String path, Fetch fetch) throws RefusedException {
    if (!there) {
      throw new RefusedException(
          Reason.MISSING_FILE,
          path + " is not there",
          fetch.location(),
          "Look whether this is the folder of a catalogue, and whether it is whole");
    }
  }

  private Catalogue check(Path at, Policy policy, Instant now)
      throws IOException, RefusedException {
    Seen seen = Seen.read(Bytes.read(folder.resolve(SEEN), Limits.SIGNATURE), SEEN);
    return new ChainCheck(at, policy, now).check(pinned(), seen);
  }

  private byte[] pinned() throws IOException, RefusedException {
    return Bytes.read(folder.resolve(ROOT), Limits.ROLE);
  }

  private void keep(String name, byte[] content) throws IOException {
    Path fresh = folder.resolve(name + ".new");
    Files.write(fresh, content);
    Files.move(
        fresh,
        folder.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
