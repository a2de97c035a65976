package org.busbar.safety;

import static org.busbar.api.vocabulary.Points.ACTIVE_POWER_W;
import static org.busbar.api.vocabulary.Points.CELL_TEMPERATURE_MAX_C;
import static org.busbar.api.vocabulary.Points.CELL_TEMPERATURE_MIN_C;
import static org.busbar.api.vocabulary.Points.CELL_VOLTAGE_MAX_V;
import static org.busbar.api.vocabulary.Points.CELL_VOLTAGE_MIN_V;
import static org.busbar.api.vocabulary.Points.CELL_VOLTAGE_V;
import static org.busbar.api.vocabulary.Points.CHARGE_CURRENT_MAX_A;
import static org.busbar.api.vocabulary.Points.DC_VOLTAGE_V;
import static org.busbar.api.vocabulary.Points.DISCHARGE_CURRENT_MAX_A;
import static org.busbar.api.vocabulary.Points.REACTIVE_POWER_VAR;
import static org.busbar.api.vocabulary.Points.STATE_OF_CHARGE_ESTIMATE_PCT;
import static org.busbar.api.vocabulary.Points.STATE_OF_CHARGE_PCT;
import static org.busbar.safety.BatteryRig.BAT;
import static org.busbar.safety.BatteryRig.BMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.Command.Action;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.safety.Freeze;
import org.busbar.api.safety.SiteState;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Quality;
import org.busbar.testkit.api.FakeDevice;

/**
 * Invariants of a protected battery after the gate: random wishes, random measurements and random
 * faults. 1,000 cases each; with {@code --deep} (jqwik.tries.default) 100,000.
 */
class BatteryInvariantsDeepTest {
  /** Every address that counts for the battery. */
  private static final List<Address> ALL =
      List.of(
          Address.of(BAT, STATE_OF_CHARGE_PCT),
          Address.of(BMS, STATE_OF_CHARGE_PCT),
          Address.of(BAT, STATE_OF_CHARGE_ESTIMATE_PCT),
          Address.of(BAT, CELL_VOLTAGE_MIN_V),
          Address.of(BAT, CELL_VOLTAGE_MAX_V),
          new Address(BMS, CELL_VOLTAGE_V, 1),
          new Address(BMS, CELL_VOLTAGE_V, 2),
          Address.of(BAT, CELL_TEMPERATURE_MIN_C),
          Address.of(BAT, CELL_TEMPERATURE_MAX_C),
          Address.of(BMS, CELL_TEMPERATURE_MAX_C),
          Address.of(BAT, DC_VOLTAGE_V),
          Address.of(BMS, DC_VOLTAGE_V),
          Address.of(BMS, CHARGE_CURRENT_MAX_A),
          Address.of(BMS, DISCHARGE_CURRENT_MAX_A));

  private static final double APPARENT_VA = 5500;

  /** Product.md C.11, written here once more: a test must not ask what it tests. */
  private record Sheet(
      double fullV,
      double emptyV,
      double tripHighV,
      double tripLowV,
      double hotTripC,
      double fullPct) {
    static Sheet of(String chemistry) {
      return chemistry.equals("lfp")
          ? new Sheet(3.58, 2.90, 3.65, 2.50, 65, 95)
          : new Sheet(4.18, 3.00, 4.25, 2.70, 60, 90);
    }
  }

  private static final double COLD_C = 0;
  private static final double WARM_C = 45;
  private static final double HOT_C = 55;
  private static final double FLOOR_PCT = 10;

  /** What is wrong with a sample. */
  enum Fault {
    NONE,
    INVALID,
    STALE,
    MISSING
  }

  /** What one address tells in one step: a place on its scale, and what is wrong with it. */
  record Told(int address, double place, Fault fault) {}

