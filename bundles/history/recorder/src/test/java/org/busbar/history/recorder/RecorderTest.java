package org.busbar.history.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.busbar.api.face.Gateway;
import org.busbar.api.face.SampleTap;
import org.busbar.api.face.Site;
import org.busbar.api.history.HistoryBatch;
import org.busbar.api.history.HistoryException;
import org.busbar.api.history.HistoryStore;
import org.busbar.api.site.SiteModelBuilder;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.api.vocabulary.SiteId;
import org.junit.jupiter.api.Test;

/** Going over to stores that are no good. */
class RecorderTest {
  private static final SiteId ID = new SiteId("local", "home");

  private final Clock clock = Clock.system();
  private final Queue<Sample> tapped = new ConcurrentLinkedQueue<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final List<Double> kept = new CopyOnWriteArrayList<>();
  private final CountDownLatch hangs = new CountDownLatch(1);
  private final Site site = words(Site.class, "");
  private final Gateway gateway = words(Gateway.class, "");
  private final HistoryStore good = words(HistoryStore.class, "good");
  private final HistoryStore broken = words(HistoryStore.class, "broken");
  private final HistoryStore stuck = words(HistoryStore.class, "stuck");
  private final Recorder recorder = new Recorder(() -> gateway, clock);

  private <T> T words(Class<T> type, String name) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "model" -> new SiteModelBuilder(ID).build();
                  case "sites" -> List.of(site);
                  case "tapSamples" -> tap();
                  case "listen" -> (Site.Subscription) () -> {};
                  case "events" -> List.of();
                  case "append" -> append(name, (HistoryBatch) arguments[1]);
                  case "pause" -> calls.add(name + " pauses") ? null : null;
                  case "maintain", "raise" -> null;
                  case "hashCode" -> System.identityHashCode(proxy);
                  case "equals" -> proxy == arguments[0];
                  default -> throw new UnsupportedOperationException(method.getName());
                }));
  }

  private Object append(String name, HistoryBatch batch) throws Exception {
    if (name.equals("broken")) {
      throw new HistoryException("it is broken");
    }
    if (name.equals("stuck") && !batch.samples().isEmpty()) {
      hangs.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        throw new HistoryException("it was interrupted", e);
      }
    }
    batch.samples().forEach(sample -> kept.add(sample.value()));
    return null;
  }

  private SampleTap tap() {
    return new SampleTap() {
      @Override
      public int drainTo(Collection<? super Sample> into, int most) {
        int before = tapped.size();
        for (int i = 0; i < before; i++) {
          into.add(tapped.remove());
        }
        return before;
      }

      @Override
      public long lost() {
        return 0;
      }

      @Override
      public void close() {}
    };
  }

  private void enter(double value) {
    Address power = Address.of(new NodeId("bat1"), Points.ACTIVE_POWER_W);
    long now = clock.nanos();
    tapped.add(new Sample(power, value, Quality.GOOD, now, now, clock.instant()));
  }

  @Test
  void aStoreThatCannotWriteIsNotGoneOverTo() {
    recorder.use(good);
    recorder.tick();
    enter(1);
    assertThrows(IllegalStateException.class, () -> recorder.goOver(broken));
    assertSame(good, recorder.store());
    enter(2);
    recorder.tick();
    assertEquals(List.of(1.0, 2.0), kept);
    assertTrue(calls.contains("good pauses"), calls.toString());
  }

  @Test
  void whatAStoreThatHangsWasGivenGoesIntoTheOldOne() throws Exception {
    recorder.use(good);
    recorder.start();
    Duration gap = recorder.goOver(stuck);
    assertTrue(gap.toSeconds() < 5, gap.toString());
    enter(1);
    assertTrue(hangs.await(20, TimeUnit.SECONDS), "nothing was written");
    enter(2);
    long begun = System.nanoTime();
    recorder.goBack(good);
    assertTrue(System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(5), "back takes too long");
    recorder.close();
    List<Double> sorted = new ArrayList<>(kept);
    assertEquals(List.of(1.0, 2.0), sorted);
  }
}
