package org.busbar.runtime.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.busbar.api.face.LoopCounters;
import org.busbar.api.face.Site;
import org.busbar.api.plugin.PluginJob;
import org.busbar.api.plugin.PluginStatus;
import org.busbar.api.plugin.PluginWish;
import org.busbar.api.plugin.Plugins;
import org.busbar.api.time.Clock;
import org.busbar.runtime.bench.SwapPlugins.Kind;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/** One run through all kinds in one gateway. */
final class SwapRun {
  private static final int WARM = 2;
  private static final LoopCounters NOTHING = new LoopCounters(0, 0, 0, 0, 0, 0);
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Duration CALM = Duration.ofSeconds(10);

  private final Report report;
  private final SwapGateway gateway;
  private final Around around;
  private final int swaps;
  private final Map<Kind, Long> version = new EnumMap<>(Kind.class);
  private final AtomicLong restarts = new AtomicLong();
  private final Clock clock = Clock.system();

  /**
   * What is around the gateway.
   *
   * @param log what the devices write down
   */
  record Around(Path home, Path log, int port) {}

  SwapRun(Report report, SwapGateway gateway, Around around, int swaps) {
    this.report = report;
    this.gateway = gateway;
    this.around = around;
    this.swaps = swaps;
  }

  /**
   * Swaps these, one after the other; then goes back a few times by a typed command.
   *
   * @param naive how often each is updated in place afterwards
   */
  void run(List<Kind> kinds, int naive) throws Exception {
    gateway.start();
    Site site = gateway.site(Duration.ofSeconds(60));
    Kernel.run(site);
    Kernel.await(PATIENCE, () -> isReady(site));
    gateway.context().addBundleListener(this::seen);
    gateway.context().addServiceListener(this::seen);
    for (Kind kind : kinds) {
      swap(kind, site);
    }
    for (Kind kind : naive > 0 ? kinds : List.<Kind>of()) {
      new SwapBack(report, gateway, around).run(kind, site, Math.max(1, naive / 3));
    }
    for (Kind kind : naive > 0 ? kinds : List.<Kind>of()) {
      naive(kind, site, naive);
    }
    new SwapCycles(report, gateway, site, around.log()).run(SwapBench.kinds("busbar.cycled"));
  }

  private static boolean isReady(Site site) {
    boolean all =
        site.devices().stream().allMatch(device -> device.session().state().name().equals("READY"));
    return all
        && site.snapshot().samples().stream()
            .anyMatch(
                sample ->
                    sample.address().toString().equals("d0/activePowerSetpointW")
                        && sample.value() >= SwapBench.LEAST_W);
  }

  /** What is not of the bench should neither stop nor start. */
  private void seen(BundleEvent event) {
    boolean moved =
        event.getType() == BundleEvent.STOPPED || event.getType() == BundleEvent.STARTED;
    if (moved && !event.getBundle().getSymbolicName().startsWith("bench.")) {
      restarts.incrementAndGet();
    }
  }

  /** Nor should its components: whatever restarts takes its services back. */
  private void seen(ServiceEvent event) {
    Bundle bundle = event.getServiceReference().getBundle();
    boolean gone = event.getType() == ServiceEvent.UNREGISTERING;
    if (gone && bundle != null && !bundle.getSymbolicName().startsWith("bench.")) {
      restarts.incrementAndGet();
    }
  }

  private static String device(Kind kind) {
    return kind == Kind.DRIVER ? SwapBench.METER : SwapBench.BATTERY;
  }

  /** What one kind's swaps came to. */
  static final class Found {
    final Samples gaps;
    final Samples neighbours;
    final Samples meters;
    final Samples told;
    final Samples took;
    final List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    long samples;
    long lost;
    long doubled;
    long lostBeside;
    long notSeen;
    long collections;
    long cpuNanos;
    long first;
    long end;
    Instant began = Instant.EPOCH;
    LoopCounters before = NOTHING;
    LoopCounters after = NOTHING;
    SwapOwner.Figures owner = SwapOwner.Figures.NONE;
    long sameMs;
    final Map<String, Long> stepsMs = new LinkedHashMap<>();

    Found(int swaps) {
      gaps = new Samples(swaps);
      neighbours = new Samples(swaps);
      meters = new Samples(swaps);
      told = new Samples(swaps);
      took = new Samples(swaps);
    }

    /** How long each step took in the mean. */
    Map<String, Long> meanMs(int swaps) {
      stepsMs.replaceAll((step, ms) -> ms / swaps);
      return stepsMs;
    }

    void add(SwapTally.Figures device, SwapTally.Figures neighbour) {
      gaps.add(Math.max(0, device.worstNanos));
      neighbours.add(Math.max(0, neighbour.worstNanos));
      sameMs += device.sameMs;
      lostBeside += neighbour.lost;
      count(device);
    }

