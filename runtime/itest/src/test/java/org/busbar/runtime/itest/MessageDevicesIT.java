package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.busbar.testkit.api.FakeShelly;
import org.busbar.testkit.api.Mosquitto;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two plugs over HTTP and a meter over MQTT, from the wire to what a person sees and does: switched
 * one by one and as a group, silent and back, a broker that is gone.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MessageDevicesIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int KEEP_ALIVE_S = 4;
  private static final String SITE =
      """
      busbar: site/1
      site: messages
      cycle: 100 ms
      connections:
        first: {transport: http, url: "%s", timeout: 500 ms}
        second: {transport: http, url: "%s", timeout: 500 ms}
        broker: {transport: mqtt, host: 127.0.0.1, port: %d, keep-alive: %d s}
      devices:
        pcc: {profile: generic.mqtt-meter, connection: broker, options: {topic: plant/meter}}
        heater: {profile: shelly.gen2-switch, connection: first, consent: {control: {by: test, on: 2026-11-21, why: an answerer}}}
        pump: {profile: shelly.gen1-relay, connection: second, consent: {control: {by: test, on: 2026-11-21, why: an answerer}}}
      tree:
        meter: pcc
        children:
          - group: loads
            children: [heater, pump]
      limits:
        heater: {activePowerW: {min: -1500 W, reaction: trip}}
      """;

  @TempDir static Path folder = Path.of("");

  private FakeShelly heater;
  private FakeShelly pump;
  private Mosquitto broker;
  private Process publisher;
  private volatile boolean publishing = true;
  private RunningGateway gateway;

  @BeforeAll
  void start() throws IOException, InterruptedException {
    broker = Mosquitto.start(folder, "allow_anonymous true");
    heater = new FakeShelly();
    pump = new FakeShelly();
    Path site = folder.resolve("site.yaml");
    Files.writeString(site, SITE.formatted(heater.url(), pump.url(), broker.port(), KEEP_ALIVE_S));
    gateway = RunningGateway.start("edge", site, folder.resolve("home"));
    publish();
    gateway.run();
  }

  @AfterAll
  void stop() {
    publishing = false;
    gateway.close();
    heater.close();
    pump.close();
    publisher.destroyForcibly();
    broker.close();
  }

  /** Says every 300 ms what the meter measures, in a process of its own. */
  private void publish() throws IOException {
    publisher =
        new ProcessBuilder(
                "/usr/bin/mosquitto_pub",
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(broker.port()),
                "-t",
                "plant/meter",
                "-l")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("publisher.log").toFile())
            .start();
    Process own = publisher;
    Thread.ofVirtual()
        .start(
            () -> {
              try (Writer lines = own.outputWriter(StandardCharsets.UTF_8)) {
                for (int i = 0; publishing && own.isAlive(); i++) {
                  lines.write("{\"power\": " + (1_000 + i % 7) + "}\n");
                  lines.flush();
                  Program.pass(Duration.ofMillis(300));
                }
              } catch (IOException gone) {
                own.destroy();
              }
            });
  }

  private boolean within(double seconds, BooleanSupplier condition) {
    return Program.await(Duration.ofMillis(Math.round(1_000 * seconds)), condition);
  }

  private boolean isOnline(String device) {
    return gateway.rest().get("/devices/" + device).get("online").asBoolean();
  }

  private JsonNode command(String path, String command) throws IOException {
    HttpResponse<String> answer =
        gateway
            .rest()
            .send(
                "POST",
                path + "/commands",
                "{\"command\":\"" + command + "\",\"reason\":\"a person\"}");
    assertEquals(202, answer.statusCode(), answer.body());
    return JSON.readTree(answer.body());
  }

  private String newest(String device) {
    return gateway.rest().get("/devices/" + device + "/commands").get(0).get("state").asText();
  }

  /** The relays may be switched every ten seconds at most: one way for all, then one back. */
  @Test
  @Order(3)
  @Tag("DEV-19")
  @Tag("DEV-22")
  void devicesAreSwitchedAsAGroupAndAloneThroughArbiterAndGateAndSaySo() throws IOException {
    assertTrue(within(15, () -> isOnline("heater") && isOnline("pump")));
    assertFalse(heater.isOn() || pump.isOn());
    JsonNode report = command("/groups/loads", "on");
    Map<String, String> members = new HashMap<>();
    report
        .get("members")
        .forEach(each -> members.put(each.get("device").asText(), each.get("state").asText()));
    assertEquals(Map.of("heater", "ACCEPTED", "pump", "ACCEPTED"), members, report::toString);
    assertTrue(
        within(20, () -> newest("heater").equals("ACHIEVED") && newest("pump").equals("ACHIEVED")),
        () -> gateway.rest().get("/devices/pump/commands") + "\n" + gateway.program().output());
    assertTrue(heater.isOn() && pump.isOn());
    assertTrue(
        heater.asked.stream().anyMatch(path -> path.contains("on=true&toggle_after=60")),
        "with the device's own timer");
    assertTrue(within(5, () -> gateway.value("heater", "activePowerW") == -1_200.5));
    String why = gateway.rest().get("/decisions/latest").toString();
    assertTrue(why.contains("heater") && why.contains("a person"), why);

    command("/devices/heater", "off");
    assertEquals("ACCEPTED", newest("heater"), "what was read before says nothing of it");
    assertTrue(within(30, () -> newest("heater").equals("ACHIEVED")));
    assertFalse(heater.isOn());
    assertTrue(pump.isOn(), "the other one is left alone");
    JsonNode all = gateway.rest().get("/devices/heater/commands");
    assertEquals("off", all.get(0).get("command").asText());
    assertEquals("on", all.get(1).get("command").asText());
  }

  @Test
  @Order(1)
  void aDeviceThatSaysNothingIsToldOfWithinFiveSecondsAndSoIsItsReturn() {
    assertTrue(within(15, () -> isOnline("heater") && isOnline("pump")));
    double skipped = gateway.metric("busbar_cycles_skipped_total");
    long before = gateway.lastEvent();
    pump.silent(true);
    // One period until it is asked, half a second until it is missed, five from there.
    assertTrue(
        within(6.5, () -> gateway.isTold("pump", "device-silent", "ALARM", before)),
        () -> gateway.rest().get("/events?after=" + before).toString());
    assertFalse(isOnline("pump"));
    assertTrue(isOnline("heater"));
    long between = gateway.lastEvent();
    pump.silent(false);
    assertTrue(
        within(5, () -> gateway.isTold("pump", "device-silent", "INFO", between)),
        () -> gateway.rest().get("/events?after=" + between).toString());
    assertTrue(isOnline("pump"));
    assertEquals(skipped, gateway.metric("busbar_cycles_skipped_total"));
  }

  @Test
  @Order(2)
  @Tag("DEV-18")
  void aBrokerThatIsGoneTakesItsDevicesOfflineInTimeAndBringsThemBack() throws Exception {
    assertTrue(within(15, () -> isOnline("pcc")));
    broker.kill();
    assertTrue(
        within(1.5 * KEEP_ALIVE_S, () -> !isOnline("pcc")),
        () -> gateway.rest().get("/devices/pcc").toString());
    String seen = gateway.rest().get("/devices/pcc").get("lastSeen").asText();
    broker.restart();
    publisher.destroyForcibly();
    publish();
    assertTrue(within(10, () -> isOnline("pcc")));
    assertTrue(
        gateway.rest().get("/devices/pcc").get("lastSeen").asText().compareTo(seen) > 0, seen);
    assertTrue(isOnline("heater"));
  }

  private Stream<JsonNode> audited() throws IOException {
    List<JsonNode> records = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder.resolve("home/sites/local/messages/audit"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".jsonl")).toList()) {
        for (String line : Files.readAllLines(file)) {
          records.add(JSON.readTree(line));
        }
      }
    }
    return records.stream();
  }

  private boolean isAuditedReset(JsonNode each) {
    return each.get("values").path("command").asText().equals("reset")
        && each.get("reason").asText().equals("the heater was mended")
        && !each.get("by").asText().isEmpty()
        && Instant.parse(each.get("at").asText()).isBefore(Instant.now().plusSeconds(1));
  }

  /** What is not there yet is a cloud; who may reset comes with accounts. */
  @Test
  @Order(4)
  void withoutTheBrokerALimitStopsTheSiteWhichIsReadAfterwardsAndResetOnceItsCauseIsGone()
      throws Exception {
    assertTrue(within(15, () -> isOnline("heater") && isOnline("pump")));
    broker.kill();
    assertTrue(within(1.5 * KEEP_ALIVE_S, () -> !isOnline("pcc")));
    long before = gateway.lastEvent();
    heater.faulty(2_500);
    assertTrue(
        within(10, () -> gateway.state().equals("ERROR")), () -> gateway.rest().get("/site") + "");
    assertTrue(
        gateway.isTold("heater/activePowerW", "trip", "CRITICAL", before),
        gateway.program()::output);
    String reset = "{\"reason\":\"the heater was mended\"}";
    HttpResponse<String> refused = gateway.rest().send("POST", "/emergency-stop/reset", reset);
    assertEquals(409, refused.statusCode(), refused.body());
    assertTrue(refused.body().contains("activePowerW"), refused.body());
    assertEquals("ERROR", gateway.state());
    assertTrue(audited().noneMatch(this::isAuditedReset), "nothing has changed");

    heater.faulty(Double.NaN);
    assertTrue(
        within(
            15,
            () -> gateway.rest().send("POST", "/emergency-stop/reset", reset).statusCode() < 300));
    assertTrue(within(5, () -> gateway.state().equals("IDLE")), "it does not start by itself");
    assertTrue(
        Program.await(
            Duration.ofSeconds(5),
            () -> {
              try {
                return audited().anyMatch(this::isAuditedReset);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }));
    broker.restart();
    String range = "/events?limit=1000&from=" + Instant.now().minusSeconds(300);
    assertTrue(
        within(
            10,
            () -> {
              String kept = gateway.rest().get(range).toString();
              return kept.contains("\"trip\"") && kept.contains("heater");
            }),
        () -> gateway.rest().get(range).toString());
  }
}
