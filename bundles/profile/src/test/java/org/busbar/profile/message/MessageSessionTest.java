package org.busbar.profile.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.SessionStatus.State;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.Command.Action;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.transport.DeviceException.Malformed;
import org.busbar.api.transport.DeviceException.NoResponse;
import org.busbar.api.transport.DeviceException.Rejected;
import org.busbar.api.transport.Message;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.config.api.ConfigException;
import org.busbar.testkit.api.FakeConnection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MessageSessionTest {
  private static final String PROFILE =
      """
      busbar: profile/1
      id: acme.heater
      version: 1
      name: Acme heater
      maker: Acme
      models: [H1]
      licence: Apache-2.0
      evidence: {source: this test, quality: reference}
      maturity: simulated
      nature: load
      settings:
        prefix: {text: topic of the device}
      transport: {kind: mqtt, from: status}
      documents:
        status: {at: "${prefix}/status", stamp: /at}
        info: {at: "${prefix}/info"}
      poll: {fast: 200 ms}
      reaction: 500 ms
      identify: [{from: info, value: /model, equals: [H1, H2]}]
      points:
        activePowerW: {value: /power/kw, unit: kW, sign: consume+, poll: fast}
        temperatureC: {from: "${prefix}/t"}
        switchOn: {value: /on, type: bool}
      writes:
        activePowerW:
          {send: [{to: "${prefix}/set", body: '{"w":${value},"s":${timer}}'}], sign: consume+,
          range: [-3 kW, 0], step: 100, safe: 0, release: 0, reversion: 30 s, readBack: activePowerW}
        switchOn:
          range: [0, 1]
          step: 1
          send: [{when: 1, to: "${prefix}/on"}, {when: 0, to: "${prefix}/off"}]
          releaseSend: [{to: "${prefix}/auto"}]
          safe: 0
      options: {invert: {negates: [activePowerW]}}
      vectors:
        - options: {prefix: h}
          given: {status: '{"power": {"kw": 1.5}, "on": true}'}
          expect: {activePowerW: -1500, switchOn: 1}
        - options: {prefix: h}
          write: {activePowerW: -1250}
          sent: [{to: h/set, body: '{"w":1200,"s":30}'}]
        - options: {prefix: h}
          write: {switchOn: release}
          sent: [{to: h/auto}]
      """;
  private static final String STATUS = "home/h1/status";
  private static final String INFO = "home/h1/info";

  private final ScriptedMessages device = new ScriptedMessages();
  private final Map<String, Sample> samples = new LinkedHashMap<>();
  private DeviceSession session;
  private int stamp;

  @BeforeEach
  void open() throws ConfigException {
    session = open(Map.of("prefix", "home/h1"));
  }

  private DeviceSession open(Map<String, String> options) throws ConfigException {
    return MessageDevices.open(
        MessageReader.parse("heater.yaml", PROFILE),
        device,
        config(options),
        s -> samples.put(s.address().toString(), s),
        device);
  }

  private static DeviceConfig config(Map<String, String> options) {
    return new DeviceConfig(
        new NodeId("heat1"), "profile", "acme.heater", "c", 1, options, Set.of(), "site.yaml:1");
  }

  private void status(String rest) {
    device.come(STATUS, "{\"at\": " + ++stamp + ", " + rest + "}");
  }

  private void ready() {
    device.come(INFO, "{\"model\": \"H2\"}");
    status("\"on\": false");
    status("\"power\": {\"kw\": 2}, \"on\": true");
    assertEquals(State.READY, session.status().state());
  }

  private double value(String point) {
    return samples.get("heat1/" + point).value();
  }

  @Test
  void aDeviceIsKnownBeforeAnythingIsDelivered() {
    assertEquals(
        Map.of(
            STATUS,
            Duration.ofMillis(200),
            INFO,
            Duration.ofSeconds(10),
            "home/h1/t",
            Duration.ofSeconds(1)),
        device.watched);
    device.come("home/h1/t", "21.5");
    assertEquals(State.CONNECTING, session.status().state());
    assertTrue(samples.isEmpty());
    device.come(INFO, "{\"model\": \"X\"}");
    assertEquals(State.WRONG_DEVICE, session.status().state());
    device.come(INFO, "{\"model\": \"H1\"}");
    device.come("home/h1/t", " 21.5\n");
    assertEquals(State.READY, session.status().state());
    assertEquals(21.5, value("temperatureC"));
  }

  @Test
  void valuesAreTakenByPointerWithUnitAndSignAndExpire() {
    ready();
    assertEquals(-2000, value("activePowerW"));
    assertEquals(1, value("switchOn"));
    Sample power = samples.get("heat1/activePowerW");
    assertEquals(Quality.GOOD, power.quality());
    assertEquals(600_000_000L, power.expiresNanos() - power.measuredNanos());
  }

  @Test
  void whatIsMissingOrOfAnotherFormIsInvalidAndNeverZero() {
    ready();
    for (String rest :
        List.of(
            "\"power\": {}, \"on\": 1",
            "\"power\": {\"kw\": null}, \"on\": null",
            "\"power\": {\"kw\": \"2\"}, \"on\": \"true\"",
            "\"power\": {\"kw\": 1e999}, \"on\": []",
            "\"power\": 2, \"on\": {}")) {
      status("\"power\": {\"kw\": 1}, \"on\": true");
      status(rest);
      assertEquals(Quality.INVALID, samples.get("heat1/activePowerW").quality(), rest);
      assertTrue(Double.isNaN(value("activePowerW")), rest);
      assertEquals(Quality.INVALID, samples.get("heat1/switchOn").quality(), rest);
    }
    status("\"power\": {\"kw\": 1}, \"on\": true");
    device.come(STATUS, "{\"at\": 99, \"power\": {\"kw\": 2}");
    assertTrue(Double.isNaN(value("activePowerW")), "JSON that is cut off");
    status("\"power\": {\"kw\": 1}, \"on\": true");
    device.fail(STATUS, new Malformed("too long"));
    assertTrue(Double.isNaN(value("activePowerW")), "no text");
    device.come("home/h1/t", "offline");
    assertTrue(Double.isNaN(value("temperatureC")));
  }

  @Test
  void whatTheBrokerKeptOrSomebodyRepeatsIsNoMeasurement() {
    ready();
    samples.clear();
    device.come(STATUS, "{\"at\": 77, \"power\": {\"kw\": 9}}", true);
    device.come("home/h1/t", "99", true);
    device.come(STATUS, "{\"at\": " + stamp + ", \"power\": {\"kw\": 9}}");
    device.come(STATUS, "{\"power\": {\"kw\": 9}}");
    assertTrue(samples.isEmpty(), samples.toString());
    status("\"power\": {\"kw\": 3}");
    assertEquals(-3000, value("activePowerW"));
  }

  @Test
  void aDeviceThatFallsSilentIsFaultyAndProvesItselfAnew() {
    ready();
    device.pass(Duration.ofMillis(500));
    device.fail(STATUS, new NoResponse("nothing came"));
    assertEquals(State.READY, session.status().state());
    device.pass(Duration.ofMillis(200));
    device.fail(STATUS, new NoResponse("nothing came"));
    assertEquals(State.FAULTY, session.status().state());
    samples.clear();
    status("\"power\": {\"kw\": 1}");
    assertTrue(samples.isEmpty(), "it may be another one");
    ready();
  }

  @Test
  void aCommandIsSentWithItsTimerAndReadBack() {
    assertInstanceOf(WriteResult.Refused.class, session.write(power(-1000, 1)));
    ready();
    device.answers.put(
        STATUS, new ArrayList<>(List.of("{\"power\":{\"kw\":2}}", "{\"power\":{\"kw\":1.2}}")));
    WriteResult result = session.write(power(-1250, 1));
    assertEquals(new WriteResult.Accepted(-1200), result);
    assertEquals(List.of(new Message("home/h1/set", "", "{\"w\":1200,\"s\":30}")), device.written);
    String two = "{\"power\":{\"kw\":2}}";
    device.answers.put(STATUS, new ArrayList<>(List.of(two, two)));
    assertEquals(new WriteResult.Accepted(-2000), session.write(power(-1250, 1)));
    device.answers.put(STATUS, new ArrayList<>(List.of(two)));
    assertInstanceOf(WriteResult.Unknown.class, session.write(power(-1250, 1)), "under way before");
    assertInstanceOf(WriteResult.Unknown.class, session.write(power(-1250, 1)));
    device.answers.put(STATUS, new ArrayList<>(List.of("no", "no", "no", "no", "no")));
    assertInstanceOf(WriteResult.Unknown.class, session.write(power(-1250, 1)));
    assertInstanceOf(WriteResult.Refused.class, session.write(power(-1250, 0)), "epoch");
    assertInstanceOf(WriteResult.Refused.class, session.write(power(-9000, 1)), "range");
    device.refusal = new Rejected("404", 404);
    assertInstanceOf(WriteResult.Refused.class, session.write(power(-1000, 1)));
    device.refusal = new NoResponse("silent");
    assertInstanceOf(WriteResult.Unknown.class, session.write(power(-1000, 1)));
  }

  private Command power(double value, int epoch) {
    return command(0, Action.SET, value, epoch);
  }

  private Command command(int writable, Action action, double value, int epoch) {
    return new Command(
        session.declaration().writables().get(writable),
        action,
        value,
        Duration.ofSeconds(3),
        epoch);
  }

  @Test
  void aReleaseOfItsOwnIsSentAsSuch() {
    ready();
    session.write(command(1, Action.RELEASE, Double.NaN, 1));
    session.write(command(1, Action.SET, 1, 1));
    session.write(command(1, Action.SAFE, 0, 1));
    assertEquals(
        List.of("home/h1/auto", "home/h1/on", "home/h1/off"),
        device.written.stream().map(Message::to).toList());
  }

  @Test
  void whatIsClosedHearsNothing() {
    ready();
    session.close();
    samples.clear();
    status("\"power\": {\"kw\": 1}");
    assertTrue(samples.isEmpty());
    assertTrue(device.watched.isEmpty());
    assertEquals(State.CLOSED, session.status().state());
  }

  @Test
  void optionsAreFilledInOrToldWrong() throws ConfigException {
    session = open(Map.of("prefix", "home/h1", "invert", "true", "poll-fast", "1 s"));
    ready();
    assertEquals(2000, value("activePowerW"));
    assertEquals(Duration.ofSeconds(1), device.watched.get(STATUS));
    for (Map<String, String> wrong :
        List.of(
            Map.of("prefx", "a"),
            Map.<String, String>of(),
            Map.of("prefix", "a\"b"),
            Map.of("prefix", "a", "invert", "yes"),
            Map.of("prefix", "a", "poll-fast", "soon"))) {
      assertThrows(IllegalArgumentException.class, () -> open(wrong), wrong.toString());
    }
    FakeConnection registers = new FakeConnection("m", FakeConnection.Mode.BY_HAND);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            MessageDevices.open(
                MessageReader.parse("heater.yaml", PROFILE),
                registers,
                config(Map.of("prefix", "a")),
                s -> {},
                device));
  }

  @Test
  void everythingThatIsWrongWithAProfileIsToldAtOnce() {
    String wrong =
        PROFILE
            .replace("kind: mqtt", "kind: http")
            .replace("from: \"${prefix}/t\"", "from: t/x")
            .replace("sign: consume+, poll: fast", "poll: fast")
            .replace("value: /on", "value: on")
            .replace("safe: 0, release: 0", "safe: 5, release: 0")
            .replace("${timer}", "${time}")
            .replace("model, equals", "model, equal")
            .replace("nature: load", "nature: lod");
    ConfigException told =
        assertThrows(ConfigException.class, () -> MessageReader.parse("heater.yaml", wrong));
    String all = told.problems().toString();
    for (String part :
        List.of(
            "sign: is missing",
            "is no pointer",
            "is outside the range",
            "${time}",
            "equals: is missing",
            "is no nature",
            "is no path")) {
      assertTrue(all.contains(part), part + " in " + all);
    }
    String unproven = PROFILE.replace("switchOn: release", "activePowerW: release");
    assertTrue(
        assertThrows(ConfigException.class, () -> MessageReader.parse("h.yaml", unproven))
            .problems()
            .toString()
            .contains("hold no writing of switchOn"));
    assertFalse(MessageReader.isFor("transport: {kind: modbus}"));
    assertTrue(MessageReader.isFor("transport:\n  kind: mqtt\n"));
  }
}
