package org.busbar.web.rest.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.face.Site;
import org.busbar.api.safety.DeviceStatus;
import org.busbar.api.safety.SiteState;
import org.busbar.testkit.api.ManualClock;
import org.busbar.web.rest.FakeSite;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("OBS-06")
class ReadinessTest {
  private final ManualClock clock = new ManualClock();
  private final FakeSite site = new FakeSite(clock);
  private final Readiness readiness = new Readiness(clock);

  private List<String> reasons(Site... sites) {
    ReadinessView ready = readiness.of(List.of(sites), List.of());
    assertEquals(ready.reasons().isEmpty() ? 200 : 503, ready.httpStatus());
    assertEquals(ready.reasons().isEmpty() ? "ready" : "not-ready", ready.status());
    return ready.reasons();
  }

  @Test
  void aSiteThatStepsIsReady() {
    assertEquals(List.of(), reasons(site));
  }

  @Test
  void withoutASiteThereIsNothingToBeReadyFor() {
    assertEquals(List.of("no site runs here"), reasons());
  }

  @Test
  void aSiteThatCouldNotBeBuiltIsTold() {
    String problem = "site.yaml:12: unknown key 'cycel'";
    assertEquals(
        List.of(
            "a site could not be built, GET /api/v1/site and the log say why", "no site runs here"),
        readiness.of(List.of(), List.of(problem)).reasons());
  }

  @Test
  void aStalledLoopIsNotReadyUntilItStepsAgain() {
    clock.advanceMs(1000);
    assertEquals(List.of(), reasons(site));
    clock.advanceMs(1);
    assertEquals(List.of("site local/home made no step for 1001 ms"), reasons(site));
    site.step();
    assertEquals(List.of(), reasons(site));
  }

  @Test
  void aSiteThatBootsIsNotReady() {
    site.state(SiteState.BOOT);
    assertEquals(List.of("site local/home is starting"), reasons(site));
    site.state(SiteState.IDLE);
    assertEquals(List.of(), reasons(site));
  }

  @Test
  void oneDeadDeviceIsAnAlarmButAllOfThemAreAReason() {
    site.devices(status -> status.device().equals(FakeSite.BAT1) ? faulty(status) : status);
    assertEquals(List.of(), reasons(site));
    site.devices(ReadinessTest::faulty);
    assertEquals(List.of("no device of site local/home answers"), reasons(site));
  }

  private static DeviceStatus faulty(DeviceStatus status) {
    return new DeviceStatus(
        status.device(),
        status.declaration(),
        new SessionStatus(SessionStatus.State.FAULTY, "no response"),
        false,
        status.cell(),
        Optional.empty(),
        "");
  }
}
