package org.busbar.api.vocabulary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class VocabularyTest {
  private static final Address POWER = Address.of(new NodeId("bat1"), Points.ACTIVE_POWER_W);

  @Test
  void everyPublishedPointEndsInItsUnitAndStandsOnce() {
    Set<String> ids = new HashSet<>();
    for (Point point : Points.all()) {
      assertTrue(point.id().endsWith(point.unit().suffix()), point::id);
      assertTrue(ids.add(point.id()), point::id);
      assertEquals(point, Points.of(point.id()).orElseThrow());
    }
    assertTrue(ids.contains("activePowerW"));
  }

  @Test
  void everyPublishedNatureStandsOnceAndItsPointsArePublished() {
    Set<String> ids = new HashSet<>();
    for (Nature nature : Natures.all()) {
      assertTrue(ids.add(nature.id()), nature::id);
      nature.required().forEach(point -> assertTrue(Points.all().contains(point), point::id));
      nature.optional().forEach(point -> assertFalse(nature.required().contains(point)));
    }
  }

  @Test
  void anInvalidSampleHasNoValue() {
    Sample sample = new Sample(POWER, 42, Quality.INVALID, 0, 100, Instant.EPOCH);
    assertTrue(Double.isNaN(sample.value()));
  }

  @Test
  void aSampleIsGoodUpToItsDeadlineAndStaleAfterIt() {
    Sample sample = new Sample(POWER, 42, Quality.GOOD, 0, 100, Instant.EPOCH);
    assertEquals(Quality.GOOD, sample.qualityAt(100));
    assertEquals(Quality.STALE, sample.qualityAt(101));
    assertTrue(Double.isNaN(sample.usableAt(101)));
  }

  @Property
  void staleIsJudgedRightAcrossTheOverflowOfTheMonotonicClock(@ForAll long born) {
    Sample sample = new Sample(POWER, 1, Quality.GOOD, born, born + 1_000, Instant.EPOCH);
    assertEquals(Quality.GOOD, sample.qualityAt(born + 999));
    assertEquals(Quality.STALE, sample.qualityAt(born + 1_001));
  }

  @Test
  void identitiesAreWordsAndATerminalKnowsItsDevice() {
    assertEquals("local/home/hyb1.pv", new NodeId("hyb1.pv").pathIn(new SiteId("local", "home")));
    assertEquals(new NodeId("hyb1"), new NodeId("hyb1.pv").device());
    assertThrows(IllegalArgumentException.class, () -> new NodeId("Bat 1"));
    assertThrows(IllegalArgumentException.class, () -> new NodeId("a.b.c"));
    assertThrows(IllegalArgumentException.class, () -> new SiteId("", "home"));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Point("power", Unit.WATT, Kind.MEASUREMENT, 0, 1));
  }

  @Property
  void clampingStaysInsideAndKeepsTheUnknownUnknown(
      @ForAll double a, @ForAll double b, @ForAll double value) {
    Interval interval = new Interval(Math.min(a, b), Math.max(a, b));
    assertTrue(interval.contains(interval.clamp(value)));
    assertTrue(Double.isNaN(interval.clamp(Double.NaN)));
  }

  @Test
  void anIntervalIsNeverEmptyNorUnknown() {
    assertThrows(IllegalArgumentException.class, () -> new Interval(1, 0));
    assertThrows(IllegalArgumentException.class, () -> new Interval(Double.NaN, 0));
    assertFalse(Interval.UNBOUNDED.contains(Double.NaN));
  }
}
