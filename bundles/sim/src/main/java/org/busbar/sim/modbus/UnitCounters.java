package org.busbar.sim.modbus;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/** What one unit has been asked. Thread-safe. */
public final class UnitCounters {
  private static final int KEPT_WRITES = 4096;

  private final AtomicLongArray byFunction = new AtomicLongArray(256);
  private final ArrayDeque<Write> writes = new ArrayDeque<>();

  /**
   * A write that reached the unit.
   *
   * @param nanos monotonic time at which its last byte was read
   * @param function function code
   * @param address first register or coil
   * @param words what was written
   */
  public record Write(long nanos, int function, int address, List<Integer> words) {}

  void count(int function) {
    byFunction.incrementAndGet(function & 0xFF);
  }

  void record(Write write) {
    synchronized (writes) {
      if (writes.size() == KEPT_WRITES) {
        writes.removeFirst();
      }
      writes.addLast(write);
    }
  }

  /** All requests, whatever their function code. */
  public long requests() {
    long sum = 0;
    for (int i = 0; i < byFunction.length(); i++) {
      sum += byFunction.get(i);
    }
    return sum;
  }

  /** Requests with one function code. */
  public long requests(int function) {
    return byFunction.get(function);
  }

  /** Requests with a function code that writes: 5, 6, 15, 16, 22, 23. */
  public long writeRequests() {
    return requests(5) + requests(6) + requests(15) + requests(16) + requests(22) + requests(23);
  }

  /** The last writes, oldest first, at most 4096. */
  public List<Write> writes() {
    synchronized (writes) {
      return List.copyOf(writes);
    }
  }
}
