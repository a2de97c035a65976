package org.busbar.plugin.intake;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.busbar.api.plugin.PluginPicture;
import org.busbar.plugin.check.Contents;
import org.busbar.plugin.check.PluginCheck;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.Limits;
import org.busbar.plugin.format.PluginFeature;
import org.busbar.plugin.format.PluginFile;
import org.busbar.plugin.format.Reason;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.trust.Listed;
import org.busbar.plugin.trust.Signatures;

/**
 * Pictures of plug-ins on offer: only bytes whose digest a believed publisher signed, and only what
 * is a picture. What was fetched is kept until the next start and verified at each look. Blocks on
 * files and networks, for one caller at a time; who waits longer than a moment gets none.
 */
public final class Pictures {
  static final int MOST_BYTES = 1 << 20;

  private static final long PATIENCE_S = 5;
  private static final Set<PluginFile.Role> ROLES =
      Set.of(PluginFile.Role.ICON, PluginFile.Role.SCREENSHOT);
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};

  private final Path folder;
  private final Intake intake;
  private final Lock one = new ReentrantLock();

  /** Keeps what it fetches below this home. */
  public Pictures(Path home, Intake intake) {
    this.folder = home.resolve("plugins").resolve("incoming").resolve("pictures");
    this.intake = intake;
  }

  /** Which of these files are pictures by their names, the icon first. */
  public static List<String> among(List<String> files) {
    return files.stream()
        .filter(path -> path.matches("(icon|screenshots/[^/]+)\\.(png|jpe?g|svg)"))
        .sorted()
        .toList();
  }

  /** The picture; empty where there is none such. */
  public Optional<PluginPicture> picture(Market market, String id, String version, String path)
      throws IOException, RefusedException {
    try {
      if (!one.tryLock(PATIENCE_S, TimeUnit.SECONDS)) {
        return Optional.empty();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
    try {
      return bytes(market, id, version, path).flatMap(Pictures::picture);
    } finally {
      one.unlock();
    }
  }

  private Optional<byte[]> bytes(Market market, String id, String version, String path)
      throws IOException, RefusedException {
    for (Market.Brought brought : market.broughtFiles()) {
      PluginFeature feature = brought.plugin().feature();
      if (feature.name().equals(id) && feature.id().version().equals(version)) {
        return inArchive(brought.file(), feature, path);
      }
    }
    for (Market.Shelf shelf : market.shelves()) {
      Optional<Listed> listed = shelf.catalogue().find(id, version);
      if (listed.isPresent()) {
        return onShelf(new Market.Place(shelf, listed.get()), path);
      }
    }
    return Optional.empty();
  }

  private static Optional<byte[]> inArchive(Path archive, PluginFeature feature, String path)
      throws IOException, RefusedException {
    Optional<PluginFile> file = declared(feature, path);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try (Contents contents = Contents.of(archive)) {
      return Optional.of(verified(contents.read(path, MOST_BYTES), file.get(), archive.toString()));
    }
  }

  private Optional<byte[]> onShelf(Market.Place place, String path)
      throws IOException, RefusedException {
    Listed listed = place.listed();
    Path own = folder.resolve(listed.id() + "-" + listed.version());
    fetchOnce(place, own, PluginCheck.FEATURE, Limits.FEATURE);
    fetchOnce(place, own, PluginCheck.FEATURE + Signatures.ENDING, Limits.SIGNATURE);
    PluginFeature feature =
        intake.check(place.shelf().catalogue()).feature(new Contents.Folder(own), listed);
    Optional<PluginFile> file = declared(feature, path);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    fetchOnce(place, own, path, file.get().size());
    Path at = own.resolve(path);
    try {
      return Optional.of(verified(Bytes.read(at, MOST_BYTES), file.get(), at.toString()));
    } catch (RefusedException e) {
      Files.deleteIfExists(at); // The source may have it right the next time.
      throw e;
    }
  }

  private static void fetchOnce(Market.Place place, Path own, String path, long limit)
      throws IOException, RefusedException {
    if (!Files.exists(own.resolve(path))) {
      Intake.fetch(place, own, path, limit);
    }
  }

  /** What the publisher signed of this path, where it is a picture of a size that may be shown. */
  private static Optional<PluginFile> declared(PluginFeature feature, String path) {
    return feature.files().stream()
        .filter(file -> file.path().equals(path) && ROLES.contains(file.role()))
        .filter(file -> file.size() <= MOST_BYTES)
        .findFirst();
  }

  private static byte[] verified(byte[] bytes, PluginFile file, String where)
      throws RefusedException {
    if (!Bytes.digest(bytes).equals(file.sha256())) {
      throw new RefusedException(
          Reason.DIGEST,
          "the picture is not the one that was signed",
          where,
          "Tell the operator of the catalogue");
    }
    return bytes;
  }

  /** By what the bytes are, whatever they are called. */
  private static Optional<PluginPicture> picture(byte[] bytes) {
    if (begins(bytes, PNG)) {
      return Optional.of(new PluginPicture("image/png", bytes));
    }
    if (begins(bytes, JPEG)) {
      return Optional.of(new PluginPicture("image/jpeg", bytes));
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.stripLeading().startsWith("<") && text.contains("<svg")
        ? Optional.of(new PluginPicture("image/svg+xml", bytes))
        : Optional.empty();
  }

  private static boolean begins(byte[] bytes, byte[] with) {
    return bytes.length >= with.length
        && Arrays.equals(bytes, 0, with.length, with, 0, with.length);
  }
}
