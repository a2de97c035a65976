package org.busbar.plugin.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Reading and digesting of files that may be hostile. */
public final class Bytes {
  private static final int BUFFER = 1 << 16;

  private Bytes() {}

  /** The whole file. A link, a folder or a file larger than the limit is refused. */
  public static byte[] read(Path file, long limit) throws IOException, RefusedException {
    requireFile(file);
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes((int) limit + 1);
      if (bytes.length > limit) {
        throw tooLarge(file, limit);
      }
      return bytes;
    }
  }

  /** SHA-256 of a file in lower-case hexadecimal, read as a stream. */
  public static String digest(Path file, long limit) throws IOException, RefusedException {
    requireFile(file);
    MessageDigest sha = sha256();
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] buffer = new byte[BUFFER];
      long all = 0;
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        all += read;
        if (all > limit) {
          throw tooLarge(file, limit);
        }
        sha.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  /** SHA-256 in lower-case hexadecimal. */
  public static String digest(byte[] bytes) {
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }

  /** A fresh SHA-256. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /** Refuses what is no plain file. */
  public static void requireFile(Path file) throws RefusedException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new RefusedException(
          Reason.MISSING_FILE,
          "the file is missing or is no plain file",
          file.toString(),
          "Fetch or copy the catalogue or plug-in again, whole");
    }
  }

  private static RefusedException tooLarge(Path file, long limit) {
    return new RefusedException(
        Reason.TOO_LARGE,
        "the file is larger than the " + limit + " bytes that one of its kind may have",
        file.toString(),
        "Do not use it; tell whoever published it");
  }
}
