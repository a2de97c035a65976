package org.busbar.plugin.health;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiConsumer;
import org.busbar.api.plugin.PluginStatus.Health;
import org.busbar.api.time.Clock;

/**
 * Compares what plug-ins take with what they may, every few seconds. One thread, but for health.
 */
final class Watch {
  private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();
  private static final double PERCENT = 100;
  private static final int MIB = 1 << 20;
  private static final int NAMED = 3;

  private final Ledger ledger;
  private final Machine machine;
  private final Budgets budgets;
  private final Clock clock;
  private final BiConsumer<Resident, String> overspent;
  private final Map<String, Deque<Reading>> minutes = new HashMap<>();

  /** When it was last told of each; who is told may not have been able to do anything. */
  private final Map<String, Long> told = new HashMap<>();

  private long collectedNanos;
  private boolean collected;

  private record Reading(long nanos, Account.Taken taken) {}

  /**
   * Looks at what this ledger counts.
   *
   * @param overspent told a plug-in and why, again each minute until it is gone or takes less
   */
  Watch(
      Ledger ledger,
      Machine machine,
      Budgets budgets,
      Clock clock,
      BiConsumer<Resident, String> overspent) {
    this.ledger = ledger;
    this.machine = machine;
    this.budgets = budgets;
    this.clock = clock;
    this.overspent = overspent;
  }

  /** Looks once. */
  synchronized void look() {
    Collection<Resident> residents = ledger.look();
    ledger.findThreads();
    Set<String> there = new HashSet<>();
    for (Resident resident : residents) {
      if (!resident.bundles().isEmpty()) {
        there.add(resident.title());
        read(resident);
      }
    }
    minutes.keySet().retainAll(there);
    told.keySet().retainAll(there);
    residents = residents.stream().filter(each -> there.contains(each.title())).toList();
    boolean full = isFull();
    Optional<Resident> greediest = full ? greediest(residents) : Optional.empty();
    for (Resident resident : residents) {
      boolean most = greediest.filter(resident::equals).isPresent();
      verdict(resident, most).ifPresent(why -> tell(resident, why));
    }
  }

  /** What is held is known after a collection only: where one is due anyway, it is asked for. */
  private boolean isFull() {
    long now = clock.nanos();
    boolean mayCollect = !collected || now - collectedNanos > MINUTE_NANOS;
    if (mayCollect
        && !(machine.heapPct() > budgets.heapPct())
        && machine.usedPct() > budgets.heapPct()) {
      collected = true;
      collectedNanos = now;
      machine.collect();
    }
    return machine.heapPct() > budgets.heapPct();
  }

  private void tell(Resident which, String why) {
    long now = clock.nanos();
    Long before = told.get(which.title());
    if (before == null || now - before >= MINUTE_NANOS) {
      told.put(which.title(), now);
      overspent.accept(which, why);
    }
  }

  private void read(Resident resident) {
    Deque<Reading> minute = minutes.computeIfAbsent(resident.title(), _ -> new ArrayDeque<>());
    long now = clock.nanos();
    minute.addLast(new Reading(now, ledger.taken(resident)));
    while (minute.size() > 2 && now - minute.peekFirst().nanos() > MINUTE_NANOS) {
      minute.removeFirst();
    }
  }

  /** Why a plug-in has to go; empty where it has not. What a minute may be can be spent sooner. */
  private Optional<String> verdict(Resident resident, boolean greediest) {
    Reading first = minutes.get(resident.title()).peekFirst();
    Reading last = minutes.get(resident.title()).peekLast();
    double busyPct = PERCENT * (last.taken().cpuNanos() - first.taken().cpuNanos()) / MINUTE_NANOS;
    long allocated = last.taken().allocated() - first.taken().allocated();
    List<String> threads = ledger.threads(resident);
    int most = resident.isQuiet() ? 0 : budgets.threads();
    if (busyPct > budgets.busyPct()) {
      return Optional.of(
          "it took %.0f %% of a processor in a minute, and may take %.0f %%"
              .formatted(busyPct, budgets.busyPct()));
    }
    if (allocated > budgets.allocatedPerSecond() * MINUTE_NANOS / 1_000_000_000L) {
      return Optional.of(
          "it asked for %d MiB of memory in a minute, and may ask for %d MiB a second"
              .formatted(allocated / MIB, budgets.allocatedPerSecond() / MIB));
    }
    if (threads.size() > most) {
      return Optional.of(
          "it has %d threads of its own, and may have %d: %s"
              .formatted(
                  threads.size(), most, String.join(", ", threads.stream().limit(NAMED).toList())));
    }
    return greediest
        ? Optional.of(
            "memory is more than %.0f %% full, and it asked for most of it: %d MiB in a minute"
                .formatted(budgets.heapPct(), allocated / MIB))
        : Optional.empty();
  }

  /** Who asked for most in the last minute; empty where nobody asked for a MiB. */
  private Optional<Resident> greediest(Collection<Resident> residents) {
    Resident most = null;
    long greatest = MIB;
    for (Resident resident : residents) {
      Deque<Reading> minute = minutes.get(resident.title());
      long allocated =
          minute.peekLast().taken().allocated() - minute.peekFirst().taken().allocated();
      if (allocated > greatest) {
        greatest = allocated;
        most = resident;
      }
    }
    return Optional.ofNullable(most);
  }

  /** What a plug-in takes; nothing is known of one that is not there. Any thread. */
  synchronized Health health(Resident resident) {
    Deque<Reading> minute = minutes.getOrDefault(resident.title(), new ArrayDeque<>());
    Account.Taken all = ledger.taken(resident);
    int threads = ledger.threads(resident).size();
    if (minute.size() < 2) {
      return new Health(Double.NaN, OptionalLong.empty(), threads, all.late(), all.failures());
    }
    Reading first = minute.peekFirst();
    Reading last = minute.peekLast();
    double busyPct =
        PERCENT
            * (last.taken().cpuNanos() - first.taken().cpuNanos())
            / (last.nanos() - first.nanos());
    long allocated = last.taken().allocated() - first.taken().allocated();
    return new Health(busyPct, OptionalLong.of(allocated), threads, all.late(), all.failures());
  }
}
