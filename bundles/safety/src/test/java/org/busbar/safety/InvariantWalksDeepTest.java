package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.Command.Action;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.Freeze;
import org.busbar.api.safety.GateCell;
import org.busbar.api.safety.Setpoint;
import org.busbar.api.safety.SiteState;
import org.busbar.api.safety.StopSource;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.testkit.api.FakeDevice;
import org.junit.jupiter.api.Test;

/**
 * Random walks of one battery through its life: deciders that ask for anything, values that come,
 * cross limits and stay away, people who stop, reset and start, devices that refuse or throw, and
 * kills with a restart on the same folder. After each step every new write is judged.
 */
class InvariantWalksDeepTest {
  private static final int WALKS = Boolean.getBoolean("busbar.deep") ? 100_000 : 1_000;
  private static final int STEPS = 60;
  private static final NodeId BAT = new NodeId(Rig.BAT);
  private static final Address HOT = Address.of(BAT, Points.TEMPERATURE_C);
  private static final long LEASE_NANOS = Duration.ofSeconds(3).toNanos();
  private static final double MOST_W = 5000;

  /** One walk, and what is known beside the product. */
  private final class Walk {
    private final Random random;
    private final Path folder;
    private final boolean tripping;
    private Rig rig;
    private int judged;
    private long freshUntilNanos;
    private long decidedNanos;
    private boolean asked;
    private boolean started;
    private boolean obeys = true;
    private boolean resetGranted;
    private boolean latched;

    Walk(long seed, Path folder) {
      this.random = new Random(seed);
      this.tripping = seed % 2 == 0;
      this.folder = folder;
      this.rig = begin();
    }

    private Rig begin() {
      // Every other battery has no limit that needs a value of its own.
      Map<Address, Interval> limits = tripping ? Map.of(HOT, new Interval(-20, 60)) : Map.of();
      Rig next = new Rig().with(Rig.declared(Rig.BAT, Maturity.SIMULATED, limits, Rig.power()));
      next.open(folder);
      judged = 0;
      freshUntilNanos = next.clock.nanos() - 1;
      asked = false;
      started = false;
      obeys = true;
      resetGranted = false;
      return next;
    }

    void step() {
      GateCell before = cell();
      SiteState was = rig.field().status().state();
      latched |= !before.isOpen();
      act(random.nextInt(100));
      rig.tend();
      judge(before, was);
      if (cell().isOpen()) {
        latched = false;
      }
    }

    private GateCell cell() {
      return rig.field().devices().getFirst().cell();
    }

    private void act(int what) {
      if (what < 55) {
        cycle();
      } else if (what < 65) {
        rig.advance(Duration.ofMillis(random.nextInt(4000)));
      } else if (what < 67) {
        rig.bat().delivers(rig.good(HOT, 60 + random.nextInt(20)));
        freshUntilNanos = rig.stored(HOT).expiresNanos();
      } else if (what < 69) {
        rig.field()
            .emergencyStop(
                StopSource.values()[random.nextInt(StopSource.values().length)],
                "walker",
                "a whim");
      } else if (what < 80) {
        resetGranted |= rig.field().reset("walker", "it looks fine") instanceof Answer.Done;
      } else if (what < 92) {
        request();
      } else if (what < 96) {
        obeys = random.nextBoolean();
        rig.bat().answers(this::answer);
      } else if (what < 98) {
        rig.watch();
      } else {
        // Killed: nothing is closed in order, everything but the folder is forgotten.
        boolean wasLatched = !cell().isOpen();
        rig.watch();
        rig = begin();
        assertEquals(wasLatched, !cell().isOpen(), "a kill changes no latch");
      }
    }

    private WriteResult answer(Command command) {
      if (obeys) {
        return new WriteResult.Accepted(command.value());
      }
      if (random.nextBoolean()) {
        throw new IllegalStateException("a driver that throws");
      }
      return new WriteResult.Refused("no");
    }

    private void request() {
      SiteState any = SiteState.values()[random.nextInt(SiteState.values().length)];
      SiteState wanted = random.nextInt(3) > 0 ? SiteState.RUNNING : any;
      Answer answer = rig.field().request(wanted, "walker", "a whim");
      if (answer instanceof Answer.Done && wanted == SiteState.RUNNING) {
        started = true;
      }
    }

