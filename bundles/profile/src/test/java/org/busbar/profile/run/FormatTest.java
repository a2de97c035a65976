package org.busbar.profile.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.SessionStatus.State;
import org.busbar.api.device.Writable;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.Command.Action;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.transport.Table;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.config.api.ConfigException;
import org.busbar.profile.api.Profile;
import org.busbar.profile.read.ProfileReader;
import org.busbar.profile.testing.ScriptedConnection;
import org.busbar.profile.testing.ScriptedConnection.Written;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Variants, computed points, parts of registers, counters that roll over, derived writes. */
class FormatTest {
  private static final String PROFILE =
      """
      busbar: profile/1
      id: acme.hybrid
      version: 1
      name: Acme hybrid
      maker: Acme
      models: [H1]
      licence: Apache-2.0
      evidence: {source: this test, quality: reference, licence: MIT}
      maturity: simulated
      nature: battery
      transport: {kind: modbus, bytes: low-first, over: {tcp: {port: 502}, rtu: {baud: 9600, unit: 3}}}
      identify: [{at: 0, type: text, length: 2, equals: "AC*"}]
      texts: {firmware: {at: 0, length: 2}}
      raw:
        charging: {at: 6, type: u16, mask: 0x0010, poll: fast}
        watts: {at: 7, type: u16, poll: fast}
        ratio: {at: 8, type: u16, poll: slow}
        mode: {at: 21, type: u16}
        asked: {at: 22, type: u16}
      points:
        stateOfChargePct: {at: 9, type: i16, mask: 0xff00}
        energyInjectedWh: {at: 10, type: u16, unit: 10 Wh, rollOver: true, poll: slow}
        dcVoltageV.1: {at: 12, type: u16, count: 2}
        dcCurrentA.1: {at: 14, type: u16, count: 2, sign: discharge+}
        activePowerW: {formula: "if(raw.charging, -raw.watts, raw.watts) * raw.ratio", sign: discharge+}
        dcPowerW.1: {formula: "dcVoltageV.# * dcCurrentA.#", count: 2}
        activePowerSetpointW: {formula: "if(raw.mode == 0xAA, -raw.asked, raw.asked)", sign: discharge+}
      writes:
        activePowerW:
          {range: [-5 kW, 5 kW], step: 1, safe: 0, release: 0, reversion: {after: 60 s}, tolerance: 1,
          steps: [{at: 20, write: 2, ifDifferent: true},
            {at: 21, type: u16, formula: "if(value < 0, 0xAA, if(value > 0, 0xBB, 0xCC))"},
            {at: 22, type: u16, formula: abs(value)}], readBack: activePowerSetpointW}
      options: {ct: {scales: [dcCurrentA.1]}}
      variants:
        - name: second
          models: [H2]
          when: [{at: 1, type: text, length: 1, equals: "2*"}]
          points: {stateOfChargePct: {at: 11, type: u16, bytes: high-first, unit: 0.1 %}}
          without: [dcPowerW.1]
      capabilities: reads both strings
      caveats: [the installer must enable remote control]
      vectors:
        - given: {6: 0x1000, 7: 0x0100, 8: 0x0200, 9: 0x0037, 12: 0x0100, 14: 0x0a00}
          expect: {activePowerW: -2, stateOfChargePct: 55, dcPowerW.1: 10}
        - given: {12: 0x0100, 14: 0x0a00}
          options: [ct=40]
          expect: {dcCurrentA.1: 400}
        - given: {11: 553}
          variant: second
          expect: {stateOfChargePct: 55.3}
        - write: {activePowerW: -3 kW}
          written: [{20: 0x0200}, {21: [0xaa00, 0xb80b]}]
        - write: {activePowerW: release}
          written: [{20: 0x0200}, {21: [0xcc00, 0]}]
      """;

  private final ScriptedConnection device = new ScriptedConnection();
  private final Map<String, Sample> samples = new LinkedHashMap<>();

  /** Words as this device sends them, the low byte first. */
  private static int low(int word) {
    return (word >> 8 | word << 8) & 0xFFFF;
  }

  @BeforeEach
  void fill() {
    device.put(0, low(0x4143), low(0x3100)).zeros(Table.HOLDING, 2, 30);
    device.put(6, low(0x10), low(100), low(2), low(0x3700), low(65_000));
    device.put(12, low(400), low(500), low(10), low(20));
  }

