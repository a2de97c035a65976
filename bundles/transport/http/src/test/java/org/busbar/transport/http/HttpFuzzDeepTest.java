package org.busbar.transport.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.Document;
import org.busbar.api.transport.DocumentListener;
import org.busbar.api.transport.MessageConnection;
import org.busbar.api.transport.Source;
import org.busbar.testkit.api.Heard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A host that answers everything but what it should, with a kept seed, over a real socket: whatever
 * it says is over in time, keeps no memory and no thread, is never taken for whole where it is not,
 * and a connection beside it notices nothing.
 */
@Timeout(14_400)
class HttpFuzzDeepTest {
  private static final boolean DEEP = Boolean.getBoolean("busbar.deep");
  private static final int ROUNDS = DEEP ? 1_000_000 : 3_000;
  private static final int HANDSHAKES = DEEP ? 1_000 : 12;
  private static final long SEED = 20_261_121;
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final int MAX_BODY = 4_096;
  private static final long MOST_KEPT = 48L << 20;

  @TempDir Path home;

  private static final Duration PERIOD_BESIDE = Duration.ofMillis(50);

  /**
   * The one beside, which must be answered every time. It takes the same way over a socket and the
   * same threads to a good host: how long it waits says what the machine costs.
   */
  private static final class Count implements DocumentListener {
    final AtomicInteger received = new AtomicInteger();

    /** The failures: which round it was, how long the machine stood still, and why. */
    final Queue<String> failed = new ConcurrentLinkedQueue<>();

    /** Failures while the machine stood still: whose they are, nobody can tell. */
    final Queue<String> untold = new ConcurrentLinkedQueue<>();

    volatile int round;

    private final Standstill standstill;
    private long lastNanos = System.nanoTime();
    private long longestNanos;

    Count(Standstill standstill) {
      this.standstill = standstill;
    }

    /** The longest time without an answer since it was taken last, the open one included. */
    synchronized long takeGapNanos() {
      long gap = Math.max(longestNanos, System.nanoTime() - lastNanos);
      longestNanos = 0;
      return Math.max(0, gap - PERIOD_BESIDE.toNanos());
    }

    private synchronized void answered() {
      standstill.takeNanos();
      long now = System.nanoTime();
      longestNanos = Math.max(longestNanos, now - lastNanos);
      lastNanos = now;
    }

    @Override
    public void received(Source source, Document document) {
      answered();
      received.addAndGet(document.text().equals("{\"w\": 5}") ? 1 : 0);
    }

    @Override
    public void failed(Source source, DeviceException cause) {
      long lostNanos = standstill.takeNanos();
      String what =
          "seed %d, round %d, machine stood still for %d ms: %s"
              .formatted(SEED, round, lostNanos / 1_000_000, cause.getMessage());
      (lostNanos > MOST_LOST_NANOS ? untold : failed).add(what);
      System.out.println("the one beside it, " + what);
    }
  }

  private MessageConnection open(String url, Map<String, String> more) {
    Map<String, String> settings = new java.util.HashMap<>(Map.of("url", url));
    settings.putAll(more);
    return new Http(home)
        .open(new ConnectionConfig("dev", "http", settings, "test"), new Heard(), Clock.system());
  }

  /** How long nothing of this process ran: a busy machine is not a host's fault. */
  private static final class Standstill implements AutoCloseable {
    private static final long PARKED_NANOS = 2_000_000;
    private volatile boolean closed;
    private volatile long longestNanos;
    private volatile long allNanos;

    Standstill() {
      Thread.ofPlatform().daemon().start(this::look);
    }

    private void look() {
      long last = System.nanoTime();
      while (!closed) {
        LockSupport.parkNanos(PARKED_NANOS);
        long now = System.nanoTime();
        longestNanos = Math.max(longestNanos, now - last);
        allNanos = allNanos + Math.max(0, now - last - PARKED_NANOS);
        last = now;
      }
    }

