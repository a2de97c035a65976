package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.busbar.api.device.Writable;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.Command.Action;
import org.busbar.api.safety.Freeze;
import org.busbar.api.safety.Setpoint;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;

class GateTest {
  /** A setpoint as no decider should ever make one; times are relative to the freeze, in ms. */
  record Wild(
      String node, Point quantity, double value, int epochOff, long decidedMs, long endMs) {}

  @Provide
  Arbitrary<List<Wild>> wild() {
    Arbitrary<Double> values =
        Arbitraries.oneOf(
            Arbitraries.of(
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                1e9,
                -1e9,
                -0.0,
                Double.MIN_VALUE),
            Arbitraries.doubles());
    return Combinators.combine(
            mostly("bat1", Arbitraries.of("bat1.dc", "bat2", "home")),
            mostly(
                Points.ACTIVE_POWER_W,
                Arbitraries.of(Points.REACTIVE_POWER_VAR, Points.STATE_OF_CHARGE_PCT)),
            values,
            mostly(0, Arbitraries.integers().between(-3, 3)),
            mostly(0L, Arbitraries.longs().between(-5000, 5000)),
            mostly(3000L, Arbitraries.longs().between(-10_000, Long.MAX_VALUE / 2_000_000)))
        .as(Wild::new)
        .list()
        .ofMaxSize(30);
  }

  /** Wrong in one respect at a time, so that each check is what stands between it and the wire. */
  private static <T> Arbitrary<T> mostly(T right, Arbitrary<T> wild) {
    return Arbitraries.frequencyOf(Tuple.of(5, Arbitraries.just(right)), Tuple.of(1, wild));
  }

  /** The gate's part of a rogue plug-in: whatever arrives, what leaves is within the limits. */
  @Property
  @Tag("SAF-20")
  void whateverIsSubmittedWhatIsWrittenIsFiniteInsideAndOfThisEpoch(
      @ForAll("wild") List<Wild> wishes) {
    Path folder = Scratch.home();
    Rig rig = new Rig().battery(Rig.power());
    rig.running(folder);
    long startedNanos = rig.clock.nanos();
    for (Wild wish : wishes) {
      rig.feed();
      Freeze freeze = rig.freeze();
      int epoch = freeze.cells().get(new NodeId(Rig.BAT)).epoch();
      long now = rig.clock.nanos();
      List<Setpoint> flood = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        flood.add(
            new Setpoint(
                new NodeId(wish.node()),
                wish.quantity(),
                wish.value(),
                epoch + wish.epochOff(),
                now + wish.decidedMs() * 1_000_000,
                now + wish.endMs() * 1_000_000));
      }
      int before = rig.told().size();
      rig.submit(flood);
      for (int i = before; i < rig.told().size(); i++) {
        Command command = rig.bat().written().get(i).command();
        check(command, wish, epoch);
        boolean sinceStart = now + wish.decidedMs() * 1_000_000 - startedNanos >= 0;
        assertTrue(sinceStart || command.action() != Action.SET, "decided before the start");
      }
      rig.advance(Duration.ofMillis(50));
      rig.tend();
    }
  }

  private static void check(Command command, Wild wish, int epoch) {
    Writable writable = command.writable();
    assertTrue(Double.isFinite(command.value()));
    assertTrue(writable.range().contains(command.value()));
    assertEquals(epoch, command.epoch());
    if (command.action() == Action.SET) {
      assertTrue(Double.isFinite(wish.value()));
      assertEquals(0, wish.epochOff());
      assertTrue(wish.decidedMs() <= 0);
      assertTrue(wish.endMs() >= 0);
    }
  }
}
