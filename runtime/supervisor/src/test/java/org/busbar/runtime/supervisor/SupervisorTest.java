package org.busbar.runtime.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.busbar.api.device.write.guard.Beats;
import org.busbar.api.device.write.guard.Beats.Counter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Watches real processes that do as gateways do. */
@Timeout(60)
class SupervisorTest {
  private static final int DIED = 5;
  private static final int NEVER_BEGAN = 3;

  @TempDir Path folder;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final List<String> told = new ArrayList<>();
  private final Service systemd =
      new Service(Duration.ofMillis(300)) {
        @Override
        void send(String message) {
          told.add(message);
        }
      };

  /** What the lives of a gateway are like, one after the other. */
  private int run(String... lives) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Life.class.getName(),
                folder.toString()));
    command.addAll(List.of(lives));
    Voice voice = new Voice(new PrintStream(said, true), false);
    Home home = new Home(folder, voice, Duration.ofSeconds(1));
    int code = new Supervisor(command, home, systemd, voice).run();
    voice.flush();
    return code;
  }

  /** What a life was told of the one before it. */
  private String heard(int life) throws IOException {
    return Files.readString(folder.resolve("life-" + life));
  }

  /** A gateway: it beats, or does not. */
  static final class Life {
    public static void main(String[] args) throws Exception {
      Path folder = Path.of(args[0]);
      int life = 1;
      while (Files.exists(folder.resolve("life-" + life))) {
        life++;
      }
      String before = System.getProperty("busbar.supervisor.told");
      Files.writeString(folder.resolve("life-" + life), before);
      if (args[life].equals("never")) {
        Runtime.getRuntime().halt(NEVER_BEGAN);
      }
      Beats beats = Beats.join(Path.of(System.getProperty("busbar.supervisor")));
      for (int i = 0; i < 40; i++) {
        beats.count(Counter.LOOPS);
        beats.count(Counter.LEASES);
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
      while (args[life].equals("hangs")) {
        LockSupport.park();
      }
      Runtime.getRuntime().halt(args[life].equals("dies") ? DIED : 0);
    }
  }

  @Test
  void whoDiesIsStartedAgainAndToldOfItAndAnOrderlyEndIsTheLast() throws Exception {
    assertEquals(0, run("dies", "ends"));
    assertEquals("", heard(1));
    assertTrue(
        heard(2).matches("The gateway before \\(process \\d+\\) ended with code 5.*"), heard(2));
    assertFalse(Files.exists(folder.resolve("life-3")));
    assertTrue(said.toString().contains("ended with code 5"), said::toString);
    assertTrue(told.getFirst().matches("STATUS=gateway \\d+ starts"), told::toString);
    assertTrue(told.contains("READY=1"), told::toString);
    assertTrue(
        told.contains("STATUS=waits to start the gateway again, for the 1. time"), told::toString);
    assertTrue(told.getLast().matches("STATUS=.*started again 1 times|WATCHDOG=1"), told::toString);
    assertTrue(told.stream().filter("WATCHDOG=1"::equals).count() > 3, told::toString);
  }

  @Test
  void whoHangsIsKilledAndStartedAgain() throws Exception {
    assertEquals(0, run("hangs", "ends"));
    assertTrue(heard(2).contains("has not beaten for 5 s"), heard(2));
    assertTrue(said.toString().contains("has not beaten for 5 s: it is killed"), said::toString);
  }

  @Test
  void whatEndsBeforeItHasBegunIsNoGatewayAndItsCodeIsOurs() throws Exception {
    assertEquals(NEVER_BEGAN, run("never"));
    assertFalse(Files.exists(folder.resolve("life-2")), "it is not started again");
  }

  @Test
  void whoDiesAndThenDoesNotBeginIsTriedOnAndOn() throws Exception {
    assertEquals(0, run("dies", "never", "ends"));
    assertTrue(heard(3).contains("ended with code 3"), heard(3));
  }

  @Test
  void systemdIsToldOnlyWhereItAsksAndALostMessageCostsNothing() {
    Service none = Service.of(Map.of("WATCHDOG_USEC", "3000000", "WATCHDOG_PID", "1"), 2);
    none.round("beats", 1);
    Service nobody =
        Service.of(
            Map.of("NOTIFY_SOCKET", folder.resolve("nobody").toString(), "WATCHDOG_USEC", "x"), 2);
    nobody.ready();
    nobody.round("beats", 1);
    nobody.stopping();
    Service hidden = Service.of(Map.of("NOTIFY_SOCKET", "@busbar-nobody-at-all"), 2);
    hidden.ready();
    Service watched = systemd;
    watched.round("two\nlines", 1);
    watched.round("two\nlines", Duration.ofMillis(50).toNanos());
    watched.round("two\nlines", Duration.ofMillis(150).toNanos());
    assertEquals(List.of("STATUS=two lines", "WATCHDOG=1", "WATCHDOG=1"), told);
  }
}
