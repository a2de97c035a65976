package org.busbar.safety.trend;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.busbar.safety.trend.Finding.Kind;
import org.busbar.safety.trend.Traces.Point;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Measured temperatures with faults put in at known times; what is found, and how early. */
class TrendTracesDeepTest {
  private static final boolean DEEP = Boolean.getBoolean("busbar.deep");
  private static final double LIMIT = 70;
  private static final double NEAR_K = 5;
  private static final double RESOLUTION = 0.1;
  private static final TrendLimits USUAL = new Usual().of("temperature");
  private final Traces traces;

  TrendTracesDeepTest() throws IOException {
    traces = new Traces();
  }

  /** When a kind was first found, and what was found before a fault began. */
  private record Seen(double foundSeconds, int tooEarly, double limitSeconds) {}

  @FunctionalInterface
  private interface Fault {
    /** What the sensor shows. */
    double show(double atSeconds, double shown, double last);
  }

  private Seen run(List<Point> day, long seed, double from, double until, Fault fault, Kind... of) {
    return run(day, seed, LIMIT, new Case(Kind.RATE, from, until - from, fault), of);
  }

  private Seen run(List<Point> day, long seed, double hard, Case some, Kind... of) {
    double from = some.from();
    double until = from + some.lasts();
    Random random = new Random(seed);
    Course course = new Course(USUAL, RESOLUTION, hard);
    double[] offsets = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
    double last = Double.NaN;
    double found = Double.NaN;
    double limit = Double.NaN;
    int early = 0;
    for (Point point : day) {
      if (point.seconds() > until) {
        break;
      }
      double shown = Traces.seen(point.temperature(), 0, random);
      double[] others = new double[offsets.length];
      for (int i = 0; i < others.length; i++) {
        others[i] = Traces.seen(point.temperature(), offsets[i], random);
      }
      Arrays.sort(others);
      boolean faulty = point.seconds() >= from;
      double value = faulty ? some.fault().show(point.seconds() - from, shown, last) : shown;
      last = value;
      if (faulty && value >= hard && Double.isNaN(limit)) {
        limit = point.seconds();
      }
      for (Finding finding : course.accept(point.seconds(), value, point.load(), others[1])) {
        boolean wanted = of.length == 0 || List.of(of).contains(finding.kind());
        early += faulty ? 0 : 1;
        if (!faulty) {
          System.out.println("trend: given without a fault: " + finding + " at " + point);
        }
        if (faulty && wanted && Double.isNaN(found)) {
          found = point.seconds();
        }
      }
    }
    return new Seen(found, early, limit);
  }

  /** A time at which the cell is under load and stays so for a while. */
  private static double loaded(List<Point> day, Random random) {
    for (int tries = 0; tries < 10_000; tries++) {
      int i = random.nextInt(day.size());
      double load = day.get(i).load();
      int end = i;
      double heat = 0;
      while (end + 1 < day.size() && Math.abs(day.get(end + 1).load() - load) < 0.1) {
        heat += load * load * (day.get(end + 1).seconds() - day.get(end).seconds());
        end++;
      }
      if (heat > 1.3 * USUAL.stuckLoad() && day.get(i).seconds() > 3600) {
        return day.get(i).seconds();
      }
    }
    throw new IllegalStateException("no load in this day");
  }

  private record Case(Kind kind, double from, double lasts, Fault fault) {}

  private static Case fault(Kind kind, List<Point> day, Random random) {
    double anywhere = 3600 + random.nextDouble() * (Traces.DAY - 4 * 3600);
    double sign = random.nextBoolean() ? 1 : -1;
    return switch (kind) {
      case RATE, AHEAD -> {
        double perMinute = 2 + 3 * random.nextDouble();
        yield new Case(kind, anywhere, 1800, (t, shown, last) -> shown + perMinute * t / 60);
      }
      case STEP -> {
        double jump = sign * (4 + 16 * random.nextDouble());
        yield new Case(kind, anywhere, 120, (t, shown, last) -> shown + jump);
      }
      case STUCK -> new Case(kind, loaded(day, random), 4 * 3600, (t, shown, last) -> last);
      case OSCILLATION -> {
        double high = 2 + 2 * random.nextDouble();
        double period = 60 + 60 * random.nextDouble();
        yield new Case(
            kind,
            anywhere,
            900,
            (t, shown, last) -> shown + high * Math.sin(2 * Math.PI * t / period));
      }
      case DRIFT -> {
        double perHour = sign * (2 + 4 * random.nextDouble());
        yield new Case(kind, anywhere, 3 * 3600, (t, shown, last) -> shown + perHour * t / 3600);
      }
    };
  }

