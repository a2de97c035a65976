package org.busbar.marketplace.sign;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.busbar.plugin.trust.Key;
import org.busbar.plugin.trust.KeyUse;

/**
 * A private key in a file that only its owner can read: use and public key in two lines, then
 * PKCS#8 as OpenSSL writes it.
 */
public record KeyFile(Key key, PrivateKey secret) implements Signer {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  /** Makes a key. */
  public static KeyFile generate(KeyUse use) throws GeneralSecurityException {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    return new KeyFile(Key.of(use, pair.getPublic()), pair.getPrivate());
  }

  /** Reads what {@link #write} writes. */
  public static KeyFile read(Path file) throws IOException, GeneralSecurityException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + " is a folder, not a key file");
    }
    Map<String, String> head = new TreeMap<>();
    StringBuilder body = new StringBuilder();
    for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
      if (line.contains(": ")) {
        head.put(line.substring(0, line.indexOf(": ")), line.substring(line.indexOf(": ") + 2));
      } else if (!line.startsWith("-----")) {
        body.append(line.strip());
      }
    }
    if (!head.containsKey("Use") || !head.containsKey("Public")) {
      throw new IOException(file + " is no key file: its lines Use and Public are missing");
    }
    Key key = new Key(KeyUse.valueOf(head.get("Use").toUpperCase(Locale.ROOT)), head.get("Public"));
    PrivateKey secret =
        KeyFactory.getInstance("Ed25519")
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body.toString())));
    KeyFile read = new KeyFile(key, secret);
    byte[] probe = {1};
    if (!key.verifies(probe, read.sign(probe))) {
      throw new IOException(file + " holds a public key that does not belong to its private key");
    }
    return read;
  }

  /** Writes a file that must not be there yet, for its owner's eyes only. */
  public void write(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else {
      Files.createFile(file);
    }
    Files.writeString(
        file,
        String.join(
            "\n",
            "Use: " + key.use().name().toLowerCase(Locale.ROOT),
            "Public: " + key.text(),
            BEGIN,
            Base64.getEncoder().encodeToString(secret.getEncoded()),
            END,
            ""),
        StandardCharsets.US_ASCII,
        StandardOpenOption.WRITE);
  }

  @Override
  public byte[] sign(byte[] message) throws GeneralSecurityException {
    Signature signer = Signature.getInstance("Ed25519");
    signer.initSign(secret);
    signer.update(message);
    return signer.sign();
  }
}
