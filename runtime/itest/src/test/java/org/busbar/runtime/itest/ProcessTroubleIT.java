package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What may happen to a process that lives on, while the battery discharges under it: whatever it
 * is, a battery that nobody wants anything of is at its release within the lease.
 */
@Deep
@Tag("SAF-34")
class ProcessTroubleIT {
  /** The lease of 3 s, the end of a proposal before it, and a margin for the machine. */
  private static final Duration LEASE = Duration.ofMillis(3_000 + 1_000 + 1_500);

  /** Resets are granted so often within a minute only. */
  private static final Duration A_MINUTE_OF_RESETS = Duration.ofSeconds(90);

  /** How long the machine may take for what has no time of its own. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** A bundle that does what a file says: changes the mode's bundle, or fills the heap. */
  private static final String HAND =
      """
      package hand;
      import java.nio.file.*;
      import java.util.*;
      import java.util.concurrent.locks.LockSupport;
      import org.osgi.framework.*;
      public final class Hand implements BundleActivator {
        private final List<byte[]> hoard = new ArrayList<>();
        public void start(BundleContext context) {
          Path file = Path.of(context.getProperty("busbar.home"), "hand");
          Thread thread = new Thread(() -> { while (true) { act(context, file); } }, "hand");
          thread.setDaemon(true);
          thread.start();
        }
        public void stop(BundleContext context) {}
        private void act(BundleContext context, Path file) {
          try {
            LockSupport.parkNanos(20_000_000L);
            if (!Files.exists(file)) { return; }
            String word = Files.readString(file).strip();
            Files.delete(file);
            Bundle mode = Arrays.stream(context.getBundles())
                .filter(b -> "org.busbar.control.selfconsumption".equals(b.getSymbolicName()))
                .findFirst().orElseThrow();
            switch (word) {
              case "stop" -> mode.stop();
              case "start" -> mode.start();
              case "toggle" -> { for (int i = 0; i < 20; i++) { mode.stop(); LockSupport.parkNanos(37_000_000L); mode.start(); LockSupport.parkNanos(53_000_000L); } }
              case "update" -> {
                long before = mode.getLastModified();
                for (int i = 0; i < 10; i++) { mode.update(); LockSupport.parkNanos(53_000_000L); }
                Files.writeString(file.resolveSibling("updated"), mode.getState() == Bundle.ACTIVE && mode.getLastModified() > before ? "yes" : "no");
              }
              case "hoard" -> { while (true) { hoard.add(new byte[64 * 1024]); } }
              default -> { }
            }
          } catch (Exception | OutOfMemoryError e) { LockSupport.parkNanos(1L); }
        }
      }
      """;

  @TempDir Path folder;

  private Path home() {
    return folder.resolve("home");
  }

  /** Puts the bundle where a gateway on that home will find it. */
  private void giveAHand() throws IOException {
    PluginJar jar = new PluginJar("hand", folder.resolve("hand-build"));
    jar.source("hand.Hand", HAND);
    jar.imports("org.osgi.framework");
    jar.write(Files.createDirectories(home().resolve("plugins")).resolve("hand.jar"), "hand.Hand");
  }

  private static void tell(RunningGateway gateway, String word) throws IOException {
    Path next = gateway.home().resolve("hand.new");
    Files.writeString(next, word);
    Files.move(next, gateway.home().resolve("hand"));
  }

  private static boolean isAtRest(RunningPlant plant) {
    return Math.abs(plant.truth("bat1", "activePowerW")) < 50;
  }

  private static void assertDischarges(RunningPlant plant, RunningGateway gateway, String when) {
    assertTrue(
        Program.await(Duration.ofSeconds(20), () -> plant.truth("bat1", "activePowerW") > 1_000),
        () -> when + ": it does not discharge: " + gateway.program().output());
  }

