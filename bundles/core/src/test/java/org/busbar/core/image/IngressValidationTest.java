package org.busbar.core.image;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.testkit.api.ManualClock;

class IngressValidationTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final ManualClock clock = new ManualClock();
  private final Image image = new Image(clock);

  @Provide
  Arbitrary<Point> points() {
    return Arbitraries.of(Points.all());
  }

  @Provide
  Arbitrary<Double> anyDouble() {
    return Arbitraries.oneOf(
        Arbitraries.doubles(),
        Arbitraries.of(
            Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e9, -1e9, 0.0));
  }

  @Provide
  Arbitrary<Long> offsets() {
    return Arbitraries.oneOf(
        Arbitraries.longs().between(-10 * SECOND, 10 * SECOND),
        Arbitraries.of(Long.MIN_VALUE, Long.MAX_VALUE, 0L, -SECOND, SECOND));
  }

  @Provide
  Arbitrary<Sample> samples() {
    long now = clock.nanos();
    return Combinators.combine(
            points(), anyDouble(), offsets(), offsets(), Arbitraries.of(Quality.class))
        .as(
            (point, value, measured, expires, quality) ->
                new Sample(
                    Address.of(new NodeId("d1"), point),
                    value,
                    quality,
                    now + measured,
                    now + expires,
                    clock.instant()));
  }

  @Property
  @Tag("SAF-11")
  void whatIsNotFiniteImplausibleExpiredOrOfTheFutureIsNeverUsable(
      @ForAll("samples") Sample sample) {
    Sample judged = image.put(sample);
    long now = clock.nanos();
    Point point = sample.address().point();
    boolean sound =
        sample.quality().isUsable()
            && Double.isFinite(sample.value())
            && sample.value() >= point.plausibleMin()
            && sample.value() <= point.plausibleMax()
            && sample.expiresNanos() - now >= 0
            && sample.measuredNanos() - now <= Image.FUTURE_TOLERANCE_NANOS;
    if (judged.quality().isUsable()) {
      assertTrue(sound, () -> "must not be usable: " + sample);
    }
    double frozen = image.freeze(1, now, clock.instant()).snapshot().value(sample.address());
    assertTrue(
        Double.isNaN(frozen) || point.plausibleMin() <= frozen && frozen <= point.plausibleMax());
  }
}
