package org.busbar.runtime.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.ReadItem;
import org.busbar.api.transport.ReadLimits;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;

/** What a gateway polls, from a hundred connections to one that is asked for more than it can. */
final class ModbusLoads {
  /**
   * What is polled.
   *
   * @param connections how many
   * @param units units on each
   * @param blocks blocks of each unit
   * @param openems what was published of OpenEMS Edge under the same load; empty for nothing
   */
  private record Load(
      String name,
      int connections,
      int units,
      int blocks,
      int periodMs,
      int latencyMs,
      Map<String, Object> openems) {
    double nominal() {
      return connections * units * blocks * 1000.0 / periodMs;
    }

    /** What the devices' own latency leaves of it. */
    double possible() {
      return latencyMs == 0
          ? nominal()
          : Math.min(nominal(), 0.96 * connections * 1000.0 / latencyMs);
    }

    double hz() {
      return 1000.0 / periodMs;
    }
  }

  private static final List<Load> LOADS =
      List.of(
          new Load("100-connections-1hz", 100, 1, 3, 1000, 0, peer(292, 18.0, 10.7, 183, 427)),
          new Load("100-connections-10hz", 100, 1, 3, 100, 0, Map.of()),
          new Load("300-devices-10hz-10ms", 300, 1, 1, 100, 10, Map.of()),
          new Load("300-devices-20hz-10ms", 300, 1, 1, 50, 10, Map.of()),
          new Load(
              "50-units-one-connection-0ms",
              1,
              50,
              2,
              1000,
              0,
              Map.of("requestsPerS", 101, "fullRateAfterS", 16.5, "cpuPct", 5.3)),
          new Load(
              "50-units-one-connection-10ms",
              1,
              50,
              2,
              1000,
              10,
              Map.of("requestsPerS", 50.7, "fullRateAfterS", 14.3, "cpuPct", 7.9)),
          new Load("overload-101-units-10ms", 1, 101, 1, 1000, 10, Map.of("requestsPerS", 50.7)));

  private ModbusLoads() {}

  private static Map<String, Object> peer(
      double perSecond, double fullAfterS, double cpuPct, int threads, int residentMb) {
    return Map.of(
        "requestsPerS",
        perSecond,
        "fullRateAfterS",
        fullAfterS,
        "cpuPct",
        cpuPct,
        "threads",
        threads,
        "residentMb",
        residentMb);
  }

  static void run(Report report, int seconds) throws Exception {
    for (Load load : LOADS) {
      poll(report, load, seconds);
    }
  }

  private static void poll(Report report, Load load, int seconds) throws Exception {
    try (ModbusBench.Server server = new ModbusBench.Server(load.latencyMs())) {
      List<ModbusBench.Count> counts = new ArrayList<>();
      List<RegisterConnection> connections = new ArrayList<>();
      long start = System.nanoTime();
      try {
        for (int i = 0; i < load.connections(); i++) {
          RegisterConnection connection = ModbusBench.open(server, "c" + i);
          connections.add(connection);
          for (int unit = 1; unit <= load.units(); unit++) {
            ModbusBench.Count count = new ModbusBench.Count();
            counts.add(count);
            Duration period = Duration.ofMillis(load.periodMs());
            connection.poll(blocks(unit, load.blocks()), period, ReadLimits.DEFAULT, count);
          }
        }
        double full = untilFullRate(counts, load, start);
        measure(report, load, counts, full, seconds);
      } finally {
        connections.forEach(Connection::close);
      }
    }
  }

  private static void measure(
      Report report, Load load, List<ModbusBench.Count> counts, double full, int seconds)
      throws IOException {
    OperatingSystemMXBean os = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long[] before = counts.stream().mapToLong(count -> count.received.get()).toArray();
    long cpu = os.getProcessCpuTime();
    long from = System.nanoTime();
    ModbusBench.pause(seconds);
    double elapsedS = (System.nanoTime() - from) / 1e9;
    double cpuPct = (os.getProcessCpuTime() - cpu) / 1e7 / elapsedS;
    long sum = 0;
    long least = Long.MAX_VALUE;
    for (int i = 0; i < before.length; i++) {
      long read = counts.get(i).received.get() - before[i];
      sum += read;
      least = Math.min(least, read);
    }
    double rate = sum / elapsedS;
    Map<String, Object> notes = new LinkedHashMap<>();
    notes.put("nominal", load.nominal());
    notes.put("budget", Math.round(0.95 * load.possible()));
    notes.put("registersPerS", Math.round(rate * ModbusBench.REGISTERS));
    notes.put("leastOfNominal", hundredths(least / elapsedS / load.blocks() / load.hz()));
    notes.put("fullRateAfterS", hundredths(full));
    notes.put("fullRateBudgetS", 5);
    notes.put("cpuPct", hundredths(cpuPct));
    notes.put("threads", ManagementFactory.getThreadMXBean().getThreadCount());
    notes.put("residentMb", residentMb());
    notes.put("failed", counts.stream().mapToLong(count -> count.failed.get()).sum());
    notes.put("seconds", seconds);
    if (!load.openems().isEmpty()) {
      notes.put("openems", load.openems());
    }
    report.value("modbus/" + load.name(), rate, "requests/s", notes);
  }

  private static double hundredths(double value) {
    return Math.round(value * 100) / 100.0;
  }

  /** Resident memory of this process, NaN where the system does not tell. */
  private static double residentMb() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return Double.NaN;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
        .map(mb -> Math.round(mb))
        .findFirst()
        .orElse(Double.NaN);
  }

  static List<ReadItem> blocks(int unit, int blocks) {
    List<ReadItem> items = new ArrayList<>();
    for (int block = 0; block < blocks; block++) {
      items.add(new Registers(unit, Table.HOLDING, 500 * block, ModbusBench.REGISTERS));
    }
    return items;
  }

  /** Seconds from the first open until a whole window was read at 95 % of what is possible. */
  private static double untilFullRate(List<ModbusBench.Count> counts, Load load, long start) {
    double window = Math.max(1.0, load.periodMs() / 1000.0);
    double wanted = 0.95 * load.possible() * window;
    long[] ring = new long[(int) Math.round(window / 0.1) + 1];
    for (int tick = 0; tick < 200; tick++) {
      LockSupport.parkNanos(100_000_000);
      long now = counts.stream().mapToLong(count -> count.received.get()).sum();
      long then = ring[tick % ring.length];
      ring[tick % ring.length] = now;
      if (tick >= ring.length && now - then >= wanted) {
        return (System.nanoTime() - start) / 1e9;
      }
    }
    return Double.NaN;
  }
}
