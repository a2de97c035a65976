package org.busbar.runtime.campaign;

import java.time.Duration;
import java.util.List;
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
final class SteppedKernel implements Kernel {
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

  SteppedKernel(Parts parts, Timeline.Actor net, VirtualNet transport, Grain grain) {
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
      long nanos = period.toNanos() * grain.times();
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

  @Override
  public Site site() {
    return site;
  }

  @Override
  public void hangModes(boolean hang) {
    workers.hold(hang);
  }

  @Override
  public ModeTypes types() {
    return types;
  }

  @Override
  public long bornNanos() {
    return bornNanos;
  }

  @Override
  public long steppedNanos() {
    return steppedNanos;
  }

  @Override
  public long steps() {
    return steps;
  }

  @Override
  public boolean owns(@Nullable Object connection) {
    return transport.owns(connection);
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

  @Override
  public boolean isStopped() {
    return timeline.clock().elapsed() < stoppedUntilNanos;
  }

  @Override
  public void kill() {
    loop.end();
    rounds.end();
    net.end();
  }
}
