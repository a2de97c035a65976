package org.busbar.testkit.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.busbar.api.device.ConnectionConfig;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * A Modbus server that is not ours: a script on pymodbus, from Debian's python3-pymodbus, that
 * prints where it is reached (its port) as its first line and ends when its input does.
 */
public final class ForeignServer implements AutoCloseable {
  /** Debian's Python, which sees Debian's packages. */
  private static final String PYTHON = "/usr/bin/python3";

  private final Process process;
  private final String where;

  private ForeignServer(Process process, String where) {
    this.process = process;
    this.where = where;
  }

  /**
   * Starts a script and waits until it listens. Where pymodbus is missing the test is skipped, or
   * fails if {@code busbar.requirePeers} is set.
   *
   * @param script where the script lies, as {@code Class.getResource} tells
   */
  public static ForeignServer pymodbus(URI script) throws IOException, InterruptedException {
    return pymodbus(script, List.of());
  }

  /** The same with arguments for the script. */
  public static ForeignServer pymodbus(URI script, List<String> arguments)
      throws IOException, InterruptedException {
    requirePymodbus();
    List<String> command = new ArrayList<>(List.of(PYTHON, Path.of(script).toString()));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    String where = out.readLine();
    Assertions.assertNotNull(where, "pymodbus did not start");
    return new ForeignServer(process, where);
  }

  private static void requirePymodbus() throws IOException, InterruptedException {
    Process probe =
        new ProcessBuilder(PYTHON, "-c", "import pymodbus, serial_asyncio")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (probe.waitFor() != 0) {
      String reason = "missing: apt-get install python3-pymodbus python3-serial-asyncio";
      Assertions.assertFalse(Boolean.getBoolean("busbar.requirePeers"), reason);
      Assumptions.abort(reason);
    }
  }

  /** Where it is reached, as it said itself: a port or a path. */
  public String where() {
    return where;
  }

  /** Gives a line to its script. */
  public void say(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    process.getOutputStream().flush();
  }

  /** A connection to it over Modbus TCP. */
  public ConnectionConfig connection() {
    return new ConnectionConfig(
        "foreign",
        "modbus-tcp",
        Map.of("host", "localhost", "port", where, "timeout", "2 s"),
        "test");
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.destroy();
  }
}