    private void cycle() {
      rig.advance(Rig.CYCLE);
      if (random.nextInt(10) > 0) {
        rig.feed();
        freshUntilNanos = rig.stored(HOT).expiresNanos();
      }
      Freeze freeze = rig.freeze();
      double[] wishes = {1000, -3000, 4999, 1e9, -1e9, Double.NaN, Double.POSITIVE_INFINITY, 0};
      double wish = wishes[random.nextInt(wishes.length)];
      int kind = random.nextInt(12);
      if (kind == 0) {
        rig.submit(List.of());
        asked = false;
        return;
      }
      Setpoint right = rig.setpoint(freeze, BAT, Points.ACTIVE_POWER_W, wish);
      long late = kind == 1 ? Duration.ofSeconds(5).toNanos() : 0;
      int epoch = kind == 2 ? right.epoch() - 1 : right.epoch();
      rig.submit(
          List.of(
              new Setpoint(
                  BAT,
                  Points.ACTIVE_POWER_W,
                  wish,
                  epoch,
                  right.decidedNanos() - late,
                  right.deadlineNanos() - late)));
      asked = kind > 2 && Double.isFinite(wish);
      decidedNanos = asked ? rig.clock.nanos() : decidedNanos;
    }

    private void judge(GateCell before, SiteState was) {
      SiteState is = rig.field().status().state();
      GateCell now = cell();
      List<FakeDevice.Written> all = rig.bat().written();
      for (; judged < all.size(); judged++) {
        Command command = all.get(judged).command();
        assertTrue(Double.isFinite(command.value()), "not finite: " + command);
        assertTrue(Math.abs(command.value()) <= MOST_W, "outside: " + command);
        if (command.action() == Action.SET) {
          set(command, before, was, is, all.get(judged).nanos());
        }
        boolean closed = !before.isOpen() && !now.isOpen() && before.epoch() == now.epoch();
        assertTrue(!closed || command.action() == Action.SAFE, "I4 while latched: " + command);
      }
      if (!now.isOpen()) {
        assertTrue(is == SiteState.ERROR || is == SiteState.STOPPED, "I5: latched and " + is);
        Command last = all.isEmpty() ? null : all.getLast().command();
        assertTrue(
            !obeys || last == null || last.action() == Action.SAFE && last.value() == 0,
            "I4: latched and told " + last);
      } else if (latched) {
        assertTrue(resetGranted, "I5: opened without a reset");
        assertFalse(is == SiteState.RUNNING, "a reset restarts nothing");
        resetGranted = false;
      }
      if (is == SiteState.RUNNING && obeys && !asked && !all.isEmpty()) {
        // Who no longer asks is not carried on: within the lease, and at once after a step.
        long standing = rig.clock.nanos() - decidedNanos;
        boolean over = standing > LEASE_NANOS;
        assertFalse(over && all.getLast().command().action() == Action.SET, "I22: " + standing);
      }
    }

    private void set(Command command, GateCell before, SiteState was, SiteState is, long atNanos) {
      assertTrue(started, "I20: nobody has started it since it was opened: " + command);
      assertTrue(
          was == SiteState.RUNNING || is == SiteState.RUNNING, "I11 in " + was + ": " + command);
      assertTrue(before.isOpen(), "I4: the cell is closed: " + command);
      assertEquals(before.epoch(), command.epoch(), "of another epoch: " + command);
      assertTrue(atNanos - freshUntilNanos <= 0, "I8: no input is fresh: " + command);
      assertTrue(atNanos - decidedNanos <= LEASE_NANOS, "I9: decided too long ago: " + command);
    }
  }

  @Test
  void noWalkBreaksAnInvariant() {
    long writes = 0;
    for (int seed = 0; seed < WALKS; seed++) {
      Walk walk = new Walk(seed, Scratch.home());
      try {
        for (int i = 0; i < STEPS; i++) {
          walk.step();
        }
      } catch (AssertionError e) {
        throw new AssertionError("walk " + seed + ": " + e.getMessage(), e);
      }
      writes += walk.rig.bat().written().size();
    }
    System.out.println(
        "invariants: " + WALKS + " walks of " + STEPS + " steps, " + writes + " writes");
    assertTrue(writes > WALKS, "the walks wrote too little to prove anything: " + writes);
  }
}
