package org.busbar.control.loadshedding;

import static org.busbar.control.loadshedding.Feeder.LOADS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.busbar.api.site.Node;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.control.loadshedding.Feeder.Event;
import org.busbar.control.loadshedding.LoadShedding.Config;
import org.busbar.testkit.conformance.api.ModeConformance;
import org.junit.jupiter.api.Test;

class LoadSheddingTest {
  private static final Duration NONE = Duration.ZERO;

  private static Feeder feeder() {
    return new Feeder(Feeder.config(List.of()));
  }

  private static Config blind(boolean shed) {
    return config(Feeder.config(List.of()).minOff(), shed);
  }

  private static Config config(List<Duration> minOff, boolean shed) {
    Config usual = Feeder.config(List.of());
    return new Config(
        usual.limitW(),
        usual.restoreBelowPct(),
        LOADS,
        usual.loadsW(),
        List.of(),
        "",
        usual.shedDelay(),
        usual.restoreDelay(),
        usual.minOn(),
        minOff,
        usual.holdUnknown(),
        shed);
  }

  private static Config at(String meter) {
    List<Duration> none = List.of(NONE);
    List<Double> loadsW = List.of(1.0, 1.0, 1.0);
    return new Config(
        10_000, 80, LOADS, loadsW, List.of(), meter, NONE, NONE, none, none, NONE, true);
  }

  private static List<String> loads(Feeder feeder) {
    return feeder.events.stream().map(e -> (e.off() ? "-" : "+") + e.load()).toList();
  }

  @Test
  void itPassesTheConformanceKit() {
    assertEquals(List.of(), ModeConformance.of(new LoadShedding()).failures());
  }

  @Test
  void loadsGoInTheirOrderOneAtATimeAndNoMoreThanNeeded() {
    Feeder feeder = feeder().run(60, 3000);
    assertEquals(List.of(), feeder.events, "9 kW is allowed");
    feeder.run(30, 7000);
    assertEquals(List.of("-pool", "-sauna"), loads(feeder), "13 kW is two loads too much");
    double gapS = feeder.events.get(1).atS() - feeder.events.get(0).atS();
    assertTrue(gapS >= 2, "the second after " + gapS + " s");
    feeder.run(30, 20_000);
    assertEquals(LOADS, feeder.off(), "there is nothing more to shed");
  }

  @Test
  void theyComeBackInTheReverseOrderOneAtATime() {
    Feeder feeder = feeder().run(10, 12_000);
    assertEquals(LOADS, feeder.off());
    feeder.run(120, 1000);
    assertEquals(
        List.of("-pool", "-sauna", "-heater", "+heater", "+sauna", "+pool"), loads(feeder));
    for (int i = 4; i < 6; i++) {
      double gapS = feeder.events.get(i).atS() - feeder.events.get(i - 1).atS();
      assertTrue(gapS > 19.9, "the next after " + gapS + " s");
    }
  }

  @Test
  void aShortPeakShedsNothingAndAShortPauseRestoresNothing() {
    Feeder feeder = feeder().run(20, 2000).run(1.5, 9000).run(20, 2000);
    assertEquals(List.of(), feeder.events);
    feeder.run(3, 5000);
    assertEquals(List.of("pool"), feeder.off());
    feeder.run(60, 5000).run(15, 1000).run(10, 5000).run(15, 1000).run(10, 5000);
    assertEquals(List.of("pool"), feeder.off());
  }

  @Test
  void betweenTheThresholdsNothingMoves() {
    Feeder feeder = feeder().run(10, 5000).run(600, 5000);
    assertEquals(List.of("-pool"), loads(feeder), "9 kW is below the limit, but not below 8 kW");
  }

  @Test
  void aLoadComesBackOnlyWhereThereIsRoomForIt() {
    Feeder feeder = feeder().run(10, 5000).run(600, 3000);
    assertEquals(List.of("-pool"), loads(feeder), "7 kW and 2 kW are more than 8 kW");
    feeder.run(60, 1500);
    assertEquals(List.of("-pool", "+pool"), loads(feeder));
  }

