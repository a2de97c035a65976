package org.busbar.runtime.bench;

import com.ghgande.j2mod.modbus.io.ModbusTCPTransaction;
import com.ghgande.j2mod.modbus.msg.ReadMultipleRegistersRequest;
import com.ghgande.j2mod.modbus.net.TCPMasterConnection;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.ReadItem;
import org.busbar.api.transport.ReadLimits;
import org.busbar.api.transport.ReadListener;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.RegisterWrite;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.busbar.transport.modbus.ModbusTcp;

/** Modbus requests beside the bare library, on one connection and on many, healthy and not. */
final class ModbusBench implements Bench {
  static final int REGISTERS = 30;
  private static final int ROUNDS = 5;
  private static final int PORT = 29_500;

  /** Counts answers per unit. */
  static final class Count implements ReadListener {
    final AtomicLong received = new AtomicLong();
    final AtomicLong failed = new AtomicLong();

    @Override
    public void received(ReadItem item, Words words, long sentNanos) {
      received.incrementAndGet();
    }

    @Override
    public void failed(ReadItem item, DeviceException cause) {
      failed.incrementAndGet();
    }
  }

  private static final ConnectionListener DEAF =
      new ConnectionListener() {
        @Override
        public void connected() {}

        @Override
        public void lost(DeviceException cause) {}
      };

  /** Requests per second, and the CPU time of this process for each. */
  private record Rate(double perSecond, double cpuMicros) {}

  /** Measures from its making on. */
  private static final class Gauge {
    private final long cpu = cpuNanos();
    private final long from = System.nanoTime();

    Rate rate(long count) {
      double elapsed = System.nanoTime() - from;
      return new Rate(count * 1e9 / elapsed, (cpuNanos() - cpu) / 1e3 / count);
    }

    private static long cpuNanos() {
      return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
          .getProcessCpuTime();
    }
  }

  @Override
  public String name() {
    return "modbus";
  }

  @Override
  public String text() {
    return "Modbus requests per second beside bare j2mod, time to full rate, dead neighbours";
  }

  @Override
  public void run(Report report, boolean brief) throws Exception {
    int seconds = brief ? 5 : 25;
    oneConnection(report, brief ? 2 : 5);
    ModbusLoads.run(report, seconds);
    deadNeighbour(report, brief ? 15 : 40);
  }

  private static void oneConnection(Report report, int seconds) throws Exception {
    try (Server server = new Server(0)) {
      // Interleaved, so that what else the machine does meets all alike.
      Rate[] bare = new Rate[ROUNDS];
      Rate[] direct = new Rate[ROUNDS];
      Rate[] planned = new Rate[ROUNDS];
      double[] ratios = new double[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        bare[round] = bare(server, seconds);
        direct[round] = direct(server, seconds);
        planned[round] = planned(server, seconds);
        ratios[round] = planned[round].perSecond() / bare[round].perSecond();
      }
      rate(report, "j2mod", bare, seconds);
      rate(report, "read", direct, seconds);
      rate(report, "poll", planned, seconds);
      report.value(
          "modbus/one-connection/poll-by-j2mod",
          median(ratios),
          "ratio",
          Map.of("budget", 0.8, "each", ratios));
    }
  }