  /** Takes away the mode that wants something, and gives it back. */
  private static void assertReleasedWithinItsLease(
      RunningPlant plant, RunningGateway gateway, String when) throws IOException {
    assertDischarges(plant, gateway, when);
    tell(gateway, "stop");
    long begin = System.nanoTime();
    assertTrue(
        Program.await(LEASE, () -> isAtRest(plant)),
        () -> when + ": not released: " + gateway.program().output());
    System.out.printf("%s: released after %.2f s%n", when, (System.nanoTime() - begin) / 1e9);
    tell(gateway, "start");
    assertDischarges(plant, gateway, when + ", afterwards");
  }

  /** Stops it by its emergency stop, and starts it again by hand. */
  private static void assertStops(RunningPlant plant, RunningGateway gateway, String when) {
    assertDischarges(plant, gateway, when);
    long begin = System.nanoTime();
    gateway.rest().post("/emergency-stop", "{\"reason\":\"test\"}");
    assertTrue(Program.await(LEASE, () -> isAtRest(plant)), () -> when + ": not stopped");
    System.out.printf("%s: stopped after %.2f s%n", when, (System.nanoTime() - begin) / 1e9);
    assertEquals("ERROR", gateway.state(), when);
    String reason = "{\"reason\":\"test over\"}";
    assertTrue(
        Program.await(
            A_MINUTE_OF_RESETS,
            () -> gateway.rest().send("POST", "/emergency-stop/reset", reason).statusCode() == 200),
        when);
    gateway.run();
    assertDischarges(plant, gateway, when + ", afterwards");
  }

  @Test
  void bundlesComeAndGoClocksJumpAndMessagesFlood() throws Exception {
    String library = RunningGateway.fakeTime().map(Path::toString).orElse("");
    Peer.require("libfaketime (Debian: faketime)", List.of("test", "-f", library));
    giveAHand();
    Path offset = Files.writeString(folder.resolve("offset"), "+0");
    try (RunningPlant plant = RunningPlant.start(folder.resolve("plant"));
        RunningGateway gateway =
            RunningGateway.startWithClock(offset, plant.writeSite(folder), home())) {
      gateway.run();
      plant.loadStep(-6_000);
      assertReleasedWithinItsLease(plant, gateway, "mode bundle stopped");
      long step = gateway.rest().get("/site").get("step").asLong();
      long begin = System.nanoTime();
      tell(gateway, "toggle");
      Program.pass(Duration.ofSeconds(3));
      long steps = gateway.rest().get("/site").get("step").asLong() - step;
      double expected = (System.nanoTime() - begin) / 1e8;
      assertEquals(expected, steps, 4, "steps while the mode's bundle came and went");
      assertStops(plant, gateway, "mode bundle stopped and started");
      tell(gateway, "update");
      Path updated = gateway.home().resolve("updated");
      assertTrue(Program.await(PATIENCE, () -> Files.exists(updated)), "not updated");
      assertEquals("yes", Files.readString(updated), "ten updates");
      assertStops(plant, gateway, "mode bundle updated in mid-cycle");
      assertReleasedWithinItsLease(plant, gateway, "mode bundle updated in mid-cycle");
      for (String jump : List.of("+1h", "-1h")) {
        Files.writeString(offset, jump);
        assertJumped(gateway, jump);
        assertReleasedWithinItsLease(plant, gateway, "clock " + jump);
        assertEquals("RUNNING", gateway.state());
        assertStops(plant, gateway, "clock " + jump);
      }
      double usual = messagesPerSecond(plant);
      AtomicBoolean over = new AtomicBoolean();
      AtomicLong answered = new AtomicLong();
      flood(gateway, over, answered);
      Program.pass(Duration.ofSeconds(30));
      double flood = answered.get() / 30.0;
      System.out.printf("messages/s: usual %.1f, flood %.1f more%n", usual, flood);
      assertTrue(usual > 0 && flood >= 10 * usual, "it was no flood");
      assertReleasedWithinItsLease(plant, gateway, "flood of requests");
      assertStops(plant, gateway, "flood of requests");
      over.set(true);
    }
  }

