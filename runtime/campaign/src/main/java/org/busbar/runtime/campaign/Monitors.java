package org.busbar.runtime.campaign;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.busbar.api.face.Site;
import org.busbar.api.safety.Cause;
import org.busbar.api.safety.SiteState;
import org.busbar.api.safety.SiteStatus;
import org.busbar.sim.served.Fault;
import org.jspecify.annotations.Nullable;

/**
 * The invariants, judged outside of the product: by what arrives at the devices and what they show.
 * What a device is asked for counts from the moment it was shown what forbids it, plus one poll,
 * one cycle and half a second; where the product or the way to the device is gone, plus the
 * device's own timer. What forbids it cannot be known while the device refuses to be read, but that
 * it is not read ends what it holds as well.
 */
final class Monitors implements World.Observer {
  private static final double RAMP_W_PER_S = 10_000;
  private static final double CELL_MIN_V = 2.9;
  private static final double CELL_MAX_V = 3.58;
  private static final double CELL_MAX_C = 60;
  private static final double CHARGE_MIN_C = 0;
  private static final double CHARGE_W = 5_000;
  private static final double DISCHARGE_A = 240;
  private static final double CHARGE_A = 120;
  private static final double SLACK_S = 0.5;

  /** Threads wait for a processor, and requests for each other. */
  private static final double WIRE_SLACK_S = 1.5;

  /** Polls and cycles until what is not read any more is let go: three lost answers first. */
  private static final int UNREAD_STEPS = 5;

  private static final double IN_FLIGHT_S = 0.01;
  private static final double GIVEN_BACK_S = 5;
  private static final long STOP_RAMP_NANOS = 2_000_000_000L;

  private final Person person;
  private final double stepS;
  private final double leaseS;
  private final double slackS;
  private final double inFlightS;
  private final double timerS;
  private final Map<String, Tally> tallies = new LinkedHashMap<>();
  private final Map<String, Watched> watched = new LinkedHashMap<>();
  private final ContactorMonitor contactors = new ContactorMonitor(this::check);
  private boolean looksLatched;
  private String during = "";
  private long passiveWrites;
  private long stoppedNanos = Long.MIN_VALUE / 2;
  private Instant since = Instant.MIN;
  private long sinceNanos;

  /** What is remembered of one battery. */
  private static final class Watched {
    private double standingW;
    private long writtenNanos;
    private long cutOffNanos = Long.MIN_VALUE / 2;
    private long unreadNanos = Long.MIN_VALUE / 2;
    private long foreignUntilNanos = Long.MIN_VALUE / 2;
    private final Map<String, Long> since = new LinkedHashMap<>();
  }

  /** A battery at a moment. */
  private record Seen(World world, Watched of, String where) {}

  Monitors(Person person, World.Setup setup) {
    long stepMs = setup.stepMs();
    this.inFlightS = setup.wire() ? WIRE_SLACK_S : IN_FLIGHT_S;
    this.slackS = setup.wire() ? WIRE_SLACK_S : SLACK_S;
    this.person = person;
    this.stepS = stepMs / 1000.0;
    this.timerS = Yard.timerS(stepMs);
    this.leaseS = Math.max(3, 3 * stepS);
    add("I1", "a cell at its lowest voltage is not discharged");
    add("I2", "a cell at its highest voltage is not charged");
    add("I3", "cells at or below 0 degrees are not charged");
    add("I4", "after a trip the setpoint is 0 within a cycle, until reset");
    add("I5", "a latched site is in ERROR or STOPPED");
    add("I6", "a setpoint moves no faster than the ramp, unless to 0");
    add("I7", "a setpoint stays within rating and limits");
    add("I8", "no setpoint without a fresh answer of the device");
    add("I9", "nothing on the wire outlives its lease");
    add("I11", "observed devices see no write, IDLE no setpoint, charge-only no discharge");
    add("I13", "the positive contactor closes onto an equal bus, after a pre-charge");
    add("I14", "contactors close and open in their order");
    add("load", "below category 0 a contactor opens under less than 5 % of its rated current");
    add("I15", "each device is written by one connection of one process");
    add("I20", "after a restart no setpoint before start and a fresh cycle");
    add("I22", "a plug-in that fails asks for nothing");
    add("I23", "a cell at its highest temperature is neither charged nor discharged");
    add("I24", "power over measured DC volts stays within the currents, and charging within 0.5 C");
    add("I25", "the band of charge holds");
    for (String id : List.of(Yard.BATTERY, Yard.CHARGED)) {
      watched.put(id, new Watched());
    }
  }

  private void add(String id, String text) {
    tallies.put(id, new Tally(id, text));
  }

  /** All of them. */
  Iterable<Tally> tallies() {
    return tallies.values();
  }

  /** How contactors moved, the first of it. */
  List<String> moves() {
    return contactors.told();
  }

  Tally tally(String id) {
    return tallies.get(id);
  }

  long violations() {
    return tallies.values().stream().mapToLong(Tally::violations).sum();
  }

