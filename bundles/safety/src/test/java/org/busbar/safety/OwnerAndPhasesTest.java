package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.SessionStatus.State;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.Command.Action;
import org.busbar.api.safety.StopSource;
import org.busbar.api.site.LimitConfig.Reaction;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.testkit.api.FakeDevice;

/** Invariants I15, one owner of each write session, and I7 by phase. */
class OwnerAndPhasesTest {
  private static final NodeId BAT = new NodeId(Rig.BAT);

  /** Drivers and transports come and go, writers of ended sessions are woken: one owner writes. */
  @Property
  void aDeviceIsWrittenByTheSessionThatIsOpenAndByNoOther(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 0, max = 11) Integer> happenings) {
    Rig rig = new Rig().battery(Rig.power());
    rig.running(Scratch.home());
    Set<FakeDevice> sessions = new LinkedHashSet<>();
    List<Writer> writers = new ArrayList<>();
    for (int happening : happenings) {
      note(rig, sessions, writers);
      int[] before = sessions.stream().mapToInt(each -> each.written().size()).toArray();
      boolean[] closed = new boolean[sessions.size()];
      int at = 0;
      for (FakeDevice each : sessions) {
        closed[at++] = each.status().state() == State.CLOSED;
      }
      happens(rig, happening, writers);
      at = 0;
      int open = 0;
      for (FakeDevice each : sessions) {
        boolean wrote = each.written().size() > before[at];
        assertTrue(!wrote || !closed[at], () -> "a session that was closed writes: " + happenings);
        open += each.status().state() == State.CLOSED ? 0 : 1;
        at++;
      }
      assertTrue(open <= 1, "several sessions are open at once");
    }
    rig.field().close();
  }

  private static void note(Rig rig, Set<FakeDevice> sessions, List<Writer> writers) {
    sessions.add(rig.bat());
    FieldDevice.Open open = rig.device(Rig.BAT).open();
    if (open != null && (writers.isEmpty() || writers.getLast() != open.writer())) {
      writers.add(open.writer());
    }
  }

  private static void happens(Rig rig, int happening, List<Writer> writers) {
    switch (happening) {
      case 0 -> rig.fields.remove(rig.driver);
      case 1 -> rig.fields.add(rig.driver);
      case 2 -> rig.fields.remove(rig.transport);
      case 3 -> rig.fields.add(rig.transport);
      case 4, 5 -> writers.forEach(Writer::run);
      case 6 -> rig.field().emergencyStop(StopSource.REST, "test", "");
      case 7 -> {
        rig.advance(Duration.ofSeconds(4));
        rig.tend();
      }
      case 8 -> rig.device(Rig.BAT).doubt();
      default -> {
        rig.advance(Rig.CYCLE);
        rig.feed();
        rig.step(1000 * happening);
        rig.watch();
      }
    }
  }

  /** What one phase tells: nothing usable for 0 and 1, else a voltage. */
  private static void tell(Rig rig, int phase, int kind, double volts) {
    Address address = new Address(BAT, Points.VOLTAGE_LN_V, phase);
    if (kind == 0) {
      rig.bat().delivers(rig.good(address, volts).judged(Quality.INVALID));
    } else if (kind > 1) {
      rig.bat().delivers(rig.good(address, volts));
    }
  }

  /** Symmetric power never asks more current of any phase than its limit. */
  @Property
  void noPhaseIsAskedForMoreThanItsLimitWhateverItsVoltage(
      @ForAll @Size(min = 3, max = 3) List<@DoubleRange(min = 0, max = 290) Double> volts,
      @ForAll @Size(min = 3, max = 3) List<@IntRange(min = 0, max = 20) Integer> kinds,
      @ForAll @DoubleRange(min = 0, max = 20) double mostA,
      @ForAll @DoubleRange(min = -9000, max = 9000) double wishW) {
    Map<Address, Interval> phases =
        Map.of(
            new Address(BAT, Points.VOLTAGE_LN_V, 1), Interval.UNBOUNDED,
            new Address(BAT, Points.VOLTAGE_LN_V, 2), Interval.UNBOUNDED,
            new Address(BAT, Points.VOLTAGE_LN_V, 3), Interval.UNBOUNDED);
    Rig rig =
        new Rig()
            .with(Rig.declared(Rig.BAT, Maturity.SIMULATED, phases, Rig.power()))
            .limit(Rig.BAT, Points.CURRENT_A, new Interval(-mostA, mostA), Reaction.CLAMP);
    rig.running(Scratch.home());
    rig.advance(Duration.ofSeconds(4));
    rig.bat().delivers(rig.good(Address.of(BAT, Points.ACTIVE_POWER_W), 0));
    rig.bat().delivers(rig.good(Address.of(BAT, Points.STATE_OF_CHARGE_PCT), 50));
    rig.bat().delivers(rig.good(Address.of(BAT, Points.TEMPERATURE_C), 25));
    boolean known = true;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < 3; i++) {
      tell(rig, i + 1, kinds.get(i), volts.get(i));
      known &= kinds.get(i) > 1;
      least = Math.min(least, volts.get(i));
    }
    int before = rig.bat().written().size();
    rig.step(wishW);
    List<FakeDevice.Written> all = rig.bat().written();
    assertTrue(all.size() > before, "nothing was written");
    Command last = all.getLast().command();
    if (!known) {
      assertEquals(Action.RELEASE, last.action(), "a phase is not known");
      return;
    }
    double each = Math.abs(last.value()) / 3;
    assertTrue(each <= mostA * least + 1e-9, () -> each + " W in a phase that may " + mostA + " A");
    if (Math.abs(wishW) < Math.min(5000, 3 * mostA * least) - 1) {
      assertEquals(wishW, last.value(), 1, "what is allowed is done");
    }
  }
}
