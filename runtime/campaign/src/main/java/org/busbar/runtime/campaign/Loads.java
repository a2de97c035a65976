package org.busbar.runtime.campaign;

import static org.busbar.api.vocabulary.Points.ACTIVE_POWER_W;

import java.time.Duration;
import java.util.Arrays;
import org.busbar.api.control.Proposal;
import org.busbar.api.face.Site;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Level;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Phase;

/** Faces that ask for more than usual, and memory that is taken. */
final class Loads {
  private static final Duration PERIOD = Duration.ofMillis(100);

  /** Once a cycle: what a collection takes does not pass in virtual time, and many take long. */
  private static final Duration PRESS_PERIOD = Duration.ofSeconds(1);

  private static final int AT_ONCE = 20;
  private static final int EVENTS = 10_000;
  private static final int BALLAST_BYTES = 24 << 20;
  private static final int PIECES = 6;

  private Loads() {}

  /**
   * Two hundred proposals and as many looks at everything in each second, for an observed device.
   */
  static Runnable flood(World world, Trial trial) {
    Runnable once =
        new Runnable() {
          @Override
          public void run() {
            world.ifUp(kernel -> ask(kernel.site(), world.clock().nanos()));
            if (trial.isActive()) {
              world.after(PERIOD, this);
            }
          }
        };
    world.after(PERIOD, once);
    return () -> {};
  }

  private static void ask(Site site, long nowNanos) {
    for (int i = 0; i < AT_ONCE; i++) {
      site.propose(
          new Proposal(
              "flood-" + i,
              Level.ECONOMIC,
              new NodeId("pv1"),
              ACTIVE_POWER_W,
              Phase.TOTAL,
              Interval.UNBOUNDED,
              i,
              nowNanos - 1,
              "a flood"));
      site.devices();
      site.modes();
      site.events(0, EVENTS);
    }
  }

  /** Memory is taken and given back again and again, a good part of what there is. */
  static Runnable press(World world, Trial trial) {
    byte[][] ballast = new byte[PIECES][];
    Runnable once =
        new Runnable() {
          private int next;

          @Override
          public void run() {
            ballast[next++ % PIECES] = new byte[BALLAST_BYTES];
            if (trial.isActive()) {
              world.after(PRESS_PERIOD, this);
            } else {
              Arrays.fill(ballast, null);
            }
          }
        };
    world.after(PRESS_PERIOD, once);
    return () -> {};
  }
}
