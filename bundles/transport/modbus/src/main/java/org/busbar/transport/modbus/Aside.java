package org.busbar.transport.modbus;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.DeviceException.Malformed;
import org.busbar.api.transport.Registers;
import org.jspecify.annotations.Nullable;

/**
 * The second connection to a peer, over which a unit that holds up its neighbours is asked whether
 * it is well again. It can only read: what is written goes over the first. One question at a time,
 * each on a thread of its own.
 */
final class Aside implements AutoCloseable {
  /** Hears how a question ended; on the thread of the question. */
  interface Outcome {
    /**
     * It came to its end.
     *
     * @param roundTripNanos how long the answer took, whatever it says; negative where none came
     * @param refusal why there is no second connection; null where there is one
     */
    void ended(int unit, long roundTripNanos, @Nullable IOException refusal);
  }

  private static final long STACK = 256 * 1024L;

  /** What was asked holds this connection up, too: it is not asked again before. */
  private static final long LEAST_WAIT = Duration.ofSeconds(3).toNanos();

  private final String name;
  private final ModbusSettings settings;
  private final ModbusConnection.Wiring wiring;
  private final Outcome outcome;
  private final Clock clock;
  private @Nullable Wire wire;
  private boolean closed;

  Aside(
      String name,
      ModbusSettings settings,
      ModbusConnection.Wiring wiring,
      Outcome outcome,
      Clock clock) {
    this.name = name;
    this.settings = settings;
    this.wiring = wiring;
    this.outcome = outcome;
    this.clock = clock;
  }

  /** Asks, and says when; not before the last question has ended. */
  long ask(Registers range) {
    Thread.ofPlatform()
        .name("modbus-" + name + "-aside")
        .daemon()
        .stackSize(STACK)
        .start(() -> run(range));
    return clock.nanos();
  }

  private void run(Registers range) {
    int unit = range.unit();
    try {
      Wire open = connected();
      long roundTrip = -1;
      try {
        long wait = Math.max(LEAST_WAIT, settings.timeout().toNanos());
        ByteBuffer answer = open.exchange(Request.of(range), wait);
        roundTrip = answer == null ? -1 : clock.nanos() - open.sentNanos();
      } catch (Malformed e) {
        open.drop();
      }
      if (roundTrip < 0) {
        open.drop();
      }
      outcome.ended(unit, roundTrip, null);
    } catch (IOException e) {
      end();
      outcome.ended(unit, -1, e);
    }
  }

  private Wire connected() throws IOException {
    Wire open = wire();
    if (!open.isUp()) {
      long until = clock.nanos() + settings.connectTimeout().toNanos();
      open.dial();
      while (!open.reached()) {
        long left = until - clock.nanos();
        if (left <= 0) {
          throw new SocketTimeoutException("not connected in time");
        }
        open.idle(left);
      }
    }
    return open;
  }

  private synchronized Wire wire() throws IOException {
    if (closed) {
      throw new IOException("closed");
    }
    Wire open = wire;
    if (open == null) {
      open = wiring.open((unit, roundTrip) -> {});
      wire = open;
    }
    return open;
  }

  /** Ends the connection until the next question. */
  synchronized void end() {
    Wire open = wire;
    wire = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    end();
  }
}
