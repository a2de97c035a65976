package org.busbar.runtime.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** The token that opens the API, and the one-time code that lets a browser fetch it. */
final class Secrets {

  private Secrets() {}

  /** Writes {@code HOME/token}, readable by its owner only, unless it is there. */
  static void ensureToken(Path home) throws IOException {
    Path token = home.resolve("token");
    if (!Files.exists(token)) {
      Path draft = home.resolve("token.new");
      Files.deleteIfExists(draft);
      Files.createFile(
          draft,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(draft, random() + "\n");
      Files.move(draft, token);
    }
  }

  /** 256 random bits, safe in a URL. */
  static String random() {
    byte[] bits = new byte[32];
    new SecureRandom().nextBytes(bits);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }
}
