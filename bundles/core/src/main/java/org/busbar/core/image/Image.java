package org.busbar.core.image;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.busbar.api.site.SampleStore;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.jspecify.annotations.Nullable;

/**
 * The one store of a site's samples. {@link #put} runs on any thread, {@link #freeze} on the site's
 * loop only.
 *
 * <p>A freeze is a cut through time: a sample that was put before another one is in the snapshot if
 * the other one is. A lock gives that; it is held for one comparison at entry and for one copy per
 * sample that came since the last freeze, so no writer waits for the rest of a freeze.
 */
public final class Image implements SampleStore {
  /** How far ahead of the store's own reading of the clock a stamp may be: scheduling, no more. */
  static final long FUTURE_TOLERANCE_NANOS = Duration.ofMillis(10).toNanos();

  private static final Comparator<Slot> BY_ADDRESS = Comparator.comparing(slot -> slot.address);

  private final Clock clock;
  private final Map<Address, Slot> slots = new ConcurrentHashMap<>();
  private final List<Tap> taps = new CopyOnWriteArrayList<>();
  private final Object lock = new Object();
  private List<Slot> fresh = new ArrayList<>();

  private List<Slot> order = List.of();
  private Map<Address, Integer> places = Map.of();
  private Sample[] frozen = new Sample[0];

  /** An empty store. */
  public Image(Clock clock) {
    this.clock = clock;
  }

  /** Collects every sample from now on, as judged. */
  public Tap tap(int capacity) {
    return Tap.into(taps, capacity);
  }

  @Override
  public Sample put(Sample sample) {
    Sample judged = judgeAndStore(sample);
    for (Tap tap : taps) {
      tap.offer(judged);
    }
    return judged;
  }

  private Sample judgeAndStore(Sample sample) {
    Slot slot = slots.computeIfAbsent(sample.address(), Slot::new);
    Sample judged = judge(sample, clock.nanos());
    synchronized (lock) {
      Sample standing = slot.latest;
      if (standing != null && judged.measuredNanos() - standing.measuredNanos() < 0) {
        return judged.quality().isUsable() ? judged.judged(Quality.STALE) : judged;
      }
      slot.latest = judged;
      if (!slot.listed) {
        slot.listed = true;
        fresh.add(slot);
      }
    }
    return judged;
  }

  private static Sample judge(Sample sample, long now) {
    if (sample.measuredNanos() - now > FUTURE_TOLERANCE_NANOS) {
      // Its stamp is replaced, or it would stand against every honest sample until that moment.
      return new Sample(
          sample.address(), Double.NaN, Quality.INVALID, now, now, sample.measuredAt());
    }
    if (!sample.quality().isUsable()) {
      return sample;
    }
    Point point = sample.address().point();
    double value = sample.value();
    if (!Double.isFinite(value) || value < point.plausibleMin() || value > point.plausibleMax()) {
      return sample.judged(Quality.INVALID);
    }
    return sample.expiresNanos() - now < 0 ? sample.judged(Quality.STALE) : sample;
  }

  /**
   * Freezes what stands. Samples that expired since are STALE in it.
   *
   * @param step number of the step
   * @param nanos monotonic time of the freeze
   * @param at wall-clock time of the freeze
   */
  public Frozen freeze(long step, long nanos, Instant at) {
    List<Slot> came = takeFresh();
    place(came);
    Sample[] next = frozen.clone();
    for (Slot slot : came) {
      next[slot.place] = slot.taken();
    }
    List<Sample> changed = new ArrayList<>();
    for (int i = 0; i < next.length; i++) {
      Sample before = frozen[i];
      if (next[i].quality() != next[i].qualityAt(nanos)) {
        next[i] = next[i].judged(Quality.STALE);
      }
      if (next[i] != before && (before == null || differs(before, next[i]))) {
        changed.add(next[i]);
      }
    }
    frozen = next;
    return new Frozen(new ImageSnapshot(step, nanos, at, places, next), changed);
  }

  private List<Slot> takeFresh() {
    List<Slot> empty = new ArrayList<>();
    synchronized (lock) {
      List<Slot> came = fresh;
      fresh = empty;
      for (Slot slot : came) {
        slot.listed = false;
        slot.taken = slot.latest;
      }
      return came;
    }
  }

  /** Gives new addresses their place; rebuilds the index only then. */
  private void place(List<Slot> came) {
    List<Slot> unknown = came.stream().filter(slot -> slot.place < 0).toList();
    if (unknown.isEmpty()) {
      return;
    }
    List<Slot> all = new ArrayList<>(order);
    all.addAll(unknown);
    all.sort(BY_ADDRESS);
    Map<Address, Integer> index = HashMap.newHashMap(all.size());
    for (int i = 0; i < all.size(); i++) {
      all.get(i).place = i;
      index.put(all.get(i).address, i);
    }
    Sample[] moved = new Sample[all.size()];
    for (int i = 0; i < order.size(); i++) {
      moved[order.get(i).place] = frozen[i];
    }
    order = all;
    places = index;
    frozen = moved;
  }

  /** Forgets what others than these devices have left. On the site's loop only. */
  public void retain(Set<NodeId> devices) {
    Predicate<Slot> goes = slot -> !devices.contains(slot.address.node().device());
    List<Slot> gone = slots.values().stream().filter(goes).toList();
    if (gone.isEmpty()) {
      return;
    }
    synchronized (lock) {
      gone.forEach(slot -> slots.remove(slot.address, slot));
      fresh.removeAll(gone);
    }
    List<Slot> left = order.stream().filter(goes.negate()).toList();
    Sample[] kept = new Sample[left.size()];
    Map<Address, Integer> index = HashMap.newHashMap(left.size());
    for (int i = 0; i < kept.length; i++) {
      kept[i] = frozen[left.get(i).place];
      index.put(left.get(i).address, i);
    }
    for (int i = 0; i < kept.length; i++) {
      left.get(i).place = i;
    }
    gone.forEach(slot -> slot.place = -1); // One that a late sample brings back is new.
    order = left;
    places = index;
    frozen = kept;
  }

  private static boolean differs(Sample before, Sample after) {
    return before.quality() != after.quality()
        || Double.compare(before.value(), after.value()) != 0;
  }

  /**
   * A snapshot and what changed since the one before.
   *
   * @param snapshot the snapshot
   * @param changed samples whose value or quality changed, each once, ordered by address
   */
  public record Frozen(ImageSnapshot snapshot, List<Sample> changed) {}

  private static final class Slot {
    final Address address;
    @Nullable Sample latest;
    @Nullable Sample taken;
    boolean listed;
    int place = -1;

    Slot(Address address) {
      this.address = address;
    }

    Sample taken() {
      Sample sample = taken;
      if (sample == null) {
        throw new IllegalStateException(address + " was listed without a sample");
      }
      return sample;
    }
  }
}
