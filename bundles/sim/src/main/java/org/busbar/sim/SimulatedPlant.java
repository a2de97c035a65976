package org.busbar.sim;

import java.io.IOException;
import java.time.Duration;
import org.busbar.api.time.Clock;
import org.busbar.config.api.ConfigException;
import org.busbar.profile.api.Profiles;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the simulated plant while its bundle is active. Framework properties: {@code busbar.plant}
 * (file, else the demo's), {@code busbar.speed}, {@code busbar.simport} (first port).
 */
@Component(
    service = {},
    immediate = true)
public final class SimulatedPlant {
  private static final Logger LOG = LoggerFactory.getLogger(SimulatedPlant.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long PAUSE_MS = 50;

  private final PlantFile file;
  private final Profiles profiles;
  private final int firstPort;
  private final Thread starter;
  private @Nullable PlantServer server;

  @Activate
  public SimulatedPlant(BundleContext context, @Reference Profiles profiles)
      throws IOException, ConfigException {
    this.profiles = profiles;
    this.firstPort = (int) number(context.getProperty("busbar.simport"), PlantServer.FIRST_PORT);
    double speed = number(context.getProperty("busbar.speed"), 1);
    this.file = DemoPlant.read(context.getProperty("busbar.plant"), Clock.system(), speed);
    this.starter = Thread.ofPlatform().name("plant-start").daemon().start(this::serve);
  }

  /** The bundle that brings the profiles may start after this one. */
  private void serve() {
    try {
      long begin = Clock.system().nanos();
      while (!file.profilesKnown(profiles) && Clock.system().nanos() - begin < PATIENCE.toNanos()) {
        Thread.sleep(PAUSE_MS);
      }
      server = new PlantServer(file, profiles, firstPort);
      server.lines().forEach(LOG::info);
    } catch (IOException e) {
      LOG.error("The simulated plant is not served: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Deactivate
  void close() throws IOException, InterruptedException {
    starter.interrupt();
    starter.join();
    if (server != null) {
      server.close();
    }
  }

  private static double number(@Nullable String property, double fallback) {
    return property == null || property.isBlank() ? fallback : Double.parseDouble(property);
  }
}
