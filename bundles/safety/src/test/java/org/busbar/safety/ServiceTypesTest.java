package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.DeviceType;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.Driver;
import org.busbar.api.device.write.SampleSink;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.busbar.testkit.api.FakeConnection;
import org.busbar.testkit.api.FakeTransport;
import org.junit.jupiter.api.Test;

/** Which of several drivers of one id is used, and what they make together. */
class ServiceTypesTest {
  private final ServiceTypes types = new ServiceTypes();

  /** A driver of an id that makes one type, or fails where that has no name. */
  private record Making(String id, String type) implements Driver {
    @Override
    public List<DeviceType> types() {
      if (type.isEmpty()) {
        throw new IllegalStateException("mine");
      }
      return List.of(made(id, type));
    }

    @Override
    public DeviceDeclaration describe(DeviceConfig config) {
      throw new IllegalArgumentException("nothing");
    }

    @Override
    public DeviceSession open(
        Connection connection, DeviceConfig config, SampleSink sink, Clock clock) {
      throw new IllegalArgumentException("nothing");
    }
  }

  private static DeviceType made(String driver, String type) {
    return new DeviceType(
        driver,
        type,
        type,
        "",
        List.of(),
        Map.of(),
        Maturity.SIMULATED,
        List.of(),
        List.of(),
        List.of());
  }

  @Test
  void whatTheyMakeIsToldInOrderAndOneWithABugCostsItsOwnOnly() {
    types.add(new Making("b", "x"));
    types.add(new Making("a", "z"));
    types.add(new Making("broken", ""));
    types.add(new Making("b", "never used"));
    assertEquals(List.of(made("a", "z"), made("b", "x")), types.deviceTypes());
  }

  @Test
  void theFirstIsUsedUntilItGoesOrAnotherIsToBe() {
    Driver first = new Making("a", "1");
    Driver second = new Making("a", "2");
    Driver third = new Making("a", "3");
    assertTrue(types.add(first, 7));
    assertFalse(types.add(second, 8));
    assertFalse(types.add(third, 8));
    assertSame(first, types.driver("a"));
    types.use(third);
    assertSame(third, types.driver("a"));
    assertTrue(types.drivers().contains(third));
    types.use(new Making("a", "unknown"));
    assertSame(third, types.driver("a"), "who is not there is not used");
    assertFalse(types.remove(first));
    assertTrue(types.remove(third));
    assertSame(second, types.driver("a"));
    assertTrue(types.remove(second));
    assertNull(types.driver("a"));
    assertFalse(types.remove(second), "it is gone");
  }

  @Test
  void whichBundleBroughtADriverIsKnownWhileItIsThere() {
    Driver first = new Making("a", "1");
    Driver second = new Making("a", "2");
    types.add(first, 7);
    types.add(second, 8);
    assertEquals(Map.of("a", first), types.driversOf(Set.of(7L)));
    assertEquals(Map.of("a", second), types.driversOf(Set.of(8L, 9L)));
    assertEquals(Map.of(), types.driversOf(Set.of(9L)));
    types.remove(second);
    assertEquals(Map.of(), types.driversOf(Set.of(8L)));
    assertEquals(Set.of("virtual"), types.driversOf(Set.of(0L)).keySet(), "our own");
  }

  @Test
  void aTransportTakesOverFromTheOneBefore() {
    FakeTransport first = new FakeTransport(FakeConnection.Mode.AT_ONCE);
    FakeTransport second = new FakeTransport(FakeConnection.Mode.AT_ONCE);
    assertTrue(types.add(first));
    assertFalse(types.add(second));
    assertFalse(types.remove(second));
    assertFalse(types.add(second));
    assertTrue(types.remove(first));
    assertSame(second, types.transport("fake"));
  }
}
