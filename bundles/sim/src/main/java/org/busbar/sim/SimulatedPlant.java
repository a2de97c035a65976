package org.busbar.sim;

import java.io.IOException;
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
  static final int FIRST_PORT = 15_020;

  /** The control port lies this far above the first port. */
  static final int CONTROL_OFFSET = 60;

  private static final Logger LOG = LoggerFactory.getLogger(SimulatedPlant.class);

  private final PlantHost host;
  private final ControlPort control;

  @Activate
  public SimulatedPlant(BundleContext context, @Reference Profiles profiles)
      throws IOException, ConfigException {
    this(
        DemoPlant.read(
            context.getProperty("busbar.plant"),
            Clock.system(),
            number(context.getProperty("busbar.speed"), 1)),
        profiles,
        Clock.system(),
        (int) number(context.getProperty("busbar.simport"), FIRST_PORT));
  }

  SimulatedPlant(PlantFile file, Profiles profiles, Clock clock, int firstPort) throws IOException {
    this.host = new PlantHost(file, profiles, clock, firstPort);
    try {
      this.control = new ControlPort(host, firstPort == 0 ? 0 : firstPort + CONTROL_OFFSET);
    } catch (IOException e) {
      host.close();
      throw e;
    }
    host.start();
    host.places()
        .forEach(
            (id, place) ->
                LOG.info(
                    "{} ({}) answers on 127.0.0.1:{} unit {}",
                    id,
                    place.profile(),
                    place.port(),
                    place.unitId()));
    LOG.info("faults, load steps and the truth: http://127.0.0.1:{}/plant", control.port());
  }

  PlantHost host() {
    return host;
  }

  ControlPort control() {
    return control;
  }

  @Deactivate
  void close() throws IOException {
    control.close();
    host.close();
  }

  private static double number(@Nullable String property, double fallback) {
    return property == null || property.isBlank() ? fallback : Double.parseDouble(property);
  }
}
