package org.busbar.marketplace.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.busbar.plugin.check.Contents;
import org.busbar.plugin.check.PluginCheck;
import org.busbar.plugin.format.FeatureReader;
import org.busbar.plugin.format.Limits;
import org.busbar.plugin.format.PluginFeature;
import org.busbar.plugin.format.PluginFile;
import org.busbar.plugin.format.Reason;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.intake.Fetch;
import org.busbar.plugin.trust.Catalogue;
import org.busbar.plugin.trust.ChainCheck;
import org.busbar.plugin.trust.Listed;
import org.busbar.plugin.trust.Policy;
import org.busbar.plugin.trust.Role;
import org.busbar.plugin.trust.Root;
import org.busbar.plugin.trust.Seen;
import org.busbar.plugin.trust.Signatures;

/**
 * Copies a whole catalogue: what was copied is checked as a gateway would, and as good as the
 * original.
 */
public final class Mirror {
  private final Fetch fetch;
  private final Policy policy;
  private final Instant now;

  /** Of the catalogue at a location. */
  public Mirror(Fetch fetch, Policy policy, Instant now) {
    this.fetch = fetch;
    this.policy = policy;
    this.now = now;
  }

  /**
   * Copies it all. What is there already and whole is kept; what comes is checked beside it before
   * anything is exchanged, the role files last, so that a copy that is torn off stays what it was.
   *
   * @return how many plug-ins there are
   */
  public int copy(Path to, byte[] root) throws IOException, RefusedException {
    requireApart(to);
    Path fresh = to.resolve("incoming");
    delete(fresh);
    roots(fresh, root);
    for (Role role : List.of(Role.TIMESTAMP, Role.SNAPSHOT, Role.TARGETS, Role.REVOKED)) {
      get(role.file(), fresh, role.limit());
      get(role.file() + Signatures.ENDING, fresh, Limits.SIGNATURE);
    }
    get(Catalogue.INDEX, fresh, Limits.INDEX);
    get(Catalogue.PEOPLE, fresh, Limits.INDEX);
    ChainCheck chain = new ChainCheck(fresh, policy, now);
    Catalogue catalogue = chain.check(root, Seen.nothing());
    chain.file(catalogue, Catalogue.INDEX);
    chain.file(catalogue, Catalogue.PEOPLE);
    PluginCheck check = new PluginCheck(policy, catalogue, List.of(), fresh.resolve("scratch"));
    for (Listed listed : catalogue.plugins()) {
      if (!isWhole(listed, to, check)) {
        plugin(listed, fresh, check);
      }
    }
    move(fresh, to);
    return catalogue.plugins().size();
  }

  /** A file that is copied onto itself is gone. */
  private void requireApart(Path to) throws IOException {
    Files.createDirectories(to);
    if (fetch instanceof Fetch.Folder from && Files.exists(from.folder())) {
      Path one = from.folder().toRealPath();
      Path other = to.toRealPath();
      if (one.startsWith(other) || other.startsWith(one)) {
        throw new IOException("a mirror is another folder than what it is a copy of: " + to);
      }
    }
  }

  private void roots(Path to, byte[] pinned) throws IOException, RefusedException {
    for (long version = 1; version <= Root.read(pinned, "root").version(); version++) {
      root(ChainCheck.ROOTS + "/" + version + ".json", to);
    }
    ChainCheck.follow(pinned, to, path -> root(path, to));
  }

  private boolean root(String path, Path to) throws IOException, RefusedException {
    boolean there = fetch.get(path, to.resolve(path), Limits.ROLE);
    if (there) {
      fetch.get(path + Signatures.ENDING, to.resolve(path + Signatures.ENDING), Limits.SIGNATURE);
    }
    return there;
  }

  /** Whether it was copied before: a version is published once. */
  private static boolean isWhole(Listed listed, Path to, PluginCheck check) throws IOException {
    Path folder = to.resolve(listed.folder());
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try {
      require(listed, folder, check);
      return true;
    } catch (RefusedException e) {
      return false; // It is fetched again, and refused then where that does not help.
    }
  }

  private void plugin(Listed listed, Path to, PluginCheck check)
      throws IOException, RefusedException {
    Path folder = to.resolve(listed.folder());
    get(listed.folder() + "/" + PluginCheck.FEATURE, to, Limits.FEATURE);
    get(listed.folder() + "/" + PluginCheck.FEATURE + Signatures.ENDING, to, Limits.SIGNATURE);
    PluginFeature feature =
        FeatureReader.read(
            Files.readAllBytes(folder.resolve(PluginCheck.FEATURE)), listed.folder());
    for (PluginFile file : feature.files()) {
      get(listed.folder() + "/" + file.path(), to, file.size());
    }
    require(listed, folder, check);
  }

  /** What was taken back goes along: whoever has it learns of it from a mirror, too. */
  private static void require(Listed listed, Path folder, PluginCheck check)
      throws IOException, RefusedException {
    try {
      check.check(new Contents.Folder(folder), listed);
    } catch (RefusedException e) {
      if (e.refusal().reason() != Reason.REVOKED) {
        throw e;
      }
    }
  }

  private void get(String path, Path to, long limit) throws IOException, RefusedException {
    if (!fetch.get(path, to.resolve(path), limit)) {
      throw new RefusedException(
          Reason.MISSING_FILE,
          path + " is not there",
          fetch.location(),
          "Look whether this is the folder of a catalogue, and whether it is whole");
    }
  }

  /** Moves the files of the roles into place, the timestamp last. */
  private static void move(Path from, Path to) throws IOException {
    List<Path> files;
    try (var all = Files.walk(from)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    for (boolean timestamp : new boolean[] {false, true}) {
      for (Path file : files) {
        if (file.getFileName().toString().startsWith("timestamp") == timestamp) {
          Path target = to.resolve(from.relativize(file).toString());
          Files.createDirectories(target.getParent());
          Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
    delete(from);
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (var all = Files.walk(folder)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }
}
