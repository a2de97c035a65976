package org.busbar.runtime.itest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The simulated plant in a process of its own, as a site would be: it outlives any gateway. */
final class RunningPlant implements AutoCloseable {
  private static final int CONTROL = 60;

  /**
   * Numbers of test processes that run beside each other are below this, those of other modules
   * too.
   */
  private static final int FORKS = 8;

  private final Program program;
  private final Rest control;
  private final int port;

  private RunningPlant(Program program, Rest control, int port) {
    this.program = program;
    this.control = control;
    this.port = port;
  }

  /** Starts the demo plant at 10:00 of its day, on a run of free ports. */
  static RunningPlant start(Path folder, String... options) throws IOException {
    return startAt("10 h", folder, options);
  }

  /**
   * Starts the demo plant at a time of its day. Pulses of appliances and clouds are left out, so
   * that what a test does is the only thing that happens.
   */
  static RunningPlant startAt(String time, Path folder, String... options) throws IOException {
    return startOn(demo(time), folder, options);
  }

  /** The same with a battery that holds its last setpoint for ever. */
  static RunningPlant startWithoutTimer(Path folder) throws IOException {
    return startOn(demo("10 h").replace("reversion: 10 s", "reversion: 86400 s"), folder);
  }

  /** The plant.yaml of the demo at a time of its day, for a test that changes it. */
  static String demo(String time) throws IOException {
    return Files.readString(Program.distribution().resolve("demo/plant.yaml"))
        .replaceAll("texture: .*", "texture: none")
        .replaceAll("start: .*", "start: " + time);
  }

  /** Starts a plant of its own plant.yaml. */
  static RunningPlant startOn(String text, Path folder, String... options) throws IOException {
    Files.createDirectories(folder);
    Path plant = folder.resolve("plant.yaml");
    Files.writeString(plant, text);
    int port = freePorts();
    List<String> command =
        new ArrayList<>(
            List.of(Program.java(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx96m"));
    command.addAll(Program.agents());
    command.addAll(
        List.of(
            "-cp",
            Program.classPath(),
            "org.busbar.sim.SimMain",
            "devices",
            "--plant",
            plant.toString(),
            "--port",
            Integer.toString(port)));
    command.addAll(List.of(options));
    Program program = Program.start(folder.resolve("plant.log"), command);
    Rest control = new Rest("http://127.0.0.1:" + (port + CONTROL), "");
    if (!Program.await(
            Duration.ofSeconds(20), () -> !program.isAlive() || control.status("/plant") == 200)
        || !program.isAlive()) {
      program.close();
      throw new AssertionError("the plant did not start\n" + program.output());
    }
    return new RunningPlant(program, control, port);
  }

  /**
   * A run of ports below the range the system gives out, so that none is taken meanwhile; another
   * one than the tests that run beside this one choose from, and below those of the bench.
   */
  private static int freePorts() throws IOException {
    int fork = Integer.getInteger("surefire.forkNumber", 1) % FORKS;
    for (int tries = 0; tries < 100; tries++) {
      int port = 20_000 + (RunningGateway.freePort() % 11 * FORKS + fork) * 100;
      if (isFree(port) && isFree(port + CONTROL)) {
        return port;
      }
    }
    throw new IOException("no run of ports is free");
  }

  private static boolean isFree(int port) {
    try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The demo's site.yaml on this plant's ports, not starting by itself. */
  String siteYaml(String cycle) throws IOException {
    String text = Files.readString(Program.distribution().resolve("demo/site.yaml"));
    for (int i = 0; i < 4; i++) {
      text = text.replace(Integer.toString(15_020 + i), Integer.toString(port + i));
    }
    return text.replaceFirst("(?m)^autostart:.*$", "autostart: false")
        .replaceFirst("(?m)^cycle:.*$", "cycle: " + cycle);
  }

  Path writeSite(Path folder) throws IOException {
    Path file = folder.resolve("site.yaml");
    Files.writeString(file, siteYaml("100 ms"));
    return file;
  }

  /** The same with a profile of the battery, kept in HOME, that knows of no timer. */
  Path writeSiteWithoutTimer(Path folder, Path home) throws IOException {
    String profile =
        Files.readString(Path.of("../../drivers/busbar/battery-inverter.yaml"))
            .replace("busbar.battery-inverter", "acme.plain-battery")
            .replaceAll("(?s)reversion: \\{[^}]*}, ", "")
            .replace("{0x0040: 10}, ", "");
    Path profiles = Files.createDirectories(home.resolve("profiles"));
    Files.writeString(profiles.resolve("acme.plain-battery.yaml"), profile);
    Path file = folder.resolve("site.yaml");
    Files.writeString(
        file, siteYaml("100 ms").replace("busbar.battery-inverter", "acme.plain-battery"));
    return file;
  }

  /** What is true of a device, whatever it says of itself. */
  double truth(String device, String what) {
    return device(device).get(what).asDouble(Double.NaN);
  }

  JsonNode device(String device) {
    return control.get("/plant").get("devices").get(device);
  }

  /** Requests with a write function code that have reached a device so far. */
  long writes(String device) {
    return device(device).get("writes").asLong();
  }

  /** When the last write reached a device, on the plant's monotonic clock; 0 for never. */
  long lastWriteNanos(String device) {
    long last = 0;
    for (JsonNode write : control.get("/writes").get(device)) {
      last = Math.max(last, write.get("nanos").asLong());
    }
    return last;
  }

  /** Power setpoints in W that have reached the battery after that time, oldest first. */
  List<Integer> setpointsSince(String device, long nanos) {
    List<Integer> watts = new ArrayList<>();
    for (JsonNode write : control.get("/writes").get(device)) {
      JsonNode words = write.get("words");
      if (write.get("nanos").asLong() > nanos && write.get("address").asInt() == 0x42) {
        watts.add(words.get(0).asInt() << 16 | words.get(1).asInt());
      }
    }
    return watts;
  }

  void fault(String device, String fault) {
    control.post("/fault", "{\"device\":\"" + device + "\",\"fault\":\"" + fault + "\"}");
  }

  void loadStep(double stepW) {
    control.post("/load", "{\"device\":\"load1\",\"stepW\":" + stepW + "}");
  }

  Rest control() {
    return control;
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    program.close();
  }
}
