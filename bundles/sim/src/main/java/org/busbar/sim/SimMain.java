package org.busbar.sim;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import org.busbar.api.time.Clock;
import org.busbar.config.api.ConfigException;
import org.busbar.profile.api.Profiles;
import org.jspecify.annotations.Nullable;

/** The simulated plant alone, or a row of batteries, served until the process is ended. */
public final class SimMain {
  private static final String USAGE =
      """
      usage: busbar sim devices [--plant FILE | --bess N] [--port N] [--speed N]
             busbar sim bess N [--port N] [--speed N]
        --plant FILE  plant to simulate, the demo's unless given
        --bess N      a row of equal batteries instead, each on a port of its own
        --port N      first port, 15020 unless given; the control port is 60 above it
        --speed N     seconds of the day per second, 1 unless given""";

  private SimMain() {}

  /** What was asked for on the command line. */
  private record Options(@Nullable String plant, int batteries, int port, double speed) {
    static Options of(List<String> args) {
      boolean devices = !args.isEmpty() && args.getFirst().equals("devices");
      boolean bess = args.size() > 1 && args.getFirst().equals("bess");
      if (!devices && !bess) {
        throw new IllegalArgumentException("nothing to do");
      }
      String plant = null;
      int port = PlantServer.FIRST_PORT;
      double speed = 1;
      int batteries = bess ? Integer.parseInt(args.get(1)) : 0;
      for (int i = devices ? 1 : 2; i < args.size(); i += 2) {
        if (i + 1 == args.size()) {
          throw new IllegalArgumentException("option " + args.get(i) + " has no value");
        }
        String value = args.get(i + 1);
        switch (args.get(i)) {
          case "--plant" -> plant = value;
          case "--port" -> port = Integer.parseInt(value);
          case "--bess" -> batteries = Integer.parseInt(value);
          case "--speed" -> speed = Double.parseDouble(value);
          default -> throw new IllegalArgumentException("unknown option " + args.get(i));
        }
      }
      return new Options(plant, batteries, port, speed);
    }

    PlantFile read() throws ConfigException, IOException {
      return batteries > 0
          ? PlantFile.read(DemoPlant.batteries(batteries), 0, speed)
          : DemoPlant.read(plant, Clock.system(), speed);
    }
  }

  public static void main(String[] args) throws InterruptedException {
    System.exit(run(List.of(args), System.out, System.err));
  }

  private static int run(List<String> args, PrintStream out, PrintStream err)
      throws InterruptedException {
    try {
      Options options = Options.of(args);
      Profiles profiles =
          ServiceLoader.load(Profiles.class)
              .findFirst()
              .orElseThrow(() -> new IOException("no profiles on the class path"));
      PlantServer server = new PlantServer(options.read(), profiles, options.port());
      server.lines().forEach(out::println);
      new CountDownLatch(1).await();
      return 0;
    } catch (IllegalArgumentException e) {
      err.println("busbar sim: " + e.getMessage());
      err.println(USAGE);
      return 2;
    } catch (IOException | ConfigException e) {
      err.println("busbar sim: " + e.getMessage());
      return 1;
    }
  }
}
