package org.busbar.transport.modbus;

import java.nio.file.Path;
import java.util.Optional;

/** The other end of a connection. */
sealed interface Remote {
  /** As people write it. */
  String text();

  /**
   * Behind a socket.
   *
   * @param host name or address; a name is resolved again for each connect
   * @param port TCP port
   * @param security certificates; empty for a socket in the clear
   */
  record Host(String host, int port, Optional<Security> security) implements Remote {
    @Override
    public String text() {
      return host + ":" + port;
    }

    /** The same with its files found from a folder, where they do not begin at the root. */
    Host at(Path folder) {
      return new Host(host, port, security.map(files -> files.at(folder)));
    }
  }

  /**
   * Certificates of a connection, as files in PEM that are read at each connect.
   *
   * @param trust certificates of which one must have signed the peer's
   * @param certificate our own, followed by those between it and its root
   * @param key the key of our own, PKCS 8
   * @param name what the peer's certificate must be made out to
   */
  record Security(Path trust, Path certificate, Path key, String name) {
    private Security at(Path folder) {
      return new Security(
          folder.resolve(trust), folder.resolve(certificate), folder.resolve(key), name);
    }
  }

  /**
   * On a serial line.
   *
   * @param path of the port
   * @param baud bits per second
   * @param parity even, odd or none
   * @param stopBits 1 or 2
   */
  record Serial(String path, int baud, Parity parity, int stopBits) implements Remote {
    @Override
    public String text() {
      return path + " at " + baud + " baud";
    }

    /** Time on the line for so many bytes, ns. */
    long nanos(int bytes) {
      int bits = 1 + 8 + (parity == Parity.NONE ? 0 : 1) + stopBits;
      return bytes * (bits * 1_000_000_000L / baud);
    }

    /** Least silence between two frames, ns: 3.5 characters, above 19,200 baud 1.75 ms. */
    long silenceNanos() {
      return baud > 19_200 ? 1_750_000 : 7 * nanos(1) / 2;
    }
  }

  /** What checks each byte. */
  enum Parity {
    NONE,
    ODD,
    EVEN
  }
}