  /**
   * dtdt-2Kmin: from eight moments of each recorded run on the cell warms by 2 K a minute more than
   * it did, until it reaches a hard limit: those of the chemistries (limits.md) and 70 degrees,
   * where the run as it was recorded does not come near it by itself.
   */
  @Test
  @Tag("SAF-17")
  void twoKelvinAMinuteAreToldAMinuteAheadOfTheHardLimitOnEveryRecordedRun() throws IOException {
    List<String> lines = new ArrayList<>(List.of("run,hardLimitC,fromS,toldAfterS,aheadS"));
    double shortest = Double.POSITIVE_INFINITY;
    for (var each : traces.each().entrySet()) {
      double warmest = each.getValue().stream().mapToDouble(Point::temperature).max().orElseThrow();
      for (double hard : DEEP ? new double[] {55, 60, 65, LIMIT} : new double[] {LIMIT}) {
        if (warmest > hard - NEAR_K) {
          continue;
        }
        for (int i = 0; i < (DEEP ? 8 : 1); i++) {
          double from = 3600 + 450.0 * i;
          Case rise = new Case(Kind.RATE, from, 3 * 3600, (t, shown, last) -> shown + 2 * t / 60);
          Seen seen = run(each.getValue(), i, hard, rise, Kind.RATE, Kind.AHEAD);
          double ahead = seen.limitSeconds() - seen.foundSeconds();
          String line =
              "%s,%.0f,%.0f,%.0f,%.0f"
                  .formatted(each.getKey(), hard, from, seen.foundSeconds() - from, ahead);
          assertTrue(ahead >= 60 && seen.tooEarly() == 0, line);
          shortest = Math.min(shortest, ahead);
          lines.add(line);
        }
      }
    }
    Files.write(Files.createDirectories(Path.of("target")).resolve("dtdt-2Kmin.csv"), lines);
    System.out.println(
        "trend: 2 K/min told in "
            + (lines.size() - 1)
            + " cases, at least "
            + shortest
            + " s ahead");
  }

  @Test
  @Tag("SAF-17")
  @Tag("SAF-18")
  void atLeastNinetyFiveOfAHundredFaultsAreFoundAMinuteAheadOfTheLimit() {
    int rounds = DEEP ? 200 : 20;
    Map<Kind, Integer> found = new EnumMap<>(Kind.class);
    int all = 0;
    double shortest = Double.POSITIVE_INFINITY;
    for (Kind kind : List.of(Kind.RATE, Kind.STEP, Kind.STUCK, Kind.OSCILLATION, Kind.DRIFT)) {
      for (int i = 0; i < rounds; i++) {
        Random random = new Random(1000L * kind.ordinal() + i);
        List<Point> day = traces.day(random);
        Case some = fault(kind, day, random);
        Kind[] wanted = kind == Kind.RATE ? new Kind[] {Kind.RATE, Kind.AHEAD} : new Kind[] {kind};
        Seen seen =
            run(
                day,
                random.nextLong(),
                some.from(),
                some.from() + some.lasts(),
                some.fault(),
                wanted);
        boolean inTime = Double.isFinite(seen.foundSeconds());
        if (kind == Kind.RATE && Double.isFinite(seen.limitSeconds())) {
          double ahead = seen.limitSeconds() - seen.foundSeconds();
          inTime &= ahead >= 60;
          shortest = Math.min(shortest, ahead);
        }
        found.merge(kind, inTime ? 1 : 0, Integer::sum);
        all += inTime ? 1 : 0;
      }
    }
    int faults = 5 * rounds;
    System.out.println(
        "trend: found " + found + ", " + all + " of " + faults + ", shortest ahead " + shortest);
    assertTrue(all >= 0.95 * faults, found::toString);
    found.forEach((kind, count) -> assertTrue(count >= 0.9 * rounds, found::toString));
  }

  @Test
  @Tag("SAF-18")
  void inAThousandSiteDaysWithoutAFaultAtMostOnePreAlarmIsGiven() {
    int days = DEEP ? 1000 : 15;
    int given = 0;
    for (int i = 0; i < days; i++) {
      Random random = new Random(77_000L + i);
      List<Point> day = traces.day(random);
      given +=
          run(day, random.nextLong(), Double.POSITIVE_INFINITY, Traces.DAY, (t, v, l) -> v)
              .tooEarly();
    }
    System.out.println("trend: " + given + " false pre-alarms in " + days + " site-days");
    assertTrue(given <= (DEEP ? 1 : 0), given + " false pre-alarms");
  }
}
