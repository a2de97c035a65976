package org.busbar.plugin.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.busbar.api.http.HostRefusedException;
import org.busbar.api.http.HttpAccess;
import org.busbar.api.http.HttpAnswer;
import org.busbar.api.http.HttpAsk;
import org.busbar.api.time.Clock;

/** HTTP of one bundle. Any thread. */
final class PluginHttp implements HttpAccess {
  private static final int MOST = 4;
  private static final int MOST_NAMES = 16;
  private static final Duration QUIET = Duration.ofMinutes(1);

  private final Wire wire;
  private final Supplier<Optional<Hosts>> declared;
  private final BiConsumer<String, String> refused;
  private final Clock clock;
  private final Semaphore turns = new Semaphore(MOST, true);

  /** When each undeclared host was told of, by name. */
  private final Map<String, Long> told = new ConcurrentHashMap<>();

  /**
   * For one bundle.
   *
   * @param declared hosts of its plug-in; empty where it is of the assembly and all are its own
   * @param refused told of an undeclared host and why, at most once a minute for each
   */
  PluginHttp(
      Wire wire,
      Supplier<Optional<Hosts>> declared,
      BiConsumer<String, String> refused,
      Clock clock) {
    this.wire = wire;
    this.declared = declared;
    this.refused = refused;
    this.clock = clock;
  }

  @Override
  public HttpAnswer send(HttpAsk ask) throws IOException {
    String host = host(ask);
    Optional<Hosts> hosts = declared.get();
    if (hosts.isPresent() && !hosts.get().has(host)) {
      String why = "it asked for " + host + " and declared " + hosts.get().names();
      if (isNews(host)) {
        refused.accept(host, why);
      }
      throw new HostRefusedException(why);
    }
    long end = clock.nanos() + ask.timeout().toNanos();
    try {
      if (!turns.tryAcquire(ask.timeout().toNanos(), TimeUnit.NANOSECONDS)) {
        throw new IOException(ask + ": " + MOST + " requests are under way already");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(ask + ": interrupted", e);
    }
    try {
      return wire.send(ask, Duration.ofNanos(Math.max(1, end - clock.nanos())));
    } finally {
      turns.release();
    }
  }

  private static String host(HttpAsk ask) throws HostRefusedException {
    try {
      return Hosts.of(ask.uri());
    } catch (IllegalArgumentException e) {
      throw new HostRefusedException(e.getMessage());
    }
  }

  private boolean isNews(String host) {
    long now = clock.nanos();
    String name = told.size() < MOST_NAMES || told.containsKey(host) ? host : "others";
    Long before = told.get(name);
    if (before != null && now - before < QUIET.toNanos()) {
      return false;
    }
    told.put(name, now);
    return true;
  }
}
