package org.busbar.api.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobQueueTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final long AGES_NS = Duration.ofHours(1).toNanos();

  private final JobQueue queue = new JobQueue("meters");

  @Test
  void jobsComeOutInTheirOrder() {
    List<Integer> done = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int number = i;
      queue.add(() -> done.add(number));
    }
    assertEquals(3, queue.size());
    for (Runnable job = queue.poll(); job != null; job = queue.poll()) {
      job.run();
    }
    assertEquals(List.of(0, 1, 2), done);
    assertNull(queue.poll());
  }

  @Test
  void whoWaitsIsWokenByAJobByAWakeAndByTheEnd() throws InterruptedException {
    for (Runnable cause : List.<Runnable>of(() -> queue.add(() -> {}), queue::wake, queue::close)) {
      Thread waiting = Thread.ofPlatform().start(() -> queue.await(AGES_NS));
      cause.run();
      assertTrue(waiting.join(SOON));
      queue.poll();
    }
  }

  @Test
  void aWakeBeforeTheWaitingIsNotLostAndCountsOnce() {
    queue.wake();
    assertTimeoutPreemptively(SOON, () -> queue.await(AGES_NS));
    long begun = System.nanoTime();
    queue.await(2_000_000);
    assertTrue(System.nanoTime() - begun >= 2_000_000, "it was counted twice");
  }

  @Test
  void aJobThatIsThereIsNotWaitedFor() {
    queue.add(() -> {});
    assertTimeoutPreemptively(SOON, () -> queue.await(AGES_NS));
    assertEquals(1, queue.size());
  }

  @Test
  void aClosedOneTakesNothingMoreAndNamesItsConnection() {
    queue.add(() -> {});
    queue.close();
    assertTrue(queue.isClosed());
    String why = assertThrows(IllegalStateException.class, () -> queue.add(() -> {})).getMessage();
    assertEquals("connection 'meters' is closed", why);
    assertEquals(1, queue.size(), "what was taken before is still there");
  }

  @Test
  void anInterruptEndsTheWaiting() throws InterruptedException {
    Thread waiting = Thread.ofPlatform().start(() -> queue.await(AGES_NS));
    waiting.interrupt();
    assertTrue(waiting.join(SOON));
  }
}
