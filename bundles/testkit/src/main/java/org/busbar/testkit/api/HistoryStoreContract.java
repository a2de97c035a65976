package org.busbar.testkit.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.busbar.api.control.Decision;
import org.busbar.api.events.Event;
import org.busbar.api.history.History;
import org.busbar.api.history.HistoryBatch;
import org.busbar.api.history.HistoryException;
import org.busbar.api.history.HistoryQuery;
import org.busbar.api.history.HistoryStore;
import org.busbar.api.site.HistoryConfig;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.api.vocabulary.SiteId;
import org.busbar.api.vocabulary.Unit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What every history store keeps to. A store's test extends it and hands over an empty store. */
public abstract class HistoryStoreContract {
  /** The site of all tests. */
  protected static final SiteId SITE = new SiteId("local", "home");

  /** Midnight, so that buckets of every length begin here. */
  protected static final Instant T0 = Instant.parse("2026-03-01T00:00:00Z");

  private static final NodeId BAT = new NodeId("bat1");
  private static final Address POWER = Address.of(BAT, Points.ACTIVE_POWER_W);
  private static final Duration DAY = Duration.ofDays(1);

  /** For subclasses. */
  protected HistoryStoreContract() {}

  /** The store under test: empty at the begin of each test, the same one within a test. */
  protected abstract HistoryStore store();

  /** Closes the store under test and opens its data again. */
  protected abstract void reopen() throws Exception;

  /** A good sample of bat1's power so many ms after {@link #T0}, in W, that holds for some ms. */
  protected static Sample power(long atMs, double powerW, long holdMs) {
    return sample(POWER, atMs, powerW, holdMs);
  }

  private static Sample sample(Address address, long atMs, double value, long holdMs) {
    return new Sample(
        address,
        value,
        Double.isNaN(value) ? Quality.INVALID : Quality.GOOD,
        atMs * 1_000_000,
        (atMs + holdMs) * 1_000_000,
        T0.plusMillis(atMs));
  }

  /** What the store says of bat1's power from {@link #T0} plus ms on. */
  protected History ask(long fromMs, long toMs, Duration resolution) throws HistoryException {
    return store()
        .history(
            new HistoryQuery(
                SITE,
                BAT,
                "activePowerW",
                T0.plusMillis(fromMs),
                T0.plusMillis(toMs),
                resolution,
                1_000_000))
        .orElseThrow();
  }

  private void append(Sample... samples) throws HistoryException {
    store().append(SITE, HistoryBatch.of(List.of(samples)));
  }

  private void seal(Duration after) throws HistoryException {
    store().maintain(SITE, T0.plus(after), HistoryConfig.USUAL);
  }

  /** Integral in Wh. */
  private static double energyWh(History history) {
    return history.rows().stream().mapToDouble(row -> row.mean() * row.knownS() / 3600).sum();
  }

  /** A day and a half of power with gaps, outages, noise and irregular times; seed fixed. */
  protected static List<Sample> anOrdinaryDay(long seed) {
    Random random = new Random(seed);
    List<Sample> samples = new ArrayList<>();
    double powerW = 1000;
    for (long at = 137; at < DAY.toMillis() * 3 / 2; at += 990 + random.nextInt(20)) {
      powerW = Math.rint((powerW + random.nextGaussian() * 5) * 10) / 10 + 0.0;
      boolean unknown = random.nextInt(500) == 0;
      samples.add(power(at, unknown ? Double.NaN : powerW, 3_000));
      at += random.nextInt(2_000) == 0 ? random.nextInt(3_600_000) : 0;
    }
    return samples;
  }

  private static List<Sample> values(History history) {
    return history.rows().stream()
        .map(row -> power(Duration.between(T0, row.start()).toMillis(), row.mean(), 1))
        .toList();
  }

