package org.busbar.plugin.health;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the JVM says of its threads and its memory. Any thread. */
interface Machine {
  /** Processor time of a thread that lives, in ns; negative where it is gone or not known. */
  long cpuNanos(long thread);

  /** Bytes a thread that lives has asked for; negative where it is gone or not known. */
  long allocated(long thread);

  /** Platform threads that live. */
  List<Thread> threads();

  /** How full memory was after it was last collected, in % of its most; NaN where not known. */
  double heapPct();

  /** How full memory is, what nobody holds any more included; NaN where not known. */
  double usedPct();

  /** Has memory collected; everything stands still for some ten milliseconds. */
  void collect();

  /** The one this runs in. */
  static Machine here() {
    return new Here((ThreadMXBean) ManagementFactory.getThreadMXBean());
  }

  /** The JVM by its own beans. */
  record Here(ThreadMXBean threadBean) implements Machine {
    private static final double PERCENT = 100;
    private static final int SPARE = 16;

    @Override
    public long cpuNanos(long thread) {
      return threadBean.getThreadCpuTime(thread);
    }

    @Override
    public long allocated(long thread) {
      return threadBean.getThreadAllocatedBytes(thread);
    }

    /** Without stacks: nothing has to stand still for it. */
    @Override
    public List<Thread> threads() {
      ThreadGroup root = Thread.currentThread().getThreadGroup();
      while (root.getParent() != null) {
        root = root.getParent();
      }
      Thread[] found = new Thread[root.activeCount() + SPARE];
      int count = root.enumerate(found, true);
      List<Thread> all = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        all.add(found[i]);
      }
      return all;
    }

    @Override
    public double heapPct() {
      return fullest(MemoryPoolMXBean::getCollectionUsage);
    }

    @Override
    public double usedPct() {
      return fullest(MemoryPoolMXBean::getUsage);
    }

    @Override
    public void collect() {
      System.gc();
    }

    private static double fullest(Function<MemoryPoolMXBean, @Nullable MemoryUsage> of) {
      double fullest = Double.NaN;
      for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
        boolean lasting = pool.isCollectionUsageThresholdSupported() && isLasting(pool.getName());
        MemoryUsage usage = pool.getType() == MemoryType.HEAP && lasting ? of.apply(pool) : null;
        if (usage != null && usage.getMax() > 0) {
          fullest = StrictMath.max(zero(fullest), PERCENT * usage.getUsed() / usage.getMax());
        }
      }
      return fullest;
    }

    /** Young generations are full of what is gone at once. */
    private static boolean isLasting(String pool) {
      return !pool.contains("Eden") && !pool.contains("Survivor") && !pool.contains("Young");
    }

    private static double zero(double value) {
      return Double.isNaN(value) ? 0 : value;
    }
  }
}
