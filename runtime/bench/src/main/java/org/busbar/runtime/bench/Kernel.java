package org.busbar.runtime.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.busbar.api.device.write.Driver;
import org.busbar.api.face.Site;
import org.busbar.api.safety.SiteState;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Transport;
import org.busbar.control.selfconsumption.SelfConsumption;
import org.busbar.core.loop.Runner;
import org.busbar.core.mode.ModeTypes;
import org.busbar.core.mode.ThreadWorkers;
import org.busbar.core.site.SiteGateway;
import org.busbar.profile.CarriedProfiles;
import org.busbar.safety.Safety;
import org.busbar.transport.modbus.ModbusTcp;

/** The kernel put together in this process from the parts that ship, without a framework. */
final class Kernel implements AutoCloseable {
  private final Path home;
  private final Safety safety = new Safety();
  private final ThreadWorkers workers;
  private final Runner runner;
  private final SiteGateway gateway;

  /** Starts sites on the real transport and profiles, and on a driver of the bench. */
  Kernel(List<String> sites, Driver driver, Transport transport) throws IOException {
    home = Files.createTempDirectory("busbar-bench");
    Clock clock = Clock.system();
    safety.addDriver(new CarriedProfiles().driver());
    safety.addDriver(driver);
    safety.addTransport(new ModbusTcp());
    safety.addTransport(transport);
    ModeTypes types = new ModeTypes();
    types.add(new SelfConsumption());
    workers = new ThreadWorkers(clock, 2);
    runner = new Runner(clock, 2, "fast".equals(System.getProperty("busbar.tuning")));
    List<Path> files = new ArrayList<>();
    for (String site : sites) {
      Path file = home.resolve("site" + files.size() + ".yaml");
      Files.writeString(file, site);
      files.add(file);
    }
    gateway =
        new SiteGateway(
            files, home, new SiteGateway.Platform(safety, types, workers, runner, clock));
    if (!gateway.problems().isEmpty()) {
      throw new IllegalStateException(String.join("\n", gateway.problems()));
    }
  }

  List<Site> sites() {
    return List.copyOf(gateway.sites());
  }

  Site site() {
    return sites().getFirst();
  }

  /** Brings a site to RUNNING as a person would. */
  static void run(Site site) {
    await(
        Duration.ofSeconds(20),
        () -> {
          site.request(SiteState.RUNNING, "bench", "bench");
          return site.status().state() == SiteState.RUNNING;
        });
  }

  static void await(Duration atMost, BooleanSupplier condition) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("did not come about within " + atMost);
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  @Override
  public void close() throws IOException {
    gateway.close();
    runner.close();
    workers.close();
    safety.close();
    try (Stream<Path> all = Files.walk(home)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
