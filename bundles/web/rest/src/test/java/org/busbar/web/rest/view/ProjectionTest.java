package org.busbar.web.rest.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.busbar.api.events.Severity;
import org.busbar.api.safety.Cause;
import org.busbar.api.safety.DeviceStatus;
import org.busbar.api.safety.GateCell;
import org.busbar.testkit.api.ManualClock;
import org.busbar.web.rest.FakeSite;
import org.busbar.web.rest.json.Json;
import org.junit.jupiter.api.Test;

/** The documents, to the letter: others script against them. */
class ProjectionTest {
  private final ManualClock clock = new ManualClock();
  private final FakeSite site = new FakeSite(clock);
  private final Projection projection = new Projection(clock);

  private static String written(Object document) {
    return new String(new Json().write(document), StandardCharsets.UTF_8);
  }

  private static String joined(String text) {
    return text.lines().map(String::strip).reduce("", String::concat);
  }

  @Test
  void theSite() {
    assertEquals(
        joined(
            """
            {"org":"local","site":"home","name":"Home","state":"RUNNING","subState":null,
            "since":"2026-03-01T12:00:00.000Z","reason":"started","cause":null,"cycleMs":100,
            "step":7,"nodes":[
            {"path":"home","kind":"site","parent":null,"nature":null,"meter":"pcc","measures":null},
            {"path":"storage","kind":"group","parent":"home","nature":null,"meter":null,"measures":null},
            {"path":"pcc","kind":"device","parent":"home","nature":"meter","meter":null,"measures":"pcc"},
            {"path":"pv1","kind":"device","parent":"home","nature":"pv","meter":null,"measures":null},
            {"path":"bat1","kind":"device","parent":"home","nature":"battery","meter":null,"measures":null}
            ],"flow":{"gridW":-1234.5,"pvW":3000.0,"batteryW":null,"loadW":0.0,"chargerW":0.0,
            "selfConsumptionPct":null,"autarkyPct":100.0},"limits":[
            {"device":"bat1","text":"discharge limit of the device","active":true,
            "point":"activePowerW","value":5000.0,"unit":"W","min":-5000.0,"max":5000.0,"reaction":null},
            {"device":"bat1","text":"activePowerW -5000 to 5000 W","active":true,
            "point":"activePowerW","value":5000.0,"unit":"W","min":-5000.0,"max":5000.0,"reaction":"CLAMP"}],
            "contacts":[{"name":"Jo Example","role":"on duty","phone":"112","mail":"","text":""}]}
            """),
        written(projection.site(site)));
  }

  @Test
  void aLimitOfAnUnknownValueIsNotSaidToBind() {
    clock.advanceMs(3001);
    List<SiteView.LimitView> limits = projection.site(site).limits();
    assertEquals(false, limits.get(1).active());
  }

  @Test
  void theDevices() {
    clock.advanceMs(1);
    assertEquals(
        joined(
            """
            {"id":"bat1","name":"Maker bat1","nature":"battery","profile":"sim-bat1",
            "session":"READY","authority":"control","gate":{"cause":null,"epoch":3},
            "maturity":"SIMULATED","lastSeen":"2026-03-01T12:00:00.000Z",
            "online":true,"connection":"field","unit":1,"commands":["start","stop"],"waitsForStart":false}
            """),
        written(projection.devices(site).get(2)));
    assertEquals("observe", projection.devices(site).get(0).authority());
  }

  @Test
  void aDeviceThatFellSilentIsOfflineAndWasLastSeenThen() {
    clock.advanceMs(3_001);
    DeviceView silent = projection.devices(site).get(2);
    assertEquals(false, silent.online());
    assertEquals(Instant.parse("2026-03-01T12:00:00Z"), silent.lastSeen());
    site.step();
    assertEquals(true, projection.devices(site).get(2).online());
  }

