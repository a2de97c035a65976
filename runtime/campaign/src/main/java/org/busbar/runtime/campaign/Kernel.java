package org.busbar.runtime.campaign;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.busbar.api.control.ControlMode;
import org.busbar.api.device.write.Driver;
import org.busbar.api.face.Site;
import org.busbar.core.loop.SteppedLoops;
import org.busbar.core.mode.CallerWorkers;
import org.busbar.core.mode.ModeTypes;
import org.busbar.core.site.SiteGateway;
import org.busbar.safety.Rounds;
import org.busbar.safety.Safety;
import org.jspecify.annotations.Nullable;

/**
 * One life of the gateway's process in virtual time: the product's core and safety, put together as
 * the bench does, but stepped by the timeline instead of by threads.
 */
final class Kernel {
  /** What a life is made of that outlives it. */
  record Parts(
      Timeline timeline, Driver driver, List<ControlMode<?, ?>> modes, Path file, Path home) {}

  /** How exactly the threads of safety are stepped. */
  enum Grain {
    /** At the product's own periods. */
    FINE(1),
    /** Ten times as seldom, for long campaigns. */
    COARSE(10),
    /** Six hundred times as seldom, for years of sites on which nothing goes wrong. */
    COARSEST(600);

    private final int times;

    Grain(int times) {
      this.times = times;
    }
  }

  private final Timeline timeline;
  private final Timeline.Actor loop = new Timeline.Actor();
  private final Timeline.Actor rounds = new Timeline.Actor();
  private final Timeline.Actor net;
  private final VirtualNet transport;
  private final SteppedLoops loops;
  private final CallerWorkers workers;
  private final ModeTypes types = new ModeTypes();
  private final Site site;
  private final long bornNanos;
  private long steppedNanos;
  private long steps;
  private long stoppedUntilNanos = Long.MIN_VALUE;

  Kernel(Parts parts, Timeline.Actor net, VirtualNet transport, Grain grain) {
    this.timeline = parts.timeline();
    this.net = net;
    this.transport = transport;
    this.bornNanos = timeline.clock().elapsed();
    this.steppedNanos = bornNanos;
    this.loops = new SteppedLoops(timeline.clock());
    this.workers = new CallerWorkers(timeline.clock());
    Safety safety = Safety.steppedBy(new Stepped(grain));
    safety.addDriver(parts.driver());
    safety.addTransport(transport);
    parts.modes().forEach(types::add);
    SiteGateway gateway =
        new SiteGateway(
            List.of(parts.file()),
            parts.home(),
            new SiteGateway.Platform(safety, types, workers, loops, timeline.clock()));
    if (!gateway.problems().isEmpty()) {
      throw new IllegalStateException(String.join("\n", gateway.problems()));
    }
    this.site = gateway.sites().iterator().next();
    timeline.after(loop, loops.untilNextNanos(), this::step);
  }

  private void step() {
    steppedNanos = timeline.clock().elapsed();
    steps++;
    loops.step();
    timeline.after(loop, Math.max(1, loops.untilNextNanos()), this::step);
  }

  /** Rounds of safety's threads as events. */
  private final class Stepped implements Rounds {
    private final Grain grain;

    Stepped(Grain grain) {
      this.grain = grain;
    }

    @Override
    public Runnable every(String name, Duration period, Runnable round) {
      long nanos = period.toNanos() * grain.times;
      timeline.after(rounds, nanos, () -> again(nanos, round));
      return new Runnable() {
        private boolean woken;

        @Override
        public void run() {
          if (!woken) {
            woken = true;
            timeline.after(
                rounds,
                0,
                () -> {
                  woken = false;
                  round.run();
                });
          }
        }
      };
    }

    private void again(long nanos, Runnable round) {
      timeline.after(rounds, nanos, () -> again(nanos, round));
      round.run();
    }

    @Override
    public void close() {
      rounds.end();
    }
  }

  Site site() {
    return site;
  }

  CallerWorkers workers() {
    return workers;
  }

  ModeTypes types() {
    return types;
  }

  /** When this life began, elapsed. */
  long bornNanos() {
    return bornNanos;
  }

  /** When the loop made its last step, elapsed. */
  long steppedNanos() {
    return steppedNanos;
  }

  /** Steps of the loop in this life. */
  long steps() {
    return steps;
  }

  /** Whether a connection is of this process. */
  boolean owns(@Nullable Object connection) {
    return transport.owns(connection);
  }

  boolean isAlive() {
    return net.isAlive();
  }

  /** The loop's thread does nothing for so long. */
  void hangLoop(Duration time) {
    loop.hold(timeline.clock().elapsed() + time.toNanos());
  }

  /** No thread does anything for so long, as in a pause of the collector or of the machine. */
  void stopTheWorld(Duration time) {
    stoppedUntilNanos = timeline.clock().elapsed() + time.toNanos();
    loop.hold(stoppedUntilNanos);
    rounds.hold(stoppedUntilNanos);
    net.hold(stoppedUntilNanos);
  }

  /** Whether all of its threads stand still. */
  boolean isStopped() {
    return timeline.clock().elapsed() < stoppedUntilNanos;
  }

  /** Ends the process without any order: what it planned does not happen. */
  void kill() {
    loop.end();
    rounds.end();
    net.end();
  }
}
