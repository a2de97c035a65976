package org.busbar.runtime.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Bundles of the lock in which {@link ImportCheck} found nothing, by their digest. It says the same
 * of the same bytes, and to read them all is a tenth of a start, so {@code busbar prepare} keeps
 * what it said beside the launcher: whoever may write there may as well exchange the launcher. It
 * counts for the launcher that said it and for no other, and never stands for the digest, which is
 * taken of each file at each start.
 *
 * @param clean digests of files
 */
record Verdicts(Set<String> clean) {
  static final Verdicts NONE = new Verdicts(Set.of());

  private static final String LAUNCHER = "lib/org.busbar.runtime.launcher.jar";
  private static final String KEPT = "lib/import-check.txt";

  static Verdicts read(Path dist) throws IOException {
    Path kept = dist.resolve(KEPT);
    if (!Files.exists(kept) || !Files.exists(dist.resolve(LAUNCHER))) {
      return NONE;
    }
    List<String> lines = Files.readAllLines(kept);
    return lines.isEmpty() || !lines.getFirst().equals(Selection.digest(dist.resolve(LAUNCHER)))
        ? NONE
        : new Verdicts(Set.copyOf(lines.subList(1, lines.size())));
  }

  /** Keeps what was found in those bundles of the lock that may start. */
  static void keep(Path dist, Lock lock, Selection selection) throws IOException {
    if (!Files.exists(dist.resolve(LAUNCHER))) {
      return;
    }
    List<String> lines = new ArrayList<>(List.of(Selection.digest(dist.resolve(LAUNCHER))));
    lock.bundles().stream()
        .filter(selection.bundles()::contains)
        .map(Lock.Entry::sha256)
        .sorted()
        .distinct()
        .forEach(lines::add);
    Path fresh = Files.write(dist.resolve(KEPT + ".new"), lines);
    Files.move(fresh, dist.resolve(KEPT), StandardCopyOption.ATOMIC_MOVE);
  }
}
