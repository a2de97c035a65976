package org.busbar.runtime.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.busbar.testkit.api.ForeignServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The gateway's core and safety with threads and time of their own, over real sockets and a serial
 * line: a few scenarios in each run, in a deep one all that can be.
 */
class WireScenariosDeepIT {
  private static final boolean DEEP = Boolean.getBoolean("busbar.deep");
  private static final Set<String> FEW = Set.of("cell-overvoltage", "link-drop", "rogue-nan");
  private static final Set<String> FEW_SERIAL = Set.of("cell-overvoltage");

  /** There is no connection that could break, and nobody else on the line. */
  private static final Set<String> NOT_SERIAL = Set.of("link-drop");

  private static final int AT_ONCE = 12;
  private static final int SERIAL_AT_ONCE = 4;

  /** Both at a time: most of it is waiting. */
  private static final CompletableFuture<Map<String, Object>> SOCKETS =
      CompletableFuture.supplyAsync(WireScenariosDeepIT::overSockets);

  private static List<FaultClass> chosen(Set<String> few) {
    return WireRun.of(Faults.ready()).stream()
        .filter(fault -> DEEP || few.contains(fault.id()))
        .toList();
  }

  private static Map<String, Object> overSockets() {
    try {
      return WireRun.all(chosen(FEW), 7, AT_ONCE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void allIsWell(Map<String, Object> report) {
    for (String figure : List.of("violations", "missedReactions", "notRecovered")) {
      assertEquals(0L, report.get(figure), () -> figure + "\n" + Json.of(report));
    }
  }

  /** One terminal for each scenario, with the battery of its yard at the other end. */
  private static String line(int port, URI script, List<ForeignServer> lines) throws IOException {
    try {
      ForeignServer line = ForeignServer.pymodbus(script);
      synchronized (lines) {
        lines.add(line);
      }
      line.say(String.valueOf(port));
      return line.where();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Test
  @Tag("SAF-33")
  void scenariosPassOverASerialLineAsWell() throws Exception {
    URI script = WireScenariosDeepIT.class.getResource("serial_line.py").toURI();
    ForeignServer.pymodbus(script).close(); // Skipped where it is missing.
    List<FaultClass> faults =
        chosen(FEW_SERIAL).stream().filter(fault -> !NOT_SERIAL.contains(fault.id())).toList();
    List<ForeignServer> lines = new ArrayList<>();
    try {
      allIsWell(
          WireRun.all(
              faults,
              "each fault alone, Modbus RTU on a pseudo terminal",
              () -> World.Setup.of(7).overA(port -> line(port, script, lines)),
              SERIAL_AT_ONCE));
    } finally {
      for (ForeignServer line : lines) {
        line.close();
      }
    }
  }

  @Test
  @Tag("SAF-33")
  void scenariosPassOverTheWireAsTheyDoInVirtualTime() {
    allIsWell(SOCKETS.join());
  }
}
