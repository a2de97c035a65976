package org.busbar.profile.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.busbar.api.vocabulary.Unit;
import org.busbar.config.api.ConfigException;
import org.busbar.profile.api.PointKey;
import org.busbar.profile.api.Profile;
import org.busbar.profile.api.ProfilePoint;
import org.busbar.profile.api.WriteSpec;
import org.junit.jupiter.api.Test;

class ProfileReaderTest {
  private static final String RIGHT =
      """
      busbar: profile/1
      id: acme.bat5
      version: 2
      name: Acme battery
      maker: Acme
      models: [B5]
      licence: Apache-2.0
      evidence: {source: a manual, page: "12", quality: maker}
      maturity: simulated
      nature: battery
      transport: {kind: modbus, table: input, words: low-first, maxRead: 60, minPause: 20 ms}
      points:
        activePowerW: {at: 10, type: i32, unit: 0.1 kW, sign: charge+, poll: fast}
        stateOfChargePct: {at: 12, type: u16}
        cellVoltageV.1: {at: 100, type: u16, unit: mV, count: 4, stride: 2}
        x-acme.fanSpeedRpm: {at: 13, type: u16, unit: 1/min}
        x-acme.hintBits: {at: 14, type: bits, kind: state}
      writes:
        activePowerW:
          {at: 40, table: holding, type: i16, unit: 0.1 kW, sign: charge+, range: [-5 kW, 4 kW],
          step: 100 W, ramp: 1 kW/s, release: 0, safe: 0, tolerance: 200 W, readBack: activePowerW}
      limits: {cellVoltageV.2: [2.5, 3.65]}
      vectors:
        - given: {10: [20, 0], 100: 3300, 106: 3333}
          expect: {activePowerW: -2 kW, cellVoltageV.1: 3.3, cellVoltageV.4: 3.333 V}
        - write: {activePowerW: 3 kW}
          written: [{holding/40: -30}]
      """;

  private static Profile read(String text) throws ConfigException {
    return ProfileReader.parse("bat5.yaml", text);
  }

  /**
   * Reads the right profile with one thing changed and expects it to be refused with these words.
   */
  private static void refused(String from, String to, String... words) {
    assertTrue(RIGHT.contains(from), from);
    ConfigException wrong =
        assertThrows(ConfigException.class, () -> read(RIGHT.replace(from, to)), () -> to);
    for (String word : words) {
      assertTrue(wrong.getMessage().contains(word), () -> word + " not in " + wrong.getMessage());
    }
  }

  @Test
  void aBitHasNoOrderOfBytes() throws ConfigException {
    String relay =
        """
        busbar: profile/1
        id: acme.relay
        version: 1
        name: Acme relay
        maker: Acme
        models: [R1]
        licence: Apache-2.0
        evidence: {source: a manual, quality: maker}
        maturity: simulated
        nature: relay
        transport: {kind: modbus, table: holding, bytes: low-first}
        points:
          switchOn: {at: 5, type: bool, table: discrete-input}
        writes:
          switchOn:
            {at: 3, type: bool, table: coil, range: [0, 1], step: 1, safe: 0, release: 0,
            reversion: {after: 60 s}, steps: [{at: 9, table: coil, write: 1}, {at: 9, write: 1}, value]}
        vectors:
          - given: {discrete-input/5: 1}
            expect: {switchOn: 1}
          - write: {switchOn: 1}
            written: [{coil/9: 1}, {9: 0x0100}, {coil/3: 1}]
        """;
    assertEquals(1, read(relay).writes().size());
    ConfigException wrong =
        assertThrows(ConfigException.class, () -> read(relay.replace("coil/3: 1", "coil/3: 0")));
    assertTrue(
        wrong.getMessage().contains("writes coil/0x0009: [0001], 0x0009: [0100], coil/0x0003"),
        wrong::getMessage);
  }

  @Test
  void nothingIsLongerThanTheDeviceBearsToBeAsked() {
    refused(
        "maxRead: 60", "maxRead: 1", "points.activePowerW", "asks for 2 registers in one piece");
    refused(
        "maxRead: 60, minPause: 20 ms}",
        "maxRead: 3}\nidentify: [{at: 1, type: text, length: 4, equals: \"A*\"}]"
            + "\ntexts: {serial: {at: 90, length: 8}}",
        "identify: asks for 4 registers in one piece, and maxRead allows 3",
        "texts: asks for 8");
  }

  @Test
  void aRightProfileIsRead() throws ConfigException {
    Profile profile = read(RIGHT);
    assertEquals("acme.bat5", profile.id());
    assertEquals(8, profile.points().size());
    assertEquals(20, profile.readLimits().minPause().toMillis());
    List<String> keys =
        profile.points().stream().map(ProfilePoint::key).map(PointKey::toString).toList();
    assertTrue(keys.containsAll(List.of("cellVoltageV.1", "cellVoltageV.4", "x-acme.fanSpeedRpm")));
    assertEquals(Unit.PER_MINUTE, profile.points().get(6).key().point().unit());
    WriteSpec write = profile.writes().getFirst();
    assertEquals(1000, write.rampPerSecond());
    assertEquals("activePowerW", write.measured().orElseThrow().toString());
    assertEquals(10, write.readBack().orElseThrow().at());
  }

