package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Optional;
import org.busbar.api.safety.Cause;
import org.busbar.api.safety.GateCell;
import org.junit.jupiter.api.Test;

class CellTest {
  private static final Cause CAUSE = new Cause("limit", "bat1", "too hot", Instant.EPOCH, 0);

  private static final Cause LATER = new Cause("limit", "bat2", "empty", Instant.EPOCH, 5);

  @Test
  void theFirstCauseStandsAndOnlyAMoreUrgentOneBeginsTheStopAnew() {
    Cell cell = new Cell();
    assertTrue(cell.close(CAUSE, 1));
    assertFalse(cell.close(LATER, 1), "it was closed already");
    assertEquals(Optional.of(CAUSE), cell.get().cause());
    assertEquals(1, cell.shut().category());
    assertEquals(0, cell.shut().sinceNanos(), "as urgent as the first: its course goes on");
    assertFalse(cell.close(LATER), "category 0");
    assertEquals(Optional.of(CAUSE), cell.get().cause());
    assertEquals(0, cell.shut().category());
    assertEquals(5, cell.shut().sinceNanos());
    assertEquals(3, cell.get().epoch(), "each of them makes what was decided before void");
  }

  @Test
  void whatClosedAfterTheLookIsNotOpenedByAReset() {
    Cell cell = new Cell();
    assertTrue(cell.close(CAUSE));
    GateCell looked = cell.get();
    cell.close(LATER);
    assertFalse(cell.open(looked));
    assertFalse(cell.get().isOpen());
    assertTrue(cell.open(cell.get()));
    assertTrue(cell.get().isOpen());
  }

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
