package org.busbar.runtime.supervisor;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Says what happens, one line each, as the gateway does: plain or as a JSON document. On a thread
 * of its own: a terminal that stands still must not hold up the watch. What does not fit is lost.
 */
final class Voice {
  private static final int MOST_WAITING = 256;

  private final PrintStream out;
  private final boolean json;
  private final BlockingQueue<Runnable> waiting = new ArrayBlockingQueue<>(MOST_WAITING);

  Voice(PrintStream out, boolean json) {
    this.out = out;
    this.json = json;
    Thread thread = new Thread(new Mouth(), "voice");
    thread.setDaemon(true);
    thread.start();
  }

  void info(String text) {
    say("INFO", text);
  }

  /** What somebody has to look at. */
  void error(String text) {
    say("ERROR", text);
  }

  /** Waits until all was said, but not for long. */
  void flush() {
    CountDownLatch said = new CountDownLatch(1);
    if (waiting.offer(said::countDown)) {
      try {
        if (!said.await(Duration.ofMillis(500).toMillis(), TimeUnit.MILLISECONDS)) {
          waiting.clear();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void say(String level, String text) {
    String line = json ? document(level, text) : "Supervisor: " + text;
    if (!waiting.offer(() -> out.println(line))) {
      waiting.poll();
    }
  }

  /** Says what waits. A class of its own, since a lambda would make the start longer. */
  private final class Mouth implements Runnable {
    @Override
    public void run() {
      try {
        while (true) {
          waiting.take().run();
          out.flush();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static String document(String level, String text) {
    String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ");
    return "{\"level\":\""
        + level
        + "\",\"loggerName\":\"org.busbar.runtime.supervisor\",\"formattedMessage\":\""
        + escaped
        + "\"}";
  }
}