  /** What goes wrong meanwhile, for people. */
  void during(List<String> faults) {
    during = faults.isEmpty() ? "" : " during " + faults;
  }

  /** What it holds is not the product's doing for a while. */
  @Override
  public void foreign(World world, String device) {
    watched.get(device).foreignUntilNanos = world.elapsed() + (long) (timerS * 1.5e9);
  }

  @Override
  public void wrote(World world, ShownUnit unit) {
    stopped(world);
    Watched of = watched.get(unit.id());
    Kernel kernel = world.kernel();
    if (of == null || kernel == null) {
      return;
    }
    double nextW = unit.standingW();
    if (nextW != 0 && !isForeign(of, world)) {
      setpoint(world, kernel, unit, nextW);
      ramp(world, of, nextW, unit.id());
    }
    of.standingW = nextW;
    of.writtenNanos = world.elapsed();
  }

  private void setpoint(World world, Kernel kernel, ShownUnit unit, double nextW) {
    String where = unit.id() + " set to " + nextW;
    boolean charged = unit.id().equals(Yard.CHARGED);
    double mostW = charged ? 3_000 : Yard.LIMIT_W;
    check("I7", Math.abs(nextW) <= mostW + 1, world, where);
    double ageS = (world.elapsed() - unit.answeredNanos()) / 1e9;
    check("I8", ageS <= 3 * stepS + inFlightS, world, where + ", silent for " + ageS + " s");
    check("I11", isRunning(kernel.site(), world, unit) && !(charged && nextW > 0), world, where);
    check("I15", kernel.owns(unit.writer()), world, where);
    boolean fresh = kernel.steps() >= 1 && person.startedNanos() >= kernel.bornNanos();
    check("I20", fresh, world, where);
  }

  /** Whether the site runs, or did when this write was sent. */
  private boolean isRunning(Site site, World world, ShownUnit unit) {
    SiteStatus status = site.status();
    long sentAfter = leftNanos(status, world) - (world.elapsed() - unit.begunNanos());
    // A stop of category 1 goes down in a line; a loop that stood still closes no cell.
    boolean ramps =
        status.state() == SiteState.ERROR
            && sentAfter <= STOP_RAMP_NANOS
            && status.causes().stream()
                .map(Cause::kind)
                .filter(kind -> !kind.equals("loop-stopped"))
                .allMatch(ContactorMonitor.CATEGORY_1::contains);
    return ramps
        || status.state() == SiteState.RUNNING
        || status.state() != SiteState.BOOT && sentAfter <= 0;
  }

  /** For how long the site is in its state, ns; its clock may jump, what was seen here does not. */
  private long leftNanos(SiteStatus status, World world) {
    if (!status.since().equals(since)) {
      since = status.since();
      sinceNanos = world.elapsed();
    }
    long told = Duration.between(since, world.clock().instant()).toNanos();
    long seen = world.elapsed() - sinceNanos;
    return Math.abs(told - seen) <= 2e9 * stepS ? told : seen;
  }

  private void ramp(World world, Watched of, double nextW, String id) {
    double dtS = Math.max(stepS, (world.elapsed() - of.writtenNanos) / 1e9);
    double mostW = RAMP_W_PER_S * dtS + 1;
    boolean holds = Math.abs(nextW - of.standingW) <= mostW;
    check("I6", holds, world, id + " from " + of.standingW + " to " + nextW);
  }

  @Override
  public void stepped(World world) {
    passive(world);
    Kernel kernel = world.kernel();
    Site site = world.site();
    world.yard().link().ifPresent(link -> contactors.judge(world, link, site));
    for (Map.Entry<String, Watched> entry : watched.entrySet()) {
      ShownUnit unit = world.yard().unit(entry.getKey());
      Watched of = entry.getValue();
      if (isCutOff(kernel, unit)) {
        of.cutOffNanos = world.elapsed();
      }
      if (unit.unit().fault() == Fault.EXCEPTION) {
        of.unreadNanos = world.elapsed();
      }
      if (isForeign(of, world)) {
        of.since.clear();
      } else {
        battery(world, site, unit, of);
      }
    }
    if (site != null) {
      boolean latched = site.devices().stream().anyMatch(device -> !device.cell().isOpen());
      SiteState state = site.status().state();
      boolean holds = !latched || state == SiteState.ERROR || state == SiteState.STOPPED;
      // Of what other threads change the two were not seen at one moment.
      boolean unsure = !holds && world.setup().wire() && !looksLatched;
      looksLatched = unsure;
      check("I5", holds || unsure, world, "latched in " + state);
    }
  }

  /**
   * What is not under authority is not written at all, but for its safe value and what gives it
   * back.
   */
  private void passive(World world) {
    long begun = 0;
    for (ShownUnit unit : world.yard().units()) {
      boolean controlled = watched.containsKey(unit.id()) || Yard.RELAYS.contains(unit.id());
      begun += controlled ? 0 : unit.writesBegun();
    }
    stopped(world);
    boolean safe = sinceS(world, stoppedNanos) <= GIVEN_BACK_S;
    check(
        "I11", begun == passiveWrites || safe, world, "a device that is only observed was written");
    passiveWrites = begun;
  }

