package org.busbar.safety.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.busbar.api.events.EventSink;
import org.busbar.api.events.Severity;
import org.busbar.api.vocabulary.SiteId;
import org.busbar.testkit.api.ManualClock;
import org.busbar.testkit.api.RecordedEvents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits for the disk, and which events are kept beside commands. */
class AuditTrailTest {
  private static final int MOST = 100_000;

  @TempDir Path home = Path.of("");

  private final ManualClock clock = new ManualClock();
  private final RecordedEvents events = new RecordedEvents(clock);
  private int woken;

  private AuditTrail trail() {
    return AuditTrail.ofSite(home, new SiteId("acme", "home"), clock, events, () -> woken++);
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(home.resolve("audit/audit-000000000001.jsonl"));
  }

  @Test
  void aRecordNamesItsSiteAndWakesWhoWrites() throws IOException {
    AuditTrail trail = trail();
    trail.append("command", "Anna", "a test", Map.of());
    assertEquals(1, woken);
    trail.flush();
    assertTrue(lines().getLast().contains("acme"), lines().getLast());
  }

  @Test
  void whatTheDiskDoesNotTakeWaitsAndOneTooManyIsCounted() throws IOException {
    Files.writeString(home.resolve("audit"), "a file where the folder should be");
    AuditTrail trail = trail();
    for (int i = 0; i < MOST + 2; i++) {
      trail.append("command", "Anna", "a test", Map.of());
    }
    trail.flush();
    trail.flush();
    assertEquals(1, events.ofKind("audit-not-written").size(), "told once");
    Files.delete(home.resolve("audit"));
    trail.flush();
    assertEquals(2, events.ofKind("audit-not-written").size(), "and that it is written again");
    List<String> lost = lines().stream().filter(line -> line.contains("records-lost")).toList();
    assertEquals(1, lost.size());
    assertTrue(lost.getFirst().contains("\"lost\":\"2\""), lost.getFirst());
    assertEquals(MOST, lines().stream().filter(line -> line.contains("a test")).count());
  }

  @Test
  void eventsOfSafetyAreKeptBesideAndAllArePassedOn() throws IOException {
    AuditTrail trail = trail();
    EventSink sink = trail.watching(events);
    sink.raise(Severity.INFO, "site", "site-state", "RUNNING now", Map.of("state", "RUNNING"));
    sink.raise(Severity.INFO, "bat1", "device-session", "READY now", Map.of());
    sink.raise(Severity.CRITICAL, "bat1", "trip", "too hot", Map.of());
    assertEquals(3, events.all().size());
    trail.flush();
    String all = String.join("\n", lines());
    assertTrue(all.contains("RUNNING now") && all.contains("\"state\":\"RUNNING\""), all);
    assertTrue(all.contains("\"severity\":\"INFO\""), all);
    assertTrue(all.contains("too hot") && all.contains("\"severity\":\"CRITICAL\""), all);
    assertTrue(!all.contains("READY now"), all);
  }
}
