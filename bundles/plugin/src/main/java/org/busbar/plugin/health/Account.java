package org.busbar.plugin.health;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.busbar.api.plugin.Containment;
import org.jspecify.annotations.Nullable;

/** What the code of one bundle has taken since it came. Any thread. */
final class Account {
  private static final Containment.Span NESTED = () -> {};

  private final Machine machine;
  private final LongAdder cpuNanos = new LongAdder();
  private final LongAdder allocated = new LongAdder();
  private final LongAdder late = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final Set<Running> running = ConcurrentHashMap.newKeySet();
  private final Map<Thread, Running> own = new ConcurrentHashMap<>();

  Account(Machine machine) {
    this.machine = machine;
  }

  /** This thread is at its code until the span ends; one that is at it already counts once. */
  Containment.Span begin(ClassLoader loader) {
    Thread thread = Thread.currentThread();
    for (Running each : running) {
      if (each.thread == thread) {
        return NESTED;
      }
    }
    Running span = new Running(thread, loader);
    running.add(span);
    return span;
  }

  /** Takes in threads of its own that live now. */
  void own(Set<Thread> threads) {
    own.keySet().retainAll(threads);
    threads.forEach(thread -> own.computeIfAbsent(thread, Running::new));
  }

  /** Names of the threads of its own. */
  List<String> threads() {
    return own.keySet().stream().map(Thread::getName).sorted().toList();
  }

  void wasLate() {
    late.increment();
  }

  void hasFailed() {
    failures.increment();
  }

  /** What was taken up to now, what is running included. */
  Taken taken() {
    running.forEach(Running::settle);
    own.values().forEach(Running::settle);
    return new Taken(cpuNanos.sum(), allocated.sum(), late.sum(), failures.sum());
  }

  /**
   * What was taken since the beginning.
   *
   * @param cpuNanos processor time in ns
   * @param allocated bytes asked for
   * @param late how often it was late
   * @param failures how often it failed
   */
  record Taken(long cpuNanos, long allocated, long late, long failures) {
    static final Taken NOTHING = new Taken(0, 0, 0, 0);

    Taken plus(Taken other) {
      return new Taken(
          cpuNanos + other.cpuNanos,
          allocated + other.allocated,
          late + other.late,
          failures + other.failures);
    }
  }

  /** A thread at its code: what it took is settled now and then, and at the end. */
  private final class Running implements Containment.Span {
    private final Thread thread;
    private final @Nullable ClassLoader before;
    private long cpuSeen;
    private long allocatedSeen;
    private boolean ended;

    /** A thread of the platform: what it begins inherits the loader, by which it is told. */
    Running(Thread platform, ClassLoader loader) {
      this.thread = platform;
      this.before = platform.getContextClassLoader();
      platform.setContextClassLoader(loader);
      this.cpuSeen = machine.cpuNanos(thread.threadId());
      this.allocatedSeen = machine.allocated(thread.threadId());
    }

    /** A thread of its own, counted from its beginning. */
    Running(Thread thread) {
      this.thread = thread;
      this.before = null;
    }

    synchronized void settle() {
      if (ended) {
        return;
      }
      long cpu = machine.cpuNanos(thread.threadId());
      long bytes = machine.allocated(thread.threadId());
      if (cpu > cpuSeen) {
        cpuNanos.add(cpu - cpuSeen);
        cpuSeen = cpu;
      }
      if (bytes > allocatedSeen) {
        allocated.add(bytes - allocatedSeen);
        allocatedSeen = bytes;
      }
    }

    @Override
    public void close() {
      settle();
      synchronized (this) {
        ended = true;
      }
      running.remove(this);
      Thread.currentThread().setContextClassLoader(before);
    }
  }
}
