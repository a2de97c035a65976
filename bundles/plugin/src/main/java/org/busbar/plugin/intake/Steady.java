package org.busbar.plugin.intake;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * What comes from a server, as long as it comes. Who sends nothing, or byte after byte, would hold
 * up for ever whoever waits for the end, and with it what the catalogue took back.
 */
final class Steady extends FilterInputStream {
  private static final long BYTES_PER_SECOND = 16 << 10;
  private static final long LOOK_MS = 100;

  private final long mostMs;
  private final AtomicLong leftMs;
  private final Thread watch;
  private volatile boolean late;

  Steady(InputStream in, Duration patience) {
    super(in);
    this.mostMs = patience.toMillis();
    this.leftMs = new AtomicLong(mostMs);
    this.watch = Thread.ofVirtual().name("plugin-fetch").start(this::run);
  }

  private void run() {
    while (leftMs.addAndGet(-LOOK_MS) > 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(Duration.ofMillis(LOOK_MS).toNanos());
    }
    if (!Thread.currentThread().isInterrupted()) {
      late = true;
      try {
        in.close();
      } catch (IOException e) {
        // Whoever reads it is told so, too.
        leftMs.set(0);
      }
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int from, int length) throws IOException {
    try {
      int read = in.read(to, from, length);
      if (late) {
        throw new IOException("closed");
      }
      leftMs.updateAndGet(
          left -> Math.min(mostMs, left + Math.max(0, read) * 1000 / BYTES_PER_SECOND));
      return read;
    } catch (IOException e) {
      throw late ? new IOException("it sends nothing any more, or next to nothing", e) : e;
    }
  }

  @Override
  public void close() throws IOException {
    watch.interrupt();
    super.close();
  }
}
