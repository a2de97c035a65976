package org.busbar.transport.modbus;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.DeviceException.Malformed;
import org.busbar.transport.modbus.Remote.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Frames on a serial line. Ports cannot be waited for beside other things, so this looks again and
 * again while an answer is due, a few times per millisecond, and not at all otherwise.
 */
final class SerialWire implements Wire {
  /** Opens the port. */
  interface Opener {
    ByteChannel open(Serial serial) throws IOException;
  }

  private static final long LEAST_LOOK = TimeUnit.MICROSECONDS.toNanos(200);
  private static final long MOST_LOOK = TimeUnit.MILLISECONDS.toNanos(1);

  /** The shortest request and the shortest answer. */
  private static final int SHORTEST_EXCHANGE = 8 + 5;

  private static final int LONGEST_FRAME = 256;

  private final Serial serial;
  private final Framing frames;
  private final Clock clock;
  private final Opener opener;
  private final Semaphore woken = new Semaphore(0);
  private volatile @Nullable ByteChannel channel;
  private boolean up;
  private long sent;

  /** When the line was last known to carry something, monotonic ns. */
  private long busyUntil;

  SerialWire(Serial serial, Framing frames, Opener opener, Clock clock) {
    this.serial = serial;
    this.frames = frames;
    this.opener = opener;
    this.clock = clock;
    this.busyUntil = clock.nanos();
  }

  @Override
  public void dial() throws IOException {
    drop();
    channel = opener.open(serial);
    frames.reset();
    busyUntil = clock.nanos();
    up = true;
  }

  @Override
  public boolean reached() {
    return up;
  }

  @Override
  public void drop() {
    up = false;
    ByteChannel open = channel;
    channel = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        frames.reset(); // Closing failed: nothing is left that could be lost.
      }
    }
  }

  @Override
  public boolean isUp() {
    return up;
  }

  @Override
  public long sentNanos() {
    return sent;
  }

  @Override
  public @Nullable ByteBuffer exchange(Request request, long waitNanos)
      throws IOException, Malformed {
    try {
      awaitSilence();
      sent = clock.nanos();
      long deadline = sent + waitNanos;
      send(request, deadline);
      pause(Math.min(deadline, sent + serial.nanos(SHORTEST_EXCHANGE)));
      while (true) {
        // Looked at after the deadline once more: this process itself may have been held up.
        boolean isOver = deadline - clock.nanos() <= 0;
        ByteBuffer answer = look() ? frames.answer(request, clock.nanos()) : null;
        if (answer != null) {
          return answer;
        }
        if (isOver) {
          frames.giveUp(request, sent);
          return null;
        }
        if (frames.isToBeAskedAgain()) {
          awaitSilence();
          sent = clock.nanos();
          send(request, deadline);
        }
        pause(Math.min(deadline, clock.nanos() + lookNanos()));
      }
    } catch (IOException e) {
      drop();
      throw e;
    }
  }

  private void send(Request request, long deadline) throws IOException {
    ByteBuffer out = frames.request(request);
    int length = out.remaining();
    ByteChannel open = open();
    while (out.hasRemaining()) {
      if (open.write(out) == 0) {
        if (deadline - clock.nanos() <= 0) {
          throw new IOException("serial port takes no more bytes");
        }
        pause(clock.nanos() + lookNanos());
      }
    }
    busyUntil = sent + serial.nanos(length);
  }

  private long lookNanos() {
    return Math.clamp(serial.nanos(1), LEAST_LOOK, MOST_LOOK);
  }

  /** Takes what has come; whether it is anything. */
  private boolean look() throws IOException {
    boolean some = frames.fill(open()) > 0;
    if (some) {
      busyUntil = clock.nanos();
    }
    return some;
  }

  /** Waits until the line has been silent for long enough, for as long as a frame takes at most. */
  private void awaitSilence() throws IOException {
    long until = clock.nanos() + serial.nanos(LONGEST_FRAME);
    while (true) {
      if (look()) {
        drain();
      }
      long now = clock.nanos();
      long left = busyUntil + serial.silenceNanos() - now;
      if (left <= 0 || until - now <= 0) {
        return;
      }
      pause(now + Math.min(left, lookNanos()));
    }
  }

  private void drain() throws IOException {
    try {
      frames.drain(clock.nanos());
    } catch (Malformed e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private void pause(long until) {
    for (long left = until - clock.nanos(); left > 0; left = until - clock.nanos()) {
      LockSupport.parkNanos(left);
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
    }
  }

  private ByteChannel open() throws IOException {
    ByteChannel open = channel;
    if (open == null) {
      throw new IOException("not connected");
    }
    return open;
  }

  @Override
  public void idle(long nanos) throws IOException {
    if (nanos <= 0) {
      return;
    }
    try {
      if (woken.tryAcquire(Math.min(nanos, TimeUnit.SECONDS.toNanos(1)), TimeUnit.NANOSECONDS)) {
        woken.drainPermits();
      }
      if (up && look()) {
        drain();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      drop();
      throw e;
    }
  }

  @Override
  public void wake() {
    if (woken.availablePermits() == 0) {
      woken.release();
    }
  }

  @Override
  public void close() {
    ByteChannel open = channel;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        up = false; // Closing failed: there is nothing more to close.
      }
    }
    wake();
  }
}
