package org.busbar.transport.modbus;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.DeviceException.NoResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the wire connected and tells of changes, once per change. A wire that has carried an answer
 * is dialled again at once when it is lost; one that has not, after a growing pause. Used by the
 * connection's thread only.
 */
final class Line {
  private static final Logger LOG = LoggerFactory.getLogger(Line.class);
  private static final long FIRST_PAUSE = Duration.ofMillis(100).toNanos();
  private static final long GREATEST_PAUSE = Duration.ofSeconds(3).toNanos();
  private static final long LEAST_SILENCE = Duration.ofSeconds(3).toNanos();
  private static final int UNANSWERED = 3;

  private enum Told {
    NOTHING,
    CONNECTED,
    LOST
  }

  private final String name;
  private final Wire wire;
  private final ModbusSettings settings;
  private final Clock clock;
  private final ConnectionListener listener;
  private final RandomGenerator random;
  private Told told = Told.NOTHING;
  private long toldAt;
  private boolean dialling;
  private long dialledAt;
  private long dialAt;
  private int attempts;

  /** Whether the last connection ended without an answer: the next must prove itself first. */
  private boolean doubtful;

  private boolean answered;
  private int unanswered;
  private long heardAt;

  Line(String name, Wire wire, ModbusSettings settings, ConnectionListener listener, Clock clock) {
    this.name = name;
    this.wire = wire;
    this.settings = settings;
    this.clock = clock;
    this.listener = listener;
    this.random = new SplittableRandom(clock.nanos() ^ name.hashCode());
    this.dialAt = clock.nanos();
    this.toldAt = dialAt;
  }

  /** How the planner is to see it. */
  Planner.Link state() {
    if (wire.isUp()) {
      return Planner.Link.UP;
    }
    return attempts == 0 ? Planner.Link.OPENING : Planner.Link.DOWN;
  }

  /**
   * Does what is to be done for the connection now; does not wait.
   *
   * @return whether the peer was reached just now
   */
  boolean drive() {
    if (wire.isUp()) {
      return false;
    }
    long now = clock.nanos();
    try {
      if (!dialling) {
        if (dialAt - now > 0) {
          return false;
        }
        dialling = true;
        dialledAt = now;
        wire.dial();
      }
      if (wire.reached()) {
        reached(now);
        return true;
      }
      if (now - dialledAt > settings.connectTimeout().toNanos()) {
        throw new SocketTimeoutException(
            "not connected within " + settings.connectTimeout().toMillis() + " ms");
      }
    } catch (IOException e) {
      failed(e);
    }
    return false;
  }

  /** How long {@link #drive} has nothing to do, unless the wire wakes first. */
  long idleNanos() {
    if (wire.isUp()) {
      return Long.MAX_VALUE;
    }
    long now = clock.nanos();
    long next = dialling ? dialledAt + settings.connectTimeout().toNanos() + 1 : dialAt;
    return Math.max(0, next - now);
  }

  private void reached(long now) {
    dialling = false;
    answered = false;
    unanswered = 0;
    heardAt = now;
    if (!doubtful) {
      tellConnected();
    }
  }

  /** A unit answered, however. */
  void answered() {
    unanswered = 0;
    heardAt = clock.nanos();
    if (!answered) {
      answered = true;
      attempts = 0;
      doubtful = false;
      tellConnected();
    }
  }

  /** A request was not answered in time; a connection on which nothing comes at all is dropped. */
  void unanswered() {
    unanswered++;
    long silence = clock.nanos() - heardAt;
    if (unanswered >= UNANSWERED
        && silence > Math.max(LEAST_SILENCE, 3 * settings.timeout().toNanos())) {
      wire.drop();
      lost(new SocketTimeoutException("nothing answers for " + silence / 1_000_000 + " ms"));
    }
  }

  /** The wire is down that was up. */
  void lost(Exception cause) {
    if (answered) {
      answered = false;
      attempts = 0;
      dialAt = clock.nanos();
      LOG.debug("connection '{}' to {} is made again: {}", name, settings.peer(), text(cause));
    } else {
      doubtful = true;
      failed(cause);
    }
  }

  private void failed(Exception cause) {
    wire.drop();
    dialling = false;
    long pause = Math.min(GREATEST_PAUSE, FIRST_PAUSE << Math.min(attempts, 10));
    dialAt = clock.nanos() + (long) (pause * (0.75 + 0.5 * random.nextDouble()));
    attempts++;
    if (told != Told.LOST) {
      String text = settings.peer() + " cannot be reached: " + text(cause);
      LOG.warn("connection '{}' is lost: {}", name, text);
      told = Told.LOST;
      toldAt = clock.nanos();
      listener.lost(new NoResponse(text));
    }
  }

  private void tellConnected() {
    if (told == Told.CONNECTED) {
      return;
    }
    long now = clock.nanos();
    LOG.info(
        "connection '{}' to {} is made after {} ms and {} attempts",
        name,
        settings.peer(),
        (now - toldAt) / 1_000_000,
        attempts + 1);
    told = Told.CONNECTED;
    toldAt = now;
    listener.connected();
  }

  private static String text(Exception cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
