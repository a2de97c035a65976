package org.busbar.runtime.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.busbar.api.transport.Table;
import org.busbar.sim.modbus.ModbusRefusal;
import org.busbar.sim.served.Fault;
import org.junit.jupiter.api.Test;

/** Each monitor sees a gate that was broken on purpose, between the product and the device. */
class MonitorsTest {
  private static final int SETPOINT = 0x42;
  private static final int[] DISCHARGE = {0, 2_000};
  private static final int[] CHARGE = {0xffff, 0xffff - 2_000};

  private final Catalogue profiles = Catalogue.carried();

  /** Runs for two minutes, breaks the gate, lets something happen, runs for another. */
  private Monitors watch(VirtualNet.Carrier gate, Consumer<World> happens) throws IOException {
    Person person = new Person();
    Monitors monitors = new Monitors(person, World.Setup.of(5));
    AtomicBoolean broken = new AtomicBoolean();
    VirtualNet.Carrier later =
        (unit, address, words) -> broken.get() ? gate.carry(unit, address, words) : words;
    try (World world = new World(World.Setup.of(5).with(later), profiles)) {
      world.watchedBy(monitors).watchedBy(person);
      world.begin();
      world.run(Duration.ofMinutes(2));
      broken.set(true);
      happens.accept(world);
      world.run(Duration.ofMinutes(1));
    }
    return monitors;
  }

  private static void seen(Monitors monitors, String... invariants) {
    for (String id : invariants) {
      Tally tally = monitors.tally(id);
      assertTrue(tally.violations() > 0, () -> id + " was not seen to be broken");
    }
  }

  /** A gate that replaces a setpoint of 0 by another one. */
  private static VirtualNet.Carrier insteadOfZero(int[] other) {
    return (unit, address, words) ->
        address == SETPOINT && words[0] == 0 && words[1] == 0 ? other : words;
  }

  private static VirtualNet.Carrier honest() {
    return (unit, address, words) -> words;
  }

  @Test
  void anHonestGateBreaksNothing() throws IOException {
    Monitors monitors = watch(honest(), world -> world.site().emergencyStop("person", "test"));
    assertEquals(0, monitors.violations());
  }

  @Test
  void aSafeValueWrittenJustBeforeTheProcessDiesIsNoWriteToAnObservedDevice() throws IOException {
    Monitors monitors =
        watch(
            honest(),
            world -> {
              world.site().emergencyStop("person", "test");
              world.run(Duration.ofMillis(5));
              world.kill();
              world.after(Duration.ofSeconds(10), world::boot);
            });
    assertEquals(0, monitors.violations());
  }

  @Test
  void aSafeValueThatIsNotWrittenIsSeen() throws IOException {
    seen(
        watch(
            insteadOfZero(DISCHARGE),
            world -> world.yard().unit("bat1").show("cellTemperatureMaxC", _ -> 70)),
        "I4",
        "I23");
  }

  @Test
  void dischargingAnEmptyCellIsSeen() throws IOException {
    seen(
        watch(
            insteadOfZero(DISCHARGE),
            world -> world.yard().unit("bat1").show("cellVoltageMinV", _ -> 2.4)),
        "I1");
  }

  @Test
  void chargingAFullCellIsSeen() throws IOException {
    seen(
        watch(
            insteadOfZero(CHARGE),
            world -> world.yard().unit("bat1").show("cellVoltageMaxV", _ -> 3.7)),
        "I2");
  }

  @Test
  void dischargingBelowTheBandOfChargeIsSeen() throws IOException {
    seen(
        watch(
            insteadOfZero(DISCHARGE),
            world -> world.yard().unit("bat1").show("stateOfChargePct", _ -> 5)),
        "I25");
  }

  /** Reads are refused, and then the floor is crossed. */
  private static void crossTheFloorUnread(World world) {
    ShownUnit battery = world.yard().unit("bat1");
    battery.unit().fault(Fault.EXCEPTION);
    battery.show("stateOfChargePct", _ -> 5);
  }

