package org.busbar.plugin.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.Fields;
import org.busbar.plugin.format.Limits;
import org.busbar.plugin.format.Names;
import org.busbar.plugin.format.Reason;
import org.busbar.plugin.format.RefusedException;

/**
 * Follows the chain of a catalogue in a folder: the pinned root, newer roots signed by both the old
 * and the new keys, timestamp, snapshot, then targets and revocations by version, length and digest
 * before their own signatures. Reads the folder, writes nothing.
 */
public final class ChainCheck {
  /** Folder of all roots, by version. */
  public static final String ROOTS = "roots";

  private final Path folder;
  private final Policy policy;
  private final Instant now;

  /**
   * Of one catalogue.
   *
   * @param folder a copy of it on this machine
   * @param policy what this gateway accepts
   * @param now the time by which expiry is judged
   */
  public ChainCheck(Path folder, Policy policy, Instant now) {
    this.folder = folder;
    this.policy = policy;
    this.now = now;
  }

  /**
   * Checks everything but the plug-ins themselves.
   *
   * @param pinned the root this gateway trusts: the operator's, or the last that was accepted
   * @param seen versions accepted before
   */
  public Catalogue check(byte[] pinned, Seen seen) throws IOException, RefusedException {
    byte[] rootBytes = newestRoot(pinned);
    Root root = Root.read(rootBytes, "root");
    root.checkUse(policy, folder.resolve(ROOTS).toString());
    requireFresh(root.expires(), folder.resolve(ROOTS).toString());
    seen.require(Role.ROOT, root.version(), folder.resolve(ROOTS).toString());

    Signed newest = Signed.read(folder.resolve(Role.TIMESTAMP.file()), Role.TIMESTAMP.limit());
    Read timestamp = signed(newest, root, Role.TIMESTAMP, seen);
    Pinned pin = Pinned.read(timestamp.fields().child("snapshot"));
    Read snapshot = pinned(root, Role.SNAPSHOT, pin, seen);
    Fields files = snapshot.fields().child("files");
    Read targets = pinned(root, Role.TARGETS, Pinned.read(files.child(Role.TARGETS.file())), seen);
    Read revoked = pinned(root, Role.REVOKED, Pinned.read(files.child(Role.REVOKED.file())), seen);

    Map<Role, Long> versions = new EnumMap<>(Role.class);
    versions.put(Role.ROOT, root.version());
    versions.put(Role.TIMESTAMP, timestamp.header().version());
    versions.put(Role.SNAPSHOT, snapshot.header().version());
    versions.put(Role.TARGETS, targets.header().version());
    versions.put(Role.REVOKED, revoked.header().version());
    List<Revocation> revocations = new ArrayList<>();
    for (Fields entry : revoked.fields().list("entries")) {
      revocations.add(Revocation.read(entry));
    }
    Map<String, Publisher> publishers = publishers(targets.fields());
    return new Catalogue(
        root,
        rootBytes,
        new Seen(versions),
        publishers,
        plugins(targets.fields(), publishers),
        files(targets.fields()),
        revocations);
  }

  /** Goes from root to root; each is signed by the keys of the one before and by its own. */
  private byte[] newestRoot(byte[] pinned) throws IOException, RefusedException {
    byte[] bytes = pinned;
    Root root = Root.read(pinned, "pinned root");
    while (Files.exists(next(root, folder))) {
      Signed file = Signed.read(next(root, folder), Role.ROOT.limit());
      root = newer(root, file);
      bytes = file.content();
    }
    return bytes;
  }

  private static Path next(Root root, Path folder) {
    return folder.resolve(ROOTS).resolve((root.version() + 1) + ".json");
  }

  private static Root newer(Root root, Signed file) throws RefusedException {
    root.of(Role.ROOT).require(file, Role.ROOT.purpose());
    Root newer = Root.read(file.content(), file.where());
    newer.of(Role.ROOT).require(file, Role.ROOT.purpose());
    if (newer.version() != root.version() + 1) {
      throw new RefusedException(
          Reason.OLDER_INDEX,
          "the root says to be version " + newer.version(),
          file.where(),
          "Do not use this copy of the catalogue");
    }
    return newer;
  }

  /** Lays the file of a root with its signatures into the folder; false where there is none. */
  @FunctionalInterface
  public interface Roots {
    /** Fetches one, such as {@code roots/2.json}. */
    boolean fetch(String path) throws IOException, RefusedException;
  }