    /** The device of the driver, where another is the profile's. */
    void addMeter(SwapTally.Figures meter) {
      meters.add(Math.max(0, meter.worstNanos));
      count(meter);
    }

    private void count(SwapTally.Figures of) {
      samples += of.samples;
      lost += of.lost;
      doubled += of.doubled;
    }
  }

  private void swap(Kind kind, Site site) throws Exception {
    try (SwapPages pages =
        kind.parts().contains(Kind.PAGE) ? new SwapPages(around.port(), around.home()) : null) {
      swap(kind, site, pages);
    }
  }

  private void swap(Kind kind, Site site, @Nullable SwapPages pages) throws Exception {
    // What is loaded and grown once is not what is left behind each time.
    for (int i = 0; i < WARM; i++) {
      once(kind, new Found(1));
    }
    keep(kind);
    once(kind, new Found(1));
    collect();
    final long threads = threads();
    final long descriptors = descriptors();
    final long moved = restarts.get();
    Found found = new Found(swaps);
    measure(kind, site, pages, found);
    String name = "swap/" + kind.word();
    report(name, found);
    report.value(name + "/restarts", restarts.get() - moved, "1", notes());
    report.value(name + "/class-loaders", left(found.loaders), "1", notes());
    report.value(name + "/threads", calm(SwapRun::threads, threads), "1", notes());
    report.value(name + "/descriptors", calm(SwapRun::descriptors, descriptors), "1", notes());
    if (pages != null) {
      SwapPages.Figures page = pages.take();
      report.value(
          name + "/not-opened",
          page.failed(),
          "1",
          notes("opened", page.opened(), "longestMs", page.worstNanos() / 1e6, "why", page.why()));
    }
    if (kind.parts().contains(Kind.STORE)) {
      SwapHistory kept = SwapHistory.of(gateway, site, found);
      report.value(
          name + "/not-kept",
          kept.missing() - found.sameMs,
          "samples",
          notes("kept", kept.rows(), "sameMs", found.sameMs));
      report.value(name + "/kept-twice", kept.doubled(), "samples", notes());
    }
  }

  private void measure(Kind kind, Site site, @Nullable SwapPages pages, Found found)
      throws IOException {
    try (SwapTally tally = new SwapTally(site);
        SwapOwner owners = new SwapOwner(site, around.log(), SwapBench.BATTERY, SwapBench.MODE)) {
      found.began = clock.instant();
      settle();
      tally.take(device(kind));
      tally.take(SwapBench.NEIGHBOUR);
      tally.take(SwapBench.METER);
      found.first = tally.newest(SwapBench.BATTERY);
      if (pages != null) {
        pages.take();
      }
      found.collections = -collections();
      found.cpuNanos = -cpuNanos();
      found.before = site.loop();
      for (int i = 0; i < swaps; i++) {
        once(kind, found);
        found.told.add(told(kind));
        settle();
        found.add(tally.take(device(kind)), tally.take(SwapBench.NEIGHBOUR));
        if (kind == Kind.ALL) {
          found.addMeter(tally.take(SwapBench.METER));
        }
      }
      found.after = site.loop();
      found.collections += collections();
      found.cpuNanos += cpuNanos();
      found.notSeen = tally.missed();
      found.owner = owners.take();
      found.end = tally.newest(SwapBench.BATTERY);
    }
  }

  private void report(String name, Found found) {
    report.samples(name + "/gap", found.gaps, 1e6, "ms", notes("budget", 100));
    report.samples(name + "/gap-of-neighbour", found.neighbours, 1e6, "ms", notes());
    if (found.meters.count() > 0) {
      report.samples(name + "/gap-of-driver", found.meters, 1e6, "ms", notes("budget", 100));
    }
    report.samples(name + "/gap-told", found.told, 1e6, "ms", notes());
    report.samples(
        name + "/took",
        found.took,
        1e6,
        "ms",
        notes("stepsMs", found.meanMs(swaps), "cpuMs", found.cpuNanos / swaps / 1e6));
    report.value(
        name + "/lost",
        found.lost,
        "samples",
        notes("neighbour", found.lostBeside, "of", found.samples));
    report.value(name + "/doubled", found.doubled, "samples", notes("notSeen", found.notSeen));
    SwapOwner.Figures owner = found.owner;
    report.value(
        name + "/without-owner",
        owner.ownerless(),
        "setpoints",
        notes(
            "told", owner.told(),
            "released", owner.released(),
            "releasedForAge", owner.aged(),
            "onTheWayBack", owner.back(),
            "reverted", owner.reverted(),
            "steps", owner.steps(),
            "stepsWithout", owner.idle(),
            "longestMs", owner.longestNanos() / 1e6));
    report.value(
        name + "/missed-cycles",
        found.after.skipped() - found.before.skipped(),
        "1",
        notes(
            "overruns",
            found.after.overruns() - found.before.overruns(),
            "collections",
            found.collections));
  }

