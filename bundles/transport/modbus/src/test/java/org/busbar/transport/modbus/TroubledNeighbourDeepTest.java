package org.busbar.transport.modbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.ReadItem;
import org.busbar.api.transport.ReadLimits;
import org.busbar.api.transport.ReadListener;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two units on one connection, of which one is dead, slow, babbling, lying or cut short for a
 * while, over a real socket. What the neighbour keeps is counted against a connection beside it on
 * which all is well, so that a busy machine meets both alike.
 */
@Timeout(300)
class TroubledNeighbourDeepTest {
  private static final boolean DEEP = Boolean.getBoolean("busbar.deep");
  private static final Duration TROUBLE = Duration.ofSeconds(DEEP ? 40 : 6);
  private static final Duration HEALTHY = Duration.ofMillis(DEEP ? 3_000 : 300);

  /** What is to be kept in percent, and within which times: only where nothing runs beside it. */
  private static final double LEAST_KEPT = DEEP ? 90 : 50;

  private static final Duration TOLD_WITHIN = Duration.ofSeconds(DEEP ? 1 : 30);
  private static final Duration BACK_WITHIN = Duration.ofSeconds(DEEP ? 5 : 30);
  private static final int PERIOD_MS = 20;
  private static final int SLOW_MS = 110;

  enum Trouble {
    NONE,
    DEAD,
    SLOW,
    BABBLING,
    LYING,
    CUT_SHORT,
    HANGING_UP
  }

  /** Answers both units, unit 2 as it is told to. */
  private static final class Units {
    private final Kind kind;
    private final SplittableRandom random = new SplittableRandom(11);
    private volatile Trouble trouble = Trouble.NONE;

    Units(Kind kind) {
      this.kind = kind;
    }

    void talk(Peer.Talk talk) throws IOException {
      while (true) {
        Peer.Asked asked = kind.isRtu() ? talk.nextRtu() : talk.next();
        Trouble now = asked.unit() == 2 ? trouble : Trouble.NONE;
        byte[] right = frame(asked.id(), asked.unit(), Peer.right(asked));
        switch (now) {
          case NONE -> talk.send(right);
          case DEAD -> {}
          case SLOW -> {
            LockSupport.parkNanos(SLOW_MS * 1_000_000L);
            talk.send(right);
          }
          case BABBLING -> {
            byte[] babble = new byte[random.nextInt(1, 400)];
            random.nextBytes(babble);
            talk.send(babble);
          }
          case LYING -> talk.send(lie(asked));
          case CUT_SHORT -> talk.send(Arrays.copyOf(right, random.nextInt(1, right.length)));
          case HANGING_UP -> {
            return;
          }
        }
      }
    }

    private byte[] frame(int id, int unit, byte[] pdu) {
      return kind.isRtu() ? Peer.rtuFrame(unit, pdu) : Peer.frame(id, unit, pdu);
    }

    private byte[] lie(Peer.Asked asked) {
      byte[] pdu = Peer.right(asked);
      return switch (random.nextInt(3)) {
        case 0 -> frame(asked.id(), 9, pdu);
        case 1 -> frame(asked.id(), asked.unit(), new byte[] {3, 2, 0, 1});
        default -> frame(asked.id(), asked.unit(), new byte[] {4, 4, 0, 1, 0, 2});
      };
    }
  }

  /** Counts, and looks at each value. */
  private static final class Count implements ReadListener {
    final AtomicInteger received = new AtomicInteger();
    final AtomicInteger failed = new AtomicInteger();
    final AtomicInteger wrong = new AtomicInteger();

    @Override
    public void received(ReadItem item, Words words, long sentNanos) {
      int address = ((Registers) item).address();
      wrong.addAndGet(words.equals(Words.of(address, address + 1)) ? 0 : 1);
      received.incrementAndGet();
    }

    @Override
    public void failed(ReadItem item, DeviceException cause) {
      failed.incrementAndGet();
    }
  }

  private static RegisterConnection open(Kind kind, Peer peer) {
    Map<String, String> settings =
        Map.of("host", "127.0.0.1", "port", "" + peer.port(), "timeout", "100 ms");
    return new ModbusTransport(kind)
        .open(new ConnectionConfig("bus", kind.id, settings, "test"), new Rig(), Clock.system());
  }

  private static void poll(RegisterConnection connection, int unit, Count count) {
    connection.poll(
        List.of(new Registers(unit, Table.HOLDING, 100 * unit, 2)),
        Duration.ofMillis(PERIOD_MS),
        ReadLimits.DEFAULT,
        count);
  }

  private static boolean within(Duration time, AtomicInteger count, int least) {
    long until = System.nanoTime() + time.toNanos();
    while (count.get() < least && System.nanoTime() - until < 0) {
      LockSupport.parkNanos(1_000_000);
    }
    return count.get() >= least;
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"TCP", "RTU_TCP"})
  void theNeighbourKeepsNineTenthsAndTheOtherIsToldOfAndComesBack(Kind kind) throws Exception {
    List<Trouble> troubles = List.of(Trouble.values()).subList(1, Trouble.values().length);
    try (ExecutorService all = Executors.newFixedThreadPool(troubles.size())) {
      List<Future<String>> results = new ArrayList<>();
      for (Trouble trouble : troubles) {
        results.add(
            all.submit(
                () -> {
                  // A machine that stood still did so once; a fault is there again.
                  String wrong = wrongWith(kind, trouble);
                  return trouble + ": " + (wrong.isEmpty() ? "" : wrongWith(kind, trouble));
                }));
      }
      for (int i = 0; i < results.size(); i++) {
        assertEquals(troubles.get(i) + ": ", results.get(i).get());
      }
    }
  }

  /** What is not as it is to be; empty where all is well. */
  private static String wrongWith(Kind kind, Trouble trouble) throws Exception {
    Units units = new Units(kind);
    Units well = new Units(kind);
    try (Peer peer = Peer.start(units::talk);
        Peer beside = Peer.start(well::talk);
        RegisterConnection connection = open(kind, peer);
        RegisterConnection control = open(kind, beside)) {
      Count neighbour = new Count();
      Count troubled = new Count();
      Count healthy = new Count();
      poll(connection, 1, neighbour);
      poll(connection, 2, troubled);
      poll(control, 1, healthy);
      poll(control, 2, new Count());
      assertTrue(within(Duration.ofSeconds(30), healthy.received, 1));
      assertTrue(within(Duration.ofSeconds(30), troubled.received, 1));
      LockSupport.parkNanos(HEALTHY.toNanos());

      int neighbourBefore = neighbour.received.get();
      int healthyBefore = healthy.received.get();
      int failedBefore = troubled.failed.get();
      units.trouble = trouble;
      boolean told = within(TOLD_WITHIN, troubled.failed, failedBefore + 1);
      LockSupport.parkNanos(TROUBLE.toNanos());
      double kept =
          100.0
              * (neighbour.received.get() - neighbourBefore)
              / (healthy.received.get() - healthyBefore);
      System.out.printf("%s, %s: the neighbour keeps %.1f %%%n", kind, trouble, kept);

      units.trouble = Trouble.NONE;
      int receivedBefore = troubled.received.get();
      boolean back = within(BACK_WITHIN, troubled.received, receivedBefore + 1);
      return (told ? "" : "not told within " + TOLD_WITHIN + " ")
          + (kept >= LEAST_KEPT ? "" : "the neighbour keeps " + kept + " % ")
          + (back ? "" : "not back within " + BACK_WITHIN + " ")
          + (neighbour.wrong.get() + troubled.wrong.get() == 0 ? "" : "a wrong value was taken");
    }
  }
}
