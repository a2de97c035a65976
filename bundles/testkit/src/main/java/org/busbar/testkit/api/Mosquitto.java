package org.busbar.testkit.api;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** An MQTT broker that is not ours, from Debian's mosquitto, on a free port of the loopback. */
public final class Mosquitto implements AutoCloseable {
  private static final int TRIES = 200;

  private final Path folder;
  private final List<String> settings;
  private final int port;
  private Process process;

  private Mosquitto(Path folder, List<String> settings, int port) throws IOException {
    this.folder = folder;
    this.settings = settings;
    this.port = port;
    this.process = launch();
  }

  /**
   * Starts a broker and waits until it listens. Where mosquitto is missing the test is skipped, or
   * fails if {@code busbar.requirePeers} is set.
   *
   * @param folder for its configuration
   * @param settings more lines of its configuration, as {@code allow_anonymous true}
   */
  public static Mosquitto start(Path folder, String... settings)
      throws IOException, InterruptedException {
    requireTools();
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Mosquitto broker = new Mosquitto(folder, List.of(settings), port);
    broker.awaitPort();
    return broker;
  }

  private static void requireTools() {
    boolean there =
        Files.isExecutable(Path.of("/usr/sbin/mosquitto"))
            && Files.isExecutable(Path.of("/usr/bin/mosquitto_pub"));
    if (!there) {
      String reason = "mosquitto is not installed: apt-get install mosquitto mosquitto-clients";
      Assertions.assertFalse(Boolean.getBoolean("busbar.requirePeers"), reason);
      Assumptions.abort(reason);
    }
  }

  private Process launch() throws IOException {
    List<String> lines = new ArrayList<>(List.of("user root", "persistence false"));
    lines.add("listener " + port + " 127.0.0.1");
    lines.addAll(settings);
    Path file = Files.write(folder.resolve("mosquitto-" + port + ".conf"), lines);
    return new ProcessBuilder("/usr/sbin/mosquitto", "-c", file.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("mosquitto-" + port + ".log").toFile())
        .start();
  }

  private void awaitPort() throws InterruptedException {
    for (int i = 0; i < TRIES; i++) {
      try (Socket probe = new Socket()) {
        probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
        return;
      } catch (IOException notYet) {
        Assertions.assertTrue(process.isAlive(), "mosquitto did not start, see " + folder);
        TimeUnit.MILLISECONDS.sleep(25);
      }
    }
    Assertions.fail("mosquitto does not listen on " + port);
  }

  /** Its port. */
  public int port() {
    return port;
  }

  /** Has its own client publish; waits until that is done. */
  public void publish(String topic, String text, String... options)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of("/usr/bin/mosquitto_pub", "-h", "127.0.0.1", "-p", Integer.toString(port)));
    command.addAll(List.of("-t", topic, "-m", text));
    command.addAll(List.of(options));
    Process publisher = new ProcessBuilder(command).inheritIO().start();
    Assertions.assertEquals(0, publisher.waitFor(), "mosquitto_pub failed");
  }

  /** Kills it, as a power cut would. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Stops it as it is: it keeps its connections and says nothing any more. */
  public void freeze() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-STOP", Long.toString(process.pid())).start().waitFor();
  }

  /** Starts it again on the same port. */
  public void restart() throws IOException, InterruptedException {
    process = launch();
    awaitPort();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