  /**
   * Fetches root after root, each checked before the next is asked for: a server that has an answer
   * to everything would never come to an end.
   */
  public static void follow(byte[] pinned, Path folder, Roots roots)
      throws IOException, RefusedException {
    Root root = Root.read(pinned, "pinned root");
    while (roots.fetch(ROOTS + "/" + (root.version() + 1) + ".json")) {
      root = newer(root, Signed.read(next(root, folder), Role.ROOT.limit()));
    }
  }

  private record Read(Fields fields, RoleHeader header) {}

  /** Version, length and digest of a file, as the role above says. */
  private record Pinned(long version, long length, String sha256) {
    static Pinned read(Fields fields) throws RefusedException {
      return new Pinned(fields.number("version"), fields.number("length"), fields.digest("sha256"));
    }
  }

  /** Length and digest first, then the signatures. */
  private Read pinned(Root root, Role role, Pinned pin, Seen seen)
      throws IOException, RefusedException {
    Signed file = Signed.read(folder.resolve(role.file()), role.limit());
    if (file.content().length != pin.length()
        || !Bytes.digest(file.content()).equals(pin.sha256())) {
      throw new RefusedException(
          Reason.DIGEST,
          "it is not the file that the role above names: its SHA-256 differs",
          file.where(),
          "Fetch or copy the catalogue again, whole");
    }
    Read read = signed(file, root, role, seen);
    if (read.header().version() != pin.version()) {
      throw new RefusedException(
          Reason.OLDER_INDEX,
          "it is not the version that the role above names",
          file.where(),
          "Fetch or copy the catalogue again, whole");
    }
    return read;
  }

  private Read signed(Signed file, Root root, Role role, Seen seen) throws RefusedException {
    root.of(role).require(file, role.purpose());
    Fields fields = Fields.parse(file.content(), file.where());
    RoleHeader header = RoleHeader.read(fields, role);
    seen.require(role, header.version(), file.where());
    requireFresh(header.expires(), file.where());
    return new Read(fields, header);
  }

  private void requireFresh(Instant expires, String where) throws RefusedException {
    if (!now.isBefore(expires)) {
      throw new RefusedException(
          Reason.EXPIRED_INDEX,
          "it was good until " + expires + " and it is " + now,
          where,
          "Fetch the catalogue anew; where that does not help, look at this machine's clock and"
              + " ask the operator of the catalogue");
    }
  }

  private static Map<String, Publisher> publishers(Fields targets) throws RefusedException {
    Map<String, Publisher> publishers = new LinkedHashMap<>();
    for (Fields entry : targets.list("publishers")) {
      Publisher publisher = Publisher.read(entry);
      if (publishers.put(publisher.key().id(), publisher) != null) {
        throw entry.refused("the key of " + publisher.name() + " is there twice");
      }
    }
    return publishers;
  }

  private static List<Listed> plugins(Fields targets, Map<String, Publisher> publishers)
      throws RefusedException {
    List<Listed> plugins = new ArrayList<>();
    Set<String> folders = new HashSet<>();
    for (Fields entry : targets.list("plugins")) {
      Listed listed = Listed.read(entry);
      Publisher publisher = publishers.get(listed.publisher());
      if (publisher == null || !publisher.owns(listed.id())) {
        throw new RefusedException(
            Reason.FOREIGN_NAME,
            listed.id() + " is not its publisher's to publish",
            entry.where(),
            "Tell the operator of the catalogue");
      }
      // 1.0 and 1.0.0 are the same version, and on a stick A is a.
      if (!folders.add(listed.folder().toLowerCase(Locale.ROOT))
          | !folders.add(listed.id() + " " + listed.comparable())) {
        throw entry.refused("it is listed twice");
      }
      plugins.add(listed);
    }
    return plugins;
  }

  private static Map<String, String> files(Fields targets) throws RefusedException {
    Map<String, String> files = new LinkedHashMap<>();
    for (Map.Entry<String, Fields> entry : targets.children("files").entrySet()) {
      files.put(
          Names.path(entry.getKey(), entry.getValue().where()), entry.getValue().digest("sha256"));
    }
    return files;
  }

  /** The bytes of the index or of the catalogue for people, once their digest was checked. */
  public byte[] file(Catalogue catalogue, String path) throws IOException, RefusedException {
    Path file = folder.resolve(path);
    byte[] bytes = Bytes.read(file, Limits.INDEX);
    if (!Bytes.digest(bytes).equals(catalogue.files().get(path))) {
      throw new RefusedException(
          Reason.DIGEST,
          "it is not the file that targets.json names: its SHA-256 differs",
          file.toString(),
          "Fetch or copy the catalogue again, whole");
    }
    return bytes;
  }
}
