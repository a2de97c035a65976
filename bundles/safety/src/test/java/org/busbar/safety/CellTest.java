package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.busbar.api.safety.Cause;
import org.junit.jupiter.api.Test;

class CellTest {
  private static final Cause CAUSE = new Cause("limit", "bat1", "too hot", Instant.EPOCH, 0);

  @Test
  void whatWasDecidedInThisOpeningCountsUnderAnotherSessionAndNothingElse() {
    Cell cell = new Cell();
    cell.close(CAUSE);
    cell.open(cell.get());
    int opened = cell.get().epoch();
    cell.renew();
    cell.renew();
    int now = cell.get().epoch();
    assertEquals(opened + 2, now);
    assertEquals(now, cell.shut().now(opened));
    assertEquals(now, cell.shut().now(opened + 1));
    assertEquals(now, cell.shut().now(now));
    assertEquals(opened - 1, cell.shut().now(opened - 1), "of before the opening");
    assertEquals(now + 1, cell.shut().now(now + 1), "of nobody knows when");
    cell.close(CAUSE);
    assertEquals(now, cell.shut().now(now), "of before the closing");
  }
}