  /**
   * One step of a case.
   *
   * @param pauseMs time that passes before
   * @param told what differs from usual
   * @param silent 0 nobody, 1 the inverter, 2 the management system
   * @param wishW what is wanted
   * @param wishVar what is wanted beside
   * @param answer 0 accepted, 1 refused, 2 unknown
   * @param ready whether the session of the inverter is
   */
  record Step(
      int pauseMs,
      List<Told> told,
      int silent,
      double wishW,
      double wishVar,
      int answer,
      boolean ready) {}

  /** How often what an invariant is about was met at all. */
  private static final Map<String, Integer> MET = new HashMap<>();

  private static int cases;

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Told> told =
        Combinators.combine(
                Arbitraries.integers().between(0, ALL.size() - 1),
                Arbitraries.frequencyOf(
                    Tuple.of(6, Arbitraries.of(0.05, 0.1, 0.2, 0.21, 0.79, 0.8, 0.9, 0.95)),
                    Tuple.of(3, Arbitraries.doubles().between(0.3, 0.7)),
                    Tuple.of(1, Arbitraries.doubles().between(0, 1))),
                Arbitraries.frequency(
                    Tuple.of(12, Fault.NONE),
                    Tuple.of(1, Fault.INVALID),
                    Tuple.of(1, Fault.STALE),
                    Tuple.of(1, Fault.MISSING)))
            .as(Told::new);
    Arbitrary<Double> wish =
        Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.of(-5000.0, 5000.0, -1e9, 1e9)),
            Tuple.of(3, Arbitraries.doubles().between(-6000, 6000)),
            Tuple.of(1, Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY, -0.0)));
    return Combinators.combine(
            Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.integers().between(0, 1000)),
                Tuple.of(1, Arbitraries.integers().between(1000, 6000))),
            told.list().ofMaxSize(3),
            Arbitraries.frequency(Tuple.of(8, 0), Tuple.of(1, 1), Tuple.of(1, 2)),
            wish,
            Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.of(0.0, 500.0)), Tuple.of(1, wish)),
            Arbitraries.frequency(Tuple.of(10, 0), Tuple.of(1, 1), Tuple.of(1, 2)),
            Arbitraries.frequency(Tuple.of(15, true), Tuple.of(1, false)))
        .as(Step::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  @Provide
  Arbitrary<String> chemistries() {
    return Arbitraries.of("lfp", "nmc", "lco");
  }

  /** What was measured and can be used at the moment of a write. */
  private static final class Truth {
    private final Map<Address, Double> values = new HashMap<>();
    private final Map<Address, Long> expires = new HashMap<>();

    void tell(Address address, double value, long now) {
      values.put(address, value);
      expires.put(address, now + Duration.ofSeconds(3).toNanos());
    }

    double of(Address address, long now) {
      Long until = expires.get(address);
      return until == null || now - until > 0 ? Double.NaN : values.get(address);
    }

    /** The extreme of those that are known. */
    double extreme(long now, DoubleBinaryOperator worse, double none, Point... points) {
      double found = none;
      for (Address address : ALL) {
        double value = of(address, now);
        if (List.of(points).contains(address.point()) && Double.isFinite(value)) {
          found = worse.applyAsDouble(found, value);
        }
      }
      return found;
    }

    double least(long now, Point... points) {
      return extreme(now, Math::min, Double.POSITIVE_INFINITY, points);
    }

    double most(long now, Point... points) {
      return extreme(now, Math::max, Double.NEGATIVE_INFINITY, points);
    }

    /** Whether all is known that has to be. */
    boolean isWhole(long now) {
      return ALL.stream()
          .filter(a -> !a.point().equals(STATE_OF_CHARGE_ESTIMATE_PCT))
          .allMatch(a -> Double.isFinite(of(a, now)));
    }
  }

  /** Judges a power that was set, by what was known when it was. */
  private interface Invariant {
    void holds(double powerW, Truth truth, long now, Sheet sheet);
  }

  /** Plays a case; judges every power that is written, and what stands after every step. */
  private static void play(String chemistry, List<Step> steps, Invariant invariant) {
    cases++;
    // What would hide the rules under test: cells far apart, and a battery at rest after a limit.
    BatteryRig battery =
        new BatteryRig(chemistry)
            .apparent(APPARENT_VA)
            .set("voltage-spread", "9 V: 100 %, 10 V: 0 %")
            .set("temperature-spread", "150 K: 100 %, 160 K: 0 %")
            .set("recovery", "50 A/s");
    ALL.forEach(a -> battery.measures(a.node(), a.point(), a.index()));
    battery.bms();
    SiteField field = battery.running(Scratch.home());
    Sheet sheet = Sheet.of(chemistry);
    Truth truth = new Truth();
    ALL.forEach(a -> truth.tell(a, BatteryRig.harmless(a.point()), battery.rig.clock.nanos()));
    boolean tripped = false;
    for (Step step : steps) {
      battery.rig.advance(Duration.ofMillis(step.pauseMs()));
      battery.device(BAT).is(step.ready() ? SessionStatus.State.READY : SessionStatus.State.FAULTY);
      battery.device(BAT).answers(command -> answer(step.answer(), command));
      int before = battery.device(BAT).written().size();
      deliver(battery, step, truth, sheet);
      Freeze freeze = battery.rig.freeze();
      List<org.busbar.api.safety.Setpoint> wishes = new ArrayList<>();
      wishes.add(battery.rig.setpoint(freeze, BAT, ACTIVE_POWER_W, step.wishW()));
      wishes.add(battery.rig.setpoint(freeze, BAT, REACTIVE_POWER_VAR, step.wishVar()));
      battery.rig.submit(wishes);
      battery.rig.tend();
      long now = battery.rig.clock.nanos();
      List<Command> written =
          battery.device(BAT).written().stream().map(w -> w.command()).skip(before).toList();
      // What is written while samples come in is judged by what stood after them only where it
      // stands: the last one.
      Command last = lastOfPower(written);
      if (wasAccepted(steps, step)) {
        within(battery.device(BAT).written());
      }
      tripped |= field.status().state() == SiteState.ERROR;
      if (last != null) {
        judge(last, tripped, truth, now, sheet, invariant);
      } else if (step.answer() == 0) {
        Command standing =
            lastOfPower(battery.device(BAT).written().stream().map(w -> w.command()).toList());
        boolean accepted = wasAccepted(steps, step);
        if (standing != null && accepted) {
          judge(standing, tripped, truth, now, sheet, invariant);
        }
      }
    }
  }

  /** I7: what is held of both powers after each write that was accepted. */
  private static void within(List<FakeDevice.Written> all) {
    double activeW = 0;
    double reactiveVar = 0;
    for (FakeDevice.Written written : all) {
      Command command = written.command();
      if (command.writable().quantity().equals(ACTIVE_POWER_W)) {
        activeW = command.value();
      } else {
        reactiveVar = command.value();
      }
      assertTrue(
          activeW * activeW + reactiveVar * reactiveVar <= APPARENT_VA * APPARENT_VA,
          () -> "beyond the capability: " + command);
    }
    if (Math.hypot(activeW, reactiveVar) > APPARENT_VA / 2) {
      met("I7");
    }
  }

  /** Whether no write up to a step was refused or lost: only then what was written stands. */
  private static boolean wasAccepted(List<Step> steps, Step until) {
    for (Step step : steps) {
      if (step.answer() != 0 || !step.ready()) {
        return false;
      }
      if (step == until) {
        return true;
      }
    }
    return true;
  }

  private static WriteResult answer(int kind, Command command) {
    return switch (kind) {
      case 1 -> new WriteResult.Refused("no");
      case 2 -> new WriteResult.Unknown("lost");
      default -> new WriteResult.Accepted(command.value());
    };
  }

  private static Command lastOfPower(List<Command> commands) {
    Command last = null;
    for (Command command : commands) {
      if (command.writable().quantity().equals(ACTIVE_POWER_W)) {
        last = command;
      }
    }
    return last;
  }

  private static void judge(
      Command command, boolean tripped, Truth truth, long now, Sheet sheet, Invariant invariant) {
    if (tripped) {
      assertTrue(command.action() != Action.SET, () -> "set after a trip: " + command);
    }
    if (command.action() == Action.SET) {
      assertTrue(truth.isWhole(now), () -> "set without fresh inputs: " + command);
      invariant.holds(command.value(), truth, now, sheet);
    }
  }

  private static void deliver(BatteryRig battery, Step step, Truth truth, Sheet sheet) {
    Map<Integer, Told> told = new HashMap<>();
    step.told().forEach(t -> told.put(t.address(), t));
    for (int i = 0; i < ALL.size(); i++) {
      Address address = ALL.get(i);
      boolean silent =
          (step.silent() == 1 && address.node().equals(BAT))
              || (step.silent() == 2 && address.node().equals(BMS));
      Told now = told.getOrDefault(i, new Told(i, 0.5, Fault.NONE));
      if (!silent && now.fault() != Fault.MISSING) {
        tell(battery, address, scaled(address.point(), now.place(), sheet), now.fault(), truth);
      }
    }
    if (step.silent() != 1) {
      battery.device(BAT).delivers(battery.rig.good(BatteryRig.POWER, 0));
    }
  }

  private static void tell(
      BatteryRig battery, Address address, double value, Fault fault, Truth truth) {
    var sample = battery.rig.good(address, value);
    long now = battery.rig.clock.nanos();
    switch (fault) {
      case INVALID -> {
        battery.device(address.node()).delivers(sample.judged(Quality.INVALID));
        truth.expires.remove(address);
      }
      case STALE -> {
        battery.device(address.node()).delivers(sample.judged(Quality.STALE));
        truth.expires.remove(address);
      }
      default -> {
        battery.device(address.node()).delivers(sample);
        truth.tell(address, value, now);
      }
    }
  }

  /** A value at a place on the scale of its point: 0.2 and 0.8 are stops, the ends trip. */
  private static double scaled(Point point, double place, Sheet sheet) {
    return switch (point.id()) {
      case "cellVoltageMinV", "cellVoltageMaxV", "cellVoltageV" ->
          between(place, sheet.tripLowV - 0.01, sheet.emptyV, sheet.fullV, sheet.tripHighV + 0.01);
      case "cellTemperatureMinC", "cellTemperatureMaxC" ->
          between(place, -25, COLD_C, WARM_C, sheet.hotTripC + 1);
      case "stateOfChargePct", "stateOfChargeEstimatePct" ->
          between(place, 0, FLOOR_PCT, sheet.fullPct, 100);
      case "dcVoltageV" -> 300 + place * 200;
      default -> place * 20;
    };
  }

  private static double between(double place, double least, double low, double high, double most) {
    return place <= 0.2
        ? least + place / 0.2 * (low - least)
        : place < 0.8
            ? low + (place - 0.2) / 0.6 * (high - low)
            : high + (place - 0.8) / 0.2 * (most - high);
  }

  private static void met(String invariant) {
    MET.merge(invariant, 1, Integer::sum);
  }

  /** I1 and I2. */
  @Property
  @Tag("SAF-13")
  void noDischargeBelowVminAndNoChargeAboveVmax(
      @ForAll("chemistries") String chemistry, @ForAll("steps") List<Step> steps) {
    play(
        chemistry,
        steps,
        (powerW, truth, now, sheet) -> {
          double lowest = truth.least(now, CELL_VOLTAGE_MIN_V, CELL_VOLTAGE_MAX_V, CELL_VOLTAGE_V);
          if (lowest <= sheet.emptyV) {
            met("I1");
            assertTrue(powerW <= 0, () -> powerW + " W at " + lowest + " V");
          }
          double highest = truth.most(now, CELL_VOLTAGE_MIN_V, CELL_VOLTAGE_MAX_V, CELL_VOLTAGE_V);
          if (highest >= sheet.fullV) {
            met("I2");
            assertTrue(powerW >= 0, () -> powerW + " W at " + highest + " V");
          }
          assertTrue(lowest >= sheet.tripLowV && highest <= sheet.tripHighV, "set beyond a trip");
        });
  }

  /** I3 and I23. */
  @Property
  @Tag("SAF-14")
  void noChargeBelowTminAndNoPowerAboveTmax(
      @ForAll("chemistries") String chemistry, @ForAll("steps") List<Step> steps) {
    play(
        chemistry,
        steps,
        (powerW, truth, now, sheet) -> {
          double coldest = truth.least(now, CELL_TEMPERATURE_MIN_C, CELL_TEMPERATURE_MAX_C);
          if (coldest <= COLD_C) {
            met("I3");
            assertTrue(powerW >= 0, () -> powerW + " W at " + coldest + " degC");
          }
          double hottest = truth.most(now, CELL_TEMPERATURE_MIN_C, CELL_TEMPERATURE_MAX_C);
          if (hottest >= WARM_C) {
            met("I23");
            assertTrue(powerW >= 0, () -> powerW + " W at " + hottest + " degC");
          }
          if (hottest >= HOT_C) {
            met("I23 discharging");
            assertEquals(0, powerW, () -> "at " + hottest + " degC");
          }
          assertTrue(hottest <= sheet.hotTripC, () -> "set at " + hottest + " degC");
        });
  }

  /** I21 and I25: the worse of device, management system and estimate, in each direction. */
  @Property
  @Tag("SAF-15")
  void theWorseStateOfChargeKeepsItsBand(
      @ForAll("chemistries") String chemistry, @ForAll("steps") List<Step> steps) {
    play(
        chemistry,
        steps,
        (powerW, truth, now, sheet) -> {
          double fullest = truth.most(now, STATE_OF_CHARGE_PCT, STATE_OF_CHARGE_ESTIMATE_PCT);
          if (fullest >= sheet.fullPct) {
            met("I21");
            assertTrue(powerW >= 0, () -> powerW + " W at " + fullest + " %");
          }
          double emptiest = truth.least(now, STATE_OF_CHARGE_PCT, STATE_OF_CHARGE_ESTIMATE_PCT);
          if (emptiest <= FLOOR_PCT) {
            met("I25");
            assertTrue(powerW <= 0, () -> powerW + " W at " + emptiest + " %");
          }
        });
  }

  /** I24, and with every case I7. */
  @Property
  @Tag("SAF-16")
  @Tag("DEV-05")
  void setPowerOverMeasuredVoltageStaysWithinTheLiveLimitAndInsideTheCapability(
      @ForAll("chemistries") String chemistry, @ForAll("steps") List<Step> steps) {
    play(
        chemistry,
        steps,
        (powerW, truth, now, sheet) -> {
          double volts = truth.least(now, DC_VOLTAGE_V);
          double most =
              truth.least(now, powerW < 0 ? CHARGE_CURRENT_MAX_A : DISCHARGE_CURRENT_MAX_A);
          if (Math.abs(powerW) > most * volts - 2) {
            met("I24");
          }
          assertTrue(
              Math.abs(powerW) / volts <= most,
              () -> powerW + " W at " + volts + " V, live limit " + most + " A");
        });
  }

  /** No invariant holds because it is never about anything. */
  @AfterContainer
  static void eachWasMet() {
    for (String invariant :
        List.of("I1", "I2", "I3", "I7", "I21", "I23", "I23 discharging", "I24", "I25")) {
      int met = MET.getOrDefault(invariant, 0);
      assertTrue(met >= cases / 4 / 100, invariant + " was met " + met + " times only");
    }
  }
}
