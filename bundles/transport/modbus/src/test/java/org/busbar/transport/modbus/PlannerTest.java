package org.busbar.transport.modbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.busbar.api.transport.ReadLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the planner does with the time of a connection, in virtual time. */
class PlannerTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static Duration ms(long ms) {
    return Duration.ofMillis(ms);
  }

  private static double percent(long part, long of) {
    return 100.0 * part / of;
  }

  @Test
  void anOverloadOfOnePercentCostsOnePercent() {
    VirtualBus bus = new VirtualBus(SECOND);
    for (int unit = 1; unit <= 101; unit++) {
      bus.poll(unit, 1, SECOND, ms(10));
    }
    bus.run(Duration.ofSeconds(303));
    for (int unit = 1; unit <= 101; unit++) {
      double hz = bus.answered(unit, 101_000, 303_000) / 202.0;
      assertEquals(0.99, hz, 0.006, "unit " + unit);
    }
  }

  @Test
  void underOverloadNothingStarvesWhateverItsPeriod() {
    VirtualBus bus = new VirtualBus(SECOND);
    bus.poll(1, 20, ms(100), ms(10));
    bus.poll(2, 5, SECOND, ms(10));
    bus.poll(3, 5, Duration.ofSeconds(10), ms(10));
    bus.run(Duration.ofSeconds(110));
    assertTrue(bus.answered(1, 10_000, 110_000) >= 9_000, "takes what is left");
    assertTrue(bus.answered(2, 10_000, 110_000) >= 400, "at least 0.8 of its rate");
    assertTrue(bus.answered(3, 10_000, 110_000) >= 45, "at least 0.9 of its rate");
  }

  @Test
  void dueTimesDoNotDrift() {
    VirtualBus bus = new VirtualBus(SECOND);
    bus.poll(1, 1, ms(100), ms(7));
    bus.poll(2, 3, ms(70), ms(3));
    bus.run(Duration.ofSeconds(100));
    assertEquals(1000, bus.answered(1, 0, 100_000), 1);
    for (VirtualBus.Event e : bus.events) {
      double late = e.ms() % (e.unit() == 1 ? 100 : 70);
      assertTrue(late <= 7 + 4 * 7, "a reading of unit " + e.unit() + " was late by " + late);
    }
  }

  @Test
  void aFastItemIsNotHeldUpByManySlowOnes() {
    VirtualBus bus = new VirtualBus(SECOND);
    bus.poll(2, 50, Duration.ofSeconds(5), ms(10));
    bus.poll(1, 1, ms(50), ms(5));
    bus.run(Duration.ofSeconds(20));
    assertTrue(bus.longestGapMs(1, 0, 20_000) <= 75, "gap " + bus.longestGapMs(1, 0, 20_000));
    assertEquals(200, bus.answered(2, 0, 20_000));
  }

  @ParameterizedTest(name = "blocks {0}, period {1} ms, latency {2} ms, time-out {3} ms, dead {4}")
  @CsvSource({
    "1, 400, 5, 1000, 1",
    "3, 100, 5, 1000, 1",
    "8, 10, 5, 1000, 1",
    "1, 1000, 5, 1000, 10",
    "8, 10, 5, 500, 10",
    "8, 10, 50, 1000, 1",
    "1, 1000, 200, 1000, 3",
  })
  void theNeighbourOfDeadUnitsKeepsNineTenths(
      int blocks, int period, int latency, int timeout, int deadUnits) {
    VirtualBus with = bus(blocks, period, latency, timeout, deadUnits);
    VirtualBus without = bus(blocks, period, latency, timeout, deadUnits);
    for (int unit = 2; unit < 2 + deadUnits; unit++) {
      with.die(unit);
    }
    // Alone: the dead units' own share of the wire is free, so healthy ones take part as before.
    with.run(Duration.ofSeconds(40));
    without.run(Duration.ofSeconds(40));
    double kept = percent(with.answered(1, 10_000, 50_000), without.answered(1, 10_000, 50_000));
    assertTrue(kept >= 90, "the neighbour keeps " + kept + " %");
    double gap = with.longestGapMs(1, 10_000, 50_000);
    assertTrue(
        gap <= Math.max(2.0 * period, period + timeout + 1.0 * deadUnits * timeout),
        "gap of " + gap + " ms");
  }

  /** After ten healthy seconds. */
  private static VirtualBus bus(int blocks, int period, int latency, int timeout, int deadUnits) {
    VirtualBus bus = new VirtualBus(ms(timeout));
    bus.poll(1, blocks, ms(period), ms(latency));
    for (int unit = 2; unit < 2 + deadUnits; unit++) {
      bus.poll(unit, 1, ms(1000), ms(latency));
    }
    bus.run(Duration.ofSeconds(10));
    return bus;
  }

  @ParameterizedTest(name = "blocks {0}, period {1} ms, latency {2} ms, dead {3}")
  @CsvSource({"1, 400, 5, 1", "8, 10, 5, 1", "1, 1000, 5, 20", "4, 10, 2, 3", "8, 10, 60, 1"})
  void deadUnitsAreBackWithinFiveSeconds(int blocks, int period, int latency, int deadUnits) {
    VirtualBus bus = bus(blocks, period, latency, 1000, deadUnits);
    for (int unit = 2; unit < 2 + deadUnits; unit++) {
      bus.die(unit);
    }
    bus.run(Duration.ofSeconds(60));
    for (int unit = 2; unit < 2 + deadUnits; unit++) {
      assertEquals(0, bus.answered(unit, 10_000, 70_000));
      assertTrue(bus.failed(unit, 10_000, 70_000) >= 55, "each due reading is told of");
      bus.revive(unit);
    }
    double from = bus.ms();
    bus.run(Duration.ofSeconds(5));
    for (int unit = 2; unit < 2 + deadUnits; unit++) {
      assertTrue(bus.answered(unit, from, from + 5_000) > 0, "unit " + unit + " is back");
    }
  }

  @Test
  void aDeadUnitAloneIsProbedAtMostEveryTwoSecondsOrSo() {
    VirtualBus bus = new VirtualBus(ms(100));
    bus.poll(1, 5, ms(100), ms(1));
    bus.die(1);
    bus.run(Duration.ofSeconds(60));
    assertTrue(bus.sent.get(1) <= 45, bus.sent.get(1) + " probes");
    assertTrue(bus.sent.get(1) >= 25, bus.sent.get(1) + " probes");
    assertEquals(5 * 600, bus.failed(1, 0, 60_000), 60);
  }

  @Test
  void oneBlockThatIsNeverAnsweredDoesNotSilenceItsUnit() {
    VirtualBus bus = new VirtualBus(SECOND);
    bus.poll(1, 4, ms(200), ms(5));
    bus.poll(2, 1, ms(200), ms(5));
    bus.mute(1005);
    bus.run(Duration.ofSeconds(60));
    for (int address : new int[] {0, 2000, 3000}) {
      long answered =
          bus.events.stream().filter(e -> e.unit() == 1 && e.address() == address).count();
      assertTrue(answered >= 285, "address " + address + ": " + answered);
    }
    assertTrue(bus.answered(2, 0, 60_000) >= 290, "the neighbour");
    assertTrue(bus.failed(1, 0, 60_000) >= 285, "told of each time");
  }

  @Test
  void anItemThatIsNeverAnsweredIsCutOutOfItsBlock() {
    VirtualBus bus = new VirtualBus(SECOND);
    for (int address = 0; address < 80; address += 10) {
      bus.planner.add(VirtualBus.poll(1, address, ms(200)));
    }
    bus.latency(1, ms(5));
    bus.mute(33);
    bus.run(Duration.ofSeconds(60));
    assertEquals(
        List.of(30),
        bus.planner.blocks(bus.clock.nanos()).stream()
            .filter(Block::isDoubtful)
            .map(block -> block.range.address())
            .toList());
    long before = bus.answered(1, 0, 60_000);
    bus.run(Duration.ofSeconds(10));
    assertTrue(bus.answered(1, 60_000, 70_000) >= 2 * 49, "of " + before);
  }

  @Test
  void aPauseOfOneUnitIsKeptAndDoesNotHoldUpAnother() {
    VirtualBus bus = new VirtualBus(SECOND);
    bus.poll(1, 2, ms(50), ms(5), new ReadLimits(125, 8, ms(100)));
    bus.poll(2, 1, ms(50), ms(5));
    bus.run(Duration.ofSeconds(10));
    double last = Double.NEGATIVE_INFINITY;
    for (VirtualBus.Event e : bus.events.stream().filter(e -> e.unit() == 1).toList()) {
      assertTrue(e.ms() - last >= 105 - 1e-6, "asked again after " + (e.ms() - last) + " ms");
      last = e.ms();
    }
    assertEquals(200, bus.answered(2, 0, 10_000), 1);
  }

  @Test
  void manyUnitsAreAtFullRateAtOnce() {
    VirtualBus bus = new VirtualBus(SECOND);
    for (int unit = 1; unit <= 50; unit++) {
      bus.poll(unit, 1, SECOND, ms(10));
    }
    bus.run(Duration.ofSeconds(5));
    for (int unit = 1; unit <= 50; unit++) {
      assertEquals(5, bus.answered(unit, 0, 5_000), "unit " + unit);
    }
  }

  @Test
  void unitsThatAreDeadFromTheStartHoldUpTheOthersForSecondsOnly() {
    VirtualBus bus = new VirtualBus(SECOND);
    for (int unit = 1; unit <= 20; unit++) {
      bus.poll(unit, 1, SECOND, ms(10));
    }
    bus.die(2, 4, 6, 8, 10, 12, 14, 16, 18, 20);
    bus.run(Duration.ofSeconds(15));
    for (int unit = 1; unit <= 19; unit += 2) {
      assertTrue(bus.answered(unit, 5_000, 15_000) >= 9, "unit " + unit);
    }
  }

  @Test
  void aSlowUnitIsNotTakenForASilentOne() {
    VirtualBus bus = new VirtualBus(SECOND);
    bus.poll(1, 1, ms(2000), ms(400));
    bus.poll(2, 1, ms(100), ms(5));
    bus.run(Duration.ofSeconds(30));
    assertTrue(bus.answered(1, 0, 30_000) >= 14, bus.answered(1, 0, 30_000) + " readings");
  }

  @ParameterizedTest(name = "slow by {0} ms, its period {1} ms, the neighbour's {2} ms")
  @CsvSource({
    "1500, 1000, 400",
    "1500, 1000, 20",
    "5000, 1000, 400",
    "5000, 1000, 20",
    "1100, 200, 20",
  })
  void theNeighbourOfAUnitThatAnswersTooLateKeepsNineTenths(int late, int period, int other) {
    VirtualBus bus = new VirtualBus(SECOND);
    bus.poll(1, 1, ms(other), ms(5));
    bus.poll(2, 3, ms(period), ms(5));
    bus.run(Duration.ofSeconds(10));
    double healthy = bus.answered(1, 0, 10_000) / 10.0;
    bus.latency(2, ms(late));
    bus.run(Duration.ofSeconds(60));
    double kept = 100 * bus.answered(1, 10_000, 70_000) / 60.0 / healthy;
    assertTrue(kept >= 90, "the neighbour keeps " + kept + " %");
    bus.latency(2, ms(5));
    bus.run(Duration.ofSeconds(5));
    assertTrue(bus.answered(2, 70_000, 75_000) > 0, "back when it is fast again");
  }

  private static VirtualBus holdingBus(int period, int other) {
    VirtualBus bus = new VirtualBus(SECOND);
    bus.holding = true;
    bus.poll(1, 1, ms(other), ms(5));
    bus.poll(2, 3, ms(period), ms(5));
    bus.run(Duration.ofSeconds(10));
    return bus;
  }

  /** What the neighbour keeps from the 10th second for so long, in percent. */
  private static double kept(VirtualBus bus, int seconds) {
    return 100
        * bus.answered(1, 10_000, 10_000 + 1_000 * seconds)
        / (double) seconds
        / (bus.answered(1, 0, 10_000) / 10.0);
  }

  @ParameterizedTest(name = "slow by {0} ms, its period {1} ms, the neighbour''s {2} ms")
  @CsvSource({"2000, 1000, 1000", "2000, 1000, 20", "1500, 100, 400", "2900, 5000, 100"})
  void aUnitThatHoldsUpTheOthersIsAskedBesideThemAndIsBackWithinFiveSeconds(
      int late, int period, int other) {
    VirtualBus bus = holdingBus(period, other);
    bus.planner.holdup.allowAside();
    bus.latency(2, ms(late));
    bus.run(Duration.ofSeconds(30));
    assertTrue(kept(bus, 30) >= 90, "the neighbour keeps " + kept(bus, 30) + " %");
    assertTrue(bus.asked >= 5, bus.asked + " questions beside");
    bus.latency(2, ms(5));
    bus.run(Duration.ofSeconds(5).plusMillis(period));
    double until = 45_000 + period;
    assertTrue(bus.answered(2, 40_000, until) > 0, "back when it is fast again");
    bus.run(Duration.ofSeconds(10));
    int asked = bus.asked;
    bus.run(Duration.ofSeconds(10));
    assertEquals(asked, bus.asked, "not asked beside the others once it is well");
  }

  @ParameterizedTest(
      name = "slow by {0} ms, its period {1} ms, the neighbour''s {2} ms, beside {3}")
  @CsvSource({
    "2000, 1000, 1000, false",
    "2000, 1000, 20, false",
    "2000, 1000, 1000, true",
    "2000, 1000, 20, true",
    "1500, 1000, 100, true",
  })
  void whereAskingItBesideTheOthersDoesNotHelpItIsAskedSoRarelyThatTheyKeepNineTenths(
      int late, int period, int other, boolean beside) {
    VirtualBus bus = holdingBus(period, other);
    bus.holdingBoth = beside;
    if (beside) {
      bus.planner.holdup.allowAside();
    }
    bus.latency(2, ms(late));
    bus.run(Duration.ofSeconds(300));
    assertTrue(kept(bus, 300) >= 90, "the neighbour keeps " + kept(bus, 300) + " %");
    bus.latency(2, ms(5));
    bus.run(Duration.ofSeconds(90));
    assertTrue(bus.answered(2, 310_000, 400_000) > 0, "back in the end");
  }

  @ParameterizedTest(name = "{0} of {1} blocks are not answered, latency {2} ms")
  @CsvSource({"1, 2, 5", "3, 4, 5", "50, 51, 5", "30, 31, 20"})
  void blocksThatAreNeverAnsweredTakeNobodysTimeAndAreReadSoonOnceTheyAre(
      int mute, int blocks, int latency) {
    VirtualBus bus = new VirtualBus(SECOND);
    bus.poll(1, 1, ms(100), ms(latency));
    bus.poll(2, blocks, SECOND, ms(latency));
    bus.run(Duration.ofSeconds(10));
    double healthy = bus.answered(1, 0, 10_000) / 10.0;
    for (int block = 0; block < mute; block++) {
      bus.mute(1000 * (blocks - 1 - block));
    }
    bus.run(Duration.ofSeconds(10));
    bus.run(Duration.ofSeconds(60));
    double kept = 100 * bus.answered(1, 20_000, 80_000) / 60.0 / healthy;
    assertTrue(kept >= 90, "the neighbour keeps " + kept + " %");
    bus.unmute();
    bus.run(Duration.ofSeconds(5));
    for (int block = blocks - mute; block < blocks; block++) {
      int address = 1000 * block;
      assertTrue(
          bus.events.stream()
              .anyMatch(e -> e.address() == address && e.answered() && e.ms() > 80_000),
          "block " + block + " is back within 5 s");
    }
  }

  @Test
  void aCancelledPollIsNotReadAgain() {
    VirtualBus bus = new VirtualBus(SECOND);
    Poll poll = bus.poll(1, 2, ms(100), ms(5));
    bus.poll(1, 1, ms(100), ms(5));
    bus.run(SECOND);
    bus.planner.remove(poll);
    bus.run(SECOND);
    assertEquals(1, bus.planner.blocks(bus.clock.nanos()).size());
    assertTrue(
        bus.events.stream()
                .filter(e -> e.address() == 1000)
                .max(Comparator.comparingDouble(VirtualBus.Event::ms))
                .orElseThrow()
                .ms()
            < 1_000);
  }

  @Test
  void whatWasRefusedIsMergedAgainAfterTheNextConnect() {
    VirtualBus bus = new VirtualBus(SECOND);
    bus.poll(1, 1, ms(100), ms(5));
    bus.poll(1, 1, ms(100), ms(5), new ReadLimits(20, 0, Duration.ZERO));
    Block block = bus.planner.blocks(bus.clock.nanos()).getFirst();
    assertFalse(bus.planner.split(block), "the same range cannot be cut");
    bus.planner.add(
        new Poll(
            java.util.List.of(
                new org.busbar.api.transport.Registers(
                    1, org.busbar.api.transport.Table.HOLDING, 10, 5)),
            ms(100).toNanos(),
            ReadLimits.DEFAULT,
            block.wants.getFirst().poll.listener(),
            gone -> {}));
    Block merged = bus.planner.blocks(bus.clock.nanos()).getFirst();
    assertEquals(15, merged.range.count());
    assertTrue(bus.planner.split(merged));
    assertEquals(2, bus.planner.blocks(bus.clock.nanos()).size());
    bus.planner.reached(bus.clock.nanos());
    assertEquals(1, bus.planner.blocks(bus.clock.nanos()).size());
  }
}
