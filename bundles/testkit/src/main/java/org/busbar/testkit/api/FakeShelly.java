package org.busbar.testkit.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * A relay with a meter that answers as the maker's documentation says, first generation and later;
 * knows nothing of profiles. Its timers run when the test says so. Thread-safe.
 */
public final class FakeShelly implements AutoCloseable {
  /** Paths that were asked for, in order. */
  public final List<String> asked = new CopyOnWriteArrayList<>();

  private final HttpServer server;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private boolean on;
  private double timerS = Double.NaN;
  private double faultW = Double.NaN;
  private volatile boolean silent;

  /** On a free port of the loopback. */
  public FakeShelly() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/rpc/Switch.Set", this::set);
    server.createContext("/rpc/Switch.GetStatus", exchange -> say(exchange, switchStatus()));
    server.createContext("/relay/0", this::relay);
    server.setExecutor(workers);
    server.start();
  }

  /** Where it is. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Whether its contact is closed. */
  public synchronized boolean isOn() {
    return on;
  }

  /** Time goes by: a timer that ends turns the relay to its other state. */
  public synchronized void pass(double seconds) {
    timerS -= seconds;
    if (timerS <= 0) {
      on = !on;
      timerS = Double.NaN;
    }
  }

  /** Its load takes so many W whatever its contact does; NaN for what it should. */
  public synchronized void faulty(double watts) {
    faultW = watts;
  }

  /** Takes requests and says nothing, until told otherwise. */
  public void silent(boolean on) {
    silent = on;
  }

  private synchronized void turn(boolean to, String timer) {
    on = to;
    timerS = timer == null ? Double.NaN : Double.parseDouble(timer);
  }

  private void set(HttpExchange exchange) throws IOException {
    Map<String, String> query = query(exchange);
    boolean was = isOn();
    turn(Boolean.parseBoolean(query.get("on")), query.get("toggle_after"));
    say(exchange, "{\"was_on\":" + was + "}");
  }

  private void relay(HttpExchange exchange) throws IOException {
    Map<String, String> query = query(exchange);
    if (query.containsKey("turn")) {
      turn(query.get("turn").equals("on"), query.get("timer"));
    }
    say(exchange, "{\"ison\":" + isOn() + ",\"has_timer\":false,\"overpower\":false}");
  }

  private synchronized String switchStatus() {
    double usual = on ? 1200.5 : 0;
    double power = Double.isNaN(faultW) ? usual : faultW;
    return "{\"id\":0,\"source\":\"HTTP_in\",\"output\":%s,\"apower\":%s,\"voltage\":230.0,\"current\":%s,\"aenergy\":{\"total\":12.5}}"
        .formatted(on, power, power / 230);
  }

  private static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> values = new HashMap<>();
    String query = exchange.getRequestURI().getQuery();
    for (String pair : query == null ? new String[0] : query.split("&")) {
      values.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    return values;
  }

  private void say(HttpExchange exchange, String text) throws IOException {
    asked.add(exchange.getRequestURI().toString());
    while (silent) {
      LockSupport.parkNanos(10_000_000);
    }
    try (exchange) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    silent = false;
    server.stop(0);
    workers.shutdownNow();
  }
}