  /** The thresholds are further apart than the noise is wide. */
  @Property(tries = 60)
  void aNoisyMeterDoesNotMakeItChatter(
      @ForAll @DoubleRange(min = 3000, max = 9000) double baseW,
      @ForAll @DoubleRange(min = 0, max = 950) double noiseW,
      @ForAll int seed) {
    Random random = new Random(seed);
    Feeder feeder = feeder().noise(() -> noiseW * (2 * random.nextDouble() - 1)).run(300, baseW);
    for (String load : LOADS) {
      long switched = feeder.events.stream().filter(e -> e.load().equals(load)).count();
      assertTrue(switched <= 1, load + " was switched " + switched + " times: " + feeder.events);
    }
  }

  /** Whatever the rest of the site does: the order, and how long each is on and off. */
  @Property(tries = 60)
  void whateverHappensOrderAndTimesAreKept(
      @ForAll @Size(20) List<@DoubleRange(min = -5000, max = 15_000) Double> baseW,
      @ForAll int seed) {
    Random random = new Random(seed);
    Feeder feeder = feeder().noise(() -> 500 * random.nextGaussian());
    for (double w : baseW) {
      feeder.meter(random.nextInt(10) > 0).run(1 + 40 * random.nextDouble(), w);
    }
    Map<String, Event> last = new HashMap<>();
    for (Event event : feeder.events) {
      Event before = last.put(event.load(), event);
      double leastS = event.off() ? 10 : 30;
      assertTrue(
          before == null || event.atS() - before.atS() >= leastS - 0.01,
          before + " and then " + event);
      for (String other : LOADS.subList(0, LOADS.indexOf(event.load()))) {
        Event its = last.get(other);
        boolean isOff = its != null && its.off();
        boolean isYoung = its != null && event.atS() - its.atS() <= 10.25;
        assertTrue(isOff || event.off() && isYoung, event + " while " + other + " is on");
      }
    }
  }

  @Test
  void aLoadThatJustCameBackStaysOnAndTheNextGoesInItsPlace() {
    Feeder feeder = feeder().run(3, 5000);
    while (!feeder.off().isEmpty()) {
      feeder.run(0.25, 1000);
    }
    double backS = feeder.seconds();
    feeder.events.clear();
    feeder.run(6, 5500);
    assertEquals(List.of("-sauna"), loads(feeder));
    assertTrue(feeder.ask("pool").reason().startsWith("on for less than 10 s, then shed: import"));
    feeder.run(6, 5500);
    assertEquals(List.of("-sauna", "-pool"), loads(feeder), "its turn comes with its time");
    assertEquals(10, feeder.events.getLast().atS() - backS, 0.3);
  }

  @Test
  void aLoadThatWasShedStaysOffForItsTime() {
    Feeder feeder = feeder().run(5, 5000);
    double shedS = feeder.events.getFirst().atS();
    feeder.run(60, 0);
    assertEquals(List.of("-pool", "+pool"), loads(feeder));
    assertEquals(30, feeder.events.getLast().atS() - shedS, 0.6);
  }

  @Test
  void eachLoadMayHaveATimeOfItsOwn() {
    List<Duration> minOff = List.of(30L, 30L, 90L).stream().map(Duration::ofSeconds).toList();
    Feeder feeder = new Feeder(config(minOff, true)).run(10, 12_000).run(85, 0);
    assertEquals(LOADS, feeder.off(), "the others wait for the one whose turn it is");
    double shedS = feeder.events.getLast().atS();
    feeder.run(60, 0);
    assertEquals("+heater", loads(feeder).get(3));
    assertEquals(90, feeder.events.get(3).atS() - shedS, 0.6);
  }

  @Test
  void onlyWhatIsListedIsEverAskedFor() {
    Feeder feeder = feeder().run(60, 50_000);
    assertEquals(LOADS, feeder.off());
    // The feeder stops at an ask for anything else: it has no switch of that name.
    assertTrue(feeder.events.stream().allMatch(e -> LOADS.contains(e.load())));
  }

  @Test
  void aModeWhoseNodeHoldsMoreThanItsLoadsAsksForNothing() {
    Feeder feeder = feeder();
    NodeId fridge = new NodeId("fridge");
    List<NodeId> four =
        List.of("pool", "sauna", "heater", "fridge").stream().map(NodeId::new).toList();
    Optional<NodeId> site = Optional.of(new NodeId("home"));
    feeder.put(Feeder.GROUP, Node.Kind.GROUP, site, four, "");
    feeder.put(fridge, Node.Kind.DEVICE, Optional.of(Feeder.GROUP), List.of(), "meter");
    feeder.run(1, 0);
    feeder.put(fridge, Node.Kind.DEVICE, Optional.of(Feeder.GROUP), List.of(), "relay");
    assertEquals(
        "loads: 'fridge' is within the node of the mode, sheddable, but not listed: it would be"
            + " released. Assign a group of the listed loads alone",
        assertThrows(IllegalArgumentException.class, () -> feeder.run(1, 0)).getMessage());
  }