  /** Also asked when something is written: a process may end before the next look. */
  private void stopped(World world) {
    Site site = world.site();
    SiteState state = site == null ? SiteState.BOOT : site.status().state();
    if (site != null) {
      leftNanos(site.status(), world);
    }
    if (state == SiteState.ERROR || state == SiteState.STOPPED) {
      stoppedNanos = world.elapsed();
    }
  }

  private void battery(World world, @Nullable Site site, ShownUnit unit, Watched of) {
    double w = unit.standingW();
    double minV = unit.shown("cellVoltageMinV");
    double maxV = unit.shown("cellVoltageMaxV");
    double maxC = unit.shown("cellTemperatureMaxC");
    double soc = unit.shown("stateOfChargePct");
    Seen seen = new Seen(world, of, unit.id() + " holds " + w);
    within("I1", seen, minV <= CELL_MIN_V, () -> w <= 0);
    within("I2", seen, maxV >= CELL_MAX_V, () -> w >= 0);
    double minC = unit.shown("cellTemperatureMinC");
    within("I3", seen, minC <= CHARGE_MIN_C, () -> w >= 0);
    double amperes = w / unit.shown("dcVoltageV");
    boolean capped = amperes <= DISCHARGE_A + 1 && amperes >= -CHARGE_A - 1 && w >= -CHARGE_W - 1;
    within("I24", seen, w != 0, () -> capped);
    within("I23", seen, maxC > CELL_MAX_C, () -> w == 0);
    within("I25", seen, soc <= Yard.SOC_MIN_PCT, () -> w <= 0);
    within("I25+", seen, soc >= Yard.SOC_MAX_PCT, () -> w >= 0);
    boolean tripped = site != null && site.status().state() == SiteState.ERROR;
    within("I4", seen, tripped, () -> w == 0);
    lease(world, unit, of, seen.where());
  }

  /** No longer than the lease after the loop's last step, and after the plug-in's last good ask. */
  private void lease(World world, ShownUnit unit, Watched of, String where) {
    if (unit.standingW() == 0) {
      check("I9", true, world, where);
      return;
    }
    Kernel kernel = world.kernel();
    double lastS = kernel == null ? Double.MAX_VALUE : sinceS(world, kernel.steppedNanos());
    double reachableS = sinceS(world, of.cutOffNanos);
    boolean timer = sinceS(world, of.writtenNanos) <= timerS + stepS + slackS;
    boolean renewed = lastS <= leaseS + stepS + slackS || reachableS <= leaseS + slackS;
    check("I9", timer && (renewed || kernel == null || kernel.isStopped()), world, where);
    if (unit.id().equals(Yard.CHARGED) && kernel != null) {
      double goodS = (world.clock().nanos() - world.probe().goodNanos()) / 1e9;
      boolean young = goodS <= 3 * stepS + leaseS + stepS + slackS;
      check("I22", young || reachableS <= timerS + leaseS, world, where + " asked " + goodS);
    }
  }

  private static double sinceS(World world, long elapsedNanos) {
    return (world.elapsed() - elapsedNanos) / 1e9;
  }

  /** A condition that has stood for long enough to have been acted on demands something. */
  private void within(String id, Seen seen, boolean condition, BooleanSupplier demanded) {
    Watched of = seen.of();
    World world = seen.world();
    if (!condition) {
      of.since.remove(id);
      return;
    }
    long since = of.since.computeIfAbsent(id, _ -> world.elapsed());
    double standsS = sinceS(world, since);
    double reachableS = sinceS(world, Math.max(since, of.cutOffNanos));
    double readS = sinceS(world, Math.max(since, of.unreadNanos));
    boolean known = readS > 2 * stepS + slackS || standsS > UNREAD_STEPS * stepS + slackS;
    boolean due = known && reachableS > 2 * stepS + slackS || standsS > timerS + 2 * stepS + slackS;
    if (due) {
      check(id.replace("+", ""), demanded.getAsBoolean(), world, seen.where());
    }
  }

  /** Whether nothing can reach the device now, whatever the product does. */
  private static boolean isCutOff(@Nullable Kernel kernel, ShownUnit unit) {
    Fault fault = unit.unit().fault();
    return kernel == null
        || kernel.isStopped()
        || unit.isDisguised()
        || fault == Fault.SILENT
        || fault == Fault.SLOW
        || fault == Fault.DROP
        || fault == Fault.GARBAGE
        || fault == Fault.IGNORE_WRITES
        || fault == Fault.REFUSE_WRITES;
  }

  private static boolean isForeign(Watched of, World world) {
    return world.elapsed() < of.foreignUntilNanos;
  }

  private void check(String id, boolean holds, World world, String where) {
    tallies.get(id).check(holds, world, holds ? where : where + during);
  }
}