  private static void assertSameRows(History expected, History actual) {
    assertEquals(expected.rows().size(), actual.rows().size());
    for (int i = 0; i < expected.rows().size(); i++) {
      History.Row left = expected.rows().get(i);
      History.Row right = actual.rows().get(i);
      assertEquals(left.start(), right.start());
      assertEquals(Double.isNaN(left.mean()), Double.isNaN(right.mean()), left::toString);
      if (!Double.isNaN(left.mean())) {
        assertEquals(left.mean(), right.mean(), Math.abs(left.mean()) * 1e-9 + 1e-9);
      }
      assertEquals(left.min(), right.min(), left::toString);
      assertEquals(left.max(), right.max(), left::toString);
      assertEquals(left.n(), right.n(), left::toString);
      assertEquals(left.knownS(), right.knownS(), 1e-9, left::toString);
    }
  }

  @Test
  void whatIsAppendedIsFoundToTheLastBit() throws Exception {
    List<Sample> samples = new ArrayList<>();
    double[] awkward = {0, -0.0, 0.1, -0.1, 1e-300, 230.4f, Math.PI, -5e9, 1 / 3.0, 49.999, 1e17};
    for (int i = 0; i < awkward.length; i++) {
      samples.add(power(i * 1_000L, awkward[i], 3_000));
    }
    store().append(SITE, HistoryBatch.of(samples));
    for (Duration sealedAfter : List.of(Duration.ZERO, DAY)) {
      seal(sealedAfter);
      List<History.Row> rows = ask(0, 60_000, Duration.ZERO).rows();
      assertEquals(awkward.length, rows.size());
      for (int i = 0; i < awkward.length; i++) {
        assertEquals(awkward[i] + 0.0, rows.get(i).mean());
        assertEquals(T0.plusSeconds(i), rows.get(i).start());
      }
    }
    assertEquals(Unit.WATT, ask(0, 1, Duration.ZERO).unit());
  }

  @Test
  void aPointThatWasNeverRecordedIsNotThere() throws Exception {
    HistoryQuery query =
        new HistoryQuery(
            SITE, BAT, "frequencyHz", T0, T0.plusSeconds(1), Duration.ofSeconds(1), 10);
    assertEquals(Optional.empty(), store().history(query));
    append(power(0, 1, 1_000));
    assertEquals(Optional.empty(), store().history(query));
  }

  @Test
  void aValueHoldsUntilTheNextOneOrItsExpiry() throws Exception {
    append(power(0, 100, 3_000), power(500, 200, 3_000), power(10_000, 400, 1_500));
    for (Duration sealedAfter : List.of(Duration.ZERO, DAY)) {
      seal(sealedAfter);
      List<History.Row> rows = ask(0, 60_000, Duration.ofSeconds(1)).rows();
      assertEquals(
          List.of(0L, 1L, 2L, 3L, 10L, 11L),
          rows.stream().map(row -> Duration.between(T0, row.start()).toSeconds()).toList());
      assertEquals(new History.Row(T0, 150, 100, 200, 2, 1), rows.get(0));
      assertEquals(new History.Row(T0.plusSeconds(3), 200, 200, 200, 0, 0.5), rows.get(3));
      assertEquals(new History.Row(T0.plusSeconds(11), 400, 400, 400, 0, 0.5), rows.get(5));
    }
  }

  @Test
  void anUnknownValueEndsTheOneBeforeAndStaysAGap() throws Exception {
    append(power(0, 100, 60_000), power(2_000, Double.NaN, 60_000), power(5_000, 300, 1_000));
    for (Duration sealedAfter : List.of(Duration.ZERO, DAY)) {
      seal(sealedAfter);
      History minute = ask(0, 60_000, Duration.ofMinutes(1));
      assertEquals(1, minute.rows().size());
      assertEquals(3, minute.rows().getFirst().knownS());
      assertEquals((100 * 2 + 300) / 3.0, minute.rows().getFirst().mean(), 1e-9);
      assertTrue(Double.isNaN(ask(0, 60_000, Duration.ZERO).rows().get(1).mean()));
    }
  }

