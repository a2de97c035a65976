package org.busbar.features.lock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes the lock of each named assembly; see the README for the files it reads. */
public final class FeatureLock {

  private static final Pattern RUN_BUNDLE =
      Pattern.compile("([\\w.-]+);version='\\[([\\w.-]+),[\\w.-]+\\)'");

  private final Path features;
  private final Pool pool;
  private final StartOrder order;
  private final String settings;

  private FeatureLock(Path features) throws IOException {
    this.features = features;
    this.pool = Pool.read(features.resolve("target/pool"));
    this.order = StartOrder.read(features.resolve("start-order.txt"));
    String text = Files.readString(features.resolve("settings.json"));
    this.settings = text.substring(text.indexOf('{') + 1, text.lastIndexOf('}')).strip();
  }

  public static void main(String[] args) throws IOException, NoSuchAlgorithmException {
    if (args.length < 3) {
      throw new IllegalArgumentException("usage: FeatureLock FEATURES_DIR VERSION NAME...");
    }
    FeatureLock lock = new FeatureLock(Path.of(args[0]));
    for (String name : List.of(args).subList(2, args.length)) {
      lock.write(name, args[1]);
    }
  }

  private void write(String name, String version) throws IOException, NoSuchAlgorithmException {
    String resolved =
        Files.readString(features.resolve("target/resolved").resolve(name + ".bndrun"));
    List<LockedBundle> bundles = new ArrayList<>();
    Matcher matcher = RUN_BUNDLE.matcher(resolved);
    while (matcher.find()) {
      Path jar = pool.jar(matcher.group(1), matcher.group(2));
      keep(jar);
      bundles.add(
          new LockedBundle(
              pool.coordinates(jar), matcher.group(1), order.level(matcher.group(1)), digest(jar)));
    }
    if (bundles.isEmpty()) {
      throw new IOException(name + ".bndrun resolved to no bundle");
    }
    bundles.sort(
        Comparator.comparingInt(LockedBundle::startOrder)
            .thenComparing(LockedBundle::symbolicName));
    Files.writeString(
        features.resolve("target").resolve(name + ".feature.json"), json(name, version, bundles));
  }

  /** Copies a chosen jar to {@code target/bundles}, laid out like the pool. */
  private void keep(Path jar) throws IOException {
    Path kept = features.resolve("target/bundles").resolve(pool.root().relativize(jar));
    Files.createDirectories(kept.getParent());
    Files.copy(jar, kept, StandardCopyOption.REPLACE_EXISTING);
  }

  private String json(String name, String version, List<LockedBundle> bundles) {
    List<String> lines = bundles.stream().map(LockedBundle::json).toList();
    return """
    {
      "feature-resource-version": "1.0",
      "id": "org.busbar:org.busbar.features:osgifeature:%s:%s",
      "complete": true,
      "bundles": [
        %s
      ],
      %s
    }
    """
        .formatted(name, version, String.join(",\n    ", lines), settings);
  }

  private static String digest(Path file) throws IOException, NoSuchAlgorithmException {
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    return HexFormat.of().formatHex(sha.digest(Files.readAllBytes(file)));
  }

  private record LockedBundle(
      String coordinates, String symbolicName, int startOrder, String sha256) {
    String json() {
      return "{\"id\": \"%s\", \"start-order\": %d, \"sha256\": \"%s\"}"
          .formatted(coordinates, startOrder, sha256);
    }
  }
}
