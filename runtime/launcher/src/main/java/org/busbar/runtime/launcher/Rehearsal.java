package org.busbar.runtime.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a start for once does beyond a start: it lasts until values of the demo's devices are read
 * through the API, so that a JVM which keeps what it loads has seen all that a start needs. Its
 * plant listens where no other does: nobody else's devices are spoken to.
 */
final class Rehearsal {

  /** The plant serves its devices on the first ports and its page on the last. */
  private static final int[] OFFSETS = {0, 1, 2, 3, 60};

  private static final int LOWEST = 20_000;
  private static final int BLOCKS = 100;
  private static final int BLOCK = 100;
  private static final Pattern PLANT_PORT = Pattern.compile("port: 1502([0-3])\\b");

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int TIMEOUT_MS = 5_000;

  private Rehearsal() {}

  /** The demo's site with a plant of its own, in HOME. The plant is told by a property. */
  static Path site(Path demo, Path home) throws IOException {
    int first = freePorts();
    System.setProperty("busbar.simport", Integer.toString(first));
    Matcher ports = PLANT_PORT.matcher(Files.readString(demo));
    return Files.writeString(
        home.resolve("site.yaml"),
        ports.replaceAll(found -> "port: " + (first + Integer.parseInt(found.group(1)))));
  }

  private static int freePorts() throws IOException {
    int begin = ThreadLocalRandom.current().nextInt(BLOCKS);
    for (int i = 0; i < BLOCKS; i++) {
      int first = LOWEST + (begin + i) % BLOCKS * BLOCK;
      if (areFree(first)) {
        return first;
      }
    }
    throw new StartException("no ports for a simulated plant can be had");
  }

  private static boolean areFree(int first) {
    for (int offset : OFFSETS) {
      try (ServerSocket _ = new ServerSocket(first + offset, 1, InetAddress.getLoopbackAddress())) {
        // It can be had.
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }

  /** Until the site runs on values, or no longer than is worth it. */
  static void awaitValues(Options options) throws IOException {
    String token = Files.readString(options.home().resolve("token")).strip();
    String api = "http://127.0.0.1:" + options.port() + "/api/v1/";
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() - deadline < 0
        && !(answer(api + "points?device=pcc", token).contains("\"GOOD\"")
            && answer(api + "site", token).contains("\"RUNNING\""))) {
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /** Empty where there is none yet. */
  private static String answer(String url, String token) {
    try {
      return get(url, token);
    } catch (IOException e) {
      return "";
    }
  }

  private static String get(String url, String token) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    connection.setConnectTimeout(TIMEOUT_MS);
    connection.setReadTimeout(TIMEOUT_MS);
    connection.setRequestProperty("Authorization", "Bearer " + token);
    if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
      return "";
    }
    try (InputStream body = connection.getInputStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
