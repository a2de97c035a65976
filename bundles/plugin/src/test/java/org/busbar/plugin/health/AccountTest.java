package org.busbar.plugin.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.busbar.api.plugin.Containment;
import org.junit.jupiter.api.Test;

class AccountTest {
  private final AtomicLong cpu = new AtomicLong();
  private final Account account =
      new Account(
          new Machine() {
            @Override
            public long cpuNanos(long thread) {
              return cpu.get();
            }

            @Override
            public long allocated(long thread) {
              return 0;
            }

            @Override
            public List<Thread> threads() {
              return List.of();
            }

            @Override
            public double heapPct() {
              return Double.NaN;
            }

            @Override
            public double usedPct() {
              return Double.NaN;
            }

            @Override
            public void collect() {
              throw new UnsupportedOperationException();
            }
          });

  @Test
  void aThreadThatIsAtItsCodeTwiceIsCountedOnce() {
    ClassLoader mine = AccountTest.class.getClassLoader();
    try (Containment.Span _ = account.begin(mine)) {
      cpu.addAndGet(3);
      try (Containment.Span _ = account.begin(mine)) {
        cpu.addAndGet(4);
      }
      cpu.addAndGet(5);
    }
    cpu.addAndGet(100);
    assertEquals(12, account.taken().cpuNanos());
    try (Containment.Span _ = account.begin(mine)) {
      cpu.addAndGet(1);
    }
    assertEquals(13, account.taken().cpuNanos());
  }
}
