package org.busbar.runtime.bench;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.busbar.api.face.LoopCounters;
import org.busbar.api.face.Site;

/**
 * The loop in both tunings' periods beside an empty loop of the same period, and a thousand small
 * sites in one runtime. Devices have no wire here: the kernel alone is measured.
 */
final class LoopBench implements Bench {
  @Override
  public String name() {
    return "loop";
  }

  @Override
  public String text() {
    return "cycle and start jitter at 10 and 100 ms, 1,000 sites at 1 s, beside an empty loop";
  }

  @Override
  public void run(Report report, boolean brief) throws Exception {
    cycle(report, Duration.ofMillis(10), 100, brief ? 500 : 6_000);
    cycle(report, Duration.ofMillis(100), 10, brief ? 50 : 600);
    cycle(report, Duration.ofMillis(100), 500, brief ? 50 : 600);
    sites(report, 1_000, brief ? 10 : 60);
  }

  private static void cycle(Report report, Duration period, int devices, int cycles)
      throws Exception {
    String name = "loop/" + period.toMillis() + "ms-" + devices + "-devices";
    report.samples(name + "/empty-loop", EmptyLoop.run(period, cycles), 1e6, "ms", Map.of());
    PushedDevices pushed = new PushedDevices();
    AtomicBoolean done = new AtomicBoolean();
    Samples starts = new Samples(cycles);
    Samples durations = new Samples(cycles);
    try (Kernel kernel = new Kernel(List.of(site("bench", period, devices)), pushed, pushed)) {
      Site site = kernel.site();
      Kernel.await(Duration.ofSeconds(20), () -> count(pushed) == devices);
      Thread pusher = Thread.ofPlatform().daemon().start(() -> push(pushed, done));
      Kernel.run(site);
      LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
      LoopCounters before = site.loop();
      long[] last = {0};
      try (var _ =
          site.listen(
              (snapshot, changed, decision) -> {
                if (last[0] != 0) {
                  starts.add(Math.abs(snapshot.nanos() - last[0] - period.toNanos()));
                  durations.add((long) (site.loop().lastStepS() * 1e9));
                }
                last[0] = snapshot.nanos();
              })) {
        Kernel.await(
            period.multipliedBy(cycles).plusSeconds(60), () -> starts.count() >= cycles - 1);
      }
      LoopCounters after = site.loop();
      done.set(true);
      pusher.join();
      Map<String, ?> notes =
          Map.of(
              "overruns", after.overruns() - before.overruns(),
              "skipped", after.skipped() - before.skipped());
      report.samples(name + "/period-error", starts, 1e6, "ms", notes);
      report.samples(name + "/step", durations, 1e6, "ms", notes);
    }
  }

  private static void sites(Report report, int count, int seconds) throws Exception {
    List<String> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      files.add(site("s" + i, Duration.ofSeconds(1), 5));
    }
    PushedDevices pushed = new PushedDevices();
    AtomicBoolean done = new AtomicBoolean();
    try (Kernel kernel = new Kernel(files, pushed, pushed)) {
      Thread pusher = Thread.ofPlatform().daemon().start(() -> push(pushed, done));
      kernel.sites().forEach(Kernel::run);
      double cpu = cpuSeconds();
      long steps = kernel.sites().stream().mapToLong(site -> site.loop().steps()).sum();
      long overruns = kernel.sites().stream().mapToLong(site -> site.loop().overruns()).sum();
      LockSupport.parkNanos(Duration.ofSeconds(seconds).toNanos());
      long made = kernel.sites().stream().mapToLong(site -> site.loop().steps()).sum() - steps;
      long late =
          kernel.sites().stream().mapToLong(site -> site.loop().overruns()).sum() - overruns;
      Map<String, ?> notes =
          Map.of(
              "sites",
              count,
              "overruns",
              late,
              "cpuPct",
              (cpuSeconds() - cpu) / seconds * 100,
              "heapMB",
              usedMb());
      report.value("loop/sites-steps-per-second", (double) made / seconds, "1/s", notes);
      done.set(true);
      pusher.join();
    }
  }

  private static int count(PushedDevices pushed) {
    int count = 0;
    for (PushedDevices.Pushed _ : pushed.all()) {
      count++;
    }
    return count;
  }

  /** Every device once a second, spread over it. */
  private static void push(PushedDevices pushed, AtomicBoolean done) {
    long round = 0;
    while (!done.get()) {
      int i = 0;
      for (PushedDevices.Pushed device : pushed.all()) {
        device.pushAll(100 + round % 7 + i % 3);
        if (++i % 50 == 0) {
          LockSupport.parkNanos(1_000_000);
        }
      }
      round++;
      LockSupport.parkNanos(900_000_000);
    }
  }

  private static String site(String name, Duration period, int devices) {
    StringBuilder text =
        new StringBuilder(
                "busbar: site/1\nsite: " + name + "\ncycle: " + period.toMillis() + " ms\n")
            .append("connections:\n  none: {transport: pushed}\ndevices:\n")
            .append("  pcc: {driver: pushed, connection: none, unit: 1}\n");
    StringBuilder children = new StringBuilder();
    for (int i = 1; i < devices; i++) {
      text.append("  b").append(i).append(": {driver: pushed, connection: none, unit: 1}\n");
      children.append(i == 1 ? "" : ", ").append("b").append(i);
    }
    return text.append("tree:\n  meter: pcc\n  children:\n    - group: storage\n      children: [")
        .append(children)
        .append(
            "]\nmodes:\n  self-consumption: {node: storage, level: economic, config: {target-w: 0 W}}\n")
        .toString();
  }

  private static double cpuSeconds() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }

  private static double usedMb() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
  }
}
