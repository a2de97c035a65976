package org.busbar.core.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.List;
import org.busbar.api.site.Snapshot;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.testkit.api.ManualClock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ImageTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final ManualClock clock = new ManualClock();
  private final Image image = new Image(clock);

  private static Address at(String node, Point point) {
    return Address.of(new NodeId(node), point);
  }

  private Sample sample(Address address, double value, long measured, long expires) {
    long now = clock.nanos();
    return new Sample(address, value, Quality.GOOD, now + measured, now + expires, clock.instant());
  }

  private Sample now(String node, double powerW) {
    return sample(at(node, Points.ACTIVE_POWER_W), powerW, 0, SECOND);
  }

  private Image.Frozen freeze(long step) {
    return image.freeze(step, clock.nanos(), clock.instant());
  }

  @Test
  void aSoundSampleKeepsItsQualityAndValue() {
    assertEquals(Quality.GOOD, image.put(now("d1", 5)).quality());
    assertEquals(5, freeze(1).snapshot().value(new NodeId("d1"), Points.ACTIVE_POWER_W));
  }

  @Test
  @Tag("SAF-11")
  void anOlderSampleIsAnsweredAsStaleAndNotStored() {
    image.put(now("d1", 5));
    Sample late = sample(at("d1", Points.ACTIVE_POWER_W), 7, -1, SECOND);
    assertEquals(Quality.STALE, image.put(late).quality());
    assertEquals(5, freeze(1).snapshot().value(new NodeId("d1"), Points.ACTIVE_POWER_W));
  }

  @Test
  @Tag("SAF-11")
  void aSampleOfTheFutureDoesNotLockOutTheHonestOnesAfterIt() {
    Sample future = sample(at("d1", Points.ACTIVE_POWER_W), 7, 3600 * SECOND, 7200 * SECOND);
    assertEquals(Quality.INVALID, image.put(future).quality());
    clock.advanceMs(1);
    assertEquals(Quality.GOOD, image.put(now("d1", 5)).quality());
  }

  @Test
  @Tag("SAF-12")
  void eachChangedPointIsToldOncePerStepInOrderAndNoUnchangedOne() {
    image.put(now("d2", 1));
    image.put(now("d1", 1));
    clock.advanceMs(1);
    image.put(now("d2", 2));
    assertEquals(List.of("d1", "d2"), nodes(freeze(1)));
    image.put(now("d1", 1));
    image.put(now("d2", 3));
    assertEquals(List.of("d2"), nodes(freeze(2)));
    assertEquals(List.of(), nodes(freeze(3)));
    clock.advance(Duration.ofSeconds(2));
    Image.Frozen stale = freeze(4);
    assertEquals(List.of("d1", "d2"), nodes(stale));
    assertEquals(Quality.STALE, stale.changed().getFirst().quality());
    assertEquals(List.of(), nodes(freeze(5)));
    image.put(now("d1", 1));
    assertEquals(List.of("d1"), nodes(freeze(6)), "good again is a change");
    image.put(now("d0", Double.NaN));
    assertEquals(List.of("d0"), nodes(freeze(7)));
    clock.advanceMs(1);
    image.put(now("d0", Double.NaN));
    assertEquals(List.of(), nodes(freeze(8)), "unknown before and after");
  }

  private static List<String> nodes(Image.Frozen frozen) {
    return frozen.changed().stream().map(s -> s.address().node().value()).toList();
  }

  @Test
  void aSnapshotDoesNotChangeAfterItWasFrozen() {
    image.put(now("d1", 1));
    Snapshot before = freeze(1).snapshot();
    clock.advanceMs(1);
    image.put(now("d1", 2));
    image.put(now("d0", 2));
    freeze(2);
    assertEquals(1, before.value(new NodeId("d1"), Points.ACTIVE_POWER_W));
    assertEquals(1, before.samples().size());
    assertFalse(before.sample(at("d0", Points.ACTIVE_POWER_W)).isPresent());
  }
}