  @Test
  void aValueHoldsIntoAnHourThatHasNoSampleOfItsOwn() throws Exception {
    append(power(3_590_000, 60, 600_000));
    for (Duration sealedAfter : List.of(Duration.ZERO, DAY)) {
      seal(sealedAfter);
      assertEquals(600, ask(0, 86_400_000, DAY).rows().getFirst().knownS());
      List<History.Row> hours = ask(0, 86_400_000, Duration.ofHours(1)).rows();
      assertEquals(List.of(10.0, 590.0), hours.stream().map(History.Row::knownS).toList());
    }
  }

  @Test
  @Tag("CLD-27")
  void allTiersGiveTheSameEnergy() throws Exception {
    store().append(SITE, HistoryBatch.of(anOrdinaryDay(1)));
    seal(Duration.ofHours(30));
    long span = 2 * DAY.toMillis();
    double expectedWh = energyWh(ask(0, span, Duration.ofSeconds(1)));
    assertTrue(expectedWh > 1_000, expectedWh + " Wh");
    for (Duration resolution :
        List.of(
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            DAY)) {
      double energyWh = energyWh(ask(0, span, resolution));
      assertEquals(expectedWh, energyWh, expectedWh * 1e-4, resolution::toString);
    }
  }

  @Test
  void aPeakOfOneSecondShowsInThePictureOfADay() throws Exception {
    List<Sample> samples = new ArrayList<>(anOrdinaryDay(9));
    long peakMs = samples.get(30_000).measuredAt().toEpochMilli() - T0.toEpochMilli() + 400;
    samples.add(power(peakMs, 50_000, 1_000));
    samples.add(power(peakMs + 200, -50_000, 200));
    store().append(SITE, HistoryBatch.of(samples));
    seal(Duration.ofHours(60));
    for (int width : new int[] {2, 100, 800, 1_920}) {
      Duration resolution = HistoryQuery.resolutionFor(T0, T0.plus(DAY), width);
      List<History.Row> rows = ask(0, DAY.toMillis(), resolution).rows();
      assertTrue(rows.size() <= width, rows.size() + " rows in " + width);
      assertEquals(50_000, rows.stream().mapToDouble(History.Row::max).max().orElseThrow());
      assertEquals(-50_000, rows.stream().mapToDouble(History.Row::min).min().orElseThrow());
    }
  }

  @Test
  @Tag("CLD-30")
  void twelveMonthsAreSummedToTheSampleThatHasJustCome() throws Exception {
    List<Sample> samples = new ArrayList<>();
    Map<Integer, Double> expectedWh = new TreeMap<>();
    for (int day = 0; day < 365; day++) {
      Instant date = T0.plus(Duration.ofDays(day));
      int month = date.atZone(ZoneOffset.UTC).getMonthValue();
      for (int hour = 10; hour < 14; hour += 2) {
        double powerW = 100 * month + hour;
        samples.add(power(Duration.ofHours(24L * day + hour).toMillis(), powerW, 3_600_000));
        expectedWh.merge(month, powerW, Double::sum);
      }
    }
    Sample newest = samples.removeLast();
    store().append(SITE, HistoryBatch.of(samples));
    seal(Duration.ofDays(365));
    append(newest);
    for (Duration resolution : List.of(Duration.ofMinutes(15), Duration.ofHours(1), DAY)) {
      Map<Integer, Double> foundWh = new TreeMap<>();
      for (History.Row row : ask(0, 365 * DAY.toMillis(), resolution).rows()) {
        int month = row.start().atZone(ZoneOffset.UTC).getMonthValue();
        foundWh.merge(month, row.mean() * row.knownS() / 3600, Double::sum);
      }
      assertEquals(expectedWh.keySet(), foundWh.keySet());
      expectedWh.forEach(
          (month, energyWh) -> assertEquals(energyWh, foundWh.get(month), energyWh * 1e-4));
    }
  }

