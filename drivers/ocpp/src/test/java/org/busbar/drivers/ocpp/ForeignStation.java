package org.busbar.drivers.ocpp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** A charging station that is not ours: ocpp-rpc from npm, which checks each message's schema. */
final class ForeignStation implements AutoCloseable {
  private static final Path SOURCE = Path.of("src/test/node");
  private static final JsonMapper JSON = new JsonMapper();

  private final Process process;
  private final Writer commands;
  private final BlockingQueue<JsonNode> said = new LinkedBlockingQueue<>();

  private ForeignStation(Process process) {
    this.process = process;
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
    Thread.ofPlatform().daemon().start(this::read);
  }

  static ForeignStation start(int port, String station, String protocol, String password)
      throws IOException, InterruptedException {
    install();
    String url = "ws://127.0.0.1:" + port;
    return new ForeignStation(
        new ProcessBuilder("node", "station.mjs", url, station, protocol, password)
            .directory(SOURCE.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  /** Once per checkout and lock file. */
  private static void install() throws IOException, InterruptedException {
    Path modules = SOURCE.resolve("node_modules");
    Path stamp = modules.resolve(".package-lock.json");
    Path lock = SOURCE.resolve("package-lock.json");
    if (Files.exists(stamp)
        && Files.getLastModifiedTime(stamp).compareTo(Files.getLastModifiedTime(lock)) >= 0) {
      return;
    }
    boolean isThere = false;
    try {
      isThere =
          new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--prefer-offline", "--silent")
                  .directory(SOURCE.toFile())
                  .redirectErrorStream(true)
                  .redirectOutput(Path.of("target/npm.log").toFile())
                  .start()
                  .waitFor()
              == 0;
    } catch (IOException e) {
      Files.writeString(Path.of("target/npm.log"), e.toString());
    }
    if (!isThere) {
      String reason = "ocpp-rpc could not be installed with npm: see drivers/ocpp/target/npm.log";
      Assertions.assertFalse(Boolean.getBoolean("busbar.requirePeers"), reason);
      Assumptions.abort(reason);
    }
  }

  private void read() {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        said.add(JSON.readTree(line));
      }
    } catch (IOException e) {
      said.add(JSON.createObjectNode().put("error", e.toString()));
    }
  }

  void order(String command) throws IOException {
    commands.write(command + "\n");
    commands.flush();
  }

  /** Waits for a line; a broken schema or an error on the way fails the test. */
  JsonNode awaited(String what, Predicate<JsonNode> wanted) throws InterruptedException {
    while (true) {
      JsonNode line = said.poll(15, TimeUnit.SECONDS);
      Assertions.assertNotNull(line, what + " did not happen");
      Assertions.assertFalse(line.has("violation") || line.has("error"), line::toString);
      if (wanted.test(line)) {
        return line;
      }
    }
  }

  @Override
  public void close() throws IOException {
    commands.close();
    process.destroy();
  }
}
