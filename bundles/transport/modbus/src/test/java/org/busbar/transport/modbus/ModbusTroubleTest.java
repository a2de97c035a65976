package org.busbar.transport.modbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.DeviceException.Malformed;
import org.busbar.api.transport.DeviceException.NoResponse;
import org.busbar.api.transport.ReadItem;
import org.busbar.api.transport.ReadLimits;
import org.busbar.api.transport.ReadListener;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.RegisterWrite;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers and callers that misbehave, over real sockets. */
@Timeout(120)
class ModbusTroubleTest {
  private static final Registers ITEM = new Registers(1, Table.HOLDING, 10, 2);
  private static final Registers OTHER_UNIT = new Registers(2, Table.HOLDING, 20, 2);
  private static final RegisterWrite WRITE =
      new RegisterWrite(1, Table.HOLDING, 40, Words.of(7), true);
  private static final Duration OFTEN = Duration.ofMillis(20);

  private final Rig rig = new Rig();

  /** Answers unit 1, never unit 2. */
  private static void answerUnitOne(Peer.Talk talk) throws IOException {
    while (true) {
      Peer.Asked asked = talk.next();
      if (asked.unit() == 1) {
        talk.answer(asked);
      }
    }
  }

  @Test
  @Tag("PRO-03")
  void theNeighbourOfASilentUnitIsReadOnAndTheSilentOneToldOfEachTime() throws Exception {
    try (Peer peer = Peer.start(ModbusTroubleTest::answerUnitOne);
        RegisterConnection connection = rig.open(peer.port(), "200 ms")) {
      Heard silent = new Heard();
      connection.poll(List.of(OTHER_UNIT), OFTEN, ReadLimits.DEFAULT, silent);
      assertInstanceOf(NoResponse.class, silent.next().cause());
      Heard neighbour = new Heard();
      connection.poll(List.of(ITEM), OFTEN, ReadLimits.DEFAULT, neighbour);
      int before = peer.log.size();
      for (int i = 0; i < 50; i++) {
        neighbour.next(true);
      }
      // Each costs the neighbour 200 ms; TroubledNeighbourDeepTest measures what that comes to.
      List<Peer.Asked> log = List.copyOf(peer.log);
      long asked =
          log.subList(before, log.size()).stream().filter(each -> each.unit() == 2).count();
      assertTrue(asked <= 20, "the silent one was asked " + asked + " times");
      for (int i = 0; i < 30; i++) {
        assertInstanceOf(NoResponse.class, silent.next().cause());
      }
    }
  }

