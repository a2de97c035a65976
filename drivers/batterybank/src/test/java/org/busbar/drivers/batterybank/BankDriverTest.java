package org.busbar.drivers.batterybank;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.SessionStatus.State;
import org.busbar.api.device.Writable;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.Command.Action;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.ReadItem;
import org.busbar.api.transport.ReadLimits;
import org.busbar.api.transport.ReadListener;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.RegisterWrite;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Words;
import org.busbar.api.transport.WriteItem;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Sample;
import org.busbar.testkit.api.ManualClock;
import org.busbar.testkit.api.QuietConnection;
import org.busbar.testkit.conformance.api.Conformance;
import org.busbar.testkit.conformance.api.Conformance.Effort;
import org.busbar.testkit.conformance.api.Report.Check;
import org.busbar.testkit.conformance.api.Report.Outcome;
import org.busbar.transport.modbus.ModbusTcp;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BankDriverTest {
  private final BankModel bank = new BankModel();
  private final ManualClock clock = new ManualClock();
  private final List<Sample> samples = new ArrayList<>();
  private final Wire wire = new Wire();
  private final DeviceSession session =
      new BankDriver().open(wire, config(Map.of()), samples::add, clock);

  private static DeviceConfig config(Map<String, String> options) {
    return new DeviceConfig(
        new NodeId("bank"), BankDriver.ID, "sunspec-802", "c", 1, options, Set.of(), "site.yaml:3");
  }

  /** The bank without a wire between. */
  private final class Wire implements RegisterConnection, QuietConnection {
    private ReadItem polled;
    private ReadListener listener;
    private boolean silent;

    @Override
    public Poll poll(List<ReadItem> items, Duration period, ReadLimits limits, ReadListener heard) {
      polled = items.getFirst();
      listener = heard;
      return () -> {};
    }

    void round() {
      clock.advance(Duration.ofMillis(500));
      try {
        listener.received(polled, read(polled), clock.nanos());
      } catch (DeviceException failed) {
        listener.failed(polled, failed);
      }
    }

    @Override
    public Words read(ReadItem item) throws DeviceException {
      Registers place = (Registers) item;
      if (silent) {
        throw new DeviceException.NoResponse("no answer");
      }
      return Words.of(bank.read(place.table(), place.address(), place.count()));
    }

    @Override
    public void write(WriteItem item) throws DeviceException {
      RegisterWrite write = (RegisterWrite) item;
      if (silent) {
        throw new DeviceException.NoResponse("no answer");
      }
      assertTrue(bank.write(write.table(), write.address(), new int[] {write.words().at(0)}));
    }

    @Override
    public void close() {
      silent = true;
    }
  }

  private WriteResult write(Point quantity, Action action, double value) {
    Writable writable = session.declaration().writable(new NodeId("bank"), quantity).orElseThrow();
    return session.write(new Command(writable, action, value, Duration.ofSeconds(3), 1));
  }

  @Test
  void aBankIsConnectedOnceAndHearsAHeartbeatThatCountsOn() {
    wire.round();
    assertEquals(State.READY, session.status().state());
    assertEquals(new WriteResult.Accepted(1), write(Points.SWITCH_ON, Action.SET, 1));
    write(Points.SWITCH_ON, Action.SET, 1);
    write(Points.SWITCH_ON, Action.SET, 1);
    assertEquals(List.of(1), bank.operations, "the operation is ordered once");
    assertEquals(List.of(1, 2, 3), bank.heartbeats);
    assertEquals(
        Duration.ofSeconds(1),
        session.declaration().writables().getFirst().keepAlive().orElseThrow());
    assertEquals(new WriteResult.Accepted(0), write(Points.SWITCH_ON, Action.RELEASE, 0));
    assertEquals(List.of(1, 2), bank.operations);
  }

  @Test
  void theHeartbeatBeginsAgainBeforeTheNumberThatMeansNothing() {
    wire.round();
    for (int i = 0; i < 65_536; i++) {
      write(Points.SWITCH_ON, Action.SET, 1);
    }
    assertEquals(List.of(65_534, 0, 1), bank.heartbeats.subList(65_533, 65_536));
  }

  @Test
  void oneThatIsStillOnItsWayIsTakenAndNotYetDone() {
    bank.slow = true;
    wire.round();
    WriteResult.Accepted taken =
        assertInstanceOf(WriteResult.Accepted.class, write(Points.SWITCH_ON, Action.SET, 1));
    assertTrue(Double.isNaN(taken.readBack()));
    wire.round();
    Sample state =
        samples.stream()
            .filter(s -> s.address().point().equals(Points.SWITCH_ON))
            .toList()
            .getLast();
    assertTrue(Double.isNaN(state.value()), "neither on nor off");
  }

  @Test
  void oneUnderLocalControlOrWithAFaultIsNotConnectedButAlwaysDisconnected() {
    wire.round();
    bank.words[17] = 1;
    assertTrue(write(Points.SWITCH_ON, Action.SET, 1).toString().contains("own panel"));
    bank.words[17] = 0;
    bank.words[22] = 99;
    assertTrue(write(Points.SWITCH_ON, Action.SET, 1).toString().contains("reset it first"));
    assertEquals(List.of(), bank.operations);
    assertInstanceOf(WriteResult.Accepted.class, write(Points.SWITCH_ON, Action.SAFE, 0));
    assertEquals(List.of(2), bank.operations);
    bank.words[22] = 99;
    assertInstanceOf(WriteResult.Accepted.class, write(Points.FAULT_RESET, Action.SET, 1));
    assertEquals(1, bank.words[22]);
  }

  @Test
  void anotherModelIsNeitherReadNorWritten() {
    bank.disguise(true);
    wire.round();
    assertEquals(State.WRONG_DEVICE, session.status().state());
    assertEquals(List.of(), samples);
    assertInstanceOf(WriteResult.Refused.class, write(Points.SWITCH_ON, Action.SAFE, 0));
    assertEquals(0, bank.writes());
  }

  @Test
  void whatMayHaveHappenedIsUnknownAndNotRefused() {
    wire.round();
    wire.silent = true;
    assertInstanceOf(WriteResult.Unknown.class, write(Points.SWITCH_ON, Action.SET, 1));
    for (int i = 0; i < 4; i++) {
      wire.round();
    }
    assertEquals(State.FAULTY, session.status().state());
  }

  @Test
  void whatASiteSaysWrongIsToldWithTheRemedy() {
    assertTold(Map.of("at", "0x10"), "option 'at' is '0x10'; write 1 to 65472");
    assertTold(Map.of("pol", "1"), "option 'pol' is not known. Known are: at, poll");
    IllegalArgumentException wrong =
        assertThrows(
            IllegalArgumentException.class,
            () -> new BankDriver().open(withoutRegisters(), config(Map.of()), samples::add, clock));
    assertTrue(wrong.getMessage().contains("carries no registers"), wrong::getMessage);
  }

  private static Connection withoutRegisters() {
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> "c");
  }

  private static void assertTold(Map<String, String> options, String text) {
    IllegalArgumentException wrong =
        assertThrows(
            IllegalArgumentException.class, () -> new BankDriver().describe(config(options)));
    assertEquals(text, wrong.getMessage());
  }

  /** A driver in code passes the suite that profiles pass: over a real socket. */
  @Test
  @Tag("DEV-10")
  void theDriverConforms() throws IOException {
    try (BankPeer peer = new BankPeer()) {
      List<Check> checks =
          Conformance.of(new BankDriver(), new ModbusTcp())
              .with(Effort.BRIEF)
              .run(config(Map.of("poll", "50 ms")), peer);
      List<Check> failed =
          checks.stream().filter(check -> check.outcome() == Outcome.FAILED).toList();
      assertEquals(List.of(), failed);
      assertEquals(16, checks.size());
    }
  }
}