  private DeviceSession open(Map<String, String> options) throws ConfigException {
    Profile profile = ProfileReader.parse("hybrid.yaml", PROFILE);
    DeviceConfig config =
        new DeviceConfig(
            new NodeId("h"), "profile", "acme.hybrid", "c", 3, options, Set.of(), "site.yaml:1");
    return VariantSession.open(
        profile, config, device, s -> samples.put(s.address().toString(), s), device);
  }

  private DeviceSession ready(Map<String, String> options) throws ConfigException {
    DeviceSession session = open(options);
    for (int i = 0; i < 4; i++) {
      device.round();
    }
    assertEquals(State.READY, session.status().state());
    return session;
  }

  private double value(String address) {
    return samples.get(address).value();
  }

  private static Command set(DeviceSession session, double value) {
    Writable writable = session.declaration().writables().getFirst();
    return new Command(writable, Action.SET, value, Duration.ofSeconds(3), 1);
  }

  @Test
  void pointsAreComputedOfRegistersNobodyElseSees() throws ConfigException {
    ready(Map.of());
    assertEquals(-200, value("h/activePowerW"));
    assertEquals(4000, value("h/dcPowerW.1"));
    assertEquals(10_000, value("h/dcPowerW.2"));
    assertTrue(samples.keySet().stream().noneMatch(name -> name.contains("raw")));
  }

  @Test
  void whatIsComputedIsAsOldAsItsOldestOperand() throws ConfigException {
    ready(Map.of());
    long first = samples.get("h/activePowerW").measuredNanos();
    device.after(Duration.ofSeconds(2));
    device.remove(8);
    device.put(7, low(300));
    device.round();
    Sample later = samples.get("h/activePowerW");
    assertEquals(-600, later.value());
    assertEquals(first, later.measuredNanos(), "the ratio is as old as that");
    device.after(Duration.ofSeconds(40));
    device.put(7, low(400));
    device.round();
    assertEquals(-600, value("h/activePowerW"), "nothing new of an operand that is too old");
  }

  @Test
  void anUnknownOperandMakesTheResultInvalid() throws ConfigException {
    Profile profile =
        ProfileReader.parse(
            "h.yaml", PROFILE.replace("watts: {at: 7,", "watts: {at: 7, invalid: 65535,"));
    device.put(7, 0xFFFF);
    VariantSession.open(
        profile,
        new DeviceConfig(
            new NodeId("h"), "profile", "acme.hybrid", "c", 3, Map.of(), Set.of(), "site.yaml:1"),
        device,
        s -> samples.put(s.address().toString(), s),
        device);
    for (int i = 0; i < 4; i++) {
      device.round();
    }
    assertEquals(Quality.INVALID, samples.get("h/activePowerW").quality());
    assertTrue(Double.isNaN(value("h/activePowerW")));
  }

  @Test
  void aCounterCountsOnWhereItsRegisterBeginsAgain() throws ConfigException {
    ready(Map.of());
    assertEquals(650_000, value("h/energyInjectedWh"));
    device.put(10, low(10));
    device.round();
    assertEquals(655_460, value("h/energyInjectedWh"));
    device.put(10, low(5));
    device.round();
    assertEquals(50, value("h/energyInjectedWh"), "a fall from elsewhere is a reset");
  }

  @Test
  void theDeviceDecidesWhichVariantItIs() throws ConfigException {
    device.put(1, low(0x3200)).put(11, 553);
    DeviceSession session = open(Map.of());
    assertTrue(session.declaration().points().keySet().toString().contains("dcPowerW"));
    for (int i = 0; i < 4; i++) {
      device.round();
    }
    assertEquals(55.3, value("h/stateOfChargePct"));
    assertFalse(session.declaration().points().keySet().toString().contains("dcPowerW"));
    device.put(1, low(0x3100));
    samples.clear();
    for (int i = 0; i < 4; i++) {
      device.round();
    }
    assertEquals(55, value("h/stateOfChargePct"), "other firmware is noticed");
  }

  @Test
  void aDeviceIsNotWrittenBeforeItsVariantIsKnown() throws ConfigException {
    DeviceSession session = open(Map.of());
    assertEquals(State.CONNECTING, session.status().state());
    assertInstanceOf(WriteResult.Refused.class, session.write(set(session, 100)));
    assertTrue(device.written.isEmpty());
  }

  @Test
  void aSiteMaySayWhichVariantItsDeviceIs() throws ConfigException {
    device.put(1, low(0x3200)).put(11, 400);
    ready(Map.of("variant", "second"));
    assertEquals(40, value("h/stateOfChargePct"));
    IllegalArgumentException wrong =
        assertThrows(IllegalArgumentException.class, () -> open(Map.of("variant", "secnd")));
    assertTrue(wrong.getMessage().contains("'second'"), wrong.getMessage());
  }