  private Map<String, Object> notes(Object... more) {
    Map<String, Object> notes = new TreeMap<>();
    notes.put("swaps", swaps);
    notes.put("devices", SwapBench.LINES * SwapBench.UNITS);
    notes.put("cycleMs", 100);
    for (int i = 0; i < more.length; i += 2) {
      notes.put((String) more[i], more[i + 1]);
    }
    return notes;
  }

  /** An update as a person asks for it. */
  private void once(Kind kind, Found found) throws IOException {
    for (String name : kind.bundles()) {
      BundleWiring wiring = gateway.bundle(name).adapt(BundleWiring.class);
      found.loaders.add(new WeakReference<>(wiring.getClassLoader()));
    }
    String next = SwapPlugins.version(version.merge(kind, 1L, Long::sum));
    long begun = System.nanoTime();
    Instant before = clock.instant();
    PluginJob job = gateway.carryOut(new PluginWish.Update(kind.plugin(), next));
    found.took.add(System.nanoTime() - begun);
    for (PluginJob.Step step : job.steps()) {
      found.stepsMs.merge(step.text(), Duration.between(before, step.at()).toMillis(), Long::sum);
      before = step.at();
    }
  }

  /** What the gateway itself says of the last swap. */
  private long told(Kind kind) {
    return gateway.service(Plugins.class, PATIENCE).installed().stream()
        .filter(status -> status.card().id().equals(kind.plugin()))
        .map(PluginStatus::swaps)
        .findFirst()
        .orElseThrow()
        .getFirst()
        .gap()
        .toNanos();
  }

  /** The bundle updated in place. */
  private void naive(Kind kind, Site site, int rounds) throws Exception {
    Samples gaps = new Samples(rounds);
    long lost = 0;
    LoopCounters before = site.loop();
    SwapOwner.Figures owner;
    try (SwapTally tally = new SwapTally(site);
        SwapOwner owners = new SwapOwner(site, around.log(), SwapBench.BATTERY, SwapBench.MODE)) {
      settle();
      tally.take(device(kind));
      for (int i = 0; i < rounds; i++) {
        Bundle bundle = gateway.bundle(kind.bundles().getFirst());
        try (InputStream in = Files.newInputStream(former(kind))) {
          bundle.update(in);
        }
        FrameworkWiring wiring = gateway.context().getBundle(0).adapt(FrameworkWiring.class);
        wiring.refreshBundles(List.of(bundle));
        ModbusBench.pause(1);
        SwapTally.Figures figures = tally.take(device(kind));
        gaps.add(Math.max(0, figures.worstNanos));
        lost += figures.lost;
      }
      owner = owners.take();
    }
    report.samples(
        "swap/" + kind.word() + "/naive-gap",
        gaps,
        1e6,
        "ms",
        Map.of(
            "swaps",
            rounds,
            "missedCycles",
            site.loop().skipped() - before.skipped(),
            "lost",
            lost,
            "withoutOwner",
            owner.ownerless(),
            "toldLongestMs",
            owner.longestNanos() / 1e6));
  }

  /** A copy of what runs: for going back to it naively when its file is not kept any more. */
  private void keep(Kind kind) throws IOException {
    String location = gateway.bundle(kind.bundles().getFirst()).getLocation();
    Path running = Path.of(URI.create(location.substring("reference:".length())));
    Files.copy(running, former(kind), StandardCopyOption.REPLACE_EXISTING);
  }

  private Path former(Kind kind) {
    return around.home().resolve(kind.word() + ".jar");
  }

  private static void settle() {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(120));
  }

  /** How many class loaders are still there after everything was given the chance to go. */
  static long left(List<WeakReference<ClassLoader>> loaders) {
    long left = loaders.size();
    for (int i = 0; i < 20 && left > 0; i++) {
      collect();
      left = loaders.stream().filter(loader -> loader.get() != null).count();
    }
    return left;
  }

  /** Never while anything is measured: everything stands still for it. */
  private static void collect() {
    System.gc();
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(250));
  }

  /** Full collections that came by themselves and others. */
  private static long collections() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .filter(bean -> bean.getMemoryPoolNames().length > 2)
        .mapToLong(java.lang.management.GarbageCollectorMXBean::getCollectionCount)
        .sum();
  }

  private interface Count {
    long now() throws IOException;
  }

  /** How many more there are than before, once what ends by itself has ended. */
  private static long calm(Count count, long before) throws IOException {
    long until = System.nanoTime() + CALM.toNanos();
    long more = count.now() - before;
    while (more > 0 && System.nanoTime() - until < 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
      more = count.now() - before;
    }
    return more;
  }

  private static long threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  /** What the process took of the processors, the devices' samples included. */
  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }
}
