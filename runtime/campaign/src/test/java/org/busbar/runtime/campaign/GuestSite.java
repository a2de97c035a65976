package org.busbar.runtime.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.Writable;
import org.busbar.api.device.write.Command;
import org.busbar.api.face.LoopCounters;
import org.busbar.api.face.ModeStatus;
import org.busbar.api.face.Site;
import org.busbar.api.safety.SiteState;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.core.loop.Agent;
import org.busbar.core.loop.Loops;
import org.busbar.core.loop.Runner;
import org.busbar.core.mode.ModeTypes;
import org.busbar.core.mode.ThreadWorkers;
import org.busbar.core.site.SiteGateway;
import org.busbar.safety.Safety;
import org.busbar.testkit.api.FakeConnection;
import org.busbar.testkit.api.FakeDevice;
import org.busbar.testkit.api.FakeDriver;
import org.busbar.testkit.api.FakeTransport;
import org.busbar.testkit.api.FakeWritable;

/** A site on real threads whose batteries do what they are told; each is a mode's own. */
final class GuestSite implements AutoCloseable {
  private static final int WORKERS = 2;
  private static final long FEED_MS = 200;
  private static final double QUIET_S = 0.02;
  private static final double CHARGE_PCT = 50;
  private static final double TEMPERATURE_C = 20;

  final ModeTypes types = new ModeTypes();
  final Safety safety = new Safety();
  final FakeDriver driver = new FakeDriver();
  private final Clock clock = Clock.system();
  private final ThreadWorkers workers = new ThreadWorkers(clock, WORKERS);
  private final Runner runner = new Runner(clock, WORKERS, false);
  private final Map<String, String> drivers = new LinkedHashMap<>();
  private final Map<String, String> modes = new LinkedHashMap<>();
  private final ScheduledExecutorService feeder =
      Executors.newSingleThreadScheduledExecutor(
          body -> {
            Thread thread = new Thread(body, "test-feeder");
            thread.setDaemon(true);
            return thread;
          });

  private final Runner beside = new Runner(clock, 1, false);
  private Loops.Handle empty;
  private SiteGateway gateway;

  /** A battery of the test's own driver. */
  GuestSite battery(String id) {
    drivers.put(id, FakeDriver.ID);
    driver.with(declared(id, FakeWritable.power(id)));
    return this;
  }

  /** A device of a plug-in's driver. */
  GuestSite device(String id, String of) {
    drivers.put(id, of);
    return this;
  }

  GuestSite mode(String id, String node) {
    modes.put(id, node);
    return this;
  }

  static DeviceDeclaration declared(String id, Writable... writables) {
    NodeId node = new NodeId(id);
    Duration period = Duration.ofSeconds(1);
    return new DeviceDeclaration(
        node,
        "Fake",
        Map.of(node, "battery"),
        Map.of(
            Address.of(node, Points.ACTIVE_POWER_W),
            period,
            Address.of(node, Points.STATE_OF_CHARGE_PCT),
            period,
            Address.of(node, Points.TEMPERATURE_C),
            period),
        Map.of(),
        List.of(writables),
        Map.of(),
        period,
        Maturity.FIELD_TESTED);
  }

  Site open(Path home) throws IOException {
    StringBuilder text =
        new StringBuilder("busbar: site/1\nsite: house\ncycle: 100 ms\nconnections:\n");
    drivers.keySet().forEach(id -> text.append("  line-%s: {transport: fake}%n".formatted(id)));
    text.append("devices:\n");
    drivers.forEach(
        (id, of) ->
            text.append(
                "  %s: {driver: %s, type: b, connection: line-%s}%n".formatted(id, of, id)));
    text.append("tree: {children: [%s]}%nmodes:%n".formatted(String.join(", ", drivers.keySet())));
    modes.forEach((id, node) -> text.append("  %s: {node: %s}%n".formatted(id, node)));
    Path file = Files.writeString(home.resolve("site.yaml"), text);
    safety.addDriver(driver);
    safety.addTransport(new FakeTransport(FakeConnection.Mode.OWN_THREAD));
    gateway =
        new SiteGateway(
            List.of(file), home, new SiteGateway.Platform(safety, types, workers, runner, clock));
    assertEquals(List.of(), gateway.problems());
    feeder.scheduleAtFixedRate(this::feed, 0, FEED_MS, TimeUnit.MILLISECONDS);
    empty = beside.start(new Empty());
    Site site = gateway.sites().iterator().next();
    until("values of all devices", () -> site.snapshot().samples().size() >= 3);
    until("devices to be opened", () -> site.status().state() == SiteState.IDLE);
    assertTrue(site.request(SiteState.RUNNING, "test", "it begins").toString().startsWith("Done"));
    return site;
  }

  /** What a loop has counted that does nothing, on the same machine at the same time. */
  LoopCounters empty() {
    return empty.counters();
  }

  /** Whether no thread of this machine waits long for its turn. */
  boolean isQuiet() {
    return empty().maxStartDelayS() < QUIET_S;
  }

  private static final class Empty implements Agent {
    @Override
    public String name() {
      return "empty";
    }

    @Override
    public Duration period() {
      return Duration.ofMillis(100);
    }

    @Override
    public void step() {
      // It only keeps its rhythm.
    }

    @Override
    public void failed(Throwable thrown) {
      throw new IllegalStateException(thrown);
    }
  }

  private void feed() {
    for (Map.Entry<String, String> each : drivers.entrySet()) {
      if (each.getValue().equals(FakeDriver.ID) && driver.hasOpened(each.getKey())) {
        FakeDevice device = driver.device(each.getKey());
        device.delivers(each.getKey(), Points.ACTIVE_POWER_W, power(each.getKey()));
        device.delivers(each.getKey(), Points.STATE_OF_CHARGE_PCT, CHARGE_PCT);
        device.delivers(each.getKey(), Points.TEMPERATURE_C, TEMPERATURE_C);
      }
    }
  }

  /** What a battery was told to do; zero where it is at rest. */
  double power(String id) {
    List<FakeDevice.Written> written = driver.device(id).written();
    if (written.isEmpty() || written.getLast().command().action() != Command.Action.SET) {
      return 0;
    }
    return written.getLast().command().value();
  }

  /** Whether a battery was brought to rest by a release, or never left it. */
  boolean isReleased(String id) {
    List<FakeDevice.Written> written = driver.device(id).written();
    return written.isEmpty() || written.getLast().command().action() == Command.Action.RELEASE;
  }

  ModeStatus mode(String id) {
    return site().modes().stream()
        .filter(mode -> mode.config().id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  Site site() {
    return gateway.sites().iterator().next();
  }

  /** Waits for so many steps of the site. */
  void steps(int count) throws InterruptedException {
    CountDownLatch steps = new CountDownLatch(count);
    try (Site.Subscription _ = site().listen((snapshot, changed, decision) -> steps.countDown())) {
      assertTrue(steps.await(60, TimeUnit.SECONDS), "the loop stands");
    }
  }

  /** Waits for something, at most half a minute. */
  static void until(String what, java.util.function.BooleanSupplier there) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!there.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "waited in vain for " + what);
      java.util.concurrent.locks.LockSupport.parkNanos(10_000_000L);
    }
  }

  @Override
  public void close() {
    feeder.shutdownNow();
    if (gateway != null) {
      gateway.close();
    }
    runner.close();
    beside.close();
    workers.close();
    safety.close();
  }
}
