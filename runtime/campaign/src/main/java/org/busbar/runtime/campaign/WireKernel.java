package org.busbar.runtime.campaign;

import java.util.List;
import org.busbar.api.face.Site;
import org.busbar.api.site.Snapshot;
import org.busbar.core.loop.Runner;
import org.busbar.core.mode.ModeTypes;
import org.busbar.core.mode.ThreadWorkers;
import org.busbar.core.site.SiteGateway;
import org.busbar.safety.Safety;
import org.busbar.transport.modbus.ModbusRtu;
import org.busbar.transport.modbus.ModbusTcp;
import org.jspecify.annotations.Nullable;

/** The product's core and safety with their own threads, on real sockets. Ends in order. */
final class WireKernel implements Kernel {
  private static final int THREADS = 2;

  private final Safety safety = new Safety();
  private final ModeTypes types = new ModeTypes();
  private final WorldClock clock;
  private final ThreadWorkers workers;
  private final Runner runner;
  private final SiteGateway gateway;
  private final Site site;
  private final Probe probe;
  private final long bornNanos;

  WireKernel(Parts parts, Probe probe) {
    this.probe = probe;
    this.clock = parts.timeline().clock();
    this.bornNanos = clock.elapsed();
    this.workers = new ThreadWorkers(clock, THREADS);
    this.runner = new Runner(clock, THREADS, false);
    safety.addDriver(parts.driver());
    safety.addTransport(new ModbusTcp());
    safety.addTransport(new ModbusRtu());
    parts.modes().forEach(types::add);
    this.gateway =
        new SiteGateway(
            List.of(parts.file()),
            parts.home(),
            new SiteGateway.Platform(safety, types, workers, runner, clock));
    if (!gateway.problems().isEmpty()) {
      throw new IllegalStateException(String.join("\n", gateway.problems()));
    }
    this.site = gateway.sites().iterator().next();
  }

  @Override
  public Site site() {
    return site;
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
    Snapshot last = site.snapshot();
    return clock.elapsedOf(last.nanos());
  }

  @Override
  public long steps() {
    return site.snapshot().step();
  }

  @Override
  public boolean owns(@Nullable Object connection) {
    return true; // Which connection a write came by the server does not tell.
  }

  @Override
  public void hangModes(boolean hang) {
    probe.hang(hang);
  }

  @Override
  public boolean isStopped() {
    return false;
  }

  @Override
  public void kill() {
    probe.hang(false);
    gateway.close();
    runner.close();
    workers.close();
    safety.close();
  }
}
