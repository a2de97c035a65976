package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.Writable;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.safety.SiteState;
import org.busbar.api.safety.StopSource;
import org.busbar.api.site.EmergencyConfig;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.testkit.api.FakeDevice;
import org.busbar.testkit.api.FakeWritable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When exactly what is due, and for how long it is to hold. */
class LaneEdgesTest {
  private static final Address HOT = Address.of(new NodeId(Rig.BAT), Points.CELL_TEMPERATURE_MAX_C);

  @TempDir Path home;

  private static Writable timed(Duration minInterval, int keepAlive, int reversion) {
    return FakeWritable.times(
        Rig.power(),
        minInterval,
        keepAlive == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(keepAlive)),
        Optional.of(Duration.ofSeconds(reversion)));
  }

  /** Seconds between two writes, to a hundredth. */
  private static List<Double> pauses(Rig rig) {
    List<Double> pauses = new ArrayList<>();
    List<FakeDevice.Written> written = rig.bat().written();
    for (int i = 1; i < written.size(); i++) {
      pauses.add((written.get(i).nanos() - written.get(i - 1).nanos()) / 10_000_000 / 100.0);
    }
    return pauses;
  }

  private static void pass(Rig rig, int hundredths) {
    for (int i = 0; i < hundredths; i++) {
      rig.advance(Duration.ofMillis(10));
      rig.tend();
    }
  }

  @Test
  void aStopByALineEndsAtASafeValueThatIsNotZero() {
    Rig rig =
        new Rig()
            .emergency(
                new EmergencyConfig(
                    Map.of("limit", 1), Duration.ofSeconds(2), Duration.ofSeconds(2), 3, List.of()))
            .with(
                Rig.declared(
                    Rig.BAT,
                    Maturity.SIMULATED,
                    Map.of(HOT, new Interval(-20, 60)),
                    FakeWritable.rest(Rig.power(), 0, -500)));
    rig.running(home);
    rig.step(1000);
    rig.bat().delivers(rig.good(HOT, 70));
    pass(rig, 100);
    double half = rig.bat().last().value();
    assertTrue(half > 170 && half < 330, "half way is 250 W, not " + half);
    pass(rig, 120);
    assertEquals("SAFE -500", rig.told().getLast());
    double before = 1000;
    for (FakeDevice.Written written : rig.bat().written()) {
      assertTrue(written.command().value() <= before, "and never back");
      before = written.command().value();
    }
    assertEquals(0.1, pauses(rig).get(2), "in steps of a tenth of a second");
  }

  @Test
  void eachFailureDoublesThePauseUpToFiveSeconds() {
    Rig rig = new Rig().battery(Rig.power());
    SiteField field = rig.running(home);
    rig.bat().answers(command -> new WriteResult.Unknown("no answer"));
    field.emergencyStop(StopSource.SCREEN, "test", "");
    pass(rig, 2_200);
    assertEquals(List.of(0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0, 5.0), pauses(rig));
    rig.bat().answers(command -> new WriteResult.Accepted(command.value()));
    pass(rig, 500);
    rig.bat().answers(command -> new WriteResult.Unknown("no answer"));
    int written = pauses(rig).size();
    pass(rig, 1_800 + 25);
    assertEquals(18.0, pauses(rig).get(written), "renewed at three tenths of its timer");
    assertEquals(0.2, pauses(rig).get(written + 1), "the pauses begin anew");
  }

  @Test
  void whatIsWrittenCarriesForHowLongItIsToHold() {
    Rig rig = new Rig().battery(FakeWritable.leased(Rig.power(), Duration.ofSeconds(7)));
    rig.running(home);
    rig.step(1000);
    assertEquals(Duration.ofSeconds(3), rig.bat().last().lease());
    rig.field().emergencyStop(StopSource.SCREEN, "test", "");
    Command safe = rig.bat().last();
    assertEquals(Duration.ofSeconds(60), safe.lease(), "as long as its own timer runs");
    assertEquals(rig.device(Rig.BAT).cell().get().epoch(), safe.epoch());
  }

  @Test
  void whatKeepsADeviceAliveIsWrittenMoreOftenThanItsTimerNeeds() {
    Rig rig = new Rig().battery(timed(Duration.ZERO, 4, 60));
    rig.running(home);
    rig.field().emergencyStop(StopSource.SCREEN, "test", "");
    pass(rig, 1_250);
    assertEquals(List.of(4.0, 4.0, 4.0), pauses(rig));
  }

  @Test
  void aValueIsWrittenAsSoonAsTheDeviceMayBeWrittenAgain() {
    Rig rig = new Rig().battery(timed(Duration.ofSeconds(2), 0, 60));
    rig.running(home);
    rig.step(1000);
    rig.step(2000);
    for (int i = 0; i < 250; i++) {
      rig.advance(Duration.ofMillis(10));
      rig.tend();
      if (i % 50 == 0) {
        rig.feed();
        rig.step(2000);
      }
    }
    assertEquals(List.of("SET 1000", "SET 2000"), rig.told());
    assertEquals(List.of(2.0), pauses(rig));
  }

  @Test
  void aReleaseThatNobodyConfirmsIsTriedUntilTheDevicesOwnTimerHasEndedIt() {
    Rig rig = new Rig().battery(timed(Duration.ZERO, 0, 12));
    SiteField field = rig.running(home);
    rig.step(1000);
    rig.bat().answers(command -> new WriteResult.Unknown("no answer"));
    Rig.require(field.request(SiteState.IDLE, "test", "enough"));
    pass(rig, 3_000);
    assertEquals(List.of(0.0, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0), pauses(rig));
  }

  @Test
  void aRampBeginsAtTheSafeValueWhereNothingIsMeasured() {
    Writable slow = FakeWritable.ramp(FakeWritable.rest(Rig.power(), 0, -500), 1000, 1);
    Rig rig = new Rig().battery(slow);
    rig.running(home);
    Address power = Address.of(new NodeId(Rig.BAT), Points.ACTIVE_POWER_W);
    rig.bat().delivers(rig.good(power, 0).judged(org.busbar.api.vocabulary.Quality.INVALID));
    rig.step(2000);
    assertEquals(List.of("SET -500"), rig.told());
  }
}
