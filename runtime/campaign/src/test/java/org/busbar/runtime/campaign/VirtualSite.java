package org.busbar.runtime.campaign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.busbar.api.control.ControlMode;
import org.busbar.api.face.Site;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.SiteState;
import org.busbar.profile.CarriedProfiles;

/** The product on the campaign's plant, with control modes of a test's own. No socket is opened. */
final class VirtualSite {
  final Site site;
  final Yard yard;
  private final Timeline timeline = new Timeline();
  private final Timeline.Actor nature = new Timeline.Actor();
  private final long stepMs;

  /**
   * A site whose plant and cycle make steps of so many ms.
   *
   * @param grain of safety's rounds
   */
  VirtualSite(
      Path home, long stepMs, Kernel.Grain grain, String modes, List<ControlMode<?, ?>> types)
      throws IOException {
    this.stepMs = stepMs;
    CarriedProfiles profiles = new CarriedProfiles();
    yard = new Yard(1, stepMs, profiles, unit -> {});
    String text = Yard.site("campaign", stepMs, Map.of());
    Path file = Files.createDirectories(home).resolve("site.yaml");
    Files.writeString(file, text.substring(0, text.indexOf("modes:")) + modes);
    Timeline.Actor net = new Timeline.Actor();
    VirtualNet transport =
        new VirtualNet(timeline, net, yard.ports(), (unit, address, words) -> words);
    Kernel kernel =
        new SteppedKernel(
            new Kernel.Parts(timeline, profiles.driver(), types, file, home),
            net,
            transport,
            grain);
    site = kernel.site();
    timeline.after(nature, 0, this::stepPlant);
  }

  private void stepPlant() {
    timeline.after(nature, stepMs * 1_000_000, this::stepPlant);
    yard.step(stepMs / 1000.0);
  }

  /** Lets time pass. */
  void run(Duration time) {
    timeline.runUntil(timeline.clock().elapsed() + time.toNanos());
  }

  /** Brings the site to RUNNING as a person would. */
  VirtualSite started() {
    for (int i = 0; i < 60; i++) {
      run(Duration.ofSeconds(1));
      Answer answer = site.request(SiteState.RUNNING, "test", "a test");
      if (answer instanceof Answer.Done) {
        return this;
      }
    }
    throw new AssertionError("not started: " + site.status());
  }
}
