package org.busbar.marketplace.sign;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.busbar.plugin.trust.Key;
import org.busbar.plugin.trust.KeyUse;

/**
 * A key that never leaves its token: a module of PKCS#11, spoken to by OpenSC's {@code
 * pkcs11-tool}, because the JDK's own provider knows no Ed25519. The PIN is in the variable {@code
 * BUSBAR_PIN}.
 *
 * @param key the public key, as the token shows it
 * @param module library of the token
 * @param token label of the token
 * @param label label of the key
 */
public record Token(Key key, Path module, String token, String label) implements Signer {
  private static final String TOOL = "pkcs11-tool";

  /** Reads the public key of a token. */
  public static Token open(Path module, String token, String label)
      throws IOException, GeneralSecurityException {
    Path out = Files.createTempFile("busbar", ".pub");
    try {
      tool(
          List.of(
              "--module",
              module.toString(),
              "--token-label",
              token,
              "--read-object",
              "--type",
              "pubkey",
              "--label",
              label,
              "--output-file",
              out.toString()));
      return new Token(key(Files.readAllBytes(out)), module, token, label);
    } finally {
      Files.delete(out);
    }
  }

  /** SubjectPublicKeyInfo, as it is or as PEM. */
  private static Key key(byte[] shown) throws GeneralSecurityException {
    String text = new String(shown, StandardCharsets.US_ASCII);
    byte[] encoded =
        text.startsWith("-----")
            ? Base64.getDecoder().decode(text.replaceAll("-----[A-Z ]+-----|\\s", ""))
            : shown;
    return Key.of(
        KeyUse.PRODUCTION,
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
  }

  @Override
  public byte[] sign(byte[] message) throws GeneralSecurityException {
    try {
      Path in = Files.createTempFile("busbar", ".msg");
      Path out = Files.createTempFile("busbar", ".sig");
      try {
        Files.write(in, message);
        tool(
            List.of(
                "--module",
                module.toString(),
                "--token-label",
                token,
                "--login",
                "--pin",
                "env:BUSBAR_PIN",
                "--sign",
                "--mechanism",
                "EDDSA",
                "--label",
                label,
                "--input-file",
                in.toString(),
                "--output-file",
                out.toString()));
        byte[] signature = Files.readAllBytes(out);
        if (!key.verifies(message, signature)) {
          throw new GeneralSecurityException("what the token signed does not verify");
        }
        return Arrays.copyOf(signature, signature.length);
      } finally {
        Files.delete(in);
        Files.delete(out);
      }
    } catch (IOException e) {
      throw new GeneralSecurityException("the token does not sign: " + e.getMessage(), e);
    }
  }

  private static void tool(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(TOOL));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(TOOL + " says: " + said.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
