package org.busbar.web.rest.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The token in the home folder: read, or made where it is missing, for its owner only. */
final class TokenFile {
  private static final int LEAST_LENGTH = 16;

  private final Path file;
  private final Secrets secrets;

  TokenFile(Path home, Secrets secrets) {
    this.file = home.resolve("token");
    this.secrets = secrets;
  }

  /** The token. Throws {@link IllegalStateException} where it is too short to be a secret. */
  String readOrMake() {
    try {
      make();
      String token = Files.readString(file).strip();
      if (token.length() < LEAST_LENGTH) {
        throw new IllegalStateException(
            file + " holds less than " + LEAST_LENGTH + " characters; delete it to get a new one");
      }
      return token;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void make() throws IOException {
    if (Files.exists(file)) {
      return;
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path fresh =
        Files.createTempFile(
            file.toAbsolutePath().getParent(),
            "token",
            null,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(fresh, secrets.fresh() + "\n");
      Files.createLink(file, fresh); // never replaces a token somebody else made meanwhile
    } catch (FileAlreadyExistsException e) {
      return;
    } finally {
      Files.deleteIfExists(fresh);
    }
  }
}
