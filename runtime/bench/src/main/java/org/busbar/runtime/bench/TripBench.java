package org.busbar.runtime.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.busbar.api.face.Site;
import org.busbar.api.safety.SiteState;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;

/**
 * From a sample that crosses a limit to the closed gate cell, in memory: the time the receiving
 * thread needs, beside an empty loop. The physical reaction belongs to the hard-wired chain.
 */
final class TripBench implements Bench {
  private static final String SITE =
      """
      busbar: site/1
      site: bench
      cycle: 10 ms
      connections:
        none: {transport: pushed}
      devices:
        bat1: {driver: pushed, connection: none, unit: 1}
      """;

  @Override
  public String name() {
    return "trip";
  }

  @Override
  public String text() {
    return "limit crossed to gate closed, in memory";
  }

  @Override
  public void run(Report report, boolean brief) throws Exception {
    int trips = brief ? 200 : 2_000;
    int warm = 50;
    PushedDevices devices = new PushedDevices();
    Samples samples = new Samples(trips);
    try (Kernel kernel = new Kernel(List.of(SITE), devices, devices)) {
      Site site = kernel.site();
      Address temperature = Address.of(new NodeId("bat1"), Points.CELL_TEMPERATURE_MAX_C);
      Kernel.await(Duration.ofSeconds(5), () -> devices.device("bat1") != null);
      PushedDevices.Pushed battery = devices.device("bat1");
      for (int i = 0; i < trips + warm; i++) {
        battery.pushAll(0);
        Kernel.run(site);
        long begin = System.nanoTime();
        battery.push(temperature, PushedDevices.TRIP_C + 1);
        long took = System.nanoTime() - begin;
        if (site.devices().getFirst().cell().isOpen()) {
          throw new IllegalStateException("the gate stayed open");
        }
        if (i >= warm) {
          samples.add(took);
        }
        battery.push(temperature, 25);
        Kernel.await(
            Duration.ofSeconds(5),
            () -> {
              site.reset("bench", "bench");
              return site.status().state() == SiteState.IDLE;
            });
      }
    }
    report.samples(
        "trip/empty-loop",
        EmptyLoop.run(Duration.ofMillis(1), brief ? 2_000 : 10_000),
        1e6,
        "ms",
        Map.of());
    report.samples("trip/limit-to-gate", samples, 1e6, "ms", Map.of("budgetP999", 1.0));
  }
}
