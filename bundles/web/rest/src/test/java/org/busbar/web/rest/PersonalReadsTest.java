package org.busbar.web.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.ws.rs.core.SecurityContext;
import java.lang.reflect.Proxy;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.busbar.testkit.api.ManualClock;
import org.busbar.web.rest.view.Projection;
import org.junit.jupiter.api.Test;

class PersonalReadsTest {
  private final ManualClock clock = new ManualClock();
  private final List<String> kept = new ArrayList<>();
  private final Audited audited = new Audited();
  private final PersonalReads reads = new PersonalReads(audited, clock);

  PersonalReadsTest() {
    audited.bind(
        (kind, by, reason, values) ->
            kept.add(
                kind.replace("personal-data-", "")
                    + " "
                    + by
                    + " "
                    + values.get("of")
                    + " "
                    + values.getOrDefault("what", values.get("reads"))
                    + " "
                    + length(values)));
  }

  private static String length(Map<String, String> values) {
    return ChronoUnit.HOURS.between(
            Instant.parse(values.get("from")), Instant.parse(values.get("to")))
        + " h";
  }

  private static SecurityContext called(String name) {
    Principal principal = () -> name;
    return (SecurityContext)
        Proxy.newProxyInstance(
            SecurityContext.class.getClassLoader(),
            new Class<?>[] {SecurityContext.class},
            (_, method, _) -> method.getName().equals("getUserPrincipal") ? principal : false);
  }

  private void read(String by, String of, long hours) {
    Ranges.Range range =
        new Ranges.Range(clock.instant().minus(Duration.ofHours(hours)), clock.instant());
    reads.read(called(by), of, "activePowerW", range);
  }

  @Test
  void theFirstReadHasARecordAndTheOthersOfTheHourOneTogether() {
    read("console", "pcc", 1);
    read("console", "pcc", 24);
    read("console", "pcc", 2);
    assertEquals(List.of("read console pcc activePowerW 1 h"), kept);
    clock.advance(Duration.ofHours(1));
    read("console", "pcc", 1);
    assertEquals(
        List.of(
            "read console pcc activePowerW 1 h",
            "read-again console pcc 2 24 h",
            "read console pcc activePowerW 1 h"),
        kept);
  }

  @Test
  void whoReadsAndOfWhatIsToldApart() {
    read("console", "pcc", 1);
    read("rest", "pcc", 1);
    read("rest", "ev1", 1);
    assertEquals(3, kept.size());
  }

  @Test
  void aLongTimeIsRecordedEachTime() {
    read("rest", "pcc", 24 * 30);
    read("rest", "pcc", 24 * 30);
    assertEquals(2, kept.size());
    read("rest", "pcc", 24 * 7);
    assertEquals("read rest pcc activePowerW 168 h", kept.getLast());
  }

  @Test
  void whatWasCountedIsToldAtTheEnd() {
    read("rest", "pcc", 1);
    read("rest", "pcc", 1);
    reads.read(called("rest"), "ev1", "tags");
    reads.end();
    reads.end();
    assertEquals(
        List.of(
            "read rest pcc activePowerW 1 h",
            "read rest ev1 tags 0 h",
            "read-again rest pcc 1 1 h"),
        kept);
  }

  @Test
  void aDeviceThatListsCardsIsReadOnRecord() {
    Sites sites = new Sites();
    sites.bind(FakeSite.gateway(new FakeSite(clock, List.of("pcc", "ev1"))));
    DevicesResource devices =
        new DevicesResource(sites, new Projection(clock), new Edits(sites, clock), reads);
    devices.device("pcc", called("console"));
    assertEquals(List.of(), kept);
    devices.device("ev1", called("console"));
    devices.device("ev1", called("console"));
    assertEquals(List.of("read console ev1 tags 0 h"), kept);
  }

  @Test
  void nobodyCanFillTheMemoryWithThingsToRead() {
    for (int i = 0; i < 3 * PersonalReads.MOST; i++) {
      read("rest", "device" + i, 1);
    }
    assertEquals(3 * PersonalReads.MOST, kept.size());
    reads.end();
    assertEquals(3 * PersonalReads.MOST, kept.size());
  }
}
