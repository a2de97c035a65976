package org.busbar.transport.mqtt;

import java.io.IOException;
import org.busbar.api.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the broker from greeting to end. A thread of its own connects and reads and
 * does nothing else; everything that comes is handed over.
 */
final class Link {
  private static final Logger LOG = LoggerFactory.getLogger(Link.class);
  private static final long STACK = 256 * 1024L;

  /**
   * Where what comes is handed over. Called on the link's thread; may block while there is much.
   */
  interface Receiver {
    void take(Event event);
  }

  /** What happened on a link. */
  sealed interface Event {
    /** On which link. */
    Link link();
  }

  /** The broker has welcomed us. */
  record Up(Link link) implements Event {}

  /**
   * Something came.
   *
   * @param nanos monotonic time at which it came
   */
  record Came(Link link, Packet packet, long nanos) implements Event {}

  /** It is over. */
  record Down(Link link, String why) implements Event {}

  private final String name;
  private final BrokerSettings settings;
  private final Clock clock;
  private final Receiver receiver;
  private volatile @Nullable Wire wire;
  private volatile boolean closed;

  Link(String name, BrokerSettings settings, Clock clock, Receiver receiver) {
    this.name = name;
    this.settings = settings;
    this.clock = clock;
    this.receiver = receiver;
  }

  Link start() {
    Thread.ofPlatform().name("mqtt-read-" + name).daemon().stackSize(STACK).start(this::run);
    return this;
  }

  private void run() {
    String why;
    try (Wire opened = Wire.open(settings, clock)) {
      wire = opened;
      opened.expect();
      opened.send(Packets.connect(settings));
      PacketReader reader = new PacketReader(opened, settings.maxMessage());
      if (!(reader.next() instanceof Packet.Welcome welcome)) {
        throw new IOException("no MQTT broker");
      }
      if (welcome.code() != 0) {
        throw new IOException("the broker refused us with code " + welcome.code());
      }
      receiver.take(new Up(this));
      while (!closed) {
        opened.idle();
        Packet packet = reader.next();
        receiver.take(new Came(this, packet, clock.nanos()));
      }
      why = "closed";
    } catch (IOException | RuntimeException e) {
      why = e.getClass().getSimpleName() + ": " + e.getMessage();
    }
    receiver.take(new Down(this, why));
  }

  /** Sends. On the connection's thread. */
  void send(byte[] packet) throws IOException {
    Wire open = wire;
    if (open == null || closed) {
      throw new IOException("not connected");
    }
    open.send(packet);
  }

  boolean isClosed() {
    return closed;
  }

  /** Ends it. Any thread. */
  void close() {
    closed = true;
    Wire open = wire;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        LOG.debug("connection '{}' was not closed cleanly", name, e);
      }
    }
  }
}
