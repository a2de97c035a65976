package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Devices that are not ours are searched for, in a network and on a serial line. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DiscoveryIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration SEARCH = Duration.ofSeconds(60);
  private static final String SITE =
      """
      busbar: site/1
      site: search
      cycle: 100 ms
      connections:
        roof: {transport: modbus-tcp, host: 127.0.0.1, port: %d, timeout: 500 ms}
      devices:
        pv1: {profile: sunspec, connection: roof, unit: 1, options: {nature: pv, rated-power: 5 kW}}
      tree:
        children: [pv1]
      """;

  @TempDir static Path folder = Path.of("");

  private int port;
  private Program foreign;
  private RunningGateway gateway;

  @BeforeAll
  void start() throws Exception {
    Peer.requirePymodbus();
    port = RunningGateway.freePort();
    foreign = devices("network", Integer.toString(port));
    Path site = folder.resolve("site.yaml");
    Files.writeString(site, SITE.formatted(port));
    gateway = RunningGateway.start("edge", site, folder.resolve("home"));
    assertTrue(
        Program.await(Duration.ofSeconds(20), () -> gateway.value("pv1", "activePowerW") == 3_500));
  }

  @AfterAll
  void stop() {
    if (gateway != null) {
      gateway.close();
      foreign.close();
    }
  }

  private static Program devices(String name, String where) throws Exception {
    Path script = Path.of(DiscoveryIT.class.getResource("/foreign_devices.py").toURI());
    return Program.start(
        folder.resolve(name + ".log"), List.of(Peer.PYTHON, script.toString(), where));
  }

  /** What {@code ./busbar discover} prints. */
  private String discover(String... words) throws IOException, InterruptedException {
    List<String> command = Program.tool("discover");
    command.addAll(List.of(words));
    command.addAll(List.of("--home", gateway.home().toString()));
    Program tool = Program.start(folder.resolve("discover.log"), command);
    assertEquals(0, tool.exitCode(SEARCH), tool.output());
    return tool.output();
  }

  private static long count(Program devices, String what) {
    return devices.output().lines().filter(line -> line.startsWith(what)).count();
  }

  @Test
  void aForeignDeviceInTheNetworkIsFoundWithFewRequestsAndProposed() throws Exception {
    String found = discover("127.0.0.1", "--port", Integer.toString(port), "--unit", "1,2,3");
    assertTrue(found.contains("is pv1 of this site"), found);
    assertTrue(found.contains("Foreign Meter"), found);
    assertTrue(
        found.contains("{transport: modbus-tcp, host: 127.0.0.1, port: " + port + "}"), found);
    assertTrue(found.contains("{profile: sunspec, connection: wire1, unit: 2}"), found);
    long asked = count(foreign, "READ 2 ");
    System.out.printf("asked %d times for a unit%n", asked);
    assertTrue(asked > 0 && asked <= 120, asked + " requests");
    assertEquals(0, count(foreign, "WRITE"));
    assertEquals(3_500, gateway.value("pv1", "activePowerW"), "the site goes on beside it");
  }

  @Test
  void aForeignDeviceOnASerialLineIsFoundAndProposed() throws Exception {
    Peer.require("socat", List.of("socat", "-V"));
    Path near = folder.resolve("near");
    Path far = folder.resolve("far");
    try (Program _ =
            Program.start(
                folder.resolve("socat.log"),
                List.of("socat", "pty,raw,echo=0,link=" + near, "pty,raw,echo=0,link=" + far));
        Program line = serial(far)) {
      String found = discover(near.toString(), "--baud", "115200", "--unit", "1,2,7");
      for (int i = 0; i < 5 && !found.contains("Foreign Inverter"); i++) {
        found = discover(near.toString(), "--baud", "115200", "--unit", "1,2,7"); // Not up yet.
      }
      assertTrue(found.contains("Foreign Inverter") && found.contains("Foreign Meter"), found);
      assertTrue(found.contains("serial-port: " + near), found);
      assertTrue(found.contains("{profile: sunspec, connection: wire1, unit: 2}"), found);
      assertFalse(found.contains("of this site"), found);
      assertEquals(0, count(line, "WRITE"));
    }
  }

  private static Program serial(Path port) throws Exception {
    assertTrue(Program.await(Duration.ofSeconds(5), () -> Files.exists(port)));
    Program line = devices("line", port.toString());
    Program.pass(Duration.ofSeconds(1));
    return line;
  }

  @Test
  void aSearchOfManyEndsWhenItIsToldTo() throws Exception {
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      HttpResponse<String> begun =
          gateway
              .rest()
              .send(
                  "POST",
                  "/discovery",
                  "{\"network\":\"127.0.0.0/24\",\"ports\":[%d],\"units\":[1,2,3]}"
                      .formatted(mute.getLocalPort()));
      assertEquals(201, begun.statusCode(), begun.body());
      String path = "/discovery/" + JSON.readTree(begun.body()).get("id").asText();
      assertTrue(
          Program.await(
              Duration.ofSeconds(10), () -> gateway.rest().get(path).get("tried").asInt() > 0));
      gateway.rest().send("DELETE", path, "");
      JsonNode ended = gateway.rest().get(path);
      assertEquals("CANCELLED", ended.get("progress").asText());
      int tried = ended.get("tried").asInt();
      assertTrue(tried < ended.get("total").asInt(), ended::toString);
      Program.pass(Duration.ofMillis(1_500));
      int after = gateway.rest().get(path).get("tried").asInt();
      assertTrue(after <= tried + 4, "those four under way at most: " + tried + ", " + after);
    }
  }
}
