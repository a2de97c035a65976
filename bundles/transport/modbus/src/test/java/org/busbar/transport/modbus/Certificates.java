package org.busbar.transport.modbus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * Certificates for one test run, made by openssl: {@code ca} signs {@code server} (localhost) and
 * {@code gateway}; {@code stranger} signs itself; {@code expired} was valid for a second.
 */
final class Certificates {
  private static final String SCRIPT =
      """
      set -e
      cd "$1"
      new() { openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" -keyout $1.key "${@:2}"; }
      signed() {
        new $1 -out $1.csr
        openssl x509 -req -in $1.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days $2 -out $1.pem \
          -extfile <(echo "$3")
      }
      new ca -x509 -days 2 -out ca.pem
      new stranger -x509 -days 2 -out stranger.pem
      signed server 2 "subjectAltName=DNS:localhost"
      signed gateway 2 "extendedKeyUsage=clientAuth"
      signed expired 0 "extendedKeyUsage=clientAuth"
      openssl ec -in gateway.key -out old.key
      """;

  private Certificates() {}

  /** Puts them into a folder, each as NAME.pem and NAME.key. */
  static void make(Path folder) throws IOException, InterruptedException {
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder("bash", "-c", SCRIPT, "bash", folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (process.waitFor() != 0) {
      String reason = "openssl cannot make certificates: " + Files.readString(log);
      Assertions.assertFalse(Boolean.getBoolean("busbar.requirePeers"), reason);
      Assumptions.abort(reason);
    }
  }

  /** ModbusSettings of a connection that shows one of them. */
  static Map<String, String> settings(Path folder, String own) {
    return Map.of(
        "ca",
        folder.resolve("ca.pem").toString(),
        "certificate",
        folder.resolve(own + ".pem").toString(),
        "key",
        folder.resolve(own + ".key").toString());
  }
}
