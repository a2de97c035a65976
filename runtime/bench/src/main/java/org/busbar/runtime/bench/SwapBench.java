package org.busbar.runtime.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.busbar.api.plugin.PluginWish;
import org.busbar.api.plugin.Plugins;
import org.busbar.runtime.bench.SwapPlugins.Kind;

/**
 * New versions of a profile, a driver, a mode, a store and a page, each a signed plug-in of a
 * catalogue that the provisioner installs as it does for a person, again and again, under a cycle
 * of 100 ms with a hundred devices; then the naive way, the bundle updated in place.
 */
final class SwapBench implements Bench {
  static final int LINES = 10;
  static final int UNITS = 10;

  /** The one that the profile and the mode are for, and what the mode wants of it at the least. */
  static final String BATTERY = "d0";

  static final String METER = "d1";
  static final String NEIGHBOUR = "d2";
  static final String MODE = "wanted";
  static final double LEAST_W = 1000;

  private static final int PORT = 29_300;
  private static final int SWAPS = 200;
  private static final int FEW = 10;
  private static final Duration MAKING = Duration.ofMinutes(3);

  @Override
  public String name() {
    return "swap";
  }

  @Override
  public String text() {
    return "going over to new versions under load: cycles, gaps and what is left; naive beside it";
  }

  /**
   * Each 200 times by itself, then naively. Briefly all in one plug-in 200 times, then a few times
   * each by itself: five plans are what takes most of the time.
   */
  @Override
  public void run(Report report, boolean brief) throws Exception {
    int swaps = Integer.getInteger("busbar.swaps", SWAPS);
    List<Kind> kinds = kinds("busbar.kinds");
    Path folder = Files.createTempDirectory("busbar-bench");
    Path dist = Path.of(System.getProperty("busbar.dist"));
    try {
      makePlugins(folder, dist);
      Files.writeString(folder.resolve("site.yaml"), site());
      if (brief) {
        run(report, folder, List.of(Kind.ALL), new int[] {swaps, 0});
        int few = Math.min(swaps, FEW);
        run(report, folder, kinds, new int[] {few, few});
      } else {
        run(report, folder, kinds, new int[] {swaps, Math.min(swaps, FEW)});
      }
    } finally {
      StartBench.delete(folder);
    }
  }

  /** Those that a property names; all where it names none. */
  static List<Kind> kinds(String property) {
    String wanted = System.getProperty(property, "");
    return SwapPlugins.SINGLE.stream()
        .filter(kind -> wanted.isEmpty() || List.of(wanted.split(",")).contains(kind.word()))
        .toList();
  }

  /** In a gateway of its own; so many swaps, so many of them naive. */
  private static void run(Report report, Path folder, List<Kind> kinds, int[] swaps)
      throws Exception {
    Path dist = Path.of(System.getProperty("busbar.dist"));
    Path home =
        Files.createDirectories(
            folder.resolve("home-" + kinds.stream().map(Kind::word).findFirst().orElse("none")));
    Path log = folder.resolve("told.log");
    Files.createDirectories(home.resolve("plugins"));
    Files.writeString(home.resolve("plugins/policy.json"), "{\"watch-s\": 0}");
    installPlugins(folder, dist, home, kinds.contains(Kind.ALL) ? kinds : SwapPlugins.SINGLE);
    Process devices = devices(log);
    try (SwapGateway gateway =
        new SwapGateway(dist, home, folder.resolve("site.yaml").toString(), PORT - 1)) {
      new SwapRun(report, gateway, new SwapRun.Around(home, log, PORT - 1), swaps[0])
          .run(kinds, swaps[1]);
    } finally {
      devices.destroy();
      devices.waitFor(10, TimeUnit.SECONDS);
    }
  }

  /** Signed by a publisher, in a catalogue with roles, as anybody would. */
  private static void makePlugins(Path folder, Path dist) throws Exception {
    Path battery =
        Path.of(System.getProperty("busbar.root"), "drivers/busbar/battery-inverter.yaml");
    Process made =
        program(SwapPlugins.class, folder.toString(), dist.toString(), battery.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("made.log").toFile())
            .start();
    if (!made.waitFor(MAKING.toSeconds(), TimeUnit.SECONDS) || made.exitValue() != 0) {
      made.destroy();
      throw new IllegalStateException(Files.readString(folder.resolve("made.log")));
    }
  }

  /** In a gateway without a site, which therefore needs no device. */
  private static void installPlugins(Path folder, Path dist, Path home, List<Kind> kinds)
      throws Exception {
    Path catalogue = folder.resolve("catalogue");
    byte[] root = Files.readAllBytes(catalogue.resolve("roots/1.json"));
    String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(root));
    try (SwapGateway gateway = new SwapGateway(dist, home, "", PORT - 1)) {
      gateway.start();
      gateway.carryOut(new PluginWish.AddSource("bench", catalogue.toString(), digest));
      gateway.service(Plugins.class, Duration.ofSeconds(1)).refresh("bench");
      gateway.carryOut(new PluginWish.Install(SwapPlugins.still(), ""));
      for (Kind kind : kinds) {
        gateway.carryOut(new PluginWish.Install(kind.plugin(), SwapPlugins.version(0)));
      }
    }
  }

  private static Process devices(Path log) throws IOException {
    Process devices =
        program(
                SwapDevices.class,
                Integer.toString(PORT),
                Integer.toString(LINES),
                Integer.toString(UNITS),
                log.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    byte[] ready = devices.getInputStream().readNBytes("ready".length());
    if (!new String(ready, StandardCharsets.US_ASCII).equals("ready")) {
      throw new IOException("there are no devices");
    }
    return devices;
  }

  private static ProcessBuilder program(Class<?> main, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                StartBench.java(),
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }

  private static String site() {
    StringBuilder text =
        new StringBuilder("busbar: site/1\nsite: bench\ncycle: 100 ms\nautostart: true\n");
    text.append("connections:\n");
    for (int i = 0; i < LINES; i++) {
      text.append(
          "  c%d: {transport: modbus-tcp, host: 127.0.0.1, port: %d, timeout: 400 ms}\n"
              .formatted(i, PORT + i));
    }
    text.append("devices:\n");
    StringBuilder children = new StringBuilder();
    for (int i = 0; i < LINES * UNITS; i++) {
      String kind =
          switch (i) {
            case 0 -> "profile: bench.battery";
            case 1 -> "driver: benchdriver";
            case 2 -> "profile: bench.still";
            default -> "profile: bench.slow";
          };
      String consent = i == 0 ? ", consent: {control: {by: b, on: 2026-11-21, why: bench}}" : "";
      text.append(
          "  d%d: {%s, connection: c%d, unit: %d%s}\n"
              .formatted(i, kind, i / UNITS, 1 + i % UNITS, consent));
      children.append(i == 0 ? "" : ", ").append("d").append(i);
    }
    return text.append("tree:\n  children: [")
        .append(children)
        .append("]\nmodes:\n  ")
        .append(MODE)
        .append(": {type: benchmode, node: d0, level: economic}\n")
        .toString();
  }
}
