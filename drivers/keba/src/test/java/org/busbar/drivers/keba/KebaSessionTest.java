package org.busbar.drivers.keba;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.SessionStatus.State;
import org.busbar.api.device.Writable;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.Command.Action;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.MessageConnection;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.testkit.api.Heard;
import org.busbar.transport.udp.Udp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class KebaSessionTest {
  private static final NodeId CAR = new NodeId("car");

  private final Station station;
  private final MessageConnection connection;
  private final DeviceSession session;
  private final BlockingQueue<Sample> samples = new LinkedBlockingQueue<>();

  KebaSessionTest() throws IOException {
    station = new Station();
    Map<String, String> settings =
        Map.of("host", "127.0.0.1", "port", "" + station.port(), "pause", "100 ms");
    connection =
        new Udp()
            .open(new ConnectionConfig("w", "udp", settings, "t"), new Heard(), Clock.system());
    // Ten times as often as the guide allows, so that nobody waits.
    Wallbox wallbox = new Wallbox(CAR, 16, 6, Duration.ofSeconds(60), Duration.ofMillis(500), 3);
    session = KebaSession.open(wallbox, connection, samples::add, Clock.system());
  }

  @AfterEach
  void close() {
    session.close();
    connection.close();
    station.close();
  }

  private void until(BooleanSupplier what) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!what.getAsBoolean()) {
      assertTrue(System.nanoTime() - end < 0, () -> "still " + session.status());
      LockSupport.parkNanos(5_000_000);
    }
  }

  private void untilReady() {
    until(() -> session.status().state() == State.READY);
  }

  private Sample next(Point point, int index, Predicate<Sample> wanted) throws Exception {
    for (int i = 0; i < 2_000; i++) {
      Sample next = samples.poll(20, TimeUnit.SECONDS);
      assertTrue(next != null, "nothing came");
      boolean isIt =
          next.address().point().equals(point)
              && next.address().index() == index
              && wanted.test(next);
      if (isIt) {
        return next;
      }
    }
    throw new AssertionError(point + " did not come");
  }

  private double next(Point point, int index) throws Exception {
    return next(point, index, sample -> sample.quality() == Quality.GOOD).value();
  }

  private WriteResult write(Action action, double value) throws Exception {
    Writable limit = session.declaration().writables().getFirst();
    return Heard.onThread(
        connection,
        () -> session.write(new Command(limit, action, value, Duration.ofSeconds(20), 1)));
  }

  @Test
  void whatTheStationSaysIsTakenOverWithOurUnitsAndSign() throws Exception {
    assertEquals(3, next(Points.CHARGER_STATE, 0));
    assertEquals(1, next(Points.CONNECTED, 0));
    assertEquals(32, next(Points.CURRENT_LIMIT_A, 0), 1e-9);
    assertEquals(-3 * 230 * 32, next(Points.ACTIVE_POWER_W, 0), 1e-6);
    assertEquals(500, next(Points.SESSION_ENERGY_WH, 0), 1e-9);
    assertEquals(12_345.6, next(Points.ENERGY_ABSORBED_WH, 0), 1e-9);
    assertEquals(230, next(Points.VOLTAGE_LN_V, 3), 1e-9);
    assertEquals(-32, next(Points.CURRENT_A, 3), 1e-9);
    station.plug(3);
    assertEquals(1, next(Points.CHARGER_STATE, 0, s -> s.value() != 3).value());
    assertEquals(0, next(Points.ACTIVE_POWER_W, 0, s -> s.value() > -1).value());
    assertEquals(List.of(), station.orders, "who only reads writes nothing");
    assertEquals(List.of(), station.hasty);
  }

  @Test
  void beforeTheFirstCurrentItIsToldWhatToGoToAndAgainWhenItHasStartedAnew() throws Exception {
    untilReady();
    assertInstanceOf(WriteResult.Accepted.class, write(Action.SET, 10.5));
    assertEquals(List.of("failsafe 60 6000 0", "currtime 10500 1"), station.orders);
    assertEquals(10.5, next(Points.CURRENT_LIMIT_A, 0, s -> s.value() < 32).value(), 1e-9);
    write(Action.SET, 12);
    assertEquals("currtime 12000 1", station.orders.getLast());
    assertEquals(3, station.orders.size());
    station.restart();
    samples.clear();
    next(Points.CURRENT_LIMIT_A, 0, s -> s.value() == 32);
    write(Action.RELEASE, 6);
    assertEquals(List.of("failsafe 60 6000 0", "currtime 6000 1"), station.orders.subList(3, 5));
    assertEquals(List.of(), station.hasty);
  }

  @Test
  void aStopIsMadeFirstThenLeftAloneThenMadeToLast() throws Exception {
    untilReady();
    long stopped = System.nanoTime();
    assertInstanceOf(WriteResult.Accepted.class, write(Action.SAFE, 0));
    assertEquals(List.of("currtime 0 1"), station.orders);
    samples.clear();
    assertEquals(0, next(Points.CURRENT_LIMIT_A, 0));
    assertTrue(System.nanoTime() - stopped > 1_900_000_000L, "nothing is asked for two seconds");
    write(Action.SAFE, 0);
    assertEquals(List.of("currtime 0 1", "failsafe 60 0 0", "currtime 0 1"), station.orders);
    write(Action.SET, 3);
    assertEquals("currtime 0 1", station.orders.getLast(), "with less than 6 A nothing charges");
    write(Action.SET, 8);
    assertEquals("currtime 8000 1", station.orders.getLast());
    assertEquals(6_000, station.failsafeMa());
    assertEquals(List.of(), station.hasty);
  }

  @Test
  void whatItRefusesOrDoesNotAnswerIsToldAsSuch() throws Exception {
    untilReady();
    station.conduct(Station.Conduct.REFUSES);
    WriteResult.Refused refused = assertInstanceOf(WriteResult.Refused.class, write(Action.SET, 8));
    assertTrue(refused.reason().contains("TCH-ERR"), refused::reason);
    station.conduct(Station.Conduct.SILENT);
    assertInstanceOf(WriteResult.Unknown.class, write(Action.SET, 8));
    until(() -> session.status().state() == State.FAULTY);
    station.conduct(Station.Conduct.HONEST);
    untilReady();
    assertInstanceOf(WriteResult.Refused.class, write(Action.SET, 17));
    assertInstanceOf(WriteResult.Refused.class, write(Action.SET, Double.NaN));
  }

  @Test
  void damagedReportsAreNeverGood() throws Exception {
    untilReady();
    for (Station.Conduct conduct : List.of(Station.Conduct.CUT, Station.Conduct.GARBLED)) {
      station.conduct(conduct);
      until(() -> session.status().state() == State.FAULTY);
      samples.clear();
      LockSupport.parkNanos(1_200_000_000L);
      assertTrue(samples.stream().noneMatch(s -> s.quality() == Quality.GOOD), conduct.name());
      station.conduct(Station.Conduct.HONEST);
      untilReady();
    }
  }

  @Test
  void anotherStationAtTheSameAddressIsNotWritten() throws Exception {
    untilReady();
    station.swap("18000001");
    until(() -> session.status().state() == State.WRONG_DEVICE);
    assertInstanceOf(WriteResult.Refused.class, write(Action.SET, 8));
    assertEquals(List.of(), station.orders);
  }

  @Test
  void whatASiteSaysWrongIsToldWithTheRemedy() {
    Map<Map<String, String>, String> wrong =
        Map.of(
            Map.of("max-curent", "16 A"), "option 'max-curent' is not known. Known are:",
            Map.of("offline-current", "3 A"), "write 0 A, or 6 A and more",
            Map.of("offline-after", "5 s"), "option 'offline-after' is '5 s'; write 15",
            Map.of("poll", "1 s"), "option 'poll' is '1 s'; write 5");
    wrong.forEach(
        (options, text) -> {
          String told = "";
          try {
            new KebaDriver()
                .describe(
                    new DeviceConfig(
                        CAR, KebaDriver.ID, Wallbox.TYPE, "w", 1, options, Set.of(), "t"));
          } catch (IllegalArgumentException e) {
            told = String.valueOf(e.getMessage());
          }
          assertTrue(told.contains(text), told);
        });
  }
}
