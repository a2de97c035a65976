package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.write.Command;
import org.busbar.api.safety.SiteState;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A battery that keeps the import at nothing by a meter that is turned while it runs. */
class MeterWatchTest {
  private static final Address POWER = Address.of(new NodeId(Rig.BAT), Points.ACTIVE_POWER_W);
  private static final Address METER = Address.of(new NodeId("pcc"), Points.ACTIVE_POWER_W);

  @TempDir Path home = Path.of("");
  private double power;

  private static Rig house() {
    return new Rig()
        .with(Rig.declared(Rig.BAT, Maturity.SIMULATED, Map.of(), Rig.power()))
        .with(Rig.declared("pcc", Maturity.SIMULATED, Map.of()))
        .meter("pcc");
  }

  /** Runs the loop for some seconds; the load changes every twenty of them. */
  private void run(Rig rig, int seconds, DoubleUnaryOperator meter) {
    for (int second = 0; second < seconds; second++) {
      double load = 500 + second / 20 % 2 * 1500;
      for (int i = 0; i < 10; i++) {
        rig.advance(Rig.CYCLE);
        rig.feed();
        Command last = rig.bat().written().isEmpty() ? null : rig.bat().last();
        power = last == null || !Double.isFinite(last.value()) ? 0 : last.value();
        rig.bat().delivers(rig.good(POWER, power));
        rig.driver.device("pcc").delivers(rig.good(METER, meter.applyAsDouble(load - power)));
        Sample seen = rig.stored(METER);
        if (!seen.quality().isUsable()) {
          rig.freeze();
          rig.submit(List.of());
        } else if (i == 0) {
          rig.step(Math.clamp(power + 0.7 * seen.value(), -5000, 5000));
        } else {
          rig.step(power);
        }
        rig.tend();
        rig.watch();
      }
    }
  }

  private static Quality seen(Rig rig) {
    return rig.stored(METER).quality();
  }

  @Test
  void aRightMeterIsUsedAllTheTime() {
    Rig rig = house();
    rig.running(home);
    run(rig, 300, w -> w);
    assertEquals(Quality.GOOD, seen(rig));
    assertTrue(rig.events.ofKind("meter-doubted").isEmpty());
  }

  @Test
  void oneThatIsTurnedWhileTheSiteRunsIsInvalidAndTheBatteryRestsUntilTheNextStart() {
    Rig rig = house();
    SiteField field = rig.running(home);
    run(rig, 60, w -> w);
    run(rig, 60, w -> -w);
    assertEquals(Quality.INVALID, seen(rig));
    assertEquals(0, power);
    assertEquals(1, rig.events.ofKind("meter-wrong").size());
    assertTrue(
        rig.events.ofKind("meter-wrong").getFirst().text().startsWith("pcc saw -100 %"),
        rig.events.ofKind("meter-wrong")::toString);
    run(rig, 300, w -> -w);
    assertEquals(Quality.INVALID, seen(rig), "it stays so");
    Rig.require(field.request(SiteState.IDLE, "test", "mending"));
    run(rig, 2, w -> w);
    assertEquals(Quality.GOOD, seen(rig));
    assertEquals(2, rig.events.ofKind("meter-wrong").size(), "and the alarm has ended");
    Rig.require(field.request(SiteState.RUNNING, "test", "mended"));
    run(rig, 300, w -> w);
    assertEquals(Quality.GOOD, seen(rig));
  }

  @Test
  void aStopBetweenTwoLooksIsAStopAsWell() {
    Rig rig = house();
    SiteField field = rig.running(home);
    run(rig, 60, w -> w);
    run(rig, 60, w -> -w);
    assertEquals(Quality.INVALID, seen(rig));
    Rig.require(field.request(SiteState.IDLE, "test", "mending"));
    rig.advance(Rig.CYCLE);
    Rig.require(field.request(SiteState.RUNNING, "test", "mended"));
    run(rig, 2, w -> w);
    assertEquals(Quality.GOOD, seen(rig));
  }

  @Test
  void oneThatTellsTenTimesAsMuchIsInvalid() {
    Rig rig = house();
    rig.running(home);
    run(rig, 60, w -> w);
    run(rig, 600, w -> 10 * w);
    assertEquals(Quality.INVALID, seen(rig));
    assertEquals(1, rig.events.ofKind("meter-wrong").size());
  }

  @Test
  void aMeterThatIsAwayLeavesNoVerdictBehind() {
    Rig rig = house();
    rig.running(home);
    run(rig, 60, w -> w);
    run(rig, 60, w -> -w);
    assertEquals(Quality.INVALID, seen(rig));
    rig.device("pcc").closeSession();
    rig.watch();
    rig.advance(Duration.ofSeconds(1));
    assertEquals(2, rig.events.ofKind("meter-wrong").size());
  }
}
