package org.busbar.runtime.bench;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.busbar.api.face.LoopCounters;
import org.busbar.api.face.Site;
import org.busbar.api.plugin.Succession;
import org.busbar.api.plugin.Trial;
import org.busbar.api.plugin.Trial.State;
import org.busbar.runtime.bench.SwapPlugins.Kind;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.wiring.BundleWiring;

/**
 * New versions of a profile, a driver, a mode, a store and a page beside the old, tried out, moved
 * to and the old taken out, again and again, under a cycle of 100 ms with a hundred devices; then
 * the naive way, the bundle updated in place.
 */
final class SwapBench implements Bench {
  private static final int PORT = 29_300;
  private static final int LINES = 10;
  private static final int UNITS = 10;
  private static final double WANTED_W = 1000;
  private static final int LEAST_NAIVE = 10;
  private static final List<String> KINDS =
      List.of(System.getProperty("busbar.kinds", "profile,driver,mode,store,page").split(","));
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String PROFILE_DEVICE = "d0";
  private static final String DRIVER_DEVICE = "d1";
  private static final String NEIGHBOUR = "d2";

  @Override
  public String name() {
    return "swap";
  }

  @Override
  public String text() {
    return "going over to new versions under load: cycles, gaps and what is left; naive beside it";
  }

  @Override
  public void run(Report report, boolean brief) throws Exception {
    int swaps = Integer.getInteger("busbar.swaps", brief ? 20 : 200);
    Path home = Files.createTempDirectory("busbar-bench");
    String battery =
        Files.readString(
            Path.of(System.getProperty("busbar.root"), "drivers/busbar/battery-inverter.yaml"));
    SwapPlugins plugins = new SwapPlugins(home, battery);
    Files.writeString(home.resolve("plant.yaml"), plant());
    Files.writeString(home.resolve("site.yaml"), site());
    Process devices = devices(home);
    try (SwapGateway gateway =
        new SwapGateway(
            Path.of(System.getProperty("busbar.dist")),
            home.resolve("home"),
            home.resolve("site.yaml"),
            PORT - 1)) {
      new Run(report, gateway, plugins, swaps).run();
    } finally {
      devices.destroy();
      devices.waitFor(10, TimeUnit.SECONDS);
      StartBench.delete(home);
    }
  }

