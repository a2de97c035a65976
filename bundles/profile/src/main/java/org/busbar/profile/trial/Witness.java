package org.busbar.profile.trial;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.busbar.config.api.ConfigException;
import org.busbar.config.api.Document;
import org.busbar.config.api.Section;

/**
 * Somebody the operator of this gateway trusts, as files of {@code trust/publishers} say it. The
 * forms of key and signature are those of plug-ins; a test of the marketplace holds both together.
 *
 * @param name as people know it
 * @param production whether the key is one that is guarded
 * @param id id of the key
 * @param key its 32 bytes
 * @param ids ids it may speak for; one that ends in a dot and a star covers all below
 */
record Witness(String name, boolean production, String id, byte[] key, List<String> ids) {
  private static final int LENGTH = 32;

  /** DER of an X.509 SubjectPublicKeyInfo of Ed25519, before the raw key (RFC 8410). */
  private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

  static Witness parse(String file, String text) throws ConfigException {
    Section root = Document.parse(file, text);
    String use = root.text("use");
    String written = root.text("ed25519");
    byte[] key = new byte[0];
    try {
      key = Base64.getDecoder().decode(written);
    } catch (IllegalArgumentException notBase64) {
      // Told below, with its length.
    }
    if (key.length != LENGTH) {
      root.problem("ed25519", "is no key of " + LENGTH + " bytes in Base64", "");
    }
    String id = TrialReport.digest("busbar key " + use + " " + written);
    Witness witness =
        new Witness(root.text("name"), use.equals("production"), id, key, root.texts("ids"));
    root.finish();
    return witness;
  }

  boolean speaksFor(String profile) {
    return ids.stream()
        .anyMatch(
            own ->
                own.equals(profile)
                    || own.endsWith(".*")
                        && (profile + ".").startsWith(own.substring(0, own.length() - 1)));
  }

  /** Whether one of the lines of a signature file is this key's, over this content. */
  boolean signed(byte[] content, String signatures) {
    String digest = HexFormat.of().formatHex(TrialReport.sha256(content));
    byte[] message =
        (TrialReport.PURPOSE + "\n" + digest + "\n").getBytes(StandardCharsets.US_ASCII);
    return signatures
        .lines()
        .filter(line -> line.startsWith(id + " "))
        .anyMatch(line -> verifies(message, line.substring(id.length() + 1)));
  }

  private boolean verifies(byte[] message, String signature) {
    try {
      byte[] encoded = new byte[X509.length + LENGTH];
      System.arraycopy(X509, 0, encoded, 0, X509.length);
      System.arraycopy(key, 0, encoded, X509.length, LENGTH);
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
      verifier.update(message);
      return verifier.verify(Base64.getDecoder().decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false; // No point of the curve, or no signature at all.
    }
  }
}
