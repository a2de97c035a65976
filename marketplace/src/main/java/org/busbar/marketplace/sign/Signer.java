package org.busbar.marketplace.sign;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Collection;
import org.busbar.plugin.trust.Key;
import org.busbar.plugin.trust.Signatures;

/** Somebody who can sign: a key file, or a token that keeps its key. */
public interface Signer {
  /** The public key. */
  Key key();

  /** Signs bytes as they are. */
  byte[] sign(byte[] message) throws GeneralSecurityException;

  /** Writes the signatures of a file beside it, in place of those that were there. */
  static void sign(Path file, String purpose, Collection<? extends Signer> signers)
      throws IOException, GeneralSecurityException {
    byte[] message = Signatures.message(purpose, Files.readAllBytes(file));
    StringBuilder lines = new StringBuilder();
    for (Signer signer : signers) {
      lines.append(Signatures.line(signer.key(), signer.sign(message)));
    }
    Files.writeString(
        file.resolveSibling(file.getFileName() + Signatures.ENDING),
        lines,
        StandardCharsets.US_ASCII);
  }
}
