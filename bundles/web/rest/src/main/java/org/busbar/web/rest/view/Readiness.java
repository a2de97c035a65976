package org.busbar.web.rest.view;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.face.Site;
import org.busbar.api.safety.DeviceStatus;
import org.busbar.api.safety.SiteState;
import org.busbar.api.time.Clock;

/** Why a gateway cannot do its work now. */
public final class Readiness {
  private static final Duration LEAST_PATIENCE = Duration.ofSeconds(1);

  private final Clock clock;

  /** Judges the loop by this clock. */
  public Readiness(Clock clock) {
    this.clock = clock;
  }

  /**
   * Ready, or the reasons why not.
   *
   * @param sites the sites that stand
   * @param problems why others do not; said to who may read the site, not to everybody
   */
  public ReadinessView of(Collection<Site> sites, List<String> problems) {
    List<String> reasons = new ArrayList<>();
    if (!problems.isEmpty()) {
      reasons.add("a site could not be built, GET /api/v1/site and the log say why");
    }
    if (sites.isEmpty()) {
      reasons.add("no site runs here");
    }
    for (Site site : sites) {
      check(site, reasons);
    }
    return ReadinessView.of(clock.instant(), List.copyOf(reasons));
  }

  private void check(Site site, List<String> reasons) {
    String name = "site " + site.model().id();
    if (site.status().state() == SiteState.BOOT) {
      reasons.add(name + " is starting");
    }
    Duration age = Duration.ofNanos(clock.nanos() - site.snapshot().nanos());
    Duration patience = site.model().cycle().multipliedBy(3);
    if (patience.compareTo(LEAST_PATIENCE) < 0) {
      patience = LEAST_PATIENCE;
    }
    if (age.compareTo(patience) > 0) {
      reasons.add(name + " made no step for " + age.toMillis() + " ms");
    }
    List<DeviceStatus> devices = site.devices();
    if (!devices.isEmpty() && devices.stream().noneMatch(Readiness::answers)) {
      reasons.add("no device of " + name + " answers");
    }
  }

  private static boolean answers(DeviceStatus device) {
    return device.session().state() == SessionStatus.State.READY;
  }
}
