package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class KeeperTest {
  @Test
  void noErrorOfARoundEndsTheThreadThatKeepsDevicesSafe() throws InterruptedException {
    CountDownLatch rounds = new CountDownLatch(4);
    try (Keeper keeper = new Keeper("test", Duration.ofMillis(1))) {
      keeper.start(
          () -> {
            rounds.countDown();
            switch ((int) rounds.getCount()) {
              case 3 -> throw new OutOfMemoryError("a plug-in took it all");
              case 2 -> throw new StackOverflowError("deep");
              case 1 -> throw new NoClassDefFoundError("gone");
              default -> throw new IllegalStateException("wrong");
            }
          });
      assertTrue(rounds.await(10, TimeUnit.SECONDS));
    }
  }
}
