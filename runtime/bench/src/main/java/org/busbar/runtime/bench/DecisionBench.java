package org.busbar.runtime.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.busbar.api.events.EventSink;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.Field;
import org.busbar.api.safety.SiteState;
import org.busbar.api.safety.StopSource;
import org.busbar.api.site.SiteModel;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.core.image.Image;
import org.busbar.core.model.SiteFile;
import org.busbar.safety.Safety;

/**
 * From a sample that crosses a limit, or an emergency stop, to the closed gate cell, in memory,
 * with the writer woken: the time the calling thread needs, beside an empty loop. The physical 1 ms
 * belongs to the hard-wired chain.
 */
final class DecisionBench implements Bench {
  private static final String SENTENCE =
      "decision in memory; a physical reaction within 1 ms belongs to the hard-wired chain";
  private static final String SITE =
      """
      busbar: site/1
      site: bench
      cycle: 10 ms
      connections:
        none: {transport: pushed}
      devices:
        bat1: {driver: pushed, connection: none, unit: 1}
      emergency:
        resets-per-minute: 1000000
      """;
  private static final int WARM = 5_000;

  private final Address temperature = Address.of(new NodeId("bat1"), Points.CELL_TEMPERATURE_MAX_C);
  private long steps;

  @Override
  public String name() {
    return "estop-decision";
  }

  @Override
  public String text() {
    return "limit or emergency stop to gate closed; " + SENTENCE;
  }

  @Override
  public void run(Report report, boolean brief) throws Exception {
    int trips = brief ? 10_000 : 100_000;
    Duration period = Duration.ofMillis(1);
    report.samples(
        "estop-decision/empty-loop",
        EmptyLoop.run(period, brief ? 2_000 : 10_000),
        1e6,
        "ms",
        Map.of());
    for (boolean limit : new boolean[] {true, false}) {
      report.samples(
          limit ? "estop-decision/limit" : "estop-decision/emergency-stop",
          measure(trips, limit),
          1e6,
          "ms",
          Map.of("budgetP999", 1.0, "note", SENTENCE));
    }
  }

  private Samples measure(int trips, boolean limit) throws Exception {
    Path home = Files.createTempDirectory("busbar-bench");
    Clock clock = Clock.system();
    SiteModel model = SiteFile.parse("site.yaml", SITE);
    Image image = new Image(clock);
    PushedDevices devices = new PushedDevices();
    EventSink none = (severity, source, kind, text, values) -> {};
    Samples samples = new Samples(trips);
    Safety safety = new Safety();
    try {
      safety.addDriver(devices);
      safety.addTransport(devices);
      try (Field field = safety.open(model, image, none, home, clock)) {
        PushedDevices.Pushed battery = devices.device("bat1");
        for (int i = 0; i < trips + WARM; i++) {
          battery.pushAll(0);
          start(field, image, clock);
          long begin = System.nanoTime();
          if (limit) {
            battery.push(temperature, PushedDevices.TRIP_C + 1);
          } else {
            field.emergencyStop(StopSource.REST, "bench", "bench");
          }
          long took = System.nanoTime() - begin;
          if (field.devices().getFirst().cell().isOpen()) {
            throw new IllegalStateException("the gate stayed open");
          }
          if (i >= WARM) {
            samples.add(took);
          }
          battery.push(temperature, 25);
          if (field.reset("bench", "bench") instanceof Answer.Refused refused) {
            throw new IllegalStateException(refused.reason());
          }
        }
      }
    } finally {
      safety.close();
      StartBench.delete(home);
    }
    return samples;
  }

  /** Steps until the site is RUNNING. */
  private void start(Field field, Image image, Clock clock) {
    Kernel.await(
        Duration.ofSeconds(10),
        () -> {
          field.freeze(image.freeze(++steps, clock.nanos(), clock.instant()).snapshot());
          field.request(SiteState.RUNNING, "bench", "bench");
          return field.status().state() == SiteState.RUNNING;
        });
  }
}