  @Test
  void aDeviceWithoutADriverIsStillShown() {
    Cause cause = new Cause("limit", "bat1", "55 V is above 54 V", clock.instant(), clock.nanos());
    site.devices(
        known ->
            new DeviceStatus(
                known.device(),
                Optional.empty(),
                known.session(),
                false,
                new GateCell(Optional.of(cause), 4),
                Optional.empty(),
                ""));
    assertEquals(
        joined(
            """
            {"id":"bat1","name":"bat1","nature":"battery","profile":"sim-bat1",
            "session":"READY","authority":"observe",
            "gate":{"cause":"55 V is above 54 V","epoch":4},"maturity":null,"lastSeen":null,
            "online":false,"connection":"field","unit":1,"commands":[],"waitsForStart":false}
            """),
        written(projection.devices(site).get(2)));
  }

  @Test
  void oneDevice() {
    assertEquals(
        joined(
            """
            {"id":"bat1","name":"Maker bat1","nature":"battery","profile":"sim-bat1",
            "session":"READY","authority":"control","gate":{"cause":null,"epoch":3},
            "maturity":"SIMULATED","lastSeen":"2026-03-01T12:00:00.000Z",
            "online":true,"connection":"field","unit":1,"commands":["start","stop"],"waitsForStart":false,
            "options":{},"consent":[],"points":[
            {"device":"bat1","point":"activePowerW","value":5000.0,"unit":"W","quality":"GOOD",
            "measuredAt":"2026-03-01T12:00:00.000Z"},
            {"device":"bat1","point":"stateOfChargePct","value":null,"unit":"%","quality":"INVALID",
            "measuredAt":"2026-03-01T12:00:00.000Z"}],"lastWrite":"accepted 5000 W"}
            """),
        written(projection.device(site, "bat1").orElseThrow()));
    assertTrue(projection.device(site, "bat2").isEmpty());
  }

  @Test
  void aValueGrowsStaleBetweenTwoSteps() {
    assertEquals("GOOD", projection.points(site, "pcc", null).getFirst().quality());
    clock.advanceMs(3001);
    PointView stale = projection.points(site, "pcc", "activePowerW").getFirst();
    assertEquals("STALE", stale.quality());
    assertEquals(-1234.5, stale.value());
    assertTrue(projection.points(site, "pcc", "frequencyHz").isEmpty());
    assertEquals(3, projection.points(site, null, null).size());
  }

  @Test
  void theDecision() {
    String proposal =
        """
        {"source":"self","level":"ECONOMIC","node":"bat1","quantity":"activePowerW",
        "phase":"TOTAL","min":null,"max":null,"target":6234.5,"unit":"W",
        "validUntil":"2026-03-01T12:00:01.000Z","reason":"cover the load"}
        """;
    assertEquals(
        joined(
            """
            {"step":7,"at":"2026-03-01T12:00:00.000Z","proposals":[
            """
                + proposal
                + """
            ],"dropped":[{"proposal":
            """
                + proposal
                + """
            ,"against":"grid"}],"setpoints":[
            {"device":"bat1","point":"activePowerW","value":5000.0,"unit":"W","envelope":[
            {"level":"SAFETY","min":-5000.0,"max":5000.0},
            {"level":"GRID_OBLIGATION","min":0.0,"max":5000.0},
            {"level":"RESERVE","min":0.0,"max":5000.0},
            {"level":"CONTRACTED_SERVICE","min":0.0,"max":5000.0},
            {"level":"ECONOMIC","min":0.0,"max":5000.0}],
            "limitedBy":"discharge limit of the device","reason":"clipped from 6234.5 W"}]}
            """),
        written(projection.decision(site)));
  }

  @Test
  void theModesAndEvents() {
    site.raise(Severity.ALARM, "device-silent");
    assertEquals(
        joined(
            """
            [{"id":"self","type":"self-consumption","node":"home","level":"ECONOMIC","rank":0,
            "enabled":true,"state":"RUNNING","text":"","steps":70,"lateCount":1,
            "config":{"targetW":"0"},"values":{"integralW":"12"}}]
            """),
        written(projection.modes(site)));
    assertEquals(
        joined(
            """
            [{"sequence":1,"at":"2026-03-01T12:00:00.000Z","severity":"ALARM","source":"bat1",
            "kind":"device-silent","text":"Something happened.","values":{"limitW":"5000"}}]
            """),
        written(projection.events(site, 0, 10)));
    assertEquals("[]", written(projection.events(site, 1, 10)));
  }
}
