package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.SessionStatus.State;
import org.busbar.api.events.Event;
import org.busbar.api.site.LimitConfig.Reaction;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people are told of a device, when it begins and when it ends, and not in between. */
class WatchWordsTest {
  @TempDir Path home;
  private final Rig rig = new Rig().battery(Rig.power());

  private List<String> told(String kind) {
    return rig.events.ofKind(kind).stream().map(WatchWordsTest::words).toList();
  }

  private static String words(Event event) {
    return event.severity() + " " + event.source() + " " + event.text();
  }

  @Test
  void eachStateOfASessionIsToldOnce() {
    rig.open(home);
    for (State state : List.of(State.FAULTY, State.CONNECTING, State.WRONG_DEVICE, State.READY)) {
      rig.bat().is(state);
      rig.watch();
      rig.watch();
    }
    assertEquals(
        List.of(
            "INFO bat1 bat1 is READY.",
            "WARNING bat1 bat1 is FAULTY.",
            "INFO bat1 bat1 is CONNECTING.",
            "ALARM bat1 bat1 is WRONG_DEVICE.",
            "INFO bat1 bat1 is READY."),
        told("device-session"));
  }

  @Test
  void whyItIsOnlyObservedIsToldOnceHoweverOftenItComesBack() {
    rig.withoutConsent();
    rig.open(home);
    for (State state : List.of(State.FAULTY, State.READY, State.FAULTY, State.READY)) {
      rig.bat().is(state);
      rig.watch();
    }
    assertEquals(
        List.of(
            "WARNING bat1 bat1 is only observed: its description was proven against a simulator"
                + " only; add the consent 'control' to bat1 in site.yaml, with by, on and why."),
        told("observe-only"));
  }

  @Test
  void whatCanOnlyBeReadIsNotToldToBeObserved() {
    Rig meter = new Rig().with(Rig.declared(Rig.BAT, Maturity.SIMULATED, Map.of()));
    meter.open(home);
    assertEquals(List.of(), meter.events.ofKind("observe-only"));
  }

  @Test
  void whatCannotBeControlledIsToldOnceAndThatItCanAgain() {
    rig.limit(Rig.BAT, Points.STATE_OF_CHARGE_PCT, new Interval(10, 95), Reaction.CLAMP);
    rig.running(home);
    rig.step(1000);
    for (int second = 0; second < 6; second++) {
      rig.advance(Duration.ofSeconds(1));
      rig.bat().delivers(Rig.BAT, Points.ACTIVE_POWER_W, 0);
      rig.step(1000);
    }
    rig.feed();
    rig.step(1000);
    rig.step(1000);
    assertEquals(
        List.of(
            "WARNING bat1/activePowerW bat1/activePowerW cannot be controlled:"
                + " there is no fresh value of bat1/stateOfChargePct.",
            "INFO bat1/activePowerW bat1/activePowerW can be controlled again."),
        told("not-controllable"));
  }

  @Test
  void whatNobodyWantsToControlIsNotToldToBeUncontrollable() {
    rig.running(home);
    rig.advance(Duration.ofMinutes(1));
    rig.freeze();
    assertEquals(List.of(), told("not-controllable"));
  }

  @Test
  void aDeviceHasFiveSecondsForItsFirstValue() {
    rig.open(home);
    rig.advance(Duration.ofSeconds(5));
    rig.watch();
    assertEquals(List.of(), told("device-silent"));
    rig.advance(Duration.ofNanos(1));
    rig.watch();
    assertEquals(
        List.of("ALARM bat1 bat1 has not delivered any value yet."), told("device-silent"));
  }

  @Test
  void aDeviceThatFallsSilentSaysSoOtherThanOneThatDoesNotAnswer() {
    rig.open(home);
    rig.feed();
    rig.bat().is(State.FAULTY);
    rig.watch();
    rig.bat().is(State.READY);
    rig.watch();
    rig.advance(Duration.ofSeconds(10));
    rig.watch();
    assertEquals(
        List.of(
            "ALARM bat1 bat1 does not answer: ",
            "INFO bat1 bat1 delivers values again.",
            "ALARM bat1 All values of bat1 have expired."),
        told("device-silent"));
  }

