package org.busbar.core.image;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.busbar.api.face.SampleTap;
import org.busbar.api.vocabulary.Sample;

/**
 * Samples that wait for a reader. Without a lock, because the reader is a plug-in of low priority
 * and the writers are the connections: one that was preempted with a lock would hold up trips.
 */
public final class Tap implements SampleTap {
  private final ConcurrentLinkedQueue<Sample> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicLong lost = new AtomicLong();
  private final List<Tap> taps;
  private final int capacity;

  private Tap(List<Tap> taps, int capacity) {
    this.taps = taps;
    this.capacity = capacity;
  }

  static Tap into(List<Tap> taps, int capacity) {
    Tap tap = new Tap(taps, capacity);
    taps.add(tap);
    return tap;
  }

  void offer(Sample sample) {
    if (count.incrementAndGet() > capacity) {
      count.decrementAndGet();
      lost.incrementAndGet();
      return;
    }
    waiting.add(sample);
  }

  @Override
  public int drainTo(Collection<? super Sample> into, int most) {
    int taken = 0;
    while (taken < most) {
      Sample next = waiting.poll();
      if (next == null) {
        break;
      }
      into.add(next);
      taken++;
    }
    count.addAndGet(-taken);
    return taken;
  }

  @Override
  public long lost() {
    return lost.get();
  }

  @Override
  public void close() {
    taps.remove(this);
  }
}
