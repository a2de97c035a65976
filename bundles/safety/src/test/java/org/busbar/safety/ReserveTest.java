package org.busbar.safety;

import static org.busbar.api.vocabulary.Points.STATE_OF_CHARGE_ESTIMATE_PCT;
import static org.busbar.api.vocabulary.Points.STATE_OF_CHARGE_PCT;
import static org.busbar.safety.BatteryRig.BAT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.Command.Action;
import org.busbar.api.safety.Answer;
import org.busbar.api.site.ProtectionConfig;
import org.busbar.api.site.ProtectionConfig.Written;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.safety.limit.Settings;
import org.busbar.testkit.api.FakeDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The charge that is kept for an emergency, and who may have it spent. */
class ReserveTest {
  private static final double USUAL_PCT = 10;
  private static final double EMERGENCY_PCT = 5;

  private static int spent;
  private static int kept;

  @TempDir Path home = Path.of("");

  private static BatteryRig battery() {
    return new BatteryRig("lfp")
        .measures(BAT, STATE_OF_CHARGE_ESTIMATE_PCT, 0)
        .set("emergency-floor", EMERGENCY_PCT + " %")
        .set("recovery", "50 A/s");
  }

  private static void charge(BatteryRig battery, double shownPct, double estimatePct) {
    battery.value(BAT, STATE_OF_CHARGE_PCT, shownPct);
    battery.value(BAT, STATE_OF_CHARGE_ESTIMATE_PCT, estimatePct);
    battery.deliver();
  }

  private static Answer spend(SiteField field, Duration validFor) {
    return field.spendReserve(BAT, validFor, "Anna", "outage of the grid");
  }