  @Test
  void oneThatComesAndGoesIsToldAFewTimesAndAgainOnceItIsWell() {
    rig.open(home);
    for (int i = 0; i < 40; i++) {
      rig.feed();
      rig.watch();
      rig.advance(Duration.ofMillis(3500));
      rig.watch();
    }
    assertEquals(9, told("device-silent").size(), () -> told("device-silent").toString());
    for (int i = 0; i < 12; i++) {
      rig.feed();
      rig.watch();
      rig.advance(Duration.ofSeconds(1));
    }
    assertEquals(10, told("device-silent").size(), () -> told("device-silent").toString());
    assertEquals("INFO bat1 bat1 delivers values again.", told("device-silent").getLast());
  }

  @Test
  void oneThatAnswersWhatCannotBeUsedIsNotCalledSilent() {
    rig.open(home);
    rig.advance(Duration.ofSeconds(6));
    long now = rig.clock.nanos();
    Address power = Address.of(new NodeId(Rig.BAT), Points.ACTIVE_POWER_W);
    rig.bat()
        .delivers(new Sample(power, Double.NaN, Quality.INVALID, now, now, rig.clock.instant()));
    rig.watch();
    assertEquals(
        List.of("ALARM bat1 bat1 answers, but none of its values can be used."),
        told("device-silent"));
  }

  @Test
  void aDeviceThatIsOpenedAnewHasItsFiveSecondsAgain() {
    rig.open(home);
    rig.advance(Duration.ofSeconds(4));
    rig.fields.remove(rig.driver);
    rig.watch();
    rig.fields.add(rig.driver);
    rig.advance(Duration.ofSeconds(4));
    rig.watch();
    assertEquals(List.of(), told("device-silent"));
  }

  @Test
  void aRecordThatCannotBeKeptIsToldOnceAndThatItIsKeptAgain() throws IOException {
    rig.running(home);
    Path blocked = Files.createDirectories(home.resolve("safety.state.new"));
    rig.device(Rig.BAT).trip("limit", "a test", "too much");
    rig.record();
    rig.record();
    Files.delete(blocked);
    rig.record();
    List<String> told = told("state-not-recorded");
    assertEquals(2, told.size(), told::toString);
    assertTrue(told.getFirst().startsWith("ALARM site The state of the site cannot be recorded: "));
    assertEquals("INFO site The state of the site is recorded again.", told.getLast());
  }

  @Test
  void aSelfTestTellsWhatItWaitsForWhatItFoundAndThatItPassed() {
    Address frequency = Address.of(new NodeId(Rig.BAT), Points.FREQUENCY_HZ);
    Rig other =
        new Rig()
            .with(
                Rig.declared(
                    Rig.BAT,
                    Maturity.SIMULATED,
                    Map.of(frequency, new Interval(-1e9, 1e9)),
                    Rig.power()));
    other.open(home);
    Address power = Address.of(new NodeId(Rig.BAT), Points.ACTIVE_POWER_W);
    other.bat().delivers(Rig.BAT, Points.ACTIVE_POWER_W, 1);
    assertEquals(List.of(), other.events.ofKind("self-test"), "it is awaited");
    assertTrue(other.freeze().allowed().isEmpty());
    other.bat().delivers(other.good(frequency, 44.9));
    other.watch();
    other.watch();
    other.bat().delivers(other.good(frequency, 45));
    other.watch();
    other.bat().delivers(other.good(power, 1));
    assertEquals(
        List.of(
            "ALARM bat1 bat1 tells a frequency of 44.9 Hz, which no grid has;"
                + " look at unit, scale and word order of its profile.",
            "INFO bat1 The self-test of bat1 passed."),
        other.events.ofKind("self-test").stream().map(WatchWordsTest::words).toList());
  }
}
