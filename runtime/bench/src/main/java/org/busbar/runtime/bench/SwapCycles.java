package org.busbar.runtime.bench;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.busbar.api.face.LoopCounters;
import org.busbar.api.face.Site;
import org.busbar.api.plugin.PluginWish;
import org.busbar.runtime.bench.SwapPlugins.Kind;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Plug-ins that are installed, updated and uninstalled again and again under the load of a site
 * that runs: what the loop misses, and what is left of what has gone.
 */
final class SwapCycles {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Report report;
  private final SwapGateway gateway;
  private final Site site;
  private final Path log;
  private final List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
  private long stale;

  /** With the log of the devices. */
  SwapCycles(Report report, SwapGateway gateway, Site site, Path log) {
    this.report = report;
    this.gateway = gateway;
    this.site = site;
    this.log = log;
  }

  /**
   * Runs as many as a property says; none without.
   *
   * @param kinds in turn; all of them are installed, before and after
   */
  void run(List<Kind> kinds) throws IOException {
    int cycles = Integer.getInteger("busbar.cycles", 0);
    if (cycles == 0) {
      return;
    }
    for (Kind kind : kinds) {
      cycle(kind, new Samples(1));
    }
    loaders.clear();
    stale = 0;
    Samples took = new Samples(cycles);
    LoopCounters before = site.loop();
    final long begun = System.nanoTime();
    for (int i = 0; i < cycles; i++) {
      cycle(kinds.get(i % kinds.size()), took);
    }
    LoopCounters after = site.loop();
    Map<String, Object> notes =
        Map.of(
            "cycles",
            cycles,
            "kinds",
            kinds.toString(),
            "steps",
            after.steps() - before.steps(),
            "missedByTheMachine",
            stood(begun));
    report.samples("swap/cycles/took", took, 1e6, "ms", notes);
    report.value("swap/cycles/missed-cycles", after.skipped() - before.skipped(), "1", notes);
    report.value("swap/cycles/stale-services", stale, "1", notes);
    report.value("swap/cycles/class-loaders", SwapRun.left(loaders), "1", notes);
  }

  /** Cycles that a bare loop in another process missed, too. */
  private long stood(long since) throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      return lines
          .map(line -> line.split(" "))
          .filter(word -> word.length == 2 && word[1].equals(SwapDevices.STOOD))
          .filter(word -> Long.parseLong(word[0]) >= since)
          .count();
    }
  }

  /** Uninstalled, installed in its first version, updated to its second. */
  private void cycle(Kind kind, Samples took) throws IOException {
    long begun = System.nanoTime();
    watch(kind);
    gateway.carryOut(new PluginWish.Remove(kind.plugin()));
    expect(kind, 0);
    gateway.carryOut(new PluginWish.Install(kind.plugin(), SwapPlugins.version(0)));
    expect(kind, 1);
    watch(kind);
    gateway.carryOut(new PluginWish.Update(kind.plugin(), SwapPlugins.version(1)));
    expect(kind, 1);
    took.add(System.nanoTime() - begun);
  }

  private void watch(Kind kind) {
    for (Bundle bundle : bundles(kind)) {
      loaders.add(new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader()));
    }
  }

  /** So many bundles and services of it and no more, and the site uses it or does not. */
  private void expect(Kind kind, int many) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while ((services(kind) != many || isUsed(kind) != many > 0) && System.nanoTime() < until) {
      LockSupport.parkNanos(5_000_000);
    }
    stale += Math.abs(services(kind) - many) + Math.abs(bundles(kind).size() - many);
    stale += isUsed(kind) == many > 0 ? 0 : 1;
  }

  private List<Bundle> bundles(Kind kind) {
    return Arrays.stream(gateway.context().getBundles())
        .filter(bundle -> kind.bundles().contains(bundle.getSymbolicName()))
        .toList();
  }

  private long services(Kind kind) {
    return bundles(kind).stream()
        .map(Bundle::getRegisteredServices)
        .mapToLong(services -> services == null ? 0 : services.length)
        .sum();
  }

  private boolean isUsed(Kind kind) {
    return switch (kind) {
      case DRIVER ->
          site.devices().stream()
              .filter(device -> device.device().value().equals(SwapBench.METER))
              .anyMatch(device -> device.session().state().name().equals("READY"));
      case MODE ->
          site.modes().stream()
              .filter(mode -> mode.config().id().equals(SwapBench.MODE))
              .anyMatch(mode -> mode.state().equals("RUNNING"));
      default -> services(kind) > 0;
    };
  }
}
