package org.busbar.runtime.campaign;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.busbar.api.events.Event;
import org.busbar.api.face.Site;
import org.busbar.api.safety.SiteState;

/**
 * Days of one site under faults: in each slot of ten minutes what the plan says goes wrong, is
 * mended, and the site is brought back. The monitors look on all the time.
 */
final class Campaign {
  private static final Duration SLOT = Duration.ofMinutes(10);
  private static final long FIRST_S = 60;
  private static final double SPREAD_S = 40;
  private static final double EDGE_SHARE = 0.1;
  private static final double NEAR_PCT = 0.5;
  private static final int MOST_STUCK = 10;
  private static final int SLOTS_PER_DAY = (int) (Duration.ofDays(1).toSeconds() / 600);

  private final List<FaultClass> faults;
  private final Plan plan;
  private final World world;
  private final Person person = new Person();
  private final Monitors monitors;
  private final Digest digest = new Digest();
  private final Stops stops = new Stops();
  private final Trials trials = new Trials();
  private final Map<String, Figures> figures = new LinkedHashMap<>();
  private final TreeSet<String> pairs = new TreeSet<>();
  private final List<String> stuck = new ArrayList<>();
  private final List<String> late = new ArrayList<>();
  private final List<String> unseen = new ArrayList<>();
  private long notRecovered;

  /** A campaign with these faults; none for days without. */
  Campaign(World.Setup setup, List<FaultClass> faults, Catalogue profiles) throws IOException {
    this.faults = List.copyOf(faults);
    this.plan = new Plan(faults, setup.seed());
    this.monitors = new Monitors(person, setup);
    this.world =
        new World(setup, profiles)
            .watchedBy(monitors)
            .watchedBy(trials)
            .watchedBy(digest)
            .watchedBy(stops)
            .watchedBy(person);
    faults.forEach(fault -> figures.put(fault.id(), new Figures()));
  }

  /** The trials of the running slot hear of everything. */
  private static final class Trials implements World.Observer {
    private final List<Trial> running = new ArrayList<>();

    @Override
    public void wrote(World world, ShownUnit unit) {
      running.forEach(trial -> trial.wrote(world, unit));
    }

    @Override
    public void raised(World world, Event event) {
      running.forEach(trial -> trial.raised(world, event));
    }

    @Override
    public void stepped(World world) {
      running.forEach(trial -> trial.stepped(world));
    }
  }

  Monitors monitors() {
    return monitors;
  }

  /** Runs so many days; says on the way how far it is. */
  Map<String, Object> run(int days, PrintStream progress) {
    try (world) {
      world.begin();
      int slots = days * SLOTS_PER_DAY;
      for (int slot = 0; slot < slots; slot++) {
        slot(slot);
        if ((slot + 1) % SLOTS_PER_DAY == 0) {
          progress.printf(
              "day %d of %d: %d violations, %d missed, %d stops, %d false%n",
              (slot + 1) / SLOTS_PER_DAY,
              days,
              monitors.violations(),
              missed(),
              stops.all(),
              stops.falseOnes());
        }
      }
    }
    return report(days);
  }

  /** Runs so many slots of the plan from one of them on. */
  Map<String, Object> runSlots(int first, int slots) {
    try (world) {
      world.begin();
      for (int slot = first; slot < first + slots; slot++) {
        slot(slot);
      }
    }
    return report(slots / SLOTS_PER_DAY);
  }

  private void slot(int number) {
    List<FaultClass> chosen = plan.slot(number);
    if (!faults.isEmpty() || number % SLOTS_PER_DAY == 0) {
      refresh(chosen.size() > 1);
    }
    monitors.during(chosen.stream().map(FaultClass::id).toList());
    stops.justified(chosen.stream().anyMatch(FaultClass::stops));
    for (FaultClass fault : chosen) {
      Trial trial = new Trial(fault);
      trials.running.add(trial);
      figures.get(fault.id()).injected();
      double startS = chosen.size() == 1 ? FIRST_S : FIRST_S + plan.draw() * SPREAD_S;
      long startNanos = (long) (startS * 1e9);
      world.after(Duration.ofNanos(startNanos), () -> begin(trial));
      world.after(Duration.ofNanos(startNanos).plus(fault.lasts()), () -> end(trial));
      for (FaultClass other : chosen) {
        if (fault.id().compareTo(other.id()) < 0) {
          pairs.add(fault.id() + "+" + other.id());
        }
      }
    }
    world.run(SLOT);
    if (chosen.size() == 1) {
      Trial trial = trials.running.getFirst();
      figures.get(chosen.getFirst().id()).alone(trial);
      if (trial.showedNothing()) {
        unseen.add("%.0f s: %s".formatted(world.elapsed() / 1e9, chosen.getFirst().id()));
      } else if (!trial.inTime() && late.size() < MOST_STUCK) {
        late.add("%.0f s: %s".formatted(world.elapsed() / 1e9, trial));
      }
    }
    trials.running.clear();
    if (!isRunning()) {
      notRecovered++;
      stuck.add(chosen.stream().map(FaultClass::id).toList() + ": " + standing());
    }
  }

