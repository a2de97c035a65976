package org.busbar.api.device.write.guard;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Counters that gateway and supervisor share: one small file mapped into both. A beat is one store
 * to memory: it waits for nothing, needs no disk, and a process that is stopped or hung does not
 * make it. Thread-safe; does not block.
 */
public final class Beats {
  /** What both sides must speak; raised with every change of counters or of the list of writes. */
  public static final int PROTOCOL = 1;

  private static final long MAGIC = 0x4275_7362_6172_0000L;

  /** The counters; 0 until their side has begun. */
  public enum Counter {
    /** Mark and protocol of the supervisor, written once. */
    SUPERVISOR_PROTOCOL,
    /** Grows with every round of the supervisor. */
    SUPERVISOR,
    /** Protocol of the gateway, written once it has found the supervisor. */
    GATEWAY_PROTOCOL,
    /** Grows with every round of the gateway's lease thread. */
    LEASES,
    /** Grows with every round in which the loops of all sites are on time. */
    LOOPS,
    /** 1 once every device was left in order and nothing beats any more. */
    CLOSED
  }

  private static final int SIZE = Counter.values().length * Long.BYTES;
  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final ByteBuffer memory;

  private Beats(ByteBuffer memory) {
    this.memory = memory;
  }

  /**
   * Makes the counters in a file that is there and empty, and signs them as the supervisor.
   *
   * @throws IOException if it cannot be written or mapped
   */
  public static Beats create(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      // Written, not only grown: a hole could not be filled any more once the disk is full.
      ByteBuffer zeros = ByteBuffer.allocate(SIZE);
      while (zeros.hasRemaining()) {
        channel.write(zeros);
      }
      Beats beats = new Beats(channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE));
      beats.put(Counter.SUPERVISOR_PROTOCOL, MAGIC | PROTOCOL);
      return beats;
    }
  }

  /**
   * Finds the counters that a supervisor made, and answers with the own protocol.
   *
   * @throws IOException if there are none, or those of another protocol; names both
   */
  public static Beats join(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (channel.size() < SIZE) {
        throw new IOException(file + " holds no counters of a supervisor");
      }
      Beats beats = new Beats(channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE));
      long mark = beats.get(Counter.SUPERVISOR_PROTOCOL);
      beats.put(Counter.GATEWAY_PROTOCOL, PROTOCOL);
      if (mark != (MAGIC | PROTOCOL)) {
        throw new IOException(
            "the supervisor speaks protocol " + (mark & 0xFFFF) + ", the gateway " + PROTOCOL);
      }
      beats.put(Counter.CLOSED, 0);
      return beats;
    }
  }

  /** The value of a counter. */
  public long get(Counter counter) {
    return (long) LONGS.getVolatile(memory, counter.ordinal() * Long.BYTES);
  }

  /** Counts one further; each counter by one thread only. */
  public void count(Counter counter) {
    put(counter, get(counter) + 1);
  }

  private void put(Counter counter, long value) {
    LONGS.setVolatile(memory, counter.ordinal() * Long.BYTES, value);
  }
}