  @Test
  void aFactorOfTheSiteScalesPoints() throws ConfigException {
    ready(Map.of("ct", "2.5"));
    assertEquals(25, value("h/dcCurrentA.1"));
    assertEquals(20, value("h/dcCurrentA.2"));
    assertThrows(IllegalArgumentException.class, () -> open(Map.of("ct", "0")));
  }

  @Test
  void directionAndMagnitudeAreWrittenInOnePieceAndReadBackTogether() throws ConfigException {
    DeviceSession session = ready(Map.of());
    WriteResult result = session.write(set(session, -1200));
    assertEquals(-1200, assertInstanceOf(WriteResult.Accepted.class, result).readBack());
    assertEquals(List.of(20, 21), device.written.stream().map(Written::at).toList());
    assertEquals(low(0xAA), device.held(21));
    assertEquals(low(1200), device.held(22));
  }

  @Test
  void aRegisterThatWearsIsOnlyWrittenWhereItHoldsSomethingElse() throws ConfigException {
    DeviceSession session = ready(Map.of());
    session.write(set(session, 100));
    device.written.clear();
    session.write(set(session, 200));
    assertEquals(List.of(21), device.written.stream().map(Written::at).toList());
    device.put(20, 7);
    device.written.clear();
    session.write(set(session, 200));
    assertEquals(List.of(20, 21), device.written.stream().map(Written::at).toList());
  }

  @Test
  void whatTheDeviceSaysOfItselfStandsBesideItsName() throws ConfigException {
    DeviceSession session = ready(Map.of());
    assertEquals("Acme hybrid (firmware AC1)", session.declaration().name());
  }

  @Test
  void anotherTextIsAnotherDevice() throws ConfigException {
    device.put(0, low(0x5858));
    DeviceSession session = open(Map.of());
    device.round();
    device.round();
    assertEquals(State.WRONG_DEVICE, session.status().state());
    assertTrue(session.status().text().contains("'XX1' instead of [AC*]"), session.status().text());
  }

  /** Changes one thing and expects it to be refused with these words. */
  private static void refused(String from, String to, String... words) {
    assertTrue(PROFILE.contains(from), from);
    ConfigException wrong =
        assertThrows(
            ConfigException.class, () -> ProfileReader.parse("h.yaml", PROFILE.replace(from, to)));
    for (String word : words) {
      assertTrue(wrong.getMessage().contains(word), () -> word + " not in " + wrong.getMessage());
    }
  }

  @Test
  void whatIsWrongWithTheNewPartsIsToldWithItsLine() {
    refused("raw.watts, raw.watts", "raw.wats, raw.watts", "h.yaml:25", "raw.wats", "no point");
    refused("raw.ratio\", sign: discharge+", "raw.ratio\"", "h.yaml:25", "sign", "is missing");
    refused("mask: 0x0010", "mask: 0x0101", "not one run of bits");
    refused("rollOver: true", "rollOver: -3", "no number of counts");
    refused(
        "dcVoltageV.1: {at: 12, type: u16,",
        "dcVoltageV.1: {at: 12, type: u16, rollOver: true,",
        "counters");
    refused("without: [dcPowerW.1]", "without: [dcVoltageV.1]", "no point that is read here");
    refused("without: [dcPowerW.1]", "without: [dcPowrW.1]", "'dcPowerW.1'");
    refused(
        "when: [{at: 1, type: text, length: 1, equals: \"2*\"}]", "when: []", "when", "is missing");
    refused("formula: abs(value)", "formula: abs(activePowerW)", "Only value can be used");
    refused(
        "{at: 22, type: u16, formula: abs(value)}",
        "{at: 22, type: u16, formula: value}",
        "does not fit");
    refused("readBack: activePowerSetpointW", "readBack: same", "no register of its own");
    refused("over: {tcp: {port", "over: {tcp: {prot", "'port'");
    refused("variant: second", "variant: sekond", "'second'");
    refused("maturity: simulated", "maturity: field-tested", "follows from a signed report");
    refused(
        "stateOfChargePct: {at: 11", "stateOfChargPct: {at: 11", "h.yaml:39", "'stateOfChargePct'");
    refused(
        "options: {ct: {scales: [dcCurrentA.1]}}",
        "options: {ct: {negates: [activePowerW]}}",
        "follow from it");
  }
}
