package org.busbar.core.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.busbar.api.face.SampleTap;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.testkit.api.ManualClock;
import org.junit.jupiter.api.Test;

class TapTest {
  private static final Address POWER = Address.of(new NodeId("d1"), Points.ACTIVE_POWER_W);

  private final ManualClock clock = new ManualClock();
  private final Image image = new Image(clock);

  private Sample sample(double powerW) {
    long now = clock.nanos();
    long expires = now + Duration.ofSeconds(3).toNanos();
    return new Sample(POWER, powerW, Quality.GOOD, now, expires, clock.instant());
  }

  @Test
  void everySampleIsCollectedAlsoThoseNoStepSees() {
    SampleTap tap = image.tap(10);
    for (int i = 0; i < 5; i++) {
      image.put(sample(7));
    }
    image.put(sample(Double.NaN));
    List<Sample> taken = new ArrayList<>();
    assertEquals(6, tap.drainTo(taken, 100));
    assertEquals(Quality.INVALID, taken.getLast().quality());
    assertEquals(0, tap.drainTo(taken, 100));
  }

  @Test
  void aFullTapLosesTheNewestAndCountsThem() {
    SampleTap tap = image.tap(3);
    for (int i = 0; i < 5; i++) {
      image.put(sample(i));
    }
    assertEquals(2, tap.lost());
    List<Sample> taken = new ArrayList<>();
    assertEquals(2, tap.drainTo(taken, 2));
    image.put(sample(9));
    assertEquals(2, tap.drainTo(taken, 10));
    assertEquals(List.of(0.0, 1.0, 2.0, 9.0), taken.stream().map(Sample::value).toList());
  }

  @Test
  void aClosedTapCollectsNothing() {
    SampleTap tap = image.tap(3);
    tap.close();
    image.put(sample(1));
    assertEquals(0, tap.drainTo(new ArrayList<>(), 10));
  }

  @Test
  void manyThreadsLoseNothingUncounted() throws Exception {
    SampleTap tap = image.tap(1_000);
    List<Thread> writers = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      int from = t * 10_000;
      Thread writer =
          new Thread(
              () -> {
                for (int i = 0; i < 10_000; i++) {
                  image.put(sample(from + i));
                }
              });
      writer.start();
      writers.add(writer);
    }
    List<Sample> taken = new ArrayList<>();
    while (writers.stream().anyMatch(Thread::isAlive)) {
      tap.drainTo(taken, 100);
    }
    for (Thread writer : writers) {
      writer.join();
    }
    while (tap.drainTo(taken, 100) > 0) {
      assertTrue(taken.size() <= 40_000);
    }
    assertEquals(40_000, taken.size() + tap.lost());
    assertEquals(taken.size(), new HashSet<>(taken.stream().map(Sample::value).toList()).size());
  }
}
