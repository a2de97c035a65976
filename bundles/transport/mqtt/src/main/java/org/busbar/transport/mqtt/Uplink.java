package org.busbar.transport.mqtt;

import java.io.IOException;
import java.util.function.Consumer;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.DeviceException.NoResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that there is a link: connects, pings, gives up what is silent, connects again.
 * Confined to the connection's thread, but for {@link #heard}.
 */
final class Uplink {
  private static final Logger LOG = LoggerFactory.getLogger(Uplink.class);

  private final String name;
  private final BrokerSettings settings;
  private final Clock clock;
  private final Link.Receiver receiver;
  private final Consumer<DeviceException> lost;
  private final Patience patience;
  private @Nullable Link link;
  private boolean up;
  private boolean told;
  private long begunNanos;
  private long sentNanos;
  private long pingNanos;
  private volatile long heardNanos;

  /**
   * Not connected yet.
   *
   * @param receiver is given what comes
   * @param lost told of each loss once, and of the first failure to connect
   */
  Uplink(
      String name,
      BrokerSettings settings,
      Clock clock,
      Link.Receiver receiver,
      Consumer<DeviceException> lost) {
    this.name = name;
    this.settings = settings;
    this.clock = clock;
    this.receiver = receiver;
    this.lost = lost;
    this.patience = new Patience(clock.nanos());
  }

  boolean isUp() {
    return up;
  }

  /** Whether something is of the link that is there now, and not of an earlier one. */
  boolean isOf(Link.Event event) {
    return event.link() == link;
  }

  /** Something came at this time. Any thread. */
  void heard(long nanos) {
    heardNanos = nanos;
  }

  void welcomed() {
    long now = clock.nanos();
    up = true;
    heardNanos = now;
    sentNanos = now;
    pingNanos = now;
    patience.reached();
  }

  /** Connects where there is no link, and asks for a sign of life where there is one. */
  void keep(long now) {
    if (link == null) {
      if (patience.isOver(now)) {
        link = new Link(name, settings, clock, receiver).start();
        begunNanos = now;
      }
      return;
    }
    if (!up && now - begunNanos > welcomeNanos()) {
      drop("it did not welcome us in time");
      return;
    }
    long keepAlive = settings.keepAlive().toNanos();
    boolean quiet = now - sentNanos > keepAlive / 2 || now - heardNanos > keepAlive / 2;
    if (up && now - heardNanos > keepAlive + keepAlive / 2) {
      drop("it was silent for " + (now - heardNanos) / 1_000_000 + " ms");
    } else if (up && quiet && now - pingNanos > keepAlive / 4) {
      pingNanos = now;
      trySend(Packets.ping());
    }
  }

  /** Connect and TLS may each take their time; whoever drips bytes gets no more. */
  private long welcomeNanos() {
    return 2 * settings.connectTimeout().toNanos() + settings.timeout().toNanos();
  }

  void drop(String why) {
    Link ending = link;
    if (ending == null) {
      return;
    }
    ending.close();
    link = null;
    patience.failed(clock.nanos());
    boolean tell = up || !told;
    told = true;
    up = false;
    if (tell) {
      lost.accept(new NoResponse("broker " + settings.peer() + ": " + why));
    }
  }

  void trySend(byte[] packet) {
    try {
      send(packet);
    } catch (NoResponse isTold) {
      LOG.debug("connection '{}' could not send", name, isTold);
    }
  }

  void send(byte[] packet) throws NoResponse {
    Link open = link;
    if (open == null || !up) {
      throw new NoResponse("no broker at " + settings.peer());
    }
    try {
      open.send(packet);
      sentNanos = clock.nanos();
    } catch (IOException e) {
      drop(String.valueOf(e.getMessage()));
      throw new NoResponse("broker " + settings.peer() + " was lost: " + e.getMessage());
    }
  }

  void close() {
    if (up) {
      trySend(Packets.goodbye());
    }
    if (link != null) {
      link.close();
    }
  }
}
