package org.busbar.plugin.trust;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.Fields;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.format.Words;

/**
 * A public Ed25519 key (RFC 8032).
 *
 * @param use what it is for
 * @param text the 32 bytes in Base64
 */
public record Key(KeyUse use, String text) {
  /** Length of a raw public key. */
  public static final int LENGTH = 32;

  /** DER of an X.509 SubjectPublicKeyInfo of Ed25519, before the raw key (RFC 8410). */
  private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

  /** Refuses what is not 32 bytes of Base64. */
  public Key {
    byte[] raw = Base64.getDecoder().decode(text);
    if (raw.length != LENGTH) {
      throw new IllegalArgumentException("an Ed25519 key has " + LENGTH + " bytes");
    }
    if (!Base64.getEncoder().encodeToString(raw).equals(text)) {
      throw new IllegalArgumentException("the same key is written in another way");
    }
  }

  /** From the raw bytes. */
  public static Key of(KeyUse use, byte[] raw) {
    return new Key(use, Base64.getEncoder().encodeToString(raw));
  }

  /** From what the JDK holds: its last 32 bytes are the raw key. */
  public static Key of(KeyUse use, PublicKey key) {
    byte[] encoded = key.getEncoded();
    byte[] raw = new byte[LENGTH];
    System.arraycopy(encoded, encoded.length - LENGTH, raw, 0, LENGTH);
    return of(use, raw);
  }

  /** Reads {@code {"use": "production", "ed25519": "..."}}. */
  public static Key read(Fields fields) throws RefusedException {
    try {
      return new Key(fields.word("use", KeyUse.class), fields.text("ed25519"));
    } catch (IllegalArgumentException e) {
      throw fields.refused("\"ed25519\" is no key: " + e.getMessage());
    }
  }

  /** What {@link #read} reads. */
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("use", Words.word(use));
    json.put("ed25519", text);
    return json;
  }

  /** SHA-256 of use and key, lower-case hexadecimal. */
  public String id() {
    return Bytes.digest(
        ("busbar key " + Words.word(use) + " " + text).getBytes(StandardCharsets.US_ASCII));
  }

  /** Whether this key made the signature. */
  public boolean verifies(byte[] message, byte[] signature) {
    try {
      byte[] encoded = new byte[X509.length + LENGTH];
      System.arraycopy(X509, 0, encoded, 0, X509.length);
      System.arraycopy(Base64.getDecoder().decode(text), 0, encoded, X509.length, LENGTH);
      PublicKey key =
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      // No point of the curve, or a signature of the wrong length: it does not verify.
      return false;
    }
  }
}
