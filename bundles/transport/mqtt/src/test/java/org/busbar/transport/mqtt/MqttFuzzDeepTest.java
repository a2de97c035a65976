package org.busbar.transport.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
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
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker that says everything but what it should, with a kept seed, over a real socket: the
 * connection lives on, keeps no memory, delivers nothing that was not sent, and one beside it
 * notices nothing.
 */
@Timeout(3_600)
class MqttFuzzDeepTest {
  private static final boolean DEEP = Boolean.getBoolean("busbar.deep");
  private static final int PACKETS = DEEP ? 1_000_000 : 5_000;

  /** After so many packets, on average, comes one after which no packet can follow. */
  private static final int FATAL_OF = DEEP ? 2_000 : 500;

  private static final long SEED = 20_261_121;
  private static final int MAX_MESSAGE = 1_024;
  private static final long MOST_KEPT = 48L << 20;

  @TempDir Path home;

  /** Counts what is as it was sent, and what is not. */
  private static final class Count implements DocumentListener {
    final AtomicInteger right = new AtomicInteger();
    final AtomicInteger other = new AtomicInteger();
    final AtomicInteger failed = new AtomicInteger();
    final AtomicInteger tooLong = new AtomicInteger();

    @Override
    public void received(Source source, Document document) {
      (document.text().matches("right \\d+") ? right : other).incrementAndGet();
      tooLong.addAndGet(document.text().length() > MAX_MESSAGE ? 1 : 0);
    }

    @Override
    public void failed(Source source, DeviceException cause) {
      failed.incrementAndGet();
    }
  }

  /** Welcomes and acknowledges whoever comes, and says what it likes until all was said. */
  private static final class BadBroker implements AutoCloseable {
    final AtomicInteger said = new AtomicInteger();
    final AtomicInteger damaged = new AtomicInteger();
    private final ServerSocket server;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private volatile int most;

    BadBroker(int most) throws IOException {
      this.most = most;
      this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      Thread.ofPlatform().daemon().start(this::accept);
    }

    private void accept() {
      while (!server.isClosed()) {
        try (Socket client = server.accept()) {
          client.setTcpNoDelay(true);
          OutputStream out = client.getOutputStream();
          packet(client.getInputStream());
          out.write(new byte[] {0x20, 2, 0, 0});
          Thread.ofVirtual().start(() -> acknowledge(client));
          boolean goesOn = true;
          while (goesOn && said.get() < most) {
            goesOn = say(out);
            said.incrementAndGet();
          }
          while (goesOn && !client.isClosed()) {
            synchronized (this) {
              out.write(Packets.publish("t", "right " + said.get(), 0, 0));
            }
            LockSupport.parkNanos(20_000_000);
          }
        } catch (IOException gone) {
          continue; // The other end had enough.
        }
      }
    }

    private void acknowledge(Socket client) {
      try {
        while (true) {
          byte[] packet = packet(client.getInputStream());
          int type = packet[0] >> 4 & 0xF;
          byte[] answer =
              switch (type) {
                case 3 -> {
                  int length = (packet[1] & 0xFF) << 8 | packet[2] & 0xFF;
                  yield new byte[] {0x40, 2, packet[3 + length], packet[4 + length]};
                }
                case 8 -> new byte[] {(byte) 0x90, 3, packet[1], packet[2], 0};
                case 12 -> new byte[] {(byte) 0xD0, 0};
                default -> new byte[0];
              };
          synchronized (this) {
            client.getOutputStream().write(answer);
          }
        }
      } catch (IOException | IndexOutOfBoundsException gone) {
        return; // It has hung up.
      }
    }

    /** First octet and what follows the length. */
    private static byte[] packet(InputStream in) throws IOException {
      int first = in.read();
      int length = 0;
      int octet = 0x80;
      for (int shift = 0; (octet & 0x80) != 0; shift += 7) {
        octet = in.read();
        if (octet < 0) {
          throw new IOException("gone");
        }
        length |= (octet & 0x7F) << shift;
      }
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.write(first);
      all.write(in.readNBytes(length));
      return all.toByteArray();
    }

