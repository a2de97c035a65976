package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Devices come, change and go over REST, while a battery is under control on the wire. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DeviceRegistryIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder = Path.of("");

  private RunningPlant plant;
  private RunningGateway gateway;
  private Path site;
  private String before;

  @BeforeAll
  void start() throws IOException {
    plant = RunningPlant.start(folder.resolve("plant"));
    site = plant.writeSite(folder);
    before = Files.readString(site);
    gateway = RunningGateway.start("edge", site, folder.resolve("home"));
    gateway.run();
    assertTrue(Program.await(Duration.ofSeconds(15), () -> isControlled("bat1")));
  }

  @AfterAll
  void stop() {
    gateway.close();
    plant.close();
  }

  private boolean isControlled(String device) {
    return gateway.rest().get("/devices/" + device).get("authority").asText().equals("control");
  }

  private JsonNode edit(int status, String method, String path, String body) throws IOException {
    HttpResponse<String> answer = gateway.rest().send(method, path, body);
    assertEquals(status, answer.statusCode(), answer.body());
    return JSON.readTree(answer.body());
  }

  private List<String> ids() {
    List<String> ids = new ArrayList<>();
    gateway.rest().get("/devices").forEach(device -> ids.add(device.get("id").asText()));
    return ids;
  }

  private String meter(String id, int unit) {
    String port = before.replaceAll("(?s).*?port: (\\d+).*", "$1");
    return """
        {"id":"%s","profile":"busbar.meter","connection":"more","unit":%d,"reason":"a test",
         "wire":{"transport":"modbus-tcp","host":"127.0.0.1","port":"%s"}}"""
        .formatted(id, unit, port);
  }

  @Test
  @Order(1)
  @Tag("DEV-17")
  void aDeviceIsAddedReadChangedAndRemovedWhileTheOthersGoOn() throws IOException {
    double skipped = gateway.metric("busbar_cycles_skipped_total");
    edit(200, "POST", "/devices?look=true", meter("m2", 1));
    assertEquals(before, Files.readString(site));
    JsonNode made = edit(201, "POST", "/devices", meter("m2", 1));
    assertEquals("{\"generation\":2,\"commentsKept\":true,\"rebuilt\":false}", made.toString());
    assertTrue(
        Program.await(
            Duration.ofSeconds(10), () -> Double.isFinite(gateway.value("m2", "activePowerW"))));
    assertTrue(
        Program.await(
            Duration.ofSeconds(1),
            () -> gateway.rest().get("/devices/m2").get("online").asBoolean()),
        "it is told online by the watch, soon after its first value");
    JsonNode device = gateway.rest().get("/devices/m2");
    assertEquals("more", device.get("connection").asText());
    edit(200, "PUT", "/devices/m2", "{\"options\":{\"poll-fast\":\"500 ms\"}}");
    assertEquals(
        "500 ms", gateway.rest().get("/devices/m2").get("options").get("poll-fast").asText());
    assertTrue(
        Files.readString(site)
            .contains(
                "m2: {profile: busbar.meter, connection: more, unit: 1, options: {poll-fast: 500 ms}}"));
    edit(200, "DELETE", "/devices/m2?reason=gone", "");
    assertFalse(ids().contains("m2"));
    assertTrue(
        Program.await(
            Duration.ofSeconds(5), () -> gateway.rest().get("/points?device=m2").isEmpty()));
    assertEquals(before, Files.readString(site));
    assertTrue(isControlled("bat1"));
    assertEquals("RUNNING", gateway.state());
    // No edit costs one: with twenty programs waiting for two processors twelve edits in a minute
    // cost none, and the quiet time between them one. A loaded machine skips a few by itself. That
    // no step waits for an edit shows LoopBlocksNowhereIT.
    assertTrue(gateway.metric("busbar_cycles_skipped_total") - skipped < 10);
    assertEquals(4, gateway.rest().get("/site/generations").size());
  }

  @Test
  @Order(2)
  @Tag("DEV-17")
  void whatIsDuplicateOrInvalidIsRefusedByItsField() throws IOException {
    JsonNode taken = edit(409, "POST", "/devices", meter("bat1", 9));
    assertEquals("id", taken.get("field").asText());
    assertEquals("bat1", taken.get("value").asText());
    assertTrue(taken.get("type").asText().endsWith("duplicate"));
    JsonNode unknown =
        edit(400, "POST", "/devices", meter("m3", 1).replace("busbar.meter", "busbar.metre"));
    assertEquals("profile", unknown.get("field").asText());
    assertEquals("busbar.metre", unknown.get("value").asText());
    assertEquals("Did you mean 'busbar.meter'?", unknown.get("remedy").asText());
    assertEquals(
        "wire.port",
        edit(
                400,
                "POST",
                "/devices",
                meter("m3", 1).replaceAll("\"port\":\"\\d+\"", "\"port\":\"x\""))
            .get("field")
            .asText());
    assertEquals("unit", edit(400, "POST", "/devices", meter("m3", 70_000)).get("field").asText());
    assertEquals("id", edit(400, "POST", "/devices", meter("Not Good", 1)).get("field").asText());
    assertEquals(
        "options.nonsense",
        edit(400, "PUT", "/devices/bat1", "{\"options\":{\"nonsense\":\"1\"}}")
            .get("field")
            .asText());
    assertEquals(before, Files.readString(site));
  }

  @Test
  @Order(3)
  void aControlledDeviceThatIsChangedIsReleasedAndNotMovedBeforeTheNextStart() throws IOException {
    edit(200, "PUT", "/devices/bat1", "{\"options\":{\"poll-slow\":\"5 s\"}}");
    assertTrue(
        Program.await(
            Duration.ofSeconds(10), () -> Double.isFinite(gateway.value("bat1", "activePowerW"))));
    long writes = plant.writes("bat1");
    assertTrue(
        Program.await(
            Duration.ofSeconds(5), () -> Math.abs(plant.truth("bat1", "activePowerW")) < 1));
    assertFalse(isControlled("bat1"));
    assertEquals(writes, plant.writes("bat1"));
    gateway.rest().put("/site/state", "{\"state\":\"IDLE\"}");
    gateway.run();
    assertTrue(Program.await(Duration.ofSeconds(15), () -> isControlled("bat1")));
    assertTrue(Program.await(Duration.ofSeconds(10), () -> plant.writes("bat1") > writes));
    edit(200, "POST", "/site/undo", "{\"reason\":\"as it was\"}");
    assertEquals(before, Files.readString(site));
  }

  @Test
  @Order(4)
  void theConsentToControlIsGivenAndTakenBackByItsDeviceAndKeptInTheAudit() throws IOException {
    String given = "{\"consent\":{\"control\":{\"by\":\"Berta\",\"on\":\"%s\",\"why\":\"seen\"}}}";
    JsonNode refused = edit(400, "PUT", "/devices/bat1", given.formatted("yesterday"));
    assertEquals("consent.control.on", refused.get("field").asText());
    assertEquals("yesterday", refused.get("value").asText());
    edit(200, "PUT", "/devices/bat1", "{\"consent\":{},\"reason\":\"no longer\"}");
    assertEquals("[]", gateway.rest().get("/devices/bat1").get("consent").toString());
    gateway.rest().put("/site/state", "{\"state\":\"IDLE\"}");
    gateway.run();
    assertTrue(
        Program.await(
            Duration.ofSeconds(10), () -> Double.isFinite(gateway.value("bat1", "activePowerW"))));
    assertFalse(isControlled("bat1"));
    edit(200, "PUT", "/devices/bat1", given.formatted("2026-11-21"));
    gateway.rest().put("/site/state", "{\"state\":\"IDLE\"}");
    gateway.run();
    assertTrue(Program.await(Duration.ofSeconds(15), () -> isControlled("bat1")));
    assertTrue(
        Program.await(Duration.ofSeconds(5), () -> isAudited("\"kind\":\"consent\"", "Berta")));
    assertTrue(isAudited("\"kind\":\"configuration\"", "no longer"));
    edit(200, "POST", "/site/undo", "{\"reason\":\"as it was\"}");
    edit(200, "POST", "/site/undo", "{\"reason\":\"as it was\"}");
    assertEquals(before, Files.readString(site));
  }

  private boolean isAudited(String kind, String word) {
    try (Stream<Path> files = Files.walk(folder.resolve("home/sites"))) {
      return files
          .filter(file -> file.getParent().endsWith("audit") && file.toString().endsWith(".jsonl"))
          .flatMap(DeviceRegistryIT::lines)
          .anyMatch(line -> line.contains(kind) && line.contains(word));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @Order(5)
  void aDeviceIsFoundTriedAndAddedAndNothingIsEverWritten() throws IOException {
    edit(200, "DELETE", "/devices/ev1?reason=to+be+found", "");
    long writes = plant.writes("ev1");
    int port = plant.port();
    JsonNode scan =
        edit(
            201,
            "POST",
            "/discovery",
            "{\"network\":\"127.0.0.1\",\"units\":[1,2],\"ports\":[%d,%d,%d,%d]}"
                .formatted(port, port + 1, port + 3, port + 90));
    edit(409, "POST", "/discovery", "{\"network\":\"127.0.0.1\"}");
    String path = "/discovery/" + scan.get("id").asText();
    assertTrue(
        Program.await(
            Duration.ofSeconds(40),
            () -> gateway.rest().get(path).get("progress").asText().equals("DONE")));
    List<String> known = new ArrayList<>();
    JsonNode charger = null;
    for (JsonNode found : gateway.rest().get(path).get("found")) {
      if (!found.get("known").isNull()) {
        known.add(found.get("known").asText());
      } else if (found.get("profile").asText().equals("busbar.charger")) {
        charger = found;
      }
    }
    known.sort(null);
    assertEquals(List.of("load1", "pcc", "pv1"), known);
    assertTrue(charger != null, gateway.rest().get(path).toString());
    String device =
        "{\"id\":\"ev1\",\"profile\":\"busbar.charger\",\"connection\":\"charger\",\"wire\":%s,\"unit\":1}"
            .formatted(charger.get("wire"));
    String trial = edit(201, "POST", "/device-tests", device).get("id").asText();
    assertTrue(
        Program.await(
            Duration.ofSeconds(10),
            () -> !gateway.rest().get("/device-tests/" + trial).get("points").isEmpty()));
    assertEquals("READY", gateway.rest().get("/device-tests/" + trial).get("session").asText());
    assertEquals(
        "CANCELLED", edit(200, "DELETE", "/device-tests/" + trial, "").get("progress").asText());
    edit(201, "POST", "/devices", device);
    assertEquals(writes, plant.writes("ev1"));
    assertEquals("RUNNING", gateway.state());
    assertTrue(gateway.rest().get("/devices/ev1").get("waitsForStart").asBoolean());
    assertFalse(gateway.rest().get("/devices/pcc").get("waitsForStart").asBoolean());
  }

  @Test
  @Order(6)
  @Tag("DEV-19")
  void aCommandToAGroupReachesEachMemberAndEachAnswers() throws IOException {
    gateway.rest().put("/site/state", "{\"state\":\"IDLE\"}");
    gateway.run();
    assertTrue(Program.await(Duration.ofSeconds(15), () -> isControlled("bat1")));
    assertFalse(gateway.rest().get("/devices/ev1").get("waitsForStart").asBoolean());
    JsonNode report =
        edit(
            202,
            "POST",
            "/groups/storage/commands",
            "{\"command\":\"stop\",\"reason\":\"service\"}");
    assertEquals("bat1", report.get("members").get(0).get("device").asText());
    assertTrue(
        Program.await(
            Duration.ofSeconds(15),
            () -> Math.abs(plant.truth("bat1", "activePowerW")) < 1 && state().equals("ACHIEVED")));
    edit(409, "POST", "/devices/bat1/commands", "{\"command\":\"on\"}");
    edit(202, "POST", "/devices/bat1/commands", "{\"command\":\"start\"}");
    assertTrue(
        Program.await(
            Duration.ofSeconds(15), () -> Math.abs(plant.truth("bat1", "activePowerW")) > 50));
  }

  private String state() {
    return gateway.rest().get("/devices/bat1/commands").get(0).get("state").asText();
  }
}
