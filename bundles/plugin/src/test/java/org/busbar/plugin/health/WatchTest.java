package org.busbar.plugin.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.busbar.api.time.Clock;
import org.busbar.plugin.format.Kind;
import org.busbar.plugin.format.Needs;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleReference;

/** Who takes too much is told of, and again where that came to nothing. */
class WatchTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long BUNDLE = 7;

  private final AtomicLong nanos = new AtomicLong();
  private final List<String> told = new ArrayList<>();
  private final AtomicReference<List<Resident>> residents = new AtomicReference<>(List.of());
  private final Watch watch = watch();

  /** A loader of classes of a bundle that runs. */
  private static final class Loader extends ClassLoader implements BundleReference {
    @Override
    public Bundle getBundle() {
      return (Bundle)
          Proxy.newProxyInstance(
              Loader.class.getClassLoader(),
              new Class<?>[] {Bundle.class},
              (_, method, _) ->
                  switch (method.getName()) {
                    case "getBundleId" -> BUNDLE;
                    case "getState" -> Bundle.ACTIVE;
                    default -> throw new UnsupportedOperationException(method.getName());
                  });
    }
  }

  /** Of a machine with one thread, which a plug-in began. */
  private record OneThread(Thread thread) implements Machine {
    @Override
    public long cpuNanos(long of) {
      return 0;
    }

    @Override
    public long allocated(long of) {
      return 0;
    }

    @Override
    public List<Thread> threads() {
      return List.of(thread);
    }

    @Override
    public double heapPct() {
      return 10;
    }

    @Override
    public double usedPct() {
      return 10;
    }

    @Override
    public void collect() {
      throw new UnsupportedOperationException();
    }
  }

  private Watch watch() {
    Thread thread = new Thread(() -> {}, "guest");
    thread.setContextClassLoader(new Loader());
    Machine machine = new OneThread(thread);
    Clock clock =
        new Clock() {
          @Override
          public long nanos() {
            return nanos.get();
          }

          @Override
          public Instant instant() {
            return Instant.EPOCH.plusNanos(nanos.get());
          }
        };
    return new Watch(
        new Ledger(machine, residents::get),
        machine,
        Budgets.USUAL,
        clock,
        (which, _) -> told.add(which.title()));
  }

  private static Resident resident(String version, Set<Long> bundles) {
    return new Resident("com.acme.mode", version, List.of(Kind.MODE), NEEDS, bundles);
  }

  private static final Needs NEEDS = new Needs(List.of(), List.of(), List.of(), List.of(), false);

  private void look(long seconds) {
    for (int i = 0; i < seconds; i += 5) {
      nanos.addAndGet(5 * SECOND);
      watch.look();
    }
  }

  @Test
  void itIsSaidOnceAMinuteAsLongAsItGoesOn() {
    residents.set(List.of(resident("1.0.0", Set.of(BUNDLE))));
    look(55);
    assertEquals(List.of("com.acme.mode 1.0.0"), told);
    look(60);
    assertEquals(2, told.size());
  }

  @Test
  void itIsSaidAtOnceOfOneThatWasStoppedAndRestored() {
    residents.set(List.of(resident("1.0.0", Set.of(BUNDLE))));
    look(5);
    residents.set(List.of(resident("1.0.0", Set.of()))); // In quarantine it is still installed.
    look(5);
    residents.set(List.of(resident("1.0.0", Set.of(BUNDLE))));
    look(5);
    assertEquals(2, told.size());
  }

  @Test
  void ofTwoVersionsItIsSaidOfTheOneThatDoesIt() {
    residents.set(
        List.of(resident("1.0.0", Set.of(BUNDLE)), resident("2.0.0", Set.of(BUNDLE + 1))));
    look(5);
    assertEquals(List.of("com.acme.mode 1.0.0"), told);
  }
}