  @Test
  void aLoadThatIsElsewhereIsNamed() {
    Feeder feeder = feeder();
    Optional<NodeId> site = Optional.of(new NodeId("home"));
    feeder.put(new NodeId("sauna"), Node.Kind.DEVICE, site, List.of(), "relay");
    String text = assertThrows(IllegalArgumentException.class, () -> feeder.run(1, 0)).getMessage();
    assertEquals(
        "loads: 'sauna' is not within the node of the mode, sheddable. Move it there in the tree,"
            + " or leave it out",
        text);
  }

  @Test
  void aMeterThatIsNotThereIsNamed() {
    Feeder feeder = feeder();
    feeder.put(new NodeId("home"), Node.Kind.SITE, Optional.empty(), List.of(Feeder.GROUP), "");
    assertEquals(
        "meter is missing, and the site has none. Name the device that measures",
        assertThrows(IllegalArgumentException.class, () -> feeder.run(1, 0)).getMessage());
    assertEquals(
        "meter = 'pcx' is no device. Name one, or none for the meter of the site",
        assertThrows(IllegalArgumentException.class, () -> feeder.configured(at("pcx")).run(1, 0))
            .getMessage());
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> at("the meter"))
            .getMessage()
            .startsWith("meter: node 'the meter' must be"));
  }

  @Test
  void withoutTheMeterAllStaysAsItIsAndThenGoesTheSafeWay() {
    Feeder feeder = feeder().run(5, 5000).meter(false).run(16, 5000);
    assertEquals(List.of("pool"), feeder.off());
    assertTrue(
        feeder.ask("sauna").reason().equals("import at pcc unknown, held for 15 s; not shed"),
        feeder.ask("sauna").reason());
    feeder.run(10, 5000);
    assertEquals(LOADS, feeder.off());
    assertEquals("shed: import at pcc unknown for more than 15 s", feeder.ask("heater").reason());
    feeder.meter(true).run(300, 1000);
    assertEquals(List.of(), feeder.off(), "they come back with the meter");
  }

  @Test
  void theSafeWayMayBeToBringBackWhatWasShed() {
    Feeder feeder = new Feeder(blind(false)).run(10, 12_000).meter(false).run(16, 12_000);
    assertEquals(LOADS, feeder.off());
    feeder.run(100, 12_000);
    assertEquals(List.of(), feeder.off());
    assertEquals("on again: import at pcc unknown for more than 15 s", feeder.ask("pool").reason());
  }

  @Test
  void aMeterThatWasNeverThereIsUnknownToo() {
    Feeder feeder = feeder().meter(false).run(14, 0);
    assertEquals(List.of(), feeder.off());
    feeder.run(10, 0);
    assertEquals(LOADS, feeder.off());
  }

  @Test
  void aLoadThatRunsWithItsSwitchReleasedIsShedByEnergisingIt() {
    Feeder feeder = new Feeder(Feeder.config(List.of("pool", "heater"))).run(10, 3000);
    assertEquals(0, feeder.ask("pool").target());
    assertEquals(Interval.UNBOUNDED, feeder.ask("pool").interval());
    assertEquals(1, feeder.ask("sauna").target());
    feeder.run(10, 9000);
    assertEquals(1, feeder.ask("pool").target());
    assertEquals(Interval.point(1), feeder.ask("pool").interval());
    assertEquals(0, feeder.ask("sauna").target());
    assertEquals(Interval.point(0), feeder.ask("sauna").interval());
  }

  @Test
  void whatIsOffAtTheStartComesOnAfterItsTimeOnly() {
    for (boolean readable : new boolean[] {true, false}) {
      Feeder feeder = feeder().released(readable).run(29, 3000);
      assertEquals(LOADS, feeder.off());
      assertEquals("not shed, but off: it stays so for at least 30 s", feeder.ask("pool").reason());
      feeder.run(2, 3000);
      assertEquals(List.of(), feeder.off());
    }
  }

  @Test
  void whileNothingIsControlledNothingIsCountedAsShed() {
    Feeder feeder = feeder().controlled(false).run(300, 5000).meter(false).run(300, 5000);
    assertEquals(0, feeder.state().wanted());
    feeder.meter(true).controlled(true).run(10, 5000);
    assertEquals(List.of("-pool"), loads(feeder), "not more than is needed, once it counts");
    feeder.controlled(false).released(true).run(60, 0).controlled(true).run(1, 0);
    assertEquals(List.of(), feeder.off(), "what a stop switched off was off for long enough");
  }

  @Test
  void aLateMeterDoesNotShedTwiceForOneOverload() {
    Feeder feeder = feeder();
    feeder.late(5).noise(() -> feeder.seconds() == 4.25 ? -1500 : 0).run(60, 5000);
    assertEquals(List.of("-pool"), loads(feeder));
  }

  @Test
  void itsReasonsSayWhatWasSeenAndStayTheSame() {
    Feeder feeder = feeder().run(1, 5000);
    assertEquals("not shed", feeder.ask("pool").reason());
    feeder.run(5, 5000);
    String why = "shed: import of 11000 W at pcc, above 10000 W for 2 s";
    assertEquals(why, feeder.ask("pool").reason());
    feeder.run(60, 4500);
    assertEquals(why, feeder.ask("pool").reason());
    feeder.run(60, -9000);
    assertEquals(
        "on again: export of 5000 W at pcc, below 6000 W for 20 s", feeder.ask("pool").reason());
  }

  @Test
  void aListThatWasChangedGoesOnWithWhatIsOff() {
    Feeder feeder = feeder().run(10, 7000);
    assertEquals(List.of("pool", "sauna"), feeder.off());
    feeder.configured(at("pcc"));
    feeder.run(10, 5500);
    assertEquals(List.of("pool", "sauna"), feeder.off());
    assertEquals(2, feeder.state().wanted());
  }

  @Test
  void itDoesNothingWithoutAListOfLoads() {
    Feeder feeder = new Feeder(new LoadShedding().defaults()).run(60, 1e6);
    assertEquals(List.of(), feeder.events);
  }

  private static String problem(double limitW, double pct, List<String> loads, Duration delay) {
    List<Double> loadsW = loads.size() == 1 ? List.of(-1.0) : List.of();
    return assertThrows(
            IllegalArgumentException.class,
            () ->
                new Config(
                    limitW,
                    pct,
                    loads,
                    loadsW,
                    List.of("x"),
                    "",
                    delay,
                    NONE,
                    List.of(NONE),
                    loads.size() < 3 ? List.of(NONE) : List.of(NONE, NONE),
                    NONE,
                    true))
        .getMessage();
  }

  @Test
  void whatIsWrongIsNamedWithValueAndRemedy() {
    List<String> two = List.of("pool", "sauna");
    assertEquals(
        "limit-w = -5.0 is out of range. Write a value from 1.0 to 1.0E9",
        problem(-5, 80, two, NONE));
    assertEquals(
        "limit-w = 0.0 is out of range. Write a value from 1.0 to 1.0E9",
        problem(0, 80, two, NONE));
    assertEquals(
        "restore-below-pct = 100.0 is out of range. Write a value from 1.0 to 95.0",
        problem(5000, 100, two, NONE));
    assertEquals(
        "shed-delay = PT-1S is out of range. Write a duration from 0 s to 1 d",
        problem(5000, 80, two, Duration.ofSeconds(-1)));
    assertEquals(
        "min-off = [PT0S, PT0S] has 2 times for 3 loads. Write one for all, or one for each in the"
            + " order of loads",
        problem(5000, 80, LOADS, NONE));
    assertEquals(
        "loads is empty. Name what may be shed, the first first, such as 'pool, sauna'",
        problem(5000, 80, List.of(), NONE));
    assertEquals(
        "loads = [pool, pool] names 'pool' twice. Name each load once",
        problem(5000, 80, List.of("pool", "pool"), NONE));
    assertEquals(
        "loads-w = -1.0 is out of range. Write a value from 0.0 to 1.0E9",
        problem(5000, 80, List.of("pool"), NONE));
    assertEquals(
        "loads: node 'My Pool' must be lower-case letters, digits and hyphens, at most one dot."
            + " Write the name of a device",
        problem(5000, 80, List.of("My Pool", "sauna"), NONE));
    assertEquals(
        "energise-to-shed = [x]: 'x' is none of loads = [pool, sauna]. Name it there as well, or"
            + " leave it out here",
        problem(5000, 80, two, NONE));
  }
}
