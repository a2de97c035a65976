package org.busbar.safety.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.busbar.api.device.write.WritePlan;
import org.busbar.api.device.write.guard.Beats;
import org.busbar.api.device.write.guard.Beats.Counter;
import org.busbar.api.device.write.guard.GuardList;
import org.busbar.api.device.write.guard.GuardList.Entry;
import org.busbar.api.transport.RegisterWrite;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.busbar.testkit.api.ManualClock;
import org.busbar.testkit.api.RecordedEvents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list for the supervisor, and the supervisor as the gateway sees it. */
class GuardFileTest {
  @TempDir Path home;
  private final ManualClock clock = new ManualClock();
  private final RecordedEvents events = new RecordedEvents(clock);

  private static Entry entry(String device, int value) {
    RegisterWrite write = new RegisterWrite(1, Table.HOLDING, 0x42, Words.of(value), true);
    WritePlan plan = new WritePlan(List.of(write), Optional.empty());
    return new Entry(
        device, device + "/activePowerW", "127.0.0.1", 502, Duration.ofSeconds(1), plan, plan);
  }

  private List<String> onDisk() throws IOException {
    Path list = home.resolve(GuardList.FILE);
    return Files.exists(list)
        ? GuardList.read(Files.readString(list)).entries().stream()
            .map(e -> e.device() + " " + e.release().writes().getFirst())
            .toList()
        : List.of();
  }

  @Test
  void anEntryIsKeptOnceItIsOnDiskAsItIsWanted() throws IOException {
    GuardFile file = new GuardFile(home, events);
    assertFalse(file.isDue());
    assertFalse(file.keep());
    file.want(entry("bat1", 0));
    assertTrue(file.holds("bat1/activePowerW"));
    assertFalse(file.keeps("bat1/activePowerW"));
    assertTrue(file.keep());
    assertTrue(file.keeps("bat1/activePowerW"));
    assertFalse(file.keep(), "nothing has changed");
    int before = onDisk().size();
    file.want(entry("bat1", 7));
    assertFalse(file.keeps("bat1/activePowerW"), "another end is wanted now");
    assertTrue(file.isDue());
    assertTrue(file.keep());
    assertTrue(file.keeps("bat1/activePowerW"));
    assertEquals(before, onDisk().size());
  }

  @Test
  void oneThatTakesThePlaceOfAnotherIsWritten() throws IOException {
    GuardFile file = new GuardFile(home, events);
    file.want(entry("bat1", 0));
    file.keep();
    file.drop("bat1/activePowerW");
    file.want(entry("bat2", 0));
    assertTrue(file.keep());
    assertTrue(onDisk().getFirst().startsWith("bat2 "));
    file.drop("bat2/activePowerW");
    assertTrue(file.keep());
    assertFalse(Files.exists(home.resolve(GuardList.FILE)), "nothing is held any more");
  }

  @Test
  void whatAnEarlierGatewayLeftIsHeldUntilItIsDropped() {
    GuardFile before = new GuardFile(home, events);
    before.want(entry("bat1", 0));
    before.keep();
    GuardFile after = new GuardFile(home, events);
    assertTrue(after.holds("bat1/activePowerW"));
    assertTrue(after.keeps("bat1/activePowerW"));
    assertFalse(after.isDue());
  }

  @Test
  void aListThatCannotBeReadIsToldAndHoldsNothing() throws IOException {
    Files.writeString(home.resolve(GuardList.FILE), "nonsense");
    GuardFile file = new GuardFile(home, events);
    assertFalse(file.holds("bat1/activePowerW"));
    assertEquals(1, events.ofKind("guard-list").size());
  }

  @Test
  void aListThatCannotBeKeptIsToldOnceAndWhenItIsKeptAgain() throws IOException {
    Path blocked = Files.writeString(home.resolve("blocked"), "a file where a folder should be");
    GuardFile file = new GuardFile(blocked, events);
    file.want(entry("bat1", 0));
    assertFalse(file.keep());
    assertFalse(file.keep());
    assertFalse(file.keeps("bat1/activePowerW"));
    assertEquals(1, events.ofKind("guard-list").size());
    Files.delete(blocked);
    Files.createDirectory(blocked);
    assertTrue(file.keep());
    assertEquals(2, events.ofKind("guard-list").size());
    file.drop("bat1/activePowerW");
    assertTrue(file.keep());
    assertEquals(2, events.ofKind("guard-list").size());
  }

  @Test
  void aSupervisorIsThereAsLongAsItHasMovedWithinThreeSeconds() throws IOException {
    Path counters = Files.createFile(home.resolve("beats"));
    Beats.sign(counters);
    Beats beats = Beats.of(counters);
    Supervision joined = Supervision.join(counters, "killed", clock);
    assertTrue(joined.isExpected());
    assertEquals("killed", joined.told());
    assertTrue(joined.isThere(), "to sign is to move");
    beats.count(Counter.SUPERVISOR);
    joined.beat(true);
    assertTrue(joined.isThere());
    clock.advance(Duration.ofSeconds(3).minusNanos(1));
    joined.beat(true);
    assertTrue(joined.isThere());
    clock.advance(Duration.ofNanos(1));
    joined.beat(true);
    assertFalse(joined.isThere());
    assertEquals("the supervisor does not beat any more", joined.missing());
    beats.count(Counter.SUPERVISOR);
    joined.beat(true);
    assertTrue(joined.isThere());
    joined.close();
    assertFalse(joined.isThere());
  }

  @Test
  void withoutASupervisorNoneIsExpectedAndOneThatCannotBeJoinedIsMissed() {
    assertFalse(Supervision.none().isExpected());
    assertFalse(Supervision.none().isThere());
    Supervision lost = Supervision.join(home.resolve("nowhere"), "", clock);
    assertTrue(lost.isExpected());
    lost.beat(true);
    assertFalse(lost.isThere());
    assertTrue(lost.missing().contains("nowhere"), lost.missing());
  }
}
