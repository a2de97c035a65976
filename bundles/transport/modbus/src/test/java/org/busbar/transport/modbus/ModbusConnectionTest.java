package org.busbar.transport.modbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.busbar.api.transport.DeviceException.Malformed;
import org.busbar.api.transport.DeviceException.NoResponse;
import org.busbar.api.transport.DeviceException.Rejected;
import org.busbar.api.transport.ReadLimits;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.RegisterWrite;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection against peers that follow a script, over real sockets. */
@Timeout(120)
class ModbusConnectionTest {
  private static final Registers FIRST = new Registers(1, Table.HOLDING, 10, 2);
  private static final Registers SECOND = new Registers(1, Table.HOLDING, 14, 1);
  private static final Duration OFTEN = Duration.ofMillis(20);

  private final Rig rig = new Rig();

  @Test
  void itemsOfOneUnitAreReadTogetherAndAnsweredEachByItself() throws Exception {
    try (Peer peer = Peer.start(Peer.Talk::answerAll);
        RegisterConnection connection = rig.open(peer.port(), "10 s")) {
      Heard heard = new Heard();
      connection.poll(List.of(FIRST, SECOND), OFTEN, ReadLimits.DEFAULT, heard);
      Heard.Call first = heard.next();
      Heard.Call second = heard.next();
      assertEquals(FIRST, first.item());
      assertEquals(Words.of(10, 11), first.words());
      assertEquals(SECOND, second.item());
      assertEquals(Words.of(14), second.words());
      assertEquals(5, peer.log.getFirst().count(), "10 to 14 in one request");
      assertEquals("connected", rig.nextTold());
    }
  }

  @Test
  void writesGoOutAheadOfReadsOnTheConnectionsThread() throws Exception {
    try (Peer peer = Peer.start(Peer.Talk::answerAll);
        RegisterConnection connection = rig.open(peer.port(), "10 s")) {
      connection.poll(List.of(FIRST), OFTEN, ReadLimits.DEFAULT, new Heard());
      assertEquals("connected", rig.nextTold());
      RegisterWrite write = new RegisterWrite(1, Table.HOLDING, 40, Words.of(7, 65_535), false);
      Words back =
          Rig.onThread(
              connection,
              () -> {
                connection.write(write);
                return connection.read(new Registers(1, Table.INPUT, 3, 2));
              });
      assertEquals(Words.of(3, 4), back);
      assertThrows(IllegalStateException.class, () -> connection.write(write));
      assertTrue(peer.log.stream().anyMatch(asked -> asked.function() == 16));
    }
  }

  @Test
  @Tag("PRO-03")
  void aBlockThatIsRefusedIsCutUntilOnlyTheWrongItemFails() throws Exception {
    Peer.Script script =
        talk -> {
          while (true) {
            Peer.Asked asked = talk.next();
            boolean touches14 = asked.address() <= 14 && asked.address() + asked.count() > 14;
            if (touches14) {
              talk.refuse(asked, 2);
            } else {
              talk.answer(asked);
            }
          }
        };
    try (Peer peer = Peer.start(script);
        RegisterConnection connection = rig.open(peer.port(), "10 s")) {
      Heard heard = new Heard();
      connection.poll(List.of(FIRST, SECOND), OFTEN, ReadLimits.DEFAULT, heard);
      for (int i = 0; i < 6; i++) {
        Heard.Call call = heard.next();
        if (call.item().equals(SECOND)) {
          Rejected cause = assertInstanceOf(Rejected.class, call.cause());
          assertEquals(2, cause.code());
        } else {
          assertEquals(Words.of(10, 11), call.words());
        }
      }
      assertEquals(
          1,
          peer.log.stream().filter(asked -> asked.count() == 5).count(),
          "the block is tried once, then the split is remembered");
    }
  }

  @Test
  @Tag("PRO-03")
  void anAnswerInPiecesIsPutTogether() throws Exception {
    Peer.Script script =
        talk -> {
          while (true) {
            Peer.Asked asked = talk.next();
            byte[] frame = Peer.frame(asked.id(), asked.unit(), Peer.right(asked));
            for (byte piece : frame) {
              talk.send(new byte[] {piece});
            }
          }
        };
    try (Peer peer = Peer.start(script);
        RegisterConnection connection = rig.open(peer.port(), "10 s")) {
      Heard heard = new Heard();
      connection.poll(List.of(FIRST), OFTEN, ReadLimits.DEFAULT, heard);
      assertEquals(Words.of(10, 11), heard.next().words());
      assertEquals(Words.of(10, 11), heard.next().words());
    }
  }

