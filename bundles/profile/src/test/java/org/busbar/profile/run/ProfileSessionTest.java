package org.busbar.profile.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
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
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
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

class ProfileSessionTest {
  private static final String PROFILE =
      """
      busbar: profile/1
      id: acme.hybrid
      version: 1
      name: Acme hybrid
      maker: Acme
      models: [H1]
      licence: Apache-2.0
      evidence: {source: this test, quality: reference}
      maturity: simulated
      nature: hybrid
      terminals: {bat: battery}
      transport: {kind: modbus, table: holding, words: low-first, maxRead: 20}
      poll: {fast: 200 ms}
      reaction: 500 ms
      identify: [{at: 0, type: u16, equals: [7, 8]}]
      points:
        activePowerW: {at: 2, type: i32, sign: export+, poll: fast, invalid: 0x80000000}
        frequencyHz: {at: 4, type: u16, scaleFrom: 5, table: input}
        bat/activePowerW: {at: 6, type: i16, unit: 10 W, sign: charge+, poll: fast, invalid: 0x8000}
        bat/stateOfChargePct: {at: 7, type: u16, unit: 0.1 %, poll: slow}
      writes:
        bat/activePowerW:
          {at: 22, type: i16, unit: 10 W, sign: charge+, range: [-5 kW, 5 kW], step: 100,
          reversion: {at: 21, type: u16, unit: s, after: 12 s}, safe: 0, tolerance: 100,
          steps: [{at: 20, write: 2, single: true}, timer, value], releaseSteps: [{at: 20, write: 0}],
          readBack: same}
      options: {invert: {negates: [activePowerW, bat/activePowerW]}}
      vectors:
        - given: {2: [500, 0], 6: -20}
          expect: {activePowerW: -500, bat/activePowerW: 200}
        - write: {bat/activePowerW: 1 kW}
          written: [{20: 2}, {21: 12}, {22: -100}]
      """;

  private final ScriptedConnection device = new ScriptedConnection();
  private final Map<String, Sample> samples = new LinkedHashMap<>();
  private ProfileSession session;

  @BeforeEach
  void open() throws ConfigException {
    device.put(0, 7).put(2, 500, 0).put(6, -20, 553).put(20, 0, 0, 0);
    device.put(Table.INPUT, 4, 5002, -2);
    session = open(Map.of());
  }

  private ProfileSession open(Map<String, String> options) throws ConfigException {
    Profile profile = Options.apply(ProfileReader.parse("hybrid.yaml", PROFILE), options);
    DeviceConfig config =
        new DeviceConfig(
            new NodeId("hyb1"), "profile", "acme.hybrid", "c", 3, options, Set.of(), "site.yaml:1");
    return ProfileSession.open(
        profile, config, device, s -> samples.put(s.address().toString(), s), device);
  }

  private Command command(Action action, double value, int epoch) {
    Writable writable = session.declaration().writables().getFirst();
    return new Command(writable, action, value, Duration.ofSeconds(3), epoch);
  }

  private double value(String address) {
    return samples.get(address).value();
  }

  @Test
  void aDeviceIsIdentifiedBeforeItIsRead() {
    assertEquals(State.CONNECTING, session.status().state());
    assertEquals(List.of(new Registers(3, Table.HOLDING, 0, 1)), device.items());
    device.round();
    assertEquals(State.READY, session.status().state());
    device.round();
    assertEquals(-500, value("hyb1/activePowerW"));
    assertEquals(200, value("hyb1.bat/activePowerW"));
    assertEquals(55.3, value("hyb1.bat/stateOfChargePct"));
  }

  @Test
  void aWrongDeviceIsNeitherReadNorWritten() {
    device.put(0, 9);
    device.round();
    device.round();
    assertEquals(State.WRONG_DEVICE, session.status().state());
    assertTrue(session.status().text().contains("9.0"), session.status().text());
    assertTrue(samples.isEmpty());
    for (Action action : Action.values()) {
      double value = action == Action.RELEASE ? Double.NaN : 0;
      assertInstanceOf(WriteResult.Refused.class, session.write(command(action, value, 1)));
    }
    assertTrue(device.written.isEmpty());
  }

  @Test
  void aDeviceThatNeverAnsweredSaysWhy() {
    device.silent = true;
    device.round();
    assertEquals(State.CONNECTING, session.status().state());
    assertEquals("no answer within 500 ms", session.status().text());
    assertInstanceOf(WriteResult.Refused.class, session.write(command(Action.SAFE, 0, 1)));
  }

