package org.busbar.runtime.campaign;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.busbar.api.events.Event;
import org.busbar.api.events.Severity;
import org.busbar.api.face.Site;
import org.busbar.api.safety.SiteState;
import org.busbar.api.vocabulary.Points;
import org.jspecify.annotations.Nullable;

/** One fault that is tried: when it began, and when what was expected came. */
final class Trial implements World.Observer {
  /** What a battery's power changes by in a step at least, as a share of its rating, to show. */
  private static final double MOVES_SHARE = 0.02;

  private final FaultClass fault;
  private long beganNanos;
  private long countsFromNanos;
  private volatile boolean begun;
  private OptionalLong reactedNanos = OptionalLong.empty();
  private double lastW = Double.NaN;
  private long steps;
  private long moved;
  private @Nullable Runnable undo;

  Trial(FaultClass fault) {
    this.fault = fault;
  }

  FaultClass fault() {
    return fault;
  }

  void begin(World world) {
    beganNanos = world.elapsed();
    countsFromNanos = beganNanos;
    begun = true;
    undo = fault.act().begin(world, this);
  }

  /** The reaction is counted from then on, not from the beginning: a limit is crossed then. */
  void countFrom(long elapsedNanos) {
    countsFromNanos = elapsedNanos;
  }

  void end(World world) {
    if (fault.expect().kind() == FaultClass.Kind.GOES_ON && isRunning(world)) {
      reactedNanos = OptionalLong.of(countsFromNanos);
    }
    if (fault.expect().kind() == FaultClass.Kind.REFUSED
        && world.yard().unit(fault.expect().what()).standingW() == 0) {
      reactedNanos = OptionalLong.of(countsFromNanos);
    }
    Runnable ending = undo;
    undo = null;
    if (ending != null) {
      ending.run();
    }
  }

  boolean isActive() {
    return undo != null;
  }

  private static boolean isRunning(World world) {
    Site site = world.site();
    return site != null && site.status().state() == SiteState.RUNNING;
  }

  /** Seconds from the beginning to the reaction; empty where none came. */
  OptionalDouble reactionS() {
    return reactedNanos.isPresent()
        ? OptionalDouble.of(Math.max(0, reactedNanos.getAsLong() - countsFromNanos) / 1e9)
        : OptionalDouble.empty();
  }

  /** Whether the reaction came in time. */
  boolean inTime() {
    double withinS = fault.expect().within().toNanos() / 1e9;
    return reactionS().isPresent() && reactionS().getAsDouble() <= withinS;
  }

  /**
   * Whether there was nothing by which it could be seen: the battery that shows it moved, by the
   * plant and not by what the product says, in less than half of the time.
   */
  boolean showedNothing() {
    return !fault.motion().isEmpty() && reactedNanos.isEmpty() && 2 * moved < steps;
  }

  @Override
  public String toString() {
    return fault.id()
        + (reactionS().isPresent() ? " after " + reactionS().getAsDouble() + " s" : " not at all");
  }

  private void react(long elapsedNanos) {
    if (begun && reactedNanos.isEmpty() && elapsedNanos >= beganNanos) {
      reactedNanos = OptionalLong.of(elapsedNanos);
    }
  }

  @Override
  public void wrote(World world, ShownUnit unit) {
    rest(world, unit);
  }

  private void rest(World world, ShownUnit unit) {
    FaultClass.Expect expect = fault.expect();
    boolean meant = expect.kind() == FaultClass.Kind.AT_REST && expect.what().equals(unit.id());
    if (meant && unit.standingW() == 0) {
      react(world.elapsed());
    }
  }

  @Override
  public void raised(World world, Event event) {
    FaultClass.Expect expect = fault.expect();
    boolean stop = event.kind().equals("trip") || event.kind().equals("emergency-stop");
    boolean told = event.severity() != Severity.INFO && event.kind().equals(expect.what());
    if (expect.kind() == FaultClass.Kind.TOLD && told
        || expect.kind() == FaultClass.Kind.LATCHED && stop) {
      react(world.clock().elapsedOf(event.nanos()));
    }
  }

  private void look(World world) {
    if (!fault.motion().isEmpty() && isActive()) {
      double nowW = world.yard().battery(fault.motion()).value(Points.ACTIVE_POWER_W, 0);
      steps++;
      moved += Math.abs(nowW - lastW) > MOVES_SHARE * Yard.RATED_W ? 1 : 0;
      lastW = nowW;
    }
  }

  @Override
  public void stepped(World world) {
    if (!begun) {
      return;
    }
    world.yard().units().forEach(unit -> rest(world, unit));
    look(world);
    if (fault.expect().kind() == FaultClass.Kind.SEPARATED
        && world.yard().link().map(link -> !link.isJoined()).orElse(true)) {
      react(world.elapsed());
    }
    Site site = world.site();
    if (fault.expect().kind() == FaultClass.Kind.LATCHED
        && site != null
        && site.status().state() == SiteState.ERROR) {
      react(world.elapsed());
    }
  }
}
