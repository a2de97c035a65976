package org.busbar.transport.modbus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.ReadItem;
import org.busbar.api.transport.ReadLimits;
import org.busbar.api.transport.ReadListener;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.busbar.testkit.api.ManualClock;

/** Units that take a while to answer, or do not answer, in time that passes only here. */
final class VirtualBus {
  /** What became of a block at a time since the start, in ms. */
  record Event(double ms, int unit, int address, boolean answered) {}

  /** An answer that comes after its time-out. */
  private record Late(int unit, long at, long roundTrip) {}

  /** A question over the second connection and when it ends. */
  private record Aside(int unit, long at, long roundTrip) {}

  /** What is behind the connection does one thing after the other. */
  boolean holding;

  /** So does what is behind both connections, as with a serial line behind a converter. */
  boolean holdingBoth;

  int asked;
  private long busyUntil;
  private long answeredAt;
  private final List<Aside> aside = new ArrayList<>();

  private static final ReadListener DEAF =
      new ReadListener() {
        @Override
        public void received(ReadItem item, Words words, long sentNanos) {}

        @Override
        public void failed(ReadItem item, DeviceException cause) {}
      };

  final ManualClock clock = new ManualClock();
  final Planner planner;
  final List<Event> events = new ArrayList<>();
  final Map<Integer, Integer> sent = new HashMap<>();
  private final Map<Integer, Duration> latencies = new HashMap<>();
  private final Set<Integer> dead = new HashSet<>();
  private final Set<Integer> muteAddresses = new HashSet<>();
  private final List<Late> underWay = new ArrayList<>();
  private final long start = clock.nanos();

  VirtualBus(Duration timeout) {
    planner = new Planner(timeout, Duration.ZERO, new SplittableRandom(7), clock.nanos());
  }

  /** Polls blocks of 10 registers, far apart, so that each is a request of its own. */
  Poll poll(int unit, int blocks, Duration period, Duration latency) {
    return poll(unit, blocks, period, latency, ReadLimits.DEFAULT);
  }

  Poll poll(int unit, int blocks, Duration period, Duration latency, ReadLimits limits) {
    latencies.put(unit, latency);
    List<Registers> items = new ArrayList<>();
    for (int i = 0; i < blocks; i++) {
      items.add(new Registers(unit, Table.HOLDING, 1000 * i, 10));
    }
    Poll poll = new Poll(items, period.toNanos(), limits, DEAF, gone -> {});
    planner.add(poll);
    return poll;
  }

  /** A poll of ten registers, not yet added. */
  static Poll poll(int unit, int address, Duration period) {
    Registers item = new Registers(unit, Table.HOLDING, address, 10);
    return new Poll(List.of(item), period.toNanos(), ReadLimits.DEFAULT, DEAF, gone -> {});
  }

  void latency(int unit, Duration latency) {
    latencies.put(unit, latency);
  }

  void die(int... units) {
    for (int unit : units) {
      dead.add(unit);
    }
  }

  /** Requests for this address are not answered by any unit. */
  void mute(int address) {
    muteAddresses.add(address);
  }

  void unmute() {
    muteAddresses.clear();
  }

  void revive(int... units) {
    for (int unit : units) {
      dead.remove(unit);
    }
  }

  double ms() {
    return (clock.nanos() - start) / 1e6;
  }

  /** Lets time pass, doing what the planner says. */
  void run(Duration time) {
    long end = clock.nanos() + time.toNanos();
    int steps = 0;
    while (clock.nanos() - end < 0) {
      if (++steps > 10_000_000) {
        throw new AssertionError("the planner spins at " + ms() + " ms");
      }
      long now = clock.nanos();
      tellLate(now);
      aside.removeIf(
          question -> {
            boolean there = question.at() - now <= 0;
            if (there) {
              planner.heardAside(question.unit(), now, question.roundTrip());
            }
            return there;
          });
      switch (planner.next(now, Planner.Link.UP)) {
        case Planner.Step.Idle idle ->
            clock.advance(nanos(Math.min(idle.nanos(), untilLate(now)), end - now));
        case Planner.Step.Fail fail -> {
          planner.failed(fail.block(), now);
          note(fail.block(), false);
        }
        case Planner.Step.Aside question -> aside(question.block().unit.id);
        case Planner.Step.Read read -> exchange(read);
      }
    }
  }

