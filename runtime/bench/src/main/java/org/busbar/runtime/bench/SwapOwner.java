package org.busbar.runtime.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.busbar.api.control.Decision;
import org.busbar.api.face.Site;
import org.busbar.api.site.Snapshot;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Sample;

/**
 * Lays what a device was told beside what was decided: every setpoint that reached it must be one
 * that somebody asked for just before.
 */
final class SwapOwner implements AutoCloseable {
  /** A setpoint holds for so long. */
  private static final long RECENT_NANOS = 3_000_000_000L;

  private static final double SAME_W = 1;

  /**
   * What came of it.
   *
   * @param told setpoints that reached the device
   * @param released those that let it go, because nobody asked or nothing was known of it
   * @param reverted times that it went to its reversion
   * @param steps decisions
   * @param idle decisions without the mode
   * @param ownerless all of these that should not be
   * @param longestNanos the longest time between two setpoints
   */
  record Figures(
      long told,
      long released,
      long reverted,
      long steps,
      long idle,
      long ownerless,
      long longestNanos) {}

  private record Decided(long nanos, double valueW, boolean owned) {}

  private final Path log;
  private final String device;
  private final String source;
  private final Site.Subscription subscription;

  /** Guarded by this. */
  private List<Decided> decided = new ArrayList<>();

  private long from;

  /**
   * Of a device that is told something at every step.
   *
   * @param log what the devices wrote down
   * @param device its id; its number is that without the first letter
   * @param source the mode that must have asked
   */
  SwapOwner(Site site, Path log, String device, String source) {
    this.log = log;
    this.device = device;
    this.source = source;
    this.from = System.nanoTime();
    this.subscription = site.listen(this::stepped);
  }

  private synchronized void stepped(Snapshot snapshot, List<Sample> changed, Decision decision) {
    boolean owned =
        decision.proposals().stream()
            .anyMatch(each -> each.source().equals(source) && each.hasTarget());
    double value =
        decision.outcomes().stream()
            .filter(each -> each.node().value().equals(device))
            .filter(each -> each.quantity().equals(Points.ACTIVE_POWER_W))
            .mapToDouble(Decision.Outcome::value)
            .findFirst()
            .orElse(Double.NaN);
    decided.add(new Decided(decision.nanos(), value, owned));
  }

  /** What came of it since the last time. Waits until the device has written down the rest. */
  Figures take() throws IOException {
    List<Decided> steps;
    long since = from;
    synchronized (this) {
      steps = decided;
      decided = new ArrayList<>();
      from = System.nanoTime();
    }
    long told = 0;
    long released = 0;
    long reverted = 0;
    long ownerless = 0;
    long longest = 0;
    long before = 0;
    Deque<Decided> recent = new ArrayDeque<>();
    int next = 0;
    for (String line : Files.readAllLines(log)) {
      String[] word = line.split(" ");
      long nanos = Long.parseLong(word[0]);
      boolean other = !word[1].equals(device.substring(1)) || nanos < since || nanos > from;
      if (other || word.length != 4) {
        continue;
      }
      while (next < steps.size() && steps.get(next).nanos() <= nanos) {
        recent.addLast(steps.get(next++));
      }
      while (!recent.isEmpty() && recent.peekFirst().nanos() < nanos - RECENT_NANOS) {
        recent.removeFirst();
      }
      if (word[3].equals("reverted")) {
        reverted++;
        ownerless++;
        continue;
      }
      double value = Double.parseDouble(word[2]);
      boolean isOwned =
          recent.stream().anyMatch(d -> d.owned() && Math.abs(d.valueW() - value) <= SAME_W);
      // What was decided just before this began cannot be told.
      ownerless += isOwned || nanos - since < RECENT_NANOS ? 0 : 1;
      longest = before == 0 ? 0 : Math.max(longest, nanos - before);
      before = nanos;
      told++;
      released += isOwned || value != 0 ? 0 : 1;
    }
    long idle = steps.stream().filter(step -> !step.owned()).count();
    return new Figures(told, released, reverted, steps.size(), idle, ownerless + idle, longest);
  }

  @Override
  public void close() {
    subscription.close();
  }
}
