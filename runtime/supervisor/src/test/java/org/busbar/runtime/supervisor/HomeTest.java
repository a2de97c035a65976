package org.busbar.runtime.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.busbar.api.device.write.WritePlan;
import org.busbar.api.device.write.guard.GuardList;
import org.busbar.api.transport.RegisterWrite;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  @TempDir Path home;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final Voice voice = new Voice(new PrintStream(said, true), false);
  private Path site;

  @BeforeEach
  void makeASite() throws IOException {
    site = Files.createDirectories(home.resolve("sites/local/home"));
  }

  private static WritePlan plan(int value, boolean readBack) {
    RegisterWrite timer = new RegisterWrite(1, Table.HOLDING, 0x40, Words.of(10), true);
    RegisterWrite power = new RegisterWrite(1, Table.HOLDING, 0x42, Words.of(0, value), false);
    Registers place = new Registers(1, Table.HOLDING, 0x42, 2);
    return new WritePlan(
        List.of(timer, power),
        readBack
            ? Optional.of(new WritePlan.ReadBack(place, Words.of(0, value)))
            : Optional.empty());
  }

  private void list(boolean readBack, int... ports) throws IOException {
    List<GuardList.Entry> entries = new ArrayList<>();
    for (int i = 0; i < ports.length; i++) {
      String id = "bat" + (i + 1);
      entries.add(
          new GuardList.Entry(
              id,
              id + "/activePowerW",
              "127.0.0.1",
              ports[i],
              Duration.ofMillis(200),
              plan(0, readBack),
              plan(7, readBack)));
    }
    Files.writeString(site.resolve(GuardList.FILE), new GuardList(entries).write());
  }

  private void latch(String... devices) throws IOException {
    StringBuilder text = new StringBuilder("busbar-safety 1\nstate\tERROR\t2026-11-21T12:00:00Z\n");
    for (String device : devices) {
      text.append("cell\t").append(device).append("\tlimit\tx\t2026-11-21T12:00:00Z\ty\n");
    }
    CRC32C sum = new CRC32C();
    sum.update(text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    text.append("end\t").append(Long.toHexString(sum.getValue())).append('\n');
    Files.writeString(site.resolve("safety.state"), text);
  }

  private String settle() throws IOException, InterruptedException {
    return new Home(home, voice, PATIENCE).settle();
  }

  private static final List<String> RELEASE =
      List.of("010600400" + "00a", "0110004200020400000000", "closed");
  private static final List<String> SAFE =
      List.of("01060040000a", "0110004200020400000007", "closed");

  private static void assertTold(List<String> expected, FakePeer peer) {
    List<String> requests = peer.requests();
    assertEquals(expected.subList(0, 2), requests.subList(0, Math.min(2, requests.size())));
  }

  @Test
  void whatIsOnTheListIsWrittenInOrderAndTheListIsGone() throws Exception {
    try (FakePeer peer = new FakePeer(FakePeer::echo)) {
      list(false, peer.port());
      assertEquals("wrote [bat1/activePowerW release]", settle());
      assertTold(RELEASE, peer);
      assertFalse(Files.exists(site.resolve(GuardList.FILE)));
      assertEquals("", settle());
    }
  }

  @Test
  void aLatchedDeviceGetsItsSafeValueAndItsNeighbourTheRelease() throws Exception {
    try (FakePeer one = new FakePeer(FakePeer::echo);
        FakePeer two = new FakePeer(FakePeer::echo)) {
      list(false, one.port(), two.port());
      latch("bat2");
      settle();
      assertTold(RELEASE, one);
      assertTold(SAFE, two);
    }
  }

  @Test
  void whereTheLatchCannotBeReadEveryDeviceGetsItsSafeValue() throws Exception {
    try (FakePeer peer = new FakePeer(FakePeer::echo)) {
      list(false, peer.port());
      latch();
      Files.writeString(site.resolve("safety.state"), "busbar-safety 1\nstate\tRUN");
      settle();
      assertTold(SAFE, peer);
    }
  }

  @Test
  void nothingIsWrittenWhileAGatewayLives() throws Exception {
    try (FakePeer peer = new FakePeer(FakePeer::echo)) {
      list(false, peer.port());
      Process living = lockInAnotherProcess();
      try {
        assertEquals("", settle());
        assertEquals(List.of(), peer.requests());
        assertTrue(Files.exists(site.resolve(GuardList.FILE)));
      } finally {
        living.destroyForcibly().waitFor();
      }
      settle();
      assertTold(RELEASE, peer);
    }
  }

  /** As the launcher does for the life of a gateway. */
  private Process lockInAnotherProcess() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Locker.class.getName(),
                home.resolve("running.lock").toString())
            .redirectErrorStream(true)
            .start();
    assertEquals('L', process.getInputStream().read());
    return process;
  }

  /** Holds a lock until it is killed. */
  static final class Locker {
    public static void main(String[] args) throws Exception {
      try (FileChannel channel =
          FileChannel.open(Path.of(args[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        System.out.print(channel.tryLock() == null ? "-" : "L");
        System.out.flush();
        new java.util.concurrent.CountDownLatch(1).await();
      }
    }
  }

  @Test
  void aDeadPeerCostsItsOwnDeviceOnlyAndStaysOnTheList() throws Exception {
    try (FakePeer dead = new FakePeer(request -> "");
        FakePeer peer = new FakePeer(FakePeer::echo)) {
      list(false, dead.port(), peer.port());
      String done = settle();
      assertTold(RELEASE, peer);
      assertEquals(
          "wrote [bat2/activePowerW release], not confirmed [bat1/activePowerW release]", done);
      assertTrue(Files.exists(site.resolve(GuardList.FILE)));
    }
  }

  @Test
  void aRefusalAndAWrongReadBackAreTriedAgainUntilTheDeviceIsAtRest() throws Exception {
    List<String> seen = new ArrayList<>();
    try (FakePeer peer =
        new FakePeer(
            request -> {
              seen.add(request);
              if (seen.size() == 1) {
                return "8604";
              }
              boolean reads = request.startsWith("03");
              String held = seen.size() < 5 ? "00000001" : "00000000";
              return reads ? "0304" + held : FakePeer.echo(request);
            })) {
      list(true, peer.port());
      assertEquals("wrote [bat1/activePowerW release]", settle());
      assertEquals(7, seen.size(), seen::toString);
    }
  }

  @Test
  void anAnswerToAnotherWriteConfirmsNothing() throws Exception {
    try (FakePeer peer = new FakePeer(request -> FakePeer.echo(request).replace("0042", "0043"))) {
      list(false, peer.port());
      assertEquals("wrote [], not confirmed [bat1/activePowerW release]", settle());
    }
  }
}
