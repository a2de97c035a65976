package org.busbar.testkit.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.busbar.api.device.ConnectionConfig;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * A Modbus server that is not ours: a script on pymodbus, from Debian's python3-pymodbus, that
 * prints the port it listens on as its first line and ends when its input does.
 */
public final class ForeignServer implements AutoCloseable {
  /** Debian's Python, which sees Debian's packages. */
  private static final String PYTHON = "/usr/bin/python3";

  private final Process process;
  private final String port;

  private ForeignServer(Process process, String port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts a script and waits until it listens. Where pymodbus is missing the test is skipped, or
   * fails if {@code busbar.requirePeers} is set.
   *
   * @param script where the script lies, as {@code Class.getResource} tells
   */
  public static ForeignServer pymodbus(URI script) throws IOException, InterruptedException {
    requirePymodbus();
    Process process =
        new ProcessBuilder(PYTHON, Path.of(script).toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    String port = out.readLine();
    Assertions.assertNotNull(port, "pymodbus did not start");
    return new ForeignServer(process, port);
  }

  private static void requirePymodbus() throws IOException, InterruptedException {
    Process probe =
        new ProcessBuilder(PYTHON, "-c", "import pymodbus")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (probe.waitFor() != 0) {
      String reason = "python3-pymodbus is not installed: apt-get install python3-pymodbus";
      Assertions.assertFalse(Boolean.getBoolean("busbar.requirePeers"), reason);
      Assumptions.abort(reason);
    }
  }

  /** A connection to it over Modbus TCP. */
  public ConnectionConfig connection() {
    return new ConnectionConfig(
        "foreign",
        "modbus-tcp",
        Map.of("host", "localhost", "port", port, "timeout", "2 s"),
        "test");
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.destroy();
  }
}
