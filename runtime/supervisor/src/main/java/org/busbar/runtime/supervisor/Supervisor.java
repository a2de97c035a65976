package org.busbar.runtime.supervisor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.busbar.api.device.write.guard.Beats.Counter;
import org.busbar.api.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Starts the gateway and watches it. When it dies or hangs: kills it, waits until it is gone,
 * brings to rest what it left with a setpoint, and starts it again. Nothing is ever written while
 * it lives.
 */
public final class Supervisor {
  private static final Duration ROUND = Duration.ofMillis(100);

  /** Longest orderly end: the gateway's, and then what it may have left to be written. */
  private static final Duration STOP = Watch.STOP_PATIENCE.plus(Rest.PATIENCE).plusSeconds(2);

  private final List<String> command;
  private final Home home;
  private final Service service;
  private final Voice voice;
  private final Clock clock;
  private final Backoff backoff = new Backoff();
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile @Nullable Gateway running;
  private int ends;

  /** Of a gateway with this command line. */
  Supervisor(List<String> command, Home home, Service service, Voice voice) {
    this.command = List.copyOf(command);
    this.home = home;
    this.service = service;
    this.voice = voice;
    this.clock = Clock.system();
  }

  /** The command line of the gateway, beginning with the Java program. */
  public static void main(String[] args) {
    List<String> command = List.of(args);
    Map<String, String> environment = System.getenv();
    Voice voice =
        new Voice(System.out, option(command, "--log", environment, "BUSBAR_LOG").equals("json"));
    String home = option(command, "--home", environment, "BUSBAR_HOME");
    Supervisor supervisor =
        new Supervisor(
            command,
            new Home(Path.of(home), voice, Rest.PATIENCE),
            Service.of(environment, ProcessHandle.current().pid()),
            voice);
    End end = new End(supervisor);
    Runtime.getRuntime().addShutdownHook(end);
    int code = 1;
    try {
      code = supervisor.run();
    } catch (IOException e) {
      voice.error("cannot go on: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    voice.flush();
    end.halt(code);
  }

  private static String option(
      List<String> command, String name, Map<String, String> environment, String variable) {
    int at = command.lastIndexOf(name);
    return at >= 0 && at + 1 < command.size()
        ? command.get(at + 1)
        : environment.getOrDefault(variable, "");
  }

  /** The end on a signal. A class of its own, since a lambda would make the start longer. */
  private static final class End extends Thread {
    private final Supervisor supervisor;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile int code = 1;

    End(Supervisor supervisor) {
      super("end");
      this.supervisor = supervisor;
    }

    /** Ends the gateway in order, then this process with the code that is right by then. */
    @Override
    public void run() {
      supervisor.stop();
      try {
        if (!over.await(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
          supervisor.voice.error("did not end in time");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      Runtime.getRuntime().halt(code);
    }

    /** The main thread has done its work. */
    void halt(int exitCode) {
      code = exitCode;
      over.countDown();
      Runtime.getRuntime().halt(exitCode);
    }
  }

  private void stop() {
    stop.countDown();
    Gateway now = running;
    if (now != null) {
      now.terminate();
    }
  }

  /** Keeps a gateway alive until it ends in order; returns the exit code. */
  int run() throws IOException, InterruptedException {
    String told = told("An earlier gateway died", home.settle());
    while (true) {
      long begun = clock.nanos();
      try (Gateway gateway = Gateway.start(command, told)) {
        running = gateway;
        Watch watch = new Watch(gateway.beats(), begun);
        String cause = watch(gateway, watch);
        running = null;
        String done = home.settle();
        if (cause.isEmpty()) {
          return 0;
        }
        boolean neverBegan = !watch.hasBegun() && gateway.ended(Duration.ZERO);
        if (neverBegan && ends == 0) {
          return gateway.exitCode();
        }
        told = told("The gateway before (process " + gateway.pid() + ") " + cause, done);
        voice.error(told);
      }
      ends++;
      Duration pause = backoff.after(Duration.ofNanos(clock.nanos() - begun));
      if (!idle(pause)) {
        return 1;
      }
    }
  }

  private static String told(String what, String done) {
    return done.isEmpty() && what.startsWith("An")
        ? ""
        : what + (done.isEmpty() ? "." : "; " + done + ".");
  }

  /** Waits before the next start; false where we are to end. */
  private boolean idle(Duration pause) throws InterruptedException {
    long until = clock.nanos() + pause.toNanos();
    while (clock.nanos() - until < 0) {
      service.round("waits to start the gateway again, for the " + ends + ". time", clock.nanos());
      if (stop.await(ROUND.toMillis(), TimeUnit.MILLISECONDS)) {
        return false;
      }
    }
    return true;
  }

  /** Watches one life; it is over and gone on return. Returns why, empty after an orderly end. */
  private String watch(Gateway gateway, Watch watch) throws InterruptedException {
    boolean ready = false;
    boolean stopping = false;
    long stopNanos = 0;
    service.round(status(gateway, watch), clock.nanos()); // It may beat before the first round.
    while (!gateway.ended(ROUND)) {
      gateway.beats().count(Counter.SUPERVISOR);
      long now = clock.nanos();
      String verdict = watch.look(now);
      service.round(status(gateway, watch), now);
      if (!ready && watch.hasBegun()) {
        ready = true;
        service.ready();
      }
      if (!stopping && stop.getCount() == 0) {
        stopping = true;
        stopNanos = now;
        service.stopping();
        gateway.terminate();
      }
      if (stopping && now - stopNanos > Watch.STOP_PATIENCE.toNanos()) {
        verdict = "did not end within " + Watch.STOP_PATIENCE.toSeconds() + " s";
      }
      if (!verdict.isEmpty()) {
        kill(gateway, verdict);
        return verdict;
      }
    }
    return gateway.exitCode() == 0 ? "" : "ended with code " + gateway.exitCode();
  }

  private void kill(Gateway gateway, String verdict) throws InterruptedException {
    voice.error("the gateway (process " + gateway.pid() + ") " + verdict + ": it is killed");
    gateway.kill();
    while (!gateway.ended(ROUND)) {
      service.round("waits until the killed gateway is gone", clock.nanos());
    }
  }

  private String status(Gateway gateway, Watch watch) {
    String life = watch.hasBegun() ? " beats" : " starts";
    return "gateway "
        + gateway.pid()
        + life
        + (ends == 0 ? "" : ", started again " + ends + " times");
  }
}