  @Test
  void aDeviceThatIsExchangedIsNoticed() {
    device.round();
    device.put(0, 9);
    device.round();
    samples.clear();
    device.round();
    assertEquals(State.WRONG_DEVICE, session.status().state());
    assertTrue(samples.isEmpty());
    device.put(0, 8);
    device.round();
    device.round();
    assertEquals(State.READY, session.status().state());
    assertEquals(-500, value("hyb1/activePowerW"));
  }

  /** Read once in ten seconds: three periods would be half a minute. */
  @Test
  void oneThatIsReadSeldomIsToldSilentWithinFiveSecondsOfItsFirstMissingAnswer()
      throws ConfigException {
    session.close();
    session = open(Map.of("poll-fast", "10 s", "poll-normal", "60 s", "poll-slow", "60 s"));
    device.round();
    device.round();
    assertEquals(State.READY, session.status().state());
    device.after(Duration.ofSeconds(10));
    device.silent = true;
    device.round();
    assertEquals(State.READY, session.status().state(), "one answer is missing");
    device.after(Duration.ofMillis(4_100));
    assertEquals(State.FAULTY, session.status().state());
    assertTrue(session.status().text().contains("no answer"), session.status().text());
    device.silent = false;
    device.round();
    assertEquals(State.READY, session.status().state());
  }

  @Test
  void aSampleLivesThreePeriodsFromItsRequest() {
    device.round();
    device.after(Duration.ofSeconds(1));
    device.round();
    Sample power = samples.get("hyb1/activePowerW");
    assertEquals(device.nanos(), power.measuredNanos());
    assertEquals(Duration.ofMillis(600).toNanos(), power.expiresNanos() - power.measuredNanos());
    assertEquals(
        Duration.ofSeconds(30).toNanos(),
        samples.get("hyb1.bat/stateOfChargePct").expiresNanos() - power.measuredNanos());
  }

  @Test
  void aValueAndItsScaleRegisterAreReadInOnePiece() {
    device.round();
    assertTrue(
        device.items().contains(new Registers(3, Table.INPUT, 4, 2)), device.items()::toString);
    device.round();
    assertEquals(50.02, value("hyb1/frequencyHz"));
    device.put(Table.INPUT, 4, 500, -1);
    device.round();
    assertEquals(50, value("hyb1/frequencyHz"));
    device.put(Table.INPUT, 5, 0x8000);
    device.round();
    assertEquals(Quality.INVALID, samples.get("hyb1/frequencyHz").quality());
  }

  @Test
  void aSentinelIsInvalidAndNotANumber() {
    device.round();
    device.put(2, 0, 0x8000).put(6, 0x8000);
    device.round();
    assertEquals(Quality.INVALID, samples.get("hyb1/activePowerW").quality());
    assertTrue(Double.isNaN(value("hyb1/activePowerW")));
    assertTrue(Double.isNaN(value("hyb1.bat/activePowerW")));
  }

  @Test
  void aSilentDeviceDeliversNothingAndIsFaultyUntilItAnswers() {
    device.round();
    device.round();
    samples.clear();
    device.silent = true;
    device.round();
    assertEquals(State.READY, session.status().state());
    device.after(Duration.ofMillis(700));
    device.round();
    assertEquals(State.FAULTY, session.status().state());
    assertTrue(samples.isEmpty());
    device.silent = false;
    device.round();
    assertEquals(State.READY, session.status().state());
  }

  @Test
  void whoeverWasSilentIsIdentifiedAgainBeforeAnythingIsBelievedOrSet() {
    device.round();
    device.silent = true;
    device.after(Duration.ofMillis(700));
    device.round();
    device.silent = false;
    device.put(0, 9);
    samples.clear();
    assertInstanceOf(WriteResult.Refused.class, session.write(command(Action.SET, 1000, 1)));
    assertInstanceOf(WriteResult.Accepted.class, session.write(command(Action.SAFE, 0, 1)));
    device.round();
    assertEquals(State.WRONG_DEVICE, session.status().state());
    assertTrue(samples.isEmpty());
    device.put(0, 7);
    device.round();
    device.round();
    assertEquals(State.READY, session.status().state());
    assertEquals(-500, value("hyb1/activePowerW"));
  }

