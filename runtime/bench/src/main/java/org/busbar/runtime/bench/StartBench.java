package org.busbar.runtime.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Start of the edge assembly with ten devices on a plant in another process: from the start of the
 * JVM to the first decision on live devices, CPU seconds by then, memory a minute later.
 */
final class StartBench implements Bench {
  private static final int HERTZ = 100;
  private static final int DEVICES = 10;

  @Override
  public String name() {
    return "start";
  }

  @Override
  public String text() {
    return "start of the edge assembly with 10 devices: wall, CPU, resident memory";
  }

  @Override
  public void run(Report report, boolean brief) throws Exception {
    Path dist = Path.of(System.getProperty("busbar.dist"));
    Path home = Files.createTempDirectory("busbar-bench");
    int port = 29_000;
    Process plant =
        new ProcessBuilder(
                java(),
                "-XX:+UseSerialGC",
                "-Xmx96m",
                "-cp",
                System.getProperty("java.class.path"),
                "org.busbar.sim.SimMain",
                "devices",
                "--port",
                Integer.toString(port))
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("plant.log").toFile())
            .start();
    try {
      waitFor("http://127.0.0.1:" + (port + 60) + "/plant", Duration.ofSeconds(20));
      Path site = home.resolve("site.yaml");
      Files.writeString(site, site(port));
      int rounds = brief ? 3 : 7;
      for (int round = 0; round < rounds; round++) {
        // The first start fills the bundle cache; the others are warm.
        start(report, dist, home, round == 0 ? "cold" : "warm", brief ? 5 : 60);
      }
    } finally {
      plant.destroy();
      plant.waitFor(5, TimeUnit.SECONDS);
      delete(home);
    }
  }

  private static void start(Report report, Path dist, Path home, String kind, int settleSeconds)
      throws IOException, InterruptedException {
    List<String> command = gateway(dist, home, 28_999);
    long began = System.nanoTime();
    Process gateway =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("gateway.log").toFile())
            .start();
    try {
      waitForStep(home.resolve("home"));
      double wall = (System.nanoTime() - began) / 1e9;
      double cpu = cpuSeconds(gateway.pid());
      Map<String, ?> notes = Map.of("start", kind, "devices", DEVICES);
      report.value("start/wall", wall, "s", with(notes, "budget", 2.0, "openems", 4.6));
      report.value("start/cpu", cpu, "s", with(notes, "budget", 3.0, "openems", 8.2));
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(settleSeconds));
      report.value(
          "start/resident",
          residentMb(gateway.pid()),
          "MB",
          with(notes, "budget", 150.0, "openems", 318.0));
      if (settleSeconds >= 60) {
        double before = cpuSeconds(gateway.pid());
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(20));
        report.value(
            "start/steady-cpu",
            (cpuSeconds(gateway.pid()) - before) / 20 * 100,
            "% of a core",
            with(notes, "budget", 0.0, "openems", 4.5));
      }
    } finally {
      gateway.destroy();
      gateway.waitFor(15, TimeUnit.SECONDS);
    }
  }

  /** Starts as a person would; the script becomes the JVM, with the options of the tuning. */
  static List<String> gateway(Path dist, Path home, int port) {
    return List.of(
        "sh",
        dist.resolve("bin/busbar").toString(),
        "run",
        "--site",
        home.resolve("site.yaml").toString(),
        "--home",
        home.resolve("home").toString(),
        "--port",
        Integer.toString(port),
        "--headless",
        "--no-supervisor");
  }

  private static Map<String, ?> with(
      Map<String, ?> notes, String key, double value, String peer, double peerValue) {
    Map<String, Object> all = new java.util.LinkedHashMap<>(notes);
    all.put(key, value);
    all.put(peer, peerValue);
    return all;
  }

  /** Ten devices: the demo's five, and five meters more on the same connection. */
  static String site(int port) {
    StringBuilder text =
        new StringBuilder(
            """
            busbar: site/1
            site: bench
            cycle: 100 ms
            connections:
              meters: {transport: modbus-tcp, host: 127.0.0.1, port: %d, timeout: 50 ms}
              roof: {transport: modbus-tcp, host: 127.0.0.1, port: %d, timeout: 50 ms}
              battery: {transport: modbus-tcp, host: 127.0.0.1, port: %d, timeout: 50 ms}
              charger: {transport: modbus-tcp, host: 127.0.0.1, port: %d, timeout: 50 ms}
            devices:
              pcc: {profile: busbar.meter, connection: meters, unit: 1}
              load1: {profile: busbar.meter, connection: meters, unit: 2}
              pv1: {profile: sunspec, connection: roof, unit: 1}
              bat1: {profile: busbar.battery-inverter, connection: battery, unit: 1}
              ev1: {profile: busbar.charger, connection: charger, unit: 1}
            """
                .formatted(port, port + 1, port + 2, port + 3));
    for (int i = 0; i < DEVICES - 5; i++) {
      text.append("  m")
          .append(i)
          .append(": {profile: busbar.meter, connection: meters, unit: ")
          .append(1 + i % 2)
          .append("}\n");
    }
    return text.append("tree:\n  meter: pcc\n").toString();
  }

  /** The first decision is made when the loop has stepped on a site that has left BOOT. */
  private static void waitForStep(Path home) throws InterruptedException {
    HttpClient http = HttpClient.newHttpClient();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
    while (System.nanoTime() - deadline < 0) {
      try {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:28999/api/v1/points?device=pcc"))
                .header(
                    "Authorization", "Bearer " + Files.readString(home.resolve("token")).strip())
                .build();
        String body = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        if (body.contains("\"GOOD\"")) {
          return;
        }
      } catch (IOException e) {
        // Not up yet.
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    throw new IllegalStateException(
        "the gateway did not start; see gateway.log in " + home.getParent());
  }

  static void waitFor(String url, Duration atMost) throws InterruptedException {
    HttpClient http = HttpClient.newHttpClient();
    long deadline = System.nanoTime() + atMost.toNanos();
    while (System.nanoTime() - deadline < 0) {
      try {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
        if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // Not up yet.
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    throw new IllegalStateException(url + " does not answer");
  }

  private static double cpuSeconds(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / (double) HERTZ;
  }

  private static double residentMb(long pid) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return lines
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
              .findFirst()
              .orElseThrow()
          / 1024.0;
    }
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