  private static Process devices(Path home) throws IOException, InterruptedException {
    Process devices =
        new ProcessBuilder(
                StartBench.java(),
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                "org.busbar.sim.SimMain",
                "devices",
                "--plant",
                home.resolve("plant.yaml").toString(),
                "--port",
                Integer.toString(PORT))
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("plant.log").toFile())
            .start();
    try {
      StartBench.waitFor(
          "http://127.0.0.1:" + (PORT + 1 + LINES * UNITS) + "/plant", Duration.ofSeconds(60));
    } catch (IllegalStateException e) {
      throw new IllegalStateException(Files.readString(home.resolve("plant.log")), e);
    }
    return devices;
  }

  private static String plant() {
    StringBuilder text = new StringBuilder("name: bench\ndevices:\n");
    for (int i = 0; i < LINES * UNITS; i++) {
      text.append(
          "  d%d: {kind: battery, profile: busbar.battery-inverter, port: %d, unit: %d}\n"
              .formatted(i, 1 + i / UNITS, 1 + i % UNITS));
    }
    return text.toString();
  }

  private static String site() {
    StringBuilder text =
        new StringBuilder("busbar: site/1\nsite: bench\ncycle: 100 ms\nautostart: true\n");
    text.append("connections:\n");
    for (int i = 0; i < LINES; i++) {
      text.append(
          "  c%d: {transport: modbus-tcp, host: 127.0.0.1, port: %d, timeout: 400 ms}\n"
              .formatted(i, PORT + i));
    }
    text.append("devices:\n");
    StringBuilder children = new StringBuilder();
    for (int i = 0; i < LINES * UNITS; i++) {
      String kind =
          switch (i) {
            case 0 -> "profile: bench.battery";
            case 1 -> "driver: benchdriver";
            case 2 -> "profile: bench.still";
            default -> "profile: bench.slow";
          };
      String consent = i == 0 ? ", consent: {control: {by: b, on: 2026-11-21, why: bench}}" : "";
      text.append(
          "  d%d: {%s, connection: c%d, unit: %d%s}\n"
              .formatted(i, kind, i / UNITS, 1 + i % UNITS, consent));
      children.append(i == 0 ? "" : ", ").append("d").append(i);
    }
    return text.append("tree:\n  children: [")
        .append(children)
        .append("]\nmodes:\n  wanted: {type: benchmode, node: d0, level: economic}\n")
        .toString();
  }

  /** One run through all kinds. */
  private static final class Run {
    private final Report report;
    private final SwapGateway gateway;
    private final SwapPlugins plugins;
    private final int swaps;
    private final Map<Kind, Bundle> inUse = new HashMap<>();
    private final AtomicLong restarts = new AtomicLong();
    private int version;

    Run(Report report, SwapGateway gateway, SwapPlugins plugins, int swaps) {
      this.report = report;
      this.gateway = gateway;
      this.plugins = plugins;
      this.swaps = swaps;
    }

    void run() throws Exception {
      gateway.install(plugins.jar(Kind.PROFILE, 0)).start();
      version = 1;
      for (Kind kind : Kind.values()) {
        Bundle bundle = gateway.install(plugins.jar(kind, version));
        bundle.start();
        inUse.put(kind, bundle);
      }
      gateway.start();
      Site site = gateway.site(Duration.ofSeconds(60));
      Kernel.run(site);
      Kernel.await(PATIENCE, () -> isReady(site));
      gateway.context().addBundleListener(this::seen);
      for (Kind kind : Kind.values()) {
        if (!goesOver(kind)) {
          System.err.println("nobody goes over from one " + kind.word() + " to the next; left out");
        } else if (KINDS.contains(kind.word())) {
          swap(kind, site);
        }
      }
      if (swaps >= LEAST_NAIVE) {
        naive(Kind.PROFILE, site);
        naive(Kind.DRIVER, site);
        naive(Kind.MODE, site);
      }
    }

    private static boolean isReady(Site site) {
      boolean all =
          site.devices().stream()
              .allMatch(device -> device.session().state().name().equals("READY"));
      return all
          && site.snapshot().samples().stream()
              .anyMatch(
                  sample ->
                      sample.address().toString().equals("d0/activePowerSetpointW")
                          && Math.abs(sample.value() - WANTED_W) < 1);
    }

    private boolean goesOver(Kind kind) {
      String word =
          switch (kind) {
            case PROFILE, DRIVER -> "devices";
            case MODE -> "modes";
            case PAGE -> "pages";
            case STORE -> "stores";
          };
      return gateway.successions().stream()
          .map(Succession::what)
          .anyMatch(what -> what.equals(word) || (kind == Kind.STORE && what.contains("histor")));
    }

    /** What is not of the bench should neither stop nor start. */
    private void seen(BundleEvent event) {
      boolean own = event.getBundle().getSymbolicName().startsWith("bench.");
      if (!own
          && (event.getType() == BundleEvent.STOPPED || event.getType() == BundleEvent.STARTED)) {
        restarts.incrementAndGet();
      }
    }

    private static String device(Kind kind) {
      return kind == Kind.DRIVER ? DRIVER_DEVICE : PROFILE_DEVICE;
    }

    /** What one kind's swaps came to. */
    private static final class Found {
      final Samples gaps;
      final Samples neighbours;
      final Samples told;
      final Samples took;
      final SwapTally.Figures all = new SwapTally.Figures();
      final List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
      long lostBeside;
      long missed;

      Found(int swaps) {
        gaps = new Samples(swaps);
        neighbours = new Samples(swaps);
        told = new Samples(swaps);
        took = new Samples(swaps);
      }

      void add(SwapTally.Figures device, SwapTally.Figures neighbour) {
        gaps.add(Math.max(0, device.worstNanos));
        neighbours.add(Math.max(0, neighbour.worstNanos));
        all.lost += device.lost;
        all.doubled += device.doubled;
        all.ownerless += device.ownerless;
        lostBeside += neighbour.lost;
      }
    }

    private void swap(Kind kind, Site site) throws Exception {
      once(kind); // What is loaded and grown once is not what is left behind each time.
      final long threads = threads();
      final long descriptors = descriptors();
      final long moved = restarts.get();
      final LoopCounters before = site.loop();
      Found found = new Found(swaps);
      try (SwapTally tally = new SwapTally(site, WANTED_W)) {
        settle();
        tally.take(device(kind));
        tally.take(NEIGHBOUR);
        for (int i = 0; i < swaps; i++) {
          long begun = System.nanoTime();
          Swapped swapped = once(kind);
          found.took.add(System.nanoTime() - begun);
          found.loaders.add(swapped.loader());
          found.told.add(swapped.gapNanos());
          settle();
          found.add(tally.take(device(kind)), tally.take(NEIGHBOUR));
        }
        found.missed = tally.missed();
      }
      LoopCounters after = site.loop();
      String name = "swap/" + kind.word();
      Map<String, ?> notes = notes(swaps);
      report(name, found, notes);
      report.value(
          name + "/missed-cycles",
          after.skipped() - before.skipped(),
          "1",
          with(notes, "overruns", after.overruns() - before.overruns()));
      report.value(name + "/restarts", restarts.get() - moved, "1", notes);
      report.value(name + "/class-loaders", left(found.loaders), "1", notes);
      report.value(name + "/threads", threads() - threads, "1", notes);
      report.value(name + "/descriptors", descriptors() - descriptors, "1", notes);
    }

    private static Map<String, ?> notes(int swaps) {
      return Map.of("swaps", swaps, "devices", LINES * UNITS, "cycleMs", 100);
    }

    private void report(String name, Found found, Map<String, ?> notes) {
      report.samples(name + "/gap", found.gaps, 1e6, "ms", with(notes, "budget", 100));
      report.samples(name + "/gap-of-neighbour", found.neighbours, 1e6, "ms", notes);
      report.samples(name + "/gap-told", found.told, 1e6, "ms", notes);
      report.samples(name + "/took", found.took, 1e6, "ms", notes);
      report.value(
          name + "/lost", found.all.lost, "samples", with(notes, "neighbour", found.lostBeside));
      report.value(
          name + "/doubled", found.all.doubled, "samples", with(notes, "notSeen", found.missed));
      report.value(name + "/without-owner", found.all.ownerless, "samples", notes);
    }

    private static Map<String, Object> with(Map<String, ?> notes, String key, Object value) {
      Map<String, Object> all = new HashMap<>(notes);
      all.put(key, value);
      return all;
    }

    /** What a swap cost by its own account, and what must die. */
    private record Swapped(long gapNanos, WeakReference<ClassLoader> loader) {}

    /** As the provisioner does it, but for verifying and watching. */
    private Swapped once(Kind kind) throws Exception {
      Bundle old = inUse.get(kind);
      Bundle next = gateway.install(plugins.jar(kind, ++version));
      next.start();
      List<Trial> trials = new ArrayList<>();
      for (Succession succession : gateway.successions()) {
        trials.add(succession.tryOut(Set.of(old.getBundleId()), Set.of(next.getBundleId())));
      }
      long gap = 0;
      try {
        for (Trial trial : trials) {
          good(kind, trial);
        }
        for (Trial trial : trials) {
          gap = Math.max(gap, trial.move().gap().toNanos());
        }
        for (Trial trial : trials) {
          good(kind, trial);
        }
      } finally {
        trials.forEach(Trial::close);
      }
      WeakReference<ClassLoader> loader =
          new WeakReference<>(old.adapt(BundleWiring.class).getClassLoader());
      old.uninstall();
      gateway.refresh(List.of(old));
      inUse.put(kind, next);
      return new Swapped(gap, loader);
    }

    private static void good(Kind kind, Trial trial) {
      Trial.Standing[] last = new Trial.Standing[1];
      try {
        Kernel.await(
            PATIENCE,
            () -> {
              last[0] = trial.standing();
              if (last[0].state() == State.BAD) {
                throw new IllegalStateException(kind + ": " + last[0].words());
              }
              return last[0].state() == State.GOOD;
            });
      } catch (IllegalStateException e) {
        throw new IllegalStateException(kind + ": " + last[0].words(), e);
      }
    }

    /** The bundle updated in place. */
    private void naive(Kind kind, Site site) throws Exception {
      int rounds = Math.max(3, swaps / 10);
      Samples gaps = new Samples(rounds);
      SwapTally.Figures all = new SwapTally.Figures();
      LoopCounters before = site.loop();
      try (SwapTally tally = new SwapTally(site, WANTED_W)) {
        settle();
        tally.take(device(kind));
        for (int i = 0; i < rounds; i++) {
          Bundle bundle = inUse.get(kind);
          try (InputStream in = Files.newInputStream(plugins.jar(kind, ++version))) {
            bundle.update(in);
          }
          gateway.refresh(List.of(bundle));
          ModbusBench.pause(2);
          SwapTally.Figures figures = tally.take(device(kind));
          gaps.add(Math.max(0, figures.worstNanos));
          all.lost += figures.lost;
          all.ownerless += figures.ownerless;
        }
      }
      Map<String, ?> notes =
          Map.of(
              "swaps",
              rounds,
              "missedCycles",
              site.loop().skipped() - before.skipped(),
              "lost",
              all.lost,
              "withoutOwner",
              all.ownerless);
      report.samples("swap/" + kind.word() + "/naive-gap", gaps, 1e6, "ms", notes);
    }

    private static void settle() {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
    }

    /** How many class loaders are still there after everything was given the chance to go. */
    private static long left(List<WeakReference<ClassLoader>> loaders) {
      long left = loaders.size();
      for (int i = 0; i < 20 && left > 0; i++) {
        System.gc();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(250));
        left = loaders.stream().filter(loader -> loader.get() != null).count();
      }
      return left;
    }

    private static long threads() {
      return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private static long descriptors() throws IOException {
      try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
        return open.count();
      }
    }
  }
}
