package org.busbar.transport.modbus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.ReadLimits;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Another master, who reads through a connection; the device bears one connection only. */
@Timeout(120)
class ProxyTest {
  private static final Registers POLLED = new Registers(1, Table.HOLDING, 10, 4);

  private final Rig rig = new Rig();

  /** A master that asks with frames a test has written down. */
  private record Master(Socket socket, DataInputStream in) implements AutoCloseable {
    static Master at(int port) throws Exception {
      while (true) {
        try {
          Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
          return new Master(socket, new DataInputStream(socket.getInputStream()));
        } catch (java.net.ConnectException e) {
          Thread.onSpinWait(); // It listens soon.
        }
      }
    }

    byte[] ask(int unit, int... pdu) throws IOException {
      byte[] bytes = new byte[pdu.length];
      for (int i = 0; i < pdu.length; i++) {
        bytes[i] = (byte) pdu[i];
      }
      socket.getOutputStream().write(Peer.frame(77, unit, bytes));
      assertEquals(77, in.readUnsignedShort());
      assertEquals(0, in.readUnsignedShort());
      int length = in.readUnsignedShort();
      assertEquals(unit, in.readUnsignedByte());
      return in.readNBytes(length - 1);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  private RegisterConnection open(Peer peer, int proxy, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(Map.of("timeout", "10 s"));
    settings.putAll(Map.of("host", "127.0.0.1", "port", "" + peer.port()));
    settings.put("proxy-port", "" + proxy);
    settings.putAll(more);
    return new ModbusTcp()
        .open(new ConnectionConfig("test", "modbus-tcp", settings, "test"), rig, Clock.system());
  }

  private static byte[] words(int... words) {
    byte[] pdu = new byte[2 + 2 * words.length];
    pdu[0] = 3;
    pdu[1] = (byte) (2 * words.length);
    for (int i = 0; i < words.length; i++) {
      pdu[2 + 2 * i] = (byte) (words[i] >> 8);
      pdu[3 + 2 * i] = (byte) words[i];
    }
    return pdu;
  }

  private static byte[] refusal(int function, int code) {
    return new byte[] {(byte) (function | 0x80), (byte) code};
  }

  @Test
  void whatWasReadLatelyIsAnsweredWithoutAskingTheDevice() throws Exception {
    int port = freePort();
    try (Peer peer = Peer.start(Peer.Talk::answerAll);
        RegisterConnection connection = open(peer, port, Map.of("proxy-age", "60 s"))) {
      Heard heard = new Heard();
      connection.poll(List.of(POLLED), Duration.ofSeconds(30), ReadLimits.DEFAULT, heard);
      heard.next(true);
      try (Master master = Master.at(port)) {
        for (int i = 0; i < 5; i++) {
          assertArrayEquals(words(11, 12), master.ask(1, 3, 0, 11, 0, 2));
        }
      }
      assertEquals(1, peer.log.size(), "asked once, by the gateway itself");
    }
  }

  @Test
  void whatIsNotPolledIsForwardedAndTheDeviceSeesOneConnection() throws Exception {
    int port = freePort();
    try (Peer peer = Peer.start(Peer.Talk::answerAll);
        RegisterConnection connection = open(peer, port, Map.of())) {
      Heard heard = new Heard();
      connection.poll(List.of(POLLED), Duration.ofMillis(50), ReadLimits.DEFAULT, heard);
      heard.next(true);
      try (Master master = Master.at(port);
          Master other = Master.at(port)) {
        assertArrayEquals(words(500, 501), master.ask(1, 3, 1, 244, 0, 2));
        assertArrayEquals(words(600), other.ask(1, 3, 2, 88, 0, 1));
        assertArrayEquals(new byte[] {1, 1, 2}, other.ask(1, 1, 0, 0, 0, 3), "coils 0, 1, 0");
      }
      assertEquals(1, peer.connections());
    }
  }

  @Test
  void whatIsOlderThanAllowedIsReadAgain() throws Exception {
    int port = freePort();
    try (Peer peer = Peer.start(Peer.Talk::answerAll);
        RegisterConnection connection = open(peer, port, Map.of("proxy-age", "0 ms"))) {
      Heard heard = new Heard();
      connection.poll(List.of(POLLED), Duration.ofSeconds(30), ReadLimits.DEFAULT, heard);
      heard.next(true);
      try (Master master = Master.at(port)) {
        assertArrayEquals(words(11, 12), master.ask(1, 3, 0, 11, 0, 2));
      }
      // The gateway's own question is for four; on a busy machine it may come again meanwhile.
      assertEquals(1, peer.log.stream().filter(asked -> asked.count() == 2).count());
    }
  }

  @Test
  void writesAndAllElseThatIsNoReadingAreRefusedAndNeverReachTheDevice() throws Exception {
    int port = freePort();
    try (Peer peer = Peer.start(Peer.Talk::answerAll);
        RegisterConnection connection = open(peer, port, Map.of())) {
      Heard heard = new Heard();
      connection.poll(List.of(POLLED), Duration.ofSeconds(30), ReadLimits.DEFAULT, heard);
      heard.next(true);
      try (Master master = Master.at(port)) {
        for (int function : new int[] {5, 6, 7, 8, 15, 16, 17, 20, 21, 22, 23, 24, 43, 90, 127}) {
          assertArrayEquals(
              refusal(function, 1), master.ask(1, function, 0, 10, 0, 1, 2, 0, 7), "" + function);
        }
        assertArrayEquals(refusal(3, 3), master.ask(1, 3, 0, 10, 0, 0), "nothing");
        assertArrayEquals(refusal(3, 3), master.ask(1, 3, 0, 10, 0, 126), "too much");
        assertArrayEquals(refusal(3, 2), master.ask(1, 3, 255, 255, 0, 2), "beyond the end");
        assertArrayEquals(refusal(3, 3), master.ask(1, 3, 0), "half a request");
        assertArrayEquals(refusal(3, 10), master.ask(2, 3, 0, 10, 0, 1), "a unit not polled");
      }
      assertEquals(1, peer.log.size());
    }
  }

  @Test
  void unitsAreThoseOfTheMapWhereThereIsOne() throws Exception {
    int port = freePort();
    try (Peer peer = Peer.start(Peer.Talk::answerAll);
        RegisterConnection connection = open(peer, port, Map.of("proxy-units", "11=1, 5"))) {
      Heard heard = new Heard();
      connection.poll(List.of(POLLED), Duration.ofSeconds(30), ReadLimits.DEFAULT, heard);
      heard.next(true);
      try (Master master = Master.at(port)) {
        assertArrayEquals(words(11), master.ask(11, 3, 0, 11, 0, 1));
        assertArrayEquals(words(40), master.ask(5, 3, 0, 40, 0, 1));
        assertArrayEquals(refusal(3, 10), master.ask(1, 3, 0, 11, 0, 1));
      }
      assertEquals(5, peer.log.getLast().unit());
    }
  }

  @Test
  void refusalsAndSilenceAreToldAsAGatewayDoesAndSilenceIsNotBlamedOnTheUnit() throws Exception {
    int port = freePort();
    Peer.Script script =
        talk -> {
          while (true) {
            Peer.Asked asked = talk.next();
            if (asked.address() == 666) {
              talk.refuse(asked, 4);
            } else if (asked.address() != 777) {
              talk.answer(asked);
            }
          }
        };
    try (Peer peer = Peer.start(script);
        RegisterConnection connection = open(peer, port, Map.of("timeout", "1 s"))) {
      Heard heard = new Heard();
      connection.poll(List.of(POLLED), Duration.ofMillis(20), ReadLimits.DEFAULT, heard);
      heard.next(true);
      try (Master master = Master.at(port)) {
        assertArrayEquals(refusal(3, 4), master.ask(1, 3, 2, 154, 0, 1));
        assertArrayEquals(refusal(3, 11), master.ask(1, 3, 3, 9, 0, 1));
      }
      for (int i = heard.size(); i > 0; i--) {
        assertTrue(heard.next().isReceived(), "the gateway's own reading has not failed");
      }
    }
  }

  @Test
  void aMasterThatHammersLeavesTheGatewayItsRate() throws Exception {
    int port = freePort();
    Peer.Script script =
        talk -> {
          while (true) {
            Peer.Asked asked = talk.next();
            LockSupport.parkNanos(5_000_000);
            talk.answer(asked);
          }
        };
    try (Peer peer = Peer.start(script);
        RegisterConnection connection = open(peer, port, Map.of("proxy-age", "0 ms"))) {
      Heard heard = new Heard();
      // As much as the device can answer: each reading too many costs one of these.
      for (int address = 0; address < 20; address++) {
        Registers item = new Registers(1, Table.HOLDING, 200 * address, 2);
        connection.poll(List.of(item), Duration.ofMillis(50), ReadLimits.DEFAULT, heard);
      }
      heard.next(true);
      Thread hammer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (Master master = Master.at(port)) {
                      while (!Thread.currentThread().isInterrupted()) {
                        master.ask(1, 3, 30, 0, 0, 1);
                      }
                    } catch (Exception e) {
                      Thread.currentThread().interrupt();
                    }
                  });
      // What was saved up goes first; then, by the device's own count, the part that is allowed.
      await(peer, 100);
      int before = peer.log.size();
      await(peer, before + 200);
      hammer.interrupt();
      long foreign =
          peer.log.subList(before, before + 200).stream()
              .filter(asked -> asked.address() == 7680)
              .count();
      assertTrue(foreign >= 3 && foreign <= 20, "forwarded " + foreign + " of 200");
    }
  }

  private static void await(Peer peer, int requests) {
    while (peer.log.size() < requests) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void whoSpeaksNoModbusIsDroppedAndManyAreTooMany() throws Exception {
    int port = freePort();
    try (Peer peer = Peer.start(Peer.Talk::answerAll)) {
      RegisterConnection connection = open(peer, port, Map.of("proxy-age", "60 s"));
      Heard heard = new Heard();
      connection.poll(List.of(POLLED), Duration.ofSeconds(30), ReadLimits.DEFAULT, heard);
      heard.next(true);
      try (Master stranger = Master.at(port)) {
        stranger
            .socket()
            .getOutputStream()
            .write("GET / HTTP/1.1 and so on".getBytes(StandardCharsets.US_ASCII));
        assertEquals(-1, stranger.in().read());
      }
      Master[] masters = new Master[9];
      for (int i = 0; i < masters.length; i++) {
        masters[i] = Master.at(port);
      }
      assertEquals(-1, masters[8].in().read(), "the ninth is dropped");
      assertArrayEquals(words(11), masters[7].ask(1, 3, 0, 11, 0, 1));
      connection.close();
      assertEquals(-1, masters[0].in().read(), "closed with the connection");
    }
  }
}
