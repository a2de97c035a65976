package org.busbar.core.site;

import java.io.IOException;
import java.nio.file.Path;
import org.busbar.api.safety.Field;
import org.busbar.api.site.SiteModel;
import org.busbar.api.time.Clock;
import org.busbar.core.image.Image;
import org.busbar.core.mode.Modes;

/** Where one site stands: its file, its folder and the site that is built there now. */
final class Plot {
  private final SiteGateway.Platform platform;
  private final Path folder;
  private final Configuration configuration;
  private volatile SiteAgent agent;

  /**
   * Builds a site; it does not step yet.
   *
   * @param home folder of all persisted state
   */
  Plot(Path file, SiteModel model, Path home, SiteGateway.Platform platform) throws IOException {
    this.platform = platform;
    this.folder = home.resolve("sites").resolve(model.id().org()).resolve(model.id().site());
    this.agent = build(model);
    try {
      this.configuration =
          new Configuration(file, folder, agent.audit(), platform.clock().instant());
    } catch (IOException | RuntimeException e) {
      agent.close();
      throw e;
    }
  }

  private SiteAgent build(SiteModel model) throws IOException {
    Autostart autostart = Autostart.of(model, folder);
    Switches switches = new Switches(folder);
    Clock clock = platform.clock();
    EventRing events = new EventRing(model.id(), clock);
    Image image = new Image(clock);
    Field field = platform.fields().open(model, image, events, folder, clock);
    Modes modes = new Modes(model, switches.all(), platform.types(), platform.workers(), events);
    DeviceCommands commands = new DeviceCommands(clock, folder, model.cycle());
    Entitlement entitlement =
        new Entitlement(platform.types()::containment, Callers::type, field.audit(), events, clock);
    return new SiteAgent(
        model,
        clock,
        new SiteAgent.Parts(
            image, events, field, modes, switches, autostart, commands, entitlement));
  }

  SiteAgent agent() {
    return agent;
  }

  Configuration configuration() {
    return configuration;
  }

  SiteGateway.Platform platform() {
    return platform;
  }

  void start() {
    agent.startOn(platform.runner());
  }

  /**
   * Ends the site in order and builds it anew; it starts as after a restart. Where that fails the
   * site is built as it was.
   *
   * @throws IOException if the home folder cannot be used
   * @throws IllegalArgumentException naming what is wrong
   */
  void rebuild(SiteModel next) throws IOException {
    SiteModel before = agent.model();
    agent.close();
    try {
      agent = build(next);
    } catch (IOException | RuntimeException e) {
      agent = build(before);
      start();
      throw e;
    }
    start();
  }
}
