package org.busbar.plugin.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.Limits;
import org.busbar.plugin.format.Reason;
import org.busbar.plugin.format.RefusedException;

/**
 * A file and the signatures beside it, as read, nothing believed yet.
 *
 * @param where the file, for messages
 * @param content its bytes
 * @param signatures who says to have signed
 */
public record Signed(String where, byte[] content, Signatures signatures) {
  /** Reads a file and the one beside it that ends in {@code .sig}. */
  public static Signed read(Path file, int limit) throws IOException, RefusedException {
    byte[] content = Bytes.read(file, limit);
    Path beside = file.resolveSibling(file.getFileName() + Signatures.ENDING);
    if (!Files.exists(beside)) {
      throw new RefusedException(
          Reason.UNSIGNED,
          "there is no signature beside it",
          file.toString(),
          "Get it from a publisher who signs, or sign it with ./busbar publish");
    }
    return new Signed(
        file.toString(),
        content,
        Signatures.parse(Bytes.read(beside, Limits.SIGNATURE), beside.toString()));
  }
}
