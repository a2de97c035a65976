package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.busbar.api.safety.Setpoint;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.testkit.api.FakeConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A step that wants what the one before wanted wakes nobody. */
class OrderTest {
  @TempDir Path home;

  private static Setpoint setpoint(String node, Point quantity, double value, int epoch) {
    return new Setpoint(new NodeId(node), quantity, value, epoch, 7, 9);
  }

  private static Order order(Setpoint... setpoints) {
    return new Order(true, List.of(setpoints), 7, 6);
  }

  @Test
  void whatIsWantedIsTheSameWhereEveryPartOfItIs() {
    Setpoint one = setpoint("bat1", Points.ACTIVE_POWER_W, 100, 3);
    Setpoint two = setpoint("bat2", Points.ACTIVE_POWER_W, 100, 3);
    Order order = order(one, two);
    assertTrue(order.asks(new Order(true, List.of(one, two), 70, 60)), "whenever it was decided");
    assertFalse(order.asks(new Order(false, List.of(one, two), 7, 6)));
    assertFalse(order.asks(order(one)));
    assertFalse(order(one).asks(order));
    assertFalse(order.asks(order(one, setpoint("bat2", Points.ACTIVE_POWER_W, 101, 3))));
    assertFalse(order.asks(order(one, setpoint("bat2", Points.ACTIVE_POWER_W, 100, 4))));
    assertFalse(order.asks(order(one, setpoint("bat2", Points.REACTIVE_POWER_VAR, 100, 3))));
    assertFalse(order.asks(order(one, setpoint("bat3", Points.ACTIVE_POWER_W, 100, 3))));
  }

  @Test
  void aStepThatWantsTheSameAsTheOneBeforeWakesNoWriter() {
    Rig rig = new Rig(FakeConnection.Mode.BY_HAND).battery(Rig.power());
    rig.running(home);
    FakeConnection line = rig.transport.connection("line");
    line.runUrgent();
    rig.step(1000);
    line.runUrgent();
    assertEquals(List.of("SET 1000"), rig.told());
    rig.step(1000);
    assertEquals(0, line.waiting());
    rig.step(1001);
    assertEquals(1, line.waiting());
  }
}