    /** Whether packets can follow. */
    private synchronized boolean say(OutputStream out) throws IOException {
      if (random.nextInt(FATAL_OF) == 0) {
        fatal(out);
        return false;
      }
      byte[] right = Packets.publish("t", "right " + random.nextInt(1_000_000), 0, 0);
      switch (random.nextInt(8)) {
        case 0 -> out.write(new byte[] {0x40, 2, octet(), octet()});
        case 1 -> out.write(new byte[] {(byte) 0x90, 3, octet(), octet(), octet()});
        case 2 ->
            out.write(Packets.publish("t", "x".repeat(random.nextInt(MAX_MESSAGE, 9_000)), 0, 0));
        case 3 -> out.write(Packets.publish("t" + random.nextInt(99), "other", 1, octet() & 0xFF));
        case 4 -> {
          damaged.incrementAndGet();
          byte[] changed = Packets.publish("t", "some text", random.nextInt(2), 7);
          changed[changed.length - 1 - random.nextInt(9)] = octet();
          out.write(changed);
        }
        case 5 -> out.write(new byte[] {(byte) 0xD0, 0});
        case 6 -> {
          out.write(right, 0, 3);
          out.flush();
          out.write(right, 3, right.length - 3);
        }
        default -> out.write(right);
      }
      return true;
    }

    private byte octet() {
      return (byte) random.nextInt(256);
    }

    private void fatal(OutputStream out) throws IOException {
      byte[] noise = new byte[random.nextInt(1, 3_000)];
      random.nextBytes(noise);
      byte[] right = Packets.publish("t", "right 1", 0, 0);
      switch (random.nextInt(5)) {
        case 0 -> {
          damaged.addAndGet(noise.length / 4); // Anything may stand in it, a message as well.
          out.write(noise);
        }
        case 1 -> out.write(right, 0, random.nextInt(right.length));
        case 2 -> { // A quarter of a gigabyte is announced, and some of it comes.
          out.write(new byte[] {0x30, -1, -1, -1, 0x7F, 0, 1, 't'});
          for (int i = 0; i < 100; i++) {
            out.write(new byte[64 * 1024]);
          }
        }
        case 3 -> out.write(new byte[] {0x10, 0});
        default -> out.write(new byte[] {0x30, -1, -1, -1, -1, -1});
      }
      out.flush();
    }

    int port() {
      return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  private MessageConnection open(int port, String timeout) {
    Map<String, String> settings =
        Map.of(
            "host",
            "127.0.0.1",
            "port",
            "" + port,
            "timeout",
            timeout,
            "max-message",
            "" + MAX_MESSAGE);
    return new Mqtt(home)
        .open(
            new ConnectionConfig("broker", "mqtt", settings, "test"), new Heard(), Clock.system());
  }

  private static long kept() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void whateverABrokerSaysTheConnectionLivesOnAndDeliversWhatWasSent() throws Exception {
    Count heard = new Count();
    Count beside = new Count();
    try (BadBroker bad = new BadBroker(PACKETS);
        BadBroker good = new BadBroker(0);
        MessageConnection connection = open(bad.port(), "500 ms");
        MessageConnection unharmed = open(good.port(), "30 s")) {
      unharmed.watch(Source.of("t"), Duration.ofSeconds(10), beside);
      connection.watch(Source.of("t"), Duration.ofSeconds(10), heard);
      long before = kept();
      long writes = 0;
      while (bad.said.get() < PACKETS) {
        write(connection);
        writes++;
        LockSupport.parkNanos(5_000_000);
      }
      int right = heard.right.get();
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (heard.right.get() < right + 5 && System.nanoTime() - until < 0) {
        LockSupport.parkNanos(10_000_000);
      }
      System.out.printf(
          "%d packets of seed %d, %d right and %d others taken, %d reconnects, %d writes%n",
          PACKETS,
          SEED,
          heard.right.get(),
          heard.other.get(),
          connection.counters().reconnects(),
          writes);
      assertTrue(heard.right.get() >= right + 5, "it lives on");
      // While a write is waited for only the newest are kept, and those of a lost link are gone.
      assertTrue(right > PACKETS / 500, right + " of what was right");
      assertTrue(heard.other.get() <= bad.damaged.get(), "nothing that was not sent");
      assertEquals(0, heard.tooLong.get());
      assertTrue(kept() - before < MOST_KEPT, (kept() - before) + " bytes are kept");
      assertEquals(0, beside.other.get() + beside.failed.get(), "the one beside it");
      assertTrue(beside.right.get() > 5);
    }
  }

  /** However it ends, it ends in time. */
  private static void write(MessageConnection connection) throws Exception {
    CompletableFuture<Boolean> end = new CompletableFuture<>();
    connection.urgent(
        () -> {
          try {
            connection.write(new Message("to", "", "1"));
            end.complete(true);
          } catch (DeviceException refused) {
            end.complete(false);
          } catch (RuntimeException | Error wrong) {
            end.completeExceptionally(wrong);
          }
        });
    end.get(DEEP ? 1_500 : 30_000, TimeUnit.MILLISECONDS);
  }
}
