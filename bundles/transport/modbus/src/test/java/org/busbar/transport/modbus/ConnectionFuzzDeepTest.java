package org.busbar.transport.modbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A peer that answers damaged and random bytes with a kept seed, over a real socket: the whole
 * connection lives on, takes no value that was not sent, and a connection beside it notices
 * nothing.
 */
@Tag("PRO-03")
@Timeout(600)
class ConnectionFuzzDeepTest {
  private static final boolean DEEP = Boolean.getBoolean("busbar.deep");
  private static final int ANSWERS = DEEP ? 10_000 : 300;
  private static final long SEED = 20_261_122;
  private static final Registers ITEM = new Registers(1, Table.HOLDING, 40_000, 20);
  private static final Words RIGHT = Words.of(IntStream.range(40_000, 40_020).toArray());

  /** A listener that knows the one right answer. */
  private static final class Count implements ReadListener {
    final AtomicInteger received = new AtomicInteger();
    final AtomicInteger failed = new AtomicInteger();
    final AtomicInteger wrong = new AtomicInteger();

    @Override
    public void received(ReadItem item, Words words, long sentNanos) {
      wrong.addAndGet(words.equals(RIGHT) ? 0 : 1);
      received.incrementAndGet();
    }

    @Override
    public void failed(ReadItem item, DeviceException cause) {
      failed.incrementAndGet();
    }
  }

  private static void babble(Kind kind, Peer.Talk talk, SplittableRandom random)
      throws IOException {
    while (true) {
      Peer.Asked asked = kind.isRtu() ? talk.nextRtu() : talk.next();
      byte[] pdu = Peer.right(asked);
      byte[] bytes = kind.isRtu() ? Peer.rtuFrame(1, pdu) : Peer.frame(asked.id(), 1, pdu);
      // What is to be read stays whole: over TCP nothing would tell that it is not.
      int head = kind.isRtu() ? bytes.length : 9;
      switch (random.nextInt(20)) {
        case 0 -> bytes[random.nextInt(head)] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
        case 2, 3 -> {
          bytes = new byte[random.nextInt(2_000)];
          random.nextBytes(bytes);
        }
        case 4 -> talk.send(new byte[random.nextInt(5)]);
        case 5 -> {
          return;
        }
        default -> {}
      }
      talk.send(bytes);
    }
  }

  private static RegisterConnection open(Kind kind, Peer peer, Map<String, String> more) {
    Map<String, String> settings =
        new HashMap<>(Map.of("host", "localhost", "port", "" + peer.port(), "timeout", "20 ms"));
    settings.putAll(more);
    return new ModbusTransport(kind)
        .open(new ConnectionConfig("bus", kind.id, settings, "test"), new Rig(), Clock.system());
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"TCP", "RTU_TCP", "TLS"})
  void theConnectionLivesOnAndNothingWrongIsTaken(Kind kind, @TempDir Path folder)
      throws Exception {
    Map<String, String> files = Map.of();
    if (kind == Kind.TLS) {
      Certificates.make(folder);
      files = Certificates.settings(folder, "gateway");
    }
    SplittableRandom random = new SplittableRandom(SEED);
    AtomicInteger noise = new AtomicInteger();
    Peer.Script script =
        kind == Kind.TLS
            ? talk -> noiseInsteadOfHandshake(talk, random, noise)
            : talk -> babble(kind, talk, random);
    int answers = kind == Kind.TLS ? (DEEP ? 12 : 4) : ANSWERS;
    try (Peer bad = Peer.start(script);
        Peer good = Peer.start(Peer.Talk::answerAll);
        RegisterConnection connection = open(kind, bad, files);
        RegisterConnection beside = open(Kind.TCP, good, Map.of("timeout", "30 s"))) {
      Count unharmed = new Count();
      beside.poll(List.of(ITEM), Duration.ofMillis(20), ReadLimits.DEFAULT, unharmed);
      long slowest = 0;
      int taken = 0;
      int refused = 0;
      while ((kind == Kind.TLS ? noise.get() : bad.log.size()) < answers) {
        long from = System.nanoTime();
        try {
          Words words = Rig.onThread(connection, () -> connection.read(ITEM));
          assertEquals(RIGHT, words, "never anything that was not sent");
          taken++;
        } catch (DeviceException e) {
          refused++;
          LockSupport.parkNanos(1_000_000);
        }
        boolean loads = kind == Kind.TLS && noise.get() < 2; // The first loads hundreds of classes.
        slowest = loads ? 0 : Math.max(slowest, System.nanoTime() - from);
      }
      System.out.printf(
          "%s: %d answers of seed %d, %d taken, %d refused or not asked, longest wait %.0f ms%n",
          kind, answers, SEED, taken, refused, slowest / 1e6);
      assertTrue(!DEEP || slowest < 1_000_000_000L, "held up for " + slowest / 1e6 + " ms");
      assertTrue(refused > 0);
      assertEquals(kind == Kind.TLS, taken == 0);
      assertEquals(0, unharmed.wrong.get());
      assertTrue(unharmed.received.get() > 10);
      assertEquals(0, unharmed.failed.get(), "the one beside it");
    }
  }

  private static void noiseInsteadOfHandshake(
      Peer.Talk talk, SplittableRandom random, AtomicInteger noise) throws IOException {
    byte[] bytes = new byte[random.nextInt(1, 3_000)];
    random.nextBytes(bytes);
    if (random.nextBoolean()) {
      // Looks like a record of a handshake.
      bytes[0] = 22;
      Arrays.fill(bytes, 1, Math.min(3, bytes.length), (byte) 3);
    }
    noise.incrementAndGet();
    talk.send(bytes);
  }
}
