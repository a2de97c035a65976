package org.busbar.config.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Secrets are named in {@code site.yaml} and lie in files of their own: {@code secret:NAME} is the
 * first line of {@code secrets/NAME} in the home folder.
 */
public final class SecretFile {
  private static final String PREFIX = "secret:";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
  private static final int LONGEST = 4096;
  private static final Set<PosixFilePermission> OPEN =
      Set.of(
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private SecretFile() {}

  /**
   * Reads a secret. Blocks for the file.
   *
   * @param home home folder of the gateway
   * @param reference {@code secret:NAME}
   * @return the secret, never to be logged
   * @throws IllegalArgumentException saying what is wrong and the remedy; never names the secret
   */
  public static String read(Path home, String reference) {
    String name = reference.startsWith(PREFIX) ? reference.substring(PREFIX.length()) : "";
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "is no reference; write secret:NAME and put it into secrets/NAME of the home folder");
    }
    Path file = home.resolve("secrets").resolve(name);
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > LONGEST) {
        throw new IllegalArgumentException(
            "names secrets/" + name + ", which is no file of one line; write the secret into it");
      }
      if (isOpen(file)) {
        throw new IllegalArgumentException(
            "names secrets/" + name + ", which others may read; chmod 600 it");
      }
      return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
          .findFirst()
          .map(String::strip)
          .filter(secret -> !secret.isEmpty())
          .orElseThrow(() -> new IllegalArgumentException("names secrets/" + name + " (empty)"));
    } catch (IOException e) {
      throw new IllegalArgumentException("names secrets/" + name + ", which cannot be read", e);
    }
  }

  private static boolean isOpen(Path file) throws IOException {
    return Files.getFileStore(file).supportsFileAttributeView("posix")
        && Files.getPosixFilePermissions(file).stream().anyMatch(OPEN::contains);
  }
}
