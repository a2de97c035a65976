package org.busbar.runtime.campaign;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.busbar.api.events.Event;
import org.busbar.api.face.Site;
import org.busbar.api.safety.SiteState;

/**
 * One fault alone over real sockets in the machine's time: the site is brought to run, the fault
 * begins, what is expected has to come, and the site has to come back.
 */
final class WireRun {
  /** What takes a process of its own; tests of the gateway as it ships do it. */
  private static final Set<String> OTHERWISE = Set.of("loop-hung", "gc-30s", "process-kill");

  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration SETTLE = Duration.ofSeconds(12);
  private static final Duration BACK = Duration.ofSeconds(150);
  private static final Duration LOOK = Duration.ofMillis(200);

  /** Beside what is expected in virtual time, for threads that wait for a processor. */
  private static final double SLACK_S = 1.5;

  private final FaultClass fault;
  private final World world;
  private final Person person = new Person();
  private final Monitors monitors;
  private final Trial trial;

  private WireRun(FaultClass fault, World.Setup setup, Catalogue catalogue) throws IOException {
    this.fault = fault;
    this.trial = new Trial(fault);
    this.monitors = new Monitors(person, setup);
    this.world = new World(setup, catalogue).watchedBy(monitors).watchedBy(trial).watchedBy(person);
  }

  /** Those that can be tried so. */
  static List<FaultClass> of(List<FaultClass> faults) {
    return faults.stream().filter(Predicate.not(fault -> OTHERWISE.contains(fault.id()))).toList();
  }

  /** Runs them over Modbus TCP, so many at a time; one report. */
  static Map<String, Object> all(List<FaultClass> faults, long seed, int atOnce)
      throws IOException {
    String how = "each fault alone, Modbus TCP over the loopback";
    return all(faults, how, () -> World.Setup.of(seed).overTheWire(), atOnce);
  }

  /** Runs them over whatever each setup says. */
  static Map<String, Object> all(
      List<FaultClass> faults, String how, Supplier<World.Setup> setups, int atOnce)
      throws IOException {
    Catalogue catalogue = Catalogue.carried();
    Map<String, Future<Map<String, Object>>> running = new LinkedHashMap<>();
    Map<String, Object> each = new LinkedHashMap<>();
    long missed = 0;
    long notRecovered = 0;
    long violations = 0;
    try (ExecutorService pool = Executors.newFixedThreadPool(atOnce)) {
      for (FaultClass fault : faults) {
        running.put(
            fault.id(), pool.submit(() -> new WireRun(fault, setups.get(), catalogue).run()));
      }
      for (Map.Entry<String, Future<Map<String, Object>>> entry : running.entrySet()) {
        Map<String, Object> one = entry.getValue().get();
        each.put(entry.getKey(), one);
        missed += Boolean.TRUE.equals(one.get("inTime")) ? 0 : 1;
        notRecovered += Boolean.TRUE.equals(one.get("recovered")) ? 0 : 1;
        violations += (long) one.get("violations");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("wire", how);
    report.put("scenarios", faults.size());
    report.put("violations", violations);
    report.put("missedReactions", missed);
    report.put("notRecovered", notRecovered);
    report.put("faults", each);
    return report;
  }

  private Map<String, Object> run() {
    try (world) {
      world.begin();
      boolean started = await(START, this::isControlling);
      world.run(SETTLE);
      begin();
      Duration lasts = fault.lasts();
      boolean toItsEnd =
          fault.expect().kind() == FaultClass.Kind.GOES_ON
              || fault.expect().kind() == FaultClass.Kind.REFUSED;
      await(lasts, () -> !toItsEnd && trial.reactionS().isPresent());
      end();
      boolean recovered = await(BACK, this::isRunning);
      return report(started, recovered);
    }
  }

  private void begin() {
    person.troubled(true, world.elapsed());
    trial.begin(world);
  }

  private void end() {
    trial.end(world);
    person.troubled(false, world.elapsed());
  }

  private boolean await(Duration atMost, BooleanSupplier condition) {
    long until = world.elapsed() + atMost.toNanos();
    while (world.elapsed() < until && !condition.getAsBoolean()) {
      world.run(LOOK);
    }
    return condition.getAsBoolean();
  }

  private boolean isControlling() {
    return isRunning() && world.yard().unit(Yard.BATTERY).standingW() != 0;
  }

  private boolean isRunning() {
    Site site = world.site();
    return site != null
        && site.status().state() == SiteState.RUNNING
        && site.modes().stream().allMatch(mode -> mode.state().equals("RUNNING"));
  }

  private Map<String, Object> report(boolean started, boolean recovered) {
    Map<String, Object> one = new LinkedHashMap<>();
    double withinS = fault.expect().within().toNanos() / 1e9;
    double reactionS = trial.reactionS().orElse(Double.NaN);
    boolean early = fault.expect().within().isZero() || reactionS <= withinS + SLACK_S;
    one.put("hazard", fault.hazard());
    one.put("text", fault.text());
    one.put("expected", (fault.expect().kind() + " " + fault.expect().what()).strip());
    one.put("withinS", withinS);
    one.put("reactionS", trial.reactionS().isPresent() ? reactionS : "none");
    one.put("started", started);
    one.put("inTime", started && trial.reactionS().isPresent() && early);
    one.put("recovered", recovered);
    one.put("violations", monitors.violations());
    List<String> examples = new ArrayList<>();
    monitors
        .tallies()
        .forEach(
            tally -> tally.examples().forEach(example -> examples.add(tally.id() + " " + example)));
    if (!examples.isEmpty()) {
      one.put("violated", examples);
    }
    Site site = world.site();
    if (site != null && !(started && recovered)) {
      one.put("stands", site.status() + " " + person.refusal());
      one.put("lastEvents", site.events(0, 1_000).stream().map(Event::text).toList());
    }
    return one;
  }
}
