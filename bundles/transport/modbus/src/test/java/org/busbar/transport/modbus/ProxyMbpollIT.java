package org.busbar.transport.modbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.ReadLimits;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A foreign master, mbpoll, reads through the gateway from a device that bears one master only. */
@Timeout(60)
class ProxyMbpollIT {
  private static String mbpoll(int port, String... more) throws Exception {
    List<String> command = new ArrayList<>(List.of("mbpoll", "-m", "tcp", "-p", "" + port, "-0"));
    command.addAll(List.of(more));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(process.waitFor(10, TimeUnit.SECONDS));
      return said;
    } catch (IOException e) {
      String reason = "mbpoll is not installed: apt-get install mbpoll";
      assertFalse(Boolean.getBoolean("busbar.requirePeers"), reason);
      return Assumptions.<String>abort(reason);
    }
  }

  private static void singleMaster(Peer.Talk talk, AtomicInteger masters) throws IOException {
    if (masters.incrementAndGet() > 1) {
      return; // Bears one: the next is hung up on.
    }
    while (true) {
      Peer.Asked asked = talk.next();
      LockSupport.parkNanos(2_000_000);
      talk.answer(asked);
    }
  }

  @Test
  void itReadsAndMayNotWriteAndTheGatewayReadsOn() throws Exception {
    AtomicInteger masters = new AtomicInteger();
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    try (Peer peer = Peer.start(talk -> singleMaster(talk, masters))) {
      Map<String, String> settings =
          Map.of(
              "host",
              "127.0.0.1",
              "port",
              "" + peer.port(),
              "proxy-port",
              "" + port,
              "proxy-age",
              "100 ms");
      ConnectionConfig config = new ConnectionConfig("plant", "modbus-tcp", settings, "test");
      try (RegisterConnection connection =
          new ModbusTcp().open(config, new Rig(), Clock.system())) {
        Heard heard = new Heard();
        for (int address = 0; address < 5; address++) {
          connection.poll(
              List.of(new Registers(1, Table.HOLDING, 1000 * address, 10)),
              Duration.ofMillis(50),
              ReadLimits.DEFAULT,
              heard);
        }
        heard.next(true);
        String polled = mbpoll(port, "-a", "1", "-r", "1003", "-c", "2", "-1", "127.0.0.1");
        assertTrue(polled.contains("1003") && polled.contains("1004"), polled);
        String forwarded = mbpoll(port, "-a", "1", "-r", "7", "-c", "30", "-1", "127.0.0.1");
        assertTrue(forwarded.contains("[36]:"), forwarded);
        String written = mbpoll(port, "-a", "1", "-r", "7", "127.0.0.1", "42");
        assertTrue(written.contains("Illegal function"), written);
        String unknown = mbpoll(port, "-a", "9", "-r", "7", "-1", "127.0.0.1");
        assertTrue(unknown.contains("path"), unknown);
        assertTrue(heard.size() >= 10, heard.size() + " readings of its own beside four foreign");
        while (heard.size() > 0) {
          assertTrue(heard.next().isReceived());
        }
      }
      assertEquals(1, masters.get(), "one master as seen by the device");
      assertTrue(peer.log.stream().allMatch(asked -> asked.function() == 3), "nothing is written");
    }
  }
}