  private static void rate(Report report, String name, Rate[] rounds, int seconds) {
    double perSecond = median(Arrays.stream(rounds).mapToDouble(Rate::perSecond).toArray());
    double cpu = median(Arrays.stream(rounds).mapToDouble(Rate::cpuMicros).toArray());
    report.value(
        "modbus/one-connection/" + name,
        perSecond,
        "requests/s",
        Map.of(
            "cpuMicrosPerRequest",
            Math.round(cpu * 10) / 10.0,
            "registersPerS",
            Math.round(perSecond * REGISTERS),
            "seconds",
            seconds,
            "n",
            ROUNDS));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static Rate bare(Server server, int seconds) throws Exception {
    TCPMasterConnection connection = new TCPMasterConnection(InetAddress.getLoopbackAddress());
    connection.setPort(server.port);
    connection.connect();
    try {
      ModbusTCPTransaction transaction = new ModbusTCPTransaction(connection);
      ReadMultipleRegistersRequest request = new ReadMultipleRegistersRequest(0, REGISTERS);
      request.setUnitID(1);
      transaction.setRequest(request);
      long count = 0;
      long warm = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
      while (System.nanoTime() - warm < 0) {
        transaction.execute();
      }
      Gauge gauge = new Gauge();
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
      while (System.nanoTime() - until < 0) {
        transaction.execute();
        count++;
      }
      return gauge.rate(count);
    } finally {
      connection.close();
    }
  }

  private static Rate direct(Server server, int seconds) throws Exception {
    try (RegisterConnection connection = open(server, "one")) {
      Registers item = new Registers(1, Table.HOLDING, 0, REGISTERS);
      Rate[] rate = {new Rate(Double.NaN, Double.NaN)};
      CountDownLatch connected = new CountDownLatch(1);
      connection.poll(
          List.of(new Registers(1, Table.HOLDING, 0, 1)),
          Duration.ofSeconds(60),
          ReadLimits.DEFAULT,
          new ReadListener() {
            @Override
            public void received(ReadItem first, Words words, long sentNanos) {
              connected.countDown();
            }

            @Override
            public void failed(ReadItem first, DeviceException cause) {}
          });
      connected.await();
      CountDownLatch done = new CountDownLatch(1);
      connection.urgent(
          () -> {
            try {
              long count = 0;
              long warm = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
              while (System.nanoTime() - warm < 0) {
                connection.read(item);
              }
              Gauge gauge = new Gauge();
              long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
              while (System.nanoTime() - until < 0) {
                connection.read(item);
                count++;
              }
              rate[0] = gauge.rate(count);
            } catch (DeviceException e) {
              throw new IllegalStateException(e);
            } finally {
              done.countDown();
            }
          });
      done.await();
      return rate[0];
    }
  }

  /** All that the planner can get out of one connection: it is always late. */
  private static Rate planned(Server server, int seconds) throws Exception {
    try (RegisterConnection connection = open(server, "one")) {
      Count count = new Count();
      for (int block = 0; block < 200; block++) {
        connection.poll(
            List.of(new Registers(1, Table.HOLDING, 300 * block, REGISTERS)),
            Duration.ofMillis(1),
            ReadLimits.DEFAULT,
            count);
      }
      pause(2);
      long before = count.received.get();
      Gauge gauge = new Gauge();
      pause(seconds);
      return gauge.rate(count.received.get() - before);
    }
  }

  private static void deadNeighbour(Report report, int seconds) throws Exception {
    for (int periodMs : new int[] {400, 20}) {
      try (Server server = new Server(5);
          RegisterConnection connection = open(server, "shared")) {
        Count neighbour = new Count();
        Count dying = new Count();
        Duration period = Duration.ofMillis(periodMs);
        connection.poll(ModbusLoads.blocks(1, 1), period, ReadLimits.DEFAULT, neighbour);
        connection.poll(ModbusLoads.blocks(2, 1), period, ReadLimits.DEFAULT, dying);
        pause(3);
        long healthy = during(neighbour, seconds);
        kill(connection, 2, true);
        long ill = during(neighbour, seconds);
        kill(connection, 2, false);
        long revived = System.nanoTime();
        long before = dying.received.get();
        while (dying.received.get() == before && System.nanoTime() - revived < 20_000_000_000L) {
          LockSupport.parkNanos(1_000_000);
        }
        double back = (System.nanoTime() - revived) / 1e9;
        report.value(
            "modbus/dead-neighbour/" + periodMs + "ms/kept",
            100.0 * ill / healthy,
            "%",
            Map.of("budget", 90, "seconds", seconds, "openems", 40));
        report.value(
            "modbus/dead-neighbour/" + periodMs + "ms/back",
            back,
            "s",
            Map.of("budget", 5, "openems", 6.0));
      }
    }
  }

  private static long during(Count count, int seconds) {
    long before = count.received.get();
    pause(seconds);
    return count.received.get() - before;
  }

  private static void kill(RegisterConnection connection, int unit, boolean dead) throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    connection.urgent(
        () -> {
          try {
            connection.write(
                new RegisterWrite(255, Table.HOLDING, unit, Words.of(dead ? 1 : 0), true));
          } catch (DeviceException e) {
            throw new IllegalStateException(e);
          } finally {
            done.countDown();
          }
        });
    done.await();
  }

  static void pause(int seconds) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  static RegisterConnection open(Server server, String name) {
    Map<String, String> settings = Map.of("host", "127.0.0.1", "port", "" + server.port);
    return new ModbusTcp()
        .open(new ConnectionConfig(name, "modbus-tcp", settings, "bench"), DEAF, Clock.system());
  }

  /** The peer, in a process of its own. */
  static final class Server implements AutoCloseable {
    final int port = PORT;
    private final Process process;

    Server(int latencyMs) throws IOException {
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-Xmx32m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  ModbusBenchServer.class.getName(),
                  Integer.toString(port),
                  Integer.toString(latencyMs))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      byte[] ready = process.getInputStream().readNBytes(5);
      if (!new String(ready, StandardCharsets.US_ASCII).equals("ready")) {
        throw new IOException("the peer did not start on port " + port);
      }
    }

    @Override
    public void close() {
      process.destroyForcibly();
      process.onExit().orTimeout(5, TimeUnit.SECONDS).join();
    }
  }
}