  /** The gateway's wall clock has really jumped: an event of its own tells. */
  private static void assertJumped(RunningGateway gateway, String jump) {
    Duration by = jump.startsWith("+") ? Duration.ofHours(1) : Duration.ofHours(-1);
    gateway.rest().put("/logging/test", "{\"level\":\"INFO\"}");
    var events = gateway.rest().get("/events?limit=1000");
    Instant told = Instant.parse(events.get(events.size() - 1).get("at").asText());
    Duration off = Duration.between(Instant.now().plus(by), told).abs();
    assertTrue(off.toMinutes() < 5, () -> jump + ": the gateway says it is " + told);
  }

  /** What the devices are asked all the time. */
  private static double messagesPerSecond(RunningPlant plant) {
    long before = requests(plant);
    long begin = System.nanoTime();
    Program.pass(Duration.ofSeconds(5));
    return (requests(plant) - before) / ((System.nanoTime() - begin) / 1e9);
  }

  private static long requests(RunningPlant plant) {
    return Stream.of("bat1", "pcc", "pv1")
        .mapToLong(id -> plant.device(id).get("requests").asLong())
        .sum();
  }

  /** Clients that ask for everything without a pause. */
  private static void flood(RunningGateway gateway, AtomicBoolean over, AtomicLong answered) {
    for (int i = 0; i < 4; i++) {
      Thread.ofPlatform()
          .daemon(true)
          .start(
              () -> {
                while (!over.get()) {
                  gateway.rest().status("/points");
                  answered.incrementAndGet();
                }
              });
    }
  }

  @Test
  void withAFullDiskControlGoesOnAndAnEmergencyStopHolds() throws Exception {
    Peer.require(
        "making a user namespace (unshare of util-linux, allowed by the kernel)",
        List.of("unshare", "--user", "--map-root-user", "--mount", "true"));
    giveAHand();
    try (RunningPlant plant = RunningPlant.start(folder.resolve("plant"));
        RunningGateway gateway =
            RunningGateway.startOnSmallDisk(plant.writeSite(folder), home(), 96)) {
      gateway.run();
      plant.loadStep(-6_000);
      assertDischarges(plant, gateway, "at first");
      fill(gateway.home().resolve("filler"));
      assertDischarges(plant, gateway, "disk full");
      long begin = System.nanoTime();
      gateway.rest().post("/emergency-stop", "{\"reason\":\"test\"}");
      assertTrue(Program.await(LEASE, () -> isAtRest(plant)), "disk full");
      System.out.printf("disk full: stopped after %.2f s%n", (System.nanoTime() - begin) / 1e9);
      assertEquals("ERROR", gateway.state());
      Files.delete(gateway.home().resolve("filler"));
      gateway.rest().post("/emergency-stop/reset", "{\"reason\":\"test over\"}");
      gateway.run();
      assertDischarges(plant, gateway, "room again");
    }
  }

  /** Writes until nothing more fits. */
  private static void fill(Path file) {
    try (OutputStream out = Files.newOutputStream(file)) {
      while (true) {
        out.write(new byte[4_096]);
      }
    } catch (IOException e) {
      assertTrue(String.valueOf(e.getMessage()).contains("No space left"), e::toString);
    }
  }

  @Test
  void withAFullHeapTheBatteryThatHasNoTimerEndsAtRest() throws Exception {
    giveAHand();
    try (RunningPlant plant = RunningPlant.startWithoutTimer(folder.resolve("plant"))) {
      Path site = plant.writeSiteWithoutTimer(folder, home());
      try (SupervisedGateway gateway =
          SupervisedGateway.start(Program.development(folder), site, home(), Map.of())) {
        gateway.run();
        plant.loadStep(-6_000);
        assertTrue(
            Program.await(
                Duration.ofSeconds(20), () -> plant.truth("bat1", "activePowerW") > 1_000));
        Files.writeString(home().resolve("hand"), "hoard");
        long begin = System.nanoTime();
        assertTrue(
            Program.await(Duration.ofSeconds(60), () -> isAtRest(plant)),
            gateway.supervisor()::output);
        System.out.printf(
            "heap full, no timer: at rest after %.2f s%n", (System.nanoTime() - begin) / 1e9);
      }
    }
  }
}