  @Test
  void anUrgentJobWaitsForTheRequestInFlightAtMost() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch added = new CountDownLatch(1);
    Peer.Script slow =
        talk -> {
          Peer.Asked first = talk.next();
          asked.countDown();
          added.await();
          talk.answer(first);
          talk.answerAll();
        };
    try (Peer peer = Peer.start(slow);
        RegisterConnection connection = rig.open(peer.port(), "10 s")) {
      assertEquals(Duration.ofSeconds(10), connection.responseTimeout());
      connection.poll(List.of(ITEM, other(30)), OFTEN, ReadLimits.DEFAULT, new Heard());
      assertTrue(asked.await(30, TimeUnit.SECONDS));
      AtomicInteger sent = new AtomicInteger();
      connection.urgent(() -> sent.set(peer.log.size()));
      added.countDown();
      Rig.onThread(connection, () -> null);
      assertEquals(1, sent.get(), "before what else is to be read");
    }
  }

  private static Registers other(int address) {
    return new Registers(1, Table.HOLDING, address * 100, 2);
  }

  @Test
  @Tag("PRO-03")
  void aWriteThatIsNotAnsweredIsNotSentTwice() throws Exception {
    Peer.Script script =
        talk -> {
          Peer.Asked asked = talk.next();
          if (asked.function() != 6) {
            talk.answerAll();
          }
        };
    try (Peer peer = Peer.start(script);
        RegisterConnection connection = rig.open(peer.port(), "200 ms")) {
      assertEquals("connected", rig.nextTold());
      NoResponse cause =
          assertThrows(
              NoResponse.class,
              () ->
                  Rig.onThread(
                      connection,
                      () -> {
                        connection.write(WRITE);
                        return null;
                      }));
      assertTrue(cause.getMessage().contains("lost"), cause.getMessage());
      Heard heard = new Heard();
      connection.poll(List.of(ITEM), OFTEN, ReadLimits.DEFAULT, heard);
      assertTrue(heard.next(true).isReceived());
      assertEquals(1, peer.log.stream().filter(asked -> asked.function() == 6).count());
    }
  }

  @Test
  void aReadIsSentAgainWhenThePeerHangsUpOnceAndNobodyIsToldOfAFailure() throws Exception {
    Peer.Script script =
        talk -> {
          talk.answer(talk.next());
          if (talk.number() == 0) {
            Peer.Asked asked = talk.next();
            byte[] frame = Peer.frame(asked.id(), asked.unit(), Peer.right(asked));
            talk.send(Arrays.copyOf(frame, 9));
            return;
          }
          talk.answerAll();
        };
    try (Peer peer = Peer.start(script);
        RegisterConnection connection = rig.open(peer.port(), "10 s")) {
      Heard heard = new Heard();
      connection.poll(List.of(ITEM), OFTEN, ReadLimits.DEFAULT, heard);
      for (int i = 0; i < 5; i++) {
        assertEquals(Words.of(10, 11), heard.next().words());
      }
      assertEquals(2, peer.connections());
      assertEquals("connected", rig.nextTold());
      assertTrue(rig.nothingElseTold());
    }
  }

  @Test
  void aPeerThatHangsUpAtOnceIsTriedEverMoreRarelyAndToldOfOnce() throws Exception {
    try (Peer peer = Peer.start(talk -> {});
        RegisterConnection connection = rig.open(peer.port(), "100 ms")) {
      Heard heard = new Heard();
      connection.poll(List.of(ITEM), OFTEN, ReadLimits.DEFAULT, heard);
      for (int i = 0; i < 100; i++) {
        assertInstanceOf(NoResponse.class, heard.next().cause());
      }
      assertTrue(peer.connections() <= 25, peer.connections() + " connections for 100 readings");
      assertEquals("connected", rig.nextTold());
      assertTrue(rig.nextTold().startsWith("lost"));
      assertTrue(rig.nothingElseTold());
    }
  }

  @Test
  @Tag("PRO-03")
  void aPeerThatBabblesForEverHoldsNobodyUp() throws Exception {
    byte[] babble = new byte[4096];
    new java.util.Random(3).nextBytes(babble);
    Peer.Script script =
        talk -> {
          while (true) {
            talk.send(babble);
          }
        };
    try (Peer peer = Peer.start(script);
        RegisterConnection connection = rig.open(peer.port(), "200 ms")) {
      Heard heard = new Heard();
      connection.poll(List.of(ITEM), OFTEN, ReadLimits.DEFAULT, heard);
      for (int i = 0; i < 20; i++) {
        assertFalse(heard.next().isReceived());
      }
      assertThrows(
          DeviceException.class, () -> Rig.onThread(connection, () -> connection.read(ITEM)));
    }
  }

  @Test
  @Tag("PRO-03")
  void anAnswerToWhatWasNotAskedIsMalformed() throws Exception {
    Peer.Script script =
        talk -> {
          Peer.Asked asked = talk.next();
          talk.send(Peer.frame(asked.id() + 5, asked.unit(), Peer.right(asked)));
          talk.answerAll();
        };
    try (Peer peer = Peer.start(script);
        RegisterConnection connection = rig.open(peer.port(), "10 s")) {
      assertEquals("connected", rig.nextTold());
      assertThrows(Malformed.class, () -> Rig.onThread(connection, () -> connection.read(ITEM)));
    }
  }

  @Test
  void aConnectionOnWhichNothingAnswersIsMadeAnew() throws Exception {
    CountDownLatch second = new CountDownLatch(1);
    Peer.Script script =
        talk -> {
          if (talk.number() == 0) {
            talk.answer(talk.next());
            while (true) {
              talk.next();
            }
          }
          second.countDown();
          talk.answerAll();
        };
    try (Peer peer = Peer.start(script);
        RegisterConnection connection = rig.open(peer.port(), "50 ms")) {
      Heard heard = new Heard();
      connection.poll(List.of(ITEM), OFTEN, ReadLimits.DEFAULT, heard);
      heard.next(true);
      assertInstanceOf(NoResponse.class, heard.next(false).cause());
      assertTrue(second.await(30, TimeUnit.SECONDS), "half-open for ever");
      assertTrue(heard.next(true).isReceived());
    }
  }

  @Test
  void aLinkThatIsCutAgainAndAgainIsBackEachTime() throws Exception {
    int cuts = 50;
    Peer.Script script =
        talk -> {
          for (int i = 0; i <= talk.number() % 4; i++) {
            talk.answer(talk.next());
          }
          Peer.Asked asked = talk.next();
          byte[] frame = Peer.frame(asked.id(), asked.unit(), Peer.right(asked));
          talk.send(Arrays.copyOf(frame, talk.number() % frame.length));
        };
    try (Peer peer = Peer.start(script);
        RegisterConnection connection = rig.open(peer.port(), "10 s")) {
      Heard heard = new Heard();
      connection.poll(List.of(ITEM), Duration.ofMillis(5), ReadLimits.DEFAULT, heard);
      while (peer.connections() < cuts) {
        Heard.Call call = heard.next(true);
        assertEquals(Words.of(10, 11), call.words(), "never anything else");
      }
    }
  }

  @Test
  void whatAListenerThrowsHurtsNobodyElse() throws Exception {
    try (Peer peer = Peer.start(Peer.Talk::answerAll);
        RegisterConnection connection = rig.open(peer.port(), "10 s")) {
      connection.poll(
          List.of(ITEM),
          OFTEN,
          ReadLimits.DEFAULT,
          new ReadListener() {
            @Override
            public void received(ReadItem item, Words words, long sentNanos) {
              Thread.currentThread().interrupt();
              throw new IllegalStateException("a listener that throws");
            }

            @Override
            public void failed(ReadItem item, DeviceException cause) {}
          });
      connection.urgent(
          () -> {
            throw new StackOverflowError("a job that throws");
          });
      Heard heard = new Heard();
      connection.poll(List.of(OTHER_UNIT), OFTEN, ReadLimits.DEFAULT, heard);
      for (int i = 0; i < 5; i++) {
        assertTrue(heard.next().isReceived());
      }
    }
  }

  @Test
  void aPollThatIsCancelledInItsOwnCallbackIsNotHeardAgain() throws Exception {
    try (Peer peer = Peer.start(Peer.Talk::answerAll);
        RegisterConnection connection = rig.open(peer.port(), "10 s")) {
      List<RegisterConnection.Poll> own = new ArrayList<>();
      AtomicInteger calls = new AtomicInteger();
      CountDownLatch known = new CountDownLatch(1);
      ReadListener once =
          new ReadListener() {
            @Override
            public void received(ReadItem item, Words words, long sentNanos) {
              try {
                known.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              calls.incrementAndGet();
              own.getFirst().cancel();
            }

            @Override
            public void failed(ReadItem item, DeviceException cause) {}
          };
      own.add(connection.poll(List.of(ITEM, other(5)), OFTEN, ReadLimits.DEFAULT, once));
      known.countDown();
      Heard heard = new Heard();
      connection.poll(List.of(OTHER_UNIT), OFTEN, ReadLimits.DEFAULT, heard);
      for (int i = 0; i < 5; i++) {
        heard.next();
      }
      assertEquals(1, calls.get());
    }
  }

  @Test
  void aJobThatComesBackAgainAndAgainDoesNotKeepReadingOut() throws Exception {
    try (Peer peer = Peer.start(Peer.Talk::answerAll);
        RegisterConnection connection = rig.open(peer.port(), "10 s")) {
      Heard heard = new Heard();
      CountDownLatch enough = new CountDownLatch(1);
      Runnable again =
          new Runnable() {
            @Override
            public void run() {
              if (enough.getCount() > 0) {
                connection.urgent(this);
              }
            }
          };
      connection.poll(List.of(ITEM), OFTEN, ReadLimits.DEFAULT, heard);
      connection.urgent(again);
      for (int i = 0; i < 5; i++) {
        assertTrue(heard.next(true).isReceived());
      }
      enough.countDown();
    }
  }

  @Test
  void thePauseThatAUnitNeedsIsKeptByUrgentJobsToo() throws Exception {
    List<Long> gaps = new java.util.concurrent.CopyOnWriteArrayList<>();
    Peer.Script script =
        talk -> {
          for (long answered = 0; ; ) {
            Peer.Asked asked = talk.next();
            if (answered != 0) {
              gaps.add(System.nanoTime() - answered);
            }
            answered = System.nanoTime(); // Before: whoever is held up in between sees less.
            talk.answer(asked);
          }
        };
    try (Peer peer = Peer.start(script);
        RegisterConnection connection = rig.open(peer.port(), "10 s")) {
      Heard heard = new Heard();
      ReadLimits limits = new ReadLimits(125, 8, Duration.ofMillis(30));
      connection.poll(List.of(ITEM), Duration.ofMillis(50), limits, heard);
      heard.next();
      Rig.onThread(
          connection,
          () -> {
            connection.write(WRITE);
            connection.write(WRITE);
            return connection.read(ITEM);
          });
      heard.next();
    }
    assertTrue(gaps.size() >= 4);
    assertTrue(gaps.stream().allMatch(gap -> gap >= 30_000_000), "gaps " + gaps);
  }

  @Test
  void urgentJobsOfManyThreadsRunOnceEachAndInTheirOrder() throws Exception {
    try (Peer peer = Peer.start(Peer.Talk::answerAll);
        RegisterConnection connection = rig.open(peer.port(), "10 s")) {
      connection.poll(List.of(ITEM), Duration.ofMillis(1), ReadLimits.DEFAULT, new Heard());
      int threads = 8;
      int jobs = 500;
      int[] next = new int[threads];
      CountDownLatch done = new CountDownLatch(threads * jobs);
      AtomicInteger disorder = new AtomicInteger();
      for (int thread = 0; thread < threads; thread++) {
        int who = thread;
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int i = 0; i < jobs; i++) {
                    int number = i;
                    connection.urgent(
                        () -> {
                          disorder.addAndGet(next[who] == number ? 0 : 1);
                          next[who] = number + 1;
                          done.countDown();
                        });
                  }
                });
      }
      assertTrue(done.await(30, TimeUnit.SECONDS));
      assertEquals(0, disorder.get());
    }
  }

  @Test
  void closingDoesNotWaitForAnAnswerThatNeverComes() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    Peer.Script silent =
        talk -> {
          talk.next();
          asked.countDown();
          talk.next();
        };
    try (Peer peer = Peer.start(silent)) {
      RegisterConnection connection = rig.open(peer.port(), "60 s");
      connection.poll(List.of(ITEM), OFTEN, ReadLimits.DEFAULT, new Heard());
      assertTrue(asked.await(30, TimeUnit.SECONDS));
      long start = System.nanoTime();
      connection.close();
      assertTrue(System.nanoTime() - start < 30_000_000_000L);
    }
  }

  @Test
  void namesAreResolvedAndAnUnknownOneIsNamed() throws Exception {
    try (Peer peer = Peer.start(Peer.Talk::answerAll);
        RegisterConnection known = rig.open("localhost", peer.port(), "10 s")) {
      Heard heard = new Heard();
      known.poll(List.of(ITEM), OFTEN, ReadLimits.DEFAULT, heard);
      assertTrue(heard.next(true).isReceived());
    }
    Rig other = new Rig();
    try (RegisterConnection unknown = other.open("no-such-host.invalid", 502, "100 ms")) {
      assertTrue(other.nextTold().contains("host 'no-such-host.invalid' is not known"));
      assertThrows(NoResponse.class, () -> Rig.onThread(unknown, () -> unknown.read(ITEM)));
    }
  }

  @Test
  void whatCannotBeAskedIsRefusedWhereItIsAsked() throws Exception {
    try (Peer peer = Peer.start(Peer.Talk::answerAll);
        RegisterConnection connection = rig.open(peer.port(), "10 s")) {
      Heard heard = new Heard();
      ReadLimits narrow = new ReadLimits(1, 0, Duration.ZERO);
      assertThrows(
          IllegalArgumentException.class,
          () -> connection.poll(List.of(ITEM, OTHER_UNIT), OFTEN, ReadLimits.DEFAULT, heard));
      assertThrows(
          IllegalArgumentException.class,
          () -> connection.poll(List.of(ITEM), OFTEN, narrow, heard));
      assertThrows(
          IllegalArgumentException.class,
          () -> connection.poll(List.of(ITEM), Duration.ZERO, ReadLimits.DEFAULT, heard));
    }
  }
}
