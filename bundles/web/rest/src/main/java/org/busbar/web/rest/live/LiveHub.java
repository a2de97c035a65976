package org.busbar.web.rest.live;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.busbar.api.face.Site;
import org.busbar.web.rest.json.Json;
import org.busbar.web.rest.view.Projection;
import org.jspecify.annotations.Nullable;

/**
 * All live clients. Frames are made in rounds on one thread; the site's loop only puts its decision
 * aside, and a client that does not take what it is sent is let go.
 */
final class LiveHub {
  /** How many clients are served at once. */
  static final int MOST_CLIENTS = 256;

  /** Close codes of the protocol. */
  static final int VIOLATION = 1008;

  static final int RESTART = 1012;

  private static final long ALLOWED_EACH_NANOS = Duration.ofSeconds(5).toNanos();

  private final Supplier<Optional<Site>> site;
  private final Projection projection;
  private final Json json = new Json();
  private final Commands commands;
  private final Map<Client, Reader> clients = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicLong dropped = new AtomicLong();
  private final Map<Interest, Frames> frames = new HashMap<>();
  private volatile @Nullable Feed feed;
  private long judgedAt;

  /** Tells of the first site there is. */
  LiveHub(Supplier<Optional<Site>> site, Projection projection) {
    this.site = site;
    this.projection = projection;
    this.commands = new Commands(projection, json);
    this.judgedAt = projection.clock().nanos();
  }

  /**
   * A client came.
   *
   * @param allowed whether it would be let in now
   * @return the client, empty where there are too many
   */
  Optional<Client> join(Outlet outlet, String caller, BooleanSupplier allowed) {
    if (count.incrementAndGet() > MOST_CLIENTS) {
      count.decrementAndGet();
      return Optional.empty();
    }
    Client client = new Client(outlet, caller, allowed, projection.clock());
    clients.put(client, new Reader(client));
    return Optional.of(client);
  }

  /** A client is gone. */
  void leave(Client client) {
    if (clients.remove(client) != null) {
      count.decrementAndGet();
    }
  }

  /** A client says something. */
  void receive(Client client, String text) {
    if (!client.isClosing()) {
      Feed known = feed;
      commands.receive(client, known == null ? follow() : known, text);
    }
  }

  int clients() {
    return count.get();
  }

  long dropped() {
    return dropped.get();
  }

  /** One round. */
  void round() {
    Feed now = follow();
    long nanos = projection.clock().nanos();
    judge(nanos);
    if (now == null) {
      return;
    }
    now.begin(!clients.isEmpty());
    Set<Interest> interests = new HashSet<>();
    for (Reader reader : clients.values()) {
      reader.turn();
      if (!reader.interest().isNothing() && interests.add(reader.interest())) {
        frames.computeIfAbsent(reader.interest(), Frames::new).begin(now.board());
      }
    }
    frames.keySet().retainAll(interests);
    if (clients.values().stream().anyMatch(Reader::wantsSite)) {
      now.overlook();
    }
    for (Reader reader : clients.values()) {
      Frames own = frames.get(reader.interest());
      if (reader.client().isIdle()) {
        reader.records(now, json);
        reader.site(now.overview());
        if (own != null) {
          reader.values(own, now.board(), projection, json);
        }
      }
    }
  }

  /**
   * The site may come late, go, and come back as another. A client may be quicker than the first
   * round: its emergency stop must find the site all the same.
   */
  private synchronized @Nullable Feed follow() {
    Feed told = feed;
    Optional<Site> here = site.get();
    if (told != null && here.isPresent() && here.get() == told.site()) {
      return told;
    }
    if (told != null) {
      told.close();
      frames.clear();
      clients.keySet().forEach(client -> client.close(RESTART, "the site was replaced"));
    }
    feed = here.map(found -> new Feed(found, projection, json)).orElse(null);
    return feed;
  }

  private void judge(long nanos) {
    boolean again = nanos - judgedAt >= ALLOWED_EACH_NANOS;
    if (again) {
      judgedAt = nanos;
    }
    for (Client client : clients.keySet()) {
      client.ask(nanos);
      if (client.isClosing()) {
        if (client.cutIfOver(nanos)) {
          leave(client);
        }
      } else if (client.isSlow(nanos)) {
        dropped.incrementAndGet();
        client.close(VIOLATION, "too slow");
      } else if (again && !client.isStillAllowed()) {
        client.close(VIOLATION, "the session is over");
      }
    }
  }

  /** Lets everybody go. */
  void close() {
    clients.keySet().forEach(client -> client.close(1001, "the gateway stops"));
    Feed told = feed;
    if (told != null) {
      told.close();
    }
  }
}