  private void tellLate(long now) {
    underWay.removeIf(
        late -> {
          boolean there = late.at() - now <= 0;
          if (there) {
            planner.heard(
                late.unit(), late.at(), Math.min(late.roundTrip(), late.at() - answeredAt));
            answeredAt = holding ? late.at() : answeredAt;
          }
          return there;
        });
  }

  private void aside(int unit) {
    asked++;
    long now = clock.nanos();
    long latency = latencies.get(unit).toNanos();
    if (holdingBoth) {
      latency += Math.max(0, busyUntil - now);
      busyUntil = now + latency;
    }
    long most = Duration.ofSeconds(3).toNanos();
    boolean none = dead.contains(unit) || latency > most;
    aside.add(new Aside(unit, now + (none ? most : latency), none ? -1 : latency));
  }

  private long untilLate(long now) {
    return Math.min(
        underWay.stream().mapToLong(late -> late.at() - now).min().orElse(Long.MAX_VALUE),
        aside.stream().mapToLong(question -> question.at() - now).min().orElse(Long.MAX_VALUE));
  }

  private void exchange(Planner.Step.Read read) {
    Block block = read.block();
    int unit = block.unit.id;
    sent.merge(unit, 1, Integer::sum);
    long latency = latencies.get(unit).toNanos();
    if (holding && !dead.contains(unit)) {
      latency += Math.max(0, busyUntil - clock.nanos());
      busyUntil = clock.nanos() + latency;
    }
    boolean mute =
        muteAddresses.stream()
            .anyMatch(
                at ->
                    block.range.address() <= at
                        && at < block.range.address() + block.range.count());
    if (mute || dead.contains(unit) || latency > read.waitNanos()) {
      if (!mute && !dead.contains(unit)) {
        underWay.add(new Late(unit, clock.nanos() + latency, latency));
      }
      clock.advance(Duration.ofNanos(read.waitNanos()));
      long now = clock.nanos();
      planner.missed(unit, block, now, read.waitNanos(), read.atExpense());
      if (block.due - now <= 0) {
        note(block, false);
      }
      planner.failed(block, now);
    } else {
      clock.advance(Duration.ofNanos(latency));
      tellLate(clock.nanos());
      planner.heard(unit, clock.nanos(), latency);
      answeredAt = holding ? clock.nanos() : answeredAt;
      planner.answered(block, clock.nanos());
      note(block, true);
    }
  }

  private void note(Block block, boolean answered) {
    events.add(new Event(ms(), block.unit.id, block.range.address(), answered));
  }

  private static Duration nanos(long one, long other) {
    return Duration.ofNanos(Math.max(1, Math.min(one, other)));
  }

  long answered(int unit, double fromMs, double toMs) {
    return count(unit, fromMs, toMs, true);
  }

  long failed(int unit, double fromMs, double toMs) {
    return count(unit, fromMs, toMs, false);
  }

  private long count(int unit, double fromMs, double toMs, boolean answered) {
    return events.stream()
        .filter(e -> e.unit() == unit && e.answered() == answered)
        .filter(e -> e.ms() > fromMs && e.ms() <= toMs)
        .count();
  }

  /** Longest time between two answers of a unit. */
  double longestGapMs(int unit, double fromMs, double toMs) {
    double longest = 0;
    double last = fromMs;
    for (Event e : events) {
      if (e.unit() == unit && e.answered() && e.ms() > fromMs && e.ms() <= toMs) {
        longest = Math.max(longest, e.ms() - last);
        last = e.ms();
      }
    }
    return Math.max(longest, toMs - last);
  }
}
