package org.busbar.transport.modbus;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.ReadItem;
import org.busbar.api.transport.ReadLimits;
import org.busbar.api.transport.ReadListener;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.busbar.testkit.api.ForeignServer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The neighbour of a unit of pymodbus that takes seconds and holds its connection meanwhile. */
@Timeout(300)
class PymodbusSlowUnitIT {
  private static final boolean DEEP = Boolean.getBoolean("busbar.deep");
  private static final Duration PATIENCE = Duration.ofSeconds(45);
  private static final int PERIOD_MS = 50;

  private static final class Count implements ReadListener {
    final AtomicInteger received = new AtomicInteger();
    final AtomicInteger wrong = new AtomicInteger();

    @Override
    public void received(ReadItem item, Words words, long sentNanos) {
      wrong.addAndGet(words.equals(Words.of(100 * ((Registers) item).unit())) ? 0 : 1);
      received.incrementAndGet();
    }

    @Override
    public void failed(ReadItem item, DeviceException cause) {}

    boolean more(int count, Duration time) {
      int wanted = received.get() + count;
      long until = System.nanoTime() + time.toNanos();
      while (received.get() < wanted && System.nanoTime() - until < 0) {
        LockSupport.parkNanos(1_000_000);
      }
      return received.get() >= wanted;
    }
  }

  private static ForeignServer server(String who) throws Exception {
    return ForeignServer.pymodbus(
        PymodbusSlowUnitIT.class.getResource("slow_unit.py").toURI(), List.of(who));
  }

  private static RegisterConnection open(ForeignServer server) throws Exception {
    return new Rig().open(Integer.parseInt(server.where()), "200 ms");
  }

  private static Count poll(RegisterConnection connection, int unit) {
    Count count = new Count();
    connection.poll(
        List.of(new Registers(unit, Table.HOLDING, 0, 1)),
        Duration.ofMillis(PERIOD_MS),
        ReadLimits.DEFAULT,
        count);
    return count;
  }

  @ParameterizedTest(name = "{0} connection waits")
  @CsvSource({"one", "all"})
  void isReadOnBesideASlowUnitThatComesBack(String who) throws Exception {
    // Where all connections wait, the first question over a second one costs as much again.
    double takesS = DEEP ? 2 : who.equals("one") ? 0.6 : 0.3;
    Duration trouble = Duration.ofSeconds(DEEP ? who.equals("one") ? 30 : 90 : 8);
    try (ForeignServer server = server(who);
        ForeignServer well = server(who);
        RegisterConnection connection = open(server);
        RegisterConnection control = open(well)) {
      Count neighbour = poll(connection, 1);
      Count slow = poll(connection, 2);
      Count healthy = poll(control, 1);
      Count beside = poll(control, 2);
      for (Count each : List.of(neighbour, slow, healthy, beside)) {
        assertTrue(each.more(5, PATIENCE), "all are read at first");
      }
      server.say(Double.toString(takesS));
      int before = neighbour.received.get();
      int healthyBefore = healthy.received.get();
      LockSupport.parkNanos(trouble.toNanos());
      // What a busy machine takes of both is nobody's fault.
      double kept =
          100.0 * (neighbour.received.get() - before) / (healthy.received.get() - healthyBefore);
      System.out.printf("%s connection waits: the neighbour keeps %.1f %%%n", who, kept);
      // Nine tenths where the machine is ours; without the rule it kept 46 and 77 % on a busy one.
      double least = DEEP ? 90 : who.equals("one") ? 65 : 80;
      assertTrue(kept >= least, "the neighbour keeps " + kept + " %");
      server.say("0");
      boolean aside = who.equals("one");
      Duration back = DEEP && aside ? Duration.ofSeconds(5) : PATIENCE;
      assertTrue(slow.more(5, back), "back");
      assertTrue(neighbour.wrong.get() + slow.wrong.get() == 0, "each value is its unit's");
    }
  }
}
