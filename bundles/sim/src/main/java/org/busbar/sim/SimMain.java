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

/** The simulated plant alone: {@code busbar sim devices [--plant FILE] [--port N] [--speed N]}. */
public final class SimMain {
  private static final String USAGE =
      """
      usage: busbar sim devices [--plant FILE] [--port N] [--speed N]
        --plant FILE  plant to simulate, the demo's unless given
        --port N      first port, 15020 unless given; the control port is 60 above it
        --speed N     seconds of the day per second, 1 unless given""";

  private SimMain() {}

  /** What was asked for on the command line. */
  private record Options(@Nullable String plant, int port, double speed) {
    static Options of(List<String> args) {
      String plant = null;
      int port = PlantServer.FIRST_PORT;
      double speed = 1;
      if (args.isEmpty() || !args.getFirst().equals("devices") || args.size() % 2 == 0) {
        throw new IllegalArgumentException("nothing to do");
      }
      for (int i = 1; i < args.size(); i += 2) {
        String value = args.get(i + 1);
        switch (args.get(i)) {
          case "--plant" -> plant = value;
          case "--port" -> port = Integer.parseInt(value);
          case "--speed" -> speed = Double.parseDouble(value);
          default -> throw new IllegalArgumentException("unknown option " + args.get(i));
        }
      }
      return new Options(plant, port, speed);
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
      PlantFile file = DemoPlant.read(options.plant(), Clock.system(), options.speed());
      PlantServer server = new PlantServer(file, profiles, options.port());
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
