package org.busbar.runtime.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.busbar.runtime.bench.SwapOwner.Decided;
import org.busbar.runtime.bench.SwapOwner.Told;
import org.junit.jupiter.api.Test;

class SwapOwnerTest {
  private static final long BEGUN_MS = 10_000;

  private final List<Decided> decided = new ArrayList<>();
  private final List<Told> told = new ArrayList<>();

  private static long nanos(long ms) {
    return Duration.ofMillis(BEGUN_MS + ms).toNanos();
  }

  private void decides(long ms, double valueW) {
    decided.add(new Decided(nanos(ms), valueW, true));
  }

  private void tells(long ms, double valueW, long unreadMs) {
    told.add(new Told(nanos(ms), valueW, false, unreadMs));
  }

  private SwapOwner.Figures figures() {
    return SwapOwner.judge(told, decided, nanos(0));
  }

  @Test
  void whatAModeAskedForThreeSecondsBeforeIsOwned() {
    decides(4_000, 1_000);
    tells(4_050, 1_000, 20);
    tells(6_900, 1_000, 20);
    assertEquals(0, figures().ownerless());
  }

  @Test
  void whatNobodyAskedForHasNoOwner() {
    decides(4_000, 1_000);
    tells(4_050, 700, 20);
    tells(7_100, 1_000, 20);
    assertEquals(2, figures().ownerless());
  }

  @Test
  void aReleaseWhileTheDeviceIsReadHasNoOwner() {
    decides(4_000, 1_000);
    tells(4_050, 0, 120);
    tells(4_150, 600, 20);
    assertEquals(2, figures().ownerless());
  }

  /** As a process does that stood for half a second: the gate lets go, then the ramp leads back. */
  @Test
  void aReleaseForAgeAndTheRampBackAreTheGatesOwn() {
    decides(4_000, 1_000);
    tells(4_600, 0, 518);
    decides(4_610, 1_020);
    tells(4_700, 977, 40);
    tells(4_800, 1_020, 30);
    SwapOwner.Figures figures = figures();
    assertEquals(0, figures.ownerless());
    assertEquals(1, figures.aged());
    assertEquals(1, figures.released());
    assertEquals(1, figures.back());
  }

  @Test
  void theRampBackLeadsToWhatIsDecidedAndNotBeyond() {
    decides(4_000, 1_000);
    tells(4_600, 0, 518);
    tells(4_700, 1_300, 40);
    assertEquals(1, figures().ownerless());
  }

  @Test
  void afterTheWayBackAnotherValueNeedsItsOwner() {
    decides(4_000, 1_000);
    tells(4_600, 0, 518);
    tells(4_700, 1_000, 40);
    tells(4_800, 500, 40);
    assertEquals(1, figures().ownerless());
  }

  @Test
  void whatRevertedByItselfHasNoOwner() {
    decides(4_000, 1_000);
    told.add(new Told(nanos(5_000), 0, true, 400));
    assertEquals(1, figures().ownerless());
  }
}
