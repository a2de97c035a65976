package org.busbar.core.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.busbar.api.site.Snapshot;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ImageConcurrencyTest {
  private static final int THREADS = 16;
  private static final int POINTS = 20;
  private static final boolean DEEP = Boolean.getBoolean("busbar.deep");
  private static final int STEPS = DEEP ? 2_000 : 80;
  private static final int ROUNDS = DEEP ? 15_000 : 600;

  private final Clock clock = Clock.system();
  private final Image image = new Image(clock);
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong checked = new AtomicLong();

  /**
   * Each writer counts its points up, point 1 first, point 20 last. In a snapshot that is a cut
   * through time the counts of a writer never rise with the point's index, and differ by one at
   * most.
   */
  @Test
  @Tag("SAF-10")
  void sixteenWritersAndSixteenReadersNeverSeeATornSnapshot() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    AtomicReference<Snapshot> published = new AtomicReference<>(freeze(0));
    List<Future<?>> work = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(2 * THREADS)) {
      for (int i = 0; i < THREADS; i++) {
        NodeId writer = new NodeId("w" + i);
        work.add(threads.submit(() -> write(writer, done)));
        work.add(threads.submit(() -> read(published, done)));
      }
      long step = 0;
      while (work.stream().noneMatch(Future::isDone)
          && (step < STEPS || written.get() < ROUNDS || checked.get() < ROUNDS)) {
        published.set(freeze(++step));
        Thread.yield();
      }
      done.set(true);
      for (Future<?> each : work) {
        each.get();
      }
    }
    Snapshot last = freeze(Long.MAX_VALUE);
    assertEquals(THREADS * POINTS, last.samples().size());
    check(last);
  }

  private Snapshot freeze(long step) {
    return image.freeze(step, clock.nanos(), clock.instant()).snapshot();
  }

  private void write(NodeId node, AtomicBoolean done) {
    long round = 0;
    while (!done.get() || round == 0) {
      round++;
      written.incrementAndGet();
      for (int index = 1; index <= POINTS; index++) {
        long now = clock.nanos();
        image.put(
            new Sample(
                new Address(node, Points.CURRENT_A, index),
                round,
                Quality.GOOD,
                now,
                now + Duration.ofHours(1).toNanos(),
                clock.instant()));
      }
    }
  }

  private void read(AtomicReference<Snapshot> published, AtomicBoolean done) {
    long lastStep = -1;
    while (!done.get()) {
      checked.incrementAndGet();
      Thread.yield();
      Snapshot snapshot = published.get();
      assertTrue(snapshot.step() >= lastStep);
      lastStep = snapshot.step();
      check(snapshot);
    }
  }

  private static void check(Snapshot snapshot) {
    for (int i = 0; i < THREADS; i++) {
      double before = snapshot.value(new Address(new NodeId("w" + i), Points.CURRENT_A, 1));
      double first = before;
      for (int index = 1; index <= POINTS; index++) {
        Address address = new Address(new NodeId("w" + i), Points.CURRENT_A, index);
        double count = snapshot.sample(address).map(Sample::value).orElse(0.0);
        assertTrue(index == 1 || count <= before, address + ": " + count + " after " + before);
        assertTrue(
            Double.isNaN(first) || first - count <= 1, address + ": " + count + " of " + first);
        before = count;
      }
    }
  }

  @Test
  void fiveHundredDevicesOfTwentyPointsAreFrozenInWellUnderTwoMilliseconds() {
    for (int device = 0; device < 500; device++) {
      putAll(new NodeId("d" + device), 0);
    }
    freeze(1);
    long best = Long.MAX_VALUE;
    for (int step = 2; step < 60; step++) {
      for (int device = 0; device < 500; device++) {
        putAll(new NodeId("d" + device), step);
      }
      long start = clock.nanos();
      freeze(step);
      best = Math.min(best, clock.nanos() - start);
    }
    assertTrue(best < Duration.ofMillis(2).toNanos(), best + " ns");
  }

  private void putAll(NodeId node, double value) {
    long now = clock.nanos();
    for (int index = 1; index <= POINTS; index++) {
      image.put(
          new Sample(
              new Address(node, Points.CURRENT_A, index),
              value,
              Quality.GOOD,
              now,
              now + Duration.ofMinutes(1).toNanos(),
              clock.instant()));
    }
  }
}
