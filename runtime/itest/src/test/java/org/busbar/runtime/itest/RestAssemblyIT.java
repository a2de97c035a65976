package org.busbar.runtime.itest;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The REST interface of the shipped edge assembly on the simulated plant. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestAssemblyIT {
  private static final List<String> DEVICES = List.of("pcc", "load1", "pv1", "bat1", "ev1");

  @TempDir static Path folder = Path.of("");

  private RunningPlant plant;
  private RunningGateway gateway;

  @BeforeAll
  void start() throws IOException {
    plant = RunningPlant.start(folder.resolve("plant"));
    gateway = RunningGateway.start("edge", plant.writeSite(folder), folder.resolve("home"));
    gateway.run();
  }

  @AfterAll
  void stop() {
    gateway.close();
    plant.close();
  }

  private static List<String> names(JsonNode document) {
    List<String> names = new ArrayList<>();
    document.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void theDocumentsHaveTheFieldsThatOthersScriptAgainst() {
    assertEquals(
        List.of("device", "point", "value", "unit", "quality", "measuredAt"),
        names(gateway.rest().get("/points?device=pcc&point=activePowerW").get(0)));
    assertEquals(
        DEVICES.stream().sorted().toList(),
        gateway.rest().get("/devices").findValuesAsText("id").stream().sorted().toList());
    assertTrue(
        Program.await(
            Duration.ofSeconds(10),
            () -> !gateway.rest().get("/decisions/latest").get("setpoints").isEmpty()));
    JsonNode decision = gateway.rest().get("/decisions/latest");
    assertEquals(List.of("step", "at", "proposals", "dropped", "setpoints"), names(decision));
    assertEquals(
        List.of("device", "point", "value", "unit", "envelope", "limitedBy", "reason"),
        names(decision.at("/setpoints/0")));
    assertEquals(
        List.of(
            "source",
            "level",
            "node",
            "quantity",
            "phase",
            "min",
            "max",
            "target",
            "unit",
            "validUntil",
            "reason"),
        names(decision.at("/proposals/0")));
    JsonNode site = gateway.rest().get("/site");
    assertEquals("RUNNING", site.get("state").asText());
    assertEquals(100, site.get("cycleMs").asInt());
    assertTrue(site.get("nodes").findValuesAsText("nature").contains("battery"));
  }

  @Test
  void everyDocumentThatIsDescribedIsServed() {
    JsonNode paths = gateway.rest().get("/openapi.json").get("paths");
    for (String path : names(paths)) {
      // Nothing was recorded or tried yet, so that devices alone can be asked for by name.
      if (paths.get(path).has("get") && (!path.contains("{") || path.endsWith("/devices/{id}"))) {
        String real =
            path.replace("{id}", "bat1")
                .replace("/history", "/history?device=bat1&point=activePowerW");
        int status = paths.get(path).at("/get/responses").has("101") ? 426 : 200;
        assertTrue(
            Program.await(Duration.ofSeconds(5), () -> gateway.root().status(real) == status),
            real);
      }
    }
  }

  @Test
  @Tag("OBS-01")
  void metricsTellOfEveryDevice() {
    for (String device : DEVICES) {
      String name = "busbar_device_up{site=\"local/demo\",device=\"" + device + "\"}";
      assertTrue(Program.await(Duration.ofSeconds(10), () -> gateway.metric(name) == 1), name);
    }
    assertTrue(gateway.metric("busbar_steps_total") > 0);
    long series =
        gateway
            .root()
            .send("GET", "/metrics", "")
            .body()
            .lines()
            .filter(line -> !line.startsWith("#"))
            .count();
    assertTrue(series < 100, series + " series");
    Matcher device =
        Pattern.compile("device=\"([^\"]*)\"")
            .matcher(gateway.root().send("GET", "/metrics", "").body());
    assertEquals(Set.copyOf(DEVICES), device.results().map(r -> r.group(1)).collect(toSet()));
  }

  /** Exit code of the command with its input from a file, and what it says. */
  private static String run(String command, String name, String input) throws Exception {
    Path file = folder.resolve(name);
    Files.writeString(file, input);
    try (Program program =
        Program.start(
            folder.resolve(name + ".log"),
            List.of("bash", "-c", command, file.toAbsolutePath().toString()))) {
      return program.exitCode(Duration.ofSeconds(30)) + " " + program.output().strip();
    }
  }

  @Test
  @Tag("OBS-01")
  void promtoolReadsTheMetricsAndFindsNothingToSay() throws Exception {
    Peer.require("promtool (Debian: prometheus)", List.of("promtool", "--version"));
    String check = "promtool check metrics <\"$0\"";
    String text = gateway.root().send("GET", "/metrics", "").body();
    assertEquals("0", run(check, "metrics", text).strip());
    for (String broken :
        List.of(
            text + "busbar_more{device=\"a} 1\n",
            text
                + "# HELP busbar_wait_milliseconds Waited.\n# TYPE busbar_wait_milliseconds gauge\n"
                + "busbar_wait_milliseconds 1\n",
            text + "busbar_unexplained 1\n")) {
      String said = run(check, "broken-metrics", broken);
      assertFalse(said.startsWith("0"), said);
    }
  }

  @Test
  @Tag("API-01")
  void aForeignLinterFindsNothingWrongWithTheDescription() throws Exception {
    Path console = Path.of("../../web-console").toAbsolutePath().normalize();
    assertTrue(Files.isDirectory(console.resolve("node_modules")), "the console was not built");
    String lint = "node '" + console.resolve("test/lint-openapi.mjs") + "' \"$0\"";
    String text = gateway.root().send("GET", "/api/v1/openapi.json", "").body();
    assertEquals("0 0 problems", run(lint, "openapi.json", text));
    for (String broken :
        List.of(
            text.replace("#/components/schemas/SiteView", "#/components/schemas/Nothing"),
            text.replace("#/components/schemas/Gap", "#/components/schemas/Nothing"),
            text.replace("\"operationId\":\"getSite\"", "\"operationId\":\"getModes\""),
            text.replaceFirst("\"in\":\"path\"", "\"in\":\"road\""),
            text.replaceFirst("\"summary\":", "\"summery\":"))) {
      String said = run(lint, "broken.json", broken);
      assertTrue(said.startsWith("1 "), said);
    }
  }

  @Test
  @Tag("OBS-06")
  void readinessFollowsTheDevicesThatDieAndComeBack() {
    Rest root = gateway.root();
    assertTrue(Program.await(Duration.ofSeconds(10), () -> root.status("/health/ready") == 200));
    DEVICES.forEach(device -> plant.fault(device, "silent"));
    assertTrue(
        Program.await(Duration.ofSeconds(20), () -> root.status("/health/ready") == 503),
        () -> gateway.rest().get("/devices").toString());
    assertTrue(root.send("GET", "/health/ready", "").body().contains("no device of site"));
    assertEquals(200, root.status("/health"));
    DEVICES.forEach(device -> plant.fault(device, "none"));
    assertTrue(
        Program.await(Duration.ofSeconds(30), () -> root.status("/health/ready") == 200),
        () -> root.send("GET", "/health/ready", "").body());
  }

  @Test
  void theConsoleComesWithItsPolicy() {
    HttpResponse<String> page = gateway.root().send("GET", "/", "");
    assertEquals(200, page.statusCode());
    assertTrue(page.body().contains("<busbar-console>"), page.body());
    assertTrue(
        page.headers()
            .firstValue("Content-Security-Policy")
            .orElse("")
            .startsWith("default-src 'self';"));
    assertEquals("no-cache", page.headers().firstValue("Cache-Control").orElse(""));
  }

  @Test
  void onlyThisMachineReachesThePort() throws IOException {
    for (InetAddress address :
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(each -> !each.isLoopbackAddress())
            .toList()) {
      try (Socket socket = new Socket()) {
        assertThrows(
            IOException.class,
            () -> socket.connect(new InetSocketAddress(address, gateway.port()), 2000),
            address::toString);
      }
    }
  }

  @Test
  void theTokenIsForItsOwnerAndNotInTheLog() throws IOException {
    Path file = folder.resolve("home").resolve("token");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertFalse(gateway.program().output().contains(Files.readString(file).strip()));
    Rest stranger = new Rest("http://127.0.0.1:" + gateway.port() + "/api/v1", "");
    assertEquals(401, stranger.status("/site"));
    assertEquals(401, stranger.send("POST", "/emergency-stop", "").statusCode());
    assertEquals("RUNNING", gateway.state());
  }
}
