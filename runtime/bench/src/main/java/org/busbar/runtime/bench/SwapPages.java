package org.busbar.runtime.bench;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Opens a page of the console again and again, as a browser does: where it is, then its module. */
final class SwapPages implements AutoCloseable {
  private static final Pattern MODULE =
      Pattern.compile("\"id\" *: *\"bench\"[^}]*\"module\" *: *\"([^\"]+)\"");
  private static final long PAUSE_NANOS = 20_000_000;
  private static final int PATIENCE_MS = 2_000;

  private final String gateway;
  private final String token;
  private final Thread thread;
  private volatile boolean closed;

  /** Guarded by this, as the next four. */
  private long opened;

  private long failed;
  private long worstNanos;
  private String why = "";
  private long lastNanos = System.nanoTime();

  /**
   * What came of it.
   *
   * @param worstNanos the longest time from once to the next beyond the usual pause
   * @param why what was answered last when it could not be opened; empty where it always could
   */
  record Figures(long opened, long failed, long worstNanos, String why) {}

  SwapPages(int port, Path home) throws IOException {
    this.gateway = "http://127.0.0.1:" + port;
    this.token = Files.readString(home.resolve("token")).strip();
    this.thread = Thread.ofPlatform().name("bench-pages").daemon(true).start(this::run);
  }

  private void run() {
    while (!closed) {
      boolean good = false;
      String found = "";
      try {
        found = get("/api/v1/pages");
        Matcher module = MODULE.matcher(found);
        good = module.find() && !get(module.group(1)).isEmpty();
      } catch (IOException e) {
        found = e.toString();
      }
      synchronized (this) {
        opened++;
        failed += good ? 0 : 1;
        why = good ? why : found;
        if (good) {
          long now = System.nanoTime();
          worstNanos = Math.max(worstNanos, now - lastNanos - PAUSE_NANOS);
          lastNanos = now;
        }
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private String get(String path) throws IOException {
    String whole = path.startsWith("/") ? path : "/" + path;
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(gateway + whole).toURL().openConnection();
    connection.setRequestProperty("Authorization", "Bearer " + token);
    connection.setConnectTimeout(PATIENCE_MS);
    connection.setReadTimeout(PATIENCE_MS);
    try (var in = connection.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** What came of it since the last time. */
  synchronized Figures take() {
    Figures figures = new Figures(opened, failed, worstNanos, why);
    opened = 0;
    failed = 0;
    worstNanos = 0;
    return figures;
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(2 * PATIENCE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