    /** What it may have cost since it was taken last: three threads hand on to each other. */
    long takeNanos() {
      long cost = Math.max(3 * longestNanos, allNanos);
      longestNanos = 0;
      allNanos = 0;
      return cost;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  /** Answers during which the machine stood still for so long that their time says nothing. */
  private static final AtomicInteger UNTIMED = new AtomicInteger();

  private static final long MOST_LOST_NANOS = 300_000_000L;

  /** The text that was taken, or null; fails where it takes a second longer than allowed. */
  private static String ask(MessageConnection connection, String path, Count beside)
      throws Exception {
    try (Standstill standstill = new Standstill()) {
      return ask(connection, path, standstill, beside);
    }
  }

  private static String ask(
      MessageConnection connection, String path, Standstill standstill, Count beside)
      throws Exception {
    CompletableFuture<String> answer = new CompletableFuture<>();
    standstill.takeNanos();
    beside.takeGapNanos();
    long from = System.nanoTime();
    connection.urgent(
        () -> {
          try {
            answer.complete(connection.read(Source.of(path)).text());
          } catch (DeviceException refused) {
            answer.complete(null);
          } catch (RuntimeException | Error wrong) {
            answer.completeExceptionally(wrong);
          }
        });
    String text = answer.get(1, TimeUnit.MINUTES);
    long lostNanos = Math.max(standstill.takeNanos(), beside.takeGapNanos());
    long tookNanos = System.nanoTime() - from - lostNanos;
    if (lostNanos > MOST_LOST_NANOS) {
      UNTIMED.incrementAndGet(); // Nobody can tell whose fault it was; it did come to an end.
      return text;
    }
    assertTrue(
        tookNanos < TIMEOUT.toNanos() + 1_000_000_000L,
        () -> "held up by " + path + " for " + tookNanos / 1_000_000 + " ms");
    return text;
  }

  private static long kept() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static long threads() {
    return Thread.getAllStackTraces().size();
  }

  @Test
  void whateverAHostSaysIsOverInTimeAndNothingCutOffIsTaken() throws Exception {
    Map<String, String> settings =
        Map.of("timeout", TIMEOUT.toMillis() + " ms", "max-body", "" + MAX_BODY);
    Map<BadHost.Manner, Integer> taken = new EnumMap<>(BadHost.Manner.class);
    try (Standstill own = new Standstill();
        BadHost bad = new BadHost(SEED);
        Host good = new Host(exchange -> Host.say(exchange, 200, "{\"w\": 5}"));
        MessageConnection connection = open(bad.url(), settings);
        MessageConnection beside = open(good.url(), Map.of("timeout", "30 s"));
        Standstill standstill = new Standstill()) {
      Count unharmed = new Count(own);
      beside.watch(Source.of("/status"), PERIOD_BESIDE, unharmed);
      long keptBefore = 0;
      long threadsBefore = 0;
      for (int round = 0; round < ROUNDS; round++) {
        if (DEEP && round % 20_000 == 0) {
          System.out.printf("%d answers, %d of them not timed%n", round, UNTIMED.get());
        }
        if (round == ROUNDS / 10) {
          keptBefore = kept();
          threadsBefore = threads();
        }
        unharmed.round = round;
        BadHost.Manner manner = BadHost.Manner.of(random(round));
        String text = ask(connection, "/" + round, standstill, unharmed);
        if (text == null && manner == BadHost.Manner.RIGHT) {
          // What the one before left in the stream was taken for its beginning: on a new one, then.
          text = ask(connection, "/" + round, standstill, unharmed);
        }
        if (text != null) {
          taken.merge(manner, 1, Integer::sum);
          String what = manner + ", seed " + SEED + ", round " + round;
          assertTrue(text.getBytes(StandardCharsets.UTF_8).length <= MAX_BODY, what);
          // A size of a chunk that is none ends the body, for the JDK: an empty text says nothing.
          // Nor does it look at the two bytes after a chunk: what is there is whole all the same.
          // So is what drips, where it is so short that all of it has come in time.
          boolean mayBeWhole = manner == BadHost.Manner.BAD_CHUNKS || manner == BadHost.Manner.DRIP;
          boolean whole = mayBeWhole && text.strip().equals(BadHost.document(round));
          boolean harmless = manner.mayBeTaken() || text.isEmpty() || whole;
          assertTrue(harmless, what + " was taken: " + text);
          if (manner == BadHost.Manner.RIGHT || manner == BadHost.Manner.CHUNKED) {
            assertEquals(BadHost.document(round), text, what);
          }
        } else {
          assertTrue(manner != BadHost.Manner.RIGHT, "a right answer is refused, round " + round);
        }
      }
      System.out.printf(
          "%d answers of seed %d, %d not timed, taken %s%n", ROUNDS, SEED, UNTIMED.get(), taken);
      long grown = kept() - keptBefore;
      assertTrue(grown < MOST_KEPT, grown + " bytes are kept");
      assertTrue(threads() <= threadsBefore + 4, threadsBefore + " threads became " + threads());
      assertEquals(List.of(), List.copyOf(unharmed.failed), "the one beside it");
      assertTrue(unharmed.received.get() > 5);
      assertTrue(taken.get(BadHost.Manner.RIGHT) > ROUNDS / 20);
    }
  }

  @Test
  void whatIsNoTlsEndsInTimeAndIsNeverTaken() throws Exception {
    Path store = TlsHost.makeStore(home);
    Map<String, String> settings =
        Map.of("timeout", "700 ms", "ca", home.resolve("ca.pem").toString());
    try (Standstill own = new Standstill();
        TlsHost host = new TlsHost(store, SEED);
        MessageConnection connection = open(host.url(), settings);
        Host good = new Host(exchange -> Host.say(exchange, 200, "{\"w\": 5}"));
        MessageConnection beside = open(good.url(), Map.of("timeout", "30 s"))) {
      Count unharmed = new Count(own);
      beside.watch(Source.of("/status"), PERIOD_BESIDE, unharmed);
      assertEquals("{\"w\": 5}", untilAnswered(connection, unharmed));
      host.damage(true);
      int taken = 0;
      for (int round = 0; round < HANDSHAKES; round++) {
        unharmed.round = round;
        String text = ask(connection, "/" + round, unharmed);
        assertTrue(text == null || text.equals("{\"w\": 5}"), () -> "taken: " + text);
        taken += text == null ? 0 : 1;
      }
      System.out.printf("%d connections of seed %d damaged, %d whole%n", HANDSHAKES, SEED, taken);
      assertTrue(taken < HANDSHAKES * 3 / 4, "the damage does damage");
      host.damage(false);
      assertEquals("{\"w\": 5}", untilAnswered(connection, unharmed));
      assertEquals(List.of(), List.copyOf(unharmed.failed), "the one beside it");
      assertTrue(unharmed.received.get() > 0);
    }
  }

  /** The first handshake loads hundreds of classes, and what is under way may still be damaged. */
  private static String untilAnswered(MessageConnection connection, Count beside) throws Exception {
    for (int attempt = 0; attempt < 40; attempt++) {
      String text = ask(connection, "/again", beside);
      if (text != null) {
        return text;
      }
    }
    return "";
  }

  static SplittableRandom random(int round) {
    return new SplittableRandom(SEED + 31L * round);
  }
}