  @Test
  void sealingChangesNothingThatCanBeAsked() throws Exception {
    store().append(SITE, HistoryBatch.of(anOrdinaryDay(2)));
    long span = 2 * DAY.toMillis();
    List<Duration> resolutions =
        List.of(
            Duration.ZERO,
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofHours(2),
            DAY);
    List<History> before = new ArrayList<>();
    for (Duration resolution : resolutions) {
      before.add(ask(0, span, resolution));
    }
    for (int hours : new int[] {7, 20, 60}) {
      seal(Duration.ofHours(hours));
      for (int i = 0; i < resolutions.size(); i++) {
        assertSameRows(before.get(i), ask(0, span, resolutions.get(i)));
      }
    }
    reopen();
    for (int i = 0; i < resolutions.size(); i++) {
      assertSameRows(before.get(i), ask(0, span, resolutions.get(i)));
    }
  }

  @Test
  void samplesThatComeLateAndInAnyOrderCountTheSame() throws Exception {
    List<Sample> ordered = anOrdinaryDay(3);
    List<Sample> mixed = new ArrayList<>(ordered);
    Collections.shuffle(mixed, new Random(4));
    int half = mixed.size() / 2;
    store().append(SITE, HistoryBatch.of(mixed.subList(0, half)));
    seal(Duration.ofHours(60));
    store().append(SITE, HistoryBatch.of(mixed.subList(half, mixed.size())));
    long span = 2 * DAY.toMillis();
    History hot = ask(0, span, Duration.ofMinutes(15));
    seal(Duration.ofHours(60));
    assertSameRows(hot, ask(0, span, Duration.ofMinutes(15)));
    assertEquals(ordered.size(), ask(0, span, Duration.ZERO).rows().size());
    List<Sample> found = values(ask(0, span, Duration.ZERO));
    for (int i = 0; i < ordered.size(); i++) {
      assertEquals(ordered.get(i).measuredAt(), found.get(i).measuredAt());
      assertEquals(ordered.get(i).value(), found.get(i).value());
    }
  }

  @Test
  void theSameBatchAgainDoublesNothing() throws Exception {
    List<Sample> samples = anOrdinaryDay(5).subList(0, 5_000);
    HistoryBatch batch =
        new HistoryBatch(
            samples, List.of(HistoryRecords.decision(1, T0)), List.of(HistoryRecords.event(1, T0)));
    for (int i = 0; i < 3; i++) {
      store().append(SITE, batch);
      seal(Duration.ofHours(i == 0 ? 0 : 48));
    }
    assertEquals(samples.size(), ask(0, 2 * DAY.toMillis(), Duration.ZERO).rows().size());
    assertEquals(1, store().decisions(SITE, T0, T0.plus(DAY), 10).size());
    assertEquals(1, store().events(SITE, T0, T0.plus(DAY), 10).size());
  }