  /**
   * One step of a case.
   *
   * @param pauseMs time that passes before
   * @param forS for how long a person has the reserve spent, 0 ends it, below nobody says anything
   */
  record Step(int pauseMs, double shownPct, double estimatePct, double wishW, int forS) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Double> charge =
        Arbitraries.frequencyOf(
            Tuple.of(4, Arbitraries.doubles().between(4, 12)),
            Tuple.of(1, Arbitraries.of(3.0, 5.0, 10.0, 50.0)));
    return Combinators.combine(
            Arbitraries.integers().between(1, 2500),
            charge,
            charge,
            Arbitraries.of(-5000.0, 5000.0, 1e9),
            Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(-1)),
                Tuple.of(1, Arbitraries.of(0)),
                Tuple.of(3, Arbitraries.integers().between(1, 6))))
        .as(Step::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  @Property
  @Tag("SAF-15")
  void atTheFloorNothingIsDischargedButUnderAnAuditedEmergencyPolicy(
      @ForAll("steps") List<Step> steps) throws IOException {
    BatteryRig battery = battery();
    Path site = Scratch.home();
    SiteField field = battery.running(site);
    long openUntil = battery.rig.clock.nanos();
    int commands = 0;
    for (Step step : steps) {
      battery.rig.advance(Duration.ofMillis(step.pauseMs()));
      if (step.forS() >= 0) {
        assertEquals(new Answer.Done(), spend(field, Duration.ofSeconds(step.forS())));
        openUntil = battery.rig.clock.nanos() + Duration.ofSeconds(step.forS()).toNanos();
        commands++;
      }
      charge(battery, step.shownPct(), step.estimatePct());
      battery.rig.step(step.wishW());
      battery.rig.tend();
      double least = Math.min(step.shownPct(), step.estimatePct());
      boolean open = battery.rig.clock.nanos() - openUntil < 0;
      Command stands = stands(battery);
      boolean discharges = stands.action() == Action.SET && stands.value() > 0;
      if (least <= USUAL_PCT) {
        assertTrue(!discharges || open, () -> stands + " at " + least + " %");
        assertTrue(!discharges || least > EMERGENCY_PCT, () -> stands + " at " + least + " %");
        spent += discharges ? 1 : 0;
        kept += discharges ? 0 : 1;
      }
    }
    field.close();
    assertEquals(commands + 1, audited(site), "start and each spending stand in the audit");
  }

  /** No case is about nothing. */
  @AfterContainer
  static void bothWereMet() {
    assertTrue(spent > 20 && kept > 20, spent + " spent, " + kept + " kept");
  }

  private static Command stands(BatteryRig battery) {
    List<FakeDevice.Written> written = battery.device(BAT).written();
    return written.getLast().command();
  }

  private static long audited(Path site) throws IOException {
    Path file = site.resolve("audit/audit-000000000001.jsonl");
    return Files.readAllLines(file).stream()
        .filter(line -> line.contains("\"kind\":\"command\""))
        .count();
  }

  @Test
  void theReserveIsSpentForItsTimeAndNotLonger() {
    BatteryRig battery = battery();
    SiteField field = battery.running(home);
    charge(battery, 8, 8);
    assertEquals(0, battery.interval().max());
    spend(field, Duration.ofSeconds(2));
    battery.rig.advance(Duration.ofSeconds(1));
    charge(battery, 8, 8);
    assertTrue(battery.interval().max() > 0);
    charge(battery, 8, 5);
    assertEquals(0, battery.interval().max(), "the worse of both is at the emergency floor");
    assertTrue(
        battery.allowed().orElseThrow().upperReason().contains("emergency-floor"),
        () -> battery.allowed().toString());
    charge(battery, 8, 8);
    battery.rig.advance(Duration.ofSeconds(1));
    charge(battery, 8, 8);
    assertEquals(0, battery.interval().max(), "its time is over");
  }

  @Test
  void whatTheChemistryForbidsHoldsInAnEmergencyToo() {
    BatteryRig battery = battery();
    SiteField field = battery.running(home);
    spend(field, Duration.ofHours(1));
    battery.cells(2.9, 25);
    charge(battery, 8, 8);
    assertEquals(0, battery.interval().max());
  }

  @Test
  void withoutReasonTimeOrAWrittenFloorNothingIsSpent() {
    BatteryRig battery = battery();
    SiteField field = battery.running(home);
    charge(battery, 8, 8);
    Duration hour = Duration.ofHours(1);
    for (Answer answer :
        List.of(
            field.spendReserve(BAT, hour, "Anna", " "),
            field.spendReserve(BAT, hour.negated(), "Anna", "outage"),
            field.spendReserve(BAT, Duration.ofHours(25), "Anna", "outage"),
            field.spendReserve(new NodeId("nobody"), hour, "Anna", "outage"))) {
      assertInstanceOf(Answer.Refused.class, answer);
    }
    assertEquals(0, battery.interval().max());
    assertEquals(
        new Answer.Done(), field.spendReserve(BAT, Duration.ofHours(24), "Anna", "outage"));
  }

  @Test
  void aBatteryWithoutAWrittenFloorKeepsItsReserve() {
    BatteryRig battery = new BatteryRig("lfp");
    SiteField field = battery.running(home);
    assertInstanceOf(Answer.Refused.class, spend(field, Duration.ofHours(1)));
    battery.value(BAT, STATE_OF_CHARGE_PCT, 8).deliver();
    assertEquals(0, battery.interval().max());
  }

  @Test
  void anEmergencyFloorBelowTheFloorOfTheChemistryIsRefused() {
    List<String> problems = new ArrayList<>();
    ProtectionConfig config =
        new ProtectionConfig(
            BAT,
            java.util.Optional.of("lfp"),
            java.util.Optional.empty(),
            java.util.Map.of("emergency-floor", new Written("2 %", "site.yaml:7")),
            List.of(),
            "site.yaml:6");
    Settings.of(config, problems);
    assertEquals(
        List.of(
            "site.yaml:6: protection of bat1: emergency-floor lies below state-of-charge-floor"),
        problems);
  }
}
