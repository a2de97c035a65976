package org.busbar.transport.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.DeviceException.NoResponse;
import org.busbar.api.transport.Document;
import org.busbar.api.transport.Message;
import org.busbar.api.transport.MessageConnection;
import org.busbar.api.transport.Source;
import org.busbar.testkit.api.Heard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class UdpConnectionTest {
  private static final Duration OFTEN = Duration.ofMillis(30);
  private final Heard heard = new Heard();

  private MessageConnection open(int port, String... more) {
    Map<String, String> settings =
        new HashMap<>(Map.of("host", "127.0.0.1", "port", "" + port, "timeout", "2 s"));
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return new Udp()
        .open(new ConnectionConfig("dev", "udp", settings, "test"), heard, Clock.system());
  }

  private static Source asked(String mark, String text) {
    return new Source(mark, Optional.of(new Message(mark, "", text)));
  }

  @Test
  void whatIsAskedIsKnownByItsMarkWhateverElseComes() throws Exception {
    try (UdpPeer peer =
            new UdpPeer(
                text ->
                    UdpPeer.text(
                        "{\"E pres\": 7}",
                        "{\n\"ID\": \"" + text.substring(7) + "\",\n\"x\": 1}"));
        MessageConnection connection = open(peer.port())) {
      Heard other = new Heard();
      Heard itself = new Heard();
      connection.watch(asked("\"ID\":\"2\"", "report 2"), OFTEN, heard);
      connection.watch(asked("\"ID\": \"3\"", "report 3"), OFTEN, other);
      connection.watch(Source.of("\"E pres\""), Duration.ofSeconds(1), itself);
      for (int i = 0; i < 3; i++) {
        assertTrue(heard.next(Document.class).text().contains("\"2\""));
        assertTrue(other.next(Document.class).text().contains("\"3\""));
      }
      assertEquals("{\"E pres\": 7}", itself.next(Document.class).text());
      assertEquals("connected", heard.changes.poll(5, TimeUnit.SECONDS));
      Document read =
          Heard.onThread(connection, () -> connection.read(asked("\"ID\":\"9\"", "report 9")));
      assertTrue(read.text().contains("\"9\""));
    }
  }

  @Test
  void aWriteIsAcknowledgedByItsMarkAndByNothingThatWasThereBefore() throws Exception {
    AtomicBoolean answers = new AtomicBoolean(true);
    try (UdpPeer peer =
            new UdpPeer(text -> answers.get() ? UdpPeer.text("TCH-OK :done\n") : List.of());
        MessageConnection connection = open(peer.port(), "timeout", "300 ms")) {
      Message set = new Message("TCH-OK", "", "currtime 6000 1");
      Heard.onThread(
          connection,
          () -> {
            connection.write(set);
            return 0;
          });
      assertEquals(List.of("currtime 6000 1"), peer.asked);
      answers.set(false);
      peer.say("TCH-OK :done\n".getBytes("UTF-8"));
      assertThrows(
          NoResponse.class,
          () ->
              Heard.onThread(
                  connection,
                  () -> {
                    connection.write(set);
                    return 0;
                  }));
      assertThrows(IllegalStateException.class, () -> connection.write(set));
      assertEquals(1, connection.counters().timeouts());
    }
  }

  @Test
  void afterAnAnswerIsAPauseAndNoQuestionBeforeIt() throws Exception {
    try (UdpPeer peer = new UdpPeer(UdpConnectionTest::afterAWhile);
        MessageConnection connection = open(peer.port(), "pause", "60 ms", "timeout", "10 s")) {
      for (int i = 0; i < 2; i++) {
        Heard.onThread(connection, () -> connection.read(asked("c", "c")));
      }
      connection.watch(asked("a", "a"), OFTEN, heard);
      Heard other = new Heard();
      connection.watch(asked("b", "b"), OFTEN, other);
      for (int i = 0; i < 2; i++) {
        heard.next(Document.class);
        other.next(Document.class);
      }
      List<Long> at = List.copyOf(peer.askedNanos);
      for (int i = 1; i < at.size(); i++) {
        assertTrue(at.get(i) - at.get(i - 1) >= 160_000_000, at::toString);
      }
    }
  }

  private static List<byte[]> afterAWhile(String text) {
    LockSupport.parkNanos(101_000_000);
    return UdpPeer.text(text);
  }

  @Test
  void aSilentDocumentDoesNotHoldUpItsNeighbour() throws Exception {
    try (UdpPeer peer = new UdpPeer(text -> text.equals("dead") ? List.of() : UdpPeer.text(text));
        MessageConnection connection = open(peer.port(), "timeout", "400 ms")) {
      Heard dead = new Heard();
      connection.watch(asked("dead", "dead"), Duration.ofMillis(100), dead);
      dead.next(NoResponse.class);
      connection.watch(asked("alive", "alive"), Duration.ofMillis(100), heard);
      heard.told.clear();
      for (int i = 0; i < 4; i++) {
        dead.next(NoResponse.class); // Every 400 ms; who waited for it would be heard as often.
      }
      assertTrue(heard.told.size() >= 10, heard.told.size() + " of 16");
    }
  }

  @Test
  void aHostThatIsGoneIsToldOnceAndFoundAgain() throws Exception {
    int port;
    try (UdpPeer peer = new UdpPeer(text -> UdpPeer.text(text))) {
      port = peer.port();
      try (MessageConnection connection = open(port, "timeout", "100 ms")) {
        connection.watch(asked("a", "a"), OFTEN, heard);
        heard.next(Document.class);
        assertEquals("connected", heard.changes.poll(5, TimeUnit.SECONDS));
        peer.end();
        assertEquals("lost", heard.changes.poll(5, TimeUnit.SECONDS));
        heard.next(NoResponse.class);
        try (UdpPeer again = new UdpPeer(port, text -> UdpPeer.text(text))) {
          heard.next(Document.class);
          assertEquals("connected", heard.changes.poll(5, TimeUnit.SECONDS));
          assertEquals(1, connection.counters().reconnects());
          assertTrue(again.port() > 0);
        }
      }
    }
  }

  /** It may answer the question before: then it is as old as that one. */
  @Test
  void whatComesAfterAnUnansweredQuestionIsAsOldAsThatQuestion() throws Exception {
    AtomicInteger count = new AtomicInteger();
    try (UdpPeer peer =
            new UdpPeer(text -> count.getAndIncrement() == 0 ? List.of() : UdpPeer.text(text));
        MessageConnection connection = open(peer.port(), "timeout", "100 ms")) {
      long before = System.nanoTime();
      connection.watch(asked("a", "a"), Duration.ofMillis(500), heard);
      heard.next(NoResponse.class);
      Document late = heard.next(Document.class);
      assertTrue(late.nanos() - before < 400_000_000L, (late.nanos() - before) + " ns");
      Document next = heard.next(Document.class);
      assertTrue(next.nanos() - late.nanos() > 600_000_000L);
    }
  }

  @Test
  void connectionsThatShareAPortHearTheirOwnHostAndNobodyElse() throws Exception {
    try (UdpPeer peer = new UdpPeer(text -> UdpPeer.text(text));
        UdpPeer second = new UdpPeer(text -> UdpPeer.text("second " + text));
        DatagramSocket stranger = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      int local = freePort();
      try (MessageConnection connection = open(peer.port(), "local-port", "" + local);
          MessageConnection shares = open(second.port(), "local-port", "" + local)) {
        Heard other = new Heard();
        connection.watch(asked("a", "a"), OFTEN, heard);
        shares.watch(asked("a", "a"), OFTEN, other);
        for (int i = 0; i < 3; i++) {
          assertEquals("a", heard.next(Document.class).text());
          assertEquals("second a", other.next(Document.class).text());
        }
        Heard lies = new Heard();
        connection.watch(Source.of("lie"), Duration.ofMillis(300), lies);
        byte[] lie = "lie".getBytes("UTF-8");
        for (int i = 0; i < 20; i++) {
          stranger.send(
              new DatagramPacket(lie, lie.length, InetAddress.getLoopbackAddress(), local));
        }
        assertTrue(lies.next() instanceof NoResponse, "nothing was told in 300 ms");
      }
    }
  }

  private static int freePort() throws IOException {
    try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  @Test
  void wrongSettingsAndQuestionsAreNamedWithTheirRemedy() throws Exception {
    Map<String, Map<String, String>> wrong =
        Map.of(
            "'host' is missing; write the name or address", Map.of("port", "7090"),
            "'port' is missing; write the port", Map.of("host", "a"),
            "'port' is '0'; write a number from 1", Map.of("host", "a", "port", "0"),
            "'prot' is unknown. Did you mean 'port'?",
                Map.of("host", "a", "port", "1", "prot", "7090"),
            "'pause' is '11 s'; write 0 ms to 10 s",
                Map.of("host", "a", "port", "1", "pause", "11 s"));
    wrong.forEach(
        (message, settings) -> {
          List<String> problems =
              new Udp().problems(new ConnectionConfig("dev", "udp", settings, "t"));
          assertTrue(
              problems.stream().anyMatch(problem -> problem.contains(message)),
              () -> message + " in " + problems);
        });
    try (UdpPeer peer = new UdpPeer(text -> List.of());
        MessageConnection connection = open(peer.port())) {
      assertThrows(
          IllegalArgumentException.class, () -> connection.watch(asked("a", ""), OFTEN, heard));
      assertThrows(
          IllegalArgumentException.class,
          () -> connection.watch(Source.of("a"), Duration.ofMillis(1), heard));
    }
  }
}