  /**
   * So that there is something to be charged and discharged; once a day where nothing happens. The
   * site is started anew: what a battery is put to is no drift.
   *
   * @param edges whether it may as well begin near an end of its band
   */
  private void refresh(boolean edges) {
    person.pause(world, "batteries are exchanged");
    double draw = plan.draw();
    double usual = 30 + 50 * draw;
    double low = draw < EDGE_SHARE ? Yard.SOC_MIN_PCT + NEAR_PCT : usual;
    double pct = draw > 1 - EDGE_SHARE ? Yard.SOC_MAX_PCT - NEAR_PCT : low;
    world.yard().battery(Yard.BATTERY).stateOfChargePct(edges ? pct : usual);
    world.yard().battery(Yard.CHARGED).stateOfChargePct(40);
  }

  private void begin(Trial trial) {
    trial.begin(world);
    person.troubled(true, world.elapsed());
  }

  private void end(Trial trial) {
    trial.end(world);
    boolean troubled = trials.running.stream().anyMatch(Trial::isActive);
    person.troubled(troubled, world.elapsed());
  }

  /** Where the site and its modes stand, for people. */
  private String standing() {
    Site site = world.site();
    return site == null
        ? "down"
        : site.status().state()
            + " "
            + site.modes().stream().map(mode -> mode.config().id() + " " + mode.state()).toList();
  }

  private boolean isRunning() {
    Site site = world.site();
    return site != null
        && site.status().state() == SiteState.RUNNING
        && site.modes().stream().allMatch(mode -> mode.state().equals("RUNNING"));
  }

  private long missed() {
    return figures.values().stream().mapToLong(Figures::missedCount).sum();
  }

  /** Slots at whose end the site did not run. */
  long notRecovered() {
    return notRecovered;
  }

  Stops stops() {
    return stops;
  }

  private Map<String, Object> report(int days) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("campaign", faults.isEmpty() ? "without faults" : "with faults");
    report.put("seed", world.setup().seed());
    report.put("days", days);
    report.put("stepS", world.setup().stepMs() / 1000.0);
    report.put("steps", world.steps());
    report.put("violations", monitors.violations());
    report.put("missedReactions", missed());
    if (!late.isEmpty()) {
      report.put("missedExamples", late);
    }
    report.put("nothingToBeSeen", unseen);
    report.put("notRecovered", notRecovered);
    if (notRecovered > 0) {
      report.put("lastRefusal", person.refusal());
      report.put("notRecoveredAfter", stuck.stream().limit(MOST_STUCK).toList());
    }
    report.put("stops", stops.all());
    report.put("falseStops", stops.falseOnes());
    if (!stops.examples().isEmpty()) {
      report.put("falseStopExamples", stops.examples());
    }
    report.put("faultClasses", faults.size());
    report.put("pairsOf", faults.size() * (faults.size() - 1) / 2);
    report.put("pairsInjected", pairs.size());
    report.put("invariants", invariants());
    report.put("faults", classes());
    report.put("awaiting", awaiting());
    report.put("digest", digest.hex());
    return report;
  }

  private Map<String, Object> invariants() {
    Map<String, Object> all = new LinkedHashMap<>();
    for (Tally tally : monitors.tallies()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("text", tally.text());
      one.put("checks", tally.checks());
      one.put("violations", tally.violations());
      if (!tally.examples().isEmpty()) {
        one.put("examples", tally.examples());
      }
      all.put(tally.id(), one);
    }
    return all;
  }

  private Map<String, Object> classes() {
    Map<String, Object> all = new LinkedHashMap<>();
    for (FaultClass fault : faults) {
      Figures counted = figures.get(fault.id());
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("hazard", fault.hazard());
      one.put("text", fault.text());
      one.put("injected", counted.injectedCount());
      one.put("alone", counted.aloneCount());
      one.put("missed", counted.missedCount());
      one.put("nothingToBeSeen", counted.unseenCount());
      one.put("expected", (fault.expect().kind() + " " + fault.expect().what()).strip());
      one.put("withinS", fault.expect().within().toNanos() / 1e9);
      one.put("reactionMinMedianMaxS", counted.minMedianMaxS());
      all.put(fault.id(), one);
    }
    return all;
  }

  private static Map<String, Object> awaiting() {
    Map<String, Object> all = new LinkedHashMap<>();
    Faults.all().stream()
        .filter(fault -> !fault.isReady())
        .forEach(fault -> all.put(fault.id(), "awaits " + fault.awaits()));
    return all;
  }
}
