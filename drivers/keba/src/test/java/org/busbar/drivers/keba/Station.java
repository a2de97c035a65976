package org.busbar.drivers.keba;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A station as the guide describes it, over a real socket: in its own words, units and numbers. It
 * notes what it hears and when, and whether somebody is quicker than the guide allows.
 */
final class Station implements AutoCloseable {
  private static final long PAUSE_NANOS = 100_000_000L;
  private static final long STOPPING_NANOS = 1_990_000_000L;

  /** How it answers. */
  enum Conduct {
    HONEST,
    SILENT,
    REFUSES,
    CUT,
    GARBLED
  }

  final List<String> orders = new CopyOnWriteArrayList<>();
  final List<String> hasty = new CopyOnWriteArrayList<>();
  private final DatagramSocket socket;
  private String serial = "17619300";
  private Conduct conduct = Conduct.HONEST;
  private long heardNanos = System.nanoTime() - STOPPING_NANOS;
  private long stoppedNanos = heardNanos;
  private int userMa = 63_000;
  private int hardwareMa = 32_000;
  private int failsafeMa;
  private int failsafeS;
  private int plug = 7;
  private int voltageV = 230;
  private long energy = 123_456;

  Station() throws IOException {
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(this::serve);
  }

  int port() {
    return socket.getLocalPort();
  }

  synchronized void conduct(Conduct next) {
    conduct = next;
  }

  /** It starts anew and has forgotten what was not to be kept. */
  synchronized void restart() {
    failsafeMa = 0;
    failsafeS = 0;
    userMa = 63_000;
  }

  synchronized void swap(String other) {
    serial = other;
  }

  synchronized void plug(int state) {
    plug = state;
  }

  synchronized int offeredMa() {
    return plug == 7 ? Math.min(userMa, hardwareMa) : 0;
  }

  synchronized int failsafeMa() {
    return failsafeMa;
  }

  synchronized int failsafeS() {
    return failsafeS;
  }

  /** Three phases at what it offers, with the power that makes. */
  private String report(int number) {
    boolean charges = plug == 7 && offeredMa() > 0;
    return switch (number) {
      case 1 ->
          """
          "ID": "1",
          "Product": "KC-P30-ES240030-000-ST          ",
          "Serial": "%s",
          "Firmware":"P30 v 3.10.16 (200605-090834)",
          "Sec": 4711
          """
              .formatted(serial);
      case 2 ->
          """
          "ID": "2",
          "State": %d,
          "Error1": 0,
          "Error2": 0,
          "Plug": %d,
          "Enable sys": %d,
          "Enable user": %d,
          "Max curr": %d,
          "Max curr %%": 533,
          "Curr HW": %d,
          "Curr user": %d,
          "Curr FS": %d,
          "Tmo FS": %d,
          "Curr timer": 0,
          "Tmo CT": 0,
          "Serial": "%s",
          "Sec": 4711
          """
              .formatted(
                  charges ? 3 : plug == 7 ? 5 : 1,
                  plug,
                  charges ? 1 : 0,
                  userMa > 0 ? 1 : 0,
                  offeredMa(),
                  hardwareMa,
                  userMa,
                  failsafeMa,
                  failsafeS,
                  serial);
      default ->
          String.format(
              Locale.ROOT,
              """
              "ID": "3",
              "U1": %1$d,
              "U2": %1$d,
              "U3": %1$d,
              "I1": %2$d,
              "I2": %2$d,
              "I3": %2$d,
              "P": %3$d,
              "PF": 1000,
              "E pres": 5000,
              "E total": %4$d,
              "Serial": "%5$s",
              "Sec": 4711
              """,
              voltageV,
              offeredMa(),
              3L * voltageV * offeredMa(),
              energy,
              serial);
    };
  }

  private void serve() {
    DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
    while (!socket.isClosed()) {
      try {
        packet.setLength(2_048);
        socket.receive(packet);
        String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
        byte[] answer = answer(text);
        if (answer.length > 0) {
          socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      } catch (IOException closed) {
        continue; // The socket is closed, or the other end is gone.
      }
    }
  }

  private synchronized byte[] answer(String text) {
    long now = System.nanoTime();
    if (now - heardNanos < PAUSE_NANOS || now - stoppedNanos < STOPPING_NANOS) {
      hasty.add(text + " after " + (now - heardNanos) / 1_000_000 + " ms");
    }
    heardNanos = now;
    if (conduct == Conduct.SILENT) {
      return new byte[0];
    }
    byte[] right = right(text).getBytes(StandardCharsets.UTF_8);
    return switch (conduct) {
      case CUT -> java.util.Arrays.copyOf(right, right.length * 2 / 3);
      case GARBLED -> {
        for (int i = 12; i < right.length; i += 7) {
          right[i] = '?';
        }
        yield right;
      }
      default -> right;
    };
  }

  private String right(String text) {
    String[] words = text.split(" ");
    if (words[0].equals("report")) {
      return "{" + report(Integer.parseInt(words[1])) + "}";
    }
    orders.add(text);
    if (conduct == Conduct.REFUSES) {
      return "TCH-ERR\n";
    }
    switch (words[0]) {
      case "currtime" -> {
        userMa = Integer.parseInt(words[1]);
        stoppedNanos = userMa == 0 ? System.nanoTime() : stoppedNanos;
      }
      case "failsafe" -> {
        failsafeS = Integer.parseInt(words[1]);
        failsafeMa = Integer.parseInt(words[2]);
      }
      default -> throw new IllegalStateException(text);
    }
    return "TCH-OK :done\n";
  }

  @Override
  public void close() {
    socket.close();
  }
}