  @Test
  void whyIsKnownForEverySecondOfThePast() throws Exception {
    List<Decision> decisions = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      decisions.add(HistoryRecords.decision(i + 1, T0.plusSeconds(i)));
    }
    store().append(SITE, new HistoryBatch(List.of(), decisions, List.of()));
    for (Duration sealedAfter : List.of(Duration.ZERO, Duration.ofMinutes(25), DAY)) {
      seal(sealedAfter);
      for (int second : new int[] {0, 599, 600, 1_234, 2_999}) {
        Instant at = T0.plusSeconds(second);
        assertEquals(
            List.of(decisions.get(second)), store().decisions(SITE, at, at.plusSeconds(1), 10));
      }
      assertEquals(decisions, store().decisions(SITE, T0, T0.plus(DAY), 10_000));
      assertEquals(7, store().decisions(SITE, T0, T0.plus(DAY), 7).size());
    }
  }

  @Test
  void eventsComeBackInOrderWithTheirFigures() throws Exception {
    List<Event> events =
        List.of(
            HistoryRecords.event(1, T0),
            HistoryRecords.event(2, T0),
            HistoryRecords.event(3, T0.plusSeconds(1)));
    store().append(SITE, new HistoryBatch(List.of(), List.of(), events));
    reopen();
    assertEquals(events, store().events(SITE, T0, T0.plusSeconds(2), 10));
    assertEquals(events.subList(0, 2), store().events(SITE, T0, T0.plusSeconds(1), 10));
  }

  @Test
  @Tag("CLD-27")
  void archivedSamplesCanBeAskedForAndRestored() throws Exception {
    store().append(SITE, HistoryBatch.of(anOrdinaryDay(6)));
    seal(Duration.ofHours(60));
    long span = 2 * DAY.toMillis();
    History raw = ask(0, span, Duration.ZERO);
    History seconds = ask(0, span, Duration.ofSeconds(1));
    assertTrue(store().archive(SITE, T0.plus(DAY)) > 0);
    assertEquals(0, store().archive(SITE, T0.plus(DAY)));
    assertSameRows(raw, ask(0, span, Duration.ZERO));
    assertSameRows(seconds, ask(0, span, Duration.ofSeconds(1)));
    reopen();
    assertTrue(store().restore(SITE, T0, T0.plus(DAY)) > 0);
    assertEquals(0, store().restore(SITE, T0, T0.plus(DAY)));
    assertSameRows(raw, ask(0, span, Duration.ZERO));
  }

  @Test
  void aLateSampleOfAnArchivedHourJoinsTheOthers() throws Exception {
    append(power(0, 100, 1_000), power(2_000, 300, 1_000));
    seal(DAY);
    store().archive(SITE, T0.plus(DAY));
    append(power(1_000, 200, 1_000));
    seal(DAY.plusHours(2));
    assertEquals(3, ask(0, 60_000, Duration.ZERO).rows().size());
    assertEquals(200, ask(0, 60_000, Duration.ofHours(1)).rows().getFirst().mean());
  }

  @Test
  void whatIsPastItsRetentionIsAnsweredMoreCoarsely() throws Exception {
    store().append(SITE, HistoryBatch.of(anOrdinaryDay(7)));
    seal(Duration.ofHours(60));
    long day = DAY.toMillis();
    double energyWh = energyWh(ask(0, day, Duration.ofMinutes(15)));
    Duration ten = Duration.ofDays(10);
    Duration ever = HistoryConfig.FOR_EVER;
    HistoryConfig brief =
        new HistoryConfig(ten, ten, ten, ever, ever, ever, ten, ten, false, Optional.empty());
    store().maintain(SITE, T0.plus(Duration.ofDays(20)), brief);
    for (Duration resolution : List.of(Duration.ZERO, Duration.ofSeconds(5))) {
      History coarse = ask(0, day, resolution);
      assertEquals(Duration.ofMinutes(15), coarse.resolution());
      assertEquals(energyWh, energyWh(coarse), energyWh * 1e-9);
    }
  }

  @Test
  void onlySoManyRowsComeAsWereAskedFor() throws Exception {
    store().append(SITE, HistoryBatch.of(anOrdinaryDay(8).subList(0, 100)));
    for (Duration resolution : List.of(Duration.ZERO, Duration.ofSeconds(1))) {
      HistoryQuery query =
          new HistoryQuery(SITE, BAT, "activePowerW", T0, T0.plus(DAY), resolution, 7);
      assertEquals(7, store().history(query).orElseThrow().rows().size());
    }
  }

  @Test
  void sitesDoNotSeeEachOther() throws Exception {
    SiteId other = new SiteId("local", "barn");
    append(power(0, 1, 1_000));
    store().append(other, HistoryBatch.of(List.of(power(0, 2, 1_000))));
    assertEquals(1, ask(0, 1_000, Duration.ofSeconds(1)).rows().getFirst().mean());
  }
}
