package org.busbar.runtime.bench;

import com.sun.tools.attach.VirtualMachine;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.busbar.api.time.Clock;
import org.busbar.sim.modbus.ModbusServer;
import org.busbar.sim.modbus.ServedUnit;

/**
 * From the REST request that stops to the last of a hundred devices that holds its safe value, on
 * the shipped gateway, with all of them polled and the gateway's collector forced to run.
 */
final class RestStop {
  private static final int DEVICES = 100;
  private static final int PORT = 28_997;
  private static final Duration ROUND = Duration.ofSeconds(30);

  private final Report report;
  private final String tuning;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<StopBench.Battery> batteries = new ArrayList<>();
  private String token = "";

  RestStop(Report report, String tuning) {
    this.report = report;
    this.tuning = tuning;
  }

  void run(int rounds) throws Exception {
    Path home = Files.createTempDirectory("busbar-bench");
    Path log = home.resolve("gateway.log");
    Map<Integer, ServedUnit> units = new HashMap<>();
    for (int unit = 1; unit <= DEVICES; unit++) {
      StopBench.Battery battery = new StopBench.Battery();
      batteries.add(battery);
      units.put(unit, battery);
    }
    Samples samples = new Samples(rounds);
    AtomicBoolean done = new AtomicBoolean();
    try (ModbusServer server = new ModbusServer(0, units, Clock.system())) {
      Files.writeString(home.resolve("site.yaml"), site(server.port()));
      Path dist = Path.of(System.getProperty("busbar.dist"));
      ProcessBuilder builder =
          new ProcessBuilder(StartBench.gateway(dist, home, PORT))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().put("BUSBAR_TUNING", tuning);
      Process gateway = builder.start();
      Thread collector = null;
      try {
        StartBench.waitFor("http://127.0.0.1:" + PORT + "/health/ready", Duration.ofSeconds(60));
        token = Files.readString(home.resolve("home").resolve("token")).strip();
        long pid = gateway.pid();
        collector = Thread.ofPlatform().daemon().start(() -> collect(pid, done));
        for (int i = -3; i < rounds; i++) {
          long took = round();
          if (i >= 0) {
            samples.add(took);
          }
        }
      } catch (IllegalStateException e) {
        System.err.println(Files.readString(log)); // It is deleted with the home.
        throw e;
      } finally {
        done.set(true);
        gateway.destroy();
        gateway.waitFor(15, TimeUnit.SECONDS);
        if (collector != null) {
          collector.join();
        }
      }
    } finally {
      StartBench.delete(home);
    }
    Map<String, ?> notes =
        Map.of("budgetMax", 100, "devices", DEVICES, "gc", "forced every 100 ms", "tuning", tuning);
    report.samples("estop-e2e/rest-" + tuning, samples, 1e6, "ms", notes);
  }

  private long round() {
    Kernel.await(
        ROUND, () -> call("PUT", "site/state", "{\"state\":\"RUNNING\",\"reason\":\"b\"}"));
    Kernel.await(ROUND, () -> batteries.stream().allMatch(b -> b.setpointW() > 0));
    batteries.forEach(StopBench.Battery::arm);
    long begin = System.nanoTime();
    call("POST", "emergency-stop", "{\"reason\":\"bench\"}");
    Kernel.await(ROUND, () -> batteries.stream().allMatch(b -> b.zeroAt.get() != 0));
    long last = batteries.stream().mapToLong(b -> b.zeroAt.get() - begin).max().orElseThrow();
    Kernel.await(ROUND, () -> call("POST", "emergency-stop/reset", "{\"reason\":\"bench\"}"));
    return last;
  }

  private boolean call(String method, String path, String body) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + PORT + "/api/v1/" + path))
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "application/json")
              .timeout(Duration.ofSeconds(10))
              .method(method, HttpRequest.BodyPublishers.ofString(body))
              .build();
      return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode() < 300;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (java.io.IOException e) {
      return false;
    }
  }

  /** Has the collector of another process run, over its management interface. */
  private static void collect(long pid, AtomicBoolean done) {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
      String address = machine.startLocalManagementAgent();
      machine.detach();
      try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address))) {
        MBeanServerConnection server = connector.getMBeanServerConnection();
        MemoryMXBean memory =
            JMX.newMXBeanProxy(
                server, new ObjectName(ManagementFactory.MEMORY_MXBEAN_NAME), MemoryMXBean.class);
        while (!done.get()) {
          memory.gc();
          LockSupport.parkNanos(100_000_000);
        }
      }
    } catch (Exception e) {
      if (!done.get()) {
        throw new IllegalStateException("the collector cannot be forced", e);
      }
    }
  }

  /** Every device on a connection of its own, as devices with addresses of their own are. */
  static String site(int port) {
    StringBuilder connections = new StringBuilder();
    StringBuilder devices = new StringBuilder();
    StringBuilder children = new StringBuilder();
    for (int i = 1; i <= DEVICES; i++) {
      connections.append(
          "  c%d: {transport: modbus-tcp, host: 127.0.0.1, port: %d, timeout: 50 ms}%n"
              .formatted(i, port));
      devices.append(
          ("  bat%d: {profile: busbar.battery-inverter, connection: c%d, unit: %d, "
                  + "consent: {control: {by: bench, on: 2026-11-21, why: simulated}}}%n")
              .formatted(i, i, i));
      children.append(i == 1 ? "" : ", ").append("bat").append(i);
    }
    return """
    busbar: site/1
    site: bench
    cycle: 100 ms
    connections:
    %s  cp: {transport: modbus-tcp, host: 127.0.0.1, port: %d, timeout: 50 ms}
    devices:
    %s  pcc: {profile: busbar.battery-inverter, connection: cp, unit: 1}
    tree:
      meter: pcc
      children: [{group: storage, children: [%s]}]
    modes:
      self-consumption: {node: storage, level: economic, config: {target-w: -900 kW}}
    emergency: {resets-per-minute: 1000000}
    """
        .formatted(connections, port, devices, children);
  }
}