  @Test
  void aWriteFollowsTheOrderOfTheDeviceAndSetsItsTimer() {
    device.round();
    WriteResult result = session.write(command(Action.SET, 1099, 1));
    assertEquals(
        List.of(
            new Written(20, Words.of(2), true),
            new Written(21, Words.of(12), false),
            new Written(22, Words.of(-100), false)),
        device.written);
    assertEquals(new WriteResult.Accepted(1000), result);
  }

  @Test
  void theSafeValueIsWrittenLikeAnyOther() {
    device.round();
    device.put(22, 55);
    assertEquals(new WriteResult.Accepted(0), session.write(command(Action.SAFE, 0, 1)));
    assertEquals(0, device.held(22));
  }

  @Test
  void aReleaseSequenceWritesNoValue() {
    device.round();
    session.write(command(Action.SET, 1000, 1));
    device.written.clear();
    assertInstanceOf(
        WriteResult.Accepted.class, session.write(command(Action.RELEASE, Double.NaN, 1)));
    assertEquals(List.of(new Written(20, Words.of(0), false)), device.written);
  }

  @Test
  void aLowerEpochIsNeverWritten() {
    device.round();
    session.write(command(Action.SET, 1000, 5));
    device.written.clear();
    assertInstanceOf(WriteResult.Refused.class, session.write(command(Action.SET, 2000, 4)));
    assertTrue(device.written.isEmpty());
  }

  @Test
  void whatTheDeviceCannotTakeIsNotWritten() {
    device.round();
    assertInstanceOf(WriteResult.Refused.class, session.write(command(Action.SET, 5001, 1)));
    assertInstanceOf(WriteResult.Refused.class, session.write(command(Action.SET, Double.NaN, 1)));
    assertTrue(device.written.isEmpty());
  }

  @Test
  void aRefusalOfTheFirstRequestHasChangedNothingALaterOneIsUnknown() {
    device.round();
    device.refused.add(20);
    assertInstanceOf(WriteResult.Refused.class, session.write(command(Action.SET, 1000, 1)));
    device.refused.clear();
    device.refused.add(22);
    assertInstanceOf(WriteResult.Unknown.class, session.write(command(Action.SET, 1000, 1)));
  }

  @Test
  void silenceAfterAWriteIsUnknownBecauseItMayHaveActed() {
    device.round();
    device.unanswered.add(22);
    assertInstanceOf(WriteResult.Unknown.class, session.write(command(Action.SET, 1000, 1)));
  }

  @Test
  void aValueBetweenTwoStepsIsRoundedTowardZero() {
    device.round();
    assertEquals(new WriteResult.Accepted(100), session.write(command(Action.SET, 199, 1)));
    assertEquals(new WriteResult.Accepted(-100), session.write(command(Action.SET, -199, 1)));
    assertEquals(10, device.held(22));
  }

  @Test
  void invertingTurnsWhatIsReadAndWhatIsWritten() throws ConfigException {
    session.close();
    samples.clear();
    session = open(Map.of("invert", "true", "poll-slow", "2 s"));
    device.round();
    device.round();
    assertEquals(500, value("hyb1/activePowerW"));
    assertEquals(-200, value("hyb1.bat/activePowerW"));
    assertEquals(new WriteResult.Accepted(1000), session.write(command(Action.SET, 1000, 1)));
    assertEquals(100, device.held(22));
    assertTrue(device.periods().contains(Duration.ofSeconds(2)));
  }

  @Test
  void aClosedSessionReadsAndWritesNothing() {
    device.round();
    session.close();
    samples.clear();
    device.round();
    assertTrue(samples.isEmpty());
    assertEquals(State.CLOSED, session.status().state());
    assertInstanceOf(WriteResult.Refused.class, session.write(command(Action.SET, 0, 1)));
  }

  @Test
  void theDeclarationCarriesTheSafetyPart() {
    Writable writable = session.declaration().writables().getFirst();
    assertEquals(new NodeId("hyb1.bat"), writable.node());
    assertEquals(Duration.ofSeconds(12), writable.reversion().orElseThrow());
    assertTrue(writable.keepAlive().isEmpty(), "the reversion alone asks for renewal");
    assertTrue(writable.hasReleaseSequence());
    assertEquals("hyb1.bat/activePowerW", writable.measured().orElseThrow().toString());
    assertEquals("battery", session.declaration().natures().get(new NodeId("hyb1.bat")));
    assertEquals(Duration.ofMillis(500), session.declaration().reactionTime());
  }
}
