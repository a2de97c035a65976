package org.busbar.api.device.write.guard;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
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

  private final LongBuffer memory;

  private Beats(ByteBuffer memory) {
    this.memory = memory.order(ByteOrder.nativeOrder()).asLongBuffer();
  }

  /**
   * Writes the counters to a file that is there and empty, signed as the supervisor. A gateway may
   * be started with it from then on.
   *
   * @throws IOException if it cannot be written
   */
  public static void sign(Path file) throws IOException {
    // Written, not only grown: a hole could not be filled any more once the disk is full.
    ByteBuffer bytes = ByteBuffer.allocate(SIZE).order(ByteOrder.nativeOrder());
    bytes.putLong(Counter.SUPERVISOR_PROTOCOL.ordinal() * Long.BYTES, MAGIC | PROTOCOL);
    bytes.putLong(Counter.SUPERVISOR.ordinal() * Long.BYTES, 1);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  /**
   * Finds the counters in a file that was signed, as the supervisor itself.
   *
   * @throws IOException if it cannot be mapped
   */
  public static Beats of(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return new Beats(channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE));
    }
  }

  /**
   * Finds the counters that a supervisor made, and answers with the own protocol.
   *
   * @throws IOException if there are none, or those of another protocol; names both
   */
  public static Beats join(Path file) throws IOException {
    if (Files.size(file) < SIZE) {
      throw new IOException(file + " holds no counters of a supervisor");
    }
    Beats beats = of(file);
    long mark = beats.get(Counter.SUPERVISOR_PROTOCOL);
    beats.put(Counter.GATEWAY_PROTOCOL, PROTOCOL);
    if (mark != (MAGIC | PROTOCOL)) {
      throw new IOException(
          "the supervisor speaks protocol " + (mark & 0xFFFF) + ", the gateway " + PROTOCOL);
    }
    beats.put(Counter.CLOSED, 0);
    return beats;
  }

  /** The value of a counter. */
  public long get(Counter counter) {
    long value = memory.get(counter.ordinal());
    VarHandle.fullFence();
    return value;
  }

  /** Counts one further; each counter by one thread only. */
  public void count(Counter counter) {
    put(counter, get(counter) + 1);
  }

  private void put(Counter counter, long value) {
    // Fences instead of a handle on the buffer: that would be half of the supervisor's own start.
    VarHandle.fullFence();
    memory.put(counter.ordinal(), value);
    VarHandle.fullFence();
  }
}