  @Test
  void anUnknownKeyIsRefusedWithLineAndTheNearest() {
    refused("maker:", "makr:", "bat5.yaml:5", "makr", "'maker'");
    refused("poll: fast}", "pol: fast}", "bat5.yaml:13", "activePowerW.pol", "'poll'");
    refused("step: 100 W", "stepp: 100 W", "bat5.yaml:21", "'step'");
  }

  @Test
  void anUnknownPointIsRefusedWithTheNearest() {
    refused("stateOfChargePct:", "stateOfChargPct:", "'stateOfChargePct'", "bat5.yaml:14");
    refused("x-acme.fanSpeedRpm", "x-acme.fanSpeed", "must end with 'Rpm'");
    refused("x-acme.fanSpeedRpm", "bat/fanSpeedRpm", "terminal");
  }

  @Test
  void aNatureMustHaveItsPoints() {
    refused("  stateOfChargePct: {at: 12, type: u16}\n", "", "needs the point stateOfChargePct");
    refused("nature: battery", "nature: batery", "'battery'");
  }

  @Test
  void whichWayIsPositiveMustBeSaid() {
    refused("unit: 0.1 kW, sign: charge+, poll", "unit: 0.1 kW, poll", "sign", "is missing");
    refused("sign: charge+, poll", "sign: chrge+, poll", "'charge+'");
    refused("sign: charge+, range", "range", "writes.activePowerW.sign");
  }

  @Test
  void unitsOfOtherQuantitiesAreRefused() {
    refused("unit: mV", "unit: mA", "is no unit of this point", "'0.1 V'");
  }

  @Test
  void registersThatOverlapPartlyAreRefused() {
    refused("{at: 12, type: u16}", "{at: 11, type: u16}", "lies in the registers of activePowerW");
  }

  @Test
  void aPointThatIsThereTwiceIsRefused() {
    refused(
        "cellVoltageV.1: {",
        "cellVoltageV.3: {at: 200, type: u16}\n  cellVoltageV.1: {",
        "cellVoltageV.3",
        "is there twice");
  }

  @Test
  void aValueThatCannotBeReadAtOnceIsRefused() {
    refused("maxRead: 60", "maxRead: 1", "longer than maxRead");
  }

  @Test
  void aRegisterThatCannotHoldTheRangeIsRefused() {
    refused("range: [-5 kW, 4 kW]", "range: [-5000 kW, 4 kW]", "does not fit");
    refused("{at: 12, type: u16}", "{at: 12, type: u16, offset: 500}", "can hold nothing");
  }

  @Test
  void theSafetyPartMustBeThereAndMakeSense() {
    refused("safe: 0, ", "", "safe", "is missing");
    refused("release: 0, ", "", "release", "is missing");
    refused("safe: 0", "safe: 9 kW", "outside the range");
    refused("release: 0", "release: -6 kW", "outside the range");
    refused("tolerance: 200 W", "tolerance: 50 W", "less than the step");
    refused("range: [-5 kW, 4 kW],", "", "range", "is missing");
    refused("readBack: activePowerW", "readBack: stateOfChargePct", "another unit");
    refused("release: 0", "release: 0, reversion: {after: 10 s}, keepAlive: 20 s", "not shorter");
    refused("release: 0", "release: 0, minLease: 20 s, reversion: {after: 10 s}", "least lease");
    refused(
        "release: 0",
        "release: 0, reversion: {after: 2500 ms, at: 41, table: holding, type: u16}",
        "whole number");
    refused("release: 0", "release: 0, steps: [timer, value]", "timer");
    refused("release: 0", "releaseSteps: [{at: 1}]", "write", "is missing");
  }

  @Test
  void vectorsAreRun() {
    refused("activePowerW: -2 kW", "activePowerW: 2 kW", "bat5.yaml:25", "comes out as -2000.0");
    refused("106: 3333", "107: 3333", "is not given in full");
    refused("holding/40: -30", "holding/40: 30", "writes 0x0028: [ffe2]");
    refused("activePowerW: 3 kW", "activePowerW: 6 kW", "outside the range");
  }

  @Test
  void whatIsSaidToBeProvenBringsItsProof() {
    String vector = "  - write: {activePowerW: 3 kW}\n    written: [{holding/40: -30}]\n";
    refused(vector, "", "hold no writing of activePowerW");
  }

  @Test
  void allProblemsAreToldAtOnce() {
    ConfigException wrong =
        assertThrows(
            ConfigException.class,
            () ->
                read(
                    RIGHT
                        .replace("version: 2", "version: x")
                        .replace("nature: battery", "nature: b")
                        .replace("mV", "mX")));
    assertEquals(3, wrong.problems().size(), wrong::getMessage);
  }

  @Test
  void aLimitOnWhatIsNotMeasuredIsRefused() {
    refused("cellVoltageV.2: [", "cellVoltageV.9: [", "is no point here");
  }
}
