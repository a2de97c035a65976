package org.busbar.runtime.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.busbar.api.face.Site;
import org.busbar.api.safety.SiteState;
import org.busbar.api.safety.StopSource;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Table;
import org.busbar.sim.modbus.Conduct;
import org.busbar.sim.modbus.ModbusServer;
import org.busbar.sim.modbus.ServedUnit;

/**
 * From a limit that is crossed, or an emergency stop, to the safe value seen by the device over
 * Modbus TCP, with a dead neighbour on the same connection and the collector forced to run.
 */
final class StopBench implements Bench {
  private static final int SETPOINT_LOW = 0x0043;
  private static final int CELL_TEMPERATURE_MAX = 0x000f;
  private static final Duration ROUND = Duration.ofSeconds(10);

  /** What begins a stop; {@code -Dbusbar.stops} leaves out others. */
  private static final String ALL = "limit-seen,call,rest-standard,rest-fast";

  @Override
  public String name() {
    return "estop-e2e";
  }

  @Override
  public String text() {
    return "limit, call and REST to the safe value at the last of 100 devices; telemetry, forced GC";
  }

  @Override
  public void run(Report report, boolean brief) throws Exception {
    Set<String> wanted = Set.of(System.getProperty("busbar.stops", ALL).split(","));
    if (wanted.contains("limit-seen") || wanted.contains("call")) {
      within(report, wanted, brief ? 30 : 300);
    }
    for (String tuning : List.of("standard", "fast")) {
      if (wanted.contains("rest-" + tuning)) {
        new RestStop(report, tuning).run(brief ? 30 : 1_000);
      }
    }
  }

  /** In this process. */
  private static void within(Report report, Set<String> wanted, int rounds) throws Exception {
    Battery battery = new Battery();
    AtomicBoolean done = new AtomicBoolean();
    Thread collector = Thread.ofPlatform().daemon().start(() -> collect(done));
    PushedDevices none = new PushedDevices();
    try (ModbusServer server =
            new ModbusServer(0, Map.of(1, battery, 2, new Dead()), Clock.system());
        Kernel kernel = new Kernel(List.of(site(server.port())), none, none)) {
      Site site = kernel.site();
      for (String begin : List.of("limit-seen", "call")) {
        if (wanted.contains(begin)) {
          Samples samples = new Samples(rounds);
          for (int i = 0; i < rounds; i++) {
            round(site, battery, begin.equals("limit-seen"), samples);
          }
          report.samples(
              "estop-e2e/" + begin,
              samples,
              1e6,
              "ms",
              Map.of("budgetMax", 100, "neighbour", "dead", "gc", "forced every 100 ms"));
        }
      }
    } finally {
      done.set(true);
      collector.join();
    }
  }

  private static void round(Site site, Battery battery, boolean limit, Samples samples) {
    Kernel.run(site);
    Kernel.await(ROUND, () -> battery.setpointW() > 0);
    battery.crossedAt.set(0);
    battery.zeroAt.set(0);
    long begin;
    if (limit) {
      battery.hot.set(true);
      Kernel.await(ROUND, () -> battery.zeroAt.get() != 0);
      begin = battery.crossedAt.get();
    } else {
      begin = battery.arm();
      site.emergencyStop(StopSource.RULE, "bench", "bench");
      Kernel.await(ROUND, () -> battery.zeroAt.get() != 0);
    }
    samples.add(battery.zeroAt.get() - begin);
    battery.hot.set(false);
    Kernel.await(
        ROUND,
        () -> {
          site.reset("bench", "bench");
          return site.status().state() == SiteState.IDLE;
        });
  }

  private static void collect(AtomicBoolean done) {
    while (!done.get()) {
      System.gc();
      LockSupport.parkNanos(100_000_000);
    }
  }

  /** The mode wants what the battery never reaches, so that it discharges all the time. */
  static String site(int port) {
    return """
    busbar: site/1
    site: bench
    cycle: 100 ms
    connections:
      bus: {transport: modbus-tcp, host: 127.0.0.1, port: %d, timeout: 50 ms}
    devices:
      bat1: {profile: busbar.battery-inverter, connection: bus, unit: 1, consent: {control: {by: test, on: 2026-11-21, why: a simulated device}}}
      dead: {profile: busbar.meter, connection: bus, unit: 2}
      pcc: {profile: busbar.battery-inverter, connection: bus, unit: 1}
    tree:
      meter: pcc
      children: [bat1, dead]
    modes:
      self-consumption: {node: bat1, level: economic, config: {target-w: -3 kW}}
    emergency: {resets-per-minute: 1000000}
    """
        .formatted(port);
  }

  /** Never answers. */
  private static final class Dead implements ServedUnit {
    @Override
    public int[] read(Table table, int address, int count) {
      return new int[count];
    }

    @Override
    public void write(Table table, int address, int[] words) {
      // Never reached.
    }

    @Override
    public Conduct conduct(int function) {
      return new Conduct.Silent();
    }
  }

  /** Registers of the reference battery inverter; notes when it showed heat and was set to zero. */
  static final class Battery implements ServedUnit {
    final AtomicLong crossedAt = new AtomicLong();
    final AtomicLong zeroAt = new AtomicLong();
    final AtomicBoolean hot = new AtomicBoolean();
    private final AtomicLong reads = new AtomicLong();
    private static final int[] LIVELY = {0x03, 0x07, 0x0c, 0x0d, 0x0e};
    private final AtomicIntegerArray registers = new AtomicIntegerArray(0x60);

    Battery() {
      registers.set(0x00, 0xB002);
      registers.set(0x02, 0);
      registers.set(0x03, 2_000);
      registers.set(0x04, 500);
      registers.set(0x05, 990);
      registers.set(0x07, 8_000);
      registers.set(0x09, 10_000);
      registers.set(0x0a, 4_000);
      registers.set(0x0c, 3_310);
      registers.set(0x0d, 3_340);
      registers.set(0x0e, 200);
      registers.set(CELL_TEMPERATURE_MAX, 250);
      registers.set(0x1b, 10_000);
    }

    /** From now on a zero counts; what a busy machine let expire before does not. */
    long arm() {
      zeroAt.set(0);
      crossedAt.set(System.nanoTime());
      return crossedAt.get();
    }

    int setpointW() {
      return (short) registers.get(SETPOINT_LOW);
    }

    @Override
    public int[] read(Table table, int address, int count) {
      int[] words = new int[count];
      for (int i = 0; i < count && address + i < registers.length(); i++) {
        words[i] = registers.get(address + i);
      }
      for (int at : LIVELY) { // What never moves counts as frozen, and is not controlled by.
        if (address <= at && address + count > at) {
          words[at - address] += (int) (reads.incrementAndGet() * 7 % 5);
        }
      }
      boolean shown = address <= CELL_TEMPERATURE_MAX && address + count > CELL_TEMPERATURE_MAX;
      if (shown && hot.get()) {
        words[CELL_TEMPERATURE_MAX - address] = 650;
        crossedAt.compareAndSet(0, System.nanoTime());
      }
      return words;
    }

    @Override
    public void write(Table table, int address, int[] words) {
      for (int i = 0; i < words.length; i++) {
        registers.set(address + i, words[i]);
      }
      boolean setpoint = address <= SETPOINT_LOW && address + words.length > SETPOINT_LOW;
      if (setpoint && setpointW() == 0 && crossedAt.get() != 0) {
        zeroAt.compareAndSet(0, System.nanoTime());
      }
    }
  }
}
