package org.busbar.transport.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.Document;
import org.busbar.api.transport.DocumentListener;
import org.busbar.api.transport.Message;
import org.busbar.api.transport.MessageConnection;
import org.busbar.api.transport.Source;
import org.busbar.testkit.api.Heard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A host that sends everything but what it should, with a kept seed, over a real socket: what is
 * asked is over in time, only what bears the mark is taken for it, nothing is kept, and a
 * connection beside it notices nothing.
 */
@Timeout(3_600)
class UdpFuzzDeepTest {
  private static final boolean DEEP = Boolean.getBoolean("busbar.deep");
  private static final int DATAGRAMS = DEEP ? 1_000_000 : 10_000;
  private static final long SEED = 20_261_121;
  private static final Duration TIMEOUT = Duration.ofMillis(20);
  private static final int MOST = 1_024;
  private static final long MOST_KEPT = 48L << 20;

  /** Everything between two questions: noise, cut and damaged answers, floods, other answers. */
  private static final class Babble {
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final AtomicInteger said = new AtomicInteger();

    List<byte[]> to(String question) {
      List<byte[]> all = new ArrayList<>();
      int before = random.nextInt(random.nextInt(20) == 0 ? 150 : 6);
      for (int i = 0; i < before; i++) {
        all.add(wrong(question));
      }
      if (random.nextInt(4) > 0) {
        all.add(right(question).getBytes(StandardCharsets.UTF_8));
      }
      for (int i = random.nextInt(4); i > 0; i--) {
        all.add(wrong(question));
      }
      said.addAndGet(all.size());
      return all;
    }

    private static String right(String question) {
      return "{\"ID\": \"" + question + "\", \"w\": 5}";
    }

    private byte[] wrong(String question) {
      byte[] right = right(question).getBytes(StandardCharsets.UTF_8);
      return switch (random.nextInt(6)) {
        case 0 -> new byte[0];
        case 1 -> {
          byte[] noise = new byte[random.nextInt(1, 1_400)];
          random.nextBytes(noise);
          yield noise;
        }
        case 2 -> java.util.Arrays.copyOf(right, random.nextInt(7));
        case 3 -> right("other" + random.nextInt(9)).getBytes(StandardCharsets.UTF_8);
        case 4 -> "z".repeat(random.nextInt(MOST, 3_000)).getBytes(StandardCharsets.UTF_8);
        default -> {
          right[random.nextInt(8)] = (byte) (128 + random.nextInt(128));
          yield right;
        }
      };
    }
  }

  private static MessageConnection open(int port, Duration timeout) {
    Map<String, String> settings =
        Map.of(
            "host",
            "127.0.0.1",
            "port",
            "" + port,
            "timeout",
            timeout.toMillis() + " ms",
            "max-datagram",
            "" + MOST);
    return new Udp()
        .open(new ConnectionConfig("dev", "udp", settings, "test"), new Heard(), Clock.system());
  }

  private static long kept() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static Source asked(String id) {
    String mark = "\"ID\":\"" + id + "\"";
    return new Source(mark, Optional.of(new Message(mark, "", id)));
  }

  /** What was read and how long it took; empty where nothing was. */
  private static Optional<String> ask(MessageConnection connection, String id) throws Exception {
    CompletableFuture<Optional<String>> answer = new CompletableFuture<>();
    connection.urgent(
        () -> {
          try {
            answer.complete(Optional.of(connection.read(asked(id)).text()));
          } catch (DeviceException silent) {
            answer.complete(Optional.empty());
          } catch (RuntimeException | Error wrong) {
            answer.completeExceptionally(wrong);
          }
        });
    return answer.get(1, TimeUnit.SECONDS);
  }

  @Test
  void whateverAHostSaysOnlyWhatBearsTheMarkIsTaken() throws Exception {
    Babble babble = new Babble();
    AtomicInteger watched = new AtomicInteger();
    AtomicInteger wrong = new AtomicInteger();
    AtomicInteger beside = new AtomicInteger();
    try (UdpPeer bad = new UdpPeer(babble::to);
        UdpPeer good = new UdpPeer(id -> UdpPeer.text(Babble.right(id)));
        MessageConnection connection = open(bad.port(), TIMEOUT);
        MessageConnection unharmed = open(good.port(), Duration.ofSeconds(5))) {
      DocumentListener counts =
          new DocumentListener() {
            @Override
            public void received(Source source, Document document) {
              watched.incrementAndGet();
              wrong.addAndGet(document.text().equals(Babble.right("watched")) ? 0 : 1);
            }

            @Override
            public void failed(Source source, DeviceException cause) {
              return; // One of four is not answered.
            }
          };
      connection.watch(asked("watched"), Duration.ofMillis(50), counts);
      Heard neighbour = new Heard();
      unharmed.watch(asked("beside"), Duration.ofMillis(50), neighbour);
      int taken = 0;
      int rounds = 0;
      long before = 0;
      while (babble.said.get() < DATAGRAMS) {
        Optional<String> text = ask(connection, "q" + rounds);
        if (text.isPresent()) {
          assertEquals(Babble.right("q" + rounds), text.get(), "seed " + SEED);
          taken++;
        }
        rounds++;
        if (before == 0 && babble.said.get() > DATAGRAMS / 10) {
          before = kept();
        }
        while (!neighbour.told.isEmpty()) {
          assertTrue(neighbour.told.remove() instanceof Document, "the one beside it");
          beside.incrementAndGet();
        }
      }
      System.out.printf(
          "%d datagrams of seed %d, %d questions, %d answers taken, %d watched, %d beside%n",
          babble.said.get(), SEED, rounds, taken, watched.get(), beside.get());
      assertTrue(taken > rounds / 3, taken + " of " + rounds);
      assertEquals(0, wrong.get());
      assertTrue(watched.get() > 0 && beside.get() > 5);
      bad.asked.clear();
      assertTrue(kept() - before < MOST_KEPT, (kept() - before) + " bytes are kept");
    }
  }
}
