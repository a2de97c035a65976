package org.busbar.core.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.busbar.api.safety.Audit;

/** Tells the audit of a site that its file is another one than at the last start. */
final class Configuration {
  private static final String FILE = "configuration.sha256";

  private Configuration() {}

  /** Compares with what the home folder remembers, and remembers. */
  static void note(Path siteFile, Path home, Audit audit) throws IOException {
    String digest = digest(Files.readAllBytes(siteFile));
    Path kept = home.resolve(FILE);
    String before = Files.exists(kept) ? Files.readString(kept).strip() : "";
    if (!before.equals(digest)) {
      String name = String.valueOf(siteFile.getFileName());
      audit.append(
          "configuration",
          "file",
          before.isEmpty() ? "The site was opened for the first time." : name + " was changed.",
          Map.of("file", name, "sha256", digest, "before", before));
      Files.writeString(kept, digest + "\n");
    }
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
