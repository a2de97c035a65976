package org.busbar.history.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.events.Event;
import org.busbar.api.events.Severity;
import org.busbar.api.face.SampleTap;
import org.busbar.api.face.Site;
import org.busbar.api.history.HistoryBatch;
import org.busbar.api.history.HistoryException;
import org.busbar.api.history.HistoryStore;
import org.busbar.api.site.HistoryConfig;
import org.busbar.api.site.SiteModel;
import org.busbar.api.site.SiteModelBuilder;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.api.vocabulary.SiteId;
import org.busbar.testkit.api.ManualClock;
import org.junit.jupiter.api.Test;

class SiteRecorderTest {
  private static final SiteId ID = new SiteId("local", "home");

  private static final HistoryConfig BRIEF =
      new HistoryConfig(
          Duration.ofHours(2),
          Duration.ofHours(2),
          Duration.ofDays(1),
          Duration.ofDays(1),
          Duration.ofDays(1),
          Duration.ofDays(1),
          Duration.ofDays(1),
          Duration.ofDays(1),
          false,
          Optional.empty());

  private final ManualClock clock = new ManualClock();
  private final Deque<Sample> entered = new ArrayDeque<>();
  private final List<String> raised = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private final List<Sample> kept = new ArrayList<>();
  private final List<Event> keptEvents = new ArrayList<>();
  private final List<HistoryConfig> told = new ArrayList<>();
  private boolean full;
  private boolean closed;
  private int attempts;

  private final SiteRecorder recorder =
      new SiteRecorder(
          new FewWords().as(Site.class), () -> new FewWords().as(HistoryStore.class), clock);

  /** What the recorder uses of a site, a tap and a store; anything else fails the test. */
  private final class FewWords {
    <T> T as(Class<T> type) {
      return type.cast(
          Proxy.newProxyInstance(
              type.getClassLoader(),
              new Class<?>[] {type},
              (proxy, method, arguments) -> answer(method.getName(), arguments)));
    }

    private Object answer(String name, Object[] arguments) throws HistoryException {
      return switch (name) {
        case "model" -> model();
        case "tapSamples" -> tap();
        case "listen" -> (Site.Subscription) () -> {};
        case "events" -> events.stream().filter(e -> e.sequence() > (long) arguments[0]).toList();
        case "raise" -> raised.add(arguments[0] + " " + arguments[2]) ? null : null;
        case "append" -> append((HistoryBatch) arguments[1]);
        case "maintain" -> maintain((HistoryConfig) arguments[2]);
        case "hashCode" -> 1;
        default -> throw new UnsupportedOperationException(name);
      };
    }
  }

  private Object append(HistoryBatch batch) throws HistoryException {
    attempts++;
    if (full) {
      throw new HistoryException("the disk is full");
    }
    kept.addAll(batch.samples());
    keptEvents.addAll(batch.events());
    return null;
  }

  private Object maintain(HistoryConfig config) throws HistoryException {
    told.add(config);
    if (full) {
      throw new HistoryException("the disk is full");
    }
    return null;
  }

  private static SiteModel model() {
    return new SiteModelBuilder(ID).history(BRIEF).build();
  }

  private SampleTap tap() {
    return new SampleTap() {
      @Override
      public int drainTo(Collection<? super Sample> into, int most) {
        int taken = 0;
        for (; taken < most && !entered.isEmpty(); taken++) {
          into.add(entered.removeFirst());
        }
        return taken;
      }

      @Override
      public long lost() {
        return 0;
      }

      @Override
      public void close() {
        closed = true;
      }
    };
  }

  private void enter(int count) {
    Address power = Address.of(new NodeId("bat1"), Points.ACTIVE_POWER_W);
    for (int i = 0; i < count; i++) {
      clock.advanceMs(1);
      entered.add(
          new Sample(power, i, Quality.GOOD, clock.nanos(), clock.nanos(), clock.instant()));
    }
  }

  private void ticks(int count) {
    for (int i = 0; i < count; i++) {
      recorder.tick();
      clock.advanceMs(250);
    }
  }

  @Test
  void everySampleAndEventReachesTheStoreOnce() {
    enter(25_000);
    events.add(
        new Event(
            1,
            ID,
            clock.instant(),
            0,
            Severity.INFO,
            "bat1",
            "device-session",
            "Ready.",
            Map.of()));
    ticks(4);
    enter(3);
    ticks(1);
    assertEquals(25_003, kept.size());
    assertEquals(1, keptEvents.size());
  }

  @Test
  void aFullDiskIsOneAlarmAndWritingResumesByItself() {
    enter(10);
    full = true;
    ticks(40);
    assertEquals(List.of("ALARM history-not-written"), raised);
    assertTrue(attempts <= 6, attempts + " attempts in 10 s");
    enter(10);
    full = false;
    ticks(10);
    assertEquals(List.of("ALARM history-not-written", "INFO history-not-written"), raised);
    assertEquals(20, kept.size());
  }

  @Test
  void whileTheDiskIsFullTheNewestStayInBoundedMemory() {
    full = true;
    for (int i = 0; i < 10; i++) {
      enter(10_000);
      ticks(1);
    }
    full = false;
    ticks(10);
    assertEquals(SiteRecorder.MOST_SAMPLES, kept.size());
    assertEquals(9_999, kept.getLast().value());
  }

  @Test
  void theStoreIsToldHowLongTheSiteKeepsWhatAndAPersonWhereThatFails() {
    ticks(1);
    assertEquals(List.of(BRIEF), told);
    full = true;
    ticks(3 * 240);
    assertEquals(List.of("WARNING history-not-in-order"), raised);
    full = false;
    ticks(240);
    assertEquals(List.of("WARNING history-not-in-order", "INFO history-not-in-order"), raised);
  }

  @Test
  void theEndWritesWhatHasComeSoFar() throws InvocationTargetException {
    enter(7);
    recorder.close();
    assertEquals(7, kept.size());
    assertTrue(closed);
  }
}
