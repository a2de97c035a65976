package org.busbar.transport.modbus;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Words;
import org.jspecify.annotations.Nullable;

/** What was read last, block by block: values that were read apart are never put together. */
final class Image {
  private record Reading(Words words, long sentNanos) {}

  private static final int MOST = 2_048;

  private final Map<Registers, Reading> readings = new ConcurrentHashMap<>();

  /** Keeps a reading. Called by the connection's thread. */
  void put(Registers range, Words words, long sentNanos) {
    if (readings.size() >= MOST) {
      readings.clear(); // Ranges that nobody reads any more; the others are back in a period.
    }
    readings.put(range, new Reading(words, sentNanos));
  }

  /** The newest reading that holds all of a range and is not older than this; null for none. */
  @Nullable Words get(Registers range, long nowNanos, long ageNanos) {
    Words newest = null;
    long age = ageNanos;
    for (Map.Entry<Registers, Reading> each : readings.entrySet()) {
      Registers held = each.getKey();
      Reading reading = each.getValue();
      boolean holds =
          held.unit() == range.unit()
              && held.table() == range.table()
              && held.address() <= range.address()
              && range.address() + range.count() <= held.address() + held.count();
      if (holds && nowNanos - reading.sentNanos() <= age) {
        age = nowNanos - reading.sentNanos();
        newest = reading.words().slice(range.address() - held.address(), range.count());
      }
    }
    return newest;
  }
}
