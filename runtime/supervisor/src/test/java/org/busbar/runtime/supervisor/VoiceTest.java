package org.busbar.runtime.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VoiceTest {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @Test
  void plainLinesAreForPeopleAndDocumentsForCollectors() {
    Voice plain = new Voice(new PrintStream(said, true), false);
    plain.info("it beats");
    plain.flush();
    assertEquals("Supervisor: it beats\n", said.toString());
    said.reset();
    Voice json = new Voice(new PrintStream(said, true), true);
    json.error("a \"word\" with \\ and\ttwo\nlines");
    json.flush();
    assertEquals(
        "{\"level\":\"ERROR\",\"loggerName\":\"org.busbar.runtime.supervisor\","
            + "\"formattedMessage\":\"a \\\"word\\\" with \\\\ and two lines\"}\n",
        said.toString());
  }

  @Test
  void aTerminalThatStandsStillHoldsNobodyUp() {
    CountDownLatch never = new CountDownLatch(1);
    OutputStream stalled =
        new OutputStream() {
          @Override
          public void write(int b) {
            try {
              never.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        };
    Voice voice = new Voice(new PrintStream(stalled, true), false);
    for (int i = 0; i < 2_000; i++) {
      voice.info("line " + i);
    }
    voice.flush();
    assertTrue(never.getCount() == 1, "nobody let it go on, and we are here");
    never.countDown();
  }
}