  @Test
  @Tag("PRO-03")
  void anAnswerThatDripsIsGivenUpAtTheTimeOutAndNotTakenForTheNext() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Registers long125 = new Registers(1, Table.HOLDING, 10, 125);
    AtomicInteger left = new AtomicInteger();
    Peer.Script script =
        talk -> {
          Peer.Asked asked = talk.next();
          byte[] frame = Peer.frame(asked.id(), asked.unit(), Peer.right(asked));
          left.set(frame.length);
          for (int i = 0; i < frame.length && !end.await(30, TimeUnit.MILLISECONDS); i++) {
            talk.send(new byte[] {frame[i]});
            left.decrementAndGet();
          }
          talk.answerAll();
        };
    try (Peer peer = Peer.start(script);
        RegisterConnection connection = rig.open(peer.port(), "100 ms")) {
      assertEquals("connected", rig.nextTold());
      assertThrows(Malformed.class, () -> Rig.onThread(connection, () -> connection.read(long125)));
      assertTrue(left.get() > 0, "it waited for eight seconds, until all had come");
      end.countDown();
    }
  }

  @Test
  @Tag("PRO-03")
  void aLateAnswerIsNeverTakenForAnother() throws Exception {
    CountDownLatch tooLate = new CountDownLatch(1);
    Peer.Script script =
        talk -> {
          Peer.Asked late = talk.next();
          tooLate.await();
          Peer.Asked asked = talk.next();
          talk.answer(late);
          talk.answer(asked);
          talk.answerAll();
        };
    try (Peer peer = Peer.start(script);
        RegisterConnection connection = rig.open(peer.port(), "2 s")) {
      assertEquals("connected", rig.nextTold());
      assertThrows(NoResponse.class, () -> Rig.onThread(connection, () -> connection.read(FIRST)));
      tooLate.countDown();
      assertEquals(
          Words.of(500, 501),
          Rig.onThread(connection, () -> connection.read(new Registers(1, Table.HOLDING, 500, 2))));
      assertEquals(1, peer.connections(), "the connection was kept");
    }
  }

  @Test
  @Tag("PRO-03")
  void wrongUnitFunctionOrLengthIsMalformedAndTheNextIsRightAgain() throws Exception {
    List<byte[]> wrong =
        List.of(
            new byte[] {3, 4, 0, 10, 0, 11}, // of unit 2
            new byte[] {4, 4, 0, 10, 0, 11},
            new byte[] {3, 2, 0, 10, 0, 11},
            new byte[] {3, 2, 0, 10},
            new byte[] {3},
            new byte[] {(byte) 0x83, 2, 2},
            new byte[] {(byte) 0x84, 2});
    Peer.Script script =
        talk -> {
          for (int i = 0; i < wrong.size(); i++) {
            Peer.Asked asked = talk.next();
            talk.send(Peer.frame(asked.id(), i == 0 ? 2 : 1, wrong.get(i)));
            talk.answer(talk.next());
          }
          talk.answerAll();
        };
    try (Peer peer = Peer.start(script);
        RegisterConnection connection = rig.open(peer.port(), "10 s")) {
      assertEquals("connected", rig.nextTold());
      for (int i = 0; i < wrong.size(); i++) {
        assertThrows(Malformed.class, () -> Rig.onThread(connection, () -> connection.read(FIRST)));
        assertEquals(
            Words.of(10, 11), Rig.onThread(connection, () -> connection.read(FIRST)), "after " + i);
      }
      assertEquals(1, peer.connections());
    }
  }

  @Test
  @Tag("PRO-03")
  void garbageMakesTheConnectionAnew() throws Exception {
    Peer.Script script =
        talk -> {
          talk.answer(talk.next());
          if (talk.number() == 0) {
            Peer.Asked asked = talk.next();
            talk.send(new byte[] {(byte) (asked.id() >> 8), (byte) asked.id(), 0, 0, 127, 127, 1});
            talk.next();
          }
          talk.answerAll();
        };
    try (Peer peer = Peer.start(script);
        RegisterConnection connection = rig.open(peer.port(), "10 s")) {
      Heard heard = new Heard();
      connection.poll(List.of(FIRST), OFTEN, ReadLimits.DEFAULT, heard);
      assertTrue(heard.next().isReceived());
      assertInstanceOf(Malformed.class, heard.next().cause());
      assertTrue(heard.next(true).isReceived());
      assertEquals(2, peer.connections());
      assertEquals(1, connection.counters().reconnects());
      assertEquals("connected", rig.nextTold());
      assertTrue(rig.nothingElseTold(), "nothing was lost for longer than a moment");
    }
  }

  @Test
  void aPeerThatComesLateIsFoundAndChangesAreToldOnce() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Heard heard = new Heard();
    try (RegisterConnection connection = rig.open(port, "5 s")) {
      connection.poll(List.of(FIRST), OFTEN, ReadLimits.DEFAULT, heard);
      for (int i = 0; i < 20; i++) {
        assertInstanceOf(NoResponse.class, heard.next().cause());
      }
      try (Peer peer = Peer.on(port, Peer.Talk::answerAll)) {
        assertTrue(heard.next(true).isReceived());
        assertEquals(1, peer.connections());
      }
      assertInstanceOf(NoResponse.class, heard.next(false).cause());
      assertTrue(rig.nextTold().startsWith("lost"));
      assertEquals("connected", rig.nextTold());
      assertTrue(rig.nextTold().startsWith("lost"));
      assertTrue(rig.nothingElseTold());
    }
  }

  @Test
  void whatWaitsAtCloseIsStillRun() throws IOException {
    try (Peer peer = Peer.start(Peer.Talk::answerAll)) {
      CountDownLatch ran = new CountDownLatch(100);
      RegisterConnection connection = rig.open(peer.port(), "10 s");
      for (int i = 0; i < 100; i++) {
        connection.urgent(ran::countDown);
      }
      connection.close();
      assertEquals(0, ran.getCount());
      assertThrows(IllegalStateException.class, () -> connection.urgent(() -> {}));
    }
  }
}
