package org.busbar.runtime.checklist;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/** A result on disk that cannot be changed unseen: Ed25519 (RFC 8032) over its compact JSON. */
final class SignedResult {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ALGORITHM = "Ed25519";

  private SignedResult() {}

  /** A key pair kept in a folder; made on first use, readable by its owner only. */
  static KeyPair keys(Path home) throws IOException, GeneralSecurityException {
    Path secret = home.resolve("checklist.key");
    Path open = home.resolve("checklist.pub");
    Base64.Decoder text = Base64.getMimeDecoder();
    if (Files.exists(secret)) {
      KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
      PrivateKey mine =
          factory.generatePrivate(new PKCS8EncodedKeySpec(text.decode(Files.readAllBytes(secret))));
      PublicKey shown =
          factory.generatePublic(new X509EncodedKeySpec(text.decode(Files.readAllBytes(open))));
      return new KeyPair(shown, mine);
    }
    KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
    Files.createDirectories(home);
    Files.writeString(open, Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()));
    Files.createFile(
        secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(secret, Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()));
    return pair;
  }

  /** Signs a result and writes it. */
  static void write(Path file, ObjectNode result, KeyPair keys)
      throws IOException, GeneralSecurityException {
    Signature signer = Signature.getInstance(ALGORITHM);
    signer.initSign(keys.getPrivate());
    signer.update(JSON.writeValueAsBytes(result));
    Base64.Encoder text = Base64.getEncoder();
    ObjectNode signed = JSON.createObjectNode();
    signed.set("result", result);
    signed.put("publicKey", text.encodeToString(keys.getPublic().getEncoded()));
    signed.put("signature", text.encodeToString(signer.sign()));
    JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), signed);
  }

  /**
   * Reads a result back.
   *
   * @param trusted the key it must be signed with, in Base64; empty where any will do
   * @throws IOException where it was changed, is not signed, or signed by another key
   */
  static JsonNode read(Path file, String trusted) throws IOException {
    JsonNode signed = JSON.readTree(Files.readAllBytes(file));
    JsonNode result = signed.path("result");
    String key = signed.path("publicKey").asText();
    if (!trusted.isEmpty() && !trusted.equals(key)) {
      throw new IOException(file + ": signed by another gateway's key " + key);
    }
    try {
      Base64.Decoder text = Base64.getDecoder();
      Signature check = Signature.getInstance(ALGORITHM);
      check.initVerify(
          KeyFactory.getInstance(ALGORITHM)
              .generatePublic(new X509EncodedKeySpec(text.decode(key))));
      check.update(JSON.writeValueAsBytes(result));
      if (check.verify(text.decode(signed.path("signature").asText()))) {
        return result;
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(file + ": is not signed as a checklist is", e);
    }
    throw new IOException(file + ": was changed after it was signed");
  }

  /** SHA-256 of a file, hexadecimal. */
  static String digest(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