  /** What it holds is let go after four seconds instead of three. */
  @Test
  void aFloorThatNobodyCouldReadIsNotDemandedBeforeTheSilenceIsKnown() throws IOException {
    AtomicReference<World> at = new AtomicReference<>();
    AtomicLong late = new AtomicLong();
    VirtualNet.Carrier gate =
        (unit, address, words) ->
            at.get() != null && at.get().elapsed() < late.get()
                ? insteadOfZero(DISCHARGE).carry(unit, address, words)
                : words;
    Monitors monitors =
        watch(
            gate,
            world -> {
              late.set(world.elapsed() + 4_000_000_000L);
              at.set(world);
              crossTheFloorUnread(world);
            });
    assertEquals(0, monitors.tally("I25").violations());
    assertTrue(monitors.tally("I25").checks() > 0);
  }

  @Test
  void dischargingOnWhileNothingCanBeReadIsSeen() throws IOException {
    seen(watch(insteadOfZero(DISCHARGE), MonitorsTest::crossTheFloorUnread), "I25");
  }

  @Test
  void aSetpointBeyondTheLimitsOrTheRampIsSeen() throws IOException {
    VirtualNet.Carrier gate =
        new VirtualNet.Carrier() {
          private boolean up;

          @Override
          public int[] carry(ShownUnit unit, int address, int[] words) {
            up ^= address == SETPOINT;
            int w = up ? 9_500 : -9_500;
            return address == SETPOINT ? new int[] {w >> 16 & 0xffff, w & 0xffff} : words;
          }
        };
    seen(watch(gate, world -> {}), "I6", "I7");
  }

  @Test
  void aChargeOnlyBatteryThatDischargesIsSeen() throws IOException {
    VirtualNet.Carrier gate =
        (unit, address, words) ->
            unit.id().equals(Yard.CHARGED) && address == SETPOINT ? DISCHARGE : words;
    seen(watch(gate, world -> {}), "I11");
  }

  @Test
  void aSetpointWithoutFreshAnswersIsSeen() throws IOException {
    seen(
        watch(
            insteadOfZero(DISCHARGE),
            world -> world.yard().unit("bat1").unit().fault(Fault.EXCEPTION)),
        "I8");
  }

  @Test
  void aLeaseThatIsNotEndedIsSeen() throws IOException {
    seen(
        watch(
            insteadOfZero(DISCHARGE),
            world -> world.ifStepped(kernel -> kernel.hangLoop(Duration.ofMinutes(1)))),
        "I9");
  }

  @Test
  void aPlugInWhoseLastAskIsKeptAliveIsSeen() throws IOException {
    seen(watch(insteadOfZero(CHARGE), world -> world.probe().behave(Probe.Manner.THROW)), "I22");
  }

  @Test
  void contactorsThatAreClosedAndOpenedInAnyOrderUnderLoadAreSeen() throws IOException {
    seen(
        watch(
            honest(),
            world -> {
              relay(world, "k3", 0);
              relay(world, "k1", 0);
              world.run(Duration.ofSeconds(5));
              relay(world, "k3", 1);
            }),
        "I13",
        "I14",
        "load");
  }

  private static void relay(World world, String id, int on) {
    try {
      world.yard().unit(id).write(Table.HOLDING, SETPOINT, new int[] {on});
    } catch (ModbusRefusal e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void somebodyElsesWriteAfterARestartIsSeen() throws IOException {
    seen(
        watch(
            honest(),
            world -> {
              world.kill();
              world.boot();
              try {
                world.yard().unit("bat1").write(Table.HOLDING, SETPOINT, DISCHARGE);
              } catch (ModbusRefusal e) {
                throw new AssertionError(e);
              }
            }),
        "I11",
        "I15",
        "I20");
  }
}
