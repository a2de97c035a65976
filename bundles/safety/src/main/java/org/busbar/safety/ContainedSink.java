package org.busbar.safety;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.busbar.api.device.write.SampleSink;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Sample;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes of a plug-in's driver so many samples in a second, of so many addresses; the rest is
 * dropped. Any thread.
 */
final class ContainedSink implements SampleSink {
  private static final Logger LOG = LoggerFactory.getLogger(ContainedSink.class);
  private static final int MOST_SAMPLES = 10_000;
  private static final int MOST_ADDRESSES = 2_000;
  private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

  private final ContainedDriver driver;
  private final SampleSink sink;
  private final Clock clock;
  private final Set<Address> addresses = ConcurrentHashMap.newKeySet();
  private final AtomicInteger count = new AtomicInteger();
  private volatile long secondNanos;
  private volatile boolean told;

  ContainedSink(ContainedDriver driver, SampleSink sink, Clock clock) {
    this.driver = driver;
    this.sink = sink;
    this.clock = clock;
    this.secondNanos = clock.nanos();
  }

  @Override
  public void accept(Sample sample) {
    long now = clock.nanos();
    if (now - secondNanos > SECOND_NANOS) {
      secondNanos = now;
      count.set(0);
    }
    if (count.incrementAndGet() > MOST_SAMPLES) {
      dropped("more than " + MOST_SAMPLES + " samples in a second");
      return;
    }
    if (!addresses.contains(sample.address())) {
      if (addresses.size() >= MOST_ADDRESSES) {
        dropped("samples of more than " + MOST_ADDRESSES + " addresses");
        return;
      }
      addresses.add(sample.address());
    }
    sink.accept(sample);
  }

  private void dropped(String what) {
    if (!told) {
      told = true;
      LOG.warn("driver {} delivers {}; the rest is dropped", driver.id(), what);
    }
    if (count.get() % MOST_SAMPLES == 1) {
      driver.containment().get().failed(driver.driver().getClass());
    }
  }
}
