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
   * Copies it all; the role files come last, so that a copy that is torn off stays what it was.
   *
   * @return how many plug-ins there are
   */
  public int copy(Path to, byte[] root) throws IOException, RefusedException {
    Path fresh = to.resolve("incoming");
    roots(fresh, Root.read(root, "root").version());
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
    PluginCheck check = new PluginCheck(policy, catalogue, List.of(), to.resolve("scratch"));
    for (Listed listed : catalogue.plugins()) {
      plugin(listed, to, check);
    }
    Files.deleteIfExists(to.resolve("scratch"));
    move(fresh, to);
    return catalogue.plugins().size();
  }

  private void roots(Path to, long pinned) throws IOException, RefusedException {
    for (long version = 1; ; version++) {
      String path = ChainCheck.ROOTS + "/" + version + ".json";
      if (!fetch.get(path, to.resolve(path), Limits.ROLE)) {
        if (version > pinned) {
          return;
        }
        continue;
      }
      fetch.get(path + Signatures.ENDING, to.resolve(path + Signatures.ENDING), Limits.SIGNATURE);
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
    check.check(new Contents.Folder(folder), listed);
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
    try (var all = Files.walk(from)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
